"""Records to Parquet and JSON lines, and back.

Invariant: the same records in the same order give the same bytes; what is read back equals what was
written, record for record. A file appears whole or not at all.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import duckdb

from crosstally.errors import FormatError
from crosstally.records import decode, encode_lines
from crosstally.tables.schema import columns_of

T = TypeVar("T")

SCRATCH = "scratch-"  # a folder of this name holds rows while a table is written, and no longer

WHOLE = "coder.txt"  # gone before a build writes its first table, there again after the last
_BATCH = 2_000  # rows fetched at a time: a few MB of JSON, whatever the table's size


def tables_of(desk: Path) -> Path:
    """The folder of a desk's tables, all of one build.

    Raises:
        FormatError: a build broke off, so that they may not fit one another.
    """
    tables = desk / "tables"
    if tables.is_dir() and not (tables / WHOLE).is_file():
        raise FormatError(
            "the last build did not come to its end", hint=f"crosstally build {desk.as_posix()}"
        )
    return tables


def write_lines(path: Path, records: Iterable[object]) -> Path:
    """The records as JSON lines; the file appears when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as out:
        out.writelines(encode_lines(records))
    return part.replace(path)


def read_lines(path: Path, kind: type[T]) -> Iterator[T]:
    """The records of a JSON-lines file.

    Raises:
        FormatError: the file is missing, or a line is no such record.
    """
    if not path.is_file():
        raise FormatError(f"there is no {path.name}", hint="run `crosstally build` first")
    with path.open("rb") as file:
        for line in file:
            yield decode(kind, line)


def write_table(path: Path, records: Iterable[object], kind: object) -> Path:
    """The records as a Parquet table, one row each, in their order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = columns_of(kind)
    part = path.with_name(path.name + ".part")
    with (
        tempfile.TemporaryDirectory(prefix=SCRATCH, dir=path.parent) as scratch,
        engine_of_memory() as engine,
    ):
        lines = write_lines(Path(scratch) / "rows.jsonl", records)
        typed = ", ".join(f"'{name}': '{_quoted(column)}'" for name, column in columns.items())
        rows = (
            f"SELECT * FROM read_json('{_quoted(lines)}', format='newline_delimited', "
            f"maximum_object_size=268435456, columns={{{typed}}})"
        )
        if lines.stat().st_size == 0:
            made = ", ".join(f'NULL::{column} AS "{name}"' for name, column in columns.items())
            rows = f"SELECT {made} WHERE false"
        try:
            engine.execute(f"COPY ({rows}) TO '{_quoted(part)}' (FORMAT parquet, COMPRESSION zstd)")
        except duckdb.Error:  # its message may quote a row
            raise FormatError(
                f"{path.name} cannot be written",
                hint="check the room on the disk, then build again",
            ) from None
    return part.replace(path)


def clear_scratch(folder: Path) -> None:
    """Remove what a build that was killed left beside its tables: no text stays behind (H1)."""
    for left in sorted(folder.glob(f"{SCRATCH}*")):
        shutil.rmtree(left, ignore_errors=True)


def read_table(path: Path, kind: type[T]) -> Iterator[T]:
    """The records of a Parquet table, in its order.

    Raises:
        FormatError: the file is missing or no such table.
    """
    if not path.is_file():
        raise FormatError(f"there is no {path.name}", hint="run `crosstally build` first")
    names = ", ".join(f'"{name}"' for name in columns_of(kind))
    with engine_of_memory() as engine:
        try:
            result = engine.execute(
                f"SELECT to_json(t)::VARCHAR FROM "
                f"(SELECT {names} FROM read_parquet('{_quoted(path)}')) t"
            )
        except duckdb.Error:
            raise FormatError(f"{path.name} is no table of this kind") from None
        while rows := result.fetchmany(_BATCH):
            for (row,) in rows:
                yield decode(kind, row)


def _quoted(value: object) -> str:
    return str(value).replace("'", "''")


def engine_of_memory() -> duckdb.DuckDBPyConnection:
    """An engine in memory that may not reach out: no extension, no network."""
    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
            "threads": "2",
        }
    )
