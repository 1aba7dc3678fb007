"""What became of the incidents: nothing is left out, and every change says why."""

from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.linking.changes import Became, Seen, changes, seen
from crosstally.records import Link

PARTS = st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), max_size=4)


def _seen(*groups, place="t", day=None):
    """Incidents named by their first mention."""
    return [
        Seen(id=f"i-{min(g)}", mentions=tuple(sorted(g)), first=day, last=day, place=place)
        for g in groups
    ]


def _disjoint(groups):
    left, found = set("abcdefgh"), []
    for group in groups:
        if group & left:
            found.append(group & left)
        left -= group
    return found


def test_two_that_become_one_are_merged_with_the_link_that_joins_them():
    links = [
        Link(one="a", other="c", bits=1.0, joined=True, reasons=("weaker",)),
        Link(one="b", other="c", bits=4.5, joined=True, reasons=("days: both state the same day",)),
    ]
    (change,) = changes(_seen("ab", "c"), _seen("abc"), links)
    assert (change.became, change.incident, change.others) == (Became.MERGED, "i-a", ("i-c",))
    assert change.reasons == ("b and c: +4.5 bits", "days: both state the same day")


def test_one_that_falls_apart_is_split_with_what_spoke_against():
    links = [Link(one="a", other="b", bits=-9.0, joined=False, reasons=("place: two places",))]
    (change,) = changes(_seen("ab"), _seen("a", "b"), links)[:1]
    assert (change.became, change.others) == (Became.SPLIT, ("i-b",))
    assert "place: two places" in change.reasons


def test_another_town_is_a_move_and_more_mentions_are_growth():
    found = changes(_seen("a", place="دورود"), _seen("ab", place="ایذه"))
    assert [c.became for c in found] == [Became.MOVED, Became.GREW]
    assert "دورود" in found[0].before
    assert "ایذه" in found[0].after


@settings(max_examples=80, deadline=None)
@given(one=PARTS, other=PARTS)
def test_what_is_the_same_is_in_no_change_and_all_else_is_in_one(one, other):
    before, after = _seen(*_disjoint(one)), _seen(*_disjoint(other))
    found = changes(before, after)
    named = {name for c in found for name in (c.incident, *c.others)}
    for incident in before:
        assert incident in after or incident.id in named
    for incident in after:
        assert incident in before or incident.id in named
    assert changes(before, before) == ()
    assert changes(before[::-1], after[::-1]) == found
    assert all(c.reasons for c in found)


def test_two_builds_of_one_desk_tell_what_the_new_report_did(made):
    told = [made.tell("a", made.event()), made.tell("b", made.event(at="izeh"))]
    first = made.join(*told)
    later = made.join(*told, made.tell("c", made.event(at="karaj")), made.tell("d", made.event()))
    found = changes(map(seen, first.incidents), map(seen, later.incidents), later.links)
    assert sorted(c.became for c in found) == [Became.APPEARED, Became.GREW]
