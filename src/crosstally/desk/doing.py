"""The requests that change something: a judgement appended, a lock taken or given up.

Invariant: whoever is told that a decision was taken can find it in the log on disk; a form sent
twice is one decision; a form made for another state of the incident is shown beside what happened
since, and decides nothing.
"""

from collections.abc import Sequence

from starlette.responses import Response

from crosstally.desk.act import ACTIONS, Form, ids_of, judgements_of
from crosstally.desk.card import minutes_between
from crosstally.desk.guard import Refused
from crosstally.desk.seeing import back_to, card, incident_of, wanted
from crosstally.desk.web import Asked
from crosstally.records import Decision, Incident

_LONGEST_LOOK = 3600.0  # seconds of graphic material that one form may tell of


def decide(asked: Asked) -> Response:
    """Take a decision into the log, and go on to what comes next."""
    room, me = asked.room, asked.me
    _ = room.refresh()
    incident = incident_of(asked)
    action = asked.request.path_params["action"]
    if action not in ACTIONS:
        raise Refused(404, "nothing")
    form = Form(incident, asked.form, me, room.now())
    if ids_of(room, action, form, 1)[0] in room.ids:
        return _onward(asked, incident, action)
    lock = room.locks.of(incident.id, room.clock())
    if lock is not None and lock.by != me.name and not form.one("take"):
        return asked.page(
            "busy.html", 423, lock=lock, minutes=lock.minutes_left(room.clock()),
            reading=minutes_between(lock.began, room.clock()), incident=incident, action=action,
            kept=_kept(asked), seen=form.one("seen"),
        )  # fmt: skip
    if asked.house.guards.versions and form.one("seen") != room.version(incident):
        return _conflict(asked, incident, action)
    try:
        judgements = judgements_of(room, action, form, asked.house.readers)
    except Refused as refused:
        if refused.status != 422:
            raise
        kept = {name: form.one(name) for name in ("field", "value", "shown", "reason")}
        return card(asked, status=422, problem=refused.why, kept=kept)
    room.append(judgements)
    if ACTIONS[action].ends:
        _leave(asked, incident, decided=True)
    else:
        _ = room.locks.take(incident.id, me.name, room.clock(), by_force=True)
    return _onward(asked, incident, action)


def claim(asked: Asked) -> Response:
    """Take the lock of an incident, or say who has it; a card asks again every minute."""
    room, me = asked.room, asked.me
    incident = incident_of(asked)
    _ = room.refresh()
    lock = room.locks.take(incident.id, me.name, room.clock(), by_force=bool(asked.one("take")))
    moved = asked.one("seen") != room.version(incident)
    return asked.page(
        "lock.html", lock=lock, mine=lock.by == me.name, incident=incident, seen=asked.one("seen"),
        minutes=lock.minutes_left(room.clock()), moved=moved,
    )  # fmt: skip


def release(asked: Asked) -> Response:
    """Give an incident up undecided."""
    _leave(asked, incident_of(asked), decided=False)
    return asked.go("/", back_to(asked))


def _leave(asked: Asked, incident: Incident, *, decided: bool) -> None:
    told = asked.one("graphic")
    fine = told.isascii() and told.isdecimal() and len(told) < 6
    seconds = min(float(told), _LONGEST_LOOK) if fine else 0.0
    known = asked.house.graphic_seconds
    known[asked.me.name] = known.get(asked.me.name, 0.0) + seconds
    asked.room.leave(incident.id, asked.me.name, decided=decided, graphic_seconds=seconds)


def _onward(asked: Asked, incident: Incident, action: str) -> Response:
    """To the next incident after a decision, back to the card after a change."""
    query = back_to(asked)
    if not ACTIONS[action].ends:
        return asked.go(f"/incident/{incident.id}", query)
    mask = asked.room.mask(wanted(asked.room, query)[0])
    found = asked.room.next_after(asked.me.name, mask)
    query["last"] = incident.id
    return asked.go(f"/incident/{found}" if found is not None else "/", query)


def _conflict(asked: Asked, incident: Incident, action: str) -> Response:
    """What the form meant, and beside it what others did since it was made."""
    room, seen = asked.room, asked.one("seen").partition("-")[0]
    about = room.about(incident.id)
    known = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    return asked.page(
        "conflict.html", 409, incident=incident, action=action, kept=_kept(asked),
        since=about[known:], standing=room.standing(incident.id), version=room.version(incident),
        meant=[(n, asked.one(n)) for n in ("field", "value", "reason", "because") if asked.one(n)],
        edit=Decision.EDIT,
    )  # fmt: skip


def _kept(asked: Asked) -> Sequence[tuple[str, str]]:
    """The form's fields, to be sent once more."""
    return [
        (name, value)
        for name, values in asked.form.items()
        if name not in ("token", "seen", "take")
        for value in values
    ]
