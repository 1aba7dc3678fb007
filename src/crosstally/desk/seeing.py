"""The pages that show: the queue, a card, the audit, and the parts of them that refresh.

Invariant: asking for a page changes nothing.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from crosstally.desk.act import REASONS
from crosstally.desk.audit import visits
from crosstally.desk.card import card_of
from crosstally.desk.guard import Refused
from crosstally.desk.room import Room
from crosstally.desk.values import AUDIO
from crosstally.desk.web import HTML, Asked
from crosstally.live import PAGE
from crosstally.records import SUBTYPES, Group, Incident, Kind, Stance, Target
from crosstally.reviewing.order import top
from crosstally.reviewing.search import Filter
from crosstally.reviewing.standing import State
from crosstally.reviewing.words import help_for

ROWS = 40  # of the queue on one page
SEEN = 200  # judgements on a page of the audit
# A page made elsewhere says by itself, in its head, which one style of its own it has.
ALONE = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}
FIELDS = (
    "days", "place", "size", "killed", "injured", "arrested", "kind", "groups", "stance",
    "subtype", "target", "state_organised", "demands", "slogans", "audio",
)  # fmt: skip


def wanted(room: Room, told: Mapping[str, str]) -> tuple[Filter, dict[str, str]]:
    """What the reader narrowed the queue to, and the same as a query; what cannot be is left out."""
    text = told.get("q", "")[:200].replace("\x00", "").strip("\n\r")
    kinds = tuple(k for k in Kind if k == told.get("kind"))
    states = tuple(s for s in State if s == told.get("state"))
    known = {name for name, _ in room.built.provinces}
    provinces = tuple(p for p in (told.get("province", ""),) if p in known)
    first, last = _day(told.get("first", "")), _day(told.get("last", ""))
    deaths = told.get("deaths") == "1"
    found = Filter(text=text, kinds=kinds, states=states, provinces=provinces, first=first,
                   last=last, deaths=deaths)  # fmt: skip
    query = {
        "q": text, "kind": "".join(kinds), "state": "".join(states),
        "province": "".join(provinces), "deaths": "1" if deaths else "",
        "first": first.isoformat() if first else "", "last": last.isoformat() if last else "",
    }  # fmt: skip
    return found, {name: value for name, value in query.items() if value}


def queue(asked: Asked) -> Response:
    """The queue, narrowed as asked."""
    room, me = asked.room, asked.me
    _ = room.refresh()
    found, query = wanted(room, asked.request.query_params)
    mask = room.mask(found)
    start = ROWS * max(0, min(_number(asked.request.query_params.get("page", "")), 10_000))
    if found.states:
        rows = _judged(asked, mask, start)
        total = int(mask.sum()) if mask is not None else 0
    else:
        rows = [
            (q, room.built.incidents[q.incident])
            for q in room.first(ROWS, me.name, mask, start=start)
        ]
        total = room.open_for(me.name, mask)
    return asked.page(
        "queue.html", rows=rows, total=total, query=query, link=urlencode(query), start=start,
        page=start // ROWS, more=total > start + ROWS, room=room,
        locks=room.locks.others(me.name, room.clock()), now=room.clock(), kinds=tuple(Kind),
        states=tuple(State), provinces=room.built.provinces,
        path=_path(asked),
    )  # fmt: skip


def card(
    asked: Asked, *, status: int = 200, problem: str = "", kept: Mapping[str, str] | None = None
) -> Response:
    """The card of an incident."""
    room = asked.room
    _ = room.refresh()
    incident = incident_of(asked)
    _, query = wanted(room, asked.request.query_params or back_to(asked))
    now = room.clock()
    lock = room.locks.of(incident.id, now)
    last = room.incident(asked.request.query_params.get("last", ""))
    return asked.page(
        "card.html", status, card=card_of(room, incident, asked.house.outline), query=query,
        link=urlencode(query), room=room, now=now, once=fresh_key(), undo_once=fresh_key(),
        lock=lock if lock is not None and lock.by != asked.me.name else None, problem=problem,
        kept=kept or {}, last=last, reasons=REASONS, fields=FIELDS, choices=CHOICES,
        subtypes=SUBTYPES, outline=asked.house.outline, help_for=help_for,
        graphic=asked.house.graphic_seconds.get(asked.me.name, 0.0), path=_path(asked),
        left=room.open_for(asked.me.name, None), audio=AUDIO,
    )  # fmt: skip


CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(Kind), "stance": tuple(Stance), "target": tuple(Target),
    "state_organised": ("yes", "no"), "groups": tuple(Group),
}  # fmt: skip


def following(asked: Asked) -> Response:
    """On to what should be read now, or to the queue where nothing is left."""
    found, query = wanted(asked.room, asked.request.query_params)
    name = asked.room.next_after(asked.me.name, asked.room.mask(found))
    return asked.go(f"/incident/{name}" if name is not None else "/", query)


def counts(asked: Asked) -> Response:
    """The figures at the head of every page, as they are now."""
    _ = asked.room.refresh()
    built = asked.request.query_params.get("built", "")
    return asked.page("counts.html", room=asked.room, built=built if built.isdecimal() else "")


def tonight(asked: Asked) -> Response:
    """The page for the wall, as the last build of a watched desk wrote it."""
    path = asked.room.desk.folder / "site" / PAGE
    if not path.is_file():
        raise Refused(404, "nothing")
    return Response(path.read_bytes(), media_type=HTML, headers=ALONE)


def audit(asked: Asked) -> Response:
    """Every judgement, newest first, and who came and went."""
    room = asked.room
    page = max(0, min(_number(asked.request.query_params.get("page", "")), 100_000))
    judged = room.judgements[::-1][page * SEEN : (page + 1) * SEEN]
    return asked.page(
        "audit.html", judged=judged, page=page, more=len(room.judgements) > (page + 1) * SEEN,
        visits=visits(room.desk.store, SEEN), total=len(room.judgements), room=room,
        path=_path(asked),
    )  # fmt: skip


def keys(asked: Asked) -> Response:
    """What each key does, and what each field means."""
    return asked.page("keys.html", fields=FIELDS, help_for=help_for, path=_path(asked))


def places(asked: Asked) -> Response:
    """Names of places that begin as asked, to choose from."""
    begun = asked.request.query_params.get("value", "").strip()[:60]
    names = []
    if len(begun) >= 2:
        for place in asked.room.desk.packs.country.places:
            name = next((n.text for n in place.names if n.text.startswith(begun)), None)
            if name is not None:
                names.append((name, place.name))
            if len(names) >= 20:
                break
    return asked.page("places.html", names=names)


def incident_of(asked: Asked) -> Incident:
    """The incident that a path names.

    Raises:
        Refused: there is none.
    """
    found = asked.room.incident(asked.request.path_params["name"])
    if found is None:
        raise Refused(404, "nothing")
    return found


def fresh_key() -> str:
    """A form's own key, which no other form has."""
    return secrets.token_hex(16)


def back_to(asked: Asked) -> dict[str, str]:
    """How the queue was narrowed, as a form carries it."""
    try:
        told = dict(parse_qsl(asked.one("back"), max_num_fields=20))
    except ValueError:
        told = {}
    return wanted(asked.room, told)[1]


def _judged(asked: Asked, mask: Any, start: int) -> list[tuple[Any, Incident]]:
    """Incidents by their state, whether they are still in the queue or not."""
    room = asked.room
    every = room.queue._replace(open=mask) if mask is not None else room.queue
    return [(q, room.built.incidents[q.incident]) for q in top(every, ROWS, start=start)]


def _path(asked: Asked) -> str:
    url = asked.request.url
    return url.path + (f"?{url.query}" if url.query else "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
