"""What goes on beside an open desk: another build laid out, folders taken in, a model trained."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crosstally import project
from crosstally.archive import open_desk
from crosstally.desk.beside import MODEL, Lesson, School, Taking, learn
from crosstally.desk.built import read_built, stamp_of
from crosstally.desk.room import zone_of
from crosstally.errors import FormatError
from crosstally.scoring import Case
from crosstally.training import Gain

GAIN = Gain(name="all", cases=50, chance=0.4, rules=0.7, model=0.8125, low=-0.01, high=0.2)
POST = '{"id":"neu","source":"kanal","published":"2018-01-02","lang":"fa","text":"نانوایان در یزد تجمع کردند."}\n'


def _accept(browser, incident):
    form = browser.get(f"/incident/{incident.id}").form("/accept")
    assert browser.post(f"/incident/{incident.id}/accept", form).status == 200


def test_what_is_judged_while_another_build_is_laid_out_is_not_lost(opened, find):
    desk = opened()
    browser = desk.browser()
    first, between = find(desk.room, "Rasht"), find(desk.room, "Zanjan")
    _accept(browser, first)
    twin = desk.room.laid_on(desk.room.built)
    _accept(browser, between)
    before = (desk.room.counted, desk.room.standings, desk.room.queue.open.tolist())
    assert twin.about(between.id) == ()
    desk.room.adopt(twin)
    assert (desk.room.counted, desk.room.standings, desk.room.queue.open.tolist()) == before
    assert [len(desk.room.about(one.id)) for one in (first, between)] == [1, 1]
    _accept(browser, find(desk.room, "Qazvin"))
    assert len(desk.room.judgements) == 3


def test_whoever_reads_is_told_of_a_new_build_and_moves_on_when_they_like(opened):
    desk = opened()
    browser = desk.browser()
    stamp = desk.room.built.stamp[0]
    told = 'class="tag fresh"'
    assert told not in browser.get("/").text
    assert told not in browser.get(f"/counts?built={stamp}").text
    assert told in browser.get(f"/counts?built={stamp - 1}").text
    assert f"/counts?built={stamp - 1}" in browser.get(f"/counts?built={stamp - 1}").text
    assert browser.get('/counts?built="><b>').status == 200


def test_the_page_for_the_wall_is_shown_once_it_is_there_and_runs_no_script(opened):
    desk = opened()
    browser = desk.browser()
    assert browser.get("/tonight").status == 404
    (desk.folder / "site").mkdir()
    (desk.folder / "site" / "tonight.html").write_text("<p>امشب</p>", "utf-8")
    page = browser.get("/tonight")
    assert (page.status, page.text) == (200, "<p>امشب</p>")
    assert "script-src" not in page.header("content-security-policy")
    assert desk.bare().raw("GET", "/tonight").status == 303


def test_a_lead_alone_trains_and_is_shown_the_gain_or_why_there_is_none(opened, monkeypatch):
    desk = opened(accounts=True, rebuilt=True)
    begun = []
    monkeypatch.setattr(School, "begin", lambda _, folder, cases: begun.append(len(cases)))
    sara, nima = desk.browser("sara"), desk.browser("nima")
    token = nima.get("/").form("/leave")["token"]
    assert nima.post("/training", {"token": token}).status == 403
    assert 'action="/training"' not in nima.get("/figures").text
    desk.house.school.last = Lesson(12, refusal="12 cases are too few to learn from")
    page = sara.get("/figures")
    assert "12 cases are too few" in page.text
    assert sara.post("/training", page.form("/training")).status == 200
    assert begun == [0]  # nothing was judged, so nothing teaches
    desk.house.school.last = Lesson(50, (GAIN,), written=True)
    text = sara.get("/training").text
    assert "۰٫۷۰۰ → ۰٫۸۱۲" in text
    assert "شاید تصادفی باشد" in text


def test_too_few_cases_are_refused_and_leave_no_model(built, tmp_path):
    shutil.copy(built.folder / "crosstally.toml", tmp_path)
    case = Case(id="r", lang="fa", text="کارگران در یزد تجمع کردند.", events=())
    lesson = learn(tmp_path, [case] * 3)
    assert (lesson.cases, lesson.written, lesson.whole) == (3, False, None)
    assert "too few" in lesson.refusal
    assert not (tmp_path / MODEL).exists()


@pytest.mark.slow
def test_a_folder_is_taken_in_beside_an_open_desk_and_no_longer_after_it(built, tmp_path):
    folder, inbox = tmp_path / "night", tmp_path / "inbox"
    shutil.copytree(built.folder, folder)
    inbox.mkdir()
    desk = open_desk(folder)
    _ = project.build(desk, progress=lambda items, *_: items)
    desk.store.close()
    before = stamp_of(folder)
    taking = Taking(folder, [inbox], every=0.2, opener=None)
    taking.start()
    (inbox / "a.jsonl").write_text(POST, "utf-8")
    until = time.monotonic() + 60
    while _stamp(folder) in (before, None) and time.monotonic() < until:
        time.sleep(0.2)
    assert taking.goes_on
    taking.stop()
    assert not taking.goes_on
    texts = [r.body for r in read_built(folder, zone=zone_of(built)).reports.values()]
    assert "نانوایان در یزد تجمع کردند." in texts


@pytest.mark.slow
def test_what_runs_beside_ends_when_its_desk_is_killed(built, tmp_path):
    folder = tmp_path / "night"
    shutil.copytree(built.folder, folder)
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom crosstally.desk.beside import Taking\n"
        "if __name__ == '__main__':\n    folder = Path(sys.argv[1])\n"
        "    taking = Taking(folder, [folder / 'inbox'], every=0.2, opener=None)\n"
        "    taking.start()\n    print(taking._process.pid, flush=True)\n    time.sleep(600)\n"
    )
    (tmp_path / "desk.py").write_text(code)
    (folder / "inbox").mkdir(exist_ok=True)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "desk.py", folder], stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    time.sleep(3)
    os.kill(child, 0)
    parent.kill()
    _ = parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 30
    while _lives(child) and time.monotonic() < until:
        time.sleep(0.2)
    assert not _lives(child)


def _stamp(folder):
    """The build's stamp; none while it is being made."""
    try:
        return stamp_of(folder)
    except FormatError:
        return None


def _lives(process):
    try:
        told = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"
