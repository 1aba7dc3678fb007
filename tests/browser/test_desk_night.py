"""A whole night: 400 reports, two people by keyboard, a conflict, a lost connection, and the brief."""

import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Error

from crosstally.archive import read_log
from crosstally.desk.users import Role, add_account
from crosstally.ledger.opening import open_store

CROSSTALLY = Path(sys.executable).with_name("crosstally")
WORD = "five quite ordinary words here"
TOWNS = ("شیراز", "تبریز", "اهواز", "کرمان", "رشت", "زنجان", "ایلام", "قزوین", "ساری", "یزد", "اراک", "سنندج",
         "بوشهر", "همدان", "کرج", "قم", "مشهد", "اصفهان", "اردبیل", "گرگان")  # fmt: skip
WHO = ("کارگران", "معلمان", "بازنشستگان", "دانشجویان", "کشاورزان")
REPORTS, REVIEWED = 400, 60


def _reports():
    chance = random.Random(5)
    for n in range(REPORTS):
        town, who, day = chance.choice(TOWNS), chance.choice(WHO), 1 + n % 9
        text = f"امروز {chance.choice(('صدها', 'ده‌ها', '۳۰۰'))} نفر از {who} در {town} تجمع کردند."
        yield {"id": str(n), "source": f"kanal{n % 7}", "text": text,
               "published": f"2018-01-0{day}T{8 + n % 12:02}:00:00+03:30"}  # fmt: skip


def _run(*words):
    return subprocess.run(
        [CROSSTALLY, *words], capture_output=True, encoding="utf-8", check=True
    ).stdout


class _Reader:
    """Somebody at a keyboard, whose every key is counted."""

    def __init__(self, browser, url, name):
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.keys, self.spent = 0, {"clear": [], "edited": []}
        self.page.goto(url)
        self.page.fill("[name=name]", name)
        self.page.fill("[name=passphrase]", WORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".queue")
        self.onward("Enter")
        self.keys = 0

    @property
    def incident(self):
        return self.page.url.split("/incident/")[1].split("?")[0].split("/")[0]

    def onward(self, *keys):
        """Presses keys and waits for the page that comes after."""
        before = self.page.evaluate("document.documentElement.dataset.ready")
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)
        self.page.wait_for_function(
            "before => document.documentElement.dataset.ready !== before",
            arg=before,
            timeout=20_000,
        )

    def done(self, sort):
        self.spent[sort].append(self.keys)
        self.keys = 0


@pytest.mark.slow
def test_a_whole_night_by_two_people_and_the_brief_of_it(browser, tmp_path):
    folder, inbox = tmp_path / "night", tmp_path / "in.jsonl"
    inbox.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in _reports()), "utf-8")
    _run("new", folder)
    added = _run("add", folder, inbox)
    assert "400 new reports" in added
    _run("build", folder)
    store = open_store(folder / "desk.db")
    for name in ("sara", "omid"):
        add_account(store, name, Role.LEAD, WORD)
    store.close()
    port = random.Random(7).randrange(20_000, 60_000)
    server = subprocess.Popen(
        [CROSSTALLY, "desk", folder, "--port", str(port)], stdout=subprocess.PIPE, text=True
    )
    try:
        url = re.search(r"http://\S+", server.stdout.readline())[0]
        for _ in range(200):
            try:
                sara = _Reader(browser, url, "sara")
                break
            except Error:
                time.sleep(0.1)
        omid = _Reader(browser, url, "omid")
        assert sara.incident != omid.incident  # hers is locked
        _night(sara, omid)
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()
    store = open_store(folder / "desk.db")
    log = read_log(store)
    store.check()
    store.close()
    decided = {j.about for j in log.judgements if j.decision in ("accept", "reject")}
    assert len(decided) >= REVIEWED
    assert {j.by for j in log.judgements} == {"sara", "omid"}
    assert len({j.id for j in log.judgements}) == len(log.judgements)
    spent = {sort: sara.spent[sort] + omid.spent[sort] for sort in ("clear", "edited")}
    print({sort: (len(n), max(n)) for sort, n in spent.items()})
    assert max(spent["clear"]) <= 6
    assert max(spent["edited"]) <= 14
    _run("build", folder)
    brief = _run(
        "brief", folder, "--lang", "fa", "--days", "30", "--rule", "confirmed", "--format", "md"
    )
    assert len(brief) > 400
    counted = json.loads(_run("count", folder, "--rules", "confirmed", "--json").splitlines()[0])
    assert counted["rule"] == "confirmed"


def _night(sara, omid):
    for n in range(REVIEWED // 2):
        for one in (sara, omid):
            if n % 5 == 4:
                one.onward("e", "3", *"250", "Enter")
                one.onward("a")
                one.done("edited")
            elif n % 7 == 6:
                one.onward("r", "1")
                one.done("clear")
            else:
                one.onward("a")
                one.done("clear")
        if n == 8:
            _conflict(sara, omid)
        if n == 16:
            _lost(sara)
    sara.context.close()
    omid.context.close()


def _conflict(sara, omid):
    """Omid takes over what she reads and edits it; she is told, sees both, and decides anew."""
    same, back = sara.incident, omid.page.url
    omid.page.goto(f"{sara.page.url.split('/incident/')[0]}/incident/{same}")
    assert "sara" in omid.page.inner_text("#lock")
    omid.page.click("#lock button")
    omid.page.wait_for_timeout(400)
    omid.onward("e", "3", "7", "7", "Enter")
    sara.onward("a")
    assert sara.page.locator("form [name=take]").count() == 1  # omid has it
    before = sara.page.evaluate("document.documentElement.dataset.ready")
    sara.page.click("form:has([name=take]) button")
    sara.page.wait_for_function("b => document.documentElement.dataset.ready !== b", arg=before)
    assert "omid" in sara.page.inner_text(".conflict")
    sara.onward("Enter")
    assert sara.incident == same
    sara.page.wait_for_timeout(300)
    sara.page.click("#lock button")
    sara.page.wait_for_timeout(400)
    sara.onward("a")
    omid.page.goto(back)
    omid.page.wait_for_timeout(300)
    sara.keys = omid.keys = 0


def _lost(sara):
    """The line is cut as she decides: the page says so, and the same key decides it afterwards."""
    same = sara.incident
    sara.context.set_offline(True)
    sara.page.keyboard.press("a")
    sara.page.wait_for_selector("#lost:not([hidden])")
    assert sara.incident == same
    sara.context.set_offline(False)
    sara.onward("a")
    sara.keys = 0
