"""From bits to a probability that two mentions tell of one event, and how far to trust it.

Invariant: more bits never mean a lower probability. The table stands in the weights and was found
on pairs whose truth is known; between its rows the probability is linear, beyond them flat.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from crosstally.linking.weigh import Weights

ROWS = 16  # of a table: finer ones fit the noise of a few thousand pairs
LEAST = 20  # pairs that a row rests on


class _Pool(NamedTuple):
    """Pairs taken together: their number, the sum of their weights, and how many told of one event."""

    pairs: int
    millibits: int
    same: int


def probability(millibits: int, weights: Weights) -> float:
    """The probability that a pair of this weight tells of one event.

    Args:
        millibits: the pair's weight in thousandths of a bit.
        weights: the weights it was weighed with, which hold the table.
    """
    table = weights.calibration
    at = bisect_right(table, (millibits, 1.0))
    if at == 0:
        return table[0][1]
    if at == len(table):
        return table[-1][1]
    (low, below), (high, above) = table[at - 1], table[at]
    return below + (above - below) * (millibits - low) / (high - low)


def read_table(judged: Sequence[tuple[int, bool]]) -> tuple[tuple[int, float], ...]:
    """The table of probabilities of pairs whose truth is known, each with its thousandths of a bit.

    Pairs of like weight are taken together; their share s = (k + 1/2) / (n + 1), for k of n that told
    of one event, is made to rise with the weight by pooling neighbours that fall.

    Source: Ayer, Brunk, Ewing, Reid & Silverman, Annals of Mathematical Statistics 26 (1955).
    """
    ordered = sorted(judged)
    size = max(LEAST, -(-len(ordered) // ROWS))
    pools: list[_Pool] = []
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        pools.append(_Pool(len(part), sum(bits for bits, _ in part), sum(same for _, same in part)))
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            last, before = pools.pop(), pools.pop()
            pools.append(_Pool(*(a + b for a, b in zip(before, last, strict=True))))
    return tuple((pool.millibits // pool.pairs, round(_share(pool), 3)) for pool in pools)


def calibration_error(told: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error of probabilities beside what was true, 0 (none) to 1.

    ECE = sum over tenths b of n_b / n |share true in b - mean probability in b|.

    Source: Naeini, Cooper & Hauskrecht, AAAI (2015).
    """
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for chance, same in told:
        tenths[min(int(chance * 10), 9)].append((chance, same))
    gaps = (abs(sum(c - same for c, same in part)) for part in tenths.values())
    return sum(gaps) / len(told) if told else 0.0


def _share(pool: _Pool) -> float:
    return (pool.same + 0.5) / (pool.pairs + 1)
