"""Cases and coded lines from a few words, for the tests of scoring."""

import json

import pytest

from crosstally.records import Coded, decode, encode
from crosstally.scoring import pair, parse_case


def make_case(text="تجمع در اراک", events=(), **more):
    row = {"id": "1", "lang": "fa", "text": text, "events": list(events), **more}
    return parse_case(json.dumps(row, ensure_ascii=False))


def mention(kind="ASM", reality="occurred", at=0, **more):
    days, city = more.pop("days", None), more.pop("city", None)
    row = {
        "id": f"1#{kind}{at}", "kind": kind, "reality": reality, "subtype": None, "stance": None,
        "trigger": {"text": "x", "span": [at, at + 1]}, "sentence": None, "actor": None,
        "days": None, "place": None, "size": None, "groups": [], "demands": [], "slogans": [],
        "harm": None, "asserter": None, "confidence": 0.5,
    }  # fmt: skip
    if days:
        row["days"] = {"first": days[0], "last": days[1], "precision": "day", "basis": "stated",
                       "span": [at, at + 1]}  # fmt: skip
    if city:
        row["place"] = {"name": city, "id": None, "level": "city", "city": city, "province": None,
                        "country": None, "lat": None, "lon": None, "span": [at, at + 1]}  # fmt: skip
    return {**row, **more}


def make_coded(*mentions, statements=()):
    row = {"report": "1", "mentions": list(mentions), "statements": list(statements)}
    return decode(Coded, encode(row))


@pytest.fixture
def case():
    return make_case


@pytest.fixture
def told():
    return mention


@pytest.fixture
def coded():
    return make_coded


@pytest.fixture
def scored():
    def scored_of(events, *mentions, said=(), **more):
        return pair(make_case(events=events, **more), make_coded(*mentions, statements=said))

    return scored_of


@pytest.fixture
def number():
    def number_of(low, high=None, at=0):
        return {"low": low, "high": high or low, "bound": "exact", "text": "x",
                "span": [at, at + 1]}  # fmt: skip

    return number_of
