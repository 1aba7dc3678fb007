"""All that a card shows of one incident.

Invariant: every value stands beside what it rests on: the words, their report, and who asserts it;
and every rival beside it. What people set since the last build is shown set, and by whom.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crosstally.desk.act import edited
from crosstally.desk.maps import Outline
from crosstally.desk.room import Room
from crosstally.desk.spans import Piece, marks_of, pieces
from crosstally.linking.edits import RULE
from crosstally.records import (
    Count,
    Days,
    Decision,
    Incident,
    Judgement,
    Mention,
    Origin,
    Place,
    Report,
    Resolved,
    Size,
    Span,
)
from crosstally.reviewing.oldnew import OldOrNew, old_or_new
from crosstally.reviewing.proposals import Proposal, proposals
from crosstally.reviewing.standing import Standing, holding

FIELDS = ("days", "place", "size", "killed", "injured", "arrested")
LISTS = ("groups", "demands", "slogans")
LEGEND = (
    "what", "when", "where", "size", "harm", "group", "demand", "slogan", "asserter", "set",
)  # fmt: skip


class Value(NamedTuple):
    """One value of a field: itself, who asserts it, whether a person set it, and its rivals."""

    value: Any
    asserters: tuple[str, ...]
    by_hand: bool
    rule: str
    rivals: tuple[tuple[Any, tuple[str, ...]], ...]


class Row(NamedTuple):
    """A field and its values; none where no report says anything."""

    field: str
    values: tuple[Value, ...]


class Told(NamedTuple):
    """A report of the incident, its words in coloured pieces, and what it tells."""

    report: Report
    source: str
    kind: str
    interest: str | None
    pieces: tuple[Piece, ...]
    mentions: tuple[Mention, ...]
    first_seen: date | None
    media: tuple[str, ...]


class Basis(NamedTuple):
    """An origin and the reports that rest on it."""

    origin: Origin
    told: tuple[Told, ...]


class Card(NamedTuple):
    """An incident to be judged."""

    incident: Incident
    standing: Standing
    version: str
    rows: tuple[Row, ...]
    bases: tuple[Basis, ...]
    spots: tuple[tuple[float, float], ...]
    age: OldOrNew
    proposals: tuple[tuple[Proposal, Incident | None], ...]
    copies: tuple[Incident, ...]
    history: tuple[tuple[Judgement, bool], ...]
    merged: tuple[Incident, ...]
    unchecked: str
    sorts: tuple[str, ...]


def card_of(room: Room, incident: Incident, outline: Outline | None) -> Card:
    """The card of an incident, with all that was judged since the last build."""
    now = edited(room, incident)
    about = room.about(incident.id)
    held = frozenset(j.id for j in holding(about))
    told = [_told(room, now, name, about) for name in incident.reports]
    known = [room.incident(p.other) if p.other else None for p in _proposals(room, incident)]
    return Card(
        incident=now,
        standing=room.standing(incident.id),
        version=room.version(incident),
        rows=tuple(_rows(now)),
        bases=tuple(
            Basis(room.built.origins[o], tuple(t for t in told if t.report.id in _reports(room, o)))
            for o in incident.origins
        ),
        spots=tuple(dict.fromkeys(_spots(now, outline))),
        age=old_or_new(room.built.memory, incident),
        proposals=tuple(zip(_proposals(room, incident), known, strict=True)),
        copies=tuple(room.built.incidents[one] for one in room.copies(incident.id)),
        history=tuple((j, j.id in held) for j in about),
        merged=tuple(_merged(room, incident, [j for j in about if j.id in held])),
        unchecked=_unchecked(now),
        sorts=tuple(s for s in LEGEND if any(p.sort == s for t in told for p in t.pieces)),
    )


def minutes_between(began: datetime, now: datetime) -> int:
    """Whole minutes from one instant to another."""
    return max(0, int((now - began).total_seconds() // 60))


def _proposals(room: Room, incident: Incident) -> tuple[Proposal, ...]:
    judged = {frozenset(j.about) for j in room.about(incident.id) if len(j.about) > 1}
    return tuple(
        p for p in proposals(room.doubts, incident.id) if frozenset((p.one, p.two)) not in judged
    )


def _reports(room: Room, origin: Any) -> tuple[str, ...]:
    return room.built.origins[origin].reports


def _told(room: Room, incident: Incident, name: Any, about: Sequence[Judgement]) -> Told:
    report = room.built.reports[name]
    mentions = [room.built.mentions[m] for m in incident.mentions]
    own = tuple(m for m in mentions if m.report == name)
    marks = [mark for mention in own for mark in marks_of(mention)]
    marks += [(span, "set") for span in _set_spans(incident, name)]
    source = next((s for s in room.desk.sources if s.id == report.source), None)
    _ = about
    return Told(
        report=report,
        source=source.name if source is not None else report.source,
        kind=source.kind.value if source is not None else "unknown",
        interest=(source.mirror_of or source.family) if source is not None else None,
        pieces=pieces(report.body, marks),
        mentions=own,
        first_seen=room.built.first_seen.get(name),
        media=tuple(report.media),
    )


def _set_spans(incident: Incident, report: str) -> Iterator[Span]:
    """The characters that a person marked in a report."""
    for field in (*FIELDS, *LISTS):
        found = getattr(incident, field)
        for one in found if isinstance(found, tuple) else (found,):
            if one is not None and one.rule == RULE and one.report == report and one.value.span:
                yield one.value.span


def _rows(incident: Incident) -> Iterator[Row]:
    for field in FIELDS:
        one = getattr(incident, field)
        yield Row(field, (_value(one),) if one is not None else ())
    for field in LISTS:
        yield Row(field, tuple(_value(one) for one in getattr(incident, field)))


def _value(one: Resolved[Any]) -> Value:
    return Value(
        value=one.value,
        asserters=one.asserters,
        by_hand=one.rule == RULE,
        rule=one.rule,
        rivals=tuple((rival.value, rival.asserters) for rival in one.rivals),
    )


def _spots(incident: Incident, outline: Outline | None) -> Iterator[tuple[float, float]]:
    """Where it is said to have been, the chosen place first."""
    if outline is None or incident.place is None:
        return
    for place in (incident.place.value, *(rival.value for rival in incident.place.rivals)):
        spot = outline.point(place.lat, place.lon)
        if spot is not None:
            yield spot


def _merged(room: Room, incident: Incident, held: Sequence[Judgement]) -> Iterator[Incident]:
    """The incidents that people said are this one, and that no build has joined yet."""
    found = {
        name
        for judgement in held
        if judgement.decision is Decision.SAME
        for name in room.built.touched(judgement.about)
    }
    yield from (room.built.incidents[name] for name in sorted(found - {incident.id}))


def _unchecked(incident: Incident) -> str:
    """The code of what a reader should look at first."""
    if incident.place is None:
        return "no-place"
    if incident.first is None:
        return "no-day"
    if incident.denials:
        return "denied"
    return "day-inferred" if "day-inferred" in incident.flags else ""


def is_count(value: object) -> bool:
    """Whether a value is a range of people."""
    return isinstance(value, Count | Size)


def is_days(value: object) -> bool:
    """Whether a value is a stretch of days."""
    return isinstance(value, Days)


def is_place(value: object) -> bool:
    """Whether a value is a place."""
    return isinstance(value, Place)
