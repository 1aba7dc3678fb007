"""From a request to a page: who asks, whether they may, and what comes back.

Invariant: no page is made before the guards have passed the request, and a fault of ours comes out
as a short page that says its type and place and never a value.
"""

import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from crosstally.desk.act import Who
from crosstally.desk.beside import School, Taking
from crosstally.desk.guard import (
    HEADERS,
    Guards,
    Refused,
    check_host,
    check_origin,
    check_token,
    read_form,
)
from crosstally.desk.maps import Outline
from crosstally.desk.renewal import Renewal
from crosstally.desk.room import Room
from crosstally.desk.sessions import Session, Sessions, Throttle
from crosstally.desk.users import Account, Role
from crosstally.desk.values import Reader
from crosstally.desk.words import LANGUAGES, speaker

LOCAL = "desk"  # who judges where no accounts are set: whoever sits at this machine
HTML = "text/html; charset=utf-8"


@dataclass
class House:
    """An open desk and all that its pages need. `key` lets the person at this machine in."""

    room: Room
    accounts: dict[str, Account]
    readers: Mapping[str, Reader]
    outline: Outline | None
    hosts: frozenset[str]
    pages: jinja2.Environment
    key: str | None = None
    local_name: str = LOCAL
    secure: bool = False
    guards: Guards = field(default_factory=Guards)
    cookie: str = "desk"
    sessions: Sessions = field(default_factory=Sessions)
    throttle: Throttle = field(default_factory=Throttle)
    graphic_seconds: dict[str, float] = field(default_factory=dict)
    guesses_in_hand: int = 0
    renewal: Renewal | None = None
    taking: Taking | None = None
    school: School = field(default_factory=School)


class Asked(NamedTuple):
    """A request that has passed the guards."""

    house: House
    request: Request
    session: Session | None
    token: str | None
    who: Who | None
    lang: str
    form: Mapping[str, Sequence[str]]

    @property
    def room(self) -> Room:
        """The desk."""
        return self.house.room

    @property
    def me(self) -> Who:
        """Who asks; pages that call this are shown only to somebody who is logged in."""
        if self.who is None:
            raise Refused(403, "role")
        return self.who

    def one(self, name: str) -> str:
        """A field of the form, or nothing."""
        values = self.form.get(name, ())
        return values[0] if values else ""

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """A page made of a template."""
        say = speaker(self.lang)
        text = self.house.pages.get_template(name).render(
            say=say, lang=self.lang, way="rtl" if self.lang == "fa" else "ltr", who=self.who,
            token=self.session.form_token if self.session is not None else "", house=self.house,
            desk=self.room.desk.config.desk, roles=Role, **values,
        )  # fmt: skip
        return Response(text, status_code=status, media_type=HTML)

    def go(self, path: str, query: Mapping[str, str] | None = None) -> Response:
        """On to another page of the desk, by its path alone."""
        return RedirectResponse(path + (f"?{urlencode(query)}" if query else ""), 303)


Page = Callable[[Asked], Response | Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def shown(house: House, page: Page, *, role: Role | None = Role.READER) -> Endpoint:
    """What answers a request with a page.

    Args:
        house: the open desk.
        page: what makes the page.
        role: who may see it; None: whoever comes.
    """

    async def answer(request: Request) -> Response:
        asked: Asked | None = None
        try:
            if house.renewal is not None:
                _ = house.renewal.look(time.monotonic())
            asked = _asked(house, request, {})
            _pass(house, request)
            if request.method == "POST":
                form = await read_form(request)
                asked = _asked(house, request, form)
                if house.guards.tokens:
                    check_token(asked.session, asked.one("token"))
            if role is not None and asked.who is None:
                response: Response = _enter(asked)
            elif role is not None and not asked.me.role.may(role):
                raise Refused(403, "role")
            else:
                made = page(asked)
                response = made if isinstance(made, Response) else await made
        except Refused as refused:
            response = refusal(asked, refused)
        except Exception as error:  # noqa: BLE001  told by type and place, for its message may quote
            _tell(error)
            response = Response("500", status_code=500, media_type="text/plain")
        return _sealed(house, response)

    return answer


def refusal(asked: Asked | None, refused: Refused) -> Response:
    """The page that says what was refused, and why."""
    if asked is None:
        return Response(str(refused.status), status_code=refused.status, media_type="text/plain")
    return asked.page("refused.html", refused.status, why=refused.why)


def _pass(house: House, request: Request) -> None:
    if house.guards.hosts:
        check_host(request, house.hosts)
    if house.guards.origins and request.method == "POST":
        check_origin(request)


def _asked(house: House, request: Request, form: Mapping[str, Sequence[str]]) -> Asked:
    try:
        cookies = request.cookies
    except ValueError:
        cookies = {}
    token = cookies.get(house.cookie)
    session = house.sessions.find(token, house.room.clock())
    lang = cookies.get("lang", "")
    return Asked(
        house, request, session, token, _who(house, session),
        lang if lang in LANGUAGES else LANGUAGES[0], form,
    )  # fmt: skip


def _who(house: House, session: Session | None) -> Who | None:
    """Who a session belongs to, with the role that the account has now."""
    if session is None or session.account is None:
        return None
    if not house.accounts:
        return Who(house.local_name, Role.LEAD)
    account = house.accounts.get(session.account)
    return None if account is None or account.closed else Who(account.name, account.role)


def _enter(asked: Asked) -> Response:
    """To the door; a part of a page is told so by its status, so that the whole page goes there."""
    if asked.request.headers.get("hx-request"):
        return Response("", status_code=401, headers={"hx-redirect": "/enter"})
    return asked.go("/enter")


def _sealed(house: House, response: Response) -> Response:
    if house.guards.headers:
        for name, value in HEADERS.items():
            _ = response.headers.setdefault(name, value)
    if house.secure:
        response.headers["strict-transport-security"] = "max-age=31536000"
    return response


def _tell(error: Exception) -> None:
    """A fault of ours on stderr: its type and where, never a value."""
    places = [
        f"{name}:{line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if (name := str(frame.f_globals.get("__name__", "?"))).startswith("crosstally")
    ]
    where = places[-1] if places else "?"
    _ = sys.stderr.write(f"crosstally: something went wrong ({type(error).__name__} in {where})\n")
