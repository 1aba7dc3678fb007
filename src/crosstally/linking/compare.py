"""The features of a pair of mentions: each looks at one thing and says its reason.

Invariant: a feature gives None where either side does not say; not saying is never evidence. The
order of the two does not matter. What a level is worth in bits stands in the weights, not here.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable
from typing import NamedTuple

from crosstally.linking.days import CLOSURE, DAYS, FORCE, same_days
from crosstally.linking.evidence import Evidence, apart
from crosstally.linking.facet import COUNTRY, Facet, Range
from crosstally.linking.likeness import LENGTH_STEPS, fullness, likeness
from crosstally.linking.places import DISTINCT, NAMINGS, PLACES, same_naming, same_place
from crosstally.records import Kind, Stance


class Feature(NamedTuple):
    """One feature: its name in every explanation and in the weights, and the function.

    `levels` are all that it can say. `speaks` says whether a mention has what the feature looks at; it is asked once a mention.
    `reads` gives all that the feature looks at of a mention, but for whether the two are of one
    report or of one copy: two mentions that read the same score the same against any third, so
    that a million pairs are looked at once for each two readings (`columns.py`).
    """

    name: str
    look: Callable[[Facet, Facet], Evidence | None]
    levels: tuple[Evidence, ...]
    speaks: Callable[[Facet], bool]
    reads: Callable[[Facet], Hashable]


def same_kind(one: Facet, other: Facet) -> Evidence | None:
    """The two tell of the same kind of act, or of kinds that one event may show together."""
    if one.kind is other.kind:
        if one.kind in FORCE:
            return _KIND_FORCE
        if one.subtype is None or other.subtype is None:
            return _KIND_SAME
        return _SUBTYPE_SAME if one.subtype == other.subtype else _SUBTYPE_OTHER
    both = frozenset((one.kind, other.kind))
    return _KIND_TWIN if both == TWIN else _KIND_KIN if both in KIN else _KIND_OTHER


def same_stance(one: Facet, other: Facet) -> Evidence | None:
    """The two stand on the same side; a rally for the state is never the protest against it."""
    sides = (Stance.PRO_STATE, Stance.CHALLENGER, Stance.COUNTER)
    if one.stance not in sides or other.stance not in sides:
        pro = Stance.PRO_STATE in (one.stance, other.stance)
        return _STANCE_ONE if pro else None
    return _STANCE_SAME if one.stance is other.stance else _STANCE_OTHER


def same_groups(one: Facet, other: Facet) -> Evidence | None:
    """The same people took part, as far as both say who did."""
    if not one.groups or not other.groups:
        return None
    if one.groups & other.groups:
        return _GROUPS_SAME
    return _GROUPS_OTHER


def same_demands(one: Facet, other: Facet) -> Evidence | None:
    """The two name demands about the same things."""
    if not one.themes or not other.themes:
        return None
    return _DEMANDS_SAME if one.themes & other.themes else _DEMANDS_OTHER


def same_slogans(one: Facet, other: Facet) -> Evidence | None:
    """The two heard the same slogan. Other slogans say nothing: a crowd has many."""
    return _SLOGANS_SAME if one.slogans & other.slogans else None


def same_size(one: Facet, other: Facet) -> Evidence | None:
    """The two give sizes of one order. Rivals exaggerate tenfold, so it speaks softly."""
    if one.size is None or other.size is None:
        return None
    if apart(one.size, other.size) == 0:
        return _SIZE_SAME
    low = min(one.size.high, other.size.high)
    high = max(one.size.low, other.size.low)
    return _SIZE_FAR if high > 20 * max(low, 1) else _SIZE_OTHER


def same_harm(one: Facet, other: Facet) -> Evidence | None:
    """The two give the same toll. Tolls are revised upwards, so another one says little."""
    pairs = [
        (mine, theirs)
        for mine, theirs in zip(_tolls(one), _tolls(other), strict=True)
        if mine is not None and theirs is not None
    ]
    if not pairs:
        return None
    alike = sum(apart(mine, theirs) == 0 for mine, theirs in pairs)
    if not alike and one.total and other.total:
        return None
    if alike == len(pairs):
        return _HARM_SAME_BOTH if len(pairs) > 1 else _HARM_SAME
    return _HARM_PARTLY if alike else _HARM_OTHER


def same_words(one: Facet, other: Facet) -> Evidence | None:
    """The two texts share rare words: names of streets, ages, times, turns of phrase."""
    if one.report == other.report or one.words is None or other.words is None:
        return None
    if one.words.lang != other.words.lang:
        return None
    step = bisect_right(LIKENESS, likeness(one.words, other.words) + 1e-9) - 1
    return _WORDS[fullness(one.words, other.words)][max(step, 0)]


def same_copy(one: Facet, other: Facet) -> Evidence | None:
    """The two reports are near copies of one text."""
    if one.report == other.report or one.copy != other.copy:
        return None
    return _COPY


def same_report(one: Facet, other: Facet) -> Evidence | None:
    """One report tells of both: mentions that agree are one event told twice."""
    if one.report != other.report:
        return None
    return _REPORT_SAME if one.alone else _REPORT_SEVERAL


def contradict(one: Facet, other: Facet) -> bool:
    """Whether one report sets the two apart: it names two towns, days, sides or kinds of act."""
    return one.report == other.report and any(look(one, other) for _, look in CONFLICTS)


def _kinds_apart(one: Facet, other: Facet) -> bool:
    return one.kind is not other.kind and frozenset((one.kind, other.kind)) != TWIN


def _places_apart(one: Facet, other: Facet) -> bool:
    return same_place(one, other) in DISTINCT


def _sides_apart(one: Facet, other: Facet) -> bool:
    return same_stance(one, other) is _STANCE_OTHER


def _days_apart(one: Facet, other: Facet) -> bool:
    return (
        one.day_known
        and other.day_known
        and not (one.lasting and other.lasting)
        and one.days is not None
        and other.days is not None
        and apart(one.days, other.days) > 0
    )


# What sets two mentions of one report apart, each with the feature that reads the same of a mention.
CONFLICTS = (
    ("kind", _kinds_apart),
    ("place", _places_apart),
    ("stance", _sides_apart),
    ("days", _days_apart),
)


def _tolls(facet: Facet) -> tuple[Range | None, Range | None, Range | None]:
    return facet.killed, facet.injured, facet.arrested


LIKENESS = (0.0, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)

TWIN = frozenset((Kind.FRC, Kind.ARM))
# Kinds that reports of one event choose between.
KIN = frozenset(
    frozenset(pair)
    for pair in (
        (Kind.ASM, Kind.BLK), (Kind.ASM, Kind.EXP), (Kind.ASM, Kind.STK), (Kind.ASM, Kind.RIO),
        (Kind.BLK, Kind.RIO), (Kind.BLK, Kind.STK), (Kind.FRC, Kind.CUS),
        (Kind.FRC, Kind.RIO), (Kind.RIO, Kind.ARM), (Kind.ARR, Kind.JUD), (Kind.ABD, Kind.ARR),
    )
)  # fmt: skip

_KIND_SAME = Evidence("same", "the same kind of act")
_KIND_FORCE = Evidence("force", "force or arms, as in other news of the town")
_SUBTYPE_SAME = Evidence("same-subtype", "the same kind and sub-type of act")
_SUBTYPE_OTHER = Evidence("other-subtype", "the same kind of act, another sub-type")
_KIND_TWIN = Evidence("shots", "shots by the state or by others: reports often do not say")
_KIND_KIN = Evidence("kin", "kinds that reports of one event choose between")
_KIND_OTHER = Evidence("other", "other kinds of act")
KINDS = (_KIND_SAME, _KIND_FORCE, _SUBTYPE_SAME, _SUBTYPE_OTHER, _KIND_TWIN, _KIND_KIN, _KIND_OTHER)

_STANCE_SAME = Evidence("same", "the same side")
_STANCE_ONE = Evidence("one", "one is for the state, the other does not say")
_STANCE_OTHER = Evidence("other", "opposite sides")
_GROUPS_SAME = Evidence("same", "a group in common")
_GROUPS_OTHER = Evidence("other", "other groups")
_DEMANDS_SAME = Evidence("same", "demands about the same thing")
_DEMANDS_OTHER = Evidence("other", "demands about other things")
_SLOGANS_SAME = Evidence("same", "a slogan in common")
_SIZE_SAME = Evidence("same", "sizes that agree")
_SIZE_OTHER = Evidence("other", "sizes that differ")
_SIZE_FAR = Evidence("far", "sizes more than twentyfold apart")
_HARM_SAME = Evidence("same", "the same toll")
_HARM_SAME_BOTH = Evidence("same-both", "the same toll of two sorts")
_HARM_PARTLY = Evidence("partly", "one toll the same, one not")
_HARM_OTHER = Evidence("other", "another toll")
_COPY = Evidence("copy", "near copies of one text")
_REPORT_SAME = Evidence("one", "one report of one town and day tells of both")
_REPORT_SEVERAL = Evidence("several", "one report of several towns or days tells of both")


def _word_levels() -> tuple[tuple[Evidence, ...], ...]:
    """What each step of likeness says, for texts of each step of length."""
    return tuple(
        tuple(
            Evidence(
                f"{step:.3f}", f"rare words shared, likeness {step:.3f}", length / LENGTH_STEPS
            )
            for step in LIKENESS
        )
        for length in range(LENGTH_STEPS + 1)
    )


_WORDS = _word_levels()


def _reads_days(facet: Facet) -> Hashable:
    shut = (facet.subtype == CLOSURE, facet.spots) if facet.lasting else None
    return facet.days, facet.inferred, facet.total, shut, facet.kind in FORCE


def _reads_place(facet: Facet) -> Hashable:
    wide = facet.spot is None or facet.spot.rank == COUNTRY
    trade = facet.groups if wide and facet.lasting else None
    return facet.spots, facet.spot, facet.total, facet.lasting, trade


def _reads_text(facet: Facet) -> Hashable:
    return facet.mention


FEATURES = (
    Feature("days", same_days, DAYS, lambda f: f.days is not None, _reads_days),
    Feature("place", same_place, PLACES, lambda _: True, _reads_place),
    Feature("naming", same_naming, NAMINGS, lambda f: f.words is not None, _reads_text),
    Feature("kind", same_kind, KINDS, lambda _: True, lambda f: (f.kind, f.subtype)),
    Feature(
        "stance", same_stance, (_STANCE_SAME, _STANCE_ONE, _STANCE_OTHER),
        lambda _: True, lambda f: f.stance,
    ),
    Feature(
        "groups", same_groups, (_GROUPS_SAME, _GROUPS_OTHER),
        lambda f: bool(f.groups), lambda f: f.groups,
    ),
    Feature(
        "demands", same_demands, (_DEMANDS_SAME, _DEMANDS_OTHER),
        lambda f: bool(f.themes), lambda f: f.themes,
    ),
    Feature(
        "slogans", same_slogans, (_SLOGANS_SAME,), lambda f: bool(f.slogans), lambda f: f.slogans
    ),
    Feature(
        "size", same_size, (_SIZE_SAME, _SIZE_OTHER, _SIZE_FAR),
        lambda f: f.size is not None, lambda f: f.size,
    ),
    Feature(
        "harm", same_harm, (_HARM_SAME_BOTH, _HARM_SAME, _HARM_PARTLY, _HARM_OTHER),
        lambda f: _tolls(f) != (None, None, None), lambda f: (_tolls(f), f.total),
    ),
    Feature("words", same_words, _WORDS[-1], lambda f: f.words is not None, _reads_text),
    Feature("copy", same_copy, (_COPY,), lambda f: f.copied, lambda _: None),
    Feature(
        "report", same_report, (_REPORT_SAME, _REPORT_SEVERAL), lambda _: True, lambda f: f.alone
    ),
)  # fmt: skip
