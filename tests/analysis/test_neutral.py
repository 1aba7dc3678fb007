"""No study knows what a source is called: with other names every number is the same."""

from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest

from crosstally.analysis import ANALYSES, Analysis, Options, Tables
from crosstally.analysis.words import LANGUAGES, codes
from crosstally.publish.studies import codes_of
from crosstally.records import (
    Entry,
    Group,
    GroupValue,
    Incident,
    Kind,
    Knowing,
    Origin,
    Report,
    SourceKind,
    Study,
    changed,
    decode,
    encode,
)

NAMES = ("alpha", "beta", "gamma", "delta")
OTHERS = ("منبع ۴", "zeta", "Aardvark", "m-1")  # another order, another script
TOWNS = ("Mashhad", "Tehran", "Shiraz", "Ahvaz", "Rasht", "Tabriz")


def _desk(desks: ModuleType, called: dict[str, str]) -> Tables:
    """Two hundred incidents in two years, each told by some of four sources."""
    chance = np.random.default_rng(20261123)
    incidents, reports, origins, mentions = [], [], [], []
    for n in range(200):
        day = int(chance.integers(0, 700)) if n % 3 else int(chance.integers(300, 310))
        town = TOWNS[int(chance.integers(0, len(TOWNS)))]
        kind = Kind.ARR if n % 7 == 0 else Kind.ASM
        seen = [name for name in NAMES if chance.random() < 0.45] or [NAMES[n % 4]]
        told = [desks.report(f"r{n}-{name}", called[name], day + n % 2) for name in seen]
        own = [_origin(one) for one in told]
        said = [desks.mention(f"m-{one.id}", one, called_by=(desks.quote("شورا"),)) for one in told]
        reports, origins, mentions = reports + told, origins + own, mentions + said
        group = desks.resolved(GroupValue(value=tuple(Group)[n % 4], span=desks.SPAN))
        incidents.append(
            desks.incident(
                f"i{n}", day, town=town, kind=kind, reports=told, groups=(group,),
                mentions=[one.id for one in said], origins=[one.id for one in own],
            )
        )  # fmt: skip
    sources = sorted(
        (desks.source(called[name], SourceKind.PRESS) for name in NAMES), key=lambda one: one.id
    )
    return desks.desk(_placed(incidents), reports, sources, origins, mentions=tuple(mentions))


def _placed(incidents: list[Incident]) -> Iterator[Incident]:
    for one in incidents:
        place = one.place.value
        lat = 30 + TOWNS.index(place.name)
        there = changed(place, lat=float(lat), lon=50.0 + lat % 3)
        yield changed(one, place=changed(one.place, value=there))


def _origin(report: Report) -> Origin:
    return Origin(
        id=f"o-{report.id}", reports=(report.id,), sources=(report.source,), known=True,
        basis=Knowing.WITNESS, first=report.id,
    )  # fmt: skip


def _numbers(study: Study) -> list[tuple[object, ...]]:
    return [
        (one.name, one.value, one.low, one.high, one.status, one.refusal, one.checks)
        for one in study.estimates
    ]


def _cells(study: Study) -> list[tuple[str, list[list[Entry]]]]:
    """The numbers of every table, its rows in no order: a name may sort otherwise."""
    return [
        (
            grid.name,
            sorted(([x for x in row if not isinstance(x, str)] for row in grid.rows), key=repr),
        )
        for grid in study.tables
    ]


def _unexplained(study: Study) -> list[tuple[str, str, str]]:
    """The codes that a study uses and a language does not explain; cells may hold other text."""
    cells = {one for grid in study.tables for row in grid.rows for one in row}
    return [
        (lang, table, code)
        for table, code in codes_of(study)
        for lang in LANGUAGES
        if code not in codes(table, lang) and not (table == "name" and code in cells)
    ]


LONG = ("coverage", "waves")  # ten seconds and five: in the long run
STUDIES = [
    pytest.param(one, id=one.name, marks=[pytest.mark.slow] if one.name in LONG else [])
    for one in ANALYSES
]


@pytest.mark.parametrize("analysis", STUDIES)
def test_renaming_the_sources_changes_no_number_of_any_study(
    desks: ModuleType, analysis: Analysis
) -> None:
    plain = analysis.of_desk(_desk(desks, dict(zip(NAMES, NAMES, strict=True))), Options())
    renamed = analysis.of_desk(_desk(desks, dict(zip(NAMES, OTHERS, strict=True))), Options())
    assert _numbers(plain) == _numbers(renamed)
    assert _cells(plain) == _cells(renamed)
    assert _unexplained(plain) == []
    assert decode(Study, encode(plain)) == plain


def test_an_analysis_has_one_name_and_all_are_listed() -> None:
    names = [one.name for one in ANALYSES]
    assert len(set(names)) == len(names)
    assert set(names) >= {"coverage", "contagion", "waves", "series", "response", "callers"}
