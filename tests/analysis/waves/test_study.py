"""A study of waves says its definition, what other definitions give, and refuses where it must."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from crosstally.analysis.frame import Options
from crosstally.analysis.inputs import place_days_of
from crosstally.analysis.waves import (
    National,
    Scene,
    Thresholds,
    cut,
    national,
    of_desk,
    of_table,
    over_thresholds,
    regimes_of,
    regional,
    scene_of_table,
)
from crosstally.analysis.words import LANGUAGES, codes
from crosstally.records import Estimate, Grid, Place, Resolved, Standing, Study, changed, encode

START = date(2017, 1, 2)
TOWNS = tuple(f"شهر {n}" for n in range(24))
WAVE = range(200, 207)


def told(*, wave: bool = True, days: int = 400, towns: int = 24) -> dict[tuple[str, date], int]:
    """A town or two with something a day; for a week, all of them."""
    chance = np.random.default_rng(17)
    cells: dict[tuple[str, date], int] = {(TOWNS[0], START): 1}
    for day in range(days):
        each = chance.poisson(1.2 if wave and day in WAVE else 0.12, towns)
        for town in np.flatnonzero(each):
            cells[TOWNS[town], START + timedelta(days=day)] = int(each[town])
    return cells


def scene(cells: dict[tuple[str, date], int], provinces: int | None = 12) -> Scene:
    """A country of two towns a province, on a grid of a degree."""
    spots = {town: (30.0 + n % 6, 48.0 + n // 6) for n, town in enumerate(TOWNS)}
    made = scene_of_table(place_days_of(cells, spots), None)
    if provinces is None:
        return made
    names = tuple(f"استان {TOWNS.index(town) // 2}" for town in made.towns)
    return made._replace(provinces=names, all_provinces=provinces)


def study(of: Scene) -> Study:
    estimates, tables = national(National(of), Options())
    more, other = regional(of, Options())
    return Study(
        name="waves", version="1", inputs=(), seed=1,
        estimates=(*estimates, *more), tables=(*tables, *other),
    )  # fmt: skip


def one(of: Study, name: str) -> Estimate:
    return next(each for each in of.estimates if each.name == name)


def grid(of: Study, name: str) -> Grid:
    return next(each for each in of.tables if each.name == name)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (told(days=50), "enough-days"),
        ({(TOWNS[n % 3], START + timedelta(days=9 * n)): 1 for n in range(20)}, "enough-cases"),
        ({(TOWNS[n % 9], START + timedelta(days=7 * n)): 5 for n in range(60)}, "by-day"),
        ({(TOWNS[n], date(2010 + n, m, 1)): 9 for n in range(9) for m in range(1, 13)}, "by-day"),
    ],
    ids=["too few days", "too few incidents", "counts by week", "counts by month"],
)
def test_what_cannot_be_answered_is_refused(
    cells: dict[tuple[str, date], int], reason: str
) -> None:
    made = study(scene(cells))
    assert {each.status for each in made.estimates} == {Standing.REFUSED}
    assert {each.refusal for each in made.estimates} == {reason}


def test_one_place_has_waves_but_none_that_is_nationwide_and_no_region() -> None:
    daily = scene(told()).daily
    cells = {("", START + timedelta(days=n)): int(count) for n, count in enumerate(daily) if count}
    made = study(scene(cells, None))
    assert one(made, "nationwide-waves").refusal == "several-towns"
    assert one(made, "raised-periods").value == 1
    assert one(made, "town-clusters").refusal == "places-known"


def test_without_coordinates_there_are_no_regions() -> None:
    made = study(scene(told())._replace(lat=None, lon=None))
    assert one(made, "town-clusters").refusal == "places-known"
    assert one(made, "nationwide-waves").value == 1


def test_a_wave_is_told_with_its_days_and_its_breadth() -> None:
    made = study(scene(told()))
    headline = made.estimates[0]
    assert (headline.name, headline.value, headline.status) == ("nationwide-waves", 1, Standing.OK)
    assert headline.low is not None
    assert headline.low <= 1 <= (headline.high or 0)
    (row,) = grid(made, "waves").rows
    assert row[:2] == ("2017-07-21", "2017-07-27")
    assert row[5] >= 20
    assert row[-1] == 1


def test_the_definition_is_printed_and_other_definitions_are_counted() -> None:
    made = study(scene(told()))
    assert grid(made, "definition").columns[:2] == ("times-usual", "days-at-least")
    assert grid(made, "definition").rows == ((2.0, 3, 10, 4, 7),)
    counts = [row[-1] for row in grid(made, "thresholds").rows]
    assert len(counts) == 27
    assert {0, 1} >= set(counts)
    assert counts[0] == 1


def test_stricter_thresholds_never_find_more() -> None:
    some = scene(told())
    for low, few in over_thresholds(some, regimes_of(some)):
        for high, more in over_thresholds(some, regimes_of(some)):
            if all(a <= b for a, b in zip(low, high, strict=True)):
                assert few >= more


def test_a_wave_in_a_corner_is_not_nationwide() -> None:
    cells = told(wave=False)
    for day in WAVE:
        for town in TOWNS[:3]:
            cells[town, START + timedelta(days=day)] = 6
    made = study(scene(cells))
    assert one(made, "nationwide-waves").value == 0
    assert one(made, "raised-periods").value == 1
    assert one(made, "town-clusters").value == 1
    cluster = grid(made, "town-clusters").rows[0]
    assert cluster[1:3] == ("2017-07-21", "2017-07-27")
    assert set(cluster[-1].split(", ")) >= set(TOWNS[:3])


def test_provinces_that_touch_are_scanned_by_their_borders() -> None:
    cells = told(wave=False)
    for day in WAVE:
        for town in (TOWNS[0], TOWNS[3]):
            cells[town, START + timedelta(days=day)] = 8
    borders = tuple((f"استان {n}", f"استان {n + 1}") for n in range(11))
    made = study(scene(cells)._replace(borders=borders))
    assert one(made, "province-clusters").value == 1
    row = grid(made, "province-clusters").rows[0]
    assert set(row[-1].split(", ")) == {"استان 0", "استان 1"}


def test_more_sources_on_the_day_a_wave_begins_are_a_caution() -> None:
    some = scene(told())
    sources = np.full(some.counts.shape[1], 5)
    steady, _ = national(National(some._replace(sources=sources)), Options())
    assert steady[0].status is Standing.OK
    sources[200:] = 9
    shifted, _ = national(National(some._replace(sources=sources)), Options())
    assert shifted[0].status is Standing.CAUTION
    assert [c.name for c in shifted[0].checks if not c.passed] == ["sources-steady"]


def test_other_linkings_widen_the_interval() -> None:
    some, other = scene(told()), scene(told(wave=False))
    alone, _ = national(National(some), Options())
    mixed, _ = national(National(some, (some, other)), Options())
    assert alone[0].low == 1
    assert mixed[0].low == 0


def test_a_table_is_read_with_its_provinces(tmp_path: Path) -> None:
    cells = told()
    days, places = tmp_path / "days.csv", tmp_path / "places.csv"
    rows = [f"{day},{town},{count}" for (town, day), count in cells.items()]
    days.write_text("\n".join(["day,place,count", *rows]), encoding="utf-8")
    spots = [f"{t},{30 + n % 6},{48 + n // 6},استان {n // 2}" for n, t in enumerate(TOWNS)]
    places.write_text("\n".join(["place,lat,lon,province", *spots]), encoding="utf-8")
    made = of_table(days, places, Options())
    assert one(made, "nationwide-waves").value == 1
    assert grid(made, "definition").rows[0][3] == 4
    assert encode(made) == encode(of_table(days, places, Options()))
    bare = of_table(days, None, Options())
    assert "provinces-unknown" in one(bare, "nationwide-waves").warnings


def test_a_scene_is_cut_to_the_days_between_two_dates() -> None:
    some = scene(told())
    part = cut(some, START + timedelta(days=100), START + timedelta(days=299))
    assert part.counts.shape[1] == 200
    assert part.day(0) == (START + timedelta(days=100)).isoformat()
    assert cut(part, date(1900, 1, 1), date(2100, 1, 1)).first == part.first
    assert cut(some, date(1900, 1, 1), date(1901, 1, 1)).counts.shape[1] == 0


def _located(place: Resolved[Place], spot: tuple[float, float]) -> Resolved[Place]:
    return changed(place, value=changed(place.value, lat=spot[0], lon=spot[1]))


def _desk(desks, *, abroad: bool = False):
    incidents, reports = [], []
    for (town, day), count in sorted(told().items()):
        for n in range(count):
            at = (day - desks.START).days
            said = desks.report(f"r{town}{at}{n}", "s", at)
            made = desks.incident(f"i{town}{at}{n}", at, town=town, reports=[said])
            spot = 30.0 + TOWNS.index(town) % 6, 48.0 + TOWNS.index(town) // 6
            incidents.append(changed(made, place=_located(made.place, spot)))
            reports.append(said)
    if abroad:
        far = desks.incident("far", 5, town="Paris")
        there = changed(far.place, value=changed(far.place.value, country="FR"))
        incidents.append(changed(far, place=there))
    return desks.desk(incidents, reports, [desks.source("s")])


def test_a_desk_is_studied_by_town_and_first_day(desks) -> None:
    made = of_desk(_desk(desks), Options())
    headline = one(made, "nationwide-waves")
    assert headline.value is not None
    (row,) = grid(made, "waves").rows
    assert row[:2] == ("2017-07-21", "2017-07-27")
    assert "newcomers-left-out" in {each.change for each in headline.sensitivity}
    assert one(made, "town-clusters").value is not None


def test_what_happens_abroad_is_left_out(desks) -> None:
    plain, mixed = (of_desk(_desk(desks, abroad=some), Options()) for some in (False, True))
    assert grid(plain, "regimes") == grid(mixed, "regimes")


def test_an_empty_desk_is_refused(desks) -> None:
    made = of_desk(desks.desk([]), Options())
    assert {each.status for each in made.estimates} == {Standing.REFUSED}


def test_every_code_is_explained_in_every_language(desks) -> None:
    for made in (
        of_desk(_desk(desks), Options()),
        study(scene(told())),
        study(scene(told(days=50))),
    ):
        for lang in LANGUAGES:
            for each in made.estimates:
                assert {each.name} <= codes("name", lang)
                assert {each.unit} <= codes("unit", lang)
                assert {each.method} <= codes("method", lang)
                assert set(each.assumptions) <= codes("assumption", lang)
                assert set(each.warnings) <= codes("warning", lang)
                assert {check.name for check in each.checks} <= codes("check", lang)
                assert {some.change for some in each.sensitivity} <= codes("change", lang)
            for table in made.tables:
                assert {table.name} <= codes("table", lang)
                assert set(table.columns) <= codes("column", lang)
            assert {made.name} <= codes("name", lang)


def test_a_definition_of_ones_own_is_counted() -> None:
    asked = Thresholds(ratio=5, days=2, towns=22, share=0.9)
    estimates, tables = national(National(scene(told()), asked=asked), Options())
    assert tables[0].rows[0][2] == 22
    assert estimates[0].value in (0, 1)
