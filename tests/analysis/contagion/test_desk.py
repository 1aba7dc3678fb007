"""A desk's incidents become counts by town and day, with what was foreseen beside them."""

from datetime import date, timedelta
from types import ModuleType

import numpy as np
import pytest

from crosstally.analysis.contagion import of_desk
from crosstally.analysis.contagion.desk import happenings, question_of_desk
from crosstally.analysis.contagion.simulate import Clustering, Truth
from crosstally.analysis.contagion.simulate import desk as small_desk
from crosstally.analysis.frame import Options, Tables
from crosstally.analysis.words import LANGUAGES, codes
from crosstally.records import (
    Bound,
    Call,
    Count,
    Group,
    GroupValue,
    Incident,
    Level,
    Place,
    Precision,
    Resolved,
    Standing,
    changed,
)

SEED = 20261123


def _called(desks: ModuleType, day: int, place: Place | None) -> Call:
    days = desks.incident("x", day).days.value
    return Call(
        id="c", mention="m", report="r", kind="protest", quote=desks.quote("فراخوان"), days=days,
        place=place, violent=False,
    )  # fmt: skip


def _at(incident: Incident, lat: float, lon: float) -> Incident:
    spot = changed(incident.place.value, lat=lat, lon=lon)
    return changed(incident, place=changed(incident.place, value=spot))


def _clustered(desks: ModuleType) -> list[Incident]:
    counts = small_desk(
        np.random.default_rng([SEED, 0]), Truth("flat", Clustering(0.4, 0.0))
    ).counts
    told = []
    for place, day in zip(*np.nonzero(counts), strict=True):
        for number in range(int(counts[place, day])):
            one = desks.incident(f"i{place}-{day}-{number}", int(day), town=f"t{place:02}")
            told.append(_at(one, 30.0 + int(place) / 10, 50.0 + int(place) % 7))
    return told


def test_a_desk_without_incidents_is_refused(desks: ModuleType) -> None:
    study = of_desk(desks.desk(()), Options())
    assert {one.refusal for one in study.estimates} == {"days-known"}


def test_incidents_known_to_the_month_are_refused_as_undated(desks: ModuleType) -> None:
    months = [
        desks.incident(f"i{n}", n, last=n + 29, precision=Precision.MONTH) for n in range(150)
    ]
    days = [desks.incident(f"d{n}", n) for n in range(100)]
    study = of_desk(desks.desk([*months, *days]), Options())
    assert {one.refusal for one in study.estimates} == {"days-known"}


def test_what_does_not_count_or_lies_in_no_town_stays_out(desks: ModuleType) -> None:
    told = happenings(
        [
            desks.incident("a", 1, town="t1"),
            desks.incident("b", 1, town="t1", counts=False),
            desks.incident("c", 1, town="p1", level=Level.PROVINCE),
            desks.incident("d", 1, town=None),
            desks.incident("e", 3, last=40, town="t2", precision=Precision.LONGER),
        ]
    )
    assert [one.town for one in told.known] == ["t1"]
    assert (told.townless, told.coarse) == (2, 1)


def test_an_incident_known_to_the_week_is_drawn_within_it_again_and_again(
    desks: ModuleType,
) -> None:
    incidents = [
        desks.incident(f"w{n}", 10, last=16, town="a", precision=Precision.WEEK) for n in range(200)
    ]
    edges = [desks.incident("first", 0), desks.incident("last", 60)]
    question = question_of_desk(desks.desk([*incidents, *edges]), Options())
    worlds = [question.world, *question.others]
    assert len(worlds) == 5
    for world in worlds:
        assert world.counts[0, 10:17].sum() == 200
        assert (world.counts[0, 10:17] > 5).all()
    assert (worlds[0].counts != worlds[1].counts).any()
    assert "days-drawn" in question.warnings


def test_a_fortieth_day_and_a_call_are_known_in_their_town_alone(desks: ModuleType) -> None:
    killed = desks.resolved(Count(low=2, high=2, bound=Bound.EXACT, span=desks.SPAN))
    incidents = [
        desks.incident("death", 5, town="a", killed=killed),
        desks.incident("other", 0, town="b"),
        desks.incident("end", 90, town="b"),
    ]
    call = _called(desks, 30, desks.place("b"))
    tables = desks.desk(incidents, calls=(call,))
    calls, mourning = question_of_desk(tables, Options()).world.background.local
    assert np.argwhere(mourning).tolist() == [[0, 45]]
    assert np.argwhere(calls).tolist() == [[1, 30]]


def test_a_call_to_a_province_reaches_its_towns_and_one_to_all_no_town_alone(
    desks: ModuleType,
) -> None:
    incidents = [desks.incident("one", 0, town="a"), desks.incident("two", 60, town="b")]
    province = desks.place("a", Level.PROVINCE)
    within = desks.desk(incidents, calls=(_called(desks, 9, province),))
    assert np.argwhere(question_of_desk(within, Options()).world.background.local[0]).tolist() == [
        [0, 9]
    ]
    for nowhere in (None, desks.place("x", Level.COUNTRY)):
        everywhere = desks.desk(incidents, calls=(_called(desks, 9, nowhere),))
        background = question_of_desk(everywhere, Options()).world.background
        assert background.local is None
        assert any(np.flatnonzero(column).tolist() == [9] for column in background.national.T)


def test_the_anniversary_of_a_deadly_day_is_marked_by_the_jalali_year(desks: ModuleType) -> None:
    killed = desks.resolved(Count(low=1, high=3, bound=Bound.ABOUT, span=desks.SPAN))
    first = desks.incident("death", 0, killed=killed)
    tables = desks.desk([first, desks.incident("end", 400)])
    background = question_of_desk(tables, Options()).world.background
    # 11 Dey 1396 is 1 January 2018; 11 Dey 1397 is 1 January 2019
    day = (date(2019, 1, 1) - date(2018, 1, 1)) // timedelta(days=1)
    assert any(np.flatnonzero(column).tolist() == [day] for column in background.national.T)


def test_groups_seen_often_have_a_kernel_and_rare_ones_none(desks: ModuleType) -> None:
    def grouped(group: Group) -> tuple[Resolved[GroupValue], ...]:
        return (desks.resolved(GroupValue(value=group, span=desks.SPAN)),)

    often = [
        desks.incident(f"{group}{n}", n, town="ab"[n % 2], groups=grouped(group))
        for group in (Group.WORKERS, Group.TEACHERS)
        for n in range(40)
    ]
    rare = [desks.incident("r", 3, groups=grouped(Group.NURSES))]
    world = question_of_desk(desks.desk([*often, *rare]), Options()).world
    assert world.by_group.shape[0] == 2
    assert world.by_group.sum() == 80


@pytest.fixture(scope="module")
def clustered(desks: ModuleType) -> Tables:
    return desks.desk(_clustered(desks))


def test_a_desk_that_clusters_says_so_with_care_for_what_was_not_drawn(clustered: Tables) -> None:
    share = of_desk(clustered, Options()).estimates[0]
    assert share.status is Standing.CAUTION
    assert 0.0 < share.low < 0.4 < share.high
    assert share.warnings == ("clustering-is-no-cause", "no-linking-interval")
    for lang in LANGUAGES:
        assert set(share.warnings) <= codes("warning", lang)


def test_other_linkings_widen_the_interval_of_a_desk(clustered: Tables) -> None:
    fewer = clustered.incidents[:-100], clustered.incidents[200:]
    plain = of_desk(clustered, Options()).estimates[0]
    wide = of_desk(clustered._replace(replicates=fewer), Options()).estimates[0]
    assert wide.high - wide.low > plain.high - plain.low
    assert "no-linking-interval" not in wide.warnings


def test_the_order_of_incidents_does_not_matter(clustered: Tables) -> None:
    turned = clustered._replace(incidents=clustered.incidents[::-1])
    one, two = (of_desk(tables, Options()) for tables in (clustered, turned))
    assert one.estimates == two.estimates
