"""What the command line prints: messages to stderr, results to stdout. Nothing else prints.

Invariant: what a file or a name holds reaches a terminal as characters, never as orders to it:
control characters and marks that turn the direction of what follows are shown as escapes.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from crosstally.records import encode

T = TypeVar("T")

# C0 and C1 controls but tab and line feed; embeddings, overrides and isolates of direction. The
# marks U+200C to U+200F, which Persian needs, stay.
_ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def complain(message: str, hint: str | None) -> None:
    """What is wrong, and what to do about it, on stderr."""
    remark(message)
    if hint:
        remark(f"hint: {hint}")


def remark(message: str) -> None:
    """A line on stderr that is no error."""
    print(f"crosstally: {shown(message, on_one_line=True)}", file=sys.stderr)


def line(text: str) -> None:
    """A line of the result on stdout."""
    print(shown(text))


def shown(text: str, *, on_one_line: bool = False) -> str:
    r"""The text as a terminal may have it.

    >>> shown("a\x1b[2Jb"), shown("a\nb", on_one_line=True)
    ('a\\x1b[2Jb', 'a\\nb')
    """
    safe = _ORDERS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    return safe.replace("\n", "\\n") if on_one_line else safe


def lines(values: Iterable[object]) -> None:
    """Records as JSON lines on stdout."""
    out = sys.stdout.buffer
    for value in values:
        out.write(encode(value) + b"\n")
    out.flush()


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for a person on stdout; numbers to the right."""
    found = Table(title=shown(title), title_justify="left", box=None, pad_edge=False)
    body = [tuple(shown(cell, on_one_line=True) for cell in row) for row in rows]
    for index, name in enumerate(head):
        numeric = bool(body) and all(row[index].replace(",", "").isdigit() for row in body)
        found.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in body:
        found.add_row(*row)
    width = None if sys.stdout.isatty() else 110
    Console(width=width, highlight=False, markup=False).print(found)


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
