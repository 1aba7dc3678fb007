"""The tables of a release: those of the site, and what else the next release is compared by.

Invariant: rows are made from a `Public` and nothing else, in its order; no row holds a report's
words. A released number can be followed from its rule to its reports in these tables alone.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from crosstally.publish.public import OpenValue, Public
from crosstally.publish.tables import TABLES, csv_bytes
from crosstally.records import Record
from crosstally.tables.files import write_table

BETWEEN = "; "


class ValueRow(Record, frozen=True, kw_only=True):
    """A value of an incident's field: the one that was chosen (rank 0), or a rival.

    `number` tells several values of a field apart (groups, demands), from 1 up.
    """

    incident: str
    field: str
    number: int
    rank: int
    term: str | None
    detail: str | None
    low: int | None
    high: int | None
    bound: str | None
    first: date | None
    last: date | None
    report: str | None
    rule: str
    asserters: str


class OriginRow(Record, frozen=True, kw_only=True):
    """A report of an origin, and why it was folded into it, if it was."""

    origin: str
    report: str
    basis: str
    known: bool
    why: str | None


class JudgementRow(Record, frozen=True, kw_only=True):
    """What a person decided about a record of this release; not who, nor in which words."""

    judgement: str
    decision: str
    about: str


class MethodRow(Record, frozen=True, kw_only=True):
    """A line of the statement of method: a setting, a pack, a version or a digest."""

    section: str
    name: str
    value: str


class AggregateRow(Record, frozen=True, kw_only=True):
    """What only closed reports tell, by province, week and kind."""

    province: str
    week: date
    kind: str
    count: int


class CallRow(Record, frozen=True, kw_only=True):
    """A public call of a non-violent kind."""

    call: str
    kind: str
    report: str
    first: date | None
    last: date | None
    town: str | None


class IssueRow(Record, frozen=True, kw_only=True):
    """How many items were set aside at a stage for a reason."""

    stage: str
    reason: str
    count: int


def write_frozen(public: Public, folder: Path) -> None:
    """The tables that a release has beside those of the site, as CSV and as Parquet."""
    for name, kind, rows_of in FROZEN:
        rows = tuple(rows_of(public))
        _ = (folder / f"{name}.csv").write_bytes(csv_bytes(kind, rows))
        _ = write_table(folder / f"{name}.parquet", rows, kind)


def columns() -> dict[str, type[Record]]:
    """The record behind each table of a release, by the table's name."""
    return {name: kind for name, kind, _ in (*TABLES, *FROZEN)}


def _value_rows(public: Public) -> Iterator[Record]:
    for incident in public.incidents:
        before: dict[str, int] = {}
        for field in incident.fields:
            number = before[field.name] = before.get(field.name, 0) + 1
            for rank, value in enumerate((field.value, *field.rivals)):
                yield _value_row((incident.id, field.name, number, rank), value, field.rule)


def _value_row(key: tuple[str, str, int, int], value: OpenValue, rule: str) -> ValueRow:
    incident, field, number, rank = key
    return ValueRow(
        incident=incident, field=field, number=number, rank=rank,
        term=value.term, detail=value.detail, low=value.low, high=value.high, bound=value.bound,
        first=value.first, last=value.last, report=value.report,
        rule=rule, asserters=BETWEEN.join(value.asserters),
    )  # fmt: skip


def _origin_rows(public: Public) -> Iterator[Record]:
    for one in public.origins:
        why = dict(one.why)
        for report in one.reports:
            yield OriginRow(
                origin=one.id, report=report, basis=one.basis, known=one.known, why=why.get(report)
            )


def _judgement_rows(public: Public) -> Iterator[Record]:
    for one in public.judgements:
        yield JudgementRow(judgement=one.id, decision=one.decision, about=" ".join(one.about))


def _method_rows(public: Public) -> Iterator[Record]:
    for one in public.method:
        yield MethodRow(section=one.section, name=one.name, value=one.value)


def _aggregate_rows(public: Public) -> Iterator[Record]:
    for one in public.aggregates:
        yield AggregateRow(province=one.province, week=one.week, kind=one.kind, count=one.count)


def _call_rows(public: Public) -> Iterator[Record]:
    for one in public.calls:
        yield CallRow(
            call=one.id, kind=one.kind, report=one.report, first=one.first, last=one.last,
            town=one.town,
        )  # fmt: skip


def _issue_rows(public: Public) -> Iterator[Record]:
    for one in public.issues:
        yield IssueRow(stage=one.stage, reason=one.reason, count=one.count)


FROZEN: tuple[tuple[str, type[Record], Callable[[Public], Iterator[Record]]], ...] = (
    ("values", ValueRow, _value_rows),
    ("origins", OriginRow, _origin_rows),
    ("aggregates", AggregateRow, _aggregate_rows),
    ("calls", CallRow, _call_rows),
    ("issues", IssueRow, _issue_rows),
    ("judgements", JudgementRow, _judgement_rows),
    ("method", MethodRow, _method_rows),
)
