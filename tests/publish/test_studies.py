"""A study leaves the desk without incidents, fine places and rare callers, and with its status."""

from datetime import date, timedelta
from functools import cache
from importlib import util
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.payload import load
from crosstally.publish.studies import Part, codes_of, is_open, open_part, open_study, places_of
from crosstally.records import (
    Check,
    Estimate,
    Grid,
    Link,
    Standing,
    Statement,
    Study,
    Variant,
    Visibility,
    changed,
)

K = 5
MONTHS = [f"2018-{month:02}" for month in range(1, 13)]


def _estimate(name: str, **fields: object) -> Estimate:
    usual = {
        "value": 12.5, "low": 9.25, "high": 17.0, "level": 0.95, "unit": "incidents",
        "method": "count", "status": Standing.CAUTION, "assumptions": ("first-day",),
        "checks": (Check(name="dated", passed=True, value=0.98, bound=0.5),),
        "warnings": ("days-unseen",),
        "sensitivity": (Variant(change="nobody-looked-is-nought", to=None, value=4.0),),
    }  # fmt: skip
    return Estimate(name=name, **(usual | fields))


def _refused(name: str) -> Estimate:
    check = Check(name="dated", passed=False, value=0.25, bound=0.5)
    return _estimate(
        name, value=None, low=None, high=None, status=Standing.REFUSED, checks=(check,),
        warnings=(), refusal="dated", sensitivity=(),
    )  # fmt: skip


def studies() -> tuple[Study, ...]:
    """Two hand-made studies: one with a number, tables and charts, one that refuses."""
    days = [(date(2018, 1, 1) + timedelta(days=n)).isoformat() for n in range(60)]
    series = Grid(
        name="day", columns=("day", "value", "low", "high", "sources"),
        rows=tuple(
            (day, None if n % 7 == 3 else n % 5, None if n % 7 == 3 else max(n % 5 - 1, 0),
             None if n % 7 == 3 else n % 5 + 2, n % 3)
            for n, day in enumerate(days)
        ),
    )  # fmt: skip
    months = Grid(
        name="jalali-month", columns=("jalali-month", "value", "low", "high"),
        rows=tuple((f"1396-{n:02}", n, n - 0.5, n + 0.5) for n in range(1, 13)),
    )  # fmt: skip
    callers = Grid(
        name="callers", columns=("caller", "value", "low", "high", "count"),
        rows=(("Drivers' union", 0.4, 0.3, 0.5, 40), ("رانندگان <b>", 0.1, 0.0, 0.2, 4)),
    )  # fmt: skip
    regimes = Grid(
        name="regimes", columns=("first", "last", "count", "rate"),
        rows=(("2018-01-01", "2018-01-20", 9, 0.45), ("2018-01-21", "2018-03-01", 80, 2.0)),
    )  # fmt: skip
    return (
        Study(
            name="series", version="1", inputs=("stamp",), seed=7,
            estimates=(_estimate("total"), _estimate("a-seen-day", high=None), _refused("share")),
            tables=(series, months, callers, regimes),
        ),
        Study(name="response", version="1", inputs=("stamp",), seed=7, estimates=(_refused("lag"),)),
    )  # fmt: skip


def studied(tiny: object) -> object:
    """The tiny desk with its studies and their words."""
    return changed(tiny.held(), studies=studies(), study_words=_words(studies()))  # type: ignore[attr-defined]


def _words(made: tuple[Study, ...]) -> tuple[tuple[str, str, str], ...]:
    gaps = {"check": (" {value} of {bound}", " {value} از {bound}")}
    return tuple(
        (f"{table}.{code}", f"The {code.replace('-', ' ')}{gaps.get(table, ('', ''))[0]}",
         f"«{code}» به فارسی{gaps.get(table, ('', ''))[1]}")
        for table, code in sorted({pair for one in made for pair in codes_of(one)})
        if table != "name" or code.isalpha() or code in ("a-seen-day", "lag")
    )  # fmt: skip


def _opened(tiny, grid: Grid):
    study = changed(studies()[0], tables=(grid,))
    places = places_of(tiny.country())
    ids = frozenset(one.id for one in tiny.held().incidents)
    return open_study(study, k=K, places=places, ids=ids, mask=lambda text: text)


def test_a_row_that_names_an_incident_stays(tiny):
    held = tiny.held()
    rows = ((held.incidents[0].id, 3), ("2018-01", 4))
    study, kept_back = _opened(tiny, Grid(name="t", columns=("what", "count"), rows=rows))
    assert (study.tables[0].rows, kept_back) == ((("2018-01", 4),), 1)


@pytest.mark.parametrize("number", [4, None, 0, 4.9])
def test_a_caller_named_too_seldom_stays(tiny, number):
    grid = Grid(name="t", columns=("caller", "count"), rows=(("اتحادیه", number), ("B", K)))
    study, kept_back = _opened(tiny, grid)
    assert (study.tables[0].rows, kept_back) == ((("B", K),), 1)


def test_a_caller_without_its_number_of_incidents_stays(tiny):
    grid = Grid(name="t", columns=("month", "organisation", "value"), rows=(("2018-01", "A", 9),))
    assert _opened(tiny, grid)[0].tables[0].rows == ()


def test_a_place_finer_than_a_town_stays(tiny):
    rows = (("مشهد", 3), ("Azadi square", 2), ("geonames:124665", 1), (None, 5))
    study, kept_back = _opened(tiny, Grid(name="t", columns=("place", "value"), rows=rows))
    assert [row[0] for row in study.tables[0].rows] == ["مشهد", "geonames:124665", None]
    assert kept_back == 1


def test_names_that_the_desk_masks_are_struck_out_of_tables(tiny):
    grid = Grid(name="t", columns=("what",), rows=(("پرویز تندر",),))
    held = changed(tiny.held(), studies=(changed(studies()[0], tables=(grid,)),))
    public = disclose(held, Policy(mask_names=("پرویز تندر",)), tiny.tallies)
    assert public.studies[0].tables[0].rows == (("██████████",),)


def test_a_refused_estimate_carries_no_number_to_the_page(tiny):
    data = load(disclose(studied(tiny), Policy(), tiny.tallies)).head
    assert [one["name"] for one in data["studies"]] == ["series", "response"]
    refused = data["studies"][1]["estimates"][0]
    assert (refused["status"], refused["value"], refused["refusal"]) == ("refused", None, "dated")
    assert data["study_words"]["check.dated"][1].startswith("«dated»")


def test_rows_held_back_are_told(tiny):
    public = disclose(studied(tiny), Policy(), tiny.tallies)
    assert [one.number for one in public.held_back if one.what == "study-rows"] == ["1"]


def test_words_of_no_study_do_not_leave(tiny):
    held = changed(studied(tiny), studies=studies()[1:])
    codes = {words[0] for words in disclose(held, Policy(), tiny.tallies).study_words}
    assert "check.dated" in codes
    assert "table.day" not in codes


def test_a_desk_with_a_sealed_report_is_not_open(tiny):
    held = tiny.held()
    public = [changed(one, visibility=Visibility.PUBLIC) for one in held.reports]
    sources = [one for one in held.sources if one.kind != "unit"]
    public = [one for one in public if one.source in {s.id for s in sources}]
    assert is_open(public, sources)
    assert not is_open([changed(public[0], visibility=Visibility.SEALED)], sources)


@settings(max_examples=30)
@given(st.sets(st.integers(0, 59), max_size=20))
def test_the_open_part_is_what_it_would_be_without_the_closed_words(closed: set[int]) -> None:
    part = _part(closed)
    opened = open_part(part)
    shut = {one.id for n, one in enumerate(part.reports) if n in closed}
    assert not shut & {one.id for one in opened.reports}
    assert not shut & {one.report for one in (*opened.mentions, *opened.statements)}
    assert not shut & {report for one in opened.incidents for report in one.reports}
    assert not shut & {report for one in opened.origins for report in one.reports}
    told = {one.id for one in opened.mentions}
    assert {one.one for one in opened.links} <= told
    for claim in opened.claims:
        assert not shut & {one.record for one in claim.evidence_for}
        assert not shut & set(claim.reports)


@cache
def _held() -> object:
    spec = util.spec_from_file_location("tiny", Path(__file__).with_name("tiny.py"))
    tiny = util.module_from_spec(spec)
    spec.loader.exec_module(tiny)
    return tiny.held()


def _part(closed: set[int]) -> Part:
    held = _held()
    reports = tuple(
        changed(one, visibility=Visibility.SEALED) if n in closed else one
        for n, one in enumerate(held.reports)
    )
    mentions = held.mentions
    links = tuple(
        Link(one=a.id, other=b.id, bits=1.0, joined=False, reasons=())
        for a, b in pairwise(mentions)
    )
    said = tuple(
        Statement(id=f"s-{n}", speaker=None, cue=None, content=None, report=one.id)
        for n, one in enumerate(reports)
    )
    return Part(
        reports, held.sources, mentions, held.origins, held.incidents, said, held.claims,
        held.calls, links,
    )  # fmt: skip
