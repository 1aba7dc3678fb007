"""The ready-made traps, each as a case: what must stay apart and what must come together."""

import pytest

from crosstally.records import Span


def test_the_same_town_and_toll_on_the_next_day_is_another_event(made):
    linked = made.join(
        made.tell("a", made.event("FRC", "2017-12-30", killed=2)),
        made.tell("b", made.event("FRC", "2017-12-30", killed=2), said="2018-01-01"),
        made.tell("c", made.event("FRC", "2017-12-31", killed=2), said="2018-01-01"),
        made.tell("d", made.event("FRC", "2017-12-31", killed=2), said="2018-01-01"),
    )
    assert made.groups(linked) == [["a", "b"], ["c", "d"]]


def test_one_report_of_both_days_does_not_bridge_them(made):
    linked = made.join(
        made.tell("a", made.event("FRC", "2017-12-30", killed=2)),
        made.tell("b", made.event("FRC", "2017-12-31", killed=2), said="2018-01-01"),
        made.tell(
            "c",
            made.event("FRC", "2017-12-30", killed=2),
            made.event("FRC", "2017-12-31", killed=2),
            said="2018-01-01",
        ),
    )
    assert made.groups(linked) == [["a", "c"], ["b", "c"]]


def test_a_county_and_its_capital_are_one_place(made):
    linked = made.join(
        made.tell("a", made.event(at="zarrinshahr", on="2018-01-02"), said="2018-01-02"),
        made.tell("b", made.event(at="lenjan", on="2018-01-02"), said="2018-01-03"),
    )
    assert made.groups(linked) == [["a", "b"]]
    assert linked.incidents[0].place.value.name == "Zarrinshahr"


def test_a_district_and_its_city_are_one_event_at_the_finer_place(made):
    linked = made.join(
        made.tell("a", made.event(at="karaj", on="2018-01-02"), said="2018-01-03"),
        made.tell("b", made.event(at="gohardasht", on="2018-01-02"), said="2018-01-03"),
    )
    assert made.groups(linked) == [["a", "b"]]
    assert linked.incidents[0].place.value.name == "Gohardasht"


def test_the_same_day_of_another_year_is_another_strike(made):
    linked = made.join(
        made.tell("a", made.event("STK", "2018-05-22", "iran"), said="2018-05-23"),
        made.tell("b", made.event("STK", "2025-05-22", "iran"), said="2025-05-23"),
    )
    assert made.groups(linked) == [["a"], ["b"]]


def test_a_strike_of_many_days_is_one_incident_with_all_its_days(made):
    told = [
        made.tell(
            f"r{n:02}",
            made.event("STK", made.later("2018-11-05", n), "shush", groups=["workers"]),
            said=made.later("2018-11-05", n),
        )
        for n in (0, 4, 8, 12, 13, 17, 22, 27)
    ]
    linked = made.join(*told)
    assert len(linked.incidents) == 1
    (strike,) = linked.incidents
    assert (strike.first, strike.last) == (made.day("2018-11-05"), made.day("2018-12-02"))


def test_two_strikes_of_one_group_in_two_towns_stay_apart(made):
    linked = made.join(
        made.tell("a", made.event("STK", "2018-11-17", "shush", groups=["workers"])),
        made.tell("b", made.event("STK", "2018-11-17", "ahvaz", groups=["workers"])),
    )
    assert made.groups(linked) == [["a"], ["b"]]


def test_rounds_of_a_strike_months_apart_are_two(made):
    linked = made.join(
        made.tell("a", made.event("STK", "2018-05-30", "iran", groups=["drivers"])),
        made.tell("b", made.event("STK", "2018-09-25", "iran", groups=["drivers"])),
    )
    assert made.groups(linked) == [["a"], ["b"]]


def test_a_rally_for_the_state_is_not_the_protest_in_the_same_place(made):
    pro, against = made.Stance.PRO_STATE, made.Stance.CHALLENGER
    linked = made.join(
        made.tell("a", made.event(at="tehran", stance=against)),
        made.tell("b", made.event(at="tehran", stance=pro)),
        made.tell(
            "c", made.event(at="tehran", stance=pro), made.event(at="tehran", stance=against)
        ),
        made.tell("d", made.event(at="tehran")),
    )
    assert made.groups(linked) == [["a", "c", "d"], ["b", "c"]]
    (rally,) = [i for i in linked.incidents if "b" in i.reports]
    assert [r.kind for r in rally.relations] == ["counter_to"]


def test_a_denial_stands_against_what_it_denies_and_witnesses_nothing(made):
    denial = made.event(
        "ASM",
        made.days("2018-01-05", basis=made.Basis.PUBLICATION),
        "birjand",
        reality=made.Reality.DENIED,
    )
    linked = made.join(
        made.tell("a", made.event(at="birjand", on="2018-01-02"), said="2018-01-04"),
        made.tell("b", denial, said="2018-01-05"),
        made.tell("c", made.event(at="mashhad", on="2018-01-04"), said="2018-01-05"),
    )
    (denied,) = [i for i in linked.incidents if i.denials]
    assert denied.reports == ("a",)
    assert denied.denials == ("b#1",)
    assert denied.counts
    assert denied.flags == ("denied",)


def test_a_denial_of_nothing_recorded_is_an_issue(made):
    denial = made.event("ASM", "2018-01-05", "birjand", reality=made.Reality.DENIED)
    linked = made.join(made.tell("b", denial, said="2018-01-05"))
    assert linked.incidents == ()
    assert [i.detail for i in linked.issues] == ["denies nothing that is recorded"]


def test_a_recap_of_twenty_towns_joins_each_town_and_no_two(made):
    towns = ("mashhad", "dorud", "karaj", "tehran", "ahvaz", "izeh", "birjand")
    linked = made.join(
        made.tell("recap", *(made.event(at=town) for town in towns)),
        *(made.tell(f"of-{town}", made.event(at=town)) for town in towns),
    )
    assert made.groups(linked) == sorted(sorted(["recap", f"of-{town}"]) for town in towns)


def test_a_figure_revised_by_its_source_supersedes_and_does_not_corroborate(made):
    tolls = ((106, "2019-11-19"), (143, "2019-11-25"), (208, "2019-12-02"), (304, "2019-12-16"))
    whole = made.days("2019-11-15", "2019-11-19")
    told = [
        made.tell(f"r{n}", made.event("FRC", whole, "iran", killed=n), source="amnesty", said=said)
        for n, said in tolls
    ]
    told.append(made.tell("ncri", made.event("FRC", whole, "iran", killed=251), said="2019-11-22"))
    linked = made.join(*told, sources=[made.source("amnesty", basis=made.Knowing.DOCUMENT)])
    (incident,) = linked.incidents
    assert incident.killed.value.low == 304
    assert [r.value.low for r in incident.killed.rivals] == [251]
    assert incident.independent == 2


def test_tolls_of_three_asserters_stay_three_and_are_never_averaged(made):
    whole = made.days("2017-12-28", "2018-01-09")
    linked = made.join(
        *(
            made.tell(f"r{n}", made.event("FRC", whole, "iran", killed=n), said="2018-01-14")
            for n in (21, 25, 36)
        )
    )
    (incident,) = linked.incidents
    found = {incident.killed.value.low, *(r.value.low for r in incident.killed.rivals)}
    assert found == {21, 25, 36}
    assert {a for r in incident.killed.rivals for a in r.asserters} < {"of-r21", "of-r25", "of-r36"}


def test_a_stated_day_is_never_beaten_by_days_of_publication(made):
    inferred = made.days("2017-12-31", basis=made.Basis.PUBLICATION)
    linked = made.join(
        made.tell("a", made.event(on="2017-12-30")),
        made.tell("b", made.event(on=inferred)),
        made.tell("c", made.event(on=inferred)),
        made.tell("d", made.event(on=inferred)),
    )
    (incident,) = linked.incidents
    assert incident.first == made.day("2017-12-30")
    assert "day-inferred" not in incident.flags


def test_weekly_sit_ins_of_one_group_in_one_town_stay_apart(made):
    told = [
        made.tell(
            f"w{week}",
            made.event(on=made.later("2018-06-02", 7 * week), at="mashhad", groups=["creditors"]),
            said=made.later("2018-06-02", 7 * week),
        )
        for week in range(6)
    ]
    assert made.groups(made.join(*told)) == [[f"w{week}"] for week in range(6)]


def test_what_is_planned_or_called_is_a_call_and_no_incident(made):
    linked = made.join(
        made.tell("a", made.event("STK", "2018-05-22", "iran", reality=made.Reality.CALLED)),
        made.tell("b", made.event("CAL", "2018-05-21", "iran")),
    )
    assert [i.kind for i in linked.incidents] == ["CAL"]
    assert {c.mention for c in linked.calls} == {"a#1", "b#1"}


@pytest.mark.parametrize(
    ("body", "violent"),
    [
        ("The union called on teachers to stay at school on Sunday.", False),
        ("The channel urged its followers to use petrol bombs on Sunday.", True),
        ("شورا از معلمان خواست یکشنبه به کلاس نروند.", False),
        ("کانال از مردم خواست با کوکتل مولوتف به خیابان بیایند.", True),
        ("دعت القناة الناس إلى حمل السلاح.", True),
    ],
)
def test_a_call_to_violence_is_marked(made, body, violent):
    told = made.tell("a", made.event("CAL", sentence=Span(0, len(body))), body=body)
    assert [c.violent for c in made.join(told).calls] == [violent]


def test_a_recap_of_what_is_past_joins_its_day_and_does_not_count_alone(made):
    past = made.Reality.PAST
    linked = made.join(
        made.tell("a", made.event(on="2017-12-30")),
        made.tell("b", made.event(on="2017-12-30", reality=past), said="2018-12-30"),
        made.tell("c", made.event(on="2009-06-15", at="tehran", reality=past), said="2018-12-30"),
    )
    assert made.groups(linked) == [["a", "b"], ["c"]]
    assert {i.reports: i.counts for i in linked.incidents} == {("a", "b"): True, ("c",): False}


def test_a_toll_of_the_whole_country_does_not_count_as_a_gathering(made):
    linked = made.join(made.tell("a", made.event(at="iran", size=(42000, 42000))))
    assert [(i.counts, i.flags) for i in linked.incidents] == [(False, ("no-town",))]


def test_a_strike_of_a_trade_in_the_whole_country_counts_and_no_place_at_all_is_an_issue(made):
    linked = made.join(
        made.tell("a", made.event("STK", at="iran", groups=["drivers"])),
        made.tell("b", made.event("ASM", at=None)),
    )
    assert {i.reports: i.counts for i in linked.incidents} == {("a",): True, ("b",): False}
    (lost,) = [i.id for i in linked.incidents if not i.counts]
    assert [(i.reason, i.where) for i in linked.issues] == [("no-place", lost)]


def test_armed_action_is_kept_and_not_counted(made):
    linked = made.join(made.tell("a", made.event("ARM", at="ahvaz")))
    assert [(i.kind, i.counts) for i in linked.incidents] == [("ARM", False)]


def test_a_dispersal_answers_the_protest_of_its_town_and_day(made):
    linked = made.join(
        made.tell("a", made.event("ASM"), made.event("DSP")),
        made.tell("b", made.event("ARR", on="2018-01-04")),
    )
    by_kind = {i.kind: i for i in linked.incidents}
    (relation,) = by_kind["DSP"].relations
    assert (relation.kind, relation.incident) == ("response_to", by_kind["ASM"].id)
    assert by_kind["ARR"].relations == ()


def test_a_march_during_a_strike_is_its_part_and_not_the_strike(made):
    linked = made.join(
        made.tell("a", made.event("STK", at="shush", on=made.days("2018-11-05", "2018-11-12"))),
        made.tell("b", made.event("ASM", at="shush", on="2018-11-10", subtype="march")),
    )
    (march,) = [i for i in linked.incidents if i.kind == "ASM"]
    (strike,) = [i for i in linked.incidents if i.kind == "STK"]
    assert [(r.kind, r.incident) for r in march.relations] == [("part_of", strike.id)]


@pytest.mark.parametrize(
    ("after", "town", "subtype", "found"),
    [
        (20, "dorud", "vigil", []),
        (40, "izeh", "vigil", []),
        (40, "dorud", "rally", []),
        (40, "dorud", "vigil", ["mourns"]),
        (3, "dorud", "vigil", ["mourns"]),
    ],
)
def test_a_vigil_mourns_the_deaths_of_its_town_on_the_days_of_mourning(
    made, after, town, subtype, found
):
    day = made.later("2017-12-30", after)
    linked = made.join(
        made.tell("a", made.event("FRC", killed=2)),
        made.tell("b", made.event("ASM", day, town, subtype=subtype), said=day),
        made.tell("c", made.event("FRC", "2017-12-30", "izeh")),
    )
    (crowd,) = [i for i in linked.incidents if i.kind == "ASM"]
    assert [relation.kind for relation in crowd.relations] == found
