"""The attacker learns nothing that it may not, and everything where protection is off."""

import importlib.util
import sys
from pathlib import Path

import pytest

EVAL = Path(__file__).resolve().parents[2] / "eval"


@pytest.fixture(scope="module")
def attacker():
    sys.path.insert(0, str(EVAL))
    spec = importlib.util.spec_from_file_location("attacker", EVAL / "attacker.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(EVAL))
    return module


@pytest.mark.slow
def test_twenty_releases_tell_nobody_who_was_known_to_a_unit_alone(attacker):
    desks = [attacker.make_hunted(seed) for seed in range(7000, 7012)]
    guesses, hits, hidden = attacker.attack(desks, protected=True)
    assert [one.game for one in guesses] == ["made public", "never public"]
    for one in guesses:  # twelve desks: the bar, and three standard errors of the guess
        assert one.advantage <= attacker.BAR + 3 * one.error
    assert hits == 0
    assert hidden > 1000


@pytest.mark.slow
def test_without_protection_the_attacker_wins(attacker):
    desks = [attacker.make_hunted(seed) for seed in range(7000, 7004)]
    (public, _), hits, _ = attacker.attack(desks, protected=False)
    assert public.advantage > 0.45
    assert hits > 100


@pytest.mark.slow
def test_who_knows_all_but_one_is_held_to_the_bar_exactly(attacker):
    mean, most = attacker.all_but_one([attacker.make_hunted(7000)], attacker.Policy())
    assert 0 < mean < most <= attacker.BAR + 1e-12
    _, bare = attacker.all_but_one([attacker.make_hunted(7000)], attacker.Policy(blur=1))
    assert bare == 0.5  # the plain threshold: who knows the other four knows the fifth
