"""What is added bit by bit is linked as if it had come at once."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.errors import FormatError
from crosstally.linking import link, load_weights
from crosstally.linking.briefs import read_briefs
from crosstally.linking.bulk import divide, read_bulk
from crosstally.linking.facet import read_facets
from crosstally.linking.group import group
from crosstally.linking.grow import grow
from crosstally.linking.judged import Judged
from crosstally.linking.lines import read_report
from crosstally.linking.state import State, read_state, write_state
from crosstally.records import encode

BENCH = Path(__file__).parents[2] / "bench" / "synthetic.py"
NOBODY = Judged((), (), frozenset(), {}, {})


@pytest.fixture(scope="module")
def synthetic():
    spec = importlib.util.spec_from_file_location("synthetic", BENCH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["synthetic"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def told(synthetic):
    """A month of a country in which one crowd is told of very often."""
    world = synthetic.invent(1500, seed=5)
    found = list(synthetic.tell(world, seed=5))
    model = next(t for t in found if len(t.coded.mentions) == 1)
    for number in range(45):
        name = f"x{number:03d}"
        (mention,) = model.coded.mentions
        days = synthetic.Days(
            first=synthetic.START, last=synthetic.START, precision="day", basis="stated",
            span=synthetic.HERE,
        )  # fmt: skip
        changed = _replaced(mention, id=f"{name}#1", days=days)
        coded = _replaced(model.coded, report=name, mentions=(changed,))
        found.append(synthetic.Told(_replaced(model.report, id=name), coded, (-1,)))
    return found


def _replaced(record, **values):
    return type(record)(**{**{f: getattr(record, f) for f in record.__struct_fields__}, **values})


def _read(told, processes=1):
    lines = [encode(t.report) for t in told], [encode(t.coded) for t in told]
    return read_bulk(*lines, processes=processes)


def _groups(bulk, divided):
    groups = {}
    for mention, event in zip(bulk.mention.tolist(), divided.event[bulk.row].tolist(), strict=True):
        groups.setdefault(event, []).append(mention.decode())
    return sorted(groups.values())


@pytest.fixture(scope="module")
def whole(told):
    bulk = _read(told)
    return bulk, divide(bulk, load_weights())


def test_a_million_mentions_way_gives_the_groups_of_the_usual_one(told, whole):
    reports = [read_report(t.report)[0] for t in told]
    facets = read_facets(
        [t.coded for t in told], reports={r.id: r for r in reports}, words={}, copies={}
    )
    usual = group(facets, NOBODY, load_weights()).groups
    assert _groups(*whole) == sorted(sorted(f.mention for f in members) for members in usual)


def test_two_processes_and_another_order_give_the_same(told, whole):
    bulk = _read(told[::-1], processes=2)
    assert bulk.mention.tolist() == whole[0].mention.tolist()
    for mine, theirs in zip(divide(bulk, load_weights(), processes=2), whole[1], strict=True):
        assert np.array_equal(mine, theirs)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_what_is_added_later_is_linked_as_if_it_had_been_there(told, whole, data):
    share = data.draw(st.sampled_from([0.02, 0.2, 0.8]))
    draw = np.random.default_rng(data.draw(st.integers(0, 99)))
    later = draw.random(len(told)) < share
    old = _read([t for t, late in zip(told, later, strict=True) if not late])
    new = _read([t for t, late in zip(told, later, strict=True) if late])
    grown = grow(old, divide(old, load_weights()), new, load_weights())
    assert grown.bulk.mention.tolist() == whole[0].mention.tolist()
    for name, mine, theirs in zip(whole[1]._fields, grown.divided, whole[1], strict=True):
        assert np.array_equal(mine, theirs), name


@pytest.mark.parametrize("seed", range(4))
def test_a_component_that_lost_a_member_to_a_crowd_is_divided_whole(told, seed, monkeypatch):
    monkeypatch.setattr("crosstally.linking.crowds.FEW", 1)
    later = np.random.default_rng(seed).random(len(told)) < 0.02
    old, new = (
        _read([t for t, late in zip(told, later, strict=True) if late == which])
        for which in (False, True)
    )
    grown = grow(old, divide(old, load_weights()), new, load_weights())
    for mine, theirs in zip(grown.divided, divide(_read(told), load_weights()), strict=True):
        assert np.array_equal(mine, theirs)


def test_what_no_new_mention_touches_is_not_divided_again(told, whole):
    few, rest = told[:3], told[3:]
    old = _read(rest)
    grown = grow(old, divide(old, load_weights()), _read(few), load_weights())
    assert 3 <= grown.touched.sum() < len(told) / 3


def test_a_coded_line_of_another_report_is_refused(told):
    lines = [encode(t.report) for t in told[:2]], [encode(t.coded) for t in told[1:3]]
    with pytest.raises(FormatError):
        read_bulk(*lines)


def test_a_state_reads_back_the_same_and_not_with_other_weights(told, whole, tmp_path):
    weights = load_weights()
    write_state(tmp_path / "state", State(*whole), weights)
    back = read_state(tmp_path / "state", weights)
    assert back.bulk.columns.features[0].samples == whole[0].columns.features[0].samples
    assert [b.incident for b in read_briefs(*back)] == [b.incident for b in read_briefs(*whole)]
    later = _read(told[:1])
    assert grow(*back, later, weights).divided.event.tolist() == (
        grow(*whole, later, weights).divided.event.tolist()
    )
    assert read_state(tmp_path / "state", weights._replace(digest="another")) is None
    (tmp_path / "state" / "samples.jsonl").write_bytes(b"[]\n")
    with pytest.raises(FormatError):
        read_state(tmp_path / "state", weights)


def test_a_brief_has_the_id_the_day_and_the_town_that_link_gives(told, whole):
    usual = link(
        [read_report(t.report)[0] for t in told], [t.coded for t in told], (), (), load_weights()
    )
    given_in_full = {i.id: i for i in usual.incidents}
    briefs = list(read_briefs(*whole))
    assert {b.incident for b in briefs} == set(given_in_full)
    same = 0
    for brief in briefs:
        full = given_in_full[brief.incident]
        assert (brief.mentions, brief.reports) == (full.mentions, len(full.reports))
        same += full.days.value.first == brief.first and full.place.value.id == brief.place
    assert same > 0.95 * len(briefs)


def test_two_hash_seeds_give_the_same_incidents(told, tmp_path):
    (tmp_path / "reports.jsonl").write_bytes(b"\n".join(encode(t.report) for t in told[:400]))
    coded = b"\n".join(encode(t.coded) for t in told[:400])
    command = [sys.executable, "-m", "crosstally", "link", "--give", "groups", "--processes", "2"]
    command += ["--reports", str(tmp_path / "reports.jsonl")]
    runs = {
        subprocess.run(
            command, input=coded, capture_output=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "77")
    }  # fmt: skip
    assert len(runs) == 1
    assert runs.pop().count(b"\n") > 50
