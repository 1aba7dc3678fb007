"""The whole table of captures: every combination of lists that some list could have seen.

Invariant: one row a combination, none of them empty; a combination that nobody fell into has a
count of nought and a row all the same. Beyond twelve lists only combinations of one or two lists
are whole, and of larger ones those that somebody fell into.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from crosstally.analysis.inputs import Floats, Ints, Lists
from crosstally.errors import FormatError
from crosstally.records import Digest, digest_of

MOST_LISTS = 12  # 4,095 cells; a table of more lists is nearly all noughts

Term = tuple[int, ...]


class Table(NamedTuple):
    """All 2^t - 1 combinations of t lists that can be seen, and how many fell into each."""

    seen: Ints
    counts: Floats

    @property
    def lists(self) -> int:
        """How many lists there are, t."""
        return int(self.seen.shape[1])

    @property
    def total(self) -> float:
        """How many were seen, n."""
        return float(self.counts.sum())

    @property
    def times(self) -> Ints:
        """By how many lists each row was seen."""
        return np.asarray(self.seen.sum(axis=1))


def histories(lists: int) -> Ints:
    """All combinations of so many lists but the empty one, one a row.

    >>> histories(2).tolist()
    [[0, 1], [1, 0], [1, 1]]
    """
    if not 0 <= lists <= MOST_LISTS:
        raise FormatError(f"a table of {lists} lists", hint=f"give up to {MOST_LISTS} lists")
    codes = np.arange(1, 2**lists)
    return (codes[:, None] >> np.arange(lists)[::-1]) & 1


def table(lists: Lists) -> Table:
    """The whole table of some lists."""
    return gathered(lists.seen, lists.counts.astype(float))


def marked(found: Table) -> Digest:
    """A mark of what was counted, whatever the lists are called: where chance starts from."""
    return digest_of(found.seen.tobytes() + found.counts.tobytes())


def without(found: Table, index: int) -> Table:
    """The table of the other lists, of what one list saw; the list's own finds are their unseen."""
    inside = found.seen[:, index] == 1
    rest = np.delete(found.seen[inside], index, axis=1)
    return gathered(rest, found.counts[inside])


def present(found: Table) -> Table:
    """The table of those lists that saw anything at all."""
    has = found.counts @ found.seen > 0
    return found if has.all() else gathered(found.seen[:, has], found.counts)


def gathered(seen: Ints, counts: Floats) -> Table:
    """The whole table of captures that may stand in many rows; what no list saw is left out."""
    t = seen.shape[1]
    if t > MOST_LISTS:
        return _short(seen, counts)
    codes = seen @ (1 << np.arange(t)[::-1])
    counted = np.bincount(codes, weights=counts, minlength=2**t)[1:]
    return Table(histories(t), np.asarray(counted, dtype=np.float64))


def _short(seen: Ints, counts: Floats) -> Table:
    """One and two lists whole, and what more lists saw as it stands."""
    alone = np.eye(seen.shape[1], dtype=np.int64)
    both = np.array([alone[one] + alone[other] for one, other in pairs(seen.shape[1])])
    rows = np.vstack([alone, both, seen[seen.any(axis=1)]])
    weights = np.append(np.zeros(len(alone) + len(both)), counts[seen.any(axis=1)])
    unique, where = np.unique(rows, axis=0, return_inverse=True)
    return Table(unique, np.bincount(where.reshape(-1), weights=weights).astype(np.float64))


def frequencies(found: Table) -> Floats:
    """f_1 to f_t: how many were seen by exactly so many lists."""
    counted = np.bincount(found.times, weights=found.counts, minlength=found.lists + 1)[1:]
    return np.asarray(counted, dtype=np.float64)


def singles(found: Table) -> Floats:
    """u_1 to u_t: how many each list alone saw."""
    alone = found.times == 1
    return np.asarray(found.counts[alone] @ found.seen[alone], dtype=np.float64)


def overlaps(found: Table) -> Floats:
    """How many each two lists saw in common, t by t; on the diagonal what each saw."""
    return np.asarray(found.seen.T @ (found.counts[:, None] * found.seen))


def columns(seen: Ints, terms: tuple[Term, ...]) -> Floats:
    """A design of an intercept and, for each term, the product of its lists."""
    made = [np.ones(len(seen)), *(seen[:, list(term)].prod(axis=1) for term in terms)]
    return np.column_stack(made).astype(float)


def pairs(lists: int) -> tuple[Term, ...]:
    """All pairs of lists, in the order of the lists."""
    return tuple(combinations(range(lists), 2))


def mains(lists: int) -> tuple[Term, ...]:
    """Each list by itself."""
    return tuple((index,) for index in range(lists))
