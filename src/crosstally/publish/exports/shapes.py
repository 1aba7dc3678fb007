"""The record in the shape of two other projects' tables, for programs that read those.

Invariant: the shape alone is theirs: columns and names of types (`packs/shapes/`), none of their
data. What our record has no counterpart for is null, never 0 and never guessed; every row is keyed
by our incident's id. A state's answer to a protest that stands in the table is told in its row.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from crosstally.publish.public import OpenField, OpenIncident, OpenTown, OpenValue, Public
from crosstally.publish.tables import write_sheet
from crosstally.records import Record
from crosstally.tables.files import write_table

_ANY = "*"
_TIMES = {"day": 1, "week": 2, "month": 3, "longer": 3}
_PLACES = {"city": 1, "county": 2, "province": 3}
_TOLD = ("occurred", "ongoing")
_MUCH = "; "


class AcledRow(Record, frozen=True, kw_only=True):
    """An incident in the columns of ACLED's table; those with `ct_` are ours beside them."""

    event_id_cnty: str
    event_date: date | None
    year: int | None
    time_precision: int | None
    disorder_type: str | None
    event_type: str | None
    sub_event_type: str | None
    actor1: str | None
    assoc_actor_1: str | None
    inter1: str | None
    actor2: str | None
    assoc_actor_2: str | None
    inter2: str | None
    interaction: str | None
    civilian_targeting: str | None
    iso: int | None
    region: str | None
    country: str
    admin1: str | None
    admin2: str | None
    admin3: str | None
    location: str | None
    latitude: float | None
    longitude: float | None
    geo_precision: int | None
    source: str
    source_scale: str | None
    notes: str | None
    fatalities: int | None
    tags: str | None
    timestamp: int | None
    ct_last_date: date | None
    ct_fatalities_high: int | None
    ct_responses: str
    ct_status: str
    ct_independent: int
    ct_rules: str
    ct_synthetic: bool


class PloverRow(Record, frozen=True, kw_only=True):
    """An incident in columns after PLOVER's codebook; those with `ct_` are ours beside them."""

    event_id: str
    event_date: date | None
    event_type: str | None
    event_mode: str | None
    event_contexts: str | None
    event_intensity: float | None
    event_location: str | None
    event_province: str | None
    event_country: str
    event_latitude: float | None
    event_longitude: float | None
    actor_name: str | None
    actor_sectors: str | None
    actor_country: str | None
    recipient_name: str | None
    recipient_sectors: str | None
    recipient_country: str | None
    cameo_code: str | None
    publishers: str
    ct_last_date: date | None
    ct_status: str
    ct_independent: int
    ct_rules: str
    ct_synthetic: bool


class _Told(NamedTuple):
    """An incident and what stands around it. `answers` are the state's, told in its row."""

    incident: OpenIncident
    answers: tuple[OpenIncident, ...]
    near: frozenset[str]
    town: OpenTown | None
    province: str | None
    publishers: tuple[str, ...]
    rules: tuple[str, ...]


def write_acled(public: Public, folder: Path) -> tuple[Path, ...]:
    """The paths of the ACLED-shaped table, CSV and Parquet."""
    return _write(folder, "acled", AcledRow, tuple(acled_rows(public)))


def write_plover(public: Public, folder: Path) -> tuple[Path, ...]:
    """The paths of the PLOVER-shaped table, CSV and Parquet."""
    return _write(folder, "plover", PloverRow, tuple(plover_rows(public)))


def acled_rows(public: Public) -> Iterator[AcledRow]:
    """A row for each incident whose kind the mapping names, in the order of the record."""
    for told in _told(public, "acled"):
        yield _acled_row(public, told)


def plover_rows(public: Public) -> Iterator[PloverRow]:
    """A row for each incident whose kind the mapping names; a state's answers have their own."""
    for told in _told(public, "plover"):
        yield _plover_row(public, told)


@cache
def mapping(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a mapping, the first that fits being the one that counts; "*" fits all."""
    path = resources.files("crosstally.packs").joinpath("shapes", f"{name}.csv")
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _write(
    folder: Path, name: str, kind: type[Record], rows: tuple[Record, ...]
) -> tuple[Path, ...]:
    sheet = write_sheet(folder / f"{name}.csv", kind, rows)
    return sheet, write_table(folder / f"{name}.parquet", rows, kind)


def _told(public: Public, shape: str) -> Iterator[_Told]:
    """What a shape tells: incidents that took place, that nobody rejected, and that it maps."""
    kinds = {row["kind"] for row in mapping(shape)}
    folding = {row["response"] for row in mapping(shape)} - {_ANY}
    shown = {
        one.id: one
        for one in public.incidents
        if one.kind in kinds and one.reality in _TOLD and one.status != "rejected"
    }
    answers: dict[str, list[OpenIncident]] = {}
    near: dict[str, set[str]] = {}
    for one in shown.values():
        for relation in one.relations:
            other = shown.get(relation.incident)
            if other is None:
                continue
            near.setdefault(one.id, set()).add(other.kind)
            near.setdefault(other.id, set()).add(one.kind)
            if relation.kind == "response_to" and one.kind in folding and one.kind != other.kind:
                answers.setdefault(other.id, []).append(one)
    folded = {one.id for several in answers.values() for one in several}
    towns = {one.id: one for one in public.towns}
    provinces = {one.code: one.name for one in public.provinces}
    names = {one.id: one.name for one in public.sources}
    publisher = {one.id: names[one.source] for one in public.reports}
    rules = _rules(public)
    for one in shown.values():
        if one.id in folded:
            continue
        town = towns.get(one.town or "")
        told = (one, *answers.get(one.id, ()))
        yield _Told(
            incident=one,
            answers=told[1:],
            near=frozenset(near.get(one.id, ())),
            town=town,
            province=provinces.get(town.province or "") if town is not None else None,
            publishers=tuple(
                dict.fromkeys(publisher[m.report] for each in told for m in each.mentions)
            ),
            rules=tuple(rules.get(one.id, ())),
        )


def _rules(public: Public) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tally in public.tallies:
        for one in sorted({one for _, ids in tally.units for one in ids}):
            found.setdefault(one, []).append(tally.rule.id)
    return found


def _mapped(shape: str, told: _Told) -> dict[str, str | None]:
    """The first row of the mapping that fits, its empty cells null."""
    own = told.incident
    for row in mapping(shape):
        if row["kind"] != own.kind or row["subtype"] not in (_ANY, own.subtype):
            continue
        if row["response"] == _ANY or row["response"] in told.near:
            return {name: value or None for name, value in row.items()}
    raise LookupError(f"no row of {shape} fits {own.kind}")


def _acled_row(public: Public, told: _Told) -> AcledRow:
    own, town, row = told.incident, told.town, _mapped("acled", told)
    precision = _value(own.fields, "when").term
    low, high = _killed(told)
    finest = _PLACES.get(town.level) if town is not None else None
    return AcledRow(
        event_id_cnty=own.id,
        event_date=own.first,
        year=own.first.year if own.first is not None else None,
        time_precision=_TIMES.get(precision or ""),
        disorder_type=row["disorder_type"],
        event_type=row["event_type"],
        sub_event_type=row["sub_event_type"],
        actor1=row["actor1"],
        assoc_actor_1=_groups(own),
        inter1=row["actor1"],
        actor2=row["actor2"],
        assoc_actor_2=None,
        inter2=row["actor2"],
        interaction=None,
        civilian_targeting=None,
        iso=None,
        region=None,
        country=public.desk.country,
        admin1=told.province,
        admin2=town.name if town is not None and town.level == "county" else None,
        admin3=None,
        location=town.name if town is not None else None,
        latitude=town.lat if town is not None else None,
        longitude=town.lon if town is not None else None,
        geo_precision=finest,
        source=_MUCH.join(told.publishers),
        source_scale=None,
        notes=None,
        fatalities=low,
        tags=_crowd(_value(own.fields, "size")),
        timestamp=None,
        ct_last_date=own.last,
        ct_fatalities_high=high,
        ct_responses=" ".join(one.id for one in told.answers),
        ct_status=own.status,
        ct_independent=own.independent,
        ct_rules=" ".join(told.rules),
        ct_synthetic=own.synthetic,
    )


def _plover_row(public: Public, told: _Told) -> PloverRow:
    own, town, row = told.incident, told.town, _mapped("plover", told)
    return PloverRow(
        event_id=own.id,
        event_date=own.first,
        event_type=row["event_type"],
        event_mode=row["event_mode"],
        event_contexts=_MUCH.join(sorted({*_terms(own, "demand"), *_terms(own, "slogan")})) or None,
        event_intensity=None,
        event_location=town.name if town is not None else None,
        event_province=told.province,
        event_country=public.desk.country,
        event_latitude=town.lat if town is not None else None,
        event_longitude=town.lon if town is not None else None,
        actor_name=None,
        actor_sectors=_groups(own),
        actor_country=None,
        recipient_name=None,
        recipient_sectors=own.target,
        recipient_country=None,
        cameo_code=row["cameo"],
        publishers=_MUCH.join(told.publishers),
        ct_last_date=own.last,
        ct_status=own.status,
        ct_independent=own.independent,
        ct_rules=" ".join(told.rules),
        ct_synthetic=own.synthetic,
    )


def _killed(told: _Told) -> tuple[int | None, int | None]:
    """The deaths told of an incident or of the answers to it, whichever tell of more; or null."""
    own = _value(told.incident.fields, "killed")
    others = [_value(one.fields, "killed") for one in told.answers]
    return (
        _most(own.low, [one.low for one in others]),
        _most(own.high, [one.high for one in others]),
    )


def _most(own: int | None, others: Iterable[int | None]) -> int | None:
    known = [one for one in others if one is not None]
    answered = sum(known) if known else None
    return max((one for one in (own, answered) if one is not None), default=None)


def _crowd(size: OpenValue) -> str | None:
    if size.low is None:
        return None
    high = "" if size.high in (None, size.low) else f"-{size.high}"
    return f"crowd size={size.low}{high}"


def _groups(incident: OpenIncident) -> str | None:
    return _MUCH.join(sorted(_terms(incident, "group"))) or None


def _terms(incident: OpenIncident, name: str) -> set[str]:
    found = (one.value.term for one in incident.fields if one.name == name)
    return {term for term in found if term is not None}


def _value(fields: tuple[OpenField, ...], name: str) -> OpenValue:
    return next((one.value for one in fields if one.name == name), OpenValue())
