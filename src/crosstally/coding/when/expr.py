"""A time expression of a report.

Invariant: its span is where it stands in the body; the days it means looking back are worked out
once, those looking ahead only for the few events that do.
"""

from typing import NamedTuple

from crosstally.coding.when.points import Found
from crosstally.coding.when.resolve import Reading, Reference, resolve, resolve_range
from crosstally.coding.when.verbs import NO_VERBS, Verbs
from crosstally.records import Basis, Calendar, Days, Span, Time


class TimeExpr(NamedTuple):
    """A time expression: where it stands, what was found there, and what it means looking back.

    `role` is event, since, after ("a day after"), dateline (it stands alone), nth or background;
    `hour` is whether it names the hour or the part of the day, `clock` whether to the minute,
    `verbs` what stands on either side of it, `burden` what speaks against it whatever the event.
    Without `back` and `forth` it is only a time of day, or not understood.
    """

    span: Span
    start: int
    end: int
    sentence: int
    type: str
    found: Found | None
    seen_from: Reference | None
    back: Reading | None
    basis: Basis
    calendar: Calendar | None
    part: str | None
    role: str = "event"
    hour: bool = False
    clock: bool = False
    verbs: Verbs = NO_VERBS
    burden: float = 0.0

    @property
    def odd(self) -> bool:
        """Whether a weekday stands beside a date that was another weekday."""
        return self.back is not None and self.back.odd

    @property
    def nearest(self) -> Reading | None:
        """The days it means on whichever side is nearer to the report."""
        back, forth = self.back, self.forth
        if back is None or forth is None or self.seen_from is None:
            return back or forth
        today = self.seen_from.today
        return back if today - back.last <= forth.first - today else forth

    @property
    def nth(self) -> int:
        """Which day of something it is: 3 of "for the third day", else 0."""
        return self.found.lower.low if self.found and self.found.lower.sort == "nth" else 0

    @property
    def forth(self) -> Reading | None:
        """The days it means looking ahead, worked out for the few events that do."""
        return read_found(self.found, self.seen_from, ahead=True)

    def as_time(self) -> Time:
        """The expression as the filter gives it."""
        first, last = (self.back.first, self.back.last) if self.back else (None, None)
        return Time(span=self.span, type=self.type, first=first, last=last)

    def as_days(self, reading: Reading) -> Days:
        """One of its readings as the days of an event."""
        return Days(
            first=reading.first,
            last=reading.last,
            precision=reading.precision,
            basis=self.basis,
            span=self.span,
            calendar=self.calendar,
            part=self.part,
        )


def read_found(found: Found | None, at: Reference | None, *, ahead: bool) -> Reading | None:
    """The days that a point or a range means, looking ahead or back."""
    if found is None:
        return None
    if found.upper is None:
        return resolve(found.lower, at, ahead=ahead)
    return resolve_range(found.lower, found.upper, at, ahead=ahead)
