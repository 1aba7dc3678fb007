"""Days and instants. A day has no zone; an instant always has one; neither is ever relabelled."""

from datetime import date, datetime
from typing import Annotated

from crosstally.records.base import Meta, Record
from crosstally.records.ground import Ground, Span
from crosstally.records.terms import Basis, Calendar, Precision

Moment = Annotated[datetime, Meta(tz=True)]


class Days(Record, frozen=True, kw_only=True):
    """When an event took place: first and last day, both included.

    `basis` publication is the one inferred value: it has no span and is printed as inferred.
    """

    first: date
    last: date
    precision: Precision
    basis: Basis
    span: Span | None
    calendar: Calendar | None = None
    part: str | None = None
    ground: Ground | None = None

    def __post_init__(self) -> None:
        """In order, and shown by something unless inferred."""
        if self.first > self.last:
            raise ValueError("the first day comes after the last")
        if self.basis is not Basis.PUBLICATION and self.span is None and self.ground is None:
            raise ValueError("a stated day needs a span or another ground")

    def apart(self, other: "Days") -> int:
        """Days between the two, 0 where they overlap."""
        return max(0, (self.first - other.last).days, (other.first - self.last).days)


class Time(Record, frozen=True, kw_only=True):
    """A time expression of a text, whether or not an event hangs on it."""

    span: Span
    type: str
    first: date | None = None
    last: date | None = None
