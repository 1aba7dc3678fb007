"""The queue's order and its reasons."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crosstally.records import Incident, Kind, Record, changed
from crosstally.reviewing.order import Queue, danger, queue_of, reopened, reviewed, top
from crosstally.reviewing.words import say

Make = Callable[..., Incident]
TODAY = date(2018, 1, 3)


def queue(some: Sequence[Incident], *done: str, **seen: date) -> Queue:
    return queue_of(some, today=TODAY, first_seen=seen, done=frozenset(done))


def test_deaths_come_before_arrests_before_a_rally(incident: Make) -> None:
    rows = [incident("a"), incident("b", killed=3), incident("c", arrested=40)]
    assert [one.incident for one in top(queue(rows), 9)] == [rows[n].id for n in (1, 2, 0)]


def test_two_independent_origins_come_before_one(incident: Make) -> None:
    rows = [incident("a"), incident("b", independent=2)]
    assert top(queue(rows), 1)[0].incident == rows[1].id


def test_what_was_seen_today_comes_before_last_month(incident: Make) -> None:
    rows = [incident("a"), incident("b")]
    found = top(queue(rows, a=date(2017, 12, 3), b=TODAY), 2)
    assert [one.incident for one in found] == [rows[1].id, rows[0].id]
    assert "first seen today" in [say(w, "en") for w in found[0].whys]
    assert "نخستین بار ۳۱ روز پیش دیده شد" in [say(w, "fa") for w in found[1].whys]


def test_an_old_death_still_comes_before_a_new_banner(incident: Make) -> None:
    rows = [incident("a", killed=1), incident("b", kind=Kind.EXP)]
    found = top(queue(rows, a=date(2017, 12, 20), b=TODAY), 2)
    assert found[0].incident == rows[0].id


def test_nobody_at_all_falls_out_of_the_queue(incident: Make) -> None:
    ancient = incident("a", independent=0, first=None, last=None)
    assert top(queue([ancient], a=date(1953, 8, 19)), 5)[0].score > 0


def test_what_lies_near_a_decided_one_is_less_new_and_undo_gives_it_back(incident: Make) -> None:
    rows = [
        incident("a", town="Tehran"),
        incident("b", town="Karaj"),
        incident("c", town="Mashhad"),
    ]
    before = queue(rows)
    after = reviewed(before, rows[0].id)
    assert [one.incident for one in top(after, 9)] == [rows[2].id, rows[1].id]
    assert any(w.code == "new.near" for one in top(after, 9)[1:] for w in one.whys)
    again = reopened(after, rows[0].id)
    assert np.array_equal(again.scores, before.scores)
    assert top(again, 9) == top(before, 9)
    assert before.open.all()  # the queue handed in is as it was


def test_a_name_that_is_not_there_changes_nothing(incident: Make) -> None:
    one = queue([incident("a")])
    assert reviewed(one, "i-nobody") is one
    assert reopened(one, "i-nobody") is one
    assert top(queue([]), 5) == ()


def test_the_gravest_thing_told_is_the_reason(incident: Make) -> None:
    one = incident("a", kind=Kind.DSP, killed=2, arrested=300)
    assert say(danger(one)[1], "en") == "2 killed"
    assert say(danger(one)[1], "fa") == "۲ کشته"


class Sort(Record, frozen=True, kw_only=True):
    """What of an incident the queue looks at."""

    killed: int | None
    origins: int
    town: str
    age: int


SORTS = st.lists(
    st.builds(
        Sort, killed=st.none() | st.integers(0, 50), origins=st.integers(0, 5),
        town=st.sampled_from(["Tehran", "Karaj", "Mashhad"]), age=st.integers(0, 400),
    ),
    max_size=12,
)  # fmt: skip


@given(sorts=SORTS, picks=st.lists(st.integers(0, 11), max_size=6), data=st.data())
def test_order_and_names_of_sources_do_not_matter_and_steps_equal_the_whole(
    incident: Make, sorts: list[Sort], picks: list[int], data: st.DataObject
) -> None:
    rows = [
        incident(f"r{n}", killed=s.killed, independent=s.origins, town=s.town)
        for n, s in enumerate(sorts)
    ]
    seen = {f"r{n}": date.fromordinal(TODAY.toordinal() - s.age) for n, s in enumerate(sorts)}
    done = sorted({rows[n].id for n in picks if n < len(rows)})
    whole = queue_of(rows, today=TODAY, first_seen=seen, done=frozenset(done))
    renamed = [changed(one, sources=("z",)) for one in data.draw(st.permutations(rows))]
    again = queue_of(renamed, today=TODAY, first_seen=seen, done=frozenset(done))
    assert top(whole, 99) == top(again, 99)
    stepped = queue_of(rows, today=TODAY, first_seen=seen, done=frozenset())
    for name in done:
        stepped = reviewed(stepped, name)
    assert top(stepped, 99) == top(whole, 99)
    assert len(top(whole, 99)) == len(rows) - len(done)
    pages = top(whole, 3) + top(whole, 3, start=3)
    assert pages == top(whole, 6)
