"""The fields of one event, each asked for once.

Invariant: a field that the text does not give is None or empty. A field is one function of its own
module, and nothing but this file lists them.
"""

from typing import NamedTuple

from crosstally.coding.crowd import find_size
from crosstally.coding.demands import find_demands
from crosstally.coding.document import Document, Event
from crosstally.coding.groups import find_groups
from crosstally.coding.harm import find_harm
from crosstally.coding.slogans import find_slogans
from crosstally.coding.tongue import Tongue
from crosstally.records import (
    Days,
    Demand,
    GroupValue,
    Harm,
    Place,
    Quote,
    Size,
    Slogan,
)


class Fields(NamedTuple):
    """What a report tells of one event beside its kind."""

    days: Days | None
    place: Place | None
    size: Size | None
    groups: tuple[GroupValue, ...]
    demands: tuple[Demand, ...]
    slogans: tuple[Slogan, ...]
    harm: Harm | None
    asserter: Quote | None

    def told(self) -> int:
        """How many of the fields the text gives; a day taken from the publication is not given."""
        given = (self.place, self.size, self.groups, self.demands, self.slogans, self.harm)
        return sum(map(bool, given)) + (self.days is not None and self.days.span is not None)


def find_fields(document: Document, event: Event, tongue: Tongue) -> Fields:
    """Every field of an event."""
    return Fields(
        days=None,
        place=None,
        size=find_size(document, event, tongue.numbers),
        groups=find_groups(document, event),
        demands=find_demands(document, event),
        slogans=find_slogans(document, event),
        harm=find_harm(document, event, tongue.numbers),
        asserter=None,
    )
