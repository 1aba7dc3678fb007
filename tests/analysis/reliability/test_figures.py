"""Rival figures: no truth without anchors, intervals that hold the truths we set."""

from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from crosstally.analysis import Options
from crosstally.analysis.mixing import rhat
from crosstally.analysis.reliability import (
    Case,
    Figure,
    figure_study,
    of_desk,
    of_table,
    reconcile,
    study_figures,
)
from crosstally.analysis.reliability.figures import span_of
from crosstally.errors import FormatError
from crosstally.records import Bound, Count, Resolved, Rival, SourceKind, Standing, Study

LEANS = {"official": 0.6, "press": 1.0, "party": 2.5}


def _planted(chance: np.random.Generator, events: int, anchors: int) -> tuple[Case, dict[str, int]]:
    """Figures of three kinds of source that lean as `LEANS`, and the truths."""
    truths = {f"e{n:03}": int(np.exp(chance.normal(4, 1))) + 1 for n in range(events)}
    figures = []
    for event, truth in truths.items():
        shared = chance.normal(0, 0.2)
        for kind, lean in LEANS.items():
            value = round(truth * lean * float(np.exp(shared + 0.3 * chance.standard_t(4))))
            figures.append(Figure(event, kind, kind, value, value))
    known = dict(list(truths.items())[:anchors])
    return Case("figures", tuple(figures), known, {}), truths


def _table(path: Path, rows: str, head: str = "incident,source,value,kind,role") -> Path:
    path.write_text(f"{head}\n{rows}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("incident,source", "a,b"),
        ("incident,source,value,label", "a,b,3,x"),
        ("incident,source,value", ""),
        ("incident,source,value", "a,,3"),
        ("incident,source,value", "a,b,many"),
        ("incident,source,value,high", "a,b,30,20"),
        ("incident,source,value,role", "a,b,30,guess"),
        ("incident,source,value,role", "a,b,30,final"),
    ],
)
def test_a_table_that_is_not_as_it_must_be_is_refused(tmp_path: Path, head: str, rows: str) -> None:
    with pytest.raises(FormatError):
        of_table(_table(tmp_path / "t.csv", rows, head), None, Options())


def test_without_anchors_only_the_range_and_who_said_what_are_told(tmp_path: Path) -> None:
    rows = "دورود,فرماندار,2,official,\nدورود,کانال,3,channel,\nایذه,نماینده,2,official,"
    study = of_table(_table(tmp_path / "t.csv", rows), None, Options())
    factor, truth = study.estimates
    assert (factor.value, factor.status) == (1.5, Standing.OK)
    assert (truth.status, truth.refusal, truth.value) == (Standing.REFUSED, "anchors", None)
    told = next(grid for grid in study.tables if grid.name == "who-said-figures")
    assert ("دورود", "کانال", "channel", 3, 3) in told.rows
    assert {"true-figures", "leaning-figures"}.isdisjoint(grid.name for grid in study.tables)


def test_no_anchor_and_no_rival_are_no_figure_at_all() -> None:
    one = Case("figures", (Figure("a", "x", "press", 3, 3),), {}, {})
    (factor, truth), _ = study_figures(one, Options())
    assert (factor.refusal, truth.refusal) == ("rival-events", "anchors")


def test_few_anchors_are_a_caution_and_many_are_none() -> None:
    for anchors, status in ((3, Standing.CAUTION), (10, Standing.OK)):
        case, _ = _planted(np.random.default_rng(5), 12, anchors)
        assert study_figures(case, Options())[0][1].status is status


def test_leanings_that_we_set_are_found() -> None:
    case, _ = _planted(np.random.default_rng(6), 150, 100)
    told = reconcile(case.figures, case.anchors, 1)
    found = dict(zip(told.kinds, np.exp(np.median(told.b, axis=(0, 1))), strict=True))
    for kind, lean in LEANS.items():
        assert found[kind] == pytest.approx(lean, rel=0.15)
    assert max(rhat(told.b[..., at]) for at in range(3)) < 1.05


def test_intervals_hold_the_truths_that_we_set() -> None:
    hits = total = 0
    for seed in range(4):
        case, truths = _planted(np.random.default_rng([20261123, seed]), 80, 30)
        told = reconcile(case.figures, case.anchors, seed)
        low, high = np.quantile(np.exp(told.mu), [0.025, 0.975], axis=(0, 1))
        inside = [a <= truths[e] <= b for e, a, b in zip(told.events, low, high, strict=True)]
        hits, total = hits + sum(inside), total + len(inside)
    assert total == 200
    assert hits / total >= 0.90  # three standard errors below 0.95 of 200


def test_no_truth_is_fewer_than_those_known_by_name() -> None:
    case, _ = _planted(np.random.default_rng(7), 12, 11)
    event = "e011"
    plain = study_figures(case, Options())[0][1]
    floor = int(plain.value) + 1
    lifted = study_figures(case._replace(named={event: floor}), Options())[0][1]
    assert lifted.low >= floor
    against = study_figures(case._replace(named={event: 10**9}), Options())[0][1]
    assert (against.status, against.refusal) == (Standing.REFUSED, "named-fit")


def test_a_denial_is_a_figure_of_nought_and_pulls_down() -> None:
    case, _ = _planted(np.random.default_rng(8), 12, 11)
    denied = case._replace(figures=(*case.figures, Figure("e011", "z", "press", 0, 0)))
    assert study_figures(denied, Options())[0][1].value < study_figures(case, Options())[0][1].value


def test_a_figure_is_as_wide_as_its_rounding() -> None:
    ends = [np.exp(span_of(*some)) for some in ((0, 0), (7, 7), (24, 60), (1000, 1000))]
    assert [tuple(np.round(one, 1)) for one in ends] == [
        (0, 0.5), (6.5, 7.5), (23.5, 65), (500, 1500),
    ]  # fmt: skip
    assert all(one[0] < one[1] for one in ends)
    assert all(a[1] <= b[1] for a, b in pairwise(ends))


def test_renaming_kinds_and_sources_changes_no_number() -> None:
    case, _ = _planted(np.random.default_rng(9), 12, 6)
    other = {"official": "ی", "press": "a", "party": "Z"}
    renamed = tuple(one._replace(who=other[one.kind], kind=other[one.kind]) for one in case.figures)
    plain, _ = study_figures(case, Options())
    assert study_figures(case._replace(figures=renamed[::-1]), Options())[0] == plain


def test_a_desk_tells_rivals_by_kind_of_source_and_refuses_the_truth(desks: ModuleType) -> None:
    told = [desks.report("r1", "gov", 0), desks.report("r2", "site", 1)]
    said = [desks.mention("m1", told[0]), desks.mention("m2", told[1])]
    two, ten = (Count(low=n, high=n, bound=Bound.EXACT, span=desks.SPAN) for n in (2, 10))
    rival = Rival(value=ten, mentions=("m2",), asserters=("site",))
    killed = Resolved(value=two, rule="r", mention="m1", report="r1", rivals=(rival,))
    one = desks.incident("i", 0, reports=told, mentions=["m1", "m2"], killed=killed)
    sources = (
        desks.source("gov", SourceKind.OFFICIAL), desks.source("site", SourceKind.PARTY),
    )  # fmt: skip
    study: Study = of_desk(desks.desk([one], told, sources, mentions=tuple(said)), Options())
    found = {estimate.name: estimate for estimate in study.estimates}
    assert found["factor-killed"].value == 5
    assert found["true-killed"].refusal == "anchors"
    grid = next(grid for grid in study.tables if grid.name == "who-said-killed")
    assert grid.rows == (("i", "The gov", "official", 2, 2), ("i", "The site", "party", 10, 10))


def test_ranges_that_meet_are_not_apart() -> None:
    hundreds = (Figure("a", "x", "press", 200, 999), Figure("a", "y", "party", 900, 900))
    (factor, _), _ = study_figures(Case("figures", hundreds, {}, {}), Options())
    assert factor.value == 1


@pytest.mark.parametrize(
    ("final", "anchor", "held"), [(35, "dey", (323, 324, 549)), (323, "aban", (25, 35))]
)
def test_each_wave_foretells_the_documented_toll_of_the_other(
    final: int, anchor: str, held: tuple[int, ...]
) -> None:
    """What was told by the fifth day of December 2017 and of November 2019, and what came of it.

    State television 10, the press 13, officials 16; later 25 (judiciary) and 35 names. Amnesty
    International at least 106; later 323, 324, and 549 names of a memorial.
    """
    told = [("dey", "tv", 10), ("dey", "press", 13), ("dey", "officials", 16), ("aban", "ai", 106)]
    figures = tuple(Figure(event, who, "day five", n, n) for event, who, n in told)
    toll = study_figures(Case("figures", figures, {anchor: final}, {}), Options())[0][1]
    assert toll.status is Standing.CAUTION
    assert all(toll.low < later < toll.high for later in held)


def test_of_very_many_rivals_enough_are_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    case, _ = _planted(np.random.default_rng(10), 60, 0)
    monkeypatch.setattr(figure_study, "MOST_FITTED", 20)
    _, grids = study_figures(case, Options())
    leaning = next(grid for grid in grids if grid.name == "relative-leaning-figures")
    assert [row[1] for row in leaning.rows] == [20, 20, 20]
