"""Whether what arrives is old."""

from collections.abc import Callable
from datetime import date

import pytest

from crosstally.records import Incident, Report, ReportId, SourceId
from crosstally.reviewing.oldnew import memory_of, old_or_new
from crosstally.reviewing.words import say

Make = Callable[..., Incident]
WORDS = "کارگران نیشکر امروز مقابل فرمانداری گرد آمدند و مزد پنج ماه گذشتهٔ خود را خواستند"


def report(name: str, body: str, on: date | None, source: str = "s") -> Report:
    return Report(id=ReportId(name), source=SourceId(source), body=body, said_on=on)


def test_the_same_words_of_another_year_are_shown_with_their_source(incident: Make) -> None:
    rows = [
        report("old", WORDS, date(2016, 2, 1), "earlier"),
        report("new", WORDS.replace("امروز", "دیروز"), date(2018, 1, 2)),
        report(
            "other", "باران در شمال کشور تا پایان هفته ادامه دارد و هوا سرد است", date(2018, 1, 2)
        ),
    ]
    memory = memory_of(rows, [])
    found = old_or_new(memory, incident("new"))
    assert found.first_seen == date(2016, 2, 1)
    assert found.first_report == "old"
    assert [(one.report, one.days_before) for one in found.other_year] == [("old", 701)]
    assert found.copies[0].likeness > 0.5
    assert "earlier" in say(found.whys[0], "fa")
    assert "۷۰۱" in say(found.whys[0], "fa")
    assert "701" in say(found.whys[0], "en")
    later = old_or_new(memory, incident("old"))
    assert (later.first_report, later.copies[0].days_before) == ("old", -701)


def test_a_copy_inside_the_incident_makes_it_no_older(incident: Make) -> None:
    rows = [report("a", WORDS, date(2018, 1, 1)), report("b", WORDS, date(2018, 1, 2))]
    found = old_or_new(memory_of(rows, []), incident("a", reports=("a", "b")))
    assert found.copies == ()
    assert [w.code for w in found.whys] == ["old.new"]


@pytest.mark.parametrize("body", ["", "تجمع", "نان کار آزادی"])
def test_set_phrases_copy_nobody(incident: Make, body: str) -> None:
    rows = [report("a", body, date(2018, 1, 1)), report("b", body, date(2010, 1, 1))]
    assert old_or_new(memory_of(rows, []), incident("a")).copies == ()


def test_a_report_without_a_day_is_a_copy_all_the_same(incident: Make) -> None:
    rows = [report("a", WORDS, None), report("b", WORDS, None)]
    found = old_or_new(memory_of(rows, []), incident("a"))
    assert [(one.report, one.days_before) for one in found.copies] == [("b", None)]
    assert found.other_year == ()


def test_the_day_of_another_year_is_found_by_both_calendars(incident: Make) -> None:
    # 16 Azar falls on 7 December 2017 and on 6 December 2020: the same day by one calendar only
    own = incident("a", town="Tehran", day=date(2020, 12, 6))
    jalali = incident("b", town="Tehran", day=date(2017, 12, 7))
    gregorian = incident("c", town="Tehran", day=date(2016, 12, 6))
    elsewhere = incident("d", town="Karaj", day=date(2017, 12, 7))
    same_year = incident("e", town="Tehran", day=date(2020, 12, 6))
    memory = memory_of([], [own, jalali, gregorian, elsewhere, same_year])
    assert set(old_or_new(memory, own).same_day) == {jalali.id, gregorian.id}


def test_a_report_that_the_desk_does_not_hold_is_passed_over(incident: Make) -> None:
    found = old_or_new(memory_of([], []), incident("nobody"))
    assert (found.first_seen, found.first_report) == (None, None)
