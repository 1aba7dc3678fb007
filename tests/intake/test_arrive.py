"""What holds of every item, whatever format it came in."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.intake.arrive import (
    Arrived,
    Told,
    forbidden,
    has_words,
    report_of,
    source_index,
    source_of,
)
from crosstally.records import Issue, Report, Source, SourceId, SourceKind

FARDA = Source(
    id=SourceId("radiofarda"), name="رادیو فردا", kind=SourceKind.PRESS, aliases=("Radio Farda",),
    domains=("radiofarda.com",),
)  # fmt: skip
TOLD = Told(b"k" * 32, datetime(2020, 2, 1, tzinfo=UTC), source_index([FARDA]))


@pytest.mark.parametrize(
    "name",
    [
        "radiofarda",
        "Radio Farda",
        "رادیو فردا",
        "راديو فردا",
        "radiofarda.com",
        "fa.radiofarda.com",
    ],
)
def test_a_source_is_known_by_its_id_name_alias_and_domain(name: str) -> None:
    assert source_of(name, TOLD) == "radiofarda"


@pytest.mark.parametrize(
    "name", ["farda", "com", "notradiofarda.com", "radiofarda.com.evil.example"]
)
def test_an_unknown_source_is_its_own(name: str) -> None:
    assert source_of(name, TOLD) == name


@pytest.mark.parametrize(
    "field",
    ["phone", "Phone_Number", "sender handle", "FaceID", "voice-print", "نام و نام خانوادگی", "کد ملی",
     "شماره تلفن", "رقم الهاتف", "Victim Names", "user-id", "E-mail"],
)  # fmt: skip
def test_a_field_that_names_a_person_is_forbidden_however_it_is_spelt(field: str) -> None:
    assert forbidden([field, "text"]) == (field,)


@pytest.mark.parametrize(
    "field", ["text", "source", "title", "شماره", "نام شهر", "city name", "notes"]
)
def test_a_field_that_names_none_is_not(field: str) -> None:
    assert forbidden([field]) == ()


@pytest.mark.parametrize("text", ["", " ", "\u200c\u200f", "\n\t\u00a0", "\ufeff"])
def test_blanks_and_joiners_are_no_words(text: str) -> None:
    assert not has_words(text)


def test_a_sign_without_letters_is_words_too() -> None:
    assert has_words("✊")


@given(st.text(), st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.text(max_size=5))
def test_an_item_gives_its_words_untouched_or_an_issue(body: str, day: date, native: str) -> None:
    item = Arrived(source="s", body=body, published=day, native_id=native)
    found, again = report_of(item, TOLD, "w"), report_of(item, TOLD, "elsewhere")
    assert isinstance(found, Report) == (has_words(body) and _whole(body) and _whole(native))
    if isinstance(found, Report):
        assert isinstance(again, Report)
        assert (found.body, found.said_on, found.id) == (body, day, again.id)
    else:
        assert isinstance(found, Issue)


def _whole(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
