import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from crosstally.analysis.contagion.endemic import (
    Component,
    EndemicFit,
    columns,
    epidemic,
    fit_decay,
    fit_endemic,
    neighbours,
)
from crosstally.analysis.contagion.likelihood import (
    Background,
    best_dispersion,
    dispersion_slope,
    fit_counts,
    nb_log_likelihood,
)
from crosstally.analysis.inputs import Floats

Measles = tuple[Floats, Floats, Floats]


def _counts(seed: int, places: int = 6, days: int = 80) -> Floats:
    chance = np.random.default_rng(seed)
    return chance.negative_binomial(2.0, 0.6, (places, days)).astype(float)


@given(st.floats(0.001, 20.0), st.integers(0, 1000))
def test_the_likelihood_is_that_of_the_negative_binomial(psi: float, seed: int) -> None:
    counts = _counts(seed, 3, 10)
    mean = np.random.default_rng(seed + 1).uniform(0.01, 5.0, counts.shape)
    known = nbinom.logpmf(counts, 1 / psi, 1 / (1 + psi * mean)).sum()
    assert nb_log_likelihood(counts, mean, psi) == pytest.approx(known, rel=1e-9)


def test_without_dispersion_it_is_poisson_and_nearly_so_with_next_to_none() -> None:
    counts, mean = _counts(1), np.full((6, 80), 1.3)
    known = poisson.logpmf(counts, mean).sum()
    assert nb_log_likelihood(counts, mean, 0.0) == pytest.approx(known, rel=1e-12)
    assert nb_log_likelihood(counts, mean, 1e-7) == pytest.approx(known, rel=1e-5)


@given(st.floats(0.01, 10.0))
def test_the_slope_by_dispersion_is_the_derivative(psi: float) -> None:
    counts, mean, step = _counts(2), np.full((6, 80), 1.3), 1e-4
    above, below = (nb_log_likelihood(counts, mean, psi * np.exp(s)) for s in (step, -step))
    slope, _ = dispersion_slope(counts, mean, psi)
    assert slope == pytest.approx((above - below) / (2 * step), rel=1e-3, abs=1e-3)


def test_the_best_dispersion_leaves_no_slope() -> None:
    counts, mean = _counts(3), np.full((6, 80), 1.3)
    psi = best_dispersion(counts, mean)
    assert dispersion_slope(counts, mean, psi)[0] == pytest.approx(0.0, abs=1e-4)


def test_measles_in_weser_ems_gives_the_digits_of_surveillance(measles: Measles) -> None:
    counts, orders, people = measles
    now = counts[:, 1:]
    one = columns(now.shape)
    own, others = epidemic(counts, neighbours(orders))
    season = columns(now.shape, trend=True, period=52.0)
    endemic = Component(season, np.repeat(people[:, None], now.shape[1], axis=1))
    fit = fit_endemic(now, (endemic, Component(one, own), Component(one, others)))
    assert fit.parameters == 7
    assert fit.log_likelihood == pytest.approx(-971.7209, abs=5e-5)
    assert fit.aic == pytest.approx(1957.442, abs=5e-4)
    end, ar, ne = (np.exp(beta) for beta in fit.coefficients)
    assert ar[0] == pytest.approx(0.6454, abs=5e-5)
    assert ne[0] == pytest.approx(0.015805, abs=5e-7)
    assert fit.dispersion == pytest.approx(2.0138, abs=5e-5)
    assert end[:2] == pytest.approx([1.0802, 1.0012], abs=1e-4)
    assert all((errors > 0).all() for errors in fit.errors)


def test_the_model_of_places_and_days_fits_the_same_measles(measles: Measles) -> None:
    counts, orders, people = measles
    now = counts[:, 1:]
    own, others = epidemic(counts, neighbours(orders))
    national = columns(now.shape, trend=True, period=52.0)[:, 0].T
    offset = np.repeat(np.log(people)[:, None], now.shape[1], axis=1)
    background = Background(national, places=False, offset=offset)
    fit = fit_counts(now, background, np.stack([own, others]))
    assert (fit.parameters, fit.aic) == (7, pytest.approx(1957.442, abs=5e-4))
    assert fit.alpha == pytest.approx([0.6454, 0.015805], abs=1e-5)
    assert fit.dispersion == pytest.approx(2.0138, abs=5e-5)


def test_gravity_and_a_power_law_give_the_published_decay(
    measles: Measles, unvaccinated: Floats
) -> None:
    """Meyer, Held and Höhle (2017), section 5.3: AIC 1887, then 1882 with d = 4.10."""
    counts, orders, people = measles
    now = counts[:, 1:]
    weeks = np.ones(now.shape[1])
    one, size = columns(now.shape), np.outer(people, weeks)
    season = columns(now.shape, trend=True, period=52.0)
    endemic = np.concatenate([season, np.outer(np.log(unvaccinated), weeks)[None]])
    gravity = np.concatenate([one, np.log(size)[None]])
    own, others = epidemic(counts, neighbours(orders))

    def fit_of(past: Floats) -> EndemicFit:
        parts = (Component(endemic, size), Component(one, own), Component(gravity, past))
        return fit_endemic(now, parts)

    assert fit_of(others).aic == pytest.approx(1887, abs=0.5)
    decay, fit = fit_decay(lambda d: fit_of(neighbours(orders, decay=d).T @ counts[:, :-1]))
    assert (decay, fit.aic) == (pytest.approx(4.10, abs=0.005), pytest.approx(1882, abs=0.5))


def test_orders_of_neighbourhood_weigh_by_a_power_and_sum_to_one(measles: Measles) -> None:
    weights = neighbours(measles[1], decay=2.0)
    assert weights.sum(axis=1) == pytest.approx(1.0)
    assert np.diag(weights) == pytest.approx(0.0)
    first, second = weights[measles[1] == 1], weights[measles[1] == 2]
    assert first.min() > second.max() * 0.9


def test_places_days_and_covariates_are_found_again() -> None:
    chance = np.random.default_rng(4)
    level = chance.normal(0.0, 0.6, (30, 1))
    day = np.sin(np.arange(400) / 30.0)
    mark = (chance.random((30, 400)) < 0.1).astype(float)
    mean = np.exp(level + 0.5 * day + 0.8 * mark)
    counts = chance.negative_binomial(2.0, 1.0 / (1.0 + mean / 2.0)).astype(float)
    background = Background(day[:, None], local=mark[None])
    fit = fit_counts(counts, background, np.zeros((0, 30, 400)))
    assert fit.national[0] == pytest.approx(0.5, abs=0.05)
    assert fit.local[0] == pytest.approx(0.8, abs=0.08)
    assert fit.dispersion == pytest.approx(0.5, abs=0.06)
    assert np.corrcoef(fit.places, level[:, 0])[0, 1] > 0.98


def test_a_kernel_that_would_be_negative_stays_at_nought() -> None:
    chance = np.random.default_rng(5)
    counts = chance.poisson(1.0, (8, 200)).astype(float)
    against = np.maximum(2.0 - counts, 0.0)[None]
    fit = fit_counts(counts, Background(np.ones((200, 0))), against)
    assert fit.alpha[0] == 0.0


def test_a_place_without_incidents_and_an_empty_record_break_nothing() -> None:
    counts = np.zeros((4, 60))
    none = np.zeros((0, 4, 60))
    assert np.isfinite(fit_counts(counts, Background(np.ones((60, 0))), none).log_likelihood)
    counts[0, ::7] = 2.0
    assert fit_counts(counts, Background(np.ones((60, 0))), none).mean[1:].max() < 0.02
