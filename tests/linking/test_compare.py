"""What each feature says of a pair, and what it leaves unsaid."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.linking.compare import FEATURES, contradict
from crosstally.linking.facet import read_facets
from crosstally.linking.weigh import bits_of, load_weights, weigh, weigh_all

WEIGHTS = load_weights()


def _facets(*told):
    reports = {t[0].id: t[0] for t in told}
    return read_facets([t[1] for t in told], reports=reports, words={}, copies={})


def _pair(made, one, other, **said):
    return _facets(
        made.tell("a", made.event(**one), said=said.get("a", "2017-12-31")),
        made.tell("b", made.event(**other), said=said.get("b", "2017-12-31")),
    )


def _score(name, pair):
    look = next(f.look for f in FEATURES if f.name == name)
    evidence = look(*pair)
    return None if evidence is None else bits_of(evidence, WEIGHTS.features[name]) / 1000


@pytest.mark.parametrize(
    ("name", "one", "other", "low", "high"),
    [
        ("days", {"on": "2017-12-30"}, {"on": "2017-12-30"}, 3, 9),
        ("days", {"on": "2017-12-30"}, {"on": "2017-12-31"}, -9, -1),
        ("days", {"on": "2017-12-30"}, {"on": "2018-12-30"}, -99, -8),
        ("days", {"kind": "STK", "on": "2018-11-05"}, {"kind": "STK", "on": "2018-11-17"}, 0.1, 9),
        ("days", {"kind": "STK", "on": "2018-05-22"}, {"kind": "STK", "on": "2025-05-22"}, -99, -8),
        ("place", {"at": "tehran"}, {"at": "tehran"}, 5, 9),
        ("place", {"at": "karaj"}, {"at": "gohardasht"}, 3, 9),
        ("place", {"at": "lenjan"}, {"at": "zarrinshahr"}, 3, 9),
        ("place", {"at": "dorud"}, {"at": "izeh"}, -99, -9),
        ("place", {"at": "khuzestan"}, {"at": "izeh"}, -3, 0),
        ("place", {"at": "khuzestan"}, {"at": "dorud"}, -99, -9),
        ("place", {"at": "iran"}, {"at": "dorud"}, -3, 0),
        ("kind", {"kind": "ASM"}, {"kind": "STK"}, -9, -1),
        ("kind", {"kind": "FRC"}, {"kind": "ARM"}, -1, 1),
        ("groups", {"groups": ["students"]}, {"groups": ["workers"]}, -3, -0.1),
        ("size", {"size": (200, 999)}, {"size": (300, 300)}, 0.1, 3),
        ("size", {"size": (20, 99)}, {"size": (10000, 99999)}, -3, -0.1),
        ("harm", {"killed": 2}, {"killed": 2}, 0.1, 3),
        ("harm", {"killed": 2}, {"killed": 6}, -3, -0.1),
    ],
)
def test_a_feature_speaks_for_or_against(made, name, one, other, low, high):
    pair = _pair(made, one, other)
    assert low <= _score(name, pair) <= high
    assert _score(name, pair) == _score(name, pair[::-1])


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("place", {"at": None}, {"at": None}),
        ("place", {"at": None}, {"at": "tehran"}),
        ("groups", {}, {"groups": ["workers"]}),
        ("slogans", {"slogans": ["نان، کار، آزادی"]}, {"slogans": ["مرگ بر گرانی"]}),
        ("slogans", {}, {}),
        ("size", {}, {"size": (50, 50)}),
        ("harm", {"killed": 2}, {"injured": 2}),
        ("words", {}, {}),
        ("copy", {}, {}),
        ("report", {}, {}),
    ],
)
def test_what_is_not_said_is_no_evidence(made, name, one, other):
    assert _score(name, _pair(made, one, other)) is None


def test_a_slogan_is_the_same_on_an_arabic_keyboard(made):
    pair = _pair(made, {"slogans": ["نان، كار، آزادي"]}, {"slogans": ["نان، کار، آزادی"]})
    assert _score("slogans", pair) > 0


def test_a_day_of_publication_speaks_softer_than_a_stated_one(made):
    inferred = made.days("2017-12-30", basis=made.Basis.PUBLICATION)
    stated = _score("days", _pair(made, {}, {}))
    once = _score("days", _pair(made, {}, {"on": inferred}))
    early = made.days("2017-12-25", basis=made.Basis.PUBLICATION)
    assert stated > once > 0 > _score("days", _pair(made, {}, {"on": early}))


def test_one_report_sets_apart_what_it_tells_twice_with_other_towns_days_or_kinds(made):
    def told(*events):
        return contradict(*_facets(made.tell("a", *events)))

    assert told(made.event(at="dorud"), made.event(at="izeh"))
    assert told(made.event(on="2017-12-30"), made.event(on="2017-12-31"))
    assert told(made.event("ASM"), made.event("STK"))
    assert not told(made.event("FRC"), made.event("ARM"))
    assert not told(made.event(), made.event(at=None))


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_many_are_weighed_as_one_and_the_order_does_not_matter(made, data):
    kinds = st.sampled_from(["ASM", "STK", "FRC"])
    towns = st.sampled_from(["dorud", "karaj", "gohardasht", "iran", None])
    days = st.integers(0, 3).map(lambda n: made.later("2017-12-30", n))
    events = st.builds(made.event, kinds, days, towns)
    told = data.draw(st.lists(events, min_size=2, max_size=4))
    facets = _facets(*(made.tell(f"r{n}", event) for n, event in enumerate(told)))
    weights = load_weights()
    pairs = [(a, b) for a in range(len(facets)) for b in range(len(facets)) if a != b]
    for (a, b), bits in zip(pairs, weigh_all(facets, pairs, weights), strict=True):
        assert weigh(facets[a], facets[b], weights).millibits == bits
        assert weigh(facets[b], facets[a], weights).millibits == bits
