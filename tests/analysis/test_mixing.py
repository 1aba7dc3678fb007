"""R-hat and effective sizes: known laws, chains that disagree, and that only ranks matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from crosstally.analysis.mixing import bulk_ess, mean_ess, rhat, tail_ess


def normal(chains: int, draws: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((chains, draws))


def autoregressive(phi: float, chains: int, draws: int, seed: int = 1) -> np.ndarray:
    noise = normal(chains, draws, seed)
    values = np.empty_like(noise)
    values[:, 0] = noise[:, 0] / np.sqrt(1 - phi**2)
    for t in range(1, draws):
        values[:, t] = phi * values[:, t - 1] + noise[:, t]
    return values


@pytest.mark.parametrize("length", [0, 1, 3])
def test_a_chain_too_short_to_halve_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="fewer than four"):
        rhat(np.zeros((2, length)))


def test_chains_that_stand_still_apart_never_agree() -> None:
    assert rhat(np.repeat([[0.0], [1.0]], 100, axis=1)) == float("inf")


def test_draws_that_never_differ_agree() -> None:
    assert rhat(np.ones((4, 100))) == 1.0
    assert bulk_ess(np.ones((4, 100))) == 400


def test_one_chain_in_another_place_is_seen() -> None:
    draws = normal(8, 500)
    draws[3] += 1
    assert rhat(draws) > 1.03 > 1.01 > rhat(normal(8, 500))


def test_one_chain_with_another_spread_is_seen_by_the_folded_draws() -> None:
    draws = normal(4, 500)
    draws[0] *= 4
    assert rhat(draws) > 1.05


def test_a_drift_within_each_chain_is_seen_by_its_halves() -> None:
    assert rhat(normal(4, 500) + np.linspace(0, 2, 500)) > 1.05


def test_independent_draws_count_about_once_each() -> None:
    draws = normal(4, 2000)
    for size in (bulk_ess, tail_ess, mean_ess):
        assert 0.85 < size(draws) / 8000 < 1.15


@pytest.mark.parametrize("phi", [0.5, 0.9])
def test_an_autoregressive_chain_has_the_size_of_its_closed_form(phi: float) -> None:
    draws = autoregressive(phi, 8, 8000)
    wanted = draws.size * (1 - phi) / (1 + phi)
    assert mean_ess(draws) == pytest.approx(wanted, rel=0.1)


def test_figures_are_those_worked_out_by_hand() -> None:
    # Halves (1, 2), (3, 5), (4, 6), (7, 8), median 4.5; the folded ranks have ties of two.
    ranks = np.array([[1, 2], [3, 5], [4, 6], [7, 8]])
    folded = np.array([[7.5, 5.5], [3.5, 1.5], [1.5, 3.5], [5.5, 7.5]])
    wanted = []
    for each in (ranks, folded):
        scores = norm.ppf((each - 0.375) / 8.25)
        between = scores.mean(axis=1).var(ddof=1)
        wanted.append(np.sqrt(0.5 + between / scores.var(axis=1, ddof=1).mean()))
    assert rhat([[1, 2, 3, 5], [4, 6, 7, 8]]) == pytest.approx(max(wanted))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([np.exp, np.arctan, lambda x: 3 * x - 7]))
def test_no_rising_change_of_scale_moves_the_bulk(seed, scale) -> None:
    draws = normal(3, 60, seed)
    assert bulk_ess(scale(draws)) == pytest.approx(bulk_ess(draws))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_chains_does_not_matter(seed: int) -> None:
    draws = normal(4, 50, seed)
    for figure in (rhat, bulk_ess, tail_ess, mean_ess):
        assert figure(draws) == pytest.approx(figure(draws[::-1]))
