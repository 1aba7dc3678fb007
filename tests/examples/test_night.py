"""The sample night: made, marked as made, and the same every time."""

import importlib.util
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from crosstally.config import read_config

PATH = Path(__file__).parents[2] / "examples" / "night" / "make_night.py"
SPEC = importlib.util.spec_from_file_location("make_night", PATH)
make_night = sys.modules["make_night"] = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_night)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("night")
    make_night.write(made, make_night.night(1, date(2019, 3, 20)))
    return made


def rows(folder, pattern):
    return [
        json.loads(line)
        for path in sorted(folder.glob(pattern))
        for line in path.read_text("utf-8").splitlines()
    ]


def test_there_are_400_posts_in_three_languages_all_marked_synthetic(folder):
    posts = rows(folder, "inbox/*.jsonl")
    assert len({post["id"] for post in posts}) == 400
    assert {post["provenance"] for post in posts} == {"synthetic"}
    assert set(Counter(post["lang"] for post in posts)) == {"fa", "en", "ar"}
    assert all(post["text"] and "{" not in post["text"] for post in posts)


def test_every_outlet_is_invented_declared_and_says_so(folder):
    declared = {source.id: source.name for source in read_config(folder).sources}
    used = {post["source"] for post in rows(folder, "inbox/*.jsonl")}
    assert used <= set(declared)
    assert all(name.startswith("synthetic:") for name in declared)
    assert all("ساختگی" in name for name in declared.values())


def test_what_is_true_is_told_of_every_post_and_holds_copies_denials_and_old_ones(folder):
    truth = rows(folder, "truth.jsonl")
    assert len(truth) == 400
    assert set(Counter(row["why"] for row in truth)) == {"told", "copy", "denial", "old", "idle"}
    assert all((row["event"] is None) == (row["why"] == "idle") for row in truth)
    assert len({row["event"] for row in truth if row["event"]}) >= 60


def test_the_same_seed_gives_the_same_night_and_another_another(folder):
    day = date(2019, 3, 20)
    assert make_night.night(1, day) == make_night.night(1, day)
    assert make_night.night(1, day) != make_night.night(2, day)
