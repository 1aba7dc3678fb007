"""What the days of two mentions say.

Invariant: a stated day speaks louder than one taken from the publication, in both directions.
"""

from crosstally.linking.evidence import Evidence, apart
from crosstally.linking.facet import Facet
from crosstally.linking.places import PLACE_SAME, SITE_SAME, same_place
from crosstally.records import Kind

CLOSURE = "closure"
FORCE = (Kind.FRC, Kind.ARM)
SEASON = 150  # days: "in late 2018" names one strike, "in 2018" does not

_OVERLAPS = (
    (0, Evidence("same", "both state the same day")),
    (3, Evidence("overlap-4", "the stated times, of up to four days, overlap")),
    (31, Evidence("overlap-31", "the stated times, of up to a month, overlap")),
)
_OVERLAP_LONG = Evidence("overlap-long", "the stated times, of more than a month, overlap")
_DAYS_FAR = Evidence("apart", "days apart as stated")
_APART = (
    (1, Evidence("apart-1", "one day apart as stated")),
    (2, Evidence("apart-2", "two days apart as stated")),
)
# A crowd comes again the next day. A killing does not; the day of the death is told for the shot's.
_HARM_FAR = Evidence("harm-apart", "days apart as stated, of force")
_HARM_APART = (
    (1, Evidence("harm-apart-1", "one day apart as stated, of force")),
    (2, Evidence("harm-apart-2", "two days apart as stated, of force")),
)
_LASTING = (
    (0, Evidence("lasting-0", "times of something that goes on overlap")),
    (3, Evidence("lasting-3", "up to three days apart, of something that goes on for days")),
    (10, Evidence("lasting-10", "up to ten days apart, of something that goes on for days")),
    (30, Evidence("lasting-30", "up to thirty days apart, of something that goes on for days")),
)
_TOTALS = (
    (14, Evidence("sums-14", "two sums of one time")),
    (45, Evidence("sums-45", "two sums told within weeks")),
    (200, Evidence("sums-200", "two sums told within months")),
)
# By how long a report follows the day of its event: of 2,600 news items 68 % came within a day,
# 10 % on the second, 12 % in the second week or later; strangers come on any day.
_BOTH_INFERRED = (
    (1, Evidence("published-1", "published at most a day apart, no day stated")),
    (3, Evidence("published-3", "published up to three days apart, no day stated")),
    (5, Evidence("published-5", "published up to five days apart, no day stated")),
    (12, Evidence("published-12", "published up to twelve days apart, no day stated")),
)
_ONE_INFERRED = (
    (1, Evidence("told-1", "published within a day after the day that the other states")),
    (2, Evidence("told-2", "published two days after the day that the other states")),
    (4, Evidence("told-4", "published up to four days after the day that the other states")),
    (7, Evidence("told-7", "published within a week after the day that the other states")),
)
_INFERRED_FAR = Evidence("published-far", "published long after the other, no day stated")
_TOLD_BEFORE = Evidence("told-before", "published before the day that the other states")

DAYS = (
    *(e for t in (_OVERLAPS, _APART, _HARM_APART, _LASTING, _TOTALS) for _, e in t),
    *(evidence for table in (_BOTH_INFERRED, _ONE_INFERRED) for _, evidence in table),
    _OVERLAP_LONG, _DAYS_FAR, _HARM_FAR, _INFERRED_FAR, _TOLD_BEFORE,
)  # fmt: skip


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
    return _stated_days(one, other, gap)


def _stated_days(one: Facet, other: Facet, gap: int) -> Evidence:
    """What two stated times say."""
    if not gap:
        return _overlap(one, other)
    if one.kind in FORCE and other.kind in FORCE:
        return _within(gap, _HARM_APART, _HARM_FAR)
    return _within(gap, _APART, _DAYS_FAR)


def _shut_elsewhere(one: Facet, other: Facet) -> bool:
    """Whether shops are shut at two places of one city: told anew each day, unlike a stoppage."""
    return CLOSURE in (one.subtype, other.subtype) and same_place(one, other) not in (
        PLACE_SAME,
        SITE_SAME,
    )


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
