"""Splink 5 on DuckDB on the same invented mentions as `bench_scale.py`: time and best pair F1.

`python bench/splink_peer.py FOLDER`, in an environment that holds splink; FOLDER is written by
`bench/synthetic.py`. Set up as its guide says: blocking on town, kind and half-overlapping weeks,
comparisons with levels, u by sampling, m by EM. Its clusters are scored at each threshold, which it
would not know, and the best counts.
"""

import json
import logging
import resource
import sys
import time
from pathlib import Path

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)
MENTIONS = """
CREATE TABLE mentions AS SELECT
  m.id AS unique_id, m.kind AS kind, m.subtype AS subtype,
  CASE WHEN m.kind IN ('ASM','STK','HNG','BLK','EXP','RIO') THEN 'protest' ELSE m.kind END AS family,
  m.place.city_id AS city, m.place.id AS site, m.place.lat AS lat, m.place.lon AS lon,
  (m.days.first::DATE - DATE '2010-01-01') AS day,
  (m.days.first::DATE - DATE '2010-01-01') // 7 AS week,
  (m.days.first::DATE - DATE '2010-01-01' + 3) // 7 AS week_after,
  m.groups[1].value AS people, m.demands[1].theme AS theme, m.size.low AS size,
  coalesce(m.harm.killed.low, m.harm.arrested.low) AS toll
FROM (SELECT unnest(mentions) AS m FROM read_json('{path}', format='newline_delimited', columns={{
  mentions: 'STRUCT(id VARCHAR, kind VARCHAR, subtype VARCHAR,
    place STRUCT(id VARCHAR, city_id VARCHAR, lat DOUBLE, lon DOUBLE),
    days STRUCT(first VARCHAR), "groups" STRUCT("value" VARCHAR)[], demands STRUCT(theme VARCHAR)[],
    size STRUCT(low BIGINT), harm STRUCT(killed STRUCT(low BIGINT), arrested STRUCT(low BIGINT)))[]'}}))
"""


def settings() -> SettingsCreator:
    """The model: what is compared, and which pairs."""
    days = cl.CustomComparison(
        output_column_name="day",
        comparison_levels=[
            cll.NullLevel("day"),
            cll.ExactMatchLevel("day"),
            *(cll.CustomLevel(f"abs(day_l - day_r) <= {n}", f"within {n}") for n in (1, 3)),
            cll.ElseLevel(),
        ],
    )
    place = cl.CustomComparison(
        output_column_name="site",
        comparison_levels=[
            cll.NullLevel("site"),
            cll.ExactMatchLevel("site", term_frequency_adjustments=True),
            cll.ExactMatchLevel("city"),
            cll.ElseLevel(),
        ],
    )
    size = cl.CustomComparison(
        output_column_name="size",
        comparison_levels=[
            cll.NullLevel("size"),
            cll.ExactMatchLevel("size"),
            cll.CustomLevel("greatest(size_l, size_r) <= 2 * least(size_l, size_r)", "twofold"),
            cll.ElseLevel(),
        ],
    )
    exact = [cl.ExactMatch(name) for name in ("kind", "subtype", "people", "theme", "toll")]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[days, place, size, *exact],
        blocking_rules_to_generate_predictions=[
            block_on("city", "family", "week"),
            block_on("city", "family", "week_after"),
        ],
    )


def main(folder: Path) -> dict[str, object]:
    """Time, memory, and the pair scores of its clusters at each threshold."""
    logging.disable(logging.WARNING)
    engine = duckdb.connect(config={"threads": 2, "memory_limit": "6GB"})
    began = time.perf_counter()
    engine.execute(MENTIONS.format(path=folder / "coded.jsonl"))
    read = time.perf_counter() - began
    api = DuckDBAPI(connection=engine)
    linker = Linker(api.register("mentions"), settings())
    linker.training.estimate_probability_two_random_records_match(
        [block_on("site", "day", "kind", "people")], recall=0.4
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("city", "day"), block_on("city", "kind", "people", "week")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    trained = time.perf_counter() - began
    predicted = linker.inference.predict(threshold_match_probability=0.1)
    scored, spent = time.perf_counter() - began, sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    engine.execute(f"CREATE TABLE truth AS SELECT * FROM read_csv('{folder / 'truth.csv'}')")
    rows = []
    for threshold in THRESHOLDS:
        at = time.perf_counter()
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
        took = time.perf_counter() - at
        name = clusters.physical_name
        both, found, true = (
            engine.execute(
                f"SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM {name} c "
                f"JOIN truth t ON c.unique_id = t.mention GROUP BY {keys})"
            ).fetchall()[0][0]
            for keys in ("cluster_id, incident", "cluster_id", "incident")
        )
        precision, recall = both / found, both / true
        rows.append(
            {"threshold": threshold, "precision": precision, "recall": recall,
             "f1": 2 * precision * recall / (precision + recall), "clustering_s": took}
        )  # fmt: skip
    best = max(rows, key=lambda row: row["f1"])
    return {
        "mentions": engine.execute("SELECT count(*) FROM mentions").fetchall()[0][0],
        "read_s": read, "train_s": trained - read, "predict_s": scored - trained,
        "total_s": scored + best["clustering_s"], "best": best, "thresholds": rows,
        "cpu_before_clustering_s": spent,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), indent=1))
