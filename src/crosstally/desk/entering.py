"""The door: logging in and out.

Invariant: whoever logs in gets a session that nobody could have known before; a wrong name and a
wrong passphrase are answered alike, and ever more slowly.
"""

from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from crosstally.desk.audit import note
from crosstally.desk.guard import Refused, own_way
from crosstally.desk.sessions import same
from crosstally.desk.users import Account, is_right
from crosstally.desk.web import Asked
from crosstally.desk.words import LANGUAGES

AT_ONCE = 2  # passphrases being tried: each takes 64 MB


def door(asked: Asked) -> Response:
    """The page that asks who is there; its form has a token too, so that nobody is logged in unasked."""
    if asked.who is not None:
        return asked.go("/")
    if asked.session is not None:
        return asked.page("enter.html", wrong="", wait=0)
    token = asked.house.sessions.begin(None, asked.room.clock())
    session = asked.house.sessions.find(token, asked.room.clock())
    return _with_token(
        asked, asked._replace(session=session).page("enter.html", wrong="", wait=0), token
    )


def by_key(asked: Asked) -> Response:
    """Let in the person at this machine, who was shown the key; only where no accounts are set."""
    house = asked.house
    now, names = asked.room.clock(), ("key",)
    if house.key is None or house.accounts:
        raise Refused(404, "nothing")
    if _must_wait(asked, names):
        raise Refused(429, "wait")
    if not same(asked.request.path_params["key"], house.key):
        house.throttle.failed(names, now)
        raise Refused(403, "key")
    token = house.sessions.begin(house.local_name, now, instead_of=asked.token)
    return _with_token(asked, asked.go("/"), token)


async def enter(asked: Asked) -> Response:
    """Log somebody in, or say that name and passphrase do not fit."""
    house, now = asked.house, asked.room.clock()
    name, passphrase = asked.one("name").strip()[:40], asked.one("passphrase")
    names = (f"name {name}", f"from {_address(asked)}")
    waiting = _must_wait(asked, names)
    if waiting:
        return asked.page("enter.html", 429, wrong="wait", wait=-int(-waiting.total_seconds() // 1))
    if house.guesses_in_hand >= AT_ONCE:
        return asked.page("enter.html", 429, wrong="wait", wait=1)
    house.throttle.failed(names, now)  # before the trial, so that many at once gain nothing
    house.guesses_in_hand += 1
    try:
        account: Account | None = house.accounts.get(name)
        right = await run_in_threadpool(is_right, account, passphrase)
    finally:
        house.guesses_in_hand -= 1
    if account is None or not right:
        note(asked.room.desk.store, now, "refused", name if account is not None else "?")
        return asked.page("enter.html", 403, wrong="wrong", wait=0)
    house.throttle.forget(names[:1])
    note(asked.room.desk.store, now, "entered", account.name)
    token = house.sessions.begin(account.name, now, instead_of=asked.token)
    return _with_token(asked, asked.go("/"), token)


def leave(asked: Asked) -> Response:
    """Log out."""
    asked.house.sessions.end(asked.token)
    if asked.who is not None:
        note(asked.room.desk.store, asked.room.clock(), "left", asked.who.name)
    response = asked.go("/enter")
    response.delete_cookie(asked.house.cookie, path="/")
    return response


def speak(asked: Asked) -> Response:
    """The same page in another language."""
    lang = asked.one("lang")
    path = asked.one("path")
    response = asked.go(own_way(path) if asked.house.guards.ways else path)
    if lang in LANGUAGES:
        response.set_cookie(
            "lang", lang, max_age=31_536_000, samesite="strict", httponly=True,
            secure=asked.house.secure,
        )  # fmt: skip
    return response


def _must_wait(asked: Asked, names: tuple[str, ...]) -> timedelta:
    return max(timedelta(), asked.house.throttle.wait(names, asked.room.clock()))


def _address(asked: Asked) -> str:
    client = asked.request.client
    return client.host if client is not None else "?"


def _with_token(asked: Asked, response: Response, token: str) -> Response:
    response.set_cookie(
        asked.house.cookie, token, path="/", httponly=True, samesite="strict",
        secure=asked.house.secure,
    )  # fmt: skip
    return response
