#!/usr/bin/env python3
"""The light model on a set that people have labelled, as a desk would train and use it.

Invariant: a report is never coded by a model that was trained on it. The weights are thrown away
when the run ends; nothing of the set is kept.

  python eval/light_cv.py SET_FOLDER                  train on four fifths, code the fifth, five times
  python eval/light_cv.py SET_FOLDER --out FILE       keep the coded lines, to score them elsewhere
  python eval/light_cv.py SET_FOLDER --score SCORER   then run `SCORER SET_NAME FILE --data ...`

A set folder holds `reports.jsonl`, `gold.jsonl` and `meta.json`, as the scorer reads them. What the
labels of a scorer's sets mean in the codebook stands in `READERS`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from crosstally.coding.coder import code_report, load_coder
from crosstally.coding.model import parse_model
from crosstally.records import HAPPENED, ReportLine, encode
from crosstally.scoring import Case, parse_case
from crosstally.training import learn_file

FOLDS = 5
Event = Mapping[str, Any]
PROTEST = ("ASM", "STK", "HNG", "BLK", "EXP", "RIO")
# police actions, the first that a sentence has: label, kind, killed
POLICE: Sequence[tuple[str, str, tuple[int, int] | None]] = (
    ("KILL", "FRC", (1, 1)),
    ("FORCE", "FRC", None),
    ("ARREST", "ARR", None),
    ("FAIL", "INA", None),
    ("ANY_ACTION", "RES", None),
)
# a label that is part of another: what is told by the one is not told again by the other
WITHIN: Mapping[str, frozenset[str]] = {
    "FORCE": frozenset({"KILL"}),
    "ANY_ACTION": frozenset({"KILL", "FORCE", "ARREST"}),
}
# ACLED-like types of a snippet: kinds, those of the state done by the police
TYPES: Mapping[str, Sequence[str]] = {
    "PEACE_PROTEST": ("ASM",), "PROTEST_WITH_INTER": ("ASM", "DSP"),
    "FORCE_AGAINST_PROTEST": ("ASM", "FRC"), "VIOL_DEMONSTR": ("RIO", "ASM"),
    "MOB_VIOL": ("RIO",), "PROPERTY_DISTRUCT": ("RIO",), "ARREST": ("ARR",),
}  # fmt: skip


Reader = Callable[[Mapping[str, Any], Sequence[str]], Iterator[Event]]


def fold_of(report: str) -> int:
    """The fold of a report, by its id."""
    return crc32(report.encode()) % FOLDS


def case_of(
    report: Mapping[str, Any], gold: Mapping[str, Any], read: Reader, found: Sequence[str] = ()
) -> Case:
    """A report with its labels as gold events of the codebook.

    Args:
        report: its line.
        gold: its labels.
        read: gives the events.
        found: the kinds that the rules found in it to have happened.
    """
    events = list(read(gold, found))
    case = {key: report[key] for key in ("id", "lang", "text", "published")} | {"events": events}
    return parse_case(json.dumps(case))


def police_actions(gold: Mapping[str, Any], _: Sequence[str]) -> Iterator[Event]:
    """What the police did, by sentence."""
    for sentence in gold["sentences"]:
        labels = sentence["labels"]
        for label, kind, killed in POLICE:
            if label in labels and not WITHIN.get(label, frozenset()) & set(labels):
                yield {**_event(kind), "sentence": sentence["span"], "killed": killed}


def relevance(gold: Mapping[str, Any], found: Sequence[str]) -> Iterator[Event]:
    """A protest somewhere in the report: those that the rules found, as a desk that accepts them."""
    if gold["label"] == 1:
        ours = [kind for kind in found if kind in (*PROTEST, "DSP")]
        yield from map(_event, ours or ["ASM"])


def protest_types(gold: Mapping[str, Any], found: Sequence[str]) -> Iterator[Event]:
    """The type of a snippet; of protests that the rules found, their own kind."""
    kinds = list(TYPES.get(gold["type"], ()))
    if "ASM" in kinds and "ASM" not in found:
        own = [kind for kind in found if kind in ("STK", "HNG", "BLK")]
        kinds = [*(own or ["ASM"]), *(kind for kind in kinds if kind != "ASM")]
    yield from map(_event, kinds)


def _event(kind: str) -> dict[str, Any]:
    event = {"kind": kind, "reality": "occurred"}
    return event if kind in PROTEST else {**event, "actor": "police"}


READERS: Mapping[str, Reader] = {
    "police_actions": police_actions,
    "relevance": relevance,
    "protest_types": protest_types,
}


def coded_by_folds(
    reports: Sequence[Mapping[str, Any]], gold: Mapping[str, Mapping[str, Any]], read: Reader
) -> Iterator[bytes]:
    """The coded line of each report, in order, by a model that was trained without its fold."""
    rules = load_coder()
    cases = []
    for report in reports:
        mentions = code_report(rules, line_of(report)).mentions
        found = sorted({m.kind.value for m in mentions if m.reality in HAPPENED})
        cases.append(case_of(report, gold[report["id"]], read, found))
    lines: dict[str, bytes] = {}
    for fold in range(FOLDS):
        data = learn_file(rules, [c for c in cases if fold_of(c.id) != fold], name="light-cv")
        model = parse_model(data, "light-cv")
        for report in reports:
            if fold_of(report["id"]) == fold:
                coded = code_report(rules._replace(model=model), line_of(report))
                lines[report["id"]] = encode(coded) + b"\n"
        heads = ", ".join(f"{h.name} {h.threshold:.2f} ({h.gain:+.3f})" for h in model.head.labels)
        print(f"fold {fold}: {len(data) / 1e6:.2f} MB; {heads}", file=sys.stderr)
    for report in reports:
        yield lines[report["id"]]


def line_of(report: Mapping[str, Any]) -> ReportLine:
    """A report as the filter reads it."""
    keys = ("id", "text", "source", "published", "lang", "title")
    return ReportLine(**{key: report.get(key) for key in keys})


def main() -> int:
    """Code a set by folds, and have it scored."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--score", help="a scorer's path: python SCORER SET FILE --data PARENT")
    parser.add_argument("--by-fold", action="store_true", help="score each fold by itself too")
    told = parser.parse_args()
    reports = _lines(told.folder / "reports.jsonl")
    gold = {row["id"]: row for row in _lines(told.folder / "gold.jsonl")}
    meta = json.loads((told.folder / "meta.json").read_text(encoding="utf-8"))
    coded = list(coded_by_folds(reports, gold, READERS[meta["scorer"]]))
    with tempfile.TemporaryDirectory() as scratch:
        out = told.out or Path(scratch) / "coded.jsonl"
        out.write_bytes(b"".join(coded))
        if told.score is None:
            return 0
        _score(told.score, told.folder, out)
        for fold in range(FOLDS) if told.by_fold else ():
            print(f"fold {fold}", flush=True)
            _score_part(told.score, told.folder, Path(scratch), fold, out)
    return 0


def _score(scorer: str, folder: Path, coded: Path) -> None:
    whole = folder.resolve()
    subprocess.run(
        [sys.executable, scorer, whole.name, str(coded), "--data", str(whole.parent)], check=True
    )


def _score_part(scorer: str, folder: Path, scratch: Path, fold: int, coded: Path) -> None:
    """Score the reports of one fold, as a set of their own in a scratch folder."""
    part = scratch / f"fold{fold}" / folder.name
    part.mkdir(parents=True)
    (part / "meta.json").write_bytes((folder / "meta.json").read_bytes())
    for name in ("reports.jsonl", "gold.jsonl"):
        rows = [row for row in _lines(folder / name) if fold_of(row["id"]) == fold]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (part / name).write_text(text, encoding="utf-8")
    own = part.parent / "coded.jsonl"
    lines = coded.read_text(encoding="utf-8").splitlines(keepends=True)
    own.write_text("".join(x for x in lines if fold_of(json.loads(x)["report"]) == fold), "utf-8")
    _score(scorer, part, own)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


if __name__ == "__main__":
    sys.exit(main())
