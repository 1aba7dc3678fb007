"""A day on which nobody looked has no count, whoever the sources are."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.analysis.frame import Options
from crosstally.analysis.series import of_desk, of_table
from crosstally.analysis.watch import LOOK_BACK_DAYS, SILENCE_DAYS, spells, watch_of
from crosstally.errors import FormatError
from crosstally.records import Standing, changed, encode


def _days(study) -> dict[str, tuple]:
    grid = next(one for one in study.tables if one.name == "day")
    return {row[0]: row[1:] for row in grid.rows}


def _two(desks):
    """Two incidents far apart, each told by a source that is silent between them."""
    one, other = desks.report("r1", "s1", 1), desks.report("r2", "s1", 61)
    incidents = [desks.incident("i1", 0, reports=[one]), desks.incident("i2", 60, reports=[other])]
    return desks.desk(incidents, [one, other], [desks.source("s1")])


def test_a_desk_without_days_has_no_series(desks):
    study = of_desk(desks.desk([desks.incident("i", None, counts=True)]), Options())
    assert [one.status for one in study.estimates] == [Standing.REFUSED]
    assert study.estimates[0].refusal == "dated"


def test_days_known_for_few_incidents_refuse(desks):
    vague = [desks.incident(f"i{n}", None, counts=True) for n in range(3)]
    study = of_desk(desks.desk([desks.incident("i", 0), *vague]), Options())
    assert {one.refusal for one in study.estimates} == {"dated"}


def test_a_day_on_which_nobody_looked_is_blank_and_not_nought(desks):
    days = _days(of_desk(_two(desks), Options()))
    assert days["2018-01-01"][0] == 1
    assert days["2018-01-02"][:2] == (0, None)  # the source's own day: it looked, and found none
    assert days["2018-02-01"] == (None, None, None, 0, 0)


def test_blank_days_are_not_counted_into_the_mean_and_are_told(desks):
    study = of_desk(_two(desks), Options())
    mean = next(one for one in study.estimates if one.name == "a-seen-day")
    seen = sum(row[3] for row in _days(study).values())
    assert mean.value == pytest.approx(2 / seen)
    assert "days-unseen" in mean.warnings
    assert mean.sensitivity[0].value == pytest.approx(2 / 62)


def test_other_linkings_give_the_interval(desks):
    tables = _two(desks)
    merged = (tables.incidents[0],)
    split = (*tables.incidents, changed(tables.incidents[0], id="i3"))
    study = of_desk(tables._replace(replicates=(merged, split, tables.incidents)), Options())
    total = study.estimates[0]
    assert (total.value, total.low, total.high) == (2, pytest.approx(1.05), pytest.approx(2.95))
    assert "no-linking-interval" not in total.warnings


def test_a_table_counts_every_day_of_its_span(tmp_path: Path):
    path = tmp_path / "t.csv"
    path.write_text("day,place,count\n2018-01-30,مشهد,3\n2018-02-02,مشهد,1\n", encoding="utf-8")
    study = of_table(path, None, Options())
    assert [row[:2] for row in study.tables[0].rows] == [
        ("2018-01-30", 3), ("2018-01-31", 0), ("2018-02-01", 0), ("2018-02-02", 1)
    ]  # fmt: skip
    assert [row[:2] for row in study.tables[3].rows] == [("1396-11", 4)]
    assert all(one.status is Standing.OK for one in study.estimates)


def test_a_week_begins_on_monday_and_a_month_of_the_iranian_calendar_on_its_first(tmp_path: Path):
    path = tmp_path / "t.csv"
    path.write_text("day,count\n2018-03-18,1\n2018-03-19,2\n2018-03-21,4\n", encoding="utf-8")
    tables = {
        grid.name: [row[:2] for row in grid.rows] for grid in of_table(path, None, Options()).tables
    }
    assert tables["week"] == [("2018-03-12", 1), ("2018-03-19", 6)]
    assert tables["jalali-month"] == [("1396-12", 3), ("1397-01", 4)]  # Nowruz: 21 March


def test_days_centuries_apart_are_refused(desks):
    early = desks.incident("i1", 0)
    late = desks.incident("i2", 40_000)
    with pytest.raises(FormatError, match="century"):
        of_desk(desks.desk([early, late]), Options())


@pytest.mark.parametrize(("gap", "parts"), [(SILENCE_DAYS, 1), (SILENCE_DAYS + 1, 2)])
def test_a_silence_of_more_than_a_fortnight_parts_two_spells(desks, gap, parts):
    found = spells([desks.START, desks.START + timedelta(days=gap)])
    assert len(found) == parts
    assert found[0][0] == desks.START - timedelta(days=LOOK_BACK_DAYS)


def test_rows_without_a_day_of_publication_stand_on_the_days_they_tell_of(desks):
    row = desks.report("r", "sheet", None)
    tables = desks.desk([desks.incident("i", 5, reports=[row])], [row], [desks.source("sheet")])
    watch = watch_of(tables)
    assert watch is not None
    assert watch.at(desks.START + timedelta(days=5)) == 1


told = st.lists(
    st.tuples(st.integers(0, 90), st.sampled_from("abc"), st.integers(0, 30)),
    min_size=1, max_size=25,
)  # fmt: skip


@given(told, st.permutations(["a", "b", "c"]))
def test_renaming_the_sources_changes_no_study(desks, rows, names):
    def made(called: dict[str, str]):
        reports = [desks.report(f"r{n}", called[by], day) for n, (day, by, _) in enumerate(rows)]
        incidents = [
            desks.incident(f"i{n}", max(day - late, 0), reports=[one])
            for n, ((day, _, late), one) in enumerate(zip(rows, reports, strict=True))
        ]
        sources = sorted((desks.source(one) for one in called.values()), key=lambda s: s.id)
        return of_desk(desks.desk(incidents, reports, sources), Options())

    plain = made(dict(zip("abc", "abc", strict=True)))
    renamed = made(dict(zip("abc", (f"پیام {name}" for name in names), strict=True)))
    assert changed(plain, inputs=()) == changed(renamed, inputs=())


@given(told)
def test_nothing_that_has_a_day_is_lost_by_any_step(desks, rows):
    reports = [desks.report(f"r{n}", by, day) for n, (day, by, _) in enumerate(rows)]
    incidents = [
        desks.incident(f"i{n}", day, reports=[reports[n]]) for n, (day, _, _) in enumerate(rows)
    ]
    study = of_desk(desks.desk(incidents, reports), Options())
    for grid in study.tables:
        assert sum(row[1] or 0 for row in grid.rows) == len(rows)
    assert study.estimates[0].value == len(rows)
    assert encode(study) == encode(of_desk(desks.desk(incidents, reports), Options()))


@given(st.lists(st.integers(0, 400), max_size=30))
def test_every_day_of_a_report_lies_in_a_spell_and_spells_do_not_meet(desks, days):
    found = spells([desks.START + timedelta(days=day) for day in days])
    for day in days:
        at = desks.START + timedelta(days=day)
        assert sum(low <= at <= high for low, high in found) >= 1
    ends = [high for _, high in found]
    assert all(np.diff([end.toordinal() for end in ends]) > SILENCE_DAYS)
