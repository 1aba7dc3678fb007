"""Trees of joinings, and what is drawn from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import PackError
from crosstally.linking.trees import Branch, Rung, cut, grow, learn_rungs, load_rungs

HALF = (Rung(0, 0.5, 0.5, 0.5), Rung(1000, 0.5, 0.5, 0.5))
SURE = (Rung(0, 1.0, 1.0, 1.0), Rung(1000, 1.0, 1.0, 1.0))


@st.composite
def nested(draw):
    """The groups of some leaves at two rungs, the higher within the lower."""
    low = draw(st.lists(st.integers(0, 3), min_size=1, max_size=12))
    high = [group * 10 + draw(st.integers(0, 2)) for group in low]
    return [low, high]


@given(nested(), st.integers(0, 9))
def test_a_cut_puts_every_leaf_in_one_group(homes, seed):
    trees = grow(range(len(homes[0])), homes)
    rng = np.random.default_rng(seed)
    groups = [group for tree in trees for group in cut(tree, HALF, rng)]
    assert sorted(leaf for group in groups for leaf in group) == list(range(len(homes[0])))


@given(nested())
def test_where_all_is_sure_the_cut_is_at_the_lowest_rung(homes):
    trees = grow(range(len(homes[0])), homes)
    groups = [g for tree in trees for g in cut(tree, SURE, np.random.default_rng(0))]
    assert len(groups) == len(set(homes[0]))


def test_the_number_of_groups_is_right_on_average():
    tree = Branch((0, 1, 2, 3), 0, tuple(Branch((n,), 2, ()) for n in range(4)))
    rungs = (Rung(0, 0.3, 0.3, 0.3),)
    rng = np.random.default_rng(7)
    counts = [len(cut(tree, rungs, rng)) for _ in range(4000)]
    assert abs(np.mean(counts) - (4 - 3 * 0.3)) < 0.05


def test_how_sure_joinings_are_is_learned_and_rises():
    homes = [[0, 0, 1, 1], [0, 0, 1, 2]]
    (low, high) = learn_rungs((0, 1000), [(homes, ("a", "a", "b", "c"))] * 50)
    assert low.pair < 0.1
    assert high.pair > 0.9
    assert low.more <= high.more


def test_rungs_that_fall_are_refused(tmp_path):
    path = tmp_path / "joinings.csv"
    path.write_text("height,pair,more,mixed\n0,.9,.9,.9\n1000,.5,.9,.9\n", encoding="utf-8")
    with pytest.raises(PackError):
        load_rungs(path)


def test_the_built_in_rungs_rise():
    assert [rung.height for rung in load_rungs()] == sorted(rung.height for rung in load_rungs())
