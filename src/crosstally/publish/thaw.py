"""A frozen release read back: as much of its tables as another release is compared with.

Invariant: nothing is read but the release's own folder.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from crosstally.publish.frozen import JudgementRow, MethodRow
from crosstally.records import Record
from crosstally.tables.files import read_table


class Shown(Record, frozen=True, kw_only=True):
    """The fields of an incident that are compared. Ids of origins and reports have no value."""

    incident: str
    kind: str
    subtype: str | None
    first: date | None
    last: date | None
    precision: str | None
    day_basis: str | None
    town: str | None
    level: str | None
    province: str | None
    size_low: int | None
    size_high: int | None
    size_bound: str | None
    killed_low: int | None
    killed_high: int | None
    injured_low: int | None
    injured_high: int | None
    arrested_low: int | None
    arrested_high: int | None
    groups: str
    themes: str
    stance: str | None
    target: str | None
    reality: str
    status: str
    counts: bool
    independent: int


class Telling(Record, frozen=True, kw_only=True):
    """A mention, the incident that it tells of, and what it was read as."""

    mention: str
    incident: str
    report: str
    kind: str
    reality: str


class Said(Record, frozen=True, kw_only=True):
    """A value of a field and the report that it rests on."""

    incident: str
    field: str
    rank: int
    term: str | None
    low: int | None
    high: int | None
    bound: str | None
    first: date | None
    last: date | None
    report: str | None


class _Counted(Record, frozen=True, kw_only=True):
    rule: str
    incident: str
    unit: int | None
    left_out: str | None


class _Report(Record, frozen=True, kw_only=True):
    report: str
    source: str


class Side(NamedTuple):
    """How a rule takes an incident: counted, folded or left out; and why, if not counted."""

    how: str
    why: str | None


class Frozen(NamedTuple):
    """A release as it is compared.

    `tellings` are by incident; `sides` by rule and incident; `reports` give each report's source;
    `method` is by section and name.
    """

    folder: Path
    name: str
    incidents: Mapping[str, Shown]
    tellings: Mapping[str, tuple[Telling, ...]]
    reports: Mapping[str, str]
    sides: Mapping[str, Mapping[str, Side]]
    units: Mapping[str, int]
    judgements: Mapping[str, tuple[str, ...]]
    method: Mapping[tuple[str, str], str]

    def seen(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each incident with its mentions."""
        for incident in self.incidents:
            yield incident, tuple(one.mention for one in self.tellings.get(incident, ()))


def read_frozen(folder: Path, name: str) -> Frozen:
    """The release in a folder.

    Raises:
        FormatError: one of its tables is not there or is no such table.
    """
    tellings: dict[str, list[Telling]] = defaultdict(list)
    for one in read_table(folder / "mentions.parquet", Telling):
        tellings[one.incident].append(one)
    sides, units = _sides(folder)
    judgements = read_table(folder / "judgements.parquet", JudgementRow)
    method = read_table(folder / "method.parquet", MethodRow)
    return Frozen(
        folder=folder,
        name=name,
        incidents={r.incident: r for r in read_table(folder / "incidents.parquet", Shown)},
        tellings={key: tuple(told) for key, told in tellings.items()},
        reports={r.report: r.source for r in read_table(folder / "reports.parquet", _Report)},
        sides=sides,
        units=units,
        judgements={row.judgement: tuple(row.about.split()) for row in judgements},
        method={(row.section, row.name): row.value for row in method},
    )


def _sides(folder: Path) -> tuple[dict[str, dict[str, Side]], dict[str, int]]:
    """How each rule takes each incident, and how many units each has."""
    sides: dict[str, dict[str, Side]] = defaultdict(dict)
    units: dict[str, int] = {}
    for row in read_table(folder / "counts.parquet", _Counted):
        units[row.rule] = max(units.get(row.rule, 0), row.unit or 0)
        known = sides[row.rule].get(row.incident)
        if row.unit is not None:
            sides[row.rule][row.incident] = known or _COUNTED
        else:  # a unit's row comes before: what stands in a unit and is left out is folded
            how = "folded" if known is not None else "left out"
            sides[row.rule][row.incident] = Side(how, row.left_out)
    return sides, units


def values_of(folder: Path, incidents: Collection[str]) -> dict[tuple[str, str], list[Said]]:
    """Every value of some incidents, by incident and field, the chosen one first."""
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    if incidents:
        for row in read_table(folder / "values.parquet", Said):
            if row.incident in incidents:
                found[row.incident, row.field].append(row)
    return {key: sorted(rows, key=lambda row: row.rank) for key, rows in found.items()}


_COUNTED = Side("counted", None)
