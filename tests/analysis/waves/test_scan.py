"""The scan finds what trying every window finds, and what SaTScan finds."""

from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.waves import (
    Chance,
    Scan,
    Windows,
    Zones,
    circles,
    distances_km,
    gumbel_p,
    log_ratio,
    permutation_scan,
    pieces,
    poisson_scan,
    population_expected,
)
from crosstally.analysis.waves.kernels import PLAIN, kernels
from crosstally.analysis.waves.ratio import limits
from crosstally.analysis.waves.search import field_of, search

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "stats"
needs_samples = pytest.mark.skipif(
    not (SHARED / "satscan_samples").exists(), reason="SaTScan's sample data are not here"
)
ONCE = Chance(1, 9, None)


def towns(number: int, seed: int) -> tuple[Floats, Floats]:
    """Towns somewhere in a country."""
    chance = np.random.default_rng(seed)
    return chance.uniform(26, 39, number), chance.uniform(45, 62, number)


def by_hand(counts: Ints, expected: Floats, zones: Zones, windows: Windows) -> float:
    """The largest ratio of all windows with two cases or more, each tried."""
    total, most = float(counts.sum()), 0.0
    expected = expected * total / expected.sum()
    days = counts.shape[1]
    spans = [
        (a, b)
        for a, b in product(range(days), range(1, days + 1))
        if windows.shortest <= b - a <= windows.longest and (b == days or not windows.alive)
    ]
    for zone in np.flatnonzero(zones.looked):
        places = zones.members(int(zone))
        for a, b in spans:
            c, mu = counts[places, a:b].sum(), expected[places, a:b].sum()
            if c >= 2:
                most = max(most, float(log_ratio(np.array(c), np.array(mu), total)))
    return most


def first(scan: Scan) -> float:
    return scan.clusters[0].ratio if scan.clusters else 0.0


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    number=st.integers(2, 7),
    days=st.integers(2, 9),
    longest=st.integers(1, 9),
    alive=st.booleans(),
)
def test_nothing_is_passed_over(
    seed: int, number: int, days: int, longest: int, *, alive: bool
) -> None:
    chance = np.random.default_rng(seed)
    counts = chance.poisson(0.8, (number, days))
    counts[0, 0] += 2
    zones = circles(distances_km(*towns(number, seed)), counts.sum(axis=1), most_share=0.7)
    windows = Windows(1, min(longest, days), alive)
    margins = np.outer(counts.sum(axis=1), counts.sum(axis=0)).astype(float)
    if len(zones.place):
        field = field_of(zones, margins, int(counts.sum()), windows)
        best = search(counts[:, None], field, 0.0).ratio.max()
        assert best == pytest.approx(by_hand(counts, margins, zones, windows), abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_pieces_of_a_graph_are_searched_whole(seed: int) -> None:
    chance = np.random.default_rng(seed)
    counts = chance.poisson(0.7, (6, 8))
    counts[0, 0] += 2
    near = [[(n + 1) % 6, (n - 1) % 6] for n in range(6)]
    near[0].append(3)
    near[3].append(0)
    zones = pieces(near, counts.sum(axis=1), most_size=4, most_share=0.8)
    expected = chance.uniform(0.5, 2.0, (6, 8))
    scan = poisson_scan(counts, expected, zones, Windows(1, 4), ONCE)
    assert first(scan) == pytest.approx(by_hand(counts, expected, zones, Windows(1, 4)), abs=1e-9)


def test_each_connected_piece_stands_once() -> None:
    ring = [[1, 4], [0, 2], [1, 3], [2, 4], [3, 0]]
    zones = pieces(ring, np.ones(5), most_size=3, most_share=1.0)
    found = [frozenset(zones.members(zone).tolist()) for zone in range(len(zones.place))]
    assert len(found) == len(set(found)) == 15
    assert frozenset({0, 1, 4}) in found
    assert frozenset({0, 2}) not in found


def test_too_many_pieces_are_refused() -> None:
    whole = [[n for n in range(60) if n != m] for m in range(60)]
    with pytest.raises(ValueError, match="more pieces"):
        pieces(whole, np.ones(60), most_size=6)


def test_towns_at_one_distance_enter_a_circle_together() -> None:
    lat, lon = np.array([35.0, 35.0, 35.0, 36.0]), np.array([51.0, 50.0, 52.0, 51.0])
    zones = circles(distances_km(lat, lon), np.ones(4), most_share=1.0)
    about = [set(zones.members(z)) for z in np.flatnonzero(zones.looked & (zones.centre == 0))]
    assert about == [{0}, {0, 1, 2}, {0, 1, 2, 3}] or about == [{0}, {0, 3}, {0, 1, 2, 3}]


def test_a_circle_holds_at_most_its_share() -> None:
    zones = circles(distances_km(*towns(9, 3)), np.ones(9), most_share=0.5)
    assert zones.size.max() == 4
    near = circles(distances_km(*towns(9, 3)), np.ones(9), most_km=200)
    assert near.radius.max() <= 200


@pytest.mark.parametrize("total", [30, 5000])
def test_the_table_of_limits_never_lies_over_a_count_that_passes(total: int) -> None:
    chance = np.random.default_rng(5)
    mu = np.exp(chance.uniform(-6, np.log(total), 3000))
    c = np.minimum(chance.poisson(mu * 1.5) + 1, total).astype(float)
    table = limits(4.0, total, 0)
    most = table[mu.astype(np.float32).view(np.int32) >> 16]
    passes = log_ratio(c, mu, total) > 4.0
    assert np.all(c[passes] > most[passes])
    assert np.mean(c[~passes] > most[~passes]) < 0.02


def test_numba_and_numpy_give_the_same_numbers() -> None:
    chance = np.random.default_rng(2)
    prefix = np.cumsum(chance.poisson(2, (5, 3, 40)), axis=2).astype(np.int16)
    mean, table = np.cumsum(chance.uniform(0, 2, 41)), np.arange(20_000, dtype=np.int16)
    start, stop = np.arange(30), np.arange(30) + 7
    told = []
    for loops in (kernels(), PLAIN):
        held, most = prefix[0].copy(), np.zeros(30, np.int16)
        hit = np.zeros((3, 41), dtype=bool)
        loops.add(held, prefix, np.array([2, 4]))
        loops.limits(mean, start, stop, table, most)
        few = np.full(30, 40, np.int16)
        told.append((held.tolist(), most.tolist(), loops.over(held, few, 7, hit), hit.tolist()))
    assert told[0] == told[1]


@pytest.mark.parametrize("alive", [False, True])
def test_a_search_with_numba_and_one_with_numpy_find_the_same_windows(*, alive: bool) -> None:
    counts = np.random.default_rng(14).poisson(0.3, (20, 6, 50))
    zones = circles(distances_km(*towns(20, 5)), np.ones(20))
    field = field_of(zones, np.ones((20, 50)), int(counts[:, 0].sum()), Windows(1, 9, alive))
    each = np.ones(20, dtype=bool)
    one, other = (search(counts, field, 1.0, each, loops=loops) for loops in (kernels(), PLAIN))
    assert one.ratio == pytest.approx(other.ratio, abs=1e-9)
    for mine, yours in zip(one[1:], other[1:], strict=True):
        assert mine.tolist() == yours.tolist()


def test_a_planted_cluster_is_found_with_its_days() -> None:
    lat, lon = towns(12, 8)
    chance = np.random.default_rng(9)
    counts = chance.poisson(1.0, (12, 60))
    near = np.argsort(distances_km(lat, lon)[4])[:2]
    counts[near, 30:34] += 5
    zones = circles(distances_km(lat, lon), counts.sum(axis=1))
    scan = permutation_scan(counts, zones, Windows(1, 14), Chance(1, 99))
    found = scan.clusters[0]
    assert set(found.places) == set(near.tolist())
    assert abs(found.start - 30) <= 1
    assert found.stop == 34
    assert found.p == 0.01
    assert found.gumbel < 0.01


def test_a_wave_that_is_everywhere_is_not_seen() -> None:
    rate = np.where(np.isin(np.arange(60), range(30, 34)), 6.0, 1.0)
    counts = np.random.default_rng(4).poisson(np.tile(rate, (12, 1)))
    zones = circles(distances_km(*towns(12, 8)), counts.sum(axis=1))
    assert permutation_scan(counts, zones, Windows(1, 14), Chance(1, 99)).clusters[0].p > 0.05


def test_days_without_any_case_change_nothing() -> None:
    counts = np.random.default_rng(6).poisson(0.5, (8, 20))
    spread = np.zeros((8, 60), dtype=np.int64)
    spread[:, ::3] = counts
    zones = circles(distances_km(*towns(8, 1)), counts.sum(axis=1))
    close = permutation_scan(counts, zones, Windows(1, 4), ONCE)
    apart = permutation_scan(spread, zones, Windows(1, 10), ONCE)
    assert first(close) == pytest.approx(first(apart))
    assert apart.clusters[0].start == 3 * close.clusters[0].start


def test_clusters_share_no_place_and_grow_likelier() -> None:
    counts = np.random.default_rng(12).poisson(0.6, (15, 40))
    zones = circles(distances_km(*towns(15, 2)), counts.sum(axis=1))
    scan = permutation_scan(counts, zones, Windows(1, 7), Chance(1, 19, None))
    places = [place for cluster in scan.clusters for place in cluster.places]
    assert len(places) == len(set(places))
    ratios = [cluster.ratio for cluster in scan.clusters]
    assert ratios == sorted(ratios, reverse=True)


def test_two_equal_clusters_are_told_to_be_tied() -> None:
    lat, lon = np.array([30.0, 31.0, 38.0, 37.0]), np.array([50.0, 50.0, 58.0, 58.0])
    counts = np.zeros((4, 10), dtype=np.int64)
    counts[0, 2], counts[2, 7] = 3, 3
    counts[1, [4, 5]], counts[3, [0, 9]] = 1, 1
    zones = circles(distances_km(lat, lon), counts.sum(axis=1))
    assert permutation_scan(counts, zones, Windows(1, 2), ONCE).tied


def test_the_same_seed_gives_the_same_p_whatever_the_batch() -> None:
    counts = np.random.default_rng(3).poisson(0.4, (9, 30))
    zones = circles(distances_km(*towns(9, 4)), counts.sum(axis=1))
    few = permutation_scan(counts, zones, Windows(1, 7), Chance(5, 20, None)).maxima
    many = permutation_scan(counts, zones, Windows(1, 7), Chance(5, 150, None)).maxima
    assert few.tolist() == many[:20].tolist()
    stopped = permutation_scan(counts, zones, Windows(1, 7), Chance(5, 150, 5))
    assert stopped.maxima.tolist() == many[: len(stopped.maxima)].tolist()
    if len(stopped.maxima) < 150:
        assert stopped.clusters[0].p == 5 / len(stopped.maxima)


def test_the_gumbel_tail_is_that_of_gumbel_maxima() -> None:
    maxima = np.random.default_rng(1).gumbel(8.0, 1.2, 20_000)
    assert gumbel_p(8.0 + 1.2 * 4.6, maxima) == pytest.approx(0.01, abs=0.001)


def nulls(runs: range) -> int:
    """How often p ≤ .05 where nothing is: of the Poisson scan and the permutation scan in turn."""
    lat, lon = towns(10, 21)
    rejected = 0
    for run in runs:
        counts = np.random.default_rng([31, run]).poisson(0.25, (10, 40))
        zones = circles(distances_km(lat, lon), np.ones(10))
        chance = Chance(run, 19, None)
        if run % 2:
            scan = poisson_scan(counts, np.ones((10, 40)), zones, Windows(1, 7), chance)
        else:
            scan = permutation_scan(counts, zones, Windows(1, 7), chance)
        rejected += bool(scan.clusters) and scan.clusters[0].p <= 0.05
    return rejected


def test_nothing_is_found_one_time_in_twenty() -> None:
    assert 0 <= nulls(range(40)) <= 7  # 98.6 % of binomial (40, .05) lies below


@pytest.mark.slow
def test_nothing_is_found_one_time_in_twenty_over_a_thousand() -> None:
    assert 33 <= nulls(range(1000)) <= 69  # 99 % of binomial (1000, .05)


@needs_samples
def test_new_mexico_as_satscan_has_it() -> None:
    names, lat, lon = _spots("nm.geo")
    counts, cases, people = _new_mexico(names)
    known = [date(year, 7, 1) for year in (1973, 1982, 1991)]
    edges = [date(year, 1, 1) for year in range(1973, 1993)]
    expected = population_expected(people, known, edges, cases)
    zones = circles(distances_km(lat, lon), expected.sum(axis=1))
    scan = poisson_scan(counts, expected, zones, Windows(1, 9), Chance(1, 299, None))
    assert [round(c.ratio, 6) for c in scan.clusters] == [10.979758, 5.684828, 3.884186]
    top = scan.clusters[0]
    assert names[top.centre] == "Torrance"
    assert (len(top.places), round(top.radius_km, 2)) == (9, 125.60)
    assert (1973 + top.start, 1972 + top.stop) == (1985, 1989)
    assert (top.cases, round(top.expected, 2)) == (236, 176.22)
    assert top.p < 0.05


@needs_samples
def test_new_york_as_satscan_has_it() -> None:
    names, lat, lon = _spots("NYCfever.geo")
    at = {name: number for number, name in enumerate(names)}
    counts = np.zeros((len(names), 24), dtype=np.int64)
    for place, number, day in _rows("NYCfever.cas"):
        counts[at[place], int(day.split("/")[2]) - 1] += int(number)
    zones = circles(distances_km(lat, lon), counts.sum(axis=1), most_km=3)
    scan = permutation_scan(counts, zones, Windows(1, 7, alive=True), Chance(1, 199))
    assert [round(c.ratio, 6) for c in scan.clusters] == [3.845418, 3.164201, 2.137259]
    assert [names[c.centre] for c in scan.clusters] == ["11418", "11372", "10472"]
    top = scan.clusters[0]
    assert (len(top.places), round(top.radius_km, 2)) == (9, 2.90)
    assert (top.start, top.stop) == (21, 24)
    assert (top.cases, round(top.expected, 2)) == (4, 0.67)


@pytest.mark.skipif(not (SHARED / "synthetic_scan").exists(), reason="the made grid is not here")
@pytest.mark.parametrize(
    ("size", "total", "longest", "ratio"),
    [("5000", 4969, 14, 13.906043), ("5000", 4969, 60, 13.906043), ("20000", 19896, 14, 11.383111)],
)
def test_four_hundred_towns_as_satscan_has_them(
    size: str, total: int, longest: int, ratio: float
) -> None:
    with np.load(SHARED / "synthetic_scan" / f"scan_{size}.npz") as told:
        counts, lat, lon = told["cnt"], told["lat"], told["lon"]
    assert counts.sum() == total
    zones = circles(distances_km(lat, lon), counts.sum(axis=1))
    margins = np.outer(counts.sum(axis=1), counts.sum(axis=0)).astype(float)
    field = field_of(zones, margins, total, Windows(1, longest))
    best = search(counts[:, None], field, 9.0)
    assert round(float(best.ratio.max()), 6) == ratio


def _rows(name: str) -> list[list[str]]:
    lines = (SHARED / "satscan_samples" / name).read_text().splitlines()
    return [row for row in (line.split() for line in lines) if row]


def _spots(name: str) -> tuple[list[str], Floats, Floats]:
    rows = _rows(name)
    return (
        [r[0] for r in rows],
        np.array([float(r[1]) for r in rows]),
        np.array([float(r[2]) for r in rows]),
    )


def _new_mexico(names: list[str]) -> tuple[Ints, Ints, Floats]:
    """Cases by county and year, cases by stratum of age and sex, people by stratum at three dates."""
    at = {name: number for number, name in enumerate(names)}
    people: dict[tuple[str, str], Floats] = {}
    for place, year, number, age, sex in _rows("nm.pop"):
        stratum = people.setdefault((age, sex), np.zeros((len(names), 3)))
        stratum[at[place], (int(year) - 73) // 9] += float(number)
    cases = dict.fromkeys(people, 0)
    counts = np.zeros((len(names), 19), dtype=np.int64)
    for place, number, year, age, sex in _rows("nm.cas"):
        counts[at[place], int(year) - 1973] += int(number)
        cases[age, sex] += int(number)
    return counts, np.array(list(cases.values())), np.array(list(people.values()))
