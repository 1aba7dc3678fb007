"""Sources that confirm one another alone are one voice."""

import numpy as np
import pytest

from crosstally.counting import load_rules
from crosstally.counting.blocs import Heard, find_blocs

TEST = load_rules("strict")[0].blocs


def honest(seed, sources=24, incidents=600):
    """Incidents of which each source hears some, the more the louder they are."""
    rng = np.random.default_rng(seed)
    reach, loud = rng.gamma(2.0, 0.1, sources), rng.gamma(1.0, 1.0, incidents)
    told = rng.random((incidents, sources)) < 1 - np.exp(-np.outer(loud, reach))
    return [
        Heard(week, frozenset(f"s{n}" for n in np.flatnonzero(row)))
        for week, row in zip(rng.integers(0, 20, incidents).tolist(), told, strict=True)
    ]


def invented(seed, number, owned):
    """Incidents that two to four of some sources tell and nobody else."""
    rng = np.random.default_rng(seed)
    names = [f"s{n}" for n in range(owned)]
    return [
        Heard(
            int(rng.integers(0, 20)),
            frozenset(rng.choice(names, int(rng.integers(2, 5)), replace=False).tolist()),
        )
        for _ in range(number)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_sources_that_hear_of_what_happens_are_no_bloc(seed):
    assert find_blocs(honest(seed), TEST) == {}


@pytest.mark.parametrize("seed", range(6))
def test_a_third_of_the_sources_that_invent_together_are_one_voice(seed):
    found = find_blocs([*honest(seed), *invented(seed, 250, 7)], TEST)
    assert set(found) == {f"s{n}" for n in range(7)}
    assert len(set(found.values())) == 1


def test_renaming_the_voices_renames_the_bloc():
    heard = [*honest(1), *invented(1, 250, 7)]
    names = {f"s{n}": f"n{(n * 7) % 24:02}" for n in range(24)}
    renamed = [Heard(one.week, frozenset(names[v] for v in one.voices)) for one in heard]
    assert set(find_blocs(renamed, TEST)) == {names[v] for v in find_blocs(heard, TEST)}


def test_few_incidents_show_no_bloc():
    assert find_blocs(invented(1, 9, 5), TEST) == {}
    assert find_blocs([], TEST) == {}


def test_two_local_papers_alone_in_their_town_are_no_bloc_while_others_tell_nothing_there():
    lone = [Heard(99, frozenset({"s0", "s1"})) for _ in range(12)]
    assert find_blocs([*honest(2), *lone], TEST) == {}
