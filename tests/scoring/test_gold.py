"""Gold is refused with its line where it breaks the format, and null is not absent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import FormatError
from crosstally.scoring import parse_case, parse_gold, read_gold

GOOD = {
    "id": "1", "lang": "fa", "style": "post", "class": "protest", "published": "2018-01-03",
    "text": "در اراک «نان، کار، آزادی» سر دادند؛ فرماندار گفت خبری نیست",
    "events": [{"kind": "ASM", "reality": "occurred", "city": "Arak", "days": None}],
    "also": ["STM"], "slogans": ["نان، کار، آزادی"],
    "statements": [{"speaker": "فرماندار", "content": "خبری نیست"}], "why": "a chant",
}  # fmt: skip
EVENT = GOOD["events"][0]

BAD = [
    ({"colour": 1}, "the case: unknown key 'colour'"),
    ({"sort": "protest"}, "unknown key 'sort'"),
    ({"events": None}, "no Case"),
    ({"events": ["ASM"]}, "no Case"),
    ({"events": [{**EVENT, "kind": "PARADE"}]}, "event 1: kind is none"),
    ({"events": [EVENT, {**EVENT, "reality": "done"}]}, "event 2: reality is none"),
    ({"events": [{**EVENT, "actor": "mob"}]}, "event 1: actor is none"),
    ({"events": [{**EVENT, "stance": "angry"}]}, "event 1: stance is none"),
    ({"events": [{**EVENT, "town": "Arak"}]}, "event 1: unknown key 'town'"),
    ({"events": [{**EVENT, "judged": []}]}, "event 1: unknown key 'judged'"),
    ({"events": [{"kind": "ASM"}]}, "reality"),
    ({"events": [{**EVENT, "subtype": "closure"}]}, "no such sub-type of ASM"),
    ({"events": [{**EVENT, "days": ["2018-01-03", "2018-01-02"]}]}, "after the last"),
    ({"events": [{**EVENT, "days": ["2018-01-03"]}]}, "no Case"),
    ({"events": [{**EVENT, "days": ["soon", "later"]}]}, "no Case"),
    ({"events": [{**EVENT, "size": [9, 2]}]}, "low to high"),
    ({"events": [{**EVENT, "killed": [-1, 2]}]}, "low to high"),
    ({"events": [{**EVENT, "size": "many"}]}, "no Case"),
    ({"events": [{**EVENT, "groups": ["bakers"]}]}, "groups holds one"),
    ({"events": [{**EVENT, "themes": ["bread"]}]}, "themes holds one"),
    ({"also": ["XXX"]}, "no Case"),
    ({"slogans": ["نان کار آزادی"]}, "slogan 1 does not stand in the text"),
    ({"slogans": [" "]}, "slogan 1 does not stand in the text"),
    ({"statements": [{"speaker": "استاندار"}]}, "statement 1: its speaker"),
    ({"statements": [{"content": "خبری هست"}]}, "statement 1: its content"),
    ({"statements": [{"cue": "گفت"}]}, "no Case"),
    ({"published": "yesterday"}, "published is neither"),
    ({"published": "2018-01-03T02:55:00"}, "published is neither"),
    ({"text": " "}, "must not be empty"),
    ({"id": ""}, "must not be empty"),
    ({"lang": 3}, "no Case"),
]  # fmt: skip


def line(**more):
    return json.dumps({**GOOD, **more}, ensure_ascii=False).encode()


@pytest.mark.parametrize(("change", "why"), BAD)
def test_what_breaks_the_format_is_refused_with_file_and_line_and_no_text(change, why):
    with pytest.raises(FormatError) as refused:
        list(parse_gold([line(id="0"), b"", line(**change)], name="gold.jsonl"))
    assert refused.value.message.startswith("gold.jsonl, line 3: ")
    assert why in refused.value.message
    assert "docs/how-to/score-your-gold.md" in refused.value.hint
    assert "اراک" not in refused.value.message


@pytest.mark.parametrize("bad", [b"no json", b"[1]", b'"x"', b'{"id": "\xff"}', b"{}"])
def test_a_line_that_is_no_case_is_refused(bad):
    with pytest.raises(FormatError):
        parse_case(bad)


def test_an_id_stands_once():
    with pytest.raises(FormatError, match=r"line 2: the id stands twice"):
        list(parse_gold([line(), line()], name="gold.jsonl"))


def test_a_file_is_read_in_order_and_blank_lines_are_skipped(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\n" + line(id="b") + b"\n\n" + line(id="a") + b"\n")
    assert [case.id for case in read_gold(path)] == ["b", "a"]


def test_null_is_judged_and_absent_is_not():
    (event,) = parse_case(line()).events
    assert event.city == "Arak"
    assert event.days is None
    assert "days" in event.judged
    assert event.size is None
    assert "size" not in event.judged


def test_slogans_are_unjudged_only_where_the_case_leaves_them_out():
    bare = {key: value for key, value in GOOD.items() if key != "slogans"}
    assert parse_case(json.dumps(bare)).slogans is None
    assert parse_case(line(slogans=[])).slogans == ()


@pytest.mark.parametrize(
    ("published", "night"),
    [(None, False), ("2018-01-03", False), ("2018-01-03T07:59:00+03:30", True),
     ("2018-01-03T08:00:00+03:30", False), ("2018-01-03T02:55:00Z", True)],
)  # fmt: skip
def test_a_post_before_eight_where_it_was_said_is_of_the_night(published, night):
    assert parse_case(line(published=published)).at_night is night


@pytest.mark.parametrize(
    ("kind", "reality", "happened"),
    [("ASM", "occurred", True), ("STK", "ongoing", True), ("ASM", "past", False),
     ("CAL", "occurred", False), ("STM", "occurred", False), ("FRC", "denied", False)],
)  # fmt: skip
def test_only_a_deed_that_took_or_takes_place_happened(kind, reality, happened):
    case = parse_case(line(events=[{"kind": kind, "reality": reality}]))
    assert case.events[0].happened is happened
    assert case.unreal is not happened


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(data):
    try:
        case = parse_case(data)
    except FormatError:
        return
    assert case.id
