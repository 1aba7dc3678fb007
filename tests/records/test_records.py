"""Records are frozen, checked on the way in, and never show what they hold."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosstally.records as records
from crosstally.errors import FormatError
from crosstally.records import (
    Basis,
    Bound,
    Cell,
    Count,
    Days,
    Harm,
    Kind,
    Level,
    Mention,
    Place,
    Precision,
    Quote,
    Reality,
    Record,
    Report,
    Size,
    Span,
    Tally,
    Unit,
    changed,
    convert,
    decode,
    encode,
    plain,
    report_id,
    short_id,
)

TEXT = "صدها نفر در سقز تجمع کردند"


def days(**fields: Any) -> Days:
    base = {
        "first": date(2018, 1, 1),
        "last": date(2018, 1, 1),
        "precision": Precision.DAY,
        "basis": Basis.STATED,
        "span": Span(0, 4),
    }
    return Days(**(base | fields))


def mention(**fields: Any) -> Mention:
    base: dict[str, Any] = {
        "id": "r#0",
        "kind": Kind.ASM,
        "subtype": "rally",
        "reality": Reality.OCCURRED,
        "stance": None,
        "trigger": Quote(text="تجمع", span=Span(16, 20)),
        "sentence": Span(0, len(TEXT)),
        "actor": None,
        "days": None,
        "place": None,
        "size": None,
        "groups": (),
        "demands": (),
        "slogans": (),
        "harm": None,
        "asserter": None,
        "confidence": 0.5,
    }
    return Mention(**(base | fields))


def test_a_span_holds_at_least_one_character() -> None:
    for start, end in ((3, 3), (4, 3), (-1, 2)):
        with pytest.raises(ValueError, match="at least one"):
            Span(start, end)


def test_a_span_counts_code_points_of_a_right_to_left_text() -> None:
    assert Span(0, 4).of(TEXT) == "صدها"
    assert Span(1, 5).of("🏁تجمع") == "تجمع"


@pytest.mark.parametrize(
    "make",
    [
        lambda: days(first=date(2018, 1, 2)),
        lambda: days(span=None),
        lambda: Quote(text="x", span=None),
        lambda: Size(low=5, high=4, bound=Bound.EXACT, text="x", span=Span(0, 1)),
        lambda: Size(low=-1, high=4, bound=Bound.EXACT, text="x", span=Span(0, 1)),
        lambda: Count(low=1, high=1, bound=Bound.EXACT, span=None),
        lambda: mention(confidence=1.01),
        lambda: Tally(rule="x", value=2, unit="day", units=(Unit(key="a", incidents=("i",)),)),
        lambda: Place(
            name="x", id=None, level=Level.CITY, city=None, province=None, country=None,
            lat=91.0, lon=0.0, span=Span(0, 1),
        ),
        lambda: Place(
            name="x", id=None, level=Level.CITY, city=None, province=None, country=None,
            lat=None, lon=None, span=None,
        ),
        lambda: Report(
            id="r", source="s", body="x", said_at=datetime.now(UTC), said_on=date(2018, 1, 1)
        ),
    ],
)  # fmt: skip
def test_a_value_that_nothing_shows_or_that_contradicts_itself_is_refused(make: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  each says why in its own words
        make()


def test_a_day_inferred_from_publication_needs_no_span() -> None:
    assert days(basis=Basis.PUBLICATION, span=None).span is None


def test_a_cell_is_a_ground_as_a_span_is() -> None:
    assert Quote(text="x", span=None, ground=Cell(column="city", row=3)).ground is not None


def test_no_record_prints_what_it_holds() -> None:
    report = Report(id="r-1", source="s", body="a secret text", title="a secret title")
    assert repr(report) == "<Report r-1>"
    assert "secret" not in f"{report} {report!r} {[report]} {mention(report='r-1')!r}"
    assert repr(Span(0, 2)) == "<Span>"


def test_an_error_never_quotes_the_input() -> None:
    body = b'{"id":"r","source":"s","body":"secret","visibility":"secretly"}'
    with pytest.raises(FormatError) as caught:
        decode(Report, body)
    assert "secret" not in caught.value.message


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"id":1}', b"null"])
def test_what_is_no_record_is_refused_and_not_a_crash(data: bytes) -> None:
    with pytest.raises(FormatError):
        decode(Report, data)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(FormatError):
        decode(Report, b'{"id":"r","source":"s","body":"x","said_at":"2018-01-01T10:00:00"}')


def test_an_instant_keeps_the_zone_it_was_given() -> None:
    told = "2018-01-01T00:30:00+03:30"
    report = convert(Report, {"id": "r", "source": "s", "body": "x", "said_at": told})
    assert report.published == told
    assert decode(Report, encode(report)) == report


def test_a_record_cannot_be_changed_only_copied_and_the_copy_is_checked() -> None:
    one = mention()
    with pytest.raises(AttributeError):
        one.confidence = 0.9  # type: ignore[misc]
    assert changed(one, confidence=0.9).confidence == 0.9
    with pytest.raises(ValueError, match="from 0 to 1"):
        changed(one, confidence=2.0)


def test_a_mention_has_the_form_of_the_filter() -> None:
    harm = Harm(killed=Count(low=2, high=2, bound=Bound.EXACT, span=Span(0, 4)))
    form = plain(mention(harm=harm, days=days()))
    assert form["trigger"] == {"text": "تجمع", "span": [16, 20], "ground": None}
    assert form["days"]["first"] == "2018-01-01"
    assert form["days"]["span"] == [0, 4]
    assert form["harm"]["killed"]["low"] == 2
    assert form["harm"]["injured"] is None


def test_ids_of_other_parts_or_another_key_differ() -> None:
    assert short_id("i", "a", "bc") != short_id("i", "ab", "c")
    one = report_id(b"k" * 32, "s", "1", "2018-01-01", "متن")
    assert one == report_id(b"k" * 32, "s", "1", "2018-01-01", "متن")
    assert one != report_id(b"l" * 32, "s", "1", "2018-01-01", "متن")
    assert len(one) == 18


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_ids_are_equal_only_if_their_parts_are(one: list[str], other: list[str]) -> None:
    one, other = ([part.encode("utf-8", "replace").decode() for part in p] for p in (one, other))
    assert (short_id("x", *one) == short_id("x", *other)) == (one == other)


@given(
    low=st.integers(0, 10**9),
    more=st.integers(0, 10**6),
    text=st.text(min_size=1).filter(lambda t: t.isprintable()),
    start=st.integers(0, 10**6),
)
def test_what_is_written_reads_back_the_same(low: int, more: int, text: str, start: int) -> None:
    size = Size(low=low, high=low + more, bound=Bound.ABOUT, text=text, span=Span(start, start + 1))
    one = mention(size=size)
    assert decode(Mention, encode(one)) == one
    assert encode(decode(Mention, encode(one))) == encode(one)


def test_every_record_of_the_doorway_is_frozen_and_keyword_only() -> None:
    kinds = [getattr(records, name) for name in records.__all__]
    found = [k for k in kinds if isinstance(k, type) and issubclass(k, Record) and k is not Record]
    assert len(found) > 30
    for kind in found:
        assert kind.__struct_config__.frozen, kind
        assert kind is Span or kind.__struct_config__.array_like is False, kind


def test_every_kind_has_its_subtypes() -> None:
    assert set(records.SUBTYPES) == set(Kind)
    assert all(len(set(names)) == len(names) for names in records.SUBTYPES.values())


def test_days_tell_how_far_apart_they_are() -> None:
    other = days(first=date(2018, 1, 4), last=date(2018, 1, 9))
    assert days().apart(other) == other.apart(days()) == 3
    assert days().apart(days()) == 0
