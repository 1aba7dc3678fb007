"""A small desk, built once; for each test a copy with a log of its own, and browsers that ask it."""

import asyncio
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import pytest

from crosstally import project
from crosstally.archive import add, new_desk, open_desk
from crosstally.desk.app import app_of, house_of
from crosstally.desk.built import read_built
from crosstally.desk.room import Room, zone_of
from crosstally.desk.sessions import Sessions, Throttle
from crosstally.desk.users import Account, Role
from crosstally.ledger.opening import open_store

HOST = "127.0.0.1:8321"
EVIL = "\"><script>window.pwned=1</script><img src=x onerror=window.pwned=1>'{{7*7}}\u202e"
PASSPHRASE = "five quite ordinary words here"
NIGHT = datetime(2018, 1, 5, 20, tzinfo=UTC)


def _reports():
    towns = ("شیراز", "تبریز", "اهواز", "کرمان", "رشت", "زنجان", "ایلام", "قزوین")
    for n, town in enumerate(towns):
        yield {
            "id": f"fa{n}",
            "source": "kanal",
            "published": f"2018-01-0{1 + n % 3}T18:00:00+03:30",
            "text": f"امروز صدها نفر از کارگران در {town} تجمع کردند و شعار دادند «نان، کار، آزادی».",
        }
    yield {
        "id": "en0",
        "source": "wire",
        "published": "2018-01-01",
        "text": "Hundreds of workers rallied in Shiraz on Monday, witnesses said.",
    }
    for source in ("wire", "agency"):
        yield {
            "id": f"dead-{source}",
            "source": source,
            "published": "2018-01-02",
            "text": "Two people were killed when police opened fire in Dorud on Saturday, 30 December.",
        }
    yield {
        "id": "evil",
        "source": f"evil{EVIL}",
        "title": EVIL,
        "published": "2018-01-02",
        "text": f"Teachers rallied in Yazd on Tuesday. {EVIL}\r\nSet-Cookie: a=b\r\n\x1b[2J",
    }


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The desk, built."""
    folder = tmp_path_factory.mktemp("desk") / "night"
    new_desk(folder, name="میز شب", country="IR")
    settings = folder / "crosstally.toml"
    told = settings.read_text("utf-8").replace('"ar"]', '"ar"]\npacks = []')
    settings.write_text(
        told + '\n[sources.kanal]\nname = "کانال محلی"\nkind = "channel"\nbasis = "witness"\n',
        "utf-8",
    )
    (folder.parent / "in.jsonl").write_text(
        "\n".join(json.dumps(one, ensure_ascii=False) for one in _reports()), "utf-8"
    )
    desk = open_desk(folder)
    add(desk, [folder.parent / "in.jsonl"], now=NIGHT, progress=lambda i, *_: i, mapped=None)
    project.build(desk, progress=lambda i, *_: i)
    desk.store.close()
    return desk


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NIGHT

    def __call__(self):
        return self.now

    def on(self, **time):
        self.now += timedelta(**time)


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    text: str
    path: str

    def header(self, name):
        return next((v for k, v in self.headers if k == name), None)

    def form(self, action):
        """The hidden fields of the first form that goes to a path ending so."""
        found = re.search(
            rf'action="[^"]*{re.escape(action)}"[^>]*>(.*?)</form>', self.text, re.DOTALL
        )
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[1]))


@dataclass
class Browser:
    """Asks the application as a browser would: keeps cookies, follows redirects."""

    app: object
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path, **more):
        return self._ask("GET", path, b"", **more)

    def post(self, path, fields=(), **more):
        return self._ask("POST", path, urlencode(fields, doseq=True).encode(), **more)

    def _ask(self, method, path, body, *, follow=True, headers=()):
        answer = self.raw(method, path, body, headers=headers)
        for _ in range(4):
            if not (follow and answer.status == 303):
                return answer
            answer = self.raw("GET", answer.header("location"), b"")
        return answer

    def raw(self, method, path, body=b"", *, headers=()):
        url = urlsplit(path)
        told = {"host": HOST, "content-type": "application/x-www-form-urlencoded"}
        told |= self.headers | dict(headers)
        if self.cookies:
            told["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": url.path, "raw_path": url.path.encode("utf-8", "replace"),
            "query_string": url.query.encode("utf-8", "replace"), "root_path": "",
            "headers": [(k.encode("latin-1"), v.encode("latin-1", "replace")) for k, v in told.items()],
            "client": (self.address, 5), "server": ("127.0.0.1", 8321),
        }  # fmt: skip
        sent = []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        with ThreadPoolExecutor(1) as beside:  # a browser's own loop may run in this thread
            beside.submit(asyncio.run, self.app(scope, receive, send)).result()
        heads = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in sent[0]["headers"]]
        for name, value in heads:
            if name == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value
                    if morsel["max-age"] == "0":
                        del self.cookies[key]
        text = b"".join(m.get("body", b"") for m in sent[1:]).decode("utf-8", "replace")
        return Answer(sent[0]["status"], heads, text, path)

    def enter(self, name):
        page = self.get("/enter")
        fields = page.form("/enter") | {"name": name, "passphrase": PASSPHRASE}
        return self.post("/enter", fields)


@pytest.fixture(scope="session")
def people():
    """Accounts whose passphrase is cheap to try: what is tested is what stands around it."""
    from nacl.pwhash import argon2id

    secret = argon2id.str(
        PASSPHRASE.encode(), argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN
    ).decode()
    roles = {"sara": Role.LEAD, "omid": Role.SECOND_READER, "nima": Role.CODER, "mina": Role.READER}
    return {name: Account(name=name, role=role, secret=secret) for name, role in roles.items()}


@pytest.fixture(scope="session")
def read(built):
    """Its tables, read once."""
    return read_built(built.folder, zone=zone_of(built))


@pytest.fixture(scope="session")
def whole(built, read):
    """What all its houses share: what reads values, the outline, the pages."""
    store = open_store(built.folder / "desk.db")
    room = Room(built._replace(store=store), read, clock=Clock(), persons={})
    house = house_of(room, hosts=frozenset({HOST}))
    store.close()
    return house


@pytest.fixture
def opened(built, read, whole, tmp_path, people):
    """Opens the desk: `opened()` for whoever sits at the machine, `opened(accounts=True)` for many."""
    stores = []

    def opening(*, accounts=False, folder=None, rebuilt=False, **more):
        where = folder or tmp_path / f"night{len(stores)}"
        if folder is None:
            where.mkdir()
            for name in ("desk.db", "crosstally.toml"):
                shutil.copy(built.folder / name, where)
            if rebuilt:
                shutil.copytree(built.folder / "tables", where / "tables")
        store = open_store(where / "desk.db")
        stores.append(store)
        clock = Clock()
        desk = built._replace(folder=where, store=store)
        room = Room(desk, read, clock=clock, persons=more.pop("persons", {}))
        known = dict(people) if accounts else {}
        house = replace(
            whole, room=room, accounts=known, key=None if accounts else "k", sessions=Sessions(),
            throttle=Throttle(), graphic_seconds={}, **more,
        )  # fmt: skip
        app = app_of(house)

        def browser(name=None, **told):
            one = Browser(app, **told)
            if name is not None:
                assert one.enter(name).status == 200
            elif not accounts:
                assert one.get("/key/k").status == 200
            return one

        return SimpleNamespace(
            room=room, house=house, app=app, clock=clock, browser=browser, store=store, folder=where,
            bare=lambda **told: Browser(app, **told),
        )  # fmt: skip

    yield opening
    for store in stores:
        store.close()


@pytest.fixture
def find():
    """`find(room, "Shiraz")`: the incident at a place."""

    def found(room, name):
        return next(
            i for i in room.built.incidents.values() if i.place and i.place.value.city == name
        )

    return found
