"""Minutes an incident and nights of backlog."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from crosstally.records import Judgement, Standing, encode
from crosstally.reviewing.pace import Stint, stints_of, workload
from crosstally.reviewing.words import codes

Judge = Callable[..., Judgement]
NIGHT = datetime(2018, 1, 1, 20, tzinfo=UTC)


def stint(at: float, minutes: float, name: str, by: str = "a", *, decided: bool = True) -> Stint:
    began = NIGHT + timedelta(minutes=at)
    return Stint(
        incident=name, by=by, began=began, ended=began + timedelta(minutes=minutes), decided=decided
    )


def steady(many: int, minutes: float = 3.0, start: float = 0.0) -> list[Stint]:
    return [stint(start + n * minutes, minutes, f"i{start}-{n}") for n in range(many)]


def test_a_stint_that_ends_before_it_began_is_none() -> None:
    with pytest.raises(ValueError, match="after it began"):
        stint(0, -1, "i")


@pytest.mark.parametrize("many", [0, 1, 9])
def test_few_timed_incidents_are_refused(many: int) -> None:
    for one in workload(steady(many), open_incidents=400):
        assert (one.status, one.value) == (Standing.REFUSED, None)


def test_a_steady_night_gives_its_pace_and_its_backlog() -> None:
    minutes, hourly, backlog = workload(steady(60), open_incidents=340)
    assert (minutes.value, minutes.low, minutes.high) == (3.0, 3.0, 3.0)
    assert hourly.value == 20.0
    assert backlog.value == pytest.approx(340 / 60, abs=0.01)
    # Garwood: 60 gives 45.79 to 77.23
    assert backlog.low == pytest.approx(340 / 77.23, abs=0.01)
    assert backlog.high == pytest.approx(340 / 45.79, abs=0.01)


def test_two_readers_of_one_incident_add_up_and_it_is_done_once() -> None:
    both = [*steady(12), *(stint(n * 3.0, 2.0, f"i0.0-{n}", "b") for n in range(12))]
    minutes, _, backlog = workload(both, open_incidents=12)
    assert (minutes.value, backlog.value) == (5.0, 1.0)


def test_one_lock_left_open_all_night_moves_nothing_and_many_refuse() -> None:
    one = [*steady(30), stint(0, 400, "i0.0-1", "b")]
    assert workload(one, open_incidents=1)[0].value == 3.0
    many = [*steady(12), *(stint(n, 90, f"x{n}", "b") for n in range(9))]
    assert workload(many, open_incidents=1)[0].refusal == "left-open"


def test_tonight_is_what_came_after_the_long_gap() -> None:
    nights = [*steady(40), *steady(12, start=1440)]
    _, hourly, backlog = workload(nights, open_incidents=24)
    assert (hourly.value, backlog.value) == (20.0, 2.0)
    assert encode(workload(nights[::-1], open_incidents=24)) == encode(
        workload(nights, open_incidents=24)
    )


def test_looking_without_deciding_is_work_and_no_decision() -> None:
    looked = [stint(n * 3.0 + 2, 1.0, f"i0.0-{n}", "b", decided=False) for n in range(12)]
    minutes, _, backlog = workload([*steady(12), *looked], open_incidents=12)
    assert (minutes.value, backlog.value) == (4.0, 1.0)


def test_the_intervals_hold_what_they_promise() -> None:
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(400):
        rows = [stint(n * 5.0, float(m), f"i{n}") for n, m in enumerate(rng.lognormal(1, 0.8, 25))]
        found = workload(rows, open_incidents=10)[0]
        assert found.low is not None
        assert found.high is not None
        held += found.low <= np.exp(1) <= found.high
    assert held / 400 >= 0.93


def test_judgement_times_alone_show_stints(judge: Judge) -> None:
    said = [
        judge(0, "a", "accept", "x"), judge(4, "a", "edit", "y", field="size", value="null"),
        judge(5, "a", "accept", "y"), judge(95, "a", "accept", "z"), judge(6, "b", "reject", "w"),
        judge(7, "a", "withdraw", "r"),
    ]  # fmt: skip
    found = stints_of(said)
    assert [(one.incident, one.minutes, one.decided) for one in found] == [
        ("y", 4.0, False), ("y", 1.0, True),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_code_has_words(lang: str) -> None:
    for one in workload(steady(30), open_incidents=1):
        assert one.name in codes("name", lang)
        assert one.unit in codes("unit", lang)
        assert one.method in codes("method", lang)
        assert {*one.assumptions} <= codes("assumption", lang)
        assert {check.name for check in one.checks} <= codes("check", lang)
