"""Shares by contrast against worlds whose truth is set (seed 20261123)."""

import numpy as np
import pytest
from scipy.stats import binom

from crosstally.analysis.contagion.checks import fitted, foresight, memory, pit, thinned
from crosstally.analysis.contagion.contrast import (
    DELAYS,
    EXPONENTS,
    MIXES,
    Bounds,
    Kernel,
    World,
    by_likelihood,
    delay_ends,
    exposures,
    moments,
    shares,
)
from crosstally.analysis.contagion.covariates import curve
from crosstally.analysis.contagion.exposure import distances
from crosstally.analysis.contagion.likelihood import Background
from crosstally.analysis.contagion.simulate import Clustering, Truth, desk, towns, waves
from crosstally.analysis.frame import generator

SEED = 20261123
NONE = Truth("waves")
CLUSTERED = Truth("waves", Clustering(0.25, 0.15))


def _world(truth: Truth, run: int = 0) -> World:
    return desk(np.random.default_rng([SEED, run]), truth)


def _bounds(truth: Truth, runs: range) -> list[Bounds]:
    return [shares(_world(truth, run)).overall for run in runs]


def _told(bounds: list[Bounds]) -> int:
    return sum(one.low > 0.0 for one in bounds)


def _covered(bounds: list[Bounds], share: float) -> int:
    return sum(one.low <= share <= one.high for one in bounds)


@pytest.mark.parametrize("background", ["waves", pytest.param("patchy", marks=pytest.mark.slow)])
def test_waves_from_outside_are_not_taken_for_clustering(background: str) -> None:
    assert _told(_bounds(Truth(background), range(20))) <= 3


def test_a_share_of_four_tenths_lies_in_the_interval_and_is_told_apart() -> None:
    found = _bounds(CLUSTERED, range(20))
    assert _covered(found, 0.4) >= 17
    assert _told(found) >= 17


@pytest.mark.slow
@pytest.mark.parametrize("background", ["waves", "flat"])
def test_none_is_invented_in_a_thousand_runs(background: str) -> None:
    told = _told(_bounds(Truth(background), range(1000)))
    assert binom.sf(told - 1, 1000, 0.05) > 0.01


@pytest.mark.slow
@pytest.mark.parametrize("background", ["waves", "flat"])
def test_four_tenths_are_covered_in_a_thousand_runs(background: str) -> None:
    truth = Truth(background, Clustering(0.25, 0.15))
    assert _covered(_bounds(truth, range(1000)), 0.4) >= 930


def test_a_constant_background_invents_what_the_contrast_does_not_find() -> None:
    world = _world(NONE)
    found = shares(world)
    flat = world.background._replace(national=np.zeros((365, 0)))
    invented = by_likelihood(world, Kernel(1.0, 2.0), flat, 0.95)
    assert invented.low > 0.3
    assert found.overall.low <= 0.0


def test_the_interval_is_the_union_of_its_mixes() -> None:
    found = shares(_world(CLUSTERED))
    told = dict(found.by_mix)
    assert set(told) == {name for name, _ in MIXES}
    assert found.overall.low == min(bounds.low for bounds in told.values())
    assert found.overall.low <= found.overall.value <= found.overall.high


def test_a_higher_level_never_narrows() -> None:
    world = _world(CLUSTERED)
    wide, narrow = shares(world, level=0.99).overall, shares(world, level=0.8).overall
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_order_of_places_does_not_matter() -> None:
    world = _world(CLUSTERED)
    order = np.random.default_rng(1).permutation(len(world.counts))
    turned = world._replace(
        counts=world.counts[order], distance=world.distance[np.ix_(order, order)]
    )
    assert shares(turned).overall == pytest.approx(shares(world).overall, rel=1e-6)


def test_a_shock_on_single_days_changes_no_mean_of_alpha() -> None:
    """A day on which every place has ten times as much is no clustering of the days after it."""
    world = _world(Truth("flat", a_day=0.3))
    shock = world.counts.copy()
    size = world.counts.mean(axis=1)
    for day in (60, 150, 240):
        shock[:, day] += np.random.default_rng(day).poisson(10.0 * size)
    assert shares(world._replace(counts=shock)).overall.low <= 0.0


def test_without_coordinates_the_same_place_alone_is_asked() -> None:
    world = _world(CLUSTERED)._replace(distance=None)
    found = shares(world)
    assert len(found.moment.alpha) == 1
    assert {kernel.exponent for kernel in found.supported} == {None}
    assert found.overall.low > 0.0


def test_groups_add_a_kernel_of_their_own() -> None:
    world = _world(CLUSTERED)
    by_group = np.stack([np.floor(world.counts / 2), np.ceil(world.counts / 2)])
    grouped = world._replace(by_group=by_group)
    assert len(exposures(grouped, Kernel(2.0, 2.0))) == 3
    assert shares(grouped).overall.high >= shares(world).overall.value


def test_only_kernels_that_were_asked_for_are_tried() -> None:
    kernel = Kernel(2.2, 2.0)
    assert shares(_world(CLUSTERED), kernels=[kernel]).supported == (kernel,)


def test_delays_at_the_end_of_the_grid_leave_the_end_open() -> None:
    assert delay_ends([Kernel(delay, None) for delay in DELAYS]) == (None, None)
    low, high = delay_ends([Kernel(1.0, None), Kernel(1.5, None)])
    assert DELAYS[0] < low < 1.0 < 1.5 < high < 2.2


def test_what_supports_nothing_excludes_no_kernel() -> None:
    found = shares(_world(NONE))
    assert len(found.supported) > len(DELAYS) * len(EXPONENTS) / 3


def test_a_covariate_by_place_is_not_taken_for_clustering() -> None:
    """Calls that rouse a town for a week: told as a column, they leave nothing to cluster."""
    chance = np.random.default_rng(SEED)
    lat, lon, size = towns(chance, 40)
    called = np.zeros((40, 365))
    for place in range(40):
        for start in chance.choice(350, 4, replace=False):
            called[place, start : start + 7] = 1.0
    mean = 0.15 * waves(chance, size, 365) * np.exp(2.0 * called)
    counts = chance.poisson(mean).astype(float)
    blind = World(counts, distances(lat, lon), None, Background(curve(365, 14)))
    told = blind._replace(background=blind.background._replace(local=called[None]))
    assert shares(blind).overall.value > 0.15
    assert shares(told).overall.low <= 0.0
    assert abs(shares(told).overall.value) < 0.12


def test_a_record_of_one_day_gives_no_clustering_and_no_error() -> None:
    counts = np.zeros((6, 90))
    counts[:, 40] = 30.0
    found = shares(World(counts, None, None, Background(curve(90, 14))))
    assert not found.overall.low > 0.0


def test_moments_are_linear_in_the_counts() -> None:
    world = _world(CLUSTERED)
    found = shares(world)
    doubled = world._replace(counts=2.0 * world.counts)
    one, two = (moments(w, found.kernel, found.smooth).alpha for w in (world, doubled))
    assert two == pytest.approx(one, rel=0.15)


def test_the_model_of_the_steady_mix_is_calibrated_and_leaves_no_memory() -> None:
    world = _world(CLUSTERED)
    model = fitted(world, shares(world))
    histogram = pit(world.counts, model)
    assert histogram.sum() == pytest.approx(1.0)
    assert np.abs(histogram - 0.1).max() < 0.01
    assert abs(memory(world.counts, model)) < 3.0


def test_a_model_that_forgets_clustering_leaves_memory() -> None:
    world = _world(Truth("flat", Clustering(0.5, 0.0)))
    found = shares(world)
    blind = found._replace(moment=found.moment._replace(alpha=np.zeros(2)))
    assert memory(world.counts, fitted(world, blind)) > 3.0


def test_unseen_days_are_foretold_where_there_is_clustering_only() -> None:
    gains = []
    for truth in (Truth("flat", Clustering(0.5, 0.0)), NONE):
        world = _world(truth)
        gains.append(foresight(world, shares(world)).gain)
    assert gains[0] > 0.05 > gains[1]


def test_what_goes_unreported_hides_clustering() -> None:
    world = _world(Truth("flat", Clustering(0.4, 0.0)))
    found = shares(world)
    curve_ = dict(thinned(world, found, generator(SEED), 0.95))
    assert curve_[0.5].value < curve_[0.9].value < found.overall.value + 0.05
