"""The web desk: its routes.

Invariant: every route passes through `web.shown`, which is where the guards stand; there is no way
to a page around it.
"""

import secrets
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

import jinja2
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from crosstally.desk import doing, entering, seeing
from crosstally.desk.figures import figures, guide, teach, training
from crosstally.desk.guard import Refused
from crosstally.desk.maps import outline_of
from crosstally.desk.media import media
from crosstally.desk.names import names_of
from crosstally.desk.room import Room
from crosstally.desk.users import Role, accounts
from crosstally.desk.values import readers
from crosstally.desk.web import Asked, House, Page, shown
from crosstally.desk.words import asset, both_days, day, number, speaker, stretch, table
from crosstally.publish.dates import digits
from crosstally.records import changed
from crosstally.reviewing.order import danger
from crosstally.reviewing.words import Why, told, why
from crosstally.reviewing.words import say as say_why

FILES: Mapping[str, str] = {
    "desk.css": "text/css", "desk.js": "text/javascript", "htmx.min.js": "text/javascript",
}  # fmt: skip
# path, methods, page, from which role on (None: whoever comes)
PAGES: tuple[tuple[str, str, Page, Role | None], ...] = (
    ("/", "GET", seeing.queue, Role.READER),
    ("/next", "GET", seeing.following, Role.READER),
    ("/counts", "GET", seeing.counts, Role.READER),
    ("/keys", "GET", seeing.keys, Role.READER),
    ("/guide", "GET", guide, Role.READER),
    ("/figures", "GET", figures, Role.READER),
    ("/training", "GET", training, Role.LEAD),
    ("/training", "POST", teach, Role.LEAD),
    ("/tonight", "GET", seeing.tonight, Role.READER),
    ("/places", "GET", seeing.places, Role.READER),
    ("/audit", "GET", seeing.audit, Role.LEAD),
    ("/incident/{name}", "GET", seeing.card, Role.READER),
    ("/incident/{name}/lock", "POST", doing.claim, Role.CODER),
    ("/incident/{name}/leave", "POST", doing.release, Role.CODER),
    ("/incident/{name}/{action}", "POST", doing.decide, Role.CODER),
    ("/enter", "GET", entering.door, None),
    ("/enter", "POST", entering.enter, None),
    ("/key/{key}", "GET", entering.by_key, None),
    ("/leave", "POST", entering.leave, None),
    ("/language", "POST", entering.speak, None),
)


def house_of(room: Room, *, hosts: frozenset[str], key: str | None = None, **more: Any) -> House:
    """An open desk with all that its pages need.

    Args:
        room: the desk.
        hosts: the names, with ports, that it may be asked by.
        key: lets the person at this machine in, where there are no accounts.
        more: other fields of `House`.
    """
    return House(
        room=room, accounts=accounts(room.desk.store), readers=readers(room.desk.packs),
        outline=outline_of(room.desk.packs.country), hosts=hosts, pages=_pages(room), key=key, **more,
    )  # fmt: skip


def app_of(house: House) -> Starlette:
    """The web application of an open desk."""
    routes = [
        Route(path, shown(house, page, role=role), methods=[method])
        for path, method, page, role in PAGES
    ]
    routes += [
        Route("/outline.svg", shown(house, _outline, role=None)),
        Route("/face.woff2", shown(house, _face, role=None)),
        Route("/media/{digest}", shown(house, media)),
        *(Route(f"/{name}", shown(house, _file(name), role=None)) for name in FILES),
        Route("/{path:path}", shown(house, _nothing, role=None), methods=["GET", "POST"]),
    ]
    return Starlette(routes=routes)


def fresh_secret() -> str:
    """A key for the address that lets the person at this machine in."""
    return secrets.token_urlsafe(24)


def _pages(room: Room) -> jinja2.Environment:
    pages = jinja2.Environment(
        loader=jinja2.PackageLoader("crosstally.desk", "pages"), autoescape=True,
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    pages.tests["said"] = lambda code: code in table()
    names = names_of(room.desk.packs.country, room.desk.sources)
    pages.globals.update(
        place_name=names.place, province_name=names.province, asserter=names.asserter,
        source_name=names.source, danger=danger,
        number=number, day=day, both_days=both_days, stretch=stretch, reason=_reason, told=told,
        need_why=lambda need: why(f"need.{need.value}"),
    )  # fmt: skip
    return pages


def _reason(one: Why, lang: str) -> str:
    """A reason in words, its kind named and its figures in the language's digits."""
    say = speaker(lang)
    shown = tuple(
        (name, say(f"kind.{value}") if name == "kind" else value) for name, value in one.figures
    )
    text = say_why(changed(one, figures=shown), lang)
    return digits(text).replace(",", "٬") if lang == "fa" else text


def _file(name: str) -> Callable[[Asked], Response]:
    raw, kind = asset(name), FILES[name]

    def give(_: Asked) -> Response:
        return _kept(raw, f"{kind}; charset=utf-8")

    return give


def _face(_: Asked) -> Response:
    raw = (resources.files("crosstally.publish") / "page" / "vazirmatn.woff2").read_bytes()
    return _kept(raw, "font/woff2")


def _outline(asked: Asked) -> Response:
    if asked.house.outline is None:
        raise Refused(404, "nothing")
    return _kept(asked.house.outline.svg, "image/svg+xml")


def _kept(raw: bytes, kind: str) -> Response:
    """A file that is no secret and that a browser may keep for an hour."""
    return Response(raw, media_type=kind, headers={"cache-control": "private, max-age=3600"})


def _nothing(_: Asked) -> Response:
    raise Refused(404, "nothing")
