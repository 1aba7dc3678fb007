"""The record whole, as JSON lines: what a program reads that wants rivals and spans too.

Invariant: a line is a public record as `disclose` let it out, with the sort it is of; nothing is
flattened, nothing added.
"""

from collections.abc import Iterable
from pathlib import Path

from crosstally.publish.public import Public
from crosstally.records import Record
from crosstally.tables.files import write_lines


def write_jsonl(public: Public, folder: Path) -> tuple[Path, ...]:
    """The paths of the records written, a file for each sort."""
    return tuple(write_lines(folder / f"{name}.jsonl", rows) for name, rows in _sorts(public))


def _sorts(public: Public) -> Iterable[tuple[str, Iterable[Record]]]:
    return (
        ("incidents", public.incidents),
        ("reports", public.reports),
        ("sources", public.sources),
        ("towns", public.towns),
        ("origins", public.origins),
        ("claims", public.claims),
        ("tallies", public.tallies),
    )
