"""Linking in cells gives what linking at once gives, whatever the cells."""

import importlib.util
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from crosstally.linking import load_weights
from crosstally.linking.briefs import read_briefs
from crosstally.linking.bulk import divide, read_bulk
from crosstally.linking.cells import (
    bucket_of,
    cells_of,
    crowd_of,
    edges,
    fronts,
    joined,
    read_row,
    rows_of,
    settled,
)
from crosstally.records import encode, encode_in_order

BENCH = Path(__file__).parents[2] / "bench" / "synthetic.py"


@pytest.fixture(scope="module")
def lines():
    """Some weeks of a country, as lines of reports and of what was coded in them."""
    spec = importlib.util.spec_from_file_location("synthetic", BENCH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["synthetic"] = module
    spec.loader.exec_module(module)
    told = list(module.tell(module.invent(1200, seed=11), seed=11))
    return [encode(t.report) for t in told], [encode(t.coded) for t in told]


def in_cells(lines, weights):
    """The four steps, one cell after another, each from bytes to bytes."""
    rows = [read_row(line) for at in range(0, len(lines[0]), 100)
            for line in rows_of(lines[0][at : at + 100], lines[1][at : at + 100])]  # fmt: skip
    crowds, cells, buckets = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in rows:
        crowds[crowd_of(row)].append(row)
    front = {}
    for crowd in crowds.values():
        front |= fronts(crowd, weights)
    first = {id(row): min(row.mentions) for row in rows}
    kept = [row for row in rows if front[first[id(row)]] == first[id(row)]]
    for row in kept:
        for cell in cells_of(row):
            cells[cell].append(row)
    found = [edge for cell in sorted(cells) for edge in edges(cell, cells[cell][::-1], weights)]
    home = joined([first[id(row)] for row in kept], found, weights)
    for row in rows:
        buckets[bucket_of(home[front[first[id(row)]]])].append(row)
    inside = defaultdict(list)
    for edge in found:
        if home[edge.one] == home[edge.other]:
            inside[bucket_of(home[edge.one])].append(edge)
    briefs = [b for at in buckets for b in settled(buckets[at], front, inside[at], weights)]
    return sorted(briefs, key=lambda brief: brief.mentions[0]), found, cells


def test_cells_give_the_same_incidents_to_the_byte(lines):
    weights = load_weights()
    bulk = read_bulk(*lines)
    whole = [encode(b) for b in read_briefs(bulk, divide(bulk, weights))]
    briefs, found, cells = in_cells(lines, weights)
    assert [encode(b) for b in briefs] == whole
    assert max(Counter((e.one, e.other) for e in found).values()) == 1
    assert {name.split()[0] for name in cells} == {"t", "n", "r"}


def test_a_row_travels_as_bytes_and_comes_back(lines):
    for line in rows_of(lines[0][:50], lines[1][:50]):
        assert encode_in_order(read_row(line)) == line
