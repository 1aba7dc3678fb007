"""Field by field: what is chosen, by which rule, and which rivals stay with whose names."""

from crosstally.records import Bound, Level, Quote, Span


def test_the_finest_place_is_chosen_and_the_others_stay(made):
    linked = made.join(
        made.tell("a", made.event(at="karaj")),
        made.tell("b", made.event(at="karaj")),
        made.tell("c", made.event(at="gohardasht")),
    )
    (incident,) = linked.incidents
    assert incident.place.value.level is Level.NEIGHBOURHOOD
    assert [r.value.name for r in incident.place.rivals] == ["Karaj"]
    assert incident.place.rivals[0].asserters == ("of-a", "of-b")


def test_the_size_that_most_origins_give_is_chosen_and_rivals_name_their_asserters(made):
    linked = made.join(
        made.tell("a", made.event(size=(200, 999))),
        made.tell("b", made.event(size=(200, 999))),
        made.tell("c", made.event(size=(2000, 9999)), source="party"),
    )
    (incident,) = linked.incidents
    assert (incident.size.value.low, incident.size.value.high) == (200, 999)
    (rival,) = incident.size.rivals
    assert (rival.value.low, rival.asserters, rival.mentions) == (2000, ("party",), ("c#1",))


def test_a_source_that_says_more_later_is_asked_once_and_in_its_last_word(made):
    linked = made.join(
        made.tell("a", made.event("ARR", arrested=20), source="x", said="2017-12-31"),
        made.tell("b", made.event("ARR", arrested=50), source="x", said="2018-01-02"),
        made.tell("c", made.event("ARR", arrested=20), source="y", said="2018-01-02"),
    )
    (incident,) = linked.incidents
    found = {incident.arrested.value.low: incident.arrested.asserters}
    found |= {r.value.low: r.asserters for r in incident.arrested.rivals}
    assert found == {50: ("x",), 20: ("y",)}


def test_asserters_come_in_the_order_in_which_they_spoke(made):
    linked = made.join(
        made.tell("z", made.event("FRC", killed=2), said="2017-12-30"),
        made.tell("a", made.event("FRC", killed=2), said="2018-01-03"),
    )
    assert linked.incidents[0].killed.asserters == ("of-z", "of-a")


def test_whom_a_report_cites_is_named_with_the_report(made):
    cited = Quote(text="فرماندار", span=Span(0, 1))
    linked = made.join(made.tell("a", made.event("ARR", arrested=20, asserter=cited), source="x"))
    assert linked.incidents[0].arrested.asserters == ("فرماندار via x",)


def test_a_bound_is_kept_as_it_was_told(made):
    linked = made.join(
        made.tell("a", made.event("FRC", killed=made.count(2, bound=Bound.AT_LEAST)))
    )
    assert linked.incidents[0].killed.value.bound is Bound.AT_LEAST


def test_groups_demands_and_slogans_are_gathered_once_each(made):
    linked = made.join(
        made.tell("a", made.event(groups=["workers"], slogans=["نان، کار، آزادی"])),
        made.tell("b", made.event(groups=["workers", "students"], demands=["labour"])),
    )
    (incident,) = linked.incidents
    assert [g.value.value for g in incident.groups] == ["workers", "students"]
    assert [len(incident.demands), len(incident.slogans)] == [1, 1]


def test_a_value_lists_all_who_give_it_the_first_first_and_no_rival(made):
    linked = made.join(
        made.tell("z", made.event("FRC", killed=2), said="2017-12-30"),
        made.tell("a", made.event("FRC", killed=2), said="2018-01-03"),
        made.tell("b", made.event("FRC", killed=3), said="2018-01-03"),
    )
    (incident,) = linked.incidents
    assert incident.killed.mentions == ("z#1", "a#1")
    assert [r.mentions for r in incident.killed.rivals] == [("b#1",)]
