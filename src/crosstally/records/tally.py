"""A count under a named rule, with the ids it rests on."""

from crosstally.records.base import Record


class Unit(Record, frozen=True, kw_only=True):
    """One thing a rule counts: its key (day, city …) and the incidents it rests on."""

    key: str
    incidents: tuple[str, ...]


class Exclusion(Record, frozen=True, kw_only=True):
    """An incident that a rule leaves out or folds into another unit, and why."""

    incident: str
    reason: str


class Tally(Record, frozen=True, kw_only=True):
    """A count under a named rule. `value` is the number of `units`; nothing else is."""

    rule: str
    value: int
    unit: str
    units: tuple[Unit, ...]
    left_out: tuple[Exclusion, ...] = ()
    by: str | None = None

    def __post_init__(self) -> None:
        """The number is the number of units."""
        if self.value != len(self.units):
            raise ValueError("a tally's value is the number of its units")
