"""The encoding a text is in, never one that merely fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.intake.encoding import decode_text, looks_binary, sniff
from crosstally.records import Reason

PERSIAN = "تجمع كارگران در شهر قم و اعتصاب معلمان از روز شنبه"
BAD = [
    (b"%PDF-1.7 \x00\x01", Reason.BINARY),
    (b"PK\x03\x04rest", Reason.BINARY),
    (bytes(range(256)) * 4, Reason.BINARY),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, Reason.BINARY),
    ("Привет, демонстрация в городе".encode("cp1251"), Reason.WRONG_ENCODING),
    ("Été à Paris: manifestation générale".encode("cp1252"), Reason.WRONG_ENCODING),
    (b"caf\xe9", Reason.WRONG_ENCODING),
    (b"\xff\xfe\x00\xd8\x00\x00", Reason.WRONG_ENCODING),
]


@pytest.mark.parametrize(("raw", "reason"), BAD)
def test_what_is_no_text_we_read_has_no_text_and_a_reason(raw: bytes, reason: Reason) -> None:
    assert decode_text(raw).text is None
    assert decode_text(raw).reason is reason


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256"]
)
def test_a_persian_text_comes_out_of_each_encoding_as_it_went_in(encoding: str) -> None:
    assert decode_text(PERSIAN.replace("ی", "ي").encode(encoding)).text == PERSIAN.replace("ی", "ي")


def test_a_joiner_survives_every_encoding_that_has_it() -> None:
    for encoding in ("utf-8", "utf-16", "cp1256"):
        assert decode_text("مردم را از خانه\u200cها در".encode(encoding)).text == (
            "مردم را از خانه\u200cها در"
        )


def test_one_cut_character_at_the_end_of_the_head_is_no_other_encoding() -> None:
    raw = ("س" * 3000).encode()
    assert sniff(raw[:4095]) == "utf-8"
    assert decode_text(raw).text == "س" * 3000


@given(st.text(min_size=1))
def test_utf8_text_without_control_characters_always_comes_out(text: str) -> None:
    raw = ("گزارش: " + "".join(c for c in text if c.isprintable())).encode()
    assert decode_text(raw).text == raw.decode()
    assert not looks_binary(raw)
