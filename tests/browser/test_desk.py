"""The review desk in a real browser: by keyboard, in two languages, on a telephone, asking nobody else."""

import importlib.util
import threading
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import expect

from crosstally.archive import new_desk, open_desk
from crosstally.desk.app import app_of, house_of
from crosstally.desk.built import read_built
from crosstally.desk.locks import Locks
from crosstally.desk.room import Room, zone_of
from crosstally.desk.users import Account, Role
from crosstally.ledger.media import Blobs
from crosstally.ledger.opening import open_store
from crosstally.records import Incident, Link, Mention, Origin, Report, changed
from crosstally.tables.files import WHOLE, write_table

AXE = Path(__file__).parent / "axe" / "axe.min.js"
PORT = 8377
HERE = f"http://127.0.0.1:{PORT}"
VIEWS = {"desk": {"width": 1280, "height": 900}, "telephone": {"width": 360, "height": 740}}


def _tiny():
    path = Path(__file__).parent.parent / "publish" / "tiny.py"
    spec = importlib.util.spec_from_file_location("tiny", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """The tiny desk, served."""
    folder = tmp_path_factory.mktemp("desk") / "tiny"
    new_desk(folder, name="میز کوچک", country="IR")
    held = _tiny().held()
    store, picture = open_store(folder / "desk.db"), BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, format="png")
    media = (Blobs(store, folder / "media").put(BytesIO(picture.getvalue())),)
    store.close()
    reports = [changed(r, media=media) if n == 0 else r for n, r in enumerate(held.reports)]
    rows = (
        ("reports", reports, Report), ("mentions", held.mentions, Mention), ("links", (), Link),
        ("incidents", held.incidents, Incident), ("origins", held.origins, Origin),
    )  # fmt: skip
    for name, records, kind in rows:
        write_table(folder / "tables" / f"{name}.parquet", records, kind)
    (folder / "tables" / WHOLE).write_text("tiny")
    desk = open_desk(folder)
    room = Room(
        desk, read_built(folder, zone=zone_of(desk)), clock=lambda: datetime.now(UTC), persons={}
    )
    house = house_of(room, hosts=frozenset({f"127.0.0.1:{PORT}"}), key="k")
    settings = uvicorn.Config(
        app_of(house), host="127.0.0.1", port=PORT, log_config=None, ws="none", lifespan="off",
    )  # fmt: skip
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield house
    server.should_exit = True
    thread.join()
    desk.store.close()


@pytest.fixture
def visit(browser, house):
    """Opens the desk; at the end nothing complained and nobody else was asked."""
    contexts, noise = [], []

    def opened(*, lang="fa", view="desk", key="k"):
        context = browser.new_context(viewport=VIEWS[view])
        contexts.append(context)
        context.add_cookies([{"name": "lang", "value": lang, "url": HERE}])
        page = context.new_page()
        page.on("console", lambda said: noise.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: noise.append(f"error: {error}"))
        page.on(
            "request",
            lambda asked: noise.append(asked.url) if not asked.url.startswith(HERE) else None,
        )
        page.goto(f"{HERE}/key/{key}")
        return page

    yield opened
    for context in contexts:
        context.close()
    fine = ("status of 4", "ERR_INTERNET_DISCONNECTED", "htmx:")  # what tests bring about
    assert [one for one in noise if not any(word in one for word in fine)] == []


def _press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def _onward(page, act):
    """Does something and waits for the card that comes after it."""
    before = page.evaluate("document.documentElement.dataset.ready")
    pressed = act()
    page.wait_for_function(
        "before => document.documentElement.dataset.ready !== before", arg=before, timeout=8000
    )
    return pressed


def test_a_clear_incident_takes_two_keys_and_an_edited_one_eight(visit, house):
    page = visit()
    room = house.room
    earlier = len(room.judgements)  # of other tests at this desk
    pressed = _onward(page, lambda: _press(page, "Enter"))
    first = page.url.split("/incident/")[1].split("?")[0]
    pressed += _onward(page, lambda: _press(page, "a"))
    assert pressed <= 6
    accepted = room.judgements[earlier:]
    assert [(j.decision, j.about) for j in accepted] == [("accept", (first,))]
    edited = page.url.split("/incident/")[1].split("?")[0]
    pressed = _onward(page, lambda: _press(page, "e", "3", "2", "5", "0", "Enter"))
    assert page.locator("mark.set, .tag.set").count() >= 1
    pressed += _onward(page, lambda: _press(page, "a"))
    assert pressed <= 14
    assert [j.decision for j in room.judgements[earlier + 1 :]] == ["edit", "accept"]
    assert room.judgements[earlier + 1].about == (edited,)
    pressed = _onward(page, lambda: _press(page, "r", "1"))
    assert room.judgements[-1].decision == "reject"
    _ = _onward(page, lambda: _press(page, "u"))
    assert room.judgements[-1].decision == "undo"


@pytest.mark.slow
def test_words_marked_with_the_mouse_are_the_words_that_ground_the_value(visit, house):
    page = visit(lang="en")
    incident = next(i for i in house.room.built.incidents.values() if i.size and i.size.report)
    page.goto(f"{HERE}/incident/{incident.id}")
    page.wait_for_selector("[data-ready]")
    body = house.room.built.reports[incident.size.report].body
    page.evaluate(
        "id => { const words = document.querySelector(`[data-report='${id}']`); const last = words.lastChild.firstChild;"
        " getSelection().setBaseAndExtent(words.firstChild.firstChild, 0, last, last.length); }",
        incident.size.report,
    )
    _press(page, "m")
    page.fill("#edit-value", "120")
    page.select_option("#edit-field", "size")
    _onward(page, lambda: page.click("#edit button"))
    judgement = house.room.judgements[-1]
    assert judgement.decision == "edit"
    assert f'"span":[0,{len(body)}]' in judgement.value


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_axe_finds_nothing_serious(visit, house, lang):
    page = visit(lang=lang)
    incident = next(i for i in house.room.built.incidents.values() if len(i.reports) > 1)
    found = []
    for path in (
        "/",
        f"/incident/{incident.id}",
        "/keys",
        "/audit",
        "/figures",
        "/guide",
        "/nothing",
    ):
        page.goto(HERE + path)
        if path.startswith("/inc"):
            page.click("[data-open=p-edit]")
        page.evaluate(AXE.read_text("utf-8"))
        found += [
            (path, *one)
            for one in page.evaluate(
                "axe.run().then(result => result.violations.map(one => [one.impact, one.id, one.nodes.map(node => node.html.slice(0, 120)).slice(0, 3)]))"
            )
            if one[0] in ("serious", "critical")
        ]
    assert found == []
    assert page.evaluate("document.documentElement.dir") == ("rtl" if lang == "fa" else "ltr")


def test_the_persian_page_is_the_english_one_in_a_mirror(visit, house):
    incident = next(i for i in house.room.built.incidents.values() if len(i.reports) > 1)
    boxes = {}
    for lang in ("fa", "en"):
        page = visit(lang=lang)
        page.goto(f"{HERE}/incident/{incident.id}")
        boxes[lang] = [
            page.locator(one).first.bounding_box()
            for one in (".texts", ".coded", ".brand", ".side")
        ]
    width = VIEWS["desk"]["width"]
    for persian, english in zip(boxes["fa"], boxes["en"], strict=True):
        if english["x"] < width / 2:  # what begins at the left there ends at the right here
            here, there = persian["x"] + persian["width"], width - english["x"]
        else:
            here, there = persian["x"], width - english["x"] - english["width"]
        assert abs(here - there) < 12, (persian, english)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_telephone_needs_no_sideways_scroll_and_its_buttons_are_large(visit, house, lang):
    page = visit(lang=lang, view="telephone")
    for path in ("/", f"/incident/{next(iter(house.room.built.incidents))}", "/keys", "/audit"):
        page.goto(HERE + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{HERE}/incident/{next(iter(house.room.built.incidents))}")
    heights = page.evaluate(
        "[...document.querySelectorAll('.acts .buttons button')].map(b => b.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


@pytest.mark.slow
def test_media_are_grey_muted_and_shown_only_when_asked_for(visit, house):
    page = visit(lang="en")
    incident = next(i for i in house.room.built.incidents.values()
                    if any(house.room.built.reports[r].media for r in i.reports))  # fmt: skip
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "/media/" in one.url else None)
    page.goto(f"{HERE}/incident/{incident.id}")
    assert page.locator("article img, article video").count() == 0
    assert asked == []
    page.click(".media summary")
    assert asked == []
    page.click(".media .show")
    page.wait_for_selector(".media img")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.media img')).filter")
        == "grayscale(1)"
    )
    expect(page.locator("input[name=graphic]").first).not_to_have_value("0")


def test_a_lost_connection_loses_nothing_and_says_so(visit, house):
    page = visit(lang="en")
    _ = _onward(page, lambda: _press(page, "Enter"))
    count, name = len(house.room.judgements), page.url.split("/incident/")[1].split("?")[0]
    page.context.set_offline(True)
    _press(page, "a")
    page.wait_for_selector("#lost:not([hidden])")
    assert name in page.url
    page.context.set_offline(False)
    _ = _onward(page, lambda: _press(page, "a"))
    assert [j.about for j in house.room.judgements[count:]] == [(name,)]


def test_two_at_one_incident_are_shown_what_the_other_did(visit, house):
    secret = "$argon2id$"
    house.room.locks = Locks()
    house.accounts.update(
        {n: Account(name=n, role=Role.LEAD, secret=secret) for n in ("sara", "omid")}
    )
    try:
        incident = next(
            i for i in house.room.built.incidents.values() if i.id not in house.room.states
        )
        pages = []
        for name in ("sara", "omid"):
            token = house.sessions.begin(name, house.room.clock())
            page = visit(lang="fa", key="none")
            page.context.add_cookies([{"name": house.cookie, "value": token, "url": HERE}])
            pages.append(page)
        sara, omid = pages
        sara.goto(f"{HERE}/incident/{incident.id}")
        sara.wait_for_timeout(300)
        omid.goto(f"{HERE}/incident/{incident.id}")
        assert "sara" in omid.inner_text("#lock")
        omid.click("#lock button")
        omid.wait_for_timeout(300)
        _ = _onward(omid, lambda: _press(omid, "e", "3", "7", "7", "Enter"))
        _ = _onward(sara, lambda: _press(sara, "a"))
        assert sara.locator("h1").inner_text() == "کس دیگری این را می‌خواند"
        _ = _onward(sara, lambda: sara.click("form button:not(.quiet):not([data-key])"))
        assert sara.locator("h1").inner_text() == "در این میان تغییر کرد"
        assert "omid" in sara.inner_text(".conflict")
        done = [j.by for j in house.room.about(incident.id)]
        assert done == ["omid"]
        _ = _onward(sara, lambda: sara.click(".conflict form button:not([data-key])"))
        assert [j.by for j in house.room.about(incident.id)] == ["omid", "sara"]
    finally:
        house.accounts.clear()
