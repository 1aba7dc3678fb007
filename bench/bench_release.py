"""A release of a desk of many years: how long it takes, stage by stage, and what verifying and comparing cost.

`python bench/bench_release.py [INCIDENTS [FOLDER]]`. The desk is invented (`big_desk.py`): its
reports are in its log and its tables are written as a build writes them, so that nothing is coded or
linked; from there on the call is what `crosstally release` does, from disk to disk.
"""

import cProfile
import json
import os
import pstats
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from big_desk import counts, held

from crosstally import archive, edition, releasing
from crosstally.config import FILE
from crosstally.ledger.verify_release import verify
from crosstally.publish import release
from crosstally.publish.held import Held
from crosstally.records import (
    Call,
    Claim,
    Coded,
    Incident,
    Issue,
    Link,
    Mention,
    Origin,
    Report,
    Statement,
    Tally,
    encode,
)
from crosstally.tables.files import WHOLE, write_lines, write_table

SOURCES = """
[sources.{id}]
name = "{name}"
kind = "{kind}"
"""


def make_desk(folder: Path, count: int) -> None:
    """The desk as a build of the invented record would leave it."""
    made = held(count)
    archive.new_desk(folder, name=made.desk.name, country=made.desk.country)
    with (folder / FILE).open("a", encoding="utf-8") as out:
        for one in made.sources:
            out.write(SOURCES.format(id=one.id, name=one.name, kind=one.kind.value))
    desk = archive.open_desk(folder)
    desk.store.append(("report", encode(report)) for report in made.reports)
    write_tables(folder / "tables", made)
    edition.mark(desk, releasing.read_built(desk))
    desk.store.close()


def write_tables(tables: Path, made: Held) -> None:
    """The tables of a build."""
    told: dict[str, list[Mention]] = {}
    for one in made.mentions:
        told.setdefault(str(one.report), []).append(one)
    write_lines(
        tables / "coded.jsonl",
        (Coded(report=r.id, mentions=tuple(told.get(r.id, ()))) for r in made.reports),
    )
    rows = (
        ("reports", sorted(made.reports, key=lambda r: r.id), Report), ("mentions", made.mentions, Mention),
        ("statements", (), Statement), ("incidents", made.incidents, Incident),
        ("origins", made.origins, Origin), ("links", (), Link), ("calls", (), Call),
        ("claims", made.claims, Claim), ("tallies", counts(made.incidents), Tally),
        ("issues", made.issues, Issue),
    )  # fmt: skip
    for name, records, kind in rows:
        write_table(tables / f"{name}.parquet", records, kind)
    (tables / WHOLE).write_text("rules.bench", encoding="utf-8")


@contextmanager
def lap(laps: dict[str, dict[str, float]], name: str) -> Iterator[None]:
    clock, spent = time.perf_counter(), time.process_time()
    yield
    laps[name] = {
        "clock_s": round(time.perf_counter() - clock, 1),
        "processor_s": round(time.process_time() - spent, 1),
    }


STAGES = (
    (releasing, "read_built"), (releasing, "is_current"), (releasing, "public_of"),
    (release, "publish"), (release, "write_frozen"), (releasing, "seal_release"),
)  # fmt: skip


def watch(laps: dict[str, dict[str, float]]) -> None:
    """Time each stage of a release too, and tell it at once on stderr."""
    for module, name in STAGES:
        setattr(module, name, _timed(getattr(module, name), name, laps))


def _timed(
    stage: Callable[..., Any], name: str, laps: dict[str, dict[str, float]]
) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        with lap(laps, f"  {name}"):
            made = stage(*given, **named)
        print(name, laps[f"  {name}"], file=sys.stderr, flush=True)
        return made

    return timed


def measure(folder: Path) -> dict[str, object]:
    """Two releases of the desk, the second with what moved; then both checked."""
    laps: dict[str, dict[str, float]] = {}
    watch(laps)
    desk = archive.open_desk(folder)
    shutil.rmtree(folder / "releases", ignore_errors=True)
    with lap(laps, "release"):
        first = releasing.release(desk, "first")
    with lap(laps, "verify"):
        wrong, _ = verify(first.folder)
    assert not wrong
    if len(sys.argv) > 3:
        with lap(laps, "release after another, with its changes"):
            releasing.release(desk, "second")
    desk.store.close()
    sizes = {p.name: p.stat().st_size for p in first.folder.rglob("*") if p.is_file()}
    return {
        "incidents": first.manifest.counts, **laps,
        "files": len(sizes), "megabytes": round(sum(sizes.values()) / 1e6, 1),
        "largest": dict(sorted(sizes.items(), key=lambda pair: -pair[1])[:6]),
        "most_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "load": os.getloadavg(),
    }  # fmt: skip


def main() -> None:
    """The figures as JSON; with PROFILE set, where the time goes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else scratch) / "desk"
        if not (folder / FILE).is_file():
            make_desk(folder, count)
        with cProfile.Profile() as profile:
            if not os.environ.get("PROFILE"):
                profile.disable()
            figures = measure(folder)
        print(json.dumps(figures, indent=1))
        if os.environ.get("PROFILE"):
            pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


if __name__ == "__main__":
    main()
