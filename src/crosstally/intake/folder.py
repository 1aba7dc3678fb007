"""Folders and files in, every item out once.

Invariant: every file makes reports or issues, also one that cannot be opened or that nobody reads;
the order is that of the names; what came before in the same run is said to be a duplicate. Links
are never followed.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO

from crosstally.errors import FormatError, UsageError
from crosstally.intake.arrive import Inlet, Outcome, Told, aside, source_index, writable
from crosstally.intake.columns import ColumnMap, parse_map
from crosstally.intake.encoding import looks_binary
from crosstally.intake.readers import reader_for
from crosstally.intake.seen import Seen
from crosstally.records import Reason, Report, Source

MAP_SUFFIX = ".map.toml"  # a column map beside its table: days.csv has days.map.toml
_HEAD = 4096

Opener = Callable[[Path], IO[bytes]]


def read_folder(
    folder: Path, *, key: bytes, now: datetime, sources: Iterable[Source] = ()
) -> Iterator[Outcome]:
    """Every item of a folder as a report or as an issue, in the order of the files' names.

    Raises:
        FormatError: there is no such folder, it cannot be listed, or nothing is in it.
    """
    return read_inputs((folder,), Told(key, now, source_index(sources)), mapped=None)


def read_inputs(
    paths: Sequence[Path], told: Told, *, mapped: Path | None, opener: Opener | None = None
) -> Iterator[Outcome]:
    """Every item of some files and folders as a report or as an issue.

    Args:
        paths: files and folders; a folder is read with all that is in it.
        told: what every reader is told.
        mapped: the column map for tables that have none beside them.
        opener: opens a file; the system's own where none is given.

    Raises:
        FormatError: a path is not there or cannot be listed, nothing is in it, or a map is broken.
    """
    files = [pair for path in paths for pair in _listed(path)]
    if not files:
        raise FormatError(
            "there is nothing to read",
            hint="put files in the folder: see docs/how-to/add-reports.md",
        )
    maps = {name: _map(path) for name, path in _maps(files)}
    if mapped is not None:
        maps[""] = _map(mapped)
    return _read_all(files, told._replace(maps={**told.maps, **maps}), opener or _open)


def read_file(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every item of one file as a report or as an issue; what cannot be read is an issue too."""
    try:
        with inlet.open() as stream:
            head = stream.read(_HEAD)
        reader = reader_for(inlet.name, head)
        if not head:
            yield aside(inlet.name, Reason.EMPTY)
        elif reader is None:
            yield aside(inlet.name, Reason.UNKNOWN_FORMAT, "no reader for this kind of file")
        elif not reader.packed and looks_binary(head):
            yield aside(inlet.name, Reason.BINARY, f"no text, whatever its name: {reader.name}")
        else:
            yield from reader.read(inlet, told)
    except PermissionError:
        yield aside(inlet.name, Reason.NO_PERMISSION, "this user may not read the file")
    except OSError as error:
        yield aside(inlet.name, Reason.UNREADABLE, os.strerror(error.errno or 5).lower())
    except FormatError as error:
        yield aside(inlet.name, Reason.UNKNOWN_FORMAT, error.message)


def _read_all(files: Sequence[tuple[str, Path]], told: Told, opener: Opener) -> Iterator[Outcome]:
    seen = Seen(told.key)
    for name, path in files:
        odd = _odd(path)
        if odd is not None:
            yield aside(name, Reason.UNREADABLE, odd)
        elif any(part.startswith((".", "~$")) for part in name.split("/")):
            yield aside(name, Reason.UNKNOWN_FORMAT, "a hidden file is not read")
        elif not name.endswith(MAP_SUFFIX):
            inlet = Inlet(name, partial(opener, path))
            yield from (once(outcome, seen) for outcome in read_file(inlet, told))


def _odd(path: Path) -> str | None:
    """Why a path is never opened; None of a file, and of what only opening it can tell of."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    if stat.S_ISLNK(mode):
        return "a link is not followed: copy the file here"
    return None if stat.S_ISREG(mode) else "no ordinary file"  # a pipe would wait for ever


def once(outcome: Outcome, seen: Seen) -> Outcome:
    """The outcome, or that the same item came before: same source, native id and words."""
    if not isinstance(outcome, Report):
        return outcome
    words = (outcome.body, *(f"{column}={text}" for column, text in outcome.cells))
    known = outcome.native_id or outcome.published or ""
    if seen.again(outcome.source, known, *words):
        return aside(outcome.path or "", Reason.DUPLICATE, "the same item came before")
    return outcome


def _listed(path: Path) -> list[tuple[str, Path]]:
    """Every file under a path with its name from there, in order; links are listed, not entered.

    A link that the caller names is followed, since the caller meant it.
    """
    path = path.resolve()
    if path.is_dir():
        found: list[tuple[str, Path]] = []
        try:
            for top, folders, names in os.walk(path, onerror=_refuse, followlinks=False):
                linked = [name for name in folders if (Path(top) / name).is_symlink()]
                found += [(_name(Path(top) / n, path), Path(top) / n) for n in (*names, *linked)]
        except PermissionError:
            raise FormatError(f"{path.name} may not be listed", hint="ask its owner") from None
        return sorted(found)
    if not path.exists():
        raise UsageError(f"{path.name} is not there", hint="give files or folders of reports")
    return [(writable(path.name), path)]


def _refuse(error: OSError) -> None:
    raise error


def _name(path: Path, folder: Path) -> str:
    """A file's name from its folder, with what is no text in it shown as U+FFFD."""
    return writable(path.relative_to(folder).as_posix())


def _maps(files: Sequence[tuple[str, Path]]) -> Iterator[tuple[str, Path]]:
    """Each table that has a map beside it, and the map."""
    for name, path in files:
        beside = path.with_name(path.stem + MAP_SUFFIX)
        if _tabular(name) and beside.is_file():
            yield name, beside


def _tabular(name: str) -> bool:
    return name.lower().endswith((".csv", ".tsv", ".xlsx", ".xlsm"))


def _map(path: Path) -> ColumnMap:
    try:
        return parse_map(path.read_text(encoding="utf-8-sig"), name=path.name)
    except (OSError, UnicodeDecodeError):
        raise FormatError(f"{path.name} cannot be read", hint="a column map is TOML") from None


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")
