"""What a picture says of itself when it travels alone: title, count, rule, days, and who tells it.

Invariant: a picture that shows synthetic incidents says so on itself, and every picture names the
rule by which it counts, the days of its units and the record it was made from.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from crosstally.publish.dates import digits, rtl, tick
from crosstally.publish.public import Public


def title_of(
    public: Public, days: Iterable[date], numbers: tuple[int, int], *, persian: bool
) -> dict[str, Any]:
    """A Vega-Lite title: whose record, how many of what, under which rule, from when to when.

    Args:
        public: the record.
        days: the days of the units that are drawn.
        numbers: how many units are drawn, and how many of them rest on invented reports alone.
        persian: in which of the two languages.
    """
    name = (public.desk.name_fa if persian else None) or public.desk.name
    lines = [_counted(public, numbers[0], persian=persian)]
    told = sorted(days)
    if told:
        lines.append(f"{_day(told[0], persian=persian)} – {_day(told[-1], persian=persian)}")
    if numbers[1]:
        lines.append(
            f"ساختگی: {numbers[1]:,} مورد تنها بر گزارش‌های خیالی استوار است"
            if persian
            else f"SYNTHETIC: {numbers[1]:,} rest on invented reports only"
        )
    if persian:
        name, lines = rtl(name), [rtl(digits(line).replace(",", "٬")) for line in lines]
    return {"text": name, "subtitle": lines, "anchor": "end" if persian else "start"}


def sources_of(public: Public, *, credit: bool, persian: bool) -> list[str]:
    """The lines below a picture: what it was made from, whose rule it is, whose map.

    Args:
        public: the record.
        credit: whether the makers of the map's towns and outlines are named.
        persian: in which of the two languages.
    """
    figures = public.figures
    sources = len({one.source for one in public.reports})
    if persian:
        made = f"از {figures.reports:,} گزارش از {sources:,} منبع، با Crosstally"
        lines = [rtl(digits(made).replace(",", "٬"))]
    else:
        lines = [f"From {figures.reports:,} reports of {sources:,} sources, with Crosstally"]
    if public.tallies:
        source = public.tallies[0].rule.source
        lines.append(rtl(f"قاعده: {source}") if persian else f"Rule: {source}")
    return [*lines, *([" · ".join(public.credits)] if credit and public.credits else [])]


def _counted(public: Public, number: int, *, persian: bool) -> str:
    if not public.tallies:
        return f"{number:,} رویداد" if persian else f"{number:,} incidents"
    rule = public.tallies[0].rule
    if persian:
        return f"{number:,} {rule.unit_fa or rule.unit} · شمارش با قاعدهٔ «{rule.title_fa or rule.title}»"
    return f"{number:,} {rule.unit} · counted under “{rule.title}”"


def _day(day: date, *, persian: bool) -> str:
    """A day on one line; its language's own calendar."""
    return " ".join(_bare(line) for line in tick(day, persian=persian, by_jalali=persian))


def _bare(line: str) -> str:
    return line.strip("\u202b\u202c")
