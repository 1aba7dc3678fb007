"""The four steps of `cells` on Spark, from Parquet to Parquet.

Invariant: the incidents are those of one machine, to the byte. Each step's table stays in the work
folder, so that a run that was killed does not do it again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from crosstally.engines.spark import Frame, Session, Step, begin, grouped, mapped, run_step
from crosstally.linking.cells import (
    Edge,
    Row,
    bucket_of,
    cells_of,
    crowd_of,
    edges,
    fronts,
    joined,
    read_row,
    rows_of,
    settled,
)
from crosstally.linking.weigh import Weights
from crosstally.records import encode

Made = Iterator[dict[str, Any]]


def link_on_spark(
    spark: Session, lines: Frame, weights: Weights, work: Path, *, inputs: str
) -> Frame:
    """The incidents in brief, a line of JSON each, with the first mention by which they are in order.

    Args:
        spark: the session.
        lines: columns `report` and `coded`, a report and its coded line as JSON.
        weights: what each feature is worth.
        work: a folder that all of the cluster can write; empty, or of this same run.
        inputs: what tells this run from another: a digest or the name and age of its input.
    """
    begin(work, inputs, weights.digest)
    weights = weights._replace(features={name: dict(of) for name, of in weights.features.items()})

    def step(name: str, make: Any) -> Frame:
        return run_step(spark, work, Step(name, make))

    rows = step("1-rows", lambda: mapped(lines, _rows, "mention string, crowd long, row binary"))
    front = step(
        "2-fronts",
        lambda: grouped(rows, "crowd", partial(_fronts, weights), "mention string, front string"),
    )
    told = rows.join(front, "mention")
    kept = told.where("mention = front")
    found = step(
        "3-edges",
        lambda: grouped(
            mapped(kept, _cells, "bucket long, cell string, row binary"), "bucket",
            partial(_edges, weights), "one string, other string, bits long",
        ),
    )  # fmt: skip
    home = step("4-components", lambda: _components(spark, kept, found, weights))
    return step("5-incidents", lambda: _incidents(told, home, found, weights))


def _rows(lines: list[dict[str, Any]]) -> Made:
    reports = [line["report"].encode() for line in lines]
    for data in rows_of(reports, [line["coded"].encode() for line in lines]):
        row = read_row(data)
        yield {"mention": min(row.mentions), "crowd": crowd_of(row), "row": data}


def _fronts(weights: Weights, _: int, rows: list[dict[str, Any]]) -> Made:
    for mention, front in fronts([read_row(row["row"]) for row in rows], weights).items():
        yield {"mention": mention, "front": front}


def _cells(rows: list[dict[str, Any]]) -> Made:
    for row in rows:
        for cell in cells_of(read_row(row["row"])):
            yield {"bucket": bucket_of(cell), "cell": cell, "row": row["row"]}


def _edges(weights: Weights, _: int, rows: list[dict[str, Any]]) -> Made:
    cells: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        cells[row["cell"]].append(read_row(row["row"]))
    for cell in sorted(cells):
        for edge in edges(cell, cells[cell], weights):
            yield {"one": edge.one, "other": edge.other, "bits": edge.millibits}


def _components(spark: Session, kept: Frame, found: Frame, weights: Weights) -> Frame:
    """Each row with its component: the one step that this machine does by itself."""
    names = kept.select("mention").toArrow().column(0).to_pylist()
    strong = found.where(f"bits > {weights.join}").select("one", "other").toArrow()
    pairs = zip(*(column.to_pylist() for column in strong.columns), strict=True)
    home = joined(names, (Edge(a, b, weights.join + 1) for a, b in pairs), weights)
    buckets = [bucket_of(name) for name in home.values()]
    columns = {"front": list(home), "home": list(home.values()), "bucket": buckets}
    return spark.createDataFrame(import_module("pyarrow").table(columns))


def _incidents(told: Frame, home: Frame, found: Frame, weights: Weights) -> Frame:
    """Each bucket of components divided: its rows and the edges between them come together."""
    rows = told.join(home, "front").selectExpr(
        "bucket", "mention", "front", "row", "NULL AS other", "NULL AS bits"
    )
    one = home.selectExpr("front AS one", "home AS home_one", "bucket")
    other = home.selectExpr("front AS other", "home AS home_other")
    inside = found.join(one, "one").join(other, "other").where("home_one = home_other")
    lines = inside.selectExpr(
        "bucket", "one AS mention", "NULL AS front", "NULL AS row", "other", "bits"
    )
    return grouped(
        rows.unionByName(lines), "bucket", partial(_settled, weights), "first string, line string"
    )


def _settled(weights: Weights, _: int, rows: list[dict[str, Any]]) -> Made:
    members = [row for row in rows if row["row"] is not None]
    front = {row["mention"]: row["front"] for row in members}
    found = (Edge(r["mention"], r["other"], r["bits"]) for r in rows if r["row"] is None)
    for brief in settled([read_row(row["row"]) for row in members], front, found, weights):
        yield {"first": brief.mentions[0], "line": encode(brief).decode()}


def in_order(found: Frame) -> Iterable[str]:
    """The lines of all incidents, by first mention, as one machine gives them."""
    table = found.select("first", "line").toArrow()
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return [line for _, line in sorted(rows)]
