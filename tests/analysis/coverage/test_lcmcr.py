"""The sampler of latent classes: exact small cases, invariance of each move, the published answer."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.special import betaln, gammaln, logsumexp

from crosstally.analysis.coverage import Table, lcmcr
from crosstally.analysis.coverage.lcmcr import Effort, Prior, judged, sample
from crosstally.analysis.frame import Options
from crosstally.analysis.inputs import Lists, lists_of
from crosstally.records import decode, encode

# Killings in Kosovo, 20 March to 22 June 1999 (Ball et al. 2002): EXH, ABA, OSCE, HRW.
KOSOVO = {
    (1, 0, 0, 0): 1131, (0, 1, 0, 0): 845, (1, 1, 0, 0): 177, (0, 0, 1, 0): 936,
    (1, 0, 1, 0): 228, (0, 1, 1, 0): 217, (1, 1, 1, 0): 181, (0, 0, 0, 1): 306,
    (1, 0, 0, 1): 106, (0, 1, 0, 1): 31, (1, 1, 0, 1): 18, (0, 0, 1, 1): 123,
    (1, 0, 1, 1): 42, (0, 1, 1, 1): 32, (1, 1, 1, 1): 27,
}  # fmt: skip
SMALL = {(1, 0, 0): 3, (0, 1, 0): 2, (1, 1, 0): 2, (0, 0, 1): 1, (1, 0, 1): 1, (1, 1, 1): 1}
QUICK = Effort(chains=4, levels=3, colder=3, scans=150, stretches=3)


def table(cells: dict[tuple[int, ...], int]) -> Lists:
    names = tuple(f"list-{j}" for j in range(len(next(iter(cells)))))
    return lists_of(names, cells)


def one_class(cells: dict[tuple[int, ...], int], most: int) -> tuple[np.ndarray, np.ndarray]:
    """`p(N) ∝ (1/N) · N! / (N - n)! · Π_j B(1 + s_j, 1 + N - s_j)`, summed over N to `most`."""
    seen, counts = np.array(list(cells)), np.array(list(cells.values()))
    n = np.arange(counts.sum(), most)
    logs = gammaln(n) - gammaln(n - counts.sum() + 1)
    for caught in counts @ seen:
        logs = logs + betaln(1 + caught, 1 + n - caught)
    return n, np.exp(logs - logsumexp(logs))


def two_classes(
    cells: dict[tuple[int, ...], int], prior: Prior, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """The same for two classes, over every way to divide every cell, the unseen too."""
    seen, counts = np.array(list(cells)), np.array(list(cells.values()))
    total = int(counts.sum())
    unseen = np.arange(most - total)
    stick = _two_sticks(prior, most)
    splits = itertools.product(*(range(count + 1) for count in counts))
    ways: dict[tuple[int, ...], float] = {}  # by what the two classes caught: equal ones together
    for split in splits:
        key = (sum(split), *(np.array(split) @ seen))
        ways[key] = ways.get(key, 0.0) + np.exp(_ways(counts, np.array(split)))
    logs = np.full(len(unseen), -np.inf)
    caught = counts @ seen
    for (size, *first), number in ways.items():
        for missed in range(len(unseen)):
            rest = np.arange(len(unseen) - missed)  # missed of the first class, and of the second
            one, two = size + missed, total - size + rest
            each = np.log(number) + gammaln(total + missed + rest)
            each = each - gammaln(missed + 1) - gammaln(rest + 1) + stick[one, two]
            for j, of_one in enumerate(first):
                of_two = caught[j] - of_one
                each = each + betaln(1 + of_one, 1 + one - of_one)
                each = each + betaln(1 + of_two, 1 + two - of_two)
            at = missed + rest
            logs[at] = np.logaddexp(logs[at], each)
    return total + unseen, np.exp(logs - logsumexp(logs))


def _ways(counts: np.ndarray, split: np.ndarray) -> float:
    return -float((gammaln(split + 1) + gammaln(counts - split + 1)).sum())


def _two_sticks(prior: Prior, most: int) -> np.ndarray:
    """`log E V^m1 (1 - V)^m2`, α summed out by quadrature on the length S of the stick."""
    y = np.linspace(-40, 40, 8001)  # log S
    length = np.exp(y)
    density = y - (prior.a + 1) * np.log(prior.b + length)
    taken = np.log(np.maximum(-np.expm1(-length), 1e-290))
    first = density + np.arange(most + 1)[:, None] * taken
    table_ = np.empty((most + 1, most + 1))
    for m2 in range(most + 1):
        table_[:, m2] = logsumexp(first - m2 * length, axis=1)
    return table_


def close(draws: np.ndarray, exact: tuple[np.ndarray, np.ndarray], within: float) -> None:
    n, p = exact
    below = np.cumsum(p)
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        at = int(np.searchsorted(below, share))
        assert np.mean(draws <= n[at]) == pytest.approx(below[at], abs=within), share


def test_chains_in_different_places_are_no_answer() -> None:
    apart = np.arange(4)[:, None] + np.random.default_rng(1).standard_normal((4, 1000))
    assert not judged([(1000 * apart).astype(np.int64)], 0, (1.0,)).mixed


def test_too_few_draws_are_no_answer_however_well_they_agree() -> None:
    few = np.random.default_rng(1).integers(0, 1000, (4, 40))
    assert not judged([few], 0, (1.0,)).mixed


def test_no_stretch_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="no stretch"):
        sample(table(SMALL), Prior(2), Effort(4, 2, 0, 2, 0))


@pytest.mark.parametrize("cells", [SMALL, {(1, 0): 20, (0, 1): 30, (1, 1): 25}])
def test_one_class_gives_the_exact_law_of_n(cells: dict[tuple[int, ...], int]) -> None:
    draws = sample(table(cells), Prior(classes=1), QUICK)
    assert draws.mixed
    close(draws.population, one_class(cells, 100_000), 0.05)


@pytest.mark.parametrize("prior", [Prior(2), Prior(2, 1.0, 2.0)])
def test_two_classes_give_the_exact_law_of_n(prior: Prior) -> None:
    n, p = two_classes(SMALL, prior, 70)
    draws = sample(table(SMALL), prior, QUICK._replace(scans=300)).population
    close(draws[draws < 70], (n, p), 0.05)


def test_kosovo_is_as_published() -> None:
    # LCMCR for R at K = 10, a = b = .25, over seeds: 9,050-9,245, 10,407-10,599, 13,620-14,786.
    draws = sample(table(KOSOVO), effort=Effort(levels=4, colder=4, stretches=4))
    assert draws.mixed
    low, middle, high = np.quantile(draws.population, [0.025, 0.5, 0.975])
    assert 8_950 < low < 9_345
    assert 10_300 < middle < 10_700
    assert 13_200 < high < 15_200
    assert draws.round_trips > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "published", "apart"), [("ukdat_5", 20_232, 0.12), ("australia", 4_094, 0.07)]
)
def test_published_medians_of_trafficking_lie_in_the_interval(
    name: str, published: int, apart: float, known: Callable[[str], Table]
) -> None:
    # Published from one seed of a sampler that need not mix (Binette and Steorts 2022): not digits.
    found = known(name)
    cells = {tuple(row): int(n) for row, n in zip(found.seen, found.counts, strict=True) if n > 0}
    draws = sample(lists_of(tuple("ABCDEFGH"[: found.lists]), cells))
    assert draws.mixed
    low, middle, high = np.quantile(draws.population, [0.025, 0.5, 0.975])
    assert low < published < high
    assert abs(middle / published - 1) < apart


def test_the_same_seed_gives_the_same_draws_and_another_does_not() -> None:
    effort = Effort(4, 2, 1, 20, 1)
    first, again, other = (
        sample(table(SMALL), Prior(3), effort, Options(seed=seed)).population for seed in (1, 1, 2)
    )
    assert (first == again).all()
    assert (first != other).any()


def test_the_order_of_rows_does_not_matter() -> None:
    turned = dict(reversed(SMALL.items()))
    effort = Effort(4, 2, 1, 20, 1)
    one, two = (sample(table(cells), Prior(3), effort).population for cells in (SMALL, turned))
    assert (one == two).all()


def test_the_order_of_lists_does_not_move_the_law() -> None:
    turned = {cell[::-1]: count for cell, count in SMALL.items()}
    close(sample(table(turned), Prior(1), QUICK).population, one_class(SMALL, 100_000), 0.05)


def test_a_run_broken_off_ends_as_one_that_was_not() -> None:
    class BrokenError(Exception):
        pass

    class Memory:
        def __init__(self, lasts: int) -> None:
            self.kept: dict[str, bytes] = {}
            self.lasts = lasts

        def __call__(self, name: str, kind: type[Any], make: Callable[[], Any]) -> Any:
            if name not in self.kept:
                if len(self.kept) == self.lasts:
                    raise BrokenError
                self.kept[name] = encode(make())
            return decode(kind, self.kept[name])

    effort = Effort(4, 3, 1, 20, 4)
    memory = Memory(lasts=3)
    with pytest.raises(BrokenError):
        sample(table(KOSOVO), Prior(3), effort, Options(keep=memory))
    memory.lasts = 99
    resumed = sample(table(KOSOVO), Prior(3), effort, Options(keep=memory))
    whole = sample(table(KOSOVO), Prior(3), effort)
    assert (resumed.population == whole.population).all()
    assert resumed.round_trips == whole.round_trips


def test_what_is_kept_of_another_seed_is_not_taken() -> None:
    names: list[str] = []

    def keep(name: str, kind: type[Any], make: Callable[[], Any]) -> Any:
        names.append(name)
        return make()

    for seed in (1, 2):
        sample(table(SMALL), Prior(2), Effort(4, 2, 0, 10, 1), Options(seed=seed, keep=keep))
    assert len(set(names)) == len(names) == 4


def test_the_reference_s_prior_is_the_default() -> None:
    assert Prior() == (10, 0.25, 0.25)
    assert lcmcr.MOST_RHAT == 1.01
