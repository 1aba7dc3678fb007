"""Lists of a desk are groups of sources, fixed for the period, and never what single origins say."""

from datetime import date

import numpy as np
import pytest

from crosstally.analysis.coverage import ANALYSIS, captures, groups_of
from crosstally.analysis.coverage.groups import MOST_GROUPS, REST
from crosstally.analysis.frame import Options, Tables
from crosstally.analysis.words import LANGUAGES, codes
from crosstally.records import (
    Estimate,
    Incident,
    IncidentId,
    Kind,
    Knowing,
    Origin,
    OriginId,
    ReportId,
    Source,
    SourceId,
    SourceKind,
    Standing,
    Status,
)

NAMES = ("union", "agency", "channel", "monitor")
CHANCES = (0.4, 0.3, 0.35, 0.3)


def incident(number: int, sources: tuple[str, ...], *, counts: bool = True) -> Incident:
    return Incident(
        id=IncidentId(f"i{number}"), kind=Kind.ASM, subtype=None, first=date(2018 + number % 2, 1, 3),
        last=None, status=Status.MACHINE, counts=counts, reality="occurred", mentions=(), reports=(),
        sources=tuple(map(SourceId, sources)), origins=(), independent=len(sources),
    )  # fmt: skip


def origin(number: int, sources: tuple[str, ...]) -> Origin:
    return Origin(
        id=OriginId(f"o{number}"), reports=(ReportId(f"r{number}"),), basis=Knowing.WITNESS,
        sources=tuple(map(SourceId, sources)), known=True, first=ReportId(f"r{number}"),
    )  # fmt: skip


def source(name: str, family: str | None = None) -> Source:
    return Source(id=SourceId(name), name=name, kind=SourceKind.PRESS, family=family)


def desk(seen: np.ndarray, names: tuple[str, ...] = NAMES, **others: tuple) -> Tables:
    told = [tuple(names[at] for at in np.flatnonzero(row)) for row in seen]
    incidents = tuple(incident(n, row) for n, row in enumerate(told) if row)
    sources = tuple(map(source, names))
    return Tables(**{"incidents": incidents, "origins": (), "reports": (), "sources": sources}
                  | others)  # fmt: skip


def drawn(seed: int = 1, number: int = 900) -> np.ndarray:
    return np.random.default_rng(seed).random((number, 4)) < CHANCES


def quick() -> Options:
    """Options whose memory holds what the sampler of classes once gave."""
    made = Estimate(
        name="seen-total-classes", value=900.0, low=800.0, high=1000.0, level=0.95,
        unit="visible-events", method="classes", status=Standing.CAUTION,
    )  # fmt: skip
    return Options(keep=lambda name, kind, make: made if "classes" in name else make())


def test_a_desk_without_incidents_is_refused() -> None:
    study = ANALYSIS.of_desk(Tables((), (), (), ()), quick())
    assert {one.refusal for one in study.estimates} == {"lists"}


def test_two_sources_are_refused() -> None:
    study = ANALYSIS.of_desk(desk(drawn()[:, :2], NAMES[:2]), quick())
    assert study.estimates[0].refusal == "lists"


def test_sources_that_share_an_origin_are_one_list_for_the_whole_period() -> None:
    tables = desk(drawn(), origins=(origin(1, ("agency", "channel")),))
    groups = groups_of(tables)
    assert sorted(len(group.sources) for group in groups) == [1, 1, 2]
    apart = groups_of(tables, copies=False)
    assert sorted(len(group.sources) for group in apart) == [1, 1, 1, 1]


def test_copying_chains_join_through_a_third() -> None:
    shared = (origin(1, ("union", "agency")), origin(2, ("agency", "channel")))
    groups = groups_of(desk(drawn(), origins=shared))
    assert {group.sources for group in groups} == {("agency", "channel", "union"), ("monitor",)}


def test_sources_of_one_owner_are_shown_and_stay_apart_unless_asked() -> None:
    owned = (source("union"), source("agency", "state"), source("channel", "state"),
             source("monitor"))  # fmt: skip
    tables = desk(drawn(), sources=owned)
    assert len(groups_of(tables)) == 4
    assert {group.owners for group in groups_of(tables, owners=True)} == {
        ("monitor",), ("state",), ("union",),
    }  # fmt: skip


def test_what_does_not_count_and_who_is_unknown_enter_as_they_are() -> None:
    some = (incident(1, ("a", "b")), incident(2, ("a",), counts=False), incident(3, ("c",)))
    tables = Tables(some, (), (), ())
    assert captures(some, groups_of(tables)).total == 2


def test_small_groups_are_one_list_together() -> None:
    some = tuple(incident(n, (f"s{n % 9}",) if n % 9 > 3 else ("a", "b", "c")) for n in range(90))
    groups = groups_of(Tables(some, (), (), ()))
    assert len(groups) == MOST_GROUPS
    assert groups[-1].name == REST
    assert sum(len(group.sources) for group in groups) == 8


def test_many_small_groups_are_dealt_evenly_and_not_made_into_one_that_has_everything() -> None:
    some = tuple(incident(n, (f"s{n % 30}", "big")) for n in range(90))
    groups = groups_of(Tables(some, (), (), ()))
    assert [len(group.sources) for group in groups] == [1, 8, 8, 7, 7]
    assert REST not in {group.name for group in groups}


def test_renaming_the_sources_changes_no_number() -> None:
    seen = drawn(3)
    renamed = ("یک", "دو", "سه", "چهار")
    one, other = (ANALYSIS.of_desk(desk(seen, names), quick()) for names in (NAMES, renamed))
    assert one.estimates == other.estimates


def test_the_bound_holds_the_truth_and_is_told_for_each_year() -> None:
    study = ANALYSIS.of_desk(desk(drawn(5)), quick())
    headline = study.estimates[0]
    assert headline.low < 900 < headline.high
    assert headline.status is Standing.CAUTION
    assert "no-linking-interval" in headline.warnings
    years = next(one for one in study.tables if one.name == "bound-by-year")
    assert [row[0] for row in years.rows] == ["2018", "2019"]
    assert all(300 < row[2] < 600 for row in years.rows)


def test_the_bound_is_told_with_copies_and_without() -> None:
    seen = drawn(7)
    seen[:, 2] |= seen[:, 1] & (np.random.default_rng(8).random(len(seen)) < 0.9)
    tables = desk(seen, origins=(origin(1, ("agency", "channel")),))
    headline = ANALYSIS.of_desk(tables, quick()).estimates[0]
    apart = next(one for one in headline.sensitivity if one.change == "sources-apart")
    assert apart.value < headline.value


def test_other_linkings_widen_the_interval() -> None:
    seen = drawn(9)
    plain = desk(seen)
    others = tuple(desk(np.roll(drawn(9 + n), n, axis=0)).incidents for n in range(1, 5))
    narrow = ANALYSIS.of_desk(plain, quick()).estimates[0]
    wide = ANALYSIS.of_desk(plain._replace(replicates=others), quick()).estimates[0]
    assert wide.high - wide.low > narrow.high - narrow.low
    assert wide.status is Standing.OK


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_of_a_desk_is_explained(lang: str) -> None:
    study = ANALYSIS.of_desk(desk(drawn()), quick())
    assert {one.name for one in study.tables} <= codes("table", lang)
    assert {code for one in study.tables for code in one.columns} <= codes("column", lang)
    headline = study.estimates[0]
    assert set(headline.warnings) <= codes("warning", lang)
    assert {one.change for one in headline.sensitivity} <= codes("change", lang)
