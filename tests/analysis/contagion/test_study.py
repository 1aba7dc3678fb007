"""The study of clustering: refused by name, or a share with everything beside it."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from crosstally.analysis.contagion import ANALYSIS, Question, of_table, study_of
from crosstally.analysis.contagion.simulate import Clustering, Truth, desk, towns
from crosstally.analysis.contagion.table import step_of
from crosstally.analysis.frame import Options
from crosstally.analysis.words import LANGUAGES, codes, told
from crosstally.records import Digest, Standing, Study, encode

SEED = 20261123
CLUSTERED = Truth("flat", Clustering(0.4, 0.0))
START = date(2018, 1, 1)


def _question(truth: Truth = CLUSTERED, **told: object) -> Question:
    world = desk(np.random.default_rng([SEED, 0]), truth)
    return Question(world, 1, (Digest("0" * 64),))._replace(**told)


@pytest.fixture(scope="module")
def answered() -> Study:
    return study_of(_question(), Options())


def _table(folder: Path, rows: Iterable[tuple[date, str, int]]) -> Path:
    path = folder / "table.csv"
    lines = [f"{day.isoformat()},{place},{count}" for day, place, count in rows]
    path.write_text("\n".join(["day,place,count", *lines]), encoding="utf-8")
    return path


def _rows(truth: Truth = CLUSTERED, step: int = 1) -> list[tuple[date, str, int]]:
    counts = desk(np.random.default_rng([SEED, 0]), truth).counts.astype(int)
    return [
        (START + timedelta(days=int(day) * step), f"شهر {place:02}", int(counts[place, day]))
        for place, day in zip(*np.nonzero(counts), strict=True)
    ]


def _refusals(study: Study) -> set[str | None]:
    return {one.refusal for one in study.estimates}


def test_fewer_than_a_hundred_incidents_are_refused(tmp_path: Path) -> None:
    rows = _rows()
    study = of_table(_table(tmp_path, rows[::30]), None, Options())
    assert _refusals(study) == {"enough-incidents"}


def test_four_places_are_refused(tmp_path: Path) -> None:
    rows = [(day, place[-1:] if place[-1:] in "123" else "0", 1) for day, place, _ in _rows()]
    study = of_table(_table(tmp_path, rows), None, Options())
    assert _refusals(study) == {"enough-places"}


def test_seven_weeks_are_refused(tmp_path: Path) -> None:
    last = START + timedelta(days=49)
    rows = [row for row in _rows(CLUSTERED._replace(a_day=0.5)) if row[0] < last]
    assert _refusals(of_table(_table(tmp_path, rows), None, Options())) == {"long-enough"}


@pytest.mark.parametrize("step", [8, 14, 30])
def test_dates_coarser_than_a_week_are_refused(tmp_path: Path, step: int) -> None:
    study = of_table(_table(tmp_path, _rows(step=step)), None, Options())
    assert _refusals(study) == {"dates-fine-enough"}


def test_dates_that_are_all_the_first_of_a_month_are_refused(tmp_path: Path) -> None:
    rows = [(day.replace(day=1), place, count) for day, place, count in _rows()]
    assert _refusals(of_table(_table(tmp_path, rows), None, Options())) == {"dates-fine-enough"}


def test_a_common_cause_is_refused_and_leaves_no_number_at_all() -> None:
    study = study_of(_question(Truth("waves")), Options())
    assert _refusals(study) == {"told-from-common-cause"}
    assert study.tables == ()
    assert all(one.value is None and not one.sensitivity for one in study.estimates)


def test_an_empty_world_is_refused_without_an_error() -> None:
    world = desk(np.random.default_rng(1), Truth("flat"))
    empty = _question(world=world._replace(counts=np.zeros((0, 0)), distance=None))
    assert _refusals(study_of(empty, Options())) == {"enough-incidents"}


def test_weeks_are_read_as_weeks_and_with_care(tmp_path: Path) -> None:
    study = of_table(_table(tmp_path, _rows(step=7)), None, Options())
    share, delay = study.estimates
    assert share.status is Standing.CAUTION
    assert "weekly-dates" in share.warnings
    assert delay.value is not None
    assert delay.value >= 0.7 * 7


@pytest.mark.parametrize(
    ("told_on", "step"),
    [([0, 1, 5], 1), ([0, 7, 21], 7), ([0, 4], 1), ([], 1), ([0, 31, 59], 28), ([0, 10, 20], 10)],
)
def test_the_step_of_a_table_is_what_all_its_dates_share(told_on: list[int], step: int) -> None:
    totals = np.zeros(90, dtype=np.int64)
    totals[told_on] = 3
    assert step_of(START, totals) == step


def test_a_share_is_told_with_its_interval_checks_and_rivals(answered: Study) -> None:
    share, delay = answered.estimates
    assert share.name == "clustered-share"
    assert 0.0 < share.low <= 0.4 <= share.high <= 1.0
    assert share.status is Standing.OK
    assert all(check.passed for check in share.checks)
    assert delay.low < delay.value < delay.high
    assert {variant.change for variant in share.sensitivity} == {
        "constant-background", "smooth-background", "daily-shock", "daily-shock-drifting",
        "only-part-reported",
    }  # fmt: skip


def test_every_table_has_as_many_cells_as_columns(answered: Study) -> None:
    assert [table.name for table in answered.tables] == [
        "share-by-background", "share-by-reporting", "incidents-after-one", "calibration",
    ]  # fmt: skip
    for table in answered.tables:
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_it_is_called_clustering_and_never_causing() -> None:
    for lang in LANGUAGES:
        words = told("name", "clustered-share", lang)
        assert not any(word in words for word in ("caus", "trigger", "علت", "باعث", "سرایت"))
    assert "clustering-is-no-cause" in study_of(_question(), Options()).estimates[0].warnings


def _codes(study: Study) -> set[tuple[str, str]]:
    told_codes = {("name", study.name)}
    for one in study.estimates:
        told_codes |= {("name", one.name), ("unit", one.unit), ("method", one.method)}
        told_codes |= {("check", check.name) for check in one.checks}
        told_codes |= {("assumption", code) for code in one.assumptions}
        told_codes |= {("warning", code) for code in one.warnings}
        told_codes |= {("change", variant.change) for variant in one.sensitivity}
    for table in study.tables:
        told_codes |= {("table", table.name)} | {("column", code) for code in table.columns}
    return told_codes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_is_explained(answered: Study, tmp_path: Path, lang: str) -> None:
    weekly = of_table(_table(tmp_path, _rows(step=7)), None, Options())
    for table, code in sorted(_codes(answered) | _codes(weekly)):
        assert code in codes(table, lang), (table, code)


def test_other_days_and_links_widen_the_interval(answered: Study) -> None:
    other = desk(np.random.default_rng([SEED, 1]), CLUSTERED)
    study = study_of(_question(others=(other,)), Options())
    wide, plain = study.estimates[0], answered.estimates[0]
    assert wide.high - wide.low > plain.high - plain.low


def test_the_same_table_gives_the_same_bytes_and_is_kept_by_what_it_follows_from(
    tmp_path: Path,
) -> None:
    path = _table(tmp_path, _rows())
    lat, lon, _ = towns(np.random.default_rng(1), 50)
    places = tmp_path / "places.csv"
    rows = [f"شهر {place:02},{lat[place]},{lon[place]}" for place in range(50)]
    places.write_text("\n".join(["place,lat,lon", *rows]), encoding="utf-8")
    names = []

    def keep(name: str, kind: type, make: object) -> Study:
        names.append(name)
        return make()

    one, two = (ANALYSIS.of_table(path, places, Options(keep=keep)) for _ in range(2))
    assert encode(one) == encode(two)
    assert names[0] == names[1]
    assert "no-coordinates" not in one.estimates[0].warnings
    ANALYSIS.of_table(path, places, Options(keep=keep, level=0.9))
    assert names[2] != names[0]
