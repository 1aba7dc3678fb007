"""What the command line prints: messages to stderr, results to stdout. Nothing else prints."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from crosstally.records import encode

T = TypeVar("T")


def complain(message: str, hint: str | None) -> None:
    """What is wrong, and what to do about it, on stderr."""
    print(f"crosstally: {message}", file=sys.stderr)
    if hint:
        print(f"crosstally: hint: {hint}", file=sys.stderr)


def remark(message: str) -> None:
    """A line on stderr that is no error."""
    print(f"crosstally: {message}", file=sys.stderr)


def line(text: str) -> None:
    """A line of the result on stdout."""
    print(text)


def lines(values: Iterable[object]) -> None:
    """Records as JSON lines on stdout."""
    out = sys.stdout.buffer
    for value in values:
        out.write(encode(value) + b"\n")
    out.flush()


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for a person on stdout; numbers to the right."""
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False)
    body = [tuple(row) for row in rows]
    for index, name in enumerate(head):
        numeric = bool(body) and all(row[index].replace(",", "").isdigit() for row in body)
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in body:
        shown.add_row(*row)
    width = None if sys.stdout.isatty() else 110
    Console(width=width, highlight=False, markup=False).print(shown)


def watched(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """The items, with a progress bar on stderr where a person looks on."""
    if not sys.stderr.isatty():
        yield from items
        return
    columns = (SpinnerColumn(), TextColumn(label), TextColumn("{task.completed}"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=total)
        for item in items:
            yield item
            bar.advance(task)
