"""The features of a pair of mentions: each looks at one thing and says its reason.

Invariant: a feature gives None where either side does not say; not saying is never evidence. The
order of the two does not matter. Scores run from -1 or lower (speaks against) to 1 (speaks for);
what a score is worth in bits stands in the weights, not here.
"""

from collections.abc import Callable
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from crosstally.linking.facet import COUNTRY, TOWN, Facet, Range, Spot
from crosstally.linking.likeness import likeness
from crosstally.records import Group, Kind, Stance


class Evidence(NamedTuple):
    """How strongly one feature speaks, and the reason in words."""

    score: float
    reason: str


class Feature(NamedTuple):
    """One feature: its name in every explanation and in the weights, and the function.

    `speaks` says whether a mention has what the feature looks at; it is asked once a mention.
    """

    name: str
    look: Callable[[Facet, Facet], Evidence | None]
    speaks: Callable[[Facet], bool]


def same_days(one: Facet, other: Facet) -> Evidence | None:
    """The two put the event on the same days, or on days close together.

    Two different stated days speak against, also neighbouring ones: a second protest in the same
    town with the same toll on the next day is another event. A strike or a sit-in goes on.
    """
    if one.days is None or other.days is None:
        return None
    gap = apart(one.days, other.days)
    if one.total and other.total:
        return _within(gap, _TOTALS, _DAYS_FAR)
    if one.lasting and other.lasting:
        return _within(gap, _LASTING, _DAYS_FAR)
    if one.inferred or other.inferred:
        return _inferred_days(one, other)
    return _within(gap, _APART, _DAYS_FAR) if gap else _overlap(one, other)


def _overlap(one: Facet, other: Facet) -> Evidence:
    """What it says that stated times overlap: much for two days, nothing for two months."""
    assert one.days is not None
    assert other.days is not None
    longest = max(one.days.high - one.days.low, other.days.high - other.days.low)
    return _within(longest, _OVERLAPS, _OVERLAP_LONG)


def _inferred_days(one: Facet, other: Facet) -> Evidence:
    """What a day taken from the publication says beside a stated one, or another such."""
    assert one.days is not None
    assert other.days is not None
    if one.inferred and other.inferred:
        return _within(abs(one.days.low - other.days.low), _BOTH_INFERRED, _INFERRED_FAR)
    late, stated = (one.days, other.days) if one.inferred else (other.days, one.days)
    if late.high < stated.low:
        return _TOLD_BEFORE
    return _within(late.high - stated.high, _ONE_INFERRED, _INFERRED_FAR)


def _within(gap: int, table: tuple[tuple[int, Evidence], ...], beyond: Evidence) -> Evidence:
    """The evidence of the first limit that a gap in days stays within."""
    return next((evidence for limit, evidence in table if gap <= limit), beyond)


def same_place(one: Facet, other: Facet) -> Evidence | None:
    """The two put the event in the same place, each at its level."""
    if one.spot is None or other.spot is None:
        return _without_town(one, other)
    fine, coarse = sorted((one.spot, other.spot), key=_rank)
    if fine.key == coarse.key:
        whole = one.total and other.total
        return _PLACE_SAME if whole or fine.rank <= TOWN else _AREA_SAME
    if coarse.rank > TOWN + 1:
        return _inside_area(fine, coarse)
    if fine.city is not None and fine.city == coarse.city:
        return _SITE_OTHER if fine.rank == coarse.rank else _PLACE_WITHIN
    if fine.key in coarse.rivals or coarse.key in fine.rivals:
        return _PLACE_RIVAL
    return _by_distance(fine, coarse)


def _without_town(one: Facet, other: Facet) -> Evidence | None:
    """What it says that one of the two names no place at all, for what is told of a whole country.

    Sums of a country often do not name it; nor does news of a strike of one trade everywhere.
    """
    wide = all(facet.spot is None or facet.spot.rank == COUNTRY for facet in (one, other))
    if wide and one.total and other.total:
        return _SUMS
    if wide and one.lasting and other.lasting and (one.groups & other.groups) - {Group.WORKERS}:
        return _TRADE
    return None


def _by_distance(fine: Spot, coarse: Spot) -> Evidence:
    """What two places of different names say: one where a county stands beside its capital."""
    away = kilometres(fine, coarse)
    if away is None:
        return _PLACE_OTHER
    if away <= max(fine.radius_km, coarse.radius_km, NEAR_KM) and fine.rank != coarse.rank:
        return _PLACE_AROUND
    return _PLACE_OTHER if away > NEAR_KM else _PLACE_NEIGHBOUR


def _inside_area(fine: Spot, coarse: Spot) -> Evidence:
    """What a province or a country says of a place inside it, or of another one."""
    held = fine.country if coarse.rank == COUNTRY else fine.province
    if held is None:
        return _AREA_UNSURE
    if held in (coarse.key, coarse.province, coarse.country):
        return _AREA_HOLDS
    return _PLACE_OTHER


def same_kind(one: Facet, other: Facet) -> Evidence | None:
    """The two tell of the same kind of act, or of kinds that one event may show together."""
    if one.kind is other.kind:
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
    length = min(len(one.words.weights), len(other.words.weights))
    step = min(int(likeness(one.words, other.words) * WORD_STEPS), WORD_STEPS)
    return _WORDS[min(length * LENGTH_STEPS // FULL_LENGTH, LENGTH_STEPS)][step]


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


def apart(one: Range, other: Range) -> int:
    """How far two ranges are from each other, 0 where they overlap."""
    return max(0, one.low - other.high, other.low - one.high)


def kilometres(one: Spot, other: Spot) -> float | None:
    """The distance of two places along the globe, where both are known (haversine)."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    up, along = radians(other.lat - one.lat), radians(other.lon - one.lon)
    chord = sin(up / 2) ** 2
    chord += cos(radians(one.lat)) * cos(radians(other.lat)) * sin(along / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, chord)))


def contradict(one: Facet, other: Facet) -> bool:
    """Whether one report sets the two apart: it names two towns, or two days, or two sides."""
    if one.report != other.report:
        return False
    place, stance = same_place(one, other), same_stance(one, other)
    if place is _PLACE_OTHER or place is _SITE_OTHER or stance is _STANCE_OTHER:
        return True
    return (
        one.day_known
        and other.day_known
        and not (one.lasting and other.lasting)
        and one.days is not None
        and other.days is not None
        and apart(one.days, other.days) > 0
    )


def _tolls(facet: Facet) -> tuple[Range | None, Range | None, Range | None]:
    return facet.killed, facet.injured, facet.arrested


def _rank(spot: Spot) -> tuple[int, str]:
    return spot.rank, spot.key


NEAR_KM = 4.0  # a town and its county's centre, or two spellings' points, stand within this
WORD_STEPS = 20
LENGTH_STEPS = 4
FULL_LENGTH = 60  # words that make a text's likeness as telling as that of a news item

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

_OVERLAPS = (
    (0, Evidence(1.0, "both state the same day")),
    (3, Evidence(0.5, "the stated times, of up to four days, overlap")),
    (31, Evidence(0.0, "the stated times, of up to a month, overlap")),
)
_OVERLAP_LONG = Evidence(-0.4, "the stated times, of more than a month, overlap")
_DAYS_FAR = Evidence(-2.0, "days apart as stated")
_APART = (
    (1, Evidence(-0.6, "one day apart as stated")),
    (2, Evidence(-1.2, "two days apart as stated")),
)
_LASTING = (
    (0, Evidence(0.9, "times of something that goes on overlap")),
    (3, Evidence(0.7, "up to three days apart, of something that goes on for days")),
    (10, Evidence(0.5, "up to ten days apart, of something that goes on for days")),
    (30, Evidence(0.2, "up to thirty days apart, of something that goes on for days")),
)
# By how long a report follows the day of its event: of 2,600 news items 68 % came within a day,
# 10 % on the second, 12 % in the second week or later; strangers come on any day.
_TOTALS = (
    (14, Evidence(0.8, "two sums of one time")),
    (45, Evidence(0.5, "two sums told within weeks")),
    (200, Evidence(0.0, "two sums told within months")),
)
_BOTH_INFERRED = (
    (1, Evidence(0.5, "published at most a day apart, no day stated")),
    (3, Evidence(0.1, "published up to three days apart, no day stated")),
    (5, Evidence(0.0, "published up to five days apart, no day stated")),
    (12, Evidence(-0.3, "published up to twelve days apart, no day stated")),
)
_ONE_INFERRED = (
    (1, Evidence(0.5, "published within a day after the day that the other states")),
    (2, Evidence(0.3, "published two days after the day that the other states")),
    (4, Evidence(0.0, "published up to four days after the day that the other states")),
    (7, Evidence(-0.4, "published within a week after the day that the other states")),
)
_INFERRED_FAR = Evidence(-0.8, "published long after the other, no day stated")
_TOLD_BEFORE = Evidence(-1.5, "published before the day that the other states")

_PLACE_SAME = Evidence(1.0, "the same place")
_PLACE_WITHIN = Evidence(0.85, "one place lies within the other")
_PLACE_AROUND = Evidence(0.85, "a county and its capital")
_PLACE_RIVAL = Evidence(0.3, "the other's place is a rival reading of this one")
_PLACE_NEIGHBOUR = Evidence(-0.3, "places close together")
_SITE_OTHER = Evidence(0.75, "two sites of one city")
_AREA_SAME = Evidence(0.3, "the same province or country, no town")
_AREA_HOLDS = Evidence(0.0, "one names only the province or country")
_AREA_UNSURE = Evidence(-0.1, "one names only a province or country")
_SUMS = Evidence(1.0, "sums that name no town")
_TRADE = Evidence(0.5, "one trade, no town named")
_PLACE_OTHER = Evidence(-2.0, "two different places")

_KIND_SAME = Evidence(0.5, "the same kind of act")
_SUBTYPE_SAME = Evidence(1.0, "the same kind and sub-type of act")
_SUBTYPE_OTHER = Evidence(0.3, "the same kind of act, another sub-type")
_KIND_TWIN = Evidence(0.0, "shots by the state or by others: reports often do not say")
_KIND_KIN = Evidence(-1.0, "kinds that reports of one event choose between")
_KIND_OTHER = Evidence(-3.0, "other kinds of act")

_STANCE_SAME = Evidence(0.2, "the same side")
_STANCE_ONE = Evidence(-0.8, "one is for the state, the other does not say")
_STANCE_OTHER = Evidence(-3.0, "opposite sides")
_GROUPS_SAME = Evidence(1.0, "a group in common")
_GROUPS_OTHER = Evidence(-0.5, "other groups")
_DEMANDS_SAME = Evidence(1.0, "demands about the same thing")
_DEMANDS_OTHER = Evidence(-0.5, "demands about other things")
_SLOGANS_SAME = Evidence(1.0, "a slogan in common")
_SIZE_SAME = Evidence(1.0, "sizes that agree")
_SIZE_OTHER = Evidence(-0.3, "sizes that differ")
_SIZE_FAR = Evidence(-1.0, "sizes more than twentyfold apart")
_HARM_SAME = Evidence(0.6, "the same toll")
_HARM_SAME_BOTH = Evidence(1.0, "the same toll of two sorts")
_HARM_PARTLY = Evidence(0.3, "one toll the same, one not")
_HARM_OTHER = Evidence(-0.6, "another toll")
_COPY = Evidence(1.0, "near copies of one text")
_REPORT_SAME = Evidence(1.0, "one report of one town and day tells of both")
_REPORT_SEVERAL = Evidence(0.4, "one report of several towns or days tells of both")


def _word_scores() -> tuple[tuple[Evidence, ...], ...]:
    """What each step of likeness says, for texts of each step of length."""
    # The log odds, over all pairs published within 30 days (-7.4), by the cosine of their texts:
    # 2,600 news items on 1,500 shootings, English. At .4 and above 98 % tell of one event.
    knots = (
        (0.0, -0.4),
        (0.05, 0.0),
        (0.1, 0.35),
        (0.15, 0.55),
        (0.2, 0.7),
        (0.3, 0.85),
        (0.4, 1.0),
    )
    rows = []
    for length in range(LENGTH_STEPS + 1):
        fullness = length / LENGTH_STEPS
        row = []
        for step in range(WORD_STEPS + 1):
            at = step / WORD_STEPS
            score = fullness * next(s for knot, s in reversed(knots) if knot <= at + 1e-9)
            row.append(Evidence(score, f"rare words shared, likeness {at:.2f}"))
        rows.append(tuple(row))
    return tuple(rows)


_WORDS = _word_scores()

FEATURES = (
    Feature("days", same_days, lambda facet: facet.days is not None),
    Feature("place", same_place, lambda _: True),
    Feature("kind", same_kind, lambda _: True),
    Feature("stance", same_stance, lambda _: True),
    Feature("groups", same_groups, lambda facet: bool(facet.groups)),
    Feature("demands", same_demands, lambda facet: bool(facet.themes)),
    Feature("slogans", same_slogans, lambda facet: bool(facet.slogans)),
    Feature("size", same_size, lambda facet: facet.size is not None),
    Feature("harm", same_harm, lambda facet: _tolls(facet) != (None, None, None)),
    Feature("words", same_words, lambda facet: facet.words is not None),
    Feature("copy", same_copy, lambda facet: facet.copied),
    Feature("report", same_report, lambda _: True),
)
