"""Trees of joinings, and the ways in which they may be cut.

Invariant: a cut puts every leaf in one group, and each joining is in a cut with its own probability.

Average linkage joins groups while the average weight h of their pairs stays high, and `link` cuts its
tree at one height. Here it is cut elsewhere, here and there: the joining v is right with probability
p(h(v)), and if it is right, so is every joining below it. From the top of each tree down, u above v,

    P(v is right | u is not) = (p(h(v)) - p(h(u))) / (1 - p(h(u))),

so that each joining is right with its own p, and the number of groups, n - Σ (k(v) - 1) p(h(v)) of n
leaves and joinings of k(v) groups, is right on average whatever the trees' shape.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crosstally.errors import PackError

Leaves = tuple[int, ...]


class Rung(NamedTuple):
    """How sure a joining is whose height lies between this rung and the next, in millibits."""

    height: int
    sure: float


class Branch(NamedTuple):
    """Leaves that are joined, how surely, and what they are joined from (nothing: one leaf)."""

    members: Leaves
    sure: float
    parts: tuple["Branch", ...]


def load_rungs(path: Path | None = None) -> tuple[Rung, ...]:
    """The rungs of a file, or the built-in ones, from the lowest.

    Raises:
        PackError: they do not rise.
    """
    source = path or Path(str(resources.files("crosstally.packs"))) / "linking" / "joinings.csv"
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    rungs = tuple(Rung(int(row["height"]), float(row["sure"])) for row in rows)
    if list(rungs) != sorted(set(rungs)) or [r.sure for r in rungs] != sorted(
        r.sure for r in rungs
    ):
        raise PackError(f"{source.name} does not rise", hint="heights and probabilities both rise")
    return rungs


def grow(
    order: Sequence[int], homes: Sequence[Sequence[int]], rungs: Sequence[Rung]
) -> list[Branch]:
    """The trees of some leaves, in the leaves' order.

    Args:
        order: the leaves.
        homes: for each rung and leaf the group that it is in when the tree is cut there.
        rungs: how sure the joinings are, as many as `homes`.
    """
    return [_branch(members, 0, homes, rungs) for members in _divided(order, homes[0])]


def cut(tree: Branch, rng: np.random.Generator, *, above: float = 0.0) -> Iterator[Leaves]:
    """A tree's leaves in groups, as they might be.

    Args:
        tree: the tree, or a branch of it.
        rng: what draws.
        above: how sure the joining above it was, which is known to be wrong; 0 at the top.
    """
    if not tree.parts or rng.random() * (1 - above) < tree.sure - above:
        yield tree.members
        return
    for part in tree.parts:
        yield from cut(part, rng, above=max(above, tree.sure))


def learn_rungs(
    heights: Sequence[int], desks: Iterable[tuple[Sequence[Sequence[int]], Sequence[object]]]
) -> tuple[Rung, ...]:
    """How sure joinings are, from desks whose truth is known: rising, by pooling neighbours.

    Args:
        heights: of the rungs, in millibits, from the lowest.
        desks: for each desk `homes` as in `grow`, and what each leaf truly tells of.

    Source: the pool-adjacent-violators algorithm, R. E. Barlow et al., "Statistical Inference under
    Order Restrictions", 1972.
    """
    right, all_ = np.zeros(len(heights)), np.zeros(len(heights))
    for homes, truth in desks:
        events = [_events(home, truth) for home in homes]
        events.append(len(truth))  # above the highest rung everything stands alone
        groups = [len(set(home)) for home in homes] + [len(truth)]
        for rung in range(len(heights)):
            all_[rung] += groups[rung + 1] - groups[rung]
            right[rung] += events[rung + 1] - events[rung]
    blocks: list[list[float]] = []  # right, all, rungs
    for r, n in zip(right, all_, strict=True):
        blocks.append([r, n, 1])
        while len(blocks) > 1 and _share(blocks[-2]) >= _share(blocks[-1]):
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    shares = [_share(block) for block in blocks for _ in range(int(block[2]))]
    return tuple(Rung(h, round(p, 4)) for h, p in zip(heights, shares, strict=True))


def sure_at(height: int, rungs: Sequence[Rung]) -> float:
    """How sure a joining of a height is; 0 below the lowest rung."""
    at = bisect_right([rung.height for rung in rungs], height) - 1
    return rungs[at].sure if at >= 0 else 0.0


def _events(home: Sequence[int], truth: Sequence[object]) -> int:
    """In how many places the events stand: each counts once in every group that tells of it."""
    return len(set(zip(home, truth, strict=True)))


def _share(block: Sequence[float]) -> float:
    return (block[0] + 0.5) / (block[1] + 1.0)


def _branch(
    members: Leaves, rung: int, homes: Sequence[Sequence[int]], rungs: Sequence[Rung]
) -> Branch:
    """The tree of some leaves that are together at a rung."""
    at = rung
    while len(members) > 1 and at < len(rungs):
        parts = (
            _divided(members, homes[at + 1]) if at + 1 < len(rungs) else [(one,) for one in members]
        )
        if len(parts) > 1:
            branches = tuple(_branch(part, at + 1, homes, rungs) for part in parts)
            return Branch(members, rungs[at].sure, branches)
        at += 1
    return Branch(members, 1.0, ())


def _divided(members: Sequence[int], home: Sequence[int]) -> list[Leaves]:
    """Some leaves by the group that each is in, in the leaves' order."""
    groups: dict[int, list[int]] = {}
    for member in members:
        groups.setdefault(home[member], []).append(member)
    return [tuple(group) for group in groups.values()]
