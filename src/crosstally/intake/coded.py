"""A row that somebody coded, as a mention grounded in its cells.

Invariant: every value names the column and row it was read from, or the map's constant; a cell
that is not understood makes an issue and no value. Nothing is coded twice.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from crosstally.intake.amounts import AmountReader, read_amount
from crosstally.intake.columns import ColumnMap
from crosstally.intake.places import Located, Lookup
from crosstally.intake.table import map_of
from crosstally.intake.values import Term, read_day, read_degrees, read_term
from crosstally.records import (
    SUBTYPES,
    Actor,
    Basis,
    Calendar,
    Cell,
    Coded,
    Count,
    Days,
    Demand,
    Group,
    GroupValue,
    Harm,
    Issue,
    Kind,
    Level,
    Mention,
    MentionId,
    Place,
    Precision,
    Quote,
    Reality,
    Reason,
    Report,
    Size,
    Stage,
    Stance,
    Status,
    Target,
)

CODER = "table.v1"
_NOT_OURS = "-"  # what a map writes for a word that means no event of the codebook
_SPLIT = ";،/|"
_DIGITS = 6  # of a number of origins
_BLANK = (
    "",
    "no report",
    "unknown",
    "na",
    "n/a",
    "nan",
    "none",
    "null",
    "-",
    "?",
    "نامشخص",
    "نامعلوم",
)
_LEVELS = (
    ("site", Level.SITE), ("city", Level.CITY), ("county", Level.COUNTY),
    ("province", Level.PROVINCE), ("country", Level.COUNTRY),
)  # fmt: skip


class _Row(NamedTuple):
    """A row while it is read: its map, its cells by field, and what was not understood."""

    report: Report
    map: ColumnMap
    issues: list[Issue]

    def text(self, field: str) -> str:
        """What the row says of a field: its cell, else the map's constant, else nothing."""
        column = self.map.column(field)
        cell = dict(self.report.cells).get(column, "") if column else ""
        if field == "text":
            cell = self.report.body
        return cell.strip() or (self.map.constant(field) or "")

    def ground(self, field: str) -> Cell:
        """Where a field was read."""
        column = self.map.column(field)
        told = column is not None and dict(self.report.cells).get(column, "").strip()
        return Cell(column=column if column and told else f"map: {field}", row=self.report.row or 0)

    def fault(self, field: str, reason: Reason = Reason.BAD_CELL) -> None:
        """Note that a cell was not understood."""
        detail = f"{self.map.column(field) or field}: not understood"
        self.issues.append(_issue(self.report, reason, detail))


def coded_row(report: Report, *, lookup: Lookup, amounts: AmountReader) -> Coded:
    """The mention that a coded row is, or the issue that says why it is none.

    Args:
        report: a report that came as a row (`cells` and `row` are set).
        lookup: finds a place of the gazetteer by its name and province (`places.lookup_in`).
        amounts: reads numbers of people (`amounts.amount_reader`).
    """
    column_map = map_of(report)
    if column_map is None or report.row is None:
        return Coded(report=report.id, issues=(_issue(report, Reason.NOT_A_RECORD, "no row"),))
    if column_map.rows != "coded":
        return Coded(report=report.id, issues=(_issue(report, Reason.NO_EVENT, "totals"),))
    row = _Row(report, column_map, [])
    kind = _kind(row)
    days, place = _days(row), _place(row, lookup)
    if kind is None or days is None:
        return Coded(report=report.id, issues=tuple(row.issues))
    if place is None:
        row.issues.append(_issue(report, Reason.NO_PLACE, "no place in the row"))
    mention = _mention(row, kind, days, place, amounts)
    return Coded(report=report.id, mentions=(mention,), issues=tuple(row.issues))


def reviewed(report: Report) -> Status:
    """How far the table says that a row was reviewed; `machine` where it does not say."""
    return _term_of(report, "status", Status) or Status.MACHINE


def origins_told(report: Report) -> int:
    """How many independent origins the table says a row has; at least the one that it is."""
    column_map = map_of(report)
    text = _Row(report, column_map, []).text("origins") if column_map else ""
    return max(int(text), 1) if text.isdecimal() and len(text) <= _DIGITS else 1


class Totals(NamedTuple):
    """A day's running totals as a row gives them."""

    number: int
    day: date
    gatherings: int | None
    cities: int | None


def totals_row(report: Report) -> Totals | None:
    """The running totals that a row of a table of totals holds; None of any other report."""
    column_map = map_of(report)
    if column_map is None or column_map.rows != "totals":
        return None
    row = _Row(report, column_map, [])
    day = read_day(row.text("date"), column_map.date_format)
    if day is None:
        return None
    sums = (read_amount(row.text(f)) for f in ("total_gatherings", "total_cities"))
    return Totals(report.row or 0, day, *(s.high if s is not None else None for s in sums))


def _term_of(report: Report, field: str, terms: type[Status]) -> Status | None:
    column_map = map_of(report)
    if column_map is None:
        return None
    text = _Row(report, column_map, []).text(field)
    return read_term(text, terms, column_map.meaning(field)) if text else None


def _mention(
    row: _Row, kind: tuple[Kind, str | None], days: Days, place: Place | None, amounts: AmountReader
) -> Mention:
    report, meaning = row.report, row.map.meaning
    counts = {name: _count(row, name, amounts) for name in ("killed", "injured", "arrested")}
    asserter = row.text("asserter")
    demand = row.text("demand")
    reality = row.text("reality")
    return Mention(
        id=MentionId(f"{report.id}#1"),
        kind=kind[0],
        subtype=kind[1],
        reality=_optional(row, "reality", Reality) or Reality.OCCURRED,
        stance=_optional(row, "stance", Stance),
        trigger=Quote(text=row.text("kind"), span=None, ground=row.ground("kind")),
        sentence=None,
        actor=_optional(row, "actor", Actor),
        days=days,
        place=place,
        size=_size(row, amounts),
        groups=_groups(row, meaning("groups")),
        demands=(Demand(value=demand, theme=None, span=None, ground=row.ground("demand")),)
        if demand
        else (),
        slogans=(),
        harm=Harm(**counts) if any(counts.values()) else None,
        asserter=Quote(text=asserter, span=None, ground=row.ground("asserter"))
        if asserter
        else None,
        confidence=1.0,
        report=report.id,
        source=report.source,
        coder=CODER,
        target=_optional(row, "target", Target),
        reasons=() if reality else ("the table tells of events that took place",),
    )


def _kind(row: _Row) -> tuple[Kind, str | None] | None:
    text = row.text("kind")
    meant = _meant(text, row.map.meaning("kind"))
    if meant == _NOT_OURS:
        row.fault("kind", Reason.OUT_OF_SCOPE)
        return None
    code, _, subtype = meant.partition("/")
    kind = read_term(code, Kind, {})
    if kind is None:
        row.fault("kind")
        return None
    subtype = subtype or row.text("subtype")
    return kind, subtype if subtype in SUBTYPES[kind] else None


def _meant(text: str, meaning: Mapping[str, str]) -> str:
    """What a cell means by the map; of several words ("rally; march") the first that is known."""
    known = {own.strip().casefold(): to for own, to in meaning.items()}
    words = (text, *text.split(";"))
    return next((known[w] for word in words if (w := word.strip().casefold()) in known), text)


def _days(row: _Row) -> Days | None:
    order = row.map.date_format
    first = read_day(row.text("date"), order)
    text = row.text("last_date")
    last = read_day(text, order) if text else first
    if first is None:
        row.fault("date", Reason.BAD_DATE)
        return None
    if last is None or last < first:
        row.fault("last_date", Reason.BAD_DATE)
        last = first
    return Days(
        first=first,
        last=last,
        precision=Precision.DAY,
        basis=Basis.STATED,
        span=None,
        calendar=Calendar.JALALI if order == "jalali" else Calendar.GREGORIAN,
        ground=row.ground("date"),
    )


def _place(row: _Row, lookup: Lookup) -> Place | None:
    field, level = next(((f, v) for f, v in _LEVELS if row.text(f)), ("", Level.COUNTRY))
    if not field:
        return None
    name, province = row.text(field), row.text("province") or None
    found = lookup(name, province, level)
    if found is None and "," in name:  # "Mashhad, Razavi Khorasan, Iran"
        first, _, rest = name.partition(",")
        found = lookup(first.strip(), rest.partition(",")[0].strip(), level)
    if found is None and field == "site" and row.text("city"):
        found = lookup(row.text("city"), province, Level.CITY)
        found = found._replace(name=name, level=Level.SITE) if found else None
    lat, lon = _degrees(row, "lat", 90.0), _degrees(row, "lon", 180.0)
    own = lat is not None and lon is not None
    return Place(
        name=found.name if found else name,
        id=found.id if found else None,
        level=found.level if found else level,
        city=found.city if found else row.text("city") or None,
        province=(found.province if found else None) or province,
        country=(found.country if found else None) or row.text("country") or None,
        lat=lat if own else (found.lat if found else None),
        lon=lon if own else (found.lon if found else None),
        span=None,
        city_id=found.city_id if found else None,
        rivals=found.rivals if found else (),
        reasons=_reasons(found, own=own),
        ground=row.ground(field),
    )


def _reasons(found: Located | None, *, own: bool) -> tuple[str, ...]:
    return (
        "the table's name and province, in the gazetteer" if found else "not in the gazetteer",
        *(("the table's own point",) if own else ()),
    )


def _degrees(row: _Row, field: str, limit: float) -> float | None:
    text = row.text(field)
    value = read_degrees(text, limit) if text else None
    if text and value is None:
        row.fault(field)
    return value


def _size(row: _Row, amounts: AmountReader) -> Size | None:
    texts = {f: _size_text(row, f) for f in ("size", "size_low", "size_high")}
    read = [(f, amounts(text)) for f, text in texts.items() if _told(text)]
    for field, amount in read:
        if amount is None:
            row.fault(field)
    known = [(f, a) for f, a in read if a is not None]
    if not known:
        return None
    ranged = [pair for pair in known if pair[0] != "size"] or known
    return Size(
        low=min(a.low for _, a in ranged),
        high=max(a.high for _, a in ranged),
        bound=known[0][1].bound,
        text=texts[known[0][0]],
        span=None,
        ground=row.ground(known[0][0]),
    )


def _told(text: str) -> bool:
    """Whether a cell tells a number at all: "no report" is nothing told, and never zero."""
    return text.casefold().strip() not in _BLANK


def _size_text(row: _Row, field: str) -> str:
    """What a cell says of size; of ACLED's tags ("crowd size=about 40; women") that tag alone."""
    text = row.text(field)
    if "=" not in text:
        return text
    tags = (tag.partition("=") for tag in text.split(";"))
    return next((what.strip() for key, _, what in tags if key.strip() == "crowd size"), "")


def _count(row: _Row, field: str, amounts: AmountReader) -> Count | None:
    text = row.text(field)
    amount = amounts(text) if _told(text) else None
    if _told(text) and amount is None:
        row.fault(field)
    if amount is None:
        return None
    return Count(
        low=amount.low, high=amount.high, bound=amount.bound, span=None, text=text,
        ground=row.ground(field),
    )  # fmt: skip


def _groups(row: _Row, meaning: Mapping[str, str]) -> tuple[GroupValue, ...]:
    text = row.text("groups")
    for mark in _SPLIT:
        text = text.replace(mark, ",")
    words = [word.strip() for word in text.split(",") if word.strip()]
    found = dict.fromkeys(g for word in words if (g := read_term(word, Group, meaning)))
    return tuple(GroupValue(value=g, span=None, ground=row.ground("groups")) for g in found)


def _optional(row: _Row, field: str, terms: type[Term]) -> Term | None:
    text = row.text(field)
    found = read_term(text, terms, row.map.meaning(field)) if text else None
    if text and found is None:
        row.fault(field)
    return found


def _issue(report: Report, reason: Reason, detail: str) -> Issue:
    return Issue(
        stage=Stage.CODING, reason=reason, where=report.path, report=report.id, detail=detail
    )
