"""Every format that is read, in the order in which a file is tried.

Invariant: what exists can be read off `READERS`, and a test pins the list.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from crosstally.intake.arrive import Inlet, Outcome, Told
from crosstally.intake.capture import SUFFIX, read_capture
from crosstally.intake.feed import read_feed
from crosstally.intake.html import read_html
from crosstally.intake.jsonl import read_array, read_jsonl
from crosstally.intake.plain import read_plain
from crosstally.intake.proofs import read_bundle
from crosstally.intake.surveys import is_submissions, is_survey, read_submissions, read_survey
from crosstally.intake.table import read_table
from crosstally.intake.telegram import read_telegram
from crosstally.intake.warc import read_wacz, read_warc


class Reader(NamedTuple):
    """A format: how its files' names end, what they begin with, and what reads them.

    `fits` looks at the first bytes where a name's end leaves a choice. `packed` says that its files
    are no text, so that bytes which are none do not speak against them.
    """

    name: str
    suffixes: tuple[str, ...]
    fits: Callable[[bytes], bool]
    read: Callable[[Inlet, Told], Iterator[Outcome]]
    packed: bool = False


def _any(_head: bytes) -> bool:
    return True


def _is_export(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{"):
        return False
    return b'"messages"' in head or b'"chats"' in head or b"\n" in start[:2]


def _is_list(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


READERS = (
    Reader("capture", (SUFFIX,), _any, read_capture),
    Reader("submissions", (".json",), is_submissions, read_submissions),
    Reader("survey", (".csv", ".tsv"), is_survey, read_survey),
    Reader("telegram", (".json",), _is_export, read_telegram),
    Reader("array", (".json",), _is_list, read_array),
    Reader("lines", (".jsonl", ".ndjson", ".json"), _any, read_jsonl),
    Reader("csv", (".csv", ".tsv"), _any, read_table),
    Reader("xlsx", (".xlsx", ".xlsm"), _any, read_table, packed=True),
    Reader("html", (".html", ".htm", ".xhtml"), _any, read_html),
    Reader("feed", (".xml", ".rss", ".atom"), _any, read_feed),
    Reader("warc", (".warc", ".warc.gz"), _any, read_warc, packed=True),
    Reader("wacz", (".wacz",), _any, read_wacz, packed=True),
    Reader("bundle", (".zip",), _any, read_bundle, packed=True),
    Reader("text", (".txt", ".text", ".md"), _any, read_plain),
)


def reader_for(name: str, head: bytes) -> Reader | None:
    """The reader of a file, by its name's end and its first bytes; None where there is none."""
    lower = name.lower()
    return next((r for r in READERS if lower.endswith(r.suffixes) and r.fits(head)), None)
