"""From bits to a probability that two mentions tell of one event, and how far to trust it.

Invariant: more bits never mean a lower probability. The table stands in the weights and was found
on pairs whose truth is known; between its rows the probability is linear, beyond them flat.
"""

from bisect import bisect_right

from crosstally.linking.weigh import Weights


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
