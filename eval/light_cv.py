#!/usr/bin/env python3
"""The light model on a set whose sentences a person has labelled, as a desk would train and use it.

Invariant: a report is never coded by a model that was trained on it. The weights are thrown away
when the run ends; nothing of the set is kept.

  python eval/light_cv.py SET_FOLDER                  train on four fifths, code the fifth, five times
  python eval/light_cv.py SET_FOLDER --out FILE       keep the coded lines, to score them elsewhere
  python eval/light_cv.py SET_FOLDER --score SCORER   then run `SCORER SET_NAME FILE --data ...`

A set folder holds `reports.jsonl` and `gold.jsonl` (`sentences` with `span` and `labels`), as the
scorer reads them. What the labels mean in the codebook stands in `READINGS`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from crosstally.coding.coder import code_report, load_coder
from crosstally.coding.model import parse_model
from crosstally.records import ReportLine, encode
from crosstally.scoring import Case, parse_case
from crosstally.training import learn_file

FOLDS = 5
# the first that a sentence has: kind, killed
READINGS: Sequence[tuple[str, str, tuple[int, int] | None]] = (
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


def fold_of(report: str) -> int:
    """The fold of a report, by its id."""
    return crc32(report.encode()) % FOLDS


def case_of(report: Mapping[str, Any], gold: Mapping[str, Any]) -> Case:
    """A report with its sentence labels as gold events of the codebook."""
    events = [
        event
        for sentence in gold["sentences"]
        for event in _events(sentence["labels"], sentence["span"])
    ]
    case = {key: report[key] for key in ("id", "lang", "text", "published")} | {"events": events}
    return parse_case(json.dumps(case))


def _events(labels: Sequence[str], span: Sequence[int]) -> Iterator[Mapping[str, Any]]:
    for label, kind, killed in READINGS:
        if label in labels and not WITHIN.get(label, frozenset()) & set(labels):
            yield {
                "kind": kind, "reality": "occurred", "actor": "police", "sentence": span,
                "killed": killed,
            }  # fmt: skip


def coded_by_folds(
    reports: Sequence[Mapping[str, Any]], gold: Mapping[str, Mapping[str, Any]], model_name: str
) -> Iterator[bytes]:
    """The coded line of each report, in order, by a model that was trained without its fold."""
    rules = load_coder()
    cases = [case_of(report, gold[report["id"]]) for report in reports]
    lines: dict[str, bytes] = {}
    for fold in range(FOLDS):
        inside = [report for report in reports if fold_of(report["id"]) == fold]
        data = learn_file(rules, [c for c in cases if fold_of(c.id) != fold], name=model_name)
        model = parse_model(data, model_name)
        coder = rules._replace(model=model)
        for report in inside:
            keys = ("id", "text", "source", "published", "lang", "title")
            line = ReportLine(**{key: report.get(key) for key in keys})
            lines[report["id"]] = encode(code_report(coder, line)) + b"\n"
        heads = ", ".join(f"{h.name} {h.threshold:.2f} ({h.gain:+.3f})" for h in model.head.labels)
        print(f"fold {fold}: {len(data) / 1e6:.2f} MB; {heads}", file=sys.stderr)
    for report in reports:
        yield lines[report["id"]]


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
    coded = list(coded_by_folds(reports, gold, "light-cv"))
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
