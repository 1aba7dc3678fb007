"""Linking at scale: coded mentions as lines in, incidents in brief out (id, kind, days, place, members).

`python bench/bench_scale.py MENTIONS [FOLDER [PROCESSES]]`. The job is what `crosstally link --give
groups` does: it reads the reports' and the coded lines from disk, links, and gives every incident's
id, kind, days, place and mentions. Texts, reasons, origins and rivals are not part of it (that is the
full `crosstally link`: see `bench_link.py`). The mentions are invented by `synthetic.py` with their
truth; `splink_peer.py` is the peer on the same folder. A thousand more reports are then added.
"""

import csv
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import islice
from pathlib import Path

import synthetic

from crosstally.linking import load_weights
from crosstally.linking.briefs import read_briefs
from crosstally.linking.bulk import divide, read_bulk
from crosstally.linking.grow import grow
from crosstally.linking.state import State, read_state, write_state

MORE = 1000


def pair_scores(groups: dict[str, str], truth: dict[str, str]) -> dict[str, float]:
    """Precision, recall and F1 over pairs of mentions."""
    both = _pairs(Counter((groups[m], truth[m]) for m in truth))
    precision = both / _pairs(Counter(groups[m] for m in truth))
    recall = both / _pairs(Counter(truth.values()))
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1}


def _pairs(sizes: Counter) -> int:
    return sum(n * (n - 1) // 2 for n in sizes.values()) or 1


class Memory(threading.Thread):
    """The most that this process and its children held together, shared pages counted once."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak_mb = 0.0
        self.start()

    def run(self) -> None:
        """Look twice a second (Linux)."""
        while True:
            held = 0
            for task in Path("/proc").glob("[0-9]*"):
                try:
                    parent = (task / "stat").read_text().rsplit(")", 1)[1].split()[1]
                    if os.getpid() in (int(task.name), int(parent)):
                        lines = (task / "smaps_rollup").read_text().splitlines()
                        held += next(int(n.split()[1]) for n in lines if n.startswith("Pss:"))
                except (OSError, StopIteration, IndexError):
                    continue
            self.peak_mb = max(self.peak_mb, held / 1024)
            time.sleep(0.5)


def measure(folder: Path, processes: int) -> dict[str, object]:
    """Time by part, processor time, peak memory, and the pair scores."""
    weights, memory = load_weights(), Memory()
    began, laps = time.perf_counter(), {}
    with (folder / "reports.jsonl").open("rb") as one, (folder / "coded.jsonl").open("rb") as two:
        bulk = read_bulk(one, two, processes=processes)
    laps["read_s"] = time.perf_counter() - began
    divided = divide(bulk, weights, processes=processes)
    laps["divide_s"] = time.perf_counter() - began - laps["read_s"]
    groups = {m: brief.incident for brief in read_briefs(bulk, divided) for m in brief.mentions}
    total = time.perf_counter() - began
    held = memory.peak_mb
    usage = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    with (folder / "truth.csv").open() as lines:
        truth = {row["mention"]: row["incident"] for row in csv.DictReader(lines)}
    return {
        "mentions": len(groups), "incidents": len(set(groups.values())), **laps, "total_s": total,
        "cpu_s": sum(u.ru_utime + u.ru_stime for u in usage),
        "memory_mb": held,
        **pair_scores(groups, truth),
    }  # fmt: skip


def measure_growth(folder: Path, processes: int) -> dict[str, object]:
    """The time to add the last thousand reports to the state of all before them, disk to disk."""
    weights = load_weights()
    with tempfile.TemporaryDirectory() as scratch:
        one = (folder / "reports.jsonl").read_bytes().splitlines()
        two = (folder / "coded.jsonl").read_bytes().splitlines()
        old = read_bulk(one[:-MORE], two[:-MORE], processes=processes)
        write_state(Path(scratch), State(old, divide(old, weights, processes=processes)), weights)
        began = time.perf_counter()
        state = read_state(Path(scratch), weights)
        loaded = time.perf_counter() - began
        grown = grow(*state, read_bulk(one[-MORE:], two[-MORE:]), weights)
        linked = time.perf_counter() - began
        changed = sum(1 for _ in read_briefs(grown.bulk, grown.divided, grown.touched))
        write_state(Path(scratch), State(grown.bulk, grown.divided), weights)
        took = time.perf_counter() - began
        whole = read_bulk(islice(one, None), islice(two, None), processes=processes)
        same = divide(whole, weights, processes=processes).event.tolist()
        return {
            "added": MORE, "total_s": took, "load_s": loaded, "link_s": linked - loaded,
            "incidents": changed, "same_as_all_at_once": same == grown.divided.event.tolist(),
        }  # fmt: skip


def main() -> None:
    """The figures as JSON."""
    mentions = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    processes = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else scratch)
        if not (folder / "truth.csv").is_file():
            synthetic.write(mentions, folder)
        print(json.dumps(measure(folder, processes), indent=1), flush=True)
        print(json.dumps(measure_growth(folder, processes), indent=1))


if __name__ == "__main__":
    main()
