"""The record as CSV, Parquet and GeoJSON: codes, numbers and ids, none of a report's words.

Invariant: every row carries the ids it rests on; a cell of a CSV file that a spreadsheet would run
as a formula is quoted; equal records give equal bytes.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from crosstally.publish.public import OpenIncident, OpenTown, OpenValue, Public
from crosstally.records import Record, encode, plain
from crosstally.tables.files import write_table

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # wide forms too, which Excel folds in some locales
_UNSEEN = " \u00a0\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u2060\u2066\u2067\u2068\ufeff"
_FIRST = frozenset((*_FORMULA, *_UNSEEN))


class IncidentRow(Record, frozen=True, kw_only=True):
    """An incident in one row. Numbers not recorded are empty, never 0."""

    incident: str
    kind: str
    subtype: str | None
    first: date | None
    last: date | None
    precision: str | None
    day_basis: str | None
    town: str | None
    town_fa: str | None
    level: str | None
    province: str | None
    lat: float | None
    lon: float | None
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
    rules: str
    synthetic: bool
    origins: str
    reports: str


class ReportRow(Record, frozen=True, kw_only=True):
    """A public report: where it is, what it is, which origin it belongs to."""

    report: str
    source: str
    source_name: str
    source_kind: str
    interest: str | None
    day: date | None
    lang: str | None
    url: str | None
    provenance: str | None
    basis: str
    origin: str | None


class MentionRow(Record, frozen=True, kw_only=True):
    """One report's telling of an incident."""

    mention: str
    incident: str
    report: str
    kind: str
    reality: str


class CountRow(Record, frozen=True, kw_only=True):
    """An incident under a rule: the unit it belongs to, or why it is left out."""

    rule: str
    incident: str
    unit: int | None
    left_out: str | None


class ClaimRow(Record, frozen=True, kw_only=True):
    """A claim with its verdict and the records for and against it."""

    claim: str
    number: int | None
    type: str
    asserter: str
    text: str
    verdict: str
    rule: str
    because: str
    origins_for: int
    origins_against: int
    evidence_for: str
    evidence_against: str
    reports: str


def write_tables(public: Public, site: Path) -> tuple[Path, ...]:
    """The paths of the tables written: CSV and Parquet of each, and the incidents as GeoJSON."""
    return (
        *(
            path
            for name, kind, rows_of in TABLES
            for path in _both(site, name, kind, rows_of(public))
        ),
        *write_geojson(public, site),
    )


def write_csv(public: Public, folder: Path) -> tuple[Path, ...]:
    """The paths of the tables written as CSV."""
    return tuple(
        write_sheet(folder / f"{name}.csv", kind, rows_of(public)) for name, kind, rows_of in TABLES
    )


def write_parquet(public: Public, folder: Path) -> tuple[Path, ...]:
    """The paths of the tables written as Parquet: flat columns, which R reads too."""
    return tuple(
        write_table(folder / f"{name}.parquet", rows_of(public), kind)
        for name, kind, rows_of in TABLES
    )


def write_geojson(public: Public, folder: Path) -> tuple[Path, ...]:
    """The path of the incidents as points."""
    path = folder / "incidents.geojson"
    _ = path.write_bytes(geojson(public))
    return (path,)


def write_sheet(path: Path, kind: type[Record], rows: Iterable[Record]) -> Path:
    """The path of a CSV file, written."""
    _ = path.write_bytes(csv_bytes(kind, tuple(rows)))
    return path


def _both(folder: Path, name: str, kind: type[Record], rows: Iterable[Record]) -> tuple[Path, Path]:
    told = tuple(rows)
    sheet = write_sheet(folder / f"{name}.csv", kind, told)
    return sheet, write_table(folder / f"{name}.parquet", told, kind)


def csv_bytes(kind: type[Record], rows: tuple[Record, ...]) -> bytes:
    """The rows as CSV: UTF-8 with the mark that spreadsheets look for, lines ending in CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = kind.__struct_fields__
    writer.writerow(names)
    cells = [map(attrgetter(name), rows) for name in names]
    for values in zip(
        *cells, strict=True
    ):  # a cell in ten million asks for more than its first letter
        writer.writerow([safe_cell(v) if type(v) is str and v[:1] in _FIRST else v for v in values])
    return out.getvalue().encode("utf-8-sig")


def safe_cell(value: Any) -> Any:
    """A value that no spreadsheet runs: text that begins like a formula gets a quotation mark.

    >>> safe_cell("=1+1"), safe_cell(-3), safe_cell("نان")
    ("'=1+1", -3, 'نان')
    """
    if isinstance(value, str) and value.lstrip(_UNSEEN).startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value


def geojson(public: Public) -> bytes:
    """The incidents as GeoJSON (RFC 7946): a point for a town, no geometry where none is told."""
    rows = {row.incident: row for row in _incident_rows(public)}
    features = [
        {
            "type": "Feature",
            "id": incident,
            "geometry": None
            if row.lat is None or row.lon is None
            else {"type": "Point", "coordinates": [row.lon, row.lat]},
            "properties": {k: v for k, v in plain(row).items() if k not in ("lat", "lon")},
        }
        for incident, row in rows.items()
    ]
    return encode({"type": "FeatureCollection", "features": features}) + b"\n"


def _incident_rows(public: Public) -> Iterator[IncidentRow]:
    towns = {one.id: one for one in public.towns}
    provinces = {one.code: one.name for one in public.provinces}
    rules: dict[str, list[str]] = {}
    for tally in public.tallies:
        for one in sorted({one for _, ids in tally.units for one in ids}):
            rules.setdefault(one, []).append(tally.rule.id)
    for incident in public.incidents:
        yield _incident_row(incident, towns.get(incident.town or ""), provinces, rules)


def _incident_row(
    incident: OpenIncident,
    town: OpenTown | None,
    provinces: dict[str, str],
    rules: dict[str, list[str]],
) -> IncidentRow:
    when, size = _one(incident, "when"), _one(incident, "size")
    harm = {name: _one(incident, name) for name in ("killed", "injured", "arrested")}
    themes = sorted({*_terms(incident, "demand"), *_terms(incident, "slogan")})
    return IncidentRow(
        incident=incident.id,
        kind=incident.kind,
        subtype=incident.subtype,
        first=incident.first,
        last=incident.last,
        precision=when.term,
        day_basis=when.detail,
        town=town.name if town is not None else None,
        town_fa=town.name_fa if town is not None else None,
        level=town.level if town is not None else None,
        province=provinces.get(town.province or "") if town is not None else None,
        lat=town.lat if town is not None else None,
        lon=town.lon if town is not None else None,
        size_low=size.low,
        size_high=size.high,
        size_bound=size.bound,
        killed_low=harm["killed"].low,
        killed_high=harm["killed"].high,
        injured_low=harm["injured"].low,
        injured_high=harm["injured"].high,
        arrested_low=harm["arrested"].low,
        arrested_high=harm["arrested"].high,
        groups=" ".join(sorted(_terms(incident, "group"))),
        themes=" ".join(themes),
        stance=incident.stance,
        target=incident.target,
        reality=incident.reality,
        status=incident.status,
        counts=incident.counts,
        independent=incident.independent,
        rules=" ".join(rules.get(incident.id, ())),
        synthetic=incident.synthetic,
        origins=" ".join(incident.origins),
        reports=" ".join(dict.fromkeys(one.report for one in incident.mentions)),
    )


def _one(incident: OpenIncident, name: str) -> OpenValue:
    return next((one.value for one in incident.fields if one.name == name), OpenValue())


def _terms(incident: OpenIncident, name: str) -> set[str]:
    found = (one.value.term for one in incident.fields if one.name == name)
    return {term for term in found if term is not None}


def _mention_rows(public: Public) -> Iterator[MentionRow]:
    for incident in public.incidents:
        for one in incident.mentions:
            yield MentionRow(
                mention=one.id,
                incident=incident.id,
                report=one.report,
                kind=one.kind,
                reality=one.reality,
            )


def _report_rows(public: Public) -> Iterator[ReportRow]:
    sources = {one.id: one for one in public.sources}
    for report in public.reports:
        source = sources[report.source]
        yield ReportRow(
            report=report.id,
            source=report.source,
            source_name=source.name,
            source_kind=source.kind,
            interest=source.family,
            day=report.day,
            lang=report.lang,
            url=report.url,
            provenance=report.provenance,
            basis=report.basis,
            origin=report.origin,
        )


def _count_rows(public: Public) -> Iterator[CountRow]:
    for tally in public.tallies:
        for number, (_, ids) in enumerate(tally.units, start=1):
            for one in ids:
                yield CountRow(rule=tally.rule.id, incident=one, unit=number, left_out=None)
        for incident, reason in tally.left_out:
            yield CountRow(rule=tally.rule.id, incident=incident, unit=None, left_out=reason)


def _claim_rows(public: Public) -> Iterator[ClaimRow]:
    for claim in public.claims:
        yield ClaimRow(
            claim=claim.id,
            number=claim.number,
            type=claim.type,
            asserter=claim.asserter,
            text=claim.text,
            verdict=claim.verdict,
            rule=claim.rule,
            because=claim.because,
            origins_for=claim.origins_for,
            origins_against=claim.origins_against,
            evidence_for=" ".join(one.record for one in claim.evidence_for),
            evidence_against=" ".join(one.record for one in claim.evidence_against),
            reports=" ".join(claim.reports),
        )


TABLES: tuple[tuple[str, type[Record], Callable[[Public], Iterator[Record]]], ...] = (
    ("incidents", IncidentRow, _incident_rows),
    ("mentions", MentionRow, _mention_rows),
    ("reports", ReportRow, _report_rows),
    ("counts", CountRow, _count_rows),
    ("claims", ClaimRow, _claim_rows),
)
