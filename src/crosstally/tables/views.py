"""Tables on disk as tables of an engine, to be asked in SQL.

Invariant: what is read is the files as they stand; nothing is copied, written or fetched.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from crosstally.errors import FormatError
from crosstally.tables.files import engine_of_memory


def open_views(paths: Iterable[Path]) -> duckdb.DuckDBPyConnection:
    """An engine that has each Parquet table under its file's name.

    Args:
        paths: the tables.

    Raises:
        FormatError: a file is no table.
    """
    engine = engine_of_memory()
    for path in paths:
        name, file = path.stem.replace('"', '""'), str(path).replace("'", "''")
        try:
            _ = engine.execute(f"CREATE VIEW \"{name}\" AS FROM read_parquet('{file}')")
        except duckdb.Error:
            engine.close()
            raise FormatError(
                f"{path.name} is no table", hint="write it again, with build or export"
            ) from None
    return engine
