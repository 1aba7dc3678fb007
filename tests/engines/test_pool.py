"""One machine's processors: the same answers in the same order, and nobody dies in silence."""

import os

import pytest

from crosstally.engines.pool import each, share
from crosstally.errors import CrosstallyError


def _double(number):
    return 2 * number


def _plus(shared, part):
    return shared["n"] + part


def _die(shared, part):
    if part == shared["fatal"]:
        os._exit(1)
    return part


@pytest.mark.parametrize("processes", [1, 2])
def test_batches_come_back_in_order(processes):
    assert list(each(_double, range(7), processes=processes)) == [0, 2, 4, 6, 8, 10, 12]
    assert share(_plus, {"n": 10}, [1, 2, 3], processes=processes) == [11, 12, 13]


def test_few_batches_are_read_ahead():
    read = []

    def source():
        for number in range(20):
            read.append(number)
            yield number

    assert next(each(_double, source(), processes=2)) == 0
    assert len(read) <= 5


def test_a_process_that_dies_is_no_answer():
    with pytest.raises(CrosstallyError, match="stopped before"):
        share(_die, {"fatal": 0}, [0, 1], processes=2)
