"""How far an adversary who owns a third of the sources moves the strict count."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "eval"))
import poison

KINDS = dict(poison.ATTACKS)


@pytest.mark.parametrize(
    ("attack", "seed"),
    [
        ("flood", 0),
        pytest.param("copies in new words", 2, marks=pytest.mark.slow),
        pytest.param("denials", 6, marks=pytest.mark.slow),
        pytest.param("undeclared witnesses", 7, marks=pytest.mark.slow),
    ],
)
def test_an_attack_that_moves_plain_origins_moves_the_strict_count_little(attack, seed):
    desk = poison.open_seed(seed)
    found = poison.run(seed, attack, KINDS[attack], desk)
    assert abs(found.moved) <= 0.05
    assert abs(found.plain_after / found.plain_before - 1) > 0.1


@pytest.mark.slow
def test_two_hundred_attacks_move_the_strict_count_by_a_twentieth_on_average():
    # seeds 1000 to 1199, as docs/why/counting.md tells them; not each stays below a twentieth
    moved = []
    for seed in range(1000, 1200):
        name, attack = poison.ATTACKS[seed % len(poison.ATTACKS)]
        moved.append(abs(poison.run(seed, name, attack, poison.open_seed(seed)).moved))
    assert np.mean(moved) <= 0.05
