"""A brief as one sheet of A4 in PDF, drawn offline: text is set line by line, then made a PDF.

Invariant: all of it stands on one page, sections giving up lines where it would not; text is set in
the one face that ships with it, because a face that is not found draws no text at all and two faces
come out in an order of their own; the same brief gives the same bytes, and the file's properties
name the drawing program alone.
"""

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib import resources
from typing import NamedTuple

from crosstally.publish.brief.content import Brief, Line, Section, shortened
from crosstally.publish.dates import rtl
from crosstally.publish.look import ACCENT, FACE, INK, LINE, QUIET
from crosstally.publish.said import clean

WIDTH, HEIGHT, MARGIN = 595, 842, 44
_INNER = WIDTH - 2 * MARGIN
_LEADING = 1.42
_COLUMNS = (0.43, 0.19, 0.19, 0.19)  # of the numbers at the head, as parts of the width
_HEAD, _DETAIL, _SMALL = 9.6, 8.6, 7.6  # sizes of type: of a line, of its details, of the method
# Letters are measured apart, which needs no shaping library. Of 39 lines of our own Persian, joined
# ones were 0.70 to 0.91 as long, 0.81 in the middle: this much is taken off, and none runs over.
_ARABIC, _CLOSER = "\u0600", 0.08
_GAP = "\u00a0— "  # a plain blank at the head of a stretch would be dropped


class Text(NamedTuple):
    """A line of text as it is set: where it begins from the reading side, its foot, size, colour.

    `after` is what stands behind it on the same line, smaller and quiet.
    """

    words: str
    start: float
    foot: float
    size: float
    colour: str
    after: str = ""


class Rule(NamedTuple):
    """A line that is drawn: where it begins from the reading side, its length, foot and weight."""

    start: float
    length: float
    foot: float
    weight: float
    colour: str


Mark = Text | Rule


def pdf(brief: Brief) -> bytes:
    """The brief as PDF."""
    import vl_convert  # 0.1 s and 90 MB of memory, which a brief in words need not pay

    _register()
    return bytes(vl_convert.svg_to_pdf(svg(brief)))


def svg(brief: Brief) -> str:
    """The sheet as SVG, as large as A4 in points."""
    marks = _fitted(brief)
    drawn = "".join(_drawn(one, right_to_left=brief.lang == "fa") for one in marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
        f'<g font-family="{FACE}" font-weight="400">{drawn}</g></svg>'
    )


def _fitted(brief: Brief) -> list[Mark]:
    """The marks of the sheet, the longest sections shortened until the method stands on it too."""
    most = sum(len(one.lines) for one in brief.sections)
    while True:
        marks = list(_set(brief))
        if max(one.foot for one in marks) <= HEIGHT - MARGIN or most <= len(brief.sections):
            return marks
        most -= 1
        brief = brief._replace(sections=shortened(brief.sections, most))


def _set(brief: Brief) -> Iterator[Mark]:
    """Every mark of the sheet, part by part, each beginning below the one before."""
    foot = float(MARGIN)
    for part in (_head, _banner, _numbers, _nothing, _sections, _others, _method):
        for mark in part(brief, foot):
            yield mark
            foot = max(foot, mark.foot)


def _head(brief: Brief, foot: float) -> Iterator[Mark]:
    yield Rule(0, _INNER, foot - 8, 4, ACCENT)
    for words, size, colour in (
        (brief.desk, 10, QUIET), (brief.title, 22, INK), (brief.days, 11.5, QUIET),
    ):  # fmt: skip
        foot += size * 1.3
        yield Text(words, 0, foot, size, colour)


def _banner(brief: Brief, foot: float) -> Iterator[Mark]:
    yield from _wrapped(brief.banner, 0, _INNER, foot + 17, 8.6, ACCENT)


def _numbers(brief: Brief, foot: float) -> Iterator[Mark]:
    start = 0.0
    for part, one in zip(_COLUMNS, brief.numbers, strict=True):
        width = part * _INNER - 10
        yield Text(one.value, start, foot + 32, 22, ACCENT if start == 0 else INK)
        at = foot + 47
        for words, size, colour in ((one.label, 9.2, INK), (one.beside, 8.2, QUIET)):
            for mark in _wrapped(words, start, width, at, size, colour):
                yield mark
                at = mark.foot + size * _LEADING
        start += part * _INNER


def _nothing(brief: Brief, foot: float) -> Iterator[Mark]:
    yield from _wrapped(brief.nothing, 0, _INNER, foot + 24, 11, INK)


def _sections(brief: Brief, foot: float) -> Iterator[Mark]:
    foot += 14
    for section in brief.sections:
        for mark in _section(section, foot):
            yield mark
            foot = max(foot, mark.foot)
        foot += 10


def _others(brief: Brief, foot: float) -> Iterator[Mark]:
    yield from _wrapped(brief.others, 0, _INNER, foot + 18, 8.8, QUIET)


def _method(brief: Brief, foot: float) -> Iterator[Mark]:
    yield Rule(0, _INNER, foot + 11, 0.6, LINE)
    yield Text(brief.method_title, 0, foot + 25, 8.8, INK)
    yield from _wrapped(brief.method, 0, _INNER, foot + 37, _SMALL, QUIET)


def _section(section: Section, foot: float) -> Iterator[Mark]:
    yield Rule(0, _INNER, foot, 0.6, LINE)
    at = foot + 15
    yield Text(section.title, 0, at, 11, INK)
    at += 15
    for line in section.lines:
        for mark in _line(line, at):
            yield mark
            at = max(at, mark.foot)
        at += 12.5
    for words in (section.none, section.more):
        if words:
            yield Text(words, 0, at, _DETAIL, QUIET)
            at += 12.5


def _line(line: Line, foot: float) -> Iterator[Text]:
    """What and where, then the details: behind it where they fit, else beneath."""
    mark = f" [{line.mark}]" if line.mark else ""
    head = f"{line.head}{mark}"
    if _width(f"{head} — ", _HEAD) + _width(line.detail, _DETAIL) <= _INNER:
        yield Text(head, 0, foot, _HEAD, INK, after=line.detail)
    else:
        yield Text(head, 0, foot, _HEAD, INK)
        yield from _wrapped(line.detail, 12, _INNER - 12, foot + 11.5, _DETAIL, QUIET)


def _wrapped(
    words: str, start: float, width: float, foot: float, size: float, colour: str
) -> Iterator[Text]:
    """A text in lines no longer than a width; a word that is longer stands alone."""
    line = ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if line and _width(longer, size) > width:
            yield Text(line, start, foot, size, colour)
            foot += size * _LEADING
            longer = word
        line = longer
    if line:
        yield Text(line, start, foot, size, colour)


def _width(words: str, size: float) -> float:
    """How long a text is when it is set, in points, or a little longer where its letters join."""
    joined = sum(one >= _ARABIC for one in words) / max(len(words), 1)
    return float(_face().getlength(words)) * (1 - _CLOSER * joined) * size / 100


@cache
def _face():  # type: ignore[no-untyped-def]  # noqa: ANN202  Pillow's own type, loaded when a sheet is set
    from PIL import ImageFont

    path = resources.files("crosstally.publish").joinpath("page", "Vazirmatn-Regular.ttf")
    with resources.as_file(path) as file:
        return ImageFont.truetype(file, 100, layout_engine=ImageFont.Layout.BASIC)


@cache
def _register() -> None:
    """The face made known to the drawing program, once."""
    import vl_convert

    with resources.as_file(resources.files("crosstally.publish").joinpath("page")) as folder:
        vl_convert.register_font_directory(str(folder))


def _drawn(mark: Mark, *, right_to_left: bool) -> str:
    if isinstance(mark, Rule):
        return (
            f'<rect x="{MARGIN + mark.start:.2f}" y="{mark.foot:.2f}" width="{mark.length:.2f}" '
            f'height="{mark.weight}" fill="{mark.colour}"/>'
        )
    at = WIDTH - MARGIN - mark.start if right_to_left else MARGIN + mark.start
    anchor = ' text-anchor="end"' if right_to_left else ""
    words = _clean(mark.words) + ("\u200f" if right_to_left else "\u200e")
    if mark.after:
        after = f'<tspan font-size="{_DETAIL}" fill="{QUIET}">{_GAP}{_clean(mark.after)}</tspan>'
        words = f"{words}{after}"
    return (
        f'<text x="{at:.2f}" y="{mark.foot:.2f}" font-size="{mark.size}" fill="{mark.colour}"'
        f"{anchor}>{rtl(words) if right_to_left else words}</text>"
    )


def _clean(words: str) -> str:
    return escape(clean(words), quote=False)
