"""What one report tells of one event is one telling; nothing that it sets apart comes together."""

import random

from crosstally.linking.facet import read_facets
from crosstally.linking.tellings import read_tellings


def _facets(*told):
    reports = {t[0].id: t[0] for t in told}
    return read_facets([t[1] for t in told], reports=reports, words={}, copies={})


def _groups(facets, judged=()):
    tellings = read_tellings(facets, judged=judged)
    return sorted(sorted(facets[place].mention for place in t.places) for t in tellings)


def test_two_towns_two_days_and_two_reports_stay_apart(made):
    facets = _facets(
        made.tell("a", made.event(at="dorud"), made.event(at="izeh")),
        made.tell("b", made.event(on="2017-12-30"), made.event(on="2017-12-31")),
        made.tell("c", made.event()),
    )
    assert _groups(facets) == [["a#1"], ["a#2"], ["b#1"], ["b#2"], ["c#1"]]


def test_the_town_of_one_sentence_and_the_toll_of_another_are_one_telling(made):
    inferred = made.days("2017-12-31", basis=made.Basis.PUBLICATION)
    facets = _facets(
        made.tell("a", made.event("FRC", inferred, None, killed=2), made.event("FRC", at="dorud"))
    )
    (telling,) = read_tellings(facets, judged=())
    assert telling.places == (0, 1)
    assert telling.facet.mention == "a#1"
    assert (telling.facet.spot.key, telling.facet.killed, telling.facet.day_known) == (
        "dorud", (2, 2), True,
    )  # fmt: skip


def test_what_a_person_judged_stays_alone(made):
    facets = _facets(made.tell("a", made.event(), made.event(), made.event()))
    assert _groups(facets) == [["a#1", "a#2", "a#3"]]
    assert _groups(facets, judged={"a#2"}) == [["a#1", "a#3"], ["a#2"]]


def test_a_telling_knows_the_towns_that_its_report_puts_other_events_in(made):
    facets = _facets(made.tell("a", made.event(at="dorud"), made.event(at="izeh")))
    found = {t.facet.spot.key: t.facet.elsewhere for t in read_tellings(facets, judged=())}
    assert found == {"dorud": {"izeh"}, "izeh": {"dorud"}}


def test_every_mention_stands_in_one_telling_whatever_the_order(made):
    towns = ("dorud", "izeh", None, "karaj", "gohardasht", None)
    told = [
        made.tell(f"r{n}", *(made.event(at=town) for town in random.Random(n).sample(towns, 6)))
        for n in range(8)
    ]
    facets = _facets(*told)
    assert facets == _facets(*told[::-1])
    assert sorted(m for group in _groups(facets) for m in group) == [f.mention for f in facets]
