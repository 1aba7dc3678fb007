"""Answers kept by what they answer: one file each, whole or not at all.

Invariant: a file answers one request and says which; one that was cut, edited or put under another
name is not read but asked for again.
"""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from crosstally.coding.asking.schema import PROMPT
from crosstally.errors import FormatError
from crosstally.records import Digest, digest_of, encode, parse_json

_MOST_BYTES: Final = 8_000_000  # of a file; ours are a thousandth of it


class Kept(NamedTuple):
    """What a cache gave: an answer's content, or whether there was a file that does not hold."""

    content: str | None = None
    broken: bool = False


def answer_key(model: str, schema: Digest, text: str, published: date | None) -> Digest:
    """What an answer is kept under: all that was asked, and of whom."""
    day = published.isoformat() if published is not None else None
    return digest_of(encode([PROMPT, model, schema, text, day]))


def kept(folder: Path | None, key: Digest) -> Kept:
    """The answer to a request, if a folder keeps one that holds."""
    if folder is None:
        return Kept()
    try:
        with _file(folder, key).open("rb") as file:
            data = file.read(_MOST_BYTES)
    except FileNotFoundError:
        return Kept()
    try:
        entry = parse_json(data)
    except FormatError:
        return Kept(broken=True)
    if not isinstance(entry, dict) or not isinstance(entry.get("answer"), str):
        return Kept(broken=True)
    whole = entry == _entry(key, entry["answer"])
    return Kept(entry["answer"] if whole else None, broken=not whole)


def keep(folder: Path | None, key: Digest, content: str) -> None:
    """Keep an answer; a reader sees it whole or not at all."""
    if folder is None:
        return
    target = _file(folder, key)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            _ = file.write(encode(_entry(key, content)))
        _ = Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _entry(key: Digest, content: str) -> Mapping[str, Any]:
    sum_of = digest_of(encode([key, content]))
    return {"form": 1, "request": key, "answer": content, "sum": sum_of}


def _file(folder: Path, key: Digest) -> Path:
    return folder / key[:2] / f"{key}.json"
