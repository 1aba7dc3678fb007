"""Batches on a cluster, by Apache Spark: Parquet in, Parquet out.

Invariant: a step's output appears whole or not at all (Spark writes `_SUCCESS` last), and a step that
is whole is not done again: a run that was killed goes on where it stopped. The functions are those
that one machine runs; here they only meet Arrow batches. Needs the extra `spark` and Java 17.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from crosstally.errors import UsageError

Session = Any  # pyspark.sql.SparkSession: the extra may not be installed, and is loaded when called
Frame = Any  # pyspark.sql.DataFrame

WHOLE = "_SUCCESS"
ROWS_A_BATCH = 5_000


class Step(NamedTuple):
    """A step of a run: its folder's name, and how its table is made where it is not there yet."""

    name: str
    make: Callable[[], Frame]


def open_spark(master: str, *, name: str = "crosstally") -> Session:
    """A session on a master: `local[2]`, `spark://host:7077`, `yarn`, `k8s://…`.

    Raises:
        UsageError: the extra `spark` is not installed.
    """
    try:
        builder = import_module("pyspark.sql").SparkSession.builder.master(master).appName(name)
    except ImportError:
        raise UsageError(
            "--engine spark needs pyspark", hint="pip install 'crosstally[spark]', and Java 17"
        ) from None
    settings = {
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_A_BATCH),
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.sql.parquet.compression.codec": "zstd",
    }
    if master.startswith("local"):
        _ = os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def run_step(spark: Session, work: Path, step: Step) -> Frame:
    """The table of a step, made now or by a run before that came that far."""
    folder = work / step.name
    if not (folder / WHOLE).is_file():
        step.make().write.mode("overwrite").parquet(str(folder))
    return spark.read.parquet(str(folder))


def begin(work: Path, *inputs: str) -> None:
    """Make a run's folder ready: what another run left, of other inputs, is not taken for this one's.

    Raises:
        UsageError: the folder holds the steps of another run.
    """
    stamp = hashlib.sha256("\n".join(inputs).encode()).hexdigest()
    work.mkdir(parents=True, exist_ok=True)
    head = work / "run.txt"
    if head.is_file() and head.read_text(encoding="utf-8") != stamp:
        raise UsageError(
            f"{work.name} holds another run", hint="name an empty folder, or remove that one"
        )
    if not head.is_file() and any(work.iterdir()):
        raise UsageError(f"{work.name} is not empty", hint="name an empty folder for the run")
    head.write_text(stamp, encoding="utf-8")


def each_line(
    spark: Session, lines: Iterable[bytes], work: Callable[[list[bytes]], list[bytes]], folder: Path
) -> Iterator[bytes]:
    """A line for each line, in order, by a function of a batch of lines.

    Args:
        spark: the session.
        lines: the input.
        work: as many lines as it is given; it must be picklable.
        folder: where the lines made stay, so that a run that was killed does not make them again.
    """
    pa = import_module("pyarrow")
    given = list(lines)
    digest = hashlib.sha256(b"".join(given)).hexdigest()
    begin(folder, digest)
    table = pa.table({"at": range(len(given)), "line": pa.array(given, pa.binary())})
    frame = spark.createDataFrame(table)

    def rows(batch: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        made = work([row["line"] for row in batch])
        for row, line in zip(batch, made, strict=True):
            yield {"at": row["at"], "line": line}

    step = Step("1-lines", lambda: mapped(frame, rows, "at long, line binary"))
    for row in run_step(spark, folder, step).orderBy("at").toLocalIterator():
        yield bytes(row["line"])


def mapped(
    frame: Frame, work: Callable[[list[Any]], Iterable[dict[str, Any]]], schema: str
) -> Frame:
    """What a function gives for each batch of rows (`mapInArrow`).

    Args:
        frame: the rows.
        work: from a list of rows, as dicts, to new ones; it must be picklable.
        schema: the new rows' columns, as Spark writes them: "mention string, bits long".
    """
    names = _names(schema)

    def batches(source: Iterator[Any]) -> Iterator[Any]:
        for batch in source:
            yield from _arrow(work(batch.to_pylist()), names, schema)

    return frame.mapInArrow(batches, schema)


def grouped(
    frame: Frame,
    key: str,
    work: Callable[[Any, list[Any]], Iterable[dict[str, Any]]],
    schema: str,
) -> Frame:
    """What a function gives for all rows of each key (`applyInArrow`)."""
    names = _names(schema)

    def group(keys: Any, table: Any) -> Any:
        made = list(_arrow(work(keys[0].as_py(), table.to_pylist()), names, schema))
        return import_module("pyarrow").Table.from_batches(made, schema=_schema(schema))

    return frame.groupBy(key).applyInArrow(group, schema)


def _arrow(rows: Iterable[dict[str, Any]], names: list[str], schema: str) -> Iterator[Any]:
    pa = import_module("pyarrow")
    made = list(rows)
    columns = [[row[name] for row in made] for name in names]
    arrow = _schema(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, arrow, strict=True)]
    yield pa.RecordBatch.from_arrays(arrays, schema=arrow)


def _names(schema: str) -> list[str]:
    return [column.split()[0] for column in schema.split(", ")]


def _schema(schema: str) -> Any:
    pa = import_module("pyarrow")
    kinds = {"string": pa.string(), "binary": pa.binary(), "long": pa.int64()}
    return pa.schema([(name, kinds[kind]) for name, kind in map(str.split, schema.split(", "))])
