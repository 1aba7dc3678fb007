"""What an incident opens to, in shelves of a few hundred: its values, its witnesses, their words.

Invariant: a shelf holds whole what its incidents need, so that opening one takes one shelf; inside
it reports are named by their number on the shelf, incidents everywhere by their number on the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from crosstally.publish.columns import Order
from crosstally.publish.public import (
    OpenField,
    OpenIncident,
    OpenOrigin,
    OpenReport,
    OpenValue,
    Public,
)
from crosstally.records import Record, encode

SHELF_BYTES = 400_000  # of JSON: 60 kB packed, 10 ms to open; smaller ones pack worse


class Shelf(NamedTuple):
    """A stretch of incidents from number `first` on, as JSON, and where its reports lie in it."""

    first: int
    json: str
    reports: dict[str, int]


class Value(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A value as `OpenValue` has it. `report` is a number on the shelf."""

    term: str | None = None
    detail: str | None = None
    low: int | None = None
    high: int | None = None
    bound: str | None = None
    first: date | None = None
    last: date | None = None
    words: str | None = None
    report: int | None = None
    cell: tuple[str, int] | None = None
    asserters: tuple[str, ...] = ()


class Field(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A field of an incident with its rivals."""

    name: str
    value: Value
    rule: str
    rivals: tuple[Value, ...] = ()


class Telling(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One report's telling: which of its words, or of its table's cells, were read as what."""

    report: int
    spans: tuple[tuple[str, int, int], ...] = ()
    cells: tuple[tuple[str, str, int], ...] = ()


class Folded(Record, frozen=True, kw_only=True, omit_defaults=True):
    """An origin's reports that tell of this incident, and why they were folded into it."""

    basis: str
    known: bool = False
    reports: tuple[int, ...] = ()
    why: tuple[tuple[int, str], ...] = ()


class Related(Record, frozen=True, kw_only=True):
    """How an incident stands to another one, by its number on the page."""

    kind: str
    incident: int
    reason: str


class Detail(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What the columns of the page do not tell of an incident."""

    reality: str
    stance: str | None = None
    target: str | None = None
    state_organised: bool | None = None
    fields: tuple[Field, ...] = ()
    mentions: tuple[Telling, ...] = ()
    origins: tuple[Folded, ...] = ()
    denials: tuple[int, ...] = ()
    relations: tuple[Related, ...] = ()
    responses: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()


class Paper(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A report as `OpenReport` has it, without what is empty."""

    id: str
    source: str
    day: date | None = None
    lang: str | None = None
    title: str | None = None
    words: str | None = None
    url: str | None = None
    provenance: str | None = None
    basis: str = "unknown"
    relay_of: str | None = None


class _Hall:
    """What all shelves draw on, and the shelf that is being filled."""

    def __init__(self, public: Public, order: Order) -> None:
        self.order = order
        self.reports = {one.id: one for one in public.reports}
        self.origins = {one.id: one for one in public.origins}
        self.responses: defaultdict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(order.incidents):
            for relation in one.relations:
                if relation.kind == "response_to":
                    self.responses[relation.incident].append(number)
        self.clear(0)

    def clear(self, first: int) -> None:
        """An empty shelf that begins with an incident."""
        self.first = first
        self.lines: list[bytes] = []
        self.papers: list[bytes] = []
        self.at: dict[str, int] = {}
        self.bytes = 0

    def put(self, detail: Detail) -> None:
        """An incident, on the shelf."""
        self.lines.append(encode(detail))
        self.bytes += len(self.lines[-1])

    def number(self, report: str) -> int:
        """A report's number on the shelf, put there where it is not yet."""
        if report not in self.at:
            self.at[report] = len(self.at)
            self.papers.append(encode(_paper(self.reports[report])))
            self.bytes += len(self.papers[-1])
        return self.at[report]

    def shelf(self) -> Shelf:
        """The shelf as it stands."""
        incidents, papers = b",".join(self.lines), b",".join(self.papers)
        text = b'{"incidents":[' + incidents + b'],"reports":[' + papers + b"]}"
        return Shelf(self.first, text.decode("utf-8"), self.at)


def shelves(
    public: Public, order: Order, cited: Sequence[str], *, room: int = SHELF_BYTES
) -> Iterator[Shelf]:
    """The shelves in order; the last ones hold cited reports that tell of no incident.

    Args:
        public: what `disclose` let out.
        order: its incidents as the page has them.
        cited: reports that other parts of the page open.
        room: bytes of JSON with which a shelf is full.
    """
    hall = _Hall(public, order)
    told: set[str] = set()
    for number, incident in enumerate(order.incidents):
        hall.put(_detail(incident, hall))
        if hall.bytes >= room:
            yield hall.shelf()
            told.update(hall.at)
            hall.clear(number + 1)
    told.update(hall.at)
    for report in cited:
        if report not in told and report in hall.reports:
            _ = hall.number(report)
            if hall.bytes >= room:
                yield hall.shelf()
                hall.clear(len(order.incidents))
    if hall.lines or hall.papers:
        yield hall.shelf()


def _detail(incident: OpenIncident, hall: _Hall) -> Detail:
    known, order = hall.reports, hall.order
    mentions = [one for one in incident.mentions if one.report in known]
    return Detail(
        reality=incident.reality,
        stance=incident.stance,
        target=incident.target,
        state_organised=incident.state_organised,
        fields=tuple(_field(one, hall) for one in incident.fields),
        mentions=tuple(
            Telling(report=hall.number(one.report), spans=one.spans, cells=one.cells)
            for one in mentions
        ),
        origins=tuple(
            _folded(hall.origins[one], {m.report for m in mentions}, hall)
            for one in incident.origins
            if one in hall.origins
        ),
        denials=tuple(hall.number(one) for one in incident.denials if one in known),
        relations=tuple(
            Related(kind=one.kind, incident=order.number[one.incident], reason=one.reason)
            for one in incident.relations
            if one.incident in order.number
        ),
        responses=tuple(hall.responses.get(incident.id, ())),
        flags=incident.flags,
    )


def _field(field: OpenField, hall: _Hall) -> Field:
    rivals = tuple(_value(one, hall) for one in field.rivals)
    return Field(name=field.name, value=_value(field.value, hall), rule=field.rule, rivals=rivals)


def _value(value: OpenValue, hall: _Hall) -> Value:
    report = value.report if value.report in hall.reports else None
    return Value(
        term=value.term, detail=value.detail, low=value.low, high=value.high, bound=value.bound,
        first=value.first, last=value.last, words=value.words, cell=value.cell,
        asserters=value.asserters, report=hall.number(report) if report is not None else None,
    )  # fmt: skip


def _folded(origin: OpenOrigin, told: Iterable[str], hall: _Hall) -> Folded:
    inside = set(told)
    return Folded(
        basis=origin.basis,
        known=origin.known,
        reports=tuple(hall.number(one) for one in origin.reports if one in inside),
        why=tuple((hall.number(one), reason) for one, reason in origin.why if one in inside),
    )


def _paper(report: OpenReport) -> Paper:
    return Paper(
        id=report.id, source=report.source, day=report.day, lang=report.lang, title=report.title,
        words=report.words, url=report.url, provenance=report.provenance, basis=report.basis,
        relay_of=report.relay_of,
    )  # fmt: skip
