"""What the law of the latent classes is asked of, and where its answers are written."""

from typing import NamedTuple

from crosstally.analysis.inputs import Floats, Ints


class Prior(NamedTuple):
    """`K` classes at most; `α ~ Gamma(a, b)`; `p(N) ∝ 1/N`; each list's chance uniform."""

    classes: int = 10
    a: float = 0.25
    b: float = 0.25


class Law(NamedTuple):
    """The cells (which lists, how many) and the prior.

    The lists of cell c are `members[starts[c]:starts[c + 1]]`.
    """

    seen: Floats
    counts: Floats
    starts: Ints
    members: Ints
    prior: Prior


class Room(NamedTuple):
    """Where the densities of as many states are written: a power for each, the rest as `Density`."""

    powers: Floats
    slope: Floats
    values: Floats

    def of(self, levels: int) -> "Room":
        """The room of the first levels."""
        return Room(self.powers[:levels], self.slope[:levels], self.values[:, :levels])
