"""Krippendorff's alpha against published values, and what is refused."""

from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crosstally.records import Incident, Judgement, Kind, Standing, encode
from crosstally.reviewing.agreement import FIELDS, Metric, agreement, alpha
from crosstally.reviewing.words import codes, told

Make, Judge = Callable[..., Incident], Callable[..., Judgement]
N = None
# Four observers, twelve units, values missing. Source: Krippendorff, Computing Krippendorff's
# Alpha-Reliability (2011), section C, whose alphas these are.
PUBLISHED = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3),
    (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
)
UNITS = tuple(zip(*PUBLISHED, strict=True))


@pytest.mark.parametrize(
    ("metric", "value"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_published_reliability_data_give_the_published_alpha(metric: str, value: float) -> None:
    assert alpha(UNITS, Metric(metric)) == pytest.approx(value, abs=0.0005)


def test_two_readers_of_a_yes_or_no_give_the_published_alpha() -> None:
    # the same paper, section A: two observers, ten binary units
    one, other = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    found = alpha(list(zip(one, other, strict=True)), Metric.NOMINAL)
    assert found == pytest.approx(0.095, abs=0.0005)


@pytest.mark.parametrize("units", [[], [(1,)], [(1, N)], [(1, 1), (1, 1)]])
@pytest.mark.parametrize("metric", Metric)
def test_where_nothing_can_be_said_nothing_is(units: list[tuple[float]], metric: Metric) -> None:
    assert alpha(units, metric) is None


TABLES = st.lists(
    st.lists(st.none() | st.integers(0, 4), min_size=2, max_size=4), min_size=2, max_size=12
)


@given(units=TABLES, metric=st.sampled_from(list(Metric)), data=st.data())
def test_neither_order_nor_lone_values_matter_and_agreement_is_one(
    units: list[list[float | None]], metric: Metric, data: st.DataObject
) -> None:
    found = alpha(units, metric)
    shuffled = [data.draw(st.permutations(unit)) for unit in data.draw(st.permutations(units))]
    again = alpha([*shuffled, [3], [None, 2]], metric)
    assert (found is None) == (again is None)
    if found is not None and again is not None:
        assert again == pytest.approx(found)
        assert found <= 1 + 1e-12
    alike = [[unit[0], unit[0]] for unit in units if unit[0] is not None]
    assume(len({row[0] for row in alike}) > 1)
    assert alpha(alike, metric) == 1.0


def brute(units: list[list[float]], metric: Metric) -> float:
    """Alpha by its definition: every pair of every unit, and every pair of all values."""

    def apart(one: float, other: float) -> float:
        if metric is Metric.NOMINAL:
            return float(one != other)
        if metric is Metric.INTERVAL:
            return (one - other) ** 2
        return ((one - other) / (one + other)) ** 2 if one + other else 0.0

    kept = [unit for unit in units if len(unit) > 1]
    flat = [value for unit in kept for value in unit]
    inner = sum(
        sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in kept
    )
    outer = sum(apart(a, b) for a, b in permutations(flat, 2)) / (len(flat) - 1)
    return 1 - inner / outer


@given(
    units=st.lists(st.lists(st.integers(0, 4).map(float), min_size=1, max_size=3), max_size=8),
    metric=st.sampled_from([Metric.NOMINAL, Metric.INTERVAL, Metric.RATIO]),
)
def test_the_table_gives_what_the_definition_gives(
    units: list[list[float]], metric: Metric
) -> None:
    found = alpha(units, metric)
    assume(found is not None)
    assert found == pytest.approx(brute(units, metric))


def desk(incident: Make, judge: Judge, many: int) -> tuple[list[Incident], list[Judgement]]:
    """Incidents that two readers judged: they differ on every fifth verdict and every fourth kind."""
    rows = [incident(f"r{n}", kind=Kind.STK if n % 3 else Kind.ASM) for n in range(many)]
    said = []
    for n, one in enumerate(rows):
        said.append(judge(n, "a", "accept", one.id))
        second = "reject" if n % 5 == 0 else "accept"
        if n % 4 == 1 and second == "accept":
            kind = judge(n + 0.2, "b", "edit", one.id, field="kind", value='"EXP"')
            said.append(kind)
        said.append(judge(n + 0.4, "b", second, one.id))
    return rows, said


def test_few_incidents_of_two_readers_are_refused(incident: Make, judge: Judge) -> None:
    rows, said = desk(incident, judge, 19)
    for one in agreement(rows, said, {}, seed=1):
        assert one.status is Standing.REFUSED
    for one in agreement([], [], {}, seed=1):
        assert (one.refusal, one.value) == ("two-readers", None)


def test_two_accounts_of_one_person_are_one_reader(incident: Make, judge: Judge) -> None:
    rows, said = desk(incident, judge, 40)
    found = agreement(rows, said, {"b": "a"}, seed=1)
    assert {one.refusal for one in found} == {"two-readers"}


def test_readers_that_differ_get_a_figure_with_its_interval(incident: Make, judge: Judge) -> None:
    rows, said = desk(incident, judge, 60)
    found = {one.name: one for one in agreement(rows, said, {}, seed=1)}
    assert set(found) == {"alpha.verdict", *(f"alpha.{field.name}" for field in FIELDS)}
    kind = found["alpha.kind"]
    assert kind.value is not None
    assert kind.low is not None
    assert kind.high is not None
    assert kind.low < kind.value < kind.high
    assert kind.status is Standing.CAUTION
    assert found["alpha.size"].status is Standing.REFUSED
    again = agreement(rows[::-1], said[::-1], {}, seed=1)
    assert encode(again) == encode(tuple(found.values()))


def test_who_always_agrees_where_values_vary_gets_one(incident: Make, judge: Judge) -> None:
    rows = [incident(f"r{n}", kind=Kind.STK if n % 3 else Kind.ASM) for n in range(30)]
    said = [judge(n, by, "accept", row.id) for n, row in enumerate(rows) for by in "ab"]
    found = {one.name: one for one in agreement(rows, said, {}, seed=1)}
    assert (found["alpha.kind"].value, found["alpha.kind"].status) == (1.0, Standing.OK)
    assert found["alpha.verdict"].refusal == "variety"  # all were accepted


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_code_of_an_estimate_has_words(incident: Make, judge: Judge, lang: str) -> None:
    rows, said = desk(incident, judge, 60)
    for one in agreement(rows, said, {}, seed=1):
        assert one.name in codes("name", lang)
        assert one.unit in codes("unit", lang)
        assert one.method in codes("method", lang)
        assert {*one.assumptions} <= codes("assumption", lang)
        assert {*one.warnings} <= codes("warning", lang)
        for check in one.checks:
            assert told("check", check.name, lang, value="3", bound="20")
