"""Reports retold in other words or another language, by the numbers that they repeat in order.

Invariant: a report has at most one that it retells, and that one was there before it. Two witnesses
of one deed share its town, its day and the figures that officials gave; they do not share nearly all
numbers of the shorter text, in the same order.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from crosstally.linking.identity import seniority
from crosstally.linking.knowing import folded
from crosstally.linking.outline import Outline, agree
from crosstally.linking.repeats import Join
from crosstally.records import ReportId
from crosstally.text.grams import Fingerprint, contained, fingerprint

# Found on seeds 0 to 2 of eval/origins.py; docs/why/origins.md says what they give on others.
RETOLD_DAYS = 3  # a retelling follows within so many days
TELLING = 2  # significant digits of a number by which a report is looked up
# Significant digits in common across languages, by the share of the longer text's that they are: all
# numbers of both, nearly all, fewer.
LEAST = ((1.0, 3), (0.75, 4), (0.0, 6))
COVERED = 0.75  # the share of the shorter text's digits that the other repeats
HALF = 0.5  # the same, where the words are alike too
WORDS = 0.35  # the share of the shorter text's runs of three words, in one language
ROUND = 9  # a greater number may be another made round
LOOKED_BACK = 20  # reports with a number of a town that the next one with it is held against
LOOKED_AT = 4  # of these, those that share the most are compared
NUMBERS = 20  # numbers of a text, and
TOWNS = 4  # towns, that are looked at: a list has thousands
READ = 20_000


class Shared(NamedTuple):
    """The significant digits that two texts have in common in one order, and as shares of each."""

    digits: int
    shorter: float
    longer: float


def retold(seen: Mapping[str, Outline]) -> list[Join]:
    """Reports that retell an earlier one of the same town and day, each joined to the likest."""
    prints: dict[str, Fingerprint] = {}

    def print_of(one: Outline) -> Fingerprint:
        if one.report.id not in prints:
            prints[one.report.id] = fingerprint(folded(one.report.body[:READ]))
        return prints[one.report.id]

    def likeness(first: Outline, later: Outline) -> float:
        shared = share(first.numbers[:NUMBERS], later.numbers[:NUMBERS])
        if shared.shorter < HALF or not agree(first, later):
            return 0.0
        if first.report.lang == later.report.lang:
            words = contained(print_of(first), print_of(later))
            return words if words >= WORDS else 0.0
        least = next(digits for floor, digits in LEAST if shared.longer >= floor)
        return shared.shorter if shared.shorter >= COVERED and shared.digits >= least else 0.0

    joins = []
    for later, before in _candidates(seen):
        found = [(-likeness(first, later), seniority(first.report)) for first in before]
        like, (_, of) = min(found)
        if like:
            words = seen[of].report.lang == later.report.lang
            reason = "retold in other words" if words else "retold in another language"
            joins.append(Join(later.report.id, ReportId(of), reason))
    return joins


def share(one: Sequence[int], other: Sequence[int]) -> Shared:
    """What the numbers of two texts have in common: the best common subsequence, by its digits.

    Two numbers are worth their significant digits where they are equal, and 1 where one is the other
    made round.

    >>> share((1240, 37, 200), (37, 1240, 200))
    Shared(digits=4, shorter=0.6666666666666666, longer=0.6666666666666666)
    """
    best = [0] * (len(other) + 1)
    for number in one:
        last = 0
        for at, against in enumerate(other, 1):
            aligned = last + _worth(number, against)
            last, best[at] = best[at], max(aligned, best[at], best[at - 1])
    few, many = sorted((sum(map(significant, one)), sum(map(significant, other))))
    return Shared(best[-1], best[-1] / few if few else 0.0, best[-1] / many if many else 0.0)


def significant(number: int) -> int:
    """The significant digits of a number: 1 of 3,000, 4 of 1,347."""
    return len(str(number).rstrip("0"))


def _candidates(seen: Mapping[str, Outline]) -> Iterator[tuple[Outline, list[Outline]]]:
    """Each report with earlier ones of other sources that share a town and what it is looked up by.

    That is a telling number, or two numbers that follow one another.
    """
    shelf: dict[tuple[str, int, int], list[Outline]] = defaultdict(list)
    for later in sorted(seen.values(), key=lambda one: seniority(one.report)):
        if later.day is None:
            continue
        hits: Counter[str] = Counter()
        numbers = later.numbers[:NUMBERS]
        telling = sorted({(n, 0) for n in numbers if significant(n) >= TELLING})
        telling += sorted(set(pairwise(numbers)))
        for key in [(town, *told) for town in sorted(later.towns)[:TOWNS] for told in telling]:
            for first in shelf[key][-LOOKED_BACK:]:
                near = abs(later.day - (first.day or 0)) <= RETOLD_DAYS
                if near and first.report.source != later.report.source:
                    hits[first.report.id] += 1
            shelf[key].append(later)
        likest = sorted(hits, key=lambda name: (-hits[name], name))[:LOOKED_AT]
        if likest:
            yield later, [seen[name] for name in likest]


def _worth(one: int, other: int) -> int:
    if one == other:
        return significant(one)
    few, many = sorted((one, other), key=significant)
    return int(significant(few) == 1 and few > ROUND and few == round(many, 1 - len(str(many))))
