"""Every action of the desk is a judgement in the log, once, and none is lost."""

import pytest

from crosstally import project
from crosstally.archive import read_log
from crosstally.desk.act import ACTIONS
from crosstally.ledger.opening import open_store
from crosstally.records import Decision, Status, changed

SHIRAZ, TABRIZ = "Shiraz", "Tabriz"


def act(browser, incident, action, **fields):
    """An action as its form on the card would send it; the answer and the fields sent."""
    page = browser.get(f"/incident/{incident.id}")
    sent = page.form("/accept") | fields
    return browser.post(f"/incident/{incident.id}/{action}", sent), sent


def test_from_the_queue_by_a_card_to_a_judgement_and_a_count_after_the_build(opened, find):
    desk = opened(rebuilt=True)
    browser = desk.browser()
    assert "صف" in browser.get("/").text
    card = browser.get("/next")
    assert card.path.startswith("/incident/")
    incident = find(desk.room, SHIRAZ)
    answer, _ = act(browser, incident, "accept")
    assert answer.status == 200
    (judgement,) = read_log(desk.store).judgements
    assert (judgement.decision, judgement.about, judgement.by) == (
        Decision.ACCEPT, (incident.id,), "desk",
    )  # fmt: skip
    again = project.build(desk.room.desk, progress=lambda items, *_: items)
    after = next(i for i in again.linked.incidents if i.id == incident.id)
    assert after.status is Status.UNDER_REVIEW, "one reader's word, of two"
    assert next(t for t in again.tallies if t.rule == "confirmed").value == 0
    config = desk.room.desk.config
    alone = desk.room.desk._replace(config=changed(config, desk=changed(config.desk, readers=1)))
    again = project.build(alone, progress=lambda items, *_: items)
    after = next(i for i in again.linked.incidents if i.id == incident.id)
    assert after.status is Status.CONFIRMED
    assert next(t for t in again.tallies if t.rule == "confirmed").value == 1


@pytest.mark.parametrize(
    ("action", "fields", "decision"),
    [
        ("accept", {}, Decision.ACCEPT),
        ("reject", {"reason": "hoax"}, Decision.REJECT),
        ("review", {"reason": "ask the channel"}, Decision.REVIEW),
        ("return", {"reason": "look at the day"}, Decision.RETURN),
        ("edit", {"field": "size", "value": "۲۰-۹۹"}, Decision.EDIT),
        ("edit", {"field": "days", "value": "۱۳۹۶-۱۰-۱۱"}, Decision.EDIT),
        ("edit", {"field": "place", "value": "تبریز"}, Decision.EDIT),
        ("edit", {"field": "kind", "value": "STK"}, Decision.EDIT),
        ("edit", {"field": "groups", "value": "workers, teachers"}, Decision.EDIT),
        ("edit", {"field": "audio", "value": "0 doubtful"}, Decision.EDIT),
        ("edit", {"field": "size", "value": "صدها", "shown": "صدها نفر"}, Decision.EDIT),
    ],
)
def test_each_action_is_one_judgement_and_its_undo_is_another(
    opened, find, action, fields, decision
):
    desk = opened()
    browser, incident = desk.browser(), find(desk.room, SHIRAZ)
    answer, _ = act(browser, incident, action, **fields)
    assert answer.status == 200
    (judgement,) = read_log(desk.store).judgements
    assert judgement.decision is decision
    answer, _ = act(browser, incident, "undo")
    assert answer.status == 200
    log = sorted(read_log(desk.store).judgements, key=lambda j: j.at)
    assert (log[1].decision, log[1].supersedes) == (Decision.UNDO, judgement.id)
    assert desk.room.standing(incident.id).state == "machine"


def test_a_new_span_is_drawn_by_its_words_and_grounds_the_value(opened, find):
    desk = opened(rebuilt=True)
    browser, incident = desk.browser(), find(desk.room, SHIRAZ)
    _ = act(browser, incident, "edit", field="size", value="صدها", shown="صدها نفر")
    report = next(r for r in desk.room.built.reports.values() if r.native_id == "fa0")
    built = project.build(desk.room.desk, progress=lambda items, *_: items)
    after = next(i for i in built.linked.incidents if i.id == incident.id)
    assert (after.size.rule, after.size.report) == ("set by a person", report.id)
    assert after.size.value.span.of(report.body) == "صدها نفر"
    assert '<mark class="set"' in browser.get(f"/incident/{incident.id}").text


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("size", "many", "number"), ("days", "1396-13-40", "day"), ("place", "ناکجاآباد", "place"),
        ("kind", "XYZ", "choice"), ("nothing", "1", "field"), ("size", "  ", "empty"),
        ("size", "9" * 3000, "long"), ("audio", "7 intact", "choice"), ("size", "12", "span"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_on_the_card_and_decides_nothing(
    opened, find, field, value, why
):
    desk = opened()
    incident = find(desk.room, SHIRAZ)
    more = {"shown": "words that stand nowhere"} if why == "span" else {}
    answer, _ = act(desk.browser(), incident, "edit", field=field, value=value, **more)
    assert (answer.status, 'class="problem"' in answer.text) == (422, True)
    assert desk.room.judgements == []


def test_merge_and_split_hold_after_the_build(opened, find):
    desk = opened(rebuilt=True)
    browser, one, other = desk.browser(), find(desk.room, "Rasht"), find(desk.room, "Zanjan")
    shiraz = find(desk.room, SHIRAZ)
    assert len(shiraz.mentions) == 2
    _ = act(browser, one, "merge", other=other.id)
    _ = act(browser, shiraz, "split", mention=shiraz.mentions[1])
    assert "یکی شمرده شد" in browser.get(f"/incident/{one.id}").text
    built = project.build(desk.room.desk, progress=lambda items, *_: items)
    groups = {frozenset(i.mentions) for i in built.linked.incidents}
    assert frozenset((*one.mentions, *other.mentions)) in groups
    assert {frozenset((m,)) for m in shiraz.mentions} <= groups


def test_a_form_sent_twice_is_one_decision_also_after_the_desk_was_closed(opened, find):
    desk = opened()
    browser, incident = desk.browser(), find(desk.room, SHIRAZ)
    _, sent = act(browser, incident, "accept")
    for _ in range(3):
        assert browser.post(f"/incident/{incident.id}/accept", sent).status == 200
    again = opened(folder=desk.folder)
    page = again.browser().get(f"/incident/{incident.id}").form("/accept")
    browser = again.browser()
    token = browser.get(f"/incident/{incident.id}").form("/accept")["token"]
    assert browser.post(f"/incident/{incident.id}/accept", sent | {"token": token}).status == 200
    assert page["seen"] == "1-2"
    assert len(read_log(again.store).judgements) == 1


def test_who_saw_an_older_state_is_shown_both_and_nothing_is_lost(opened, find):
    desk = opened(accounts=True)
    sara, omid = desk.browser("sara"), desk.browser("omid")
    incident = find(desk.room, SHIRAZ)
    form = omid.get(f"/incident/{incident.id}").form("/accept")
    _ = act(sara, incident, "edit", field="size", value="300")
    desk.clock.on(minutes=11)  # her lock has lapsed
    answer = omid.post(f"/incident/{incident.id}/reject", form | {"reason": "hoax"})
    assert answer.status == 409
    assert "sara" in answer.text
    assert "ویرایش کرد" in answer.text
    assert "جعلی" in answer.text
    assert len(desk.room.judgements) == 1
    anyway = answer.form("/reject") | {"token": form["token"]}
    assert omid.post(f"/incident/{incident.id}/reject", anyway).status == 200
    assert [j.by for j in desk.room.judgements] == ["sara", "omid"]


def test_without_the_version_an_older_form_would_overrule_in_silence(opened, find):
    from crosstally.desk.guard import Guards

    desk = opened(accounts=True, guards=Guards(versions=False))
    sara, omid = desk.browser("sara"), desk.browser("omid")
    incident = find(desk.room, SHIRAZ)
    form = omid.get(f"/incident/{incident.id}").form("/accept")
    _ = act(sara, incident, "edit", field="size", value="300")
    desk.clock.on(minutes=11)
    assert omid.post(f"/incident/{incident.id}/reject", form | {"reason": "hoax"}).status == 200
    assert len(desk.room.judgements) == 2


def test_a_lock_names_its_holder_and_minutes_and_lapses(opened, find):
    desk = opened(accounts=True)
    sara, omid = desk.browser("sara"), desk.browser("omid")
    incident = find(desk.room, SHIRAZ)
    form = omid.get(f"/incident/{incident.id}").form("/accept")
    own = sara.get(f"/incident/{incident.id}").form("/accept")
    _ = sara.post(f"/incident/{incident.id}/lock", own)
    desk.clock.on(minutes=3)
    shown = omid.get(f"/incident/{incident.id}")
    assert "sara" in shown.text
    assert "تا ۷ دقیقهٔ دیگر" in shown.text
    busy = omid.post(f"/incident/{incident.id}/accept", form)
    assert (busy.status, len(desk.room.judgements)) == (423, 0)
    assert omid.get("/next").path != f"/incident/{incident.id}"
    desk.clock.on(minutes=8)
    assert omid.post(f"/incident/{incident.id}/accept", form).status == 200
    assert len(desk.room.judgements) == 1


def test_deaths_need_two_persons_and_the_second_is_a_second_reader(opened, find):
    desk = opened(accounts=True)
    dead = next(i for i in desk.room.built.incidents.values() if i.killed)
    nima, omid = desk.browser("nima"), desk.browser("omid")
    _ = act(nima, dead, "accept")
    assert desk.room.standing(dead.id).state == "under_review"
    _ = act(nima, dead, "accept")
    assert desk.room.standing(dead.id).state == "under_review"
    _ = act(omid, dead, "accept")
    assert desk.room.standing(dead.id).state == "confirmed"
    other = find(desk.room, TABRIZ)
    _ = act(omid, other, "accept")
    assert not desk.room.standing(other.id).public
    answer, _ = act(nima, other, "accept")
    assert (answer.status, desk.room.standing(other.id).public) == (403, False)


def test_one_person_with_two_accounts_is_one_reader(opened):
    desk = opened(accounts=True, persons={"sara": "s", "omid": "s"})
    dead = next(i for i in desk.room.built.incidents.values() if i.killed)
    for name in ("sara", "omid"):
        _ = act(desk.browser(name), dead, "accept")
    assert desk.room.standing(dead.id).state == "under_review"


def test_roles_reach_as_far_as_they_say(opened, find):
    desk = opened(accounts=True)
    incident = find(desk.room, SHIRAZ)
    mina, nima, sara = (desk.browser(name) for name in ("mina", "nima", "sara"))
    page = mina.get(f"/incident/{incident.id}")
    assert 'class="acts"' not in page.text
    token = page.form("/language")["token"]
    for action in ACTIONS:
        assert mina.post(f"/incident/{incident.id}/{action}", {"token": token}).status == 403
    assert act(nima, incident, "return", reason="x")[0].status == 403
    withdrawing = {"report": incident.reports[0], "reason": "consent"}
    assert act(nima, incident, "withdraw", **withdrawing)[0].status == 403
    assert [b.get("/audit").status for b in (mina, nima, sara)] == [403, 403, 200]
    assert desk.room.judgements == []
    assert act(sara, incident, "withdraw", **withdrawing)[0].status == 200
    assert incident.reports[0] not in {r.id for r in read_log(desk.store).reports}


def test_what_one_has_decided_leaves_ones_own_queue_and_waits_in_the_others(opened, find):
    desk = opened(accounts=True)
    incident = find(desk.room, SHIRAZ)
    _ = act(desk.browser("nima"), incident, "accept")
    queues = {name: desk.browser(name).get("/").text for name in ("nima", "omid")}
    assert [f"/incident/{incident.id}" in queues[name] for name in ("nima", "omid")] == [
        False,
        True,
    ]
    _ = act(desk.browser("omid"), incident, "accept")
    assert f"/incident/{incident.id}" not in desk.browser("sara").get("/").text


def test_what_nobody_has_read_comes_before_a_second_reading_but_not_before_deaths(opened):
    desk = opened(accounts=True)
    nima, omid = desk.browser("nima"), desk.browser("omid")
    order = [q.incident for q in desk.room.first(40, "omid", None)]
    dead = next(i for i in order if desk.room.built.incidents[i].killed)
    alive = next(i for i in order if not desk.room.built.incidents[i].killed)
    for name in (dead, alive):
        _ = act(nima, desk.room.built.incidents[name], "accept")
    after = [q.incident for q in desk.room.first(40, "omid", None)]
    assert (set(after), after[-1]) == (set(order), alive)
    assert after.index(dead) == order.index(dead)
    assert [q.rank for q in desk.room.first(40, "omid", None)] == list(range(1, len(order) + 1))
    assert [q.incident for q in desk.room.first(3, "omid", None, start=len(order) - 2)] == after[
        -2:
    ]
    assert len(omid.get("/").text) > 0


def test_judgements_by_others_on_the_log_show_without_a_restart(opened, find):
    desk = opened()
    browser, incident = desk.browser(), find(desk.room, SHIRAZ)
    other = opened(folder=desk.folder)
    _ = act(other.browser(), incident, "accept")
    assert "پذیرفت" in browser.get(f"/incident/{incident.id}").text
    assert desk.room.counted["under_review"] == 1


def test_the_log_verifies_after_a_night(opened, find):
    desk = opened()
    browser = desk.browser()
    for name in (SHIRAZ, TABRIZ, "Rasht"):
        _ = act(browser, find(desk.room, name), "accept")
    with_own_eyes = open_store(desk.folder / "desk.db")
    assert with_own_eyes.check().entries == desk.store.head().entries
    with_own_eyes.close()


def test_how_long_a_reading_took_is_written_down(opened, find):
    from crosstally.reviewing.pace import STINTS, Stint
    from crosstally.tables.files import read_lines

    desk = opened()
    browser, incident = desk.browser(), find(desk.room, SHIRAZ)
    form = browser.get(f"/incident/{incident.id}").form("/accept")
    _ = browser.post(f"/incident/{incident.id}/lock", form)
    desk.clock.on(minutes=4)
    _ = browser.post(f"/incident/{incident.id}/accept", form | {"graphic": "90"})
    (stint,) = read_lines(desk.folder / STINTS, Stint)
    assert ((stint.ended - stint.began).seconds, stint.decided, stint.graphic_seconds) == (
        240,
        True,
        90.0,
    )


def test_a_new_build_is_taken_up_while_the_desk_is_open_with_all_that_was_judged(opened, find):
    from crosstally.desk.renewal import Renewal

    desk = opened(rebuilt=True)
    browser, one, other = desk.browser(), find(desk.room, "Rasht"), find(desk.room, "Zanjan")
    _ = act(browser, one, "merge", other=other.id)
    _ = act(browser, one, "accept")
    desk.house.renewal = Renewal(desk.room)
    _ = project.build(desk.room.desk, progress=lambda items, *_: items)
    _ = browser.get("/counts")
    desk.house.renewal.wait()
    (after,) = (
        {desk.room.incident(i.id).id for i in (one, other)}
        if browser.get("/").status == 200
        else ()
    )
    assert set(desk.room.incident(after).mentions) == {*one.mentions, *other.mentions}
    assert desk.room.standing(after).accepted == ("desk",)
    assert browser.get(f"/incident/{other.id}").status == 200
