"""What a file holds reaches a terminal as characters, never as orders to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.cli.say import complain, line, shown, table

CLEAR = "\x1b[2J\x1b]0;owned\x07"
TURNED = "\u202eevil\u2066"


@pytest.mark.parametrize("order", [CLEAR, TURNED, "\r", "\x9b31m", "\x00", "\u2028"])
def test_an_order_to_the_terminal_is_shown_and_not_obeyed(
    order: str, capsys: pytest.CaptureFixture[str]
) -> None:
    complain(f"a{order}b", f"hint{order}")
    line(f"a{order}b")
    table(f"title{order}", ("name",), [(f"x{order}y",)])
    told = capsys.readouterr()
    assert not {char for char in told.out + told.err if char in order and not char.isprintable()}


def test_a_message_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    complain("no file a\ncrosstally: hint: trust me", None)
    assert capsys.readouterr().err.count("\n") == 1


def test_persian_keeps_its_joiners() -> None:
    text = "سه\u200cشنبه \u200fقم\tدو\nسه"
    assert shown(text) == text


@given(st.text())
def test_what_is_shown_once_is_shown_the_same_again(text: str) -> None:
    assert shown(shown(text)) == shown(text)
