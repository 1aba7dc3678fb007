"""Many pairs at once: they weigh what one pair weighs, and each near pair comes once."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.linking.block import family, near_pairs, read_blocks, told_together
from crosstally.linking.columns import conflicts, read_columns, slices, weigh_pairs
from crosstally.linking.compare import contradict
from crosstally.linking.evidence import apart
from crosstally.linking.facet import Facet, Range, Spot
from crosstally.linking.likeness import Words
from crosstally.linking.weigh import load_weights, weigh
from crosstally.records import Kind, Reality, Stance

LAW = settings(max_examples=60, deadline=None)
SPOTS = tuple(
    Spot(rank, key, (key,), city, "p", "IR", lat, lon, 5.0, frozenset(rivals))
    for rank, key, city, lat, lon, rivals in (
        (2, "mashhad", "mashhad", 36.31, 59.6, ()),
        (2, "مشهد", "مشهد", 36.35, 59.65, ("mashhad",)),
        (1, "kuy", "mashhad", 36.45, 59.75, ()),
        (0, "works", "mashhad", None, None, ()),
        (3, "county", "mashhad", 36.3, 59.6, ()),
        (4, "p", None, 36.0, 59.0, ()),
        (5, "ir", None, 32.0, 53.0, ()),
        (2, "izeh", "izeh", 31.83, 49.87, ()),
    )
)


def ranges(low, high):
    both = st.tuples(st.integers(low, high), st.integers(low, high))
    return both.map(lambda ends: Range(min(ends), max(ends)))


def some(*values):
    return st.sampled_from([frozenset(), *map(frozenset, values)])


FACETS = st.lists(
    st.builds(
        Facet,
        mention=st.just("m"),
        report=st.sampled_from("abcd"),
        kind=st.sampled_from([Kind.ASM, Kind.STK, Kind.FRC, Kind.ARM, Kind.ARR]),
        subtype=st.sampled_from([None, "closure", "rally"]),
        reality=st.just(Reality.OCCURRED),
        stance=st.sampled_from([None, Stance.CHALLENGER, Stance.PRO_STATE]),
        days=st.none() | ranges(700_000, 700_040),
        inferred=st.booleans(),
        day_known=st.booleans(),
        lasting=st.booleans(),
        total=st.booleans(),
        said=st.none() | st.integers(700_000, 700_040),
        spot=st.none() | st.sampled_from(SPOTS),
        spots=st.just(()),
        elsewhere=some(["mashhad"]),
        size=st.none() | ranges(1, 900),
        killed=st.none() | ranges(0, 3),
        injured=st.none() | ranges(0, 3),
        arrested=st.none() | ranges(0, 3),
        groups=some(["workers"], ["students", "drivers"]),
        themes=some(["labour"], ["gender"]),
        slogans=some(["نان"]),
        words=st.none() | st.sampled_from([Words("fa", {"نان": 0.8, "کار": 0.6}), Words("fa", {"نان": 0.8, "mashhad": 0.6})]),
        copy=st.sampled_from("abcd"),
        copied=st.booleans(),
        alone=st.booleans(),
    ),
    min_size=1,
    max_size=7,
).map(lambda facets: [_known(f, n) for n, f in enumerate(facets)])  # fmt: skip


def _known(facet, number):
    """A facet as the reader makes them: numbered, and of a known day only where it states one."""
    one_day = facet.days is not None and facet.days.low == facet.days.high
    return facet._replace(
        mention=f"m{number}",
        day_known=one_day and not facet.inferred,
        alone=facet.report in "ab",
        spots=(facet.spot,) if facet.spot else (),
    )


def _all_pairs(facets):
    return [np.array(side, dtype=np.int64) for side in np.triu_indices(len(facets), 1)]


@LAW
@given(facets=FACETS)
def test_a_pair_weighs_by_columns_what_it_weighs_alone(facets):
    weights, columns = load_weights(), read_columns(facets)
    one, other = _all_pairs(facets)
    found = weigh_pairs(columns, one, other, weights)
    for a, b, bits in zip(one.tolist(), other.tolist(), found.tolist(), strict=True):
        assert bits == weigh(facets[a], facets[b], weights).millibits


@LAW
@given(facets=FACETS)
def test_one_report_sets_apart_by_columns_what_it_sets_apart_alone(facets):
    one, other = _all_pairs(facets)
    found = conflicts(read_columns(facets), one, other)
    for a, b, split in zip(one.tolist(), other.tolist(), found.tolist(), strict=True):
        assert split == contradict(facets[a], facets[b])


def _near(facets):
    columns, blocks = read_columns(facets), read_blocks(facets)
    found = [*near_pairs(blocks, columns.report), *told_together(blocks, columns.report)]
    return [tuple(sorted(p)) for one, other in found for p in zip(one.tolist(), other.tolist(), strict=True)]  # fmt: skip


@LAW
@given(facets=FACETS)
def test_every_pair_of_one_place_and_time_comes_and_comes_once(facets):
    found = _near(facets)
    assert len(found) == len(set(found))
    for a, b in zip(*(side.tolist() for side in _all_pairs(facets)), strict=True):
        one, other = facets[a], facets[b]
        if family(one.kind) is not family(other.kind):
            assert (a, b) not in found
        elif one.report == other.report:
            assert (a, b) in found
        elif one.spot and one.spot == other.spot and one.days and other.days:
            assert apart(one.days, other.days) > 2 or (a, b) in found


@LAW
@given(facets=FACETS, data=st.data())
def test_what_else_there_is_brings_no_pair_and_takes_none(facets, data):
    part = data.draw(st.lists(st.sampled_from(facets), unique_by=lambda f: f.mention))
    place = [facets.index(f) for f in part]
    names = {tuple(sorted((place[a], place[b]))) for a, b in _near(part)}
    assert names == {pair for pair in _near(facets) if set(pair) <= set(place)}


def test_side_by_side_squares_are_compared_whatever_their_order():
    spots = [SPOTS[0]._replace(key=f"t{n}", city=f"t{n}", lat=36.05 + dx, lon=59.05 + dy)
             for n, (dx, dy) in enumerate((x / 10, y / 10) for x in (-1, 0, 1) for y in (-1, 0, 1))]  # fmt: skip
    day = Range(700_000, 700_000)
    facets = [_plain(f"m{n}", spot, day) for n, spot in enumerate(spots)]
    near = set(_near(facets))
    assert {pair for pair in near if 4 in pair} == {
        tuple(sorted((4, n))) for n in range(9) if n != 4
    }
    assert (0, 2) not in near


def _plain(name, spot, days):
    empty = frozenset()
    return Facet(
        mention=name, report=name, kind=Kind.ASM, subtype=None, reality=Reality.OCCURRED, stance=None,
        days=days, inferred=False, day_known=True, lasting=False, total=False, said=None, spot=spot,
            spots=(spot,), elsewhere=empty,
        size=None, killed=None, injured=None, arrested=None, groups=empty, themes=empty,
        slogans=empty, words=None, copy=name, copied=False, alone=True,
    )  # fmt: skip


@LAW
@given(counts=st.lists(st.integers(0, 9), max_size=9), most=st.integers(1, 12))
def test_slices_cover_all_places_once_and_are_small(counts, most):
    parts = list(slices(np.array(counts, dtype=np.int64), most))
    assert [place for part in parts for place in range(part.start, part.stop)] == list(
        range(len(counts))
    )
    assert all(sum(counts[part]) <= most or part.stop - part.start == 1 for part in parts)
