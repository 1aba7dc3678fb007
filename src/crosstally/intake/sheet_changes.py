"""What a sheet can say of a desk, and what of it the desk has been told already.

Invariant: a change is a judgement to be, not yet anybody's; a conflict is none and changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from crosstally.records import Decision, Incident, Issue, Judgement, Record, parse_json
from crosstally.tables.sheet import Line


class Change(Record, frozen=True, kw_only=True):
    """What one cell or group of cells says: a judgement to be, with what stood there before."""

    incident: str
    row: int
    what: str
    before: str
    after: str
    decision: Decision
    about: tuple[str, ...]
    reason: str
    field: str | None = None
    value: str | None = None


class Conflict(Record, frozen=True, kw_only=True):
    """Two who say two things: what went out, what this sheet says, and what stands now."""

    incident: str
    row: int
    what: str
    out: str
    sheet: str
    now: str
    why: str


class Edits(NamedTuple):
    """All that a sheet says. `known` is how many changes the desk has been told already."""

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    issues: tuple[Issue, ...]
    known: int
    missing: int
    gone: tuple[str, ...]


class Standing(NamedTuple):
    """How things stand: the sheet's rows as they would go out now, the incidents, all judgements.

    `ids` are those of all incidents and mentions. `judgements` come oldest first.
    """

    now: Mapping[str, Line]
    incidents: Mapping[str, Incident]
    ids: frozenset[str]
    judgements: Sequence[Judgement]


def said(judgements: Iterable[Judgement]) -> dict[tuple[object, ...], object]:
    """What was said last: by each person of each thing, and of each field by anybody."""
    found: dict[tuple[object, ...], object] = {}
    for one in judgements:
        if one.decision is Decision.EDIT:
            found["edit", frozenset(one.about), one.field] = _ungrounded(
                parse_json(one.value or "null")
            )
        else:
            sort = "pair" if len(one.about) > 1 else "verdict"
            found[sort, frozenset(one.about), one.by] = one.decision
    return found


def key_of(change: Change, by: str) -> tuple[object, ...]:
    """What a change would say something of, as `said` keeps it."""
    about = frozenset(change.about)
    if change.decision is Decision.EDIT:
        return "edit", about, change.field
    return ("pair" if len(about) > 1 else "verdict"), about, by


def meant(change: Change) -> object:
    """What a change says of it."""
    if change.decision is Decision.EDIT:
        return _ungrounded(parse_json(change.value or "null"))
    return change.decision


def _ungrounded(value: Any) -> object:
    """The value without who set it and when."""
    if isinstance(value, dict):
        return {k: _ungrounded(v) for k, v in value.items() if k not in ("ground", "text", "span")}
    return [_ungrounded(one) for one in value] if isinstance(value, list) else value
