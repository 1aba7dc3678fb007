"""`crosstally link --give groups`: which mentions are one incident, for a million at once.

Invariant: the incidents are the same whatever the engine, the number of processes, and the parts in
which the lines were given.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import click

from crosstally.cli.engine import Engine, asked_engine
from crosstally.cli.link import STATE
from crosstally.engines.spark import open_spark
from crosstally.errors import FormatError, UsageError
from crosstally.linking.briefs import Brief, read_briefs
from crosstally.linking.bulk import divide, read_bulk
from crosstally.linking.grow import grow
from crosstally.linking.on_spark import in_order, link_on_spark
from crosstally.linking.state import State, read_state, write_state
from crosstally.linking.weigh import Weights, load_weights
from crosstally.records import decode


def groups(reports: Path, weights_path: Path | None) -> Iterator[Brief]:
    """The incidents in brief, by their first mention.

    Args:
        reports: the reports' lines, in the order of the coded lines on standard input.
        weights_path: other weights than the built-in ones.
    """
    weights, engine = load_weights(weights_path), asked_engine()
    folder = click.get_current_context().meta[STATE]
    coded = (line for line in sys.stdin.buffer if line.strip())
    try:
        stream = reports.open("rb")
    except OSError as error:
        raise FormatError(
            f"cannot read {reports.name}: {error.strerror}", hint="give a file of JSON lines"
        ) from None
    with stream:
        lines = (line for line in stream if line.strip())
        if engine.name == "spark":
            if folder is not None:
                raise UsageError("--state is for one machine", hint="leave --engine or --state out")
            yield from _on_spark(lines, coded, weights, engine)
            return
        new = read_bulk(lines, coded, processes=engine.processes)
    before = read_state(folder, weights) if folder is not None else None
    if folder is None or before is None:
        state = State(new, divide(new, weights, processes=engine.processes))
        touched = None
    else:
        grown = grow(*before, new, weights)
        state, touched = State(grown.bulk, grown.divided), grown.touched
    if folder is not None:
        write_state(folder, state, weights)
    yield from read_briefs(*state, touched)


def _on_spark(
    reports: Iterable[bytes], coded: Iterable[bytes], weights: Weights, engine: Engine
) -> Iterator[Brief]:
    given = list(zip(reports, coded, strict=True))
    digest = hashlib.sha256(b"".join(line for pair in given for line in pair)).hexdigest()
    names = ("report", "coded")
    columns = {name: [pair[at].decode() for pair in given] for at, name in enumerate(names)}
    folder, spark = engine.folder(), open_spark(engine.master)
    frame = spark.createDataFrame(import_module("pyarrow").table(columns))
    for line in in_order(link_on_spark(spark, frame, weights, folder, inputs=digest)):
        yield decode(Brief, line)
