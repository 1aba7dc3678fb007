import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.analysis.contagion import exact
from crosstally.analysis.contagion.exact import clock, fit_exact, log_likelihood
from crosstally.analysis.inputs import Floats
from crosstally.errors import FormatError

Parameters = tuple[float, float, float]


def _plain(times: Floats, end: float, parameters: Parameters) -> float:
    """The formula of the docstring, pair by pair."""
    rate, ratio, decay = parameters
    value = -rate * end
    for index, time in enumerate(times):
        before = np.exp(-decay * (time - times[:index])).sum()
        value += np.log(rate + ratio * decay * before)
        value -= ratio * (1 - np.exp(-decay * (end - time)))
    return float(value)


def _clusters(
    seed: int, many: int, rate: float, ratio: float, decay: float
) -> tuple[Floats, float]:
    chance = np.random.default_rng(seed)
    end = many * (1 - ratio) / rate
    one = chance.uniform(0.0, end, chance.poisson(rate * end))
    told = [one]
    while len(one):
        children = chance.poisson(ratio, len(one))
        one = np.repeat(one, children) + chance.exponential(1 / decay, children.sum())
        one = one[one < end]
        told.append(one)
    return np.sort(np.concatenate(told)), end


@pytest.mark.parametrize(
    ("times", "end"),
    [([], 1.0), ([2.0, 1.0], 3.0), ([1.0, 4.0], 3.0), ([-1.0, 2.0], 3.0)],
)
def test_times_out_of_order_or_out_of_reach_are_refused(times: list[float], end: float) -> None:
    with pytest.raises(FormatError):
        clock(np.array(times), end)


def test_nine_events_are_too_few_to_fit() -> None:
    with pytest.raises(FormatError):
        fit_exact(np.arange(9.0), 9.0)


@given(
    st.lists(st.floats(0.0, 50.0), min_size=1, max_size=40),
    st.tuples(st.floats(0.05, 5.0), st.floats(0.0, 2.0), st.floats(0.05, 5.0)),
)
@example([1.0, 1.0, 1.0], (1.0, 0.5, 1.0))
def test_the_recursion_is_the_double_sum(times: list[float], parameters: Parameters) -> None:
    ordered = np.sort(np.array(times))
    value, _ = log_likelihood(clock(ordered, 51.0), parameters)
    assert value == pytest.approx(_plain(ordered, 51.0, parameters), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("many", [1, 15, 16, 511, 512, 513, 1300])
def test_the_gradient_is_the_derivative(many: int) -> None:
    chance = np.random.default_rng(many)
    times, at = np.sort(chance.uniform(0.0, many, many)), np.array([0.7, 0.4, 1.3])
    events = clock(times, many + 1.0)
    _, slope = log_likelihood(events, (0.7, 0.4, 1.3))
    for index, step in enumerate(np.eye(3) * 1e-6):
        above, below = (
            log_likelihood(events, tuple((at + side).tolist()))[0] for side in (step, -step)
        )
        assert slope[index] == pytest.approx((above - below) / 2e-6, rel=1e-4, abs=1e-4)


def test_pages_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    times, end = _clusters(4, 5000, 0.5, 0.6, 1.5)
    events = clock(times, end)
    value, slope = log_likelihood(events, (0.5, 0.6, 1.5))
    monkeypatch.setattr(exact, "_PAGE", 700)
    paged, paged_slope = log_likelihood(events, (0.5, 0.6, 1.5))
    assert paged == pytest.approx(value, rel=1e-12)
    assert paged_slope == pytest.approx(slope, rel=1e-9, abs=1e-7)


def test_with_numba_or_without_the_sums_are_the_same() -> None:
    times, _ = _clusters(1, 3000, 0.5, 0.6, 1.5)
    gaps = np.diff(times, prepend=times[:1])
    fades = np.exp(-1.5 * gaps)
    plain = exact._sums(gaps, fades, 0.5, 0.9, 0.0, 0.0)
    assert exact._pass()(gaps, fades, 0.5, 0.9, 0.0, 0.0) == pytest.approx(plain, rel=1e-12)


def test_the_fit_finds_rate_ratio_and_decay_again() -> None:
    fit = fit_exact(*_clusters(2, 30_000, 0.5, 0.6, 1.5))
    found = np.array([fit.rate, fit.ratio, fit.decay])
    assert (np.abs(found - [0.5, 0.6, 1.5]) < 4 * fit.errors).all()
    assert fit.errors.max() < 0.1


def test_two_waves_from_outside_look_like_contagion_to_a_constant_background() -> None:
    chance = np.random.default_rng(3)
    quiet = chance.uniform(0.0, 730.0, 400)
    peaks = [start + chance.exponential(8.0, 800) for start in (200.0, 480.0)]
    times = np.sort(np.concatenate([quiet, *peaks]))
    fit = fit_exact(times[times < 730.0], 730.0)
    assert 0.75 < fit.ratio < 0.95


def test_without_numba_the_plain_pass_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    times, end = _clusters(5, 400, 0.5, 0.6, 1.5)
    value, slope = log_likelihood(clock(times, end), (0.5, 0.6, 1.5))
    exact._pass.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    plain, plain_slope = log_likelihood(clock(times, end), (0.5, 0.6, 1.5))
    exact._pass.cache_clear()
    assert plain == pytest.approx(value, rel=1e-12)
    assert plain_slope == pytest.approx(slope, rel=1e-9, abs=1e-9)
