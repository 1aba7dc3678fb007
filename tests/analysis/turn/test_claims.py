"""A change of who is looking is no change of what happens: what may be claimed, over simulations."""

import numpy as np
import pytest
from scipy import stats

from crosstally.analysis.frame import Options
from crosstally.analysis.turn.heard import Heard
from crosstally.analysis.turn.panels import Panel, panel_of
from crosstally.analysis.turn.study import growth, slogans
from crosstally.records import Standing

SEED = 20261123
RUNS = 200
DAYS = 3 * 336


def panel(run: int, *, monthly: float = 1.0, alike: float = 0.0) -> Panel:
    """Eight sources over three years: three look throughout, large ones come and small ones leave.

    What happens in a month is multiplied by a shock that all sources share, gamma of mean one and
    variance .15, with a part `alike` of it carried into the next month; `monthly` is true growth.
    """
    chance = np.random.default_rng([SEED, run])
    shock = np.ones(DAYS // 28)
    for month in range(len(shock)):
        new = chance.gamma(1 / 0.15, 0.15)
        shock[month] = new if month == 0 else (1 - alike) * new + alike * shock[month - 1]
    day = np.arange(DAYS)
    happens = 0.6 * np.repeat(shock, 28) * monthly ** ((day - DAYS / 2) * 12 / 365.25)
    raw = chance.poisson(happens)
    sees = np.array([0.3, 0.2, 0.15, 0.1, 0.1, 0.8, 0.7, 0.6])
    begin = np.concatenate([np.zeros(5), chance.integers(200, DAYS - 200, 3)])
    end = np.concatenate([np.full(3, DAYS), chance.integers(200, DAYS - 200, 2), np.full(3, DAYS)])
    looked = (day >= begin[:, None]) & (day < end[:, None])
    counts = chance.binomial(raw, sees[:, None]) * looked
    missed = np.prod(1 - sees[:, None] * looked, axis=0)
    return panel_of(counts, looked.astype(np.int64), chance.binomial(raw, 1 - missed))


def heard(run: int, *, weekly: float = 0.0, shock: float = 0.0, confusion: bool = False) -> Heard:
    """Six sources, the political ones speak more and more; each row one to three slogans.

    `shock` is the standard deviation of what a day adds to the share in all sources.
    """
    days = 28
    daily = np.random.default_rng([SEED, run, 2]).normal(0, shock, days)
    chance = np.random.default_rng([SEED, run, 1])
    tends = np.array([0.2, 0.3, 0.4, 0.6, 0.7, 0.8])
    n = 200
    day = chance.integers(0, days, n)
    late = day / days
    political = chance.random(n) < 0.15 + 0.7 * late
    source = np.where(political, 3, 0) + chance.integers(0, 3, n)
    place = chance.integers(0, 10, n)
    town = np.linspace(-0.1, 0.1, 10)
    share = np.clip(tends[source] + town[place] + daily[day] + weekly * (day - days / 2) / 7, 0, 1)
    said = chance.integers(1, 4, n)
    told = chance.binomial(said, share)
    checked = None
    if confusion:
        told = chance.binomial(told, 0.8) + chance.binomial(said - told, 0.1)
        checked = np.array([[90, 10], [20, 80]])
    return Heard(("",), np.zeros(n, int), source, place, day, said - told, told, checked)


def _claims(studies) -> int:
    return sum(study[0].status is not Standing.REFUSED for study in studies)


def test_other_sources_do_not_make_growth_or_a_turn():
    runs = range(20)
    assert _claims(growth((panel(run),), Options()) for run in runs) <= 3
    assert _claims(slogans(heard(run), Options()) for run in runs) <= 3


def test_what_really_grows_and_turns_is_claimed():
    runs = range(10)
    assert _claims(growth((panel(run, monthly=1.05),), Options()) for run in runs) >= 8
    assert _claims(slogans(heard(run, weekly=0.1), Options()) for run in runs) >= 8


@pytest.mark.slow
@pytest.mark.parametrize("alike", [0.0, 0.5])
def test_a_pure_change_of_the_mix_gives_no_claim_of_growth_in_95_of_100(alike):
    studies = [growth((panel(run, alike=alike),), Options()) for run in range(RUNS)]
    assert _claims(studies) <= 0.05 * RUNS


@pytest.mark.slow
def test_a_pure_change_of_the_mix_gives_no_claim_of_a_turn_in_95_of_100():
    studies = [slogans(heard(run), Options()) for run in range(RUNS)]
    assert _claims(studies) <= 0.05 * RUNS


@pytest.mark.slow
def test_days_that_are_alike_over_sources_give_no_more_claims_than_chance_may():
    claims = _claims(slogans(heard(run, shock=0.1), Options()) for run in range(RUNS))
    assert stats.binomtest(claims, RUNS, 0.05, alternative="greater").pvalue > 0.01


@pytest.mark.slow
@pytest.mark.parametrize(("runs", "monthly"), [(500, 1.0), (500, 1.02)])
def test_the_interval_of_growth_covers(runs, monthly):
    found = [growth((panel(run, monthly=monthly),), Options())[1] for run in range(runs)]
    covered = sum(one.low <= monthly <= one.high for one in found)
    assert stats.binomtest(covered, runs, 0.95, alternative="less").pvalue > 0.01


@pytest.mark.slow
@pytest.mark.parametrize("confusion", [False, True])
def test_the_interval_of_a_turn_covers(confusion):
    options, runs = Options(), 200
    covered = 0
    for run in range(runs):
        one = slogans(heard(run, weekly=0.06, confusion=confusion), options)[0]
        covered += one.value is None or one.low <= 0.06 <= one.high
    assert stats.binomtest(covered, runs, 0.95, alternative="less").pvalue > 0.01
