"""Hierarchical log-linear models: by name, every one of them, and which fit best.

Invariant: a model that has a term has every part of it. A model's name lists its largest terms in
brackets, lists numbered from 1, as `[123,14,34]`.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from crosstally.analysis.coverage.poisson import Fit, Profile, fit, profile
from crosstally.analysis.coverage.table import Table, Term, columns, mains
from crosstally.errors import FormatError

MOST_LISTS = 5  # 113 models of four lists, 6,893 of five, nearly 8 million of six


class Ranked(NamedTuple):
    """A hierarchical model by its name, fitted."""

    name: str
    fit: Fit


def terms_of(name: str, lists: int) -> tuple[Term, ...]:
    """Every term of a hierarchical model, smallest first.

    >>> terms_of("[12,3]", 3)
    ((0,), (1,), (2,), (0, 1))

    Raises:
        FormatError: a name that is no model of so many lists.
    """
    made: set[Term] = set()
    for part in name.strip().removeprefix("[").removesuffix("]").split(","):
        whole = tuple(sorted({int(digit) - 1 for digit in part.strip() if digit.isdigit()}))
        if (
            not whole
            or len(whole) != len(part.strip())
            or not 0 <= min(whole) <= max(whole) < lists
        ):
            raise FormatError(f"no model of {lists} lists", hint="name it as [12,3]")
        made |= {some for size in range(1, len(whole) + 1) for some in combinations(whole, size)}
    return _ordered(made)


def name_of(terms: tuple[Term, ...]) -> str:
    """A model's name: its largest terms, the longest first.

    >>> name_of(((0,), (1,), (2,), (0, 1)))
    '[12,3]'
    """
    top = [term for term in terms if not any(set(term) < set(other) for other in terms)]
    top.sort(key=lambda term: (-len(term), term))
    return "[" + ",".join("".join(str(index + 1) for index in term) for term in top) + "]"


def hierarchical_models(lists: int, order: int | None = None) -> Iterator[tuple[Term, ...]]:
    """Every hierarchical model with all lists in it and no term of all lists (or above `order`).

    >>> sum(1 for _ in hierarchical_models(4))
    113
    """
    most = lists - 1 if order is None else order
    yield from _grown(mains(lists), mains(lists), 2, most, lists)


def fit_model(found: Table, terms: tuple[Term, ...]) -> Fit:
    """The fit of a log-linear model with these terms."""
    return fit(columns(found.seen, terms), found.counts)


def profile_model(found: Table, terms: tuple[Term, ...], *, level: float) -> Profile:
    """The multinomial estimate of a model with these terms, with its profile interval."""
    return profile(columns(found.seen, terms), found.counts, level=level)


def ranked(found: Table, order: int | None = None) -> tuple[Ranked, ...]:
    """Every hierarchical model, the smallest BIC first: -2 log L + p log n.

    Source: Baillargeon and Rivest (2007), section 2.4; the Rcapture manual, closedpMS.t.
    """
    if found.lists > MOST_LISTS:
        raise FormatError(f"too many models of {found.lists} lists", hint="give 5 lists or fewer")
    fits = [
        Ranked(name_of(terms), fit_model(found, terms))
        for terms in hierarchical_models(found.lists, order)
    ]
    return tuple(sorted(fits, key=lambda one: (one.fit.bic, one.name)))


def _grown(
    base: tuple[Term, ...], last: tuple[Term, ...], size: int, most: int, lists: int
) -> Iterator[tuple[Term, ...]]:
    """The models that add terms of this size and more, of which each part was there before."""
    before = set(last)
    able = [
        term
        for term in combinations(range(lists), size)
        if all(part in before for part in combinations(term, size - 1))
    ]
    if size > most or not able:
        yield base
        return
    for number in range(len(able) + 1):
        for chosen in combinations(able, number):
            yield from _grown((*base, *chosen), chosen, size + 1, most, lists)


def _ordered(terms: set[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: (len(term), term)))
