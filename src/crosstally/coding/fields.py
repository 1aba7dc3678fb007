"""The fields of one event, each asked for once.

Invariant: a field that the text does not give is None or empty. A field is one function of its own
module, and nothing but this file lists them.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crosstally.coding.document import Document, Event
from crosstally.coding.numbers.census import take_census
from crosstally.coding.numbers.crowd import find_size
from crosstally.coding.numbers.harm import find_harms
from crosstally.coding.speech.asserter import find_asserter
from crosstally.coding.speech.statements import find_statements
from crosstally.coding.tongue import Tongue
from crosstally.coding.voice.demands import find_demands
from crosstally.coding.voice.slogans import find_slogans
from crosstally.coding.when.choice import agreed_days, choose_days
from crosstally.coding.when.expr import TimeExpr
from crosstally.coding.when.find import find_times
from crosstally.coding.when.said import date_statements
from crosstally.coding.where.choose import find_places
from crosstally.coding.who.groups import find_groups
from crosstally.packs.atlas import Atlas
from crosstally.records import (
    Basis,
    Days,
    Demand,
    GroupValue,
    Harm,
    Kind,
    Place,
    Quote,
    Size,
    Slogan,
    Statement,
)


class Told(NamedTuple):
    """What a report tells as a whole: its times, its statements, the places of its events."""

    times: tuple[TimeExpr, ...]
    statements: tuple[Statement, ...]
    places: tuple[tuple[Place, ...], ...]


class Fields(NamedTuple):
    """What a report tells of one event beside its kind. `places` are several towns of a list."""

    days: Days | None
    places: tuple[Place, ...]
    size: Size | None
    groups: tuple[GroupValue, ...]
    demands: tuple[Demand, ...]
    slogans: tuple[Slogan, ...]
    harm: Harm | None
    asserter: Quote | None

    def given(self) -> int:
        """How many of the fields the text gives; a day taken from the publication is not given."""
        told = (self.places, self.size, self.groups, self.demands, self.slogans, self.harm)
        dated = self.days is not None and self.days.basis is not Basis.PUBLICATION
        return sum(map(bool, told)) + dated


def find_told(document: Document, events: Sequence[Event], tongue: Tongue, atlas: Atlas) -> Told:
    """What is looked for once in a report, whatever the number of its events."""
    times = find_times(document, tongue.times)
    return Told(
        times=times,
        statements=date_statements(document, find_statements(document), times),
        places=find_places(document, events, atlas),
    )


def find_fields(
    document: Document, told: Told, events: Sequence[Event], tongue: Tongue
) -> Iterator[Fields]:
    """Every field of each event, in their order.

    Slogans hang on the sentence alone: events of one sentence share them.
    """
    census = take_census(document, tongue.numbers)
    agreed = agreed_days(events, told.times)
    days = [choose_days(document, event, told.times, agreed) for event in events]
    harms = find_harms(document, events, days, told.times, census)
    slogans: dict[tuple[int, Kind], tuple[Slogan, ...]] = {}
    for at, (places, event) in enumerate(zip(told.places, events, strict=True)):
        key = (event.sentence, event.kind)
        if key not in slogans:
            slogans[key] = find_slogans(document, event)
        yield Fields(
            days=days[at],
            places=places,
            size=find_size(document, event, census),
            groups=find_groups(document, event),
            demands=find_demands(document, event),
            slogans=slogans[key],
            harm=harms[at],
            asserter=find_asserter(document, event, told.statements),
        )
