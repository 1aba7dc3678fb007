"""From a form to judgements: every action of the desk.

Invariant: an action gives judgements and changes nothing else. Its form's key makes their ids, so
that a form sent twice is one decision; its version tells whether the incident moved meanwhile.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from crosstally.desk.guard import Refused
from crosstally.desk.room import Room
from crosstally.desk.users import Role
from crosstally.desk.values import MOST_LETTERS, Given, Reader, Unreadable, written
from crosstally.errors import FormatError
from crosstally.linking.edits import set_by_hand
from crosstally.records import (
    Decision,
    Incident,
    Judgement,
    JudgementId,
    MentionId,
    Span,
    short_id,
)
from crosstally.reviewing.standing import holding, undoable
from crosstally.text.fold import fold

REASONS = ("seen", "same-words", "not-a-protest", "too-old", "wrong-place", "no-source", "hoax")
SAID = (
    "because", "copy", "field", "judgement", "mention", "one", "other", "reason", "report", "shown",
    "two", "value",
)  # fmt: skip
_KEY_LETTERS = 32


class Who(NamedTuple):
    """Who acts: the account's name and role."""

    name: str
    role: Role


class Form(NamedTuple):
    """A form that was sent, and for which incident."""

    incident: Incident
    fields: Mapping[str, Sequence[str]]
    who: Who
    at: datetime

    def one(self, name: str) -> str:
        """A field's only value, or nothing."""
        values = self.fields.get(name, ())
        return values[0] if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a field, each once."""
        return tuple(dict.fromkeys(self.fields.get(name, ())))

    @property
    def reason(self) -> str:
        """Why, in the person's words or as a code; they may be empty."""
        return (self.one("reason") or self.one("because")).strip()[:MOST_LETTERS]


class Draft(NamedTuple):
    """A judgement before it has its id, its author and its instant."""

    decision: Decision
    about: tuple[str, ...]
    reason: str
    field: str | None = None
    value: str | None = None
    supersedes: JudgementId | None = None


class Action(NamedTuple):
    """What a form may do: from which role on, how it becomes drafts, whether it ends the reading."""

    role: Role
    drafts: Callable[[Room, Form, Mapping[str, Reader]], Sequence[Draft]]
    ends: bool = True


def judgements_of(
    room: Room, action: str, form: Form, readers: Mapping[str, Reader]
) -> tuple[Judgement, ...]:
    """What a form's action comes to.

    Raises:
        Refused: the account may not do that, or the form does not say what it needs.
    """
    doing = ACTIONS[action]
    if not form.who.role.may(doing.role):
        raise Refused(403, "role")
    try:
        drafts = doing.drafts(room, form, readers)
    except Unreadable as error:
        raise Refused(422, f"value-{error.why}") from None
    ids = ids_of(room, action, form, len(drafts))
    return tuple(
        Judgement(
            id=name, decision=draft.decision, about=draft.about, by=form.who.name, at=form.at,
            reason=draft.reason, field=draft.field, value=draft.value, supersedes=draft.supersedes,
        )
        for name, draft in zip(ids, drafts, strict=True)
    )  # fmt: skip


def ids_of(room: Room, action: str, form: Form, count: int) -> tuple[JudgementId, ...]:
    """The ids of the judgements of a form: of its key, its account and all that it says.

    The same form sent twice has the same ids; one sent with other words after a step back has not.

    Raises:
        Refused: it has no key.
    """
    key = form.one("once")
    if len(key) != _KEY_LETTERS or not all(c in "0123456789abcdef" for c in key):
        raise Refused(400, "once")
    said = [
        part
        for name in sorted(form.fields)
        if name in SAID
        for part in (name, *form.fields[name], "")
    ]
    own = ("j", form.who.name, key, action, form.incident.id, *said)
    return tuple(JudgementId(short_id(*own, str(n), key=room.desk.store.key)) for n in range(count))


def _accept(room: Room, form: Form, _: Mapping[str, Reader]) -> Sequence[Draft]:
    """Accept an incident, and with it those of its copies that were ticked."""
    person = room.persons.get(form.who.name, form.who.name)
    others = set(room.standing(form.incident.id).accepted) - {person}
    if others and not form.who.role.may(Role.SECOND_READER):
        raise Refused(403, "second")
    copies = room.copies(form.incident.id)
    ticked = form.all("copy")
    if any(one not in copies for one in ticked):
        raise Refused(409, "copies")
    return [Draft(Decision.ACCEPT, (form.incident.id, *ticked), form.reason or "seen")]


def _verdict(decision: Decision) -> Callable[[Room, Form, Mapping[str, Reader]], Sequence[Draft]]:
    """What says one thing of the incident, with a reason."""

    def drafts(_room: Room, form: Form, _: Mapping[str, Reader]) -> Sequence[Draft]:
        if not form.reason:
            raise Refused(422, "reason")
        return [Draft(decision, (form.incident.id,), form.reason)]

    return drafts


def _edit(room: Room, form: Form, readers: Mapping[str, Reader]) -> Sequence[Draft]:
    """Set a field, of the incident or, where characters were marked, of the mention that they tell."""
    about, span = _marked(room, form)
    incident = edited(room, form.incident)
    given = Given(form.one("value"), span, form.who.name, form.at.date(), incident)
    field, value = written(readers, form.one("field"), given)
    return [Draft(Decision.EDIT, (about,), form.reason or "read", field=field, value=value)]


def edited(room: Room, incident: Incident) -> Incident:
    """An incident with what people set since the last build."""
    about = room.about(incident.id)
    for judgement in holding(about) if about else ():
        if judgement.decision is Decision.EDIT:
            mention = next((m for m in incident.mentions if m in judgement.about), None)
            with suppress(FormatError):  # the next build makes an issue of it
                incident = set_by_hand(incident, mention or incident.mentions[0], judgement)
    return incident


def _marked(room: Room, form: Form) -> tuple[str, Span | None]:
    """What an edit is about, and the characters that show its value.

    They are told by themselves, and by a report and offsets where a browser knows these: its
    offsets may be off, for it reads two line ends as one.
    """
    shown = form.one("shown")
    if not shown.strip():
        return form.incident.id, None
    named = form.one("report")
    for report in sorted(form.incident.reports, key=lambda one: one != named):
        mentions = [m for m in form.incident.mentions if room.built.mentions[m].report == report]
        near = int(form.one("start")) if report == named and _is_number(form.one("start")) else 0
        span = find_words(room.built.reports[report].body, shown, near)
        if span is not None and mentions:
            return mentions[0], span
    raise Refused(422, "span")


def find_words(body: str, words: str, near: int) -> Span | None:
    """Where some words stand in a body, nearest to an offset; spelt otherwise where not so."""
    places = [found.start() for found in re.finditer(re.escape(words), body)]
    if places:
        start = min(places, key=lambda place: abs(place - near))
        return Span(start, start + len(words))
    folded, phrase = fold(body), fold(words).text.strip()
    at = folded.text.find(f" {phrase} ") if phrase else -1
    return folded.span(at + 1, at + 1 + len(phrase)) if at >= 0 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _merge(room: Room, form: Form, _: Mapping[str, Reader]) -> Sequence[Draft]:
    """Say that another incident is the same event."""
    other = room.incident(form.one("other").strip())
    if other is None or other.id == form.incident.id:
        raise Refused(422, "other")
    anchors = tuple(MentionId(form.one(name)) for name in ("one", "two"))
    named = anchors[0] in form.incident.mentions and anchors[1] in other.mentions
    about = anchors if named else (form.incident.id, other.id)
    return [Draft(Decision.SAME, about, form.reason or "same event")]


def _apart(room: Room, form: Form, _: Mapping[str, Reader]) -> Sequence[Draft]:
    """Say that another incident is another event: what was proposed is proposed no more."""
    other = room.incident(form.one("other").strip())
    if other is None or other.id == form.incident.id:
        raise Refused(422, "other")
    anchors = tuple(MentionId(form.one(name)) for name in ("one", "two"))
    named = anchors[0] in form.incident.mentions and anchors[1] in other.mentions
    about = anchors if named else (form.incident.id, other.id)
    return [Draft(Decision.DIFFERENT, about, form.reason or "another event")]


def _split(_room: Room, form: Form, _: Mapping[str, Reader]) -> Sequence[Draft]:
    """Split mentions off: each of them stands apart from every one that stays."""
    going = [m for m in form.incident.mentions if m in form.all("mention")]
    staying = [m for m in form.incident.mentions if m not in going]
    if not going or not staying:
        raise Refused(422, "split")
    reason = form.reason or "another event"
    return [Draft(Decision.DIFFERENT, (mention, *staying), reason) for mention in going]


def _drop(_room: Room, form: Form, _: Mapping[str, Reader]) -> Sequence[Draft]:
    """Reject one mention: its report does not tell of this, the incident stays."""
    mention = next((m for m in form.incident.mentions if m == form.one("mention")), None)
    if mention is None or len(form.incident.mentions) < 2:
        raise Refused(422, "split")
    return [Draft(Decision.REJECT, (mention,), form.reason or "does not tell of this")]


def _withdraw(room: Room, form: Form, _: Mapping[str, Reader]) -> Sequence[Draft]:
    """Take a report back, for every later release (H9); this is not undone."""
    report = next((r for r in form.incident.reports if r == form.one("report")), None)
    if report is None or not form.reason:
        raise Refused(422, "reason" if report else "span")
    if any(j.decision is Decision.WITHDRAW and report in j.about for j in room.judgements):
        raise Refused(409, "withdrawn")
    return [Draft(Decision.WITHDRAW, (report,), form.reason)]


def _undo(room: Room, form: Form, _: Mapping[str, Reader]) -> Sequence[Draft]:
    """Take back one's own last judgement of this incident; a lead may name anybody's."""
    about = room.about(form.incident.id)
    named = form.one("judgement")
    found = undoable(about, form.who.name)
    if named:
        held = [j for j in holding(about) if j.id == named and j.decision is not Decision.WITHDRAW]
        found = held[0] if held else None
        if found is not None and found.by != form.who.name and not form.who.role.may(Role.LEAD):
            raise Refused(403, "role")
    if found is None:
        raise Refused(409, "undo")
    return [Draft(Decision.UNDO, found.about, form.reason or "undone", supersedes=found.id)]


ACTIONS: Mapping[str, Action] = {
    "accept": Action(Role.CODER, _accept),
    "reject": Action(Role.CODER, _verdict(Decision.REJECT)),
    "review": Action(Role.CODER, _verdict(Decision.REVIEW)),
    "return": Action(Role.SECOND_READER, _verdict(Decision.RETURN)),
    "edit": Action(Role.CODER, _edit, ends=False),
    "merge": Action(Role.CODER, _merge, ends=False),
    "apart": Action(Role.CODER, _apart, ends=False),
    "split": Action(Role.CODER, _split, ends=False),
    "drop": Action(Role.CODER, _drop, ends=False),
    "withdraw": Action(Role.LEAD, _withdraw, ends=False),
    "undo": Action(Role.CODER, _undo, ends=False),
}
