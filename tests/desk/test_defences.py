"""What the desk keeps out; and, with a defence taken away, that it was what kept it out."""

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest

from crosstally.desk.guard import HEADERS, Guards
from crosstally.desk.sessions import Sessions, Throttle
from crosstally.desk.users import add_account, close_account, is_right
from crosstally.errors import UsageError

HOST = "127.0.0.1:8321"
PASSPHRASE = "five quite ordinary words here"


def _incident(desk, city="Shiraz"):
    built = desk.room.built.incidents.values()
    return next(i for i in built if i.place and i.place.value.city == city)


def _forged(desk, browser, incident, **more):
    """An accept with the right key and version but without this session's token."""
    form = browser.get(f"/incident/{incident.id}").form("/accept")
    return browser.post(f"/incident/{incident.id}/accept", form | {"token": "x"}, **more)


@pytest.mark.parametrize("stands", [True, False])
def test_a_form_without_the_sessions_token_decides_nothing(opened, stands):
    desk = opened(guards=Guards(tokens=stands))
    answer = _forged(desk, desk.browser(), _incident(desk))
    assert (answer.status == 403, len(desk.room.judgements)) == (stands, 0 if stands else 1)


@pytest.mark.parametrize("stands", [True, False])
@pytest.mark.parametrize(
    "told",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}],
)
def test_a_form_of_another_site_decides_nothing(opened, stands, told):
    desk = opened(guards=Guards(origins=stands, tokens=False))
    answer = _forged(desk, desk.browser(), _incident(desk), headers=told)
    assert (answer.status == 403, len(desk.room.judgements)) == (stands, 0 if stands else 1)


def test_every_route_that_changes_something_asks_for_the_token(opened):
    desk = opened()
    browser, incident = desk.browser(), _incident(desk)
    for path in ("accept", "reject", "edit", "lock", "leave", "withdraw", "undo"):
        answer = browser.post(f"/incident/{incident.id}/{path}", {"reason": "x", "once": "0" * 32})
        assert answer.status == 403, path
    for path in ("/language", "/leave", "/enter"):
        assert browser.post(path, {"lang": "en"}).status == 403, path


@pytest.mark.parametrize("stands", [True, False])
def test_another_name_for_this_machine_gets_no_page(opened, stands):
    desk = opened(guards=Guards(hosts=stands))
    browser = desk.browser()
    answer = browser.get("/", headers={"host": "evil.example"})
    assert answer.status == (421 if stands else 200)


def test_hostile_words_names_and_titles_stand_on_the_page_as_text(opened):
    desk = opened()
    browser, incident = desk.browser(), _incident(desk, "Yazd")
    evil = "\"><script>window.pwned=1</script><img src=x onerror=window.pwned=1>'{{7*7}}\u202e"
    form = browser.get(f"/incident/{incident.id}").form("/review")
    _ = browser.post(f"/incident/{incident.id}/review", form | {"reason": evil})
    pages = [f"/incident/{incident.id}", "/", f"/?q={evil}", "/audit", f"/?last={evil}"]
    for path in pages:
        text = browser.get(path).text
        assert "<script>window" not in text
        assert "<img src=x" not in text
        assert "49\u202e" not in text
    assert "&lt;script&gt;window.pwned=1" in browser.get(pages[0]).text
    desk.house.pages.autoescape = False
    desk.house.pages.cache.clear()
    assert "<script>window.pwned=1" in browser.get(pages[0]).text
    desk.house.pages.autoescape = True
    desk.house.pages.cache.clear()


def test_no_page_holds_a_script_or_a_style_of_its_own(opened):
    desk = opened()
    browser = desk.browser()
    for path in ("/", "/next", "/audit", "/keys", "/nothing"):
        text = browser.get(path).text
        assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=", text) == []


@pytest.mark.parametrize("stands", [True, False])
def test_every_answer_says_what_a_browser_may_load(opened, stands):
    desk = opened(guards=Guards(headers=stands))
    browser = desk.browser()
    for path in ("/", "/next", "/desk.css", "/nothing", "/enter", "/counts"):
        answer = browser.get(path)
        assert all(
            (answer.header(name) is not None) is stands
            for name in HEADERS
            if name != "cache-control"
        )
    policy = HEADERS["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


PATHS = (
    "/../desk.db", "/..%2fdesk.db", "/media/../desk.db", "/media/..%2f..%2fdesk.db", "/desk.db",
    "/media/%2e%2e", "/media/" + "a" * 64, "/pages/words.json", "/crosstally.toml",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_desks_own_pages(opened, path):
    desk = opened()
    (desk.folder / "media").mkdir()
    (desk.folder / "media" / ("a" * 64)).write_bytes(b"\x89PNG\r\n\x1a\n")
    answer = desk.browser().get(path)
    assert answer.status == 404
    assert "SQLite" not in answer.text


def test_those_paths_would_read_the_log_from_a_desk_that_joined_them_to_a_folder(opened):
    from urllib.parse import unquote

    from starlette.responses import Response
    from starlette.routing import Route

    desk = opened()
    (desk.folder / "media").mkdir()

    async def joined(request):
        path = desk.folder / "media" / unquote(request.url.path).lstrip("/")
        return Response(path.read_bytes() if path.is_file() else b"")

    desk.app.router.routes.insert(0, Route("/{path:path}", joined))
    read = [path for path in PATHS if "SQLite" in desk.bare().get(path).text]
    assert read == ["/../desk.db", "/..%2fdesk.db"]


@pytest.mark.parametrize("stands", [True, False])
def test_media_come_only_where_a_report_names_them_and_only_as_what_they_are(opened, stands):
    from crosstally.ledger.media import Blobs
    from crosstally.records import changed

    desk = opened(guards=Guards(media=stands))
    blobs = Blobs(desk.store, desk.folder / "media")
    kept = [
        blobs.put(BytesIO(raw))
        for raw in (b"\x89PNG\r\n\x1a\nrest", b"<script>1</script>", b"GIF89a")
    ]
    incident, names = _incident(desk), (kept[0], kept[1], "../../desk.db")
    report = desk.room.built.reports[incident.reports[0]]
    reports = {**desk.room.built.reports, report.id: changed(report, media=names)}
    desk.room.built = desk.room.built._replace(reports=reports, media=frozenset(names))
    browser = desk.browser()
    good, bad, out = (browser.get(f"/media/{name}") for name in names)
    assert (good.status, good.header("content-type")) == (200, "image/png")
    assert (bad.status, out.status) == (415, 404)
    unnamed = browser.get(f"/media/{kept[2]}").status  # sealed here, and named by no report
    assert unnamed == (404 if stands else 200)
    card = browser.get(f"/incident/{incident.id}").text
    assert "<img" not in card
    assert f'data-media="/media/{names[0]}"' in card
    assert desk.bare().raw("GET", f"/media/{names[0]}").status == 303


@pytest.mark.parametrize("stands", [True, False])
@pytest.mark.parametrize(
    "back", ["/\r\nset-cookie: a=b", "//evil.example", "https://evil.example", "/\\evil"]
)
def test_no_form_writes_a_header_or_leads_elsewhere(opened, back, stands):
    desk = opened(guards=Guards(ways=stands))
    browser, incident = desk.browser(), _incident(desk)
    token = browser.get("/").form("/language")["token"]
    answer = browser.raw("POST", "/language", _form(token=token, lang="en", path=back))
    assert (answer.status, answer.header("location") == "/") == (303, stands)
    form = browser.get(f"/incident/{incident.id}").form("/accept")
    answer = browser.raw(
        "POST", f"/incident/{incident.id}/accept", _form(**form | {"back": f"q={back}&x=y"})
    )
    assert re.match(r"/(?!/)", answer.header("location"))
    assert not any("\n" in value or "\r" in value for _, value in answer.headers)


def _form(**fields):
    from urllib.parse import urlencode

    return urlencode(fields).encode()


class _Lasting(Sessions):
    """Sessions whose token stays the same at log-in."""

    def begin(self, account, now, *, instead_of=None):
        token = super().begin(account, now)
        if instead_of is None:
            return token
        return self._adopted(token, instead_of)

    def _adopted(self, token, old):
        from crosstally.desk.sessions import _digest

        self._open[_digest(old)] = self._open.pop(_digest(token))
        return old


@pytest.mark.parametrize("stands", [True, False])
def test_a_token_known_before_log_in_is_worth_nothing_after(opened, stands):
    desk = opened(accounts=True)
    desk.house.sessions = Sessions() if stands else _Lasting()
    victim, thief = desk.bare(), desk.bare()
    _ = thief.get("/enter")
    victim.cookies = dict(thief.cookies)  # planted
    assert victim.enter("sara").status == 200
    planted = dict(thief.cookies)
    assert ("صف" in thief.get("/").text and thief.get("/counts").status == 200) is not stands
    assert (victim.cookies["desk"] != planted["desk"]) is stands


def test_a_token_is_worth_nothing_after_log_out_or_a_long_rest(opened):
    desk = opened(accounts=True)
    one, two = desk.browser("sara"), desk.browser("omid")
    kept = dict(one.cookies)
    token = one.get("/").form("/leave")["token"]
    assert one.post("/leave", {"token": token}).status == 200
    one.cookies = kept
    assert 'name="passphrase"' in one.get("/").text
    desk.clock.on(hours=1)
    assert 'name="passphrase"' in two.get("/").text


def test_the_cookie_is_for_this_desk_alone(opened):
    desk = opened(secure=True)
    answer = desk.bare().raw("GET", "/key/k")
    cookie = answer.header("set-cookie").lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/", "secure"))
    assert answer.header("strict-transport-security") is not None


class _Patient(Throttle):
    """A throttle that lets everybody try at once."""

    def wait(self, names, now):
        return timedelta()


@pytest.mark.parametrize("stands", [True, False])
def test_whoever_guesses_must_wait_ever_longer(opened, stands):
    desk = opened(accounts=True)
    desk.house.throttle = Throttle() if stands else _Patient()
    guesser = desk.bare()
    form = guesser.get("/enter").form("/enter")
    statuses = [
        guesser.post("/enter", form | {"name": "sara", "passphrase": f"guess {n}"}).status
        for n in range(12)
    ]
    assert (statuses.count(429) >= 6) is stands
    desk.clock.on(minutes=20)
    assert desk.browser("sara").get("/").status == 200


def test_guesses_from_many_addresses_at_one_account_and_from_one_at_many_are_slowed(opened):
    desk = opened(accounts=True)
    for spread in (True, False):
        statuses = []
        for n in range(12):
            guesser = desk.bare(address=f"10.0.{int(spread)}.{n if spread else 1}")
            form = guesser.get("/enter").form("/enter")
            name = "sara" if spread else f"nobody{n}"
            statuses.append(guesser.post("/enter", form | {"name": name, "passphrase": "x"}).status)
        assert statuses.count(429) >= 6, spread


def test_a_wrong_name_and_a_wrong_passphrase_are_answered_alike(opened):
    desk = opened(accounts=True)
    texts = []
    for name in ("sara", "nobody"):
        browser = desk.bare()
        form = browser.get("/enter").form("/enter")
        answer = browser.post("/enter", form | {"name": name, "passphrase": "wrong"})
        texts.append((answer.status, answer.text.replace(form["token"], "")))
    assert texts[0] == texts[1]


def test_the_local_key_opens_only_where_there_are_no_accounts_and_is_not_guessed(opened):
    desk, many = opened(), opened(accounts=True)
    assert many.bare().get("/key/k").status == 404
    statuses = [desk.bare().get(f"/key/{n}").status for n in range(12)]
    assert statuses.count(429) >= 6
    assert 'class="queue"' not in desk.bare().get("/").text


def test_what_is_too_long_or_no_form_is_refused(opened):
    desk = opened()
    browser = desk.browser()
    assert browser.raw("POST", "/language", b"a" * 70_000).status == 413
    assert browser.raw("POST", "/language", b"a=b&" * 1000).status == 400
    assert browser.raw("POST", "/language", b"a=%ff").status == 400
    json_form = {"content-type": "application/json"}
    assert browser.raw("POST", "/language", b"{}", headers=json_form).status == 415


def test_a_passphrase_is_kept_as_its_argon2id_digest_and_a_closed_account_opens_no_more(
    built, tmp_path
):
    from crosstally.desk.users import Role, accounts
    from crosstally.ledger.opening import create_store

    store = create_store(tmp_path / "desk.db")
    made = add_account(store, "sara", Role.LEAD, PASSPHRASE)
    assert made.secret.startswith("$argon2id$v=19$m=65536,t=3,")
    assert PASSPHRASE not in made.secret
    assert (is_right(made, PASSPHRASE), is_right(made, "another"), is_right(None, "x")) == (
        True,
        False,
        False,
    )
    close_account(store, "sara")
    assert not is_right(accounts(store)["sara"], PASSPHRASE)
    for name, word in (
        ("sara omid", PASSPHRASE),
        ("sara", "short"),
        ("", PASSPHRASE),
        ("../x", "short"),
    ):
        with pytest.raises(UsageError):
            _ = add_account(store, name, Role.CODER, word)
    store.close()


def test_only_this_machine_reaches_a_desk_without_accounts_or_certificate(people):
    from pathlib import Path

    from crosstally.desk.serve import Address, check_address

    pair = (Path("c.pem"), Path("k.pem"))
    for address, known in (
        (Address("0.0.0.0", 1), people), (Address("192.168.1.2", 1, *pair), {}),
        (Address("127.0.0.1", 1, pair[0]), {}),
    ):  # fmt: skip
        with pytest.raises(UsageError):
            check_address(address, known)
    check_address(Address("127.0.0.1", 1), {})
    check_address(Address("192.168.1.2", 1, *pair), people)
    assert "evil.example:1" not in Address("127.0.0.1", 1).names


def test_no_fault_of_ours_quotes_what_it_met(opened, capsys):
    desk = opened()
    browser, incident = desk.browser(), _incident(desk)
    secret = "a secret word of a report"

    def broken(*_):
        raise RuntimeError(secret)

    desk.house.outline = broken  # a card cannot be drawn with it
    answer = browser.get(f"/incident/{incident.id}")
    assert (answer.status, answer.text) == (500, "500")
    assert secret not in capsys.readouterr().err


def test_both_languages_say_everything():
    from crosstally.desk.words import asset, table

    told = json.loads(asset("words.json"))
    assert all(len(pair) == 2 and all(pair) for pair in told.values())
    gaps = {
        code: [set(re.findall(r"{(\w+)}", text)) for text in pair] for code, pair in told.items()
    }
    assert [code for code, (fa, en) in gaps.items() if fa != en] == []
    names = (
        "base",
        "queue",
        "card",
        "conflict",
        "busy",
        "audit",
        "keys",
        "enter",
        "lock",
        "counts",
        "age",
        "refused",
        "figures",
        "guide",
        "training",
    )
    texts = "".join(asset(f"{name}.html").decode() for name in names)
    used = set(re.findall(r"""say\(["']([\w.-]+)["'][,)]""", texts))
    assert used - set(table()) == set()
