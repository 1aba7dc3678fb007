"""What the days of two mentions say.

Invariant: a stated day speaks louder than one taken from the publication, in both directions.
"""

from crosstally.linking.evidence import Evidence, apart
from crosstally.linking.facet import Facet
from crosstally.linking.places import PLACE_SAME, same_place

CLOSURE = "closure"
SEASON = 150  # days: "in late 2018" names one strike, "in 2018" does not

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
_TOTALS = (
    (14, Evidence(0.8, "two sums of one time")),
    (45, Evidence(0.5, "two sums told within weeks")),
    (200, Evidence(0.0, "two sums told within months")),
)
# By how long a report follows the day of its event: of 2,600 news items 68 % came within a day,
# 10 % on the second, 12 % in the second week or later; strangers come on any day.
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
    if one.lasting and other.lasting and not _shut_elsewhere(one, other) and not _vague(one, other):
        return _within(gap, _LASTING, _DAYS_FAR)
    if one.inferred or other.inferred:
        return _inferred_days(one, other)
    return _within(gap, _APART, _DAYS_FAR) if gap else _overlap(one, other)


def _shut_elsewhere(one: Facet, other: Facet) -> bool:
    """Whether shops are shut at two places of one city: told anew each day, unlike a stoppage."""
    return CLOSURE in (one.subtype, other.subtype) and same_place(one, other) is not PLACE_SAME


def _vague(one: Facet, other: Facet) -> bool:
    """Whether one of the two is told of a time in which there may have been several."""
    return any(f.days is not None and f.days.high - f.days.low > SEASON for f in (one, other))


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
