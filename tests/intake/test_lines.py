"""Lines of any length, in little memory."""

import tracemalloc
from io import BytesIO, RawIOBase

from hypothesis import given
from hypothesis import strategies as st

from crosstally.intake.lines import line_text, read_lines


class Endless(RawIOBase):
    """So many bytes of one letter and then a line, made as they are asked for."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        if self.left <= 0:
            return b""
        size = min(size, self.left)
        self.left -= size
        return b"x" * (size - 1) + b"\nend\n" if self.left == 0 else b"x" * size


def test_a_line_of_a_hundred_megabytes_is_passed_over_in_little_memory() -> None:
    tracemalloc.start()
    found = list(read_lines(Endless(100 << 20), limit=4 << 20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(line.number, line.raw) for line in found] == [(1, None), (2, b"end")]
    assert peak < 24 << 20


def test_a_line_of_exactly_the_limit_is_whole() -> None:
    found = list(read_lines(BytesIO(b"12345\n123456\n1"), limit=5))
    assert [line.raw for line in found] == [b"12345", None, b"1"]


def test_only_the_last_line_can_be_unfinished() -> None:
    found = list(read_lines(BytesIO(b"a\nb"), limit=9))
    assert [line.unfinished for line in found] == [False, True]


def test_a_line_separator_inside_a_text_is_no_line_feed() -> None:
    found = list(read_lines(BytesIO("یک\u2028دو\x85سه\n".encode()), limit=99))
    assert [line_text(line.raw or b"") for line in found] == ["یک\u2028دو\x85سه"]


@given(st.lists(st.text(st.characters(blacklist_characters="\r\n\x00", codec="utf-8")), max_size=8))
def test_lines_read_back_the_same(texts: list[str]) -> None:
    data = ("سلام head of the file\n" + "".join(text + "\n" for text in texts)).encode()
    found = list(read_lines(BytesIO(data), limit=1 << 20))
    assert [line_text(line.raw or b"") for line in found[1:]] == texts
    assert [line.number for line in found] == list(range(1, len(texts) + 2))
