"""What a sheet can say of a desk, and what of it the desk has been told already.

Invariant: a change is a judgement to be, not yet anybody's; a conflict is none and changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from crosstally.records import Decision, Incident, Issue, Judgement, Record, parse_json
from crosstally.tables.sheet import OWN, Line


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

    `incidents` are found by every id that may stand for them, `ids` are those and all mentions'.
    `judgements` come oldest first.
    """

    now: Mapping[str, Line]
    incidents: Mapping[str, Incident]
    ids: frozenset[str]
    judgements: Sequence[Judgement]


def said(judgements: Iterable[Judgement], by: str) -> dict[tuple[object, ...], object]:
    """What was said last: of each field by anybody, of each incident by one person.

    A verdict that was returned, or that came before somebody else set a value, is to be said again.

    Args:
        judgements: those that stand, oldest first.
        by: the person.
    """
    found: dict[tuple[object, ...], object] = {}
    for one in judgements:
        about = frozenset(one.about)
        own = one.by == by
        if one.decision is Decision.EDIT:
            found["edit", about, one.field] = _ungrounded(parse_json(one.value or "null"))
            if not own and not is_remark(one.field):
                _ = found.pop(("verdict", about), None)
        elif one.decision is Decision.RETURN:
            _ = found.pop(("verdict", about), None)
        elif own:
            found["pair" if len(about) > 1 else "verdict", about] = one.decision
    return found


def gainsaid(judgements: Iterable[Judgement], by: str) -> dict[frozenset[str], Decision]:
    """What another person said last of incidents being one event or not, where this one has not since."""
    pairs = (Decision.SAME, Decision.DIFFERENT)
    last = {frozenset(one.about): one for one in judgements if one.decision in pairs}
    return {about: one.decision for about, one in last.items() if one.by != by}


def is_remark(field: str | None) -> bool:
    """Whether an edit of this field only notes something."""
    return field == "note" or (field or "").startswith(OWN)


def key_of(change: Change) -> tuple[object, ...]:
    """What a change would say something of, as `said` keeps it."""
    about = frozenset(change.about)
    if change.decision is Decision.EDIT:
        return "edit", about, change.field
    return ("pair" if len(about) > 1 else "verdict"), about


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
