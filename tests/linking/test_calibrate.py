"""Bits as probabilities: between the rows of the table, rising, refused where the table falls."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import PackError
from crosstally.linking import load_weights, probability
from crosstally.linking.calibrate import calibration_error, read_table

WEIGHTS = load_weights()
MILLIBITS = st.integers(-60_000, 60_000)


@pytest.mark.parametrize("rows", ["[]", "[[0, 0.5], [1, 0.4]]", "[[1, 0.4], [1, 0.5]]", "[[0, 2]]"])
def test_a_calibration_that_does_not_rise_is_refused(tmp_path, rows):
    text = (resources.files("crosstally.packs") / "linking" / "weights.toml").read_text()
    head, tail = text.split("calibration = [", 1)
    path = tmp_path / "weights.toml"
    path.write_text(f"{head}calibration = {rows}\n{tail.split(chr(10) + ']', 1)[1]}")
    with pytest.raises(PackError, match="rise"):
        load_weights(path)


@given(one=MILLIBITS, other=MILLIBITS)
def test_more_bits_never_mean_less_probability(one, other):
    low, high = sorted((one, other))
    assert 0 <= probability(low, WEIGHTS) <= probability(high, WEIGHTS) <= 1


def test_between_two_rows_the_probability_is_linear():
    weights = WEIGHTS._replace(calibration=((-2000, 0.1), (0, 0.5), (1000, 0.9)))
    found = [round(probability(b, weights), 6) for b in (-9000, -2000, -1000, 0, 500, 1000, 9000)]
    assert found == [0.1, 0.1, 0.3, 0.5, 0.7, 0.9, 0.9]


@given(st.lists(st.tuples(MILLIBITS, st.booleans()), min_size=1, max_size=200))
def test_a_table_read_from_pairs_rises_whatever_the_pairs(pairs):
    table = read_table(pairs)
    bits, shares = [row[0] for row in table], [row[1] for row in table]
    assert bits == sorted(bits)
    assert shares == sorted(shares)
    assert table == read_table(pairs[::-1])


def test_the_error_is_the_gap_between_what_was_promised_and_what_was_true():
    assert calibration_error([(0.95, True)] * 19 + [(0.95, False)]) == pytest.approx(0.0)
    assert calibration_error([(0.9, False)] * 5 + [(0.1, False)] * 5) == pytest.approx(0.5)
    assert calibration_error([]) == 0
