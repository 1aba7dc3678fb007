"""Counts under the rules: laws that always hold, and small worlds counted by hand."""

from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.counting import (
    GROUPINGS,
    NOT_RECORDED,
    boundary,
    count,
    load_rules,
    series,
    tally,
    why_said,
)
from crosstally.counting.reasons import why_not
from crosstally.errors import UsageError
from crosstally.records import (
    PROTEST_KINDS,
    Basis,
    Bound,
    Cell,
    Count,
    Days,
    Group,
    GroupValue,
    Incident,
    IncidentId,
    Kind,
    Level,
    MentionId,
    Place,
    PlaceId,
    Precision,
    ReportId,
    Resolved,
    Size,
    Stance,
    Status,
    Target,
    changed,
)

T = TypeVar("T")
CELL = Cell(column="c", row=1)
MENTION = MentionId("m")


def resolved(value: T) -> Resolved[T]:
    return Resolved(value=value, rule="test", mention=MENTION, report=ReportId("r"))


def place_of(city: str | None, site: str | None = None, province: str | None = "Isfahan") -> Place:
    level = Level.SITE if site else Level.CITY if city else Level.PROVINCE
    name = site or city or province or "Iran"
    return Place(
        name=name, id=PlaceId(f"p:{name}") if city else None, level=level, city=city,
        city_id=PlaceId(f"p:{city}") if city else None, province=province, country="IR", lat=None,
        lon=None, span=None, ground=CELL,
    )  # fmt: skip


def incident_of(name: str = "i1", **told: Any) -> Incident:
    """An incident; `day`, `last`, `city`, `site`, `size`, `groups`, `deaths` say what it is."""
    day = told.pop("day", date(2018, 1, 1))
    last = told.pop("last", day)
    precision = told.pop("precision", Precision.DAY)
    place = place_of(told.pop("city", "Qom"), told.pop("site", None), told.pop("province", "Qom"))
    size, groups, deaths = (told.pop(key, None) for key in ("size", "groups", "deaths"))
    days = None
    if day is not None:
        days = Days(
            first=day, last=last, precision=precision, basis=Basis.STATED, span=None, ground=CELL
        )
    bound = told.pop("bound", Bound.EXACT)
    given = {
        "kind": Kind.ASM, "subtype": None, "status": Status.MACHINE, "counts": True,
        "reality": "occurred", "mentions": (MENTION,), "reports": (ReportId("r"),), "sources": (),
        "origins": (), "independent": 1, **told,
    }  # fmt: skip
    return Incident(
        id=IncidentId(name),
        first=day,
        last=last,
        days=resolved(days) if days else None,
        place=resolved(place),
        size=resolved(
            Size(low=size[0], high=size[1], bound=bound, text="x", span=None, ground=CELL)
        )
        if size
        else None,
        killed=resolved(Count(low=deaths, high=deaths, bound=Bound.EXACT, span=None, ground=CELL))
        if deaths is not None
        else None,
        groups=tuple(
            resolved(GroupValue(value=Group(g), span=None, ground=CELL)) for g in groups or ()
        ),
        **given,
    )


RULES = {rule.id: rule for rule in load_rules("all")}
DAY = date(2018, 1, 1)

incidents = st.lists(
    st.builds(
        incident_of,
        st.integers(0, 10**6).map(lambda n: f"i{n:07}"),
        kind=st.sampled_from([*PROTEST_KINDS, Kind.ARR, Kind.ARM]),
        day=st.sampled_from([None, DAY, DAY + timedelta(days=1), date(2017, 12, 28)]),
        city=st.sampled_from(["Qom", "مشهد", None]),
        site=st.sampled_from([None, "میدان آزادی"]),
        groups=st.sampled_from([(), ("teachers",), ("workers", "teachers")]),
        size=st.sampled_from([None, (2, 2), (10, 100), (300, 300)]),
        stance=st.sampled_from([None, *Stance]),
        reality=st.sampled_from(["occurred", "ongoing", "planned", "denied"]),
        status=st.sampled_from(list(Status)),
        independent=st.integers(0, 3),
        deaths=st.sampled_from([None, 0, 2]),
    ),
    max_size=12,
    unique_by=lambda incident: incident.id,
)


def value(rule: str, *given: Incident) -> int:
    return tally(given, RULES[rule]).value


def why(rule: str, incident: Incident) -> str:
    (out,) = tally([incident], RULES[rule]).left_out
    return out.reason


@given(incidents, st.randoms(use_true_random=False), st.sampled_from(sorted(RULES)))
def test_the_order_of_the_incidents_does_not_matter(
    found: list[Incident], shuffle: Any, rule: str
) -> None:
    other = list(found)
    shuffle.shuffle(other)
    assert tally(found, RULES[rule]) == tally(other, RULES[rule])
    assert boundary(found, list(RULES.values())) == boundary(other, list(RULES.values()))


@given(incidents, st.sampled_from(sorted(RULES)), st.sampled_from([None, *GROUPINGS]))
def test_a_value_is_its_units_and_every_incident_is_accounted_for(
    found: list[Incident], rule: str, by: str | None
) -> None:
    counted = count(found, RULES[rule], by)
    units = counted.tally.units
    assert counted.tally.value == len(units) == len({unit.key for unit in units})
    inside = {one for unit in units for one in unit.incidents}
    outside = {out.incident for out in counted.left_out if not out.folded}
    assert inside | outside == {incident.id for incident in found}
    assert not inside & outside
    assert all(out.incident in inside for out in counted.left_out if out.folded)
    assert counted.tally.value == tally(found, RULES[rule]).value


@given(incidents)
def test_no_other_rule_of_single_events_counts_more_than_gatherings(found: list[Incident]) -> None:
    whole = {unit.incidents for unit in tally(found, RULES["gatherings"]).units}
    for rule in ("strict", "confirmed", "mm50"):
        assert {unit.incidents for unit in tally(found, RULES[rule]).units} <= whole
    assert value("merged", *found) <= len(whole)


@given(incidents)
def test_no_rule_counts_what_did_not_happen_or_the_state_called_out(found: list[Incident]) -> None:
    known = {incident.id: incident for incident in found}
    for rule in RULES.values():
        for unit in tally(found, rule).units:
            for one in unit.incidents:
                assert known[one].reality in ("occurred", "ongoing")
                assert known[one].stance is not Stance.PRO_STATE
                assert known[one].status is not Status.REJECTED
                assert known[one].kind in PROTEST_KINDS


@given(incidents, st.sampled_from(sorted(RULES)))
def test_a_copy_of_every_incident_adds_nothing_where_units_are_merged(
    found: list[Incident], rule: str
) -> None:
    if "place" in RULES[rule].merge or "city" in RULES[rule].merge:
        copies = [changed(incident, id=f"{incident.id}x") for incident in found]
        assert value(rule, *found, *copies) == value(rule, *found)


@given(
    incidents, st.sampled_from(sorted(RULES)), st.sampled_from(["day", "month", "province", "kind"])
)
def test_a_series_adds_up_to_the_tally(found: list[Incident], rule: str, by: str) -> None:
    counted = tally(found, RULES[rule], by)
    assert sum(n for _, n in series(counted, cumulative=False)) == counted.value
    sums = [n for g, n in series(counted, cumulative=True) if g != NOT_RECORDED]
    assert sums == sorted(sums)


@given(incidents)
def test_a_boundary_is_where_rules_differ_and_each_side_has_its_words(
    found: list[Incident],
) -> None:
    rules = list(RULES.values())
    for row in boundary(found, rules):
        assert row.counted_by
        assert row.not_by
        assert {*row.counted_by, *(side.rule for side in row.not_by)} == set(RULES)
        for side in row.not_by:
            assert side.why_en.isascii()
            assert any("\u0600" <= letter <= "\u06ff" for letter in side.why_fa)


@given(incidents, st.sampled_from(sorted(RULES)))
def test_a_tallys_reason_is_said_in_both_languages_without_counting_anew(
    found: list[Incident], rule: str
) -> None:
    known = {one.id: one for one in found}
    for out in count(list(known.values()), RULES[rule]).left_out:
        assert why_said(out.why.en, known[IncidentId(out.incident)], RULES[rule]) == out.why


@pytest.mark.parametrize("heard", [2, 3, 4])
def test_a_bloc_is_said_by_the_number_of_its_voices(heard: int) -> None:
    rule = next(one for one in RULES.values() if one.voices_floor > 1)
    voices = tuple(f"v{n}" for n in range(heard))
    told = incident_of(
        size=(300, 300), independent=9, status=Status.CONFIRMED, voices=voices,
        stance=Stance.CHALLENGER, target=Target.GOVERNMENT,
    )  # fmt: skip
    why = why_not(told, rule, dict.fromkeys(voices, "one"))
    assert why is not None
    assert "voice" in why.en
    assert why_said(why.en, told, rule) == why
    assert why_said("no such reason", told, rule) is None


def test_two_marches_in_one_town_on_one_day_are_two_one_and_one() -> None:
    pair = (incident_of("a"), incident_of("b"))
    assert [value(rule, *pair) for rule in ("gatherings", "city_days", "merged")] == [2, 1, 1]


def test_teachers_and_workers_in_one_town_on_one_day_stay_two_where_actors_are_kept() -> None:
    pair = (incident_of("a", groups=("teachers",)), incident_of("b", groups=("workers",)))
    assert (value("merged", *pair), value("city_days", *pair)) == (2, 1)


def test_a_sit_in_of_three_days_in_one_city_is_one_gathering_and_three_city_days() -> None:
    sit_in = incident_of("a", last=DAY + timedelta(days=2))
    assert [value(rule, sit_in) for rule in ("gatherings", "city_days", "merged")] == [1, 3, 1]
    assert (value("hrana_sites", sit_in), value("hrana_cities", sit_in)) == (3, 1)


def test_a_day_that_another_counted_already_adds_only_its_new_ones() -> None:
    march = incident_of("a")
    sit_in = incident_of("b", last=DAY + timedelta(days=1))
    assert value("city_days", march, sit_in) == 2


def test_two_squares_of_one_city_are_two_places_and_one_city_day() -> None:
    pair = (incident_of("a", site="میدان آزادی"), incident_of("b", site="میدان انقلاب"))
    assert (value("hrana_sites", *pair), value("city_days", *pair)) == (2, 1)


def test_a_town_named_in_two_languages_is_one_city() -> None:
    english = incident_of("i1")
    place = changed(place_of("Qom", province="Qom"), name="قم")
    pair = (english, changed(english, id="i2", place=resolved(place)))
    assert [value(rule, *pair) for rule in ("hrana_cities", "city_days", "hrana_sites")] == [1] * 3


def test_two_sites_that_no_pack_knows_are_two_and_one_site_in_two_spellings_is_one() -> None:
    def at(name: str, site: str) -> Incident:
        incident = incident_of(name, site=site)
        assert incident.place is not None
        return changed(
            incident, place=changed(incident.place, value=changed(incident.place.value, id=None))
        )

    assert value("hrana_sites", at("a", "میدان آزادی"), at("b", "میدان انقلاب")) == 2
    assert value("hrana_sites", at("a", "ميدان آزادى"), at("b", "میدان آزادی")) == 1


def test_two_towns_of_one_name_in_two_provinces_are_two() -> None:
    one = incident_of("a", city=None, province="Fars")
    assert why("city_days", one) == "not known: its city"
    here, there = incident_of("a"), incident_of("b")
    assert here.place is not None
    far = changed(here.place.value, id="p:other", city_id="p:other", province="Tehran")
    there = changed(there, place=changed(here.place, value=far))
    assert value("hrana_cities", here, there) == 2


@pytest.mark.parametrize(
    ("size", "bound", "rule", "counted"),
    [
        (None, Bound.EXACT, "city_days", True),
        (None, Bound.EXACT, "mm50", False),
        ((11, 11), Bound.EXACT, "city_days", False),
        ((12, 12), Bound.EXACT, "city_days", True),
        ((24, 99), Bound.EXACT, "mm50", False),
        ((50, 99), Bound.EXACT, "mm50", True),
        ((60, 60), Bound.AT_LEAST, "mm50", True),
        ((10, 10), Bound.AT_LEAST, "city_days", True),
        ((60, 60), Bound.AT_MOST, "mm50", False),
        ((2, 2), Bound.EXACT, "merged", False),
        ((1, 1), Bound.EXACT, "gatherings", True),
    ],
)
def test_a_size_meets_a_floor_by_its_low_end_and_an_unknown_one_as_the_rule_says(
    size: tuple[int, int] | None, bound: Bound, rule: str, counted: bool
) -> None:
    incident = incident_of("a", size=size, bound=bound, target=Target.GOVERNMENT)
    assert value(rule, incident) == int(counted)


@pytest.mark.parametrize(
    ("told", "rule", "reason"),
    [
        ({"status": Status.REJECTED}, "gatherings", "a reviewer rejected it"),
        ({"kind": Kind.ARR}, "gatherings", "not counted here: arrests"),
        ({"kind": Kind.STK}, "merged", "not counted here: a strike"),
        ({"kind": Kind.HNG}, "mm50", "not counted here: a hunger strike"),
        (
            {"kind": Kind.EXP, "subtype": "self-immolation"},
            "merged",
            "self-immolation: no gathering of people",
        ),
        ({"reality": "planned"}, "gatherings", "it is planned, not known to have happened"),
        ({"stance": Stance.PRO_STATE}, "gatherings", "its stance is pro-state"),
        ({"state_organised": True}, "gatherings", "the state organised it"),
        ({"stance": Stance.COUNTER, "size": (99, 99)}, "mm50", "its stance is counter"),
        ({"target": Target.EMPLOYER, "size": (99, 99)}, "mm50", "it was aimed at: employer"),
        ({"counts": False}, "gatherings", "it enters no count of protests"),
        ({"size": (5, 11)}, "city_days", "at most 11 people, fewer than 12"),
        ({"size": (24, 99)}, "mm50", "24 to 99 people: 50 are not shown"),
        ({}, "mm50", "nobody tells its size: 50 are not shown"),
        ({}, "strict", "1 independent origin, 2 needed"),
        ({}, "confirmed", "no person has confirmed it"),
        ({"status": Status.UNDER_REVIEW}, "confirmed", "under review"),
        (
            {"status": Status.UNDER_REVIEW, "deaths": 2},
            "confirmed",
            "under review: deaths need two readers",
        ),
        ({"day": None}, "city_days", "not known: its day"),
        ({"precision": Precision.MONTH}, "city_days", "not known: its day"),
        ({"precision": Precision.WEEK}, "merged", "not known: its days"),
    ],
)
def test_what_is_left_out_has_this_reason(told: dict[str, Any], rule: str, reason: str) -> None:
    assert why(rule, incident_of("a", **told)) == reason


def test_what_linking_calls_confirmed_is_counted_with_its_deaths() -> None:
    assert value("confirmed", incident_of("a", status=Status.CONFIRMED, deaths=2)) == 1


def test_what_is_folded_names_the_incident_it_is_one_with() -> None:
    found = tally([incident_of("b"), incident_of("a")], RULES["city_days"])
    assert [unit.incidents for unit in found.units] == [("a", "b")]
    assert found.left_out[0].incident == "b"
    assert found.left_out[0].reason == "one with a: the same day, city"


def test_a_unit_says_its_day_and_its_city_with_the_citys_id() -> None:
    (unit,) = tally([incident_of("a", city="مشهد")], RULES["city_days"]).units
    assert unit.key == "2018-01-01 · مشهد (p:مشهد)"


def test_groups_of_a_tally_come_first_in_its_keys_and_the_unknown_is_never_zero() -> None:
    found = [incident_of("a"), incident_of("b", day=None), incident_of("c", day=date(2018, 2, 5))]
    by_month = tally(found, RULES["gatherings"], "month")
    assert series(by_month, cumulative=False) == (
        ("2018-01", 1), ("2018-02", 1), (NOT_RECORDED, 1),
    )  # fmt: skip
    assert series(tally(found, RULES["gatherings"], "week"), cumulative=False)[0] == ("2018-W01", 1)
    assert series(tally(found, RULES["gatherings"], "city"), cumulative=False) == (("Qom", 3),)
    assert series(tally(found, RULES["gatherings"], "kind"), cumulative=False) == (("ASM", 3),)


def test_a_cumulative_series_holds_all_before_it() -> None:
    cities = [("a", "Qom", 1), ("b", "Arak", 1), ("c", "Qom", 2), ("d", "Sari", 3)]
    found = [incident_of(n, city=c, day=date(2018, 1, d)) for n, c, d in cities]
    counted = tally(found, RULES["hrana_cities"], "day")
    assert series(counted, cumulative=True) == (("2018-01-01", 2), ("2018-01-03", 3))


def test_nothing_is_counted_by_what_is_no_grouping() -> None:
    with pytest.raises(UsageError):
        tally([], RULES["gatherings"], "colour")


def test_an_incident_that_all_rules_count_or_none_is_on_no_boundary() -> None:
    rules = [RULES["gatherings"], RULES["strict"]]
    both = incident_of("a", independent=2, voices=("one", "other"))
    neither = incident_of("b", kind=Kind.ARR)
    between = incident_of("c")
    (row,) = boundary([both, neither, between], rules)
    assert (row.incident, row.counted_by) == ("c", ("gatherings",))
    assert row.not_by[0].sort == "fewer than 2 independent origins told"
    assert row.not_by[0].why_fa == "۱ خاستگاه مستقل، ۲ لازم است"
