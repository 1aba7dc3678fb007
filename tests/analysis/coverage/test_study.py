"""The study of lists: the bound first, refusals by name, a total only where it was earned."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from crosstally.analysis.coverage import ANALYSIS, loglinear, study_of
from crosstally.analysis.coverage.table import gathered
from crosstally.analysis.frame import Options
from crosstally.analysis.inputs import Lists, lists_of
from crosstally.analysis.words import LANGUAGES, codes
from crosstally.records import Check, Estimate, Standing, Study, encode

BARRED = {
    "lists": "11:167 10:781 01:254",
    "overlap": "100:50 010:40 001:30 111:5",
    "connected": "1000:90 0100:90 1100:40 0010:90 0001:90 0011:50",
    "dominant": "100:900 010:30 001:20 110:25 101:15 011:3 111:4",
    "ties": "110:40 001:60 111:20",
}


def classes(value: float | None) -> Options:
    """Options whose memory holds what the sampler of classes once gave."""
    made = Estimate(
        name="seen-total-classes", value=value, low=None if value is None else 0.9 * value,
        high=None if value is None else 1.1 * value, level=0.95, unit="visible-events",
        method="classes", status=Standing.CAUTION if value else Standing.REFUSED,
        refusal=None if value else "rhat",
        checks=(Check(name="rhat", passed=value is not None, value=1.2, bound=1.01),),
    )  # fmt: skip

    def keep(name: str, kind: type, make: Callable[[], Estimate]) -> Estimate:
        return made if "classes" in name else make()

    return Options(keep=keep)


def independent(n: int, chances: tuple[float, ...], seed: int) -> Lists:
    """Lists that saw n events each with its own chance, independently."""
    seen = (np.random.default_rng(seed).random((n, len(chances))) < chances).astype(np.int64)
    found = gathered(seen, np.ones(n))
    rows = zip(found.seen, found.counts, strict=True)
    cells = {tuple(map(int, row)): int(count) for row, count in rows if count}
    return lists_of(tuple("ABCDEF"[: len(chances)]), cells)


@pytest.mark.parametrize(("bar", "cells"), BARRED.items(), ids=BARRED.keys())
def test_a_table_that_fails_a_bar_has_no_number_at_all(
    bar: str, cells: str, lists: Callable[[str], Lists]
) -> None:
    study = study_of(lists(cells), classes(500.0))
    assert {one.refusal for one in study.estimates} == {bar}
    assert all(one.value is None for one in study.estimates)
    assert len(study.estimates) == 5


def test_pairs_without_an_estimate_refuse_the_models_and_the_total(
    lists: Callable[[str], Lists],
) -> None:
    study = study_of(lists("100:60 010:50 001:40 110:20 101:30 011:10"), classes(500.0))
    assert [one.refusal for one in study.estimates[:3]] == [None, "mle-exists", "mle-exists"]


def test_kosovo_has_a_bound_and_no_total(lists: Callable[[str], Lists]) -> None:
    study = study_of(lists("kosovo"), classes(10_500.0))
    headline, total = study.estimates[:2]
    assert (headline.name, round(headline.value), headline.status) == (
        "seen-at-least", 8591, Standing.OK,
    )  # fmt: skip
    assert total.refusal == "left-out"
    assert [one.status for one in study.estimates[2:]] == [Standing.CAUTION] * 3


def test_patients_have_the_published_numbers_in_the_study(lists: Callable[[str], Lists]) -> None:
    study = study_of(lists("hiv"), classes(None))
    assert round(study.estimates[0].value) == 11701
    closed = next(one for one in study.tables if one.name == "closed")
    rows = {row[0]: row[1:3] for row in closed.rows}
    assert [round(one, 1) for one in rows["Mt"]] == [11124.6, 904.8]


def test_a_total_is_told_where_lists_predict_one_another_and_methods_agree() -> None:
    study = study_of(independent(1500, (0.35, 0.3, 0.4, 0.3), 2), classes(1500.0))
    total = study.estimates[1]
    assert total.status is Standing.CAUTION
    assert total.low < 1500 < total.high
    assert "no-outside-proof" in total.warnings


def test_chains_that_disagree_refuse_the_total() -> None:
    study = study_of(independent(1500, (0.35, 0.3, 0.4, 0.3), 2), classes(None))
    assert study.estimates[1].refusal == "rhat"


def test_methods_far_apart_refuse_the_total() -> None:
    study = study_of(independent(1500, (0.35, 0.3, 0.4, 0.3), 2), classes(4000.0))
    assert study.estimates[1].refusal == "spread"


def test_lists_that_share_out_the_country_are_told() -> None:
    seen = np.random.default_rng(4).random((3000, 4)) < 0.4
    half = np.arange(3000) < 1500
    seen[half, 0], seen[~half, 1] = False, False
    found = gathered(seen.astype(np.int64), np.ones(3000))
    cells = {tuple(map(int, row)): int(n) for row, n in zip(found.seen, found.counts, strict=True)}
    headline = study_of(lists_of(tuple("ABCD"), {c: n for c, n in cells.items() if n}),
                        classes(3000.0)).estimates[0]  # fmt: skip
    assert headline.status is Standing.CAUTION
    assert "lists-avoid" in headline.warnings


def test_names_of_lists_change_nothing_but_names(lists: Callable[[str], Lists]) -> None:
    one = lists("australia")
    cells = dict(zip(map(tuple, one.seen.tolist()), one.counts.tolist(), strict=True))
    other = lists_of(("الف", "ب", "پ", "ت"), cells)
    first, second = (study_of(some, classes(2000.0)) for some in (one, other))
    assert first.estimates == second.estimates
    assert encode(study_of(one, classes(2000.0))) == encode(first)


def test_a_chosen_model_is_refused_where_its_estimate_does_not_exist(
    lists: Callable[[str], Lists],
) -> None:
    made = loglinear(lists("ukdat_5"), "[12,13,14,15,23,24,25,34,35,45]")
    assert (made.value, made.refusal) == (None, "mle-exists")
    told = loglinear(lists("hiv"), "[12,3,4]")
    assert [round(one, 1) for one in (told.value, told.low, told.high)] == [12318.5, 10266, 14992.4]


def test_a_table_with_a_persian_head_is_studied(tmp_path: Path) -> None:
    path = tmp_path / "فهرست.csv"
    rows = ["خبرگزاری,اتحادیه,کانال,count", "1,0,0,60", "0,1,0,49", "0,0,1,80", "1,1,0,14",
            "1,0,1,32", "0,1,1,42", "1,1,1,12"]  # fmt: skip
    path.write_text("\n".join(rows), encoding="utf-8")
    study = ANALYSIS.of_table(path, None, classes(400.0))
    assert study.estimates[0].value > 289
    assert next(one for one in study.tables if one.name == "lists").rows[1][0] == "اتحادیه"


def test_every_code_of_the_study_is_explained_in_every_language(
    lists: Callable[[str], Lists],
) -> None:
    studies = [study_of(lists(name), classes(500.0)) for name in ("kosovo", *BARRED.values())]
    studies.append(study_of(independent(1500, (0.35, 0.3, 0.4, 0.3), 2), classes(1500.0)))
    used = {one for study in studies for one in told(study)}
    used |= {("name", "seen-total-model"), ("method", "log-linear"), ("change", "standard-error")}
    for lang in LANGUAGES:
        assert {(table, code) for table, code in used if code not in codes(table, lang)} == set()


def told(study: Study) -> Iterator[tuple[str, str]]:
    yield "name", study.name
    for one in study.estimates:
        yield from (("name", one.name), ("unit", one.unit), ("method", one.method))
        yield from (("assumption", code) for code in one.assumptions)
        yield from (("warning", code) for code in one.warnings)
        yield from (("check", check.name) for check in one.checks)
        yield from (("change", variant.change) for variant in one.sensitivity)
    for grid in study.tables:
        yield "table", grid.name
        yield from (("column", code) for code in grid.columns)
