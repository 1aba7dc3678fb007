#!/usr/bin/env python3
"""How well claims are found in a partisan text, and whether their verdicts are those of the truth.

Invariant: a row of the truth is found by words that stand in what was drafted, never by its place;
what was drafted and is no row counts against precision.

  python eval/claims_score.py DESK [--text FILE] [--floor] [--json] [--misses]

DESK is the example's desk, built. The text in which the 39 claims are looked for is our own
paraphrase (`eval/cases/analysis.txt`); `--text` gives another, such as the article itself, which is
no part of this repository.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crosstally.claims.draft import Draft, draft_claims, read_cues
from crosstally.coding.coder import code_report, load_coder
from crosstally.records import Claim, ReportLine
from crosstally.tables.files import read_table
from crosstally.text.sentences import sentences

HERE = Path(__file__).parent
TRUTH = HERE.parent / "examples" / "iran-2017-2020" / "truth" / "claims.jsonl"
TEXT = HERE / "cases" / "analysis.txt"
F1_FLOOR, AGREEMENT_FLOOR = 0.80, 0.90
NEVER = (2, 14, 23, 26)  # roles and opinions that no count may settle
SETTLED = ("supported", "contradicted")


class Row(NamedTuple):
    """A claim of the truth: its number, the verdict its record allows, and words that mark it."""

    number: int
    type: str
    verdict: str
    also: str | None
    marks: tuple[tuple[str, ...], ...]


def read_truth(path: Path = TRUTH) -> tuple[Row, ...]:
    """The 39 claims, in order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Row(r["number"], r["type"], r["verdict"], r.get("also"), tuple(map(tuple, r["marks"])))
        for r in rows
    )


def extraction(text: str, rows: Sequence[Row], *, published: str) -> dict[str, Any]:
    """Precision, recall and F1 of the claims drafted from a text, and what was missed and extra."""
    coder = load_coder(languages=("en",))
    line = ReportLine(id="analysis", text=text, published=published, lang="en")
    drafts = draft_claims(text, code_report(coder, line), lang="en", cues=read_cues())
    held = {draft: _rows_in(draft, text, rows) for draft in drafts}
    found = {number for numbers in held.values() for number in numbers}
    by_number = {row.number: row for row in rows}
    typed = {
        number
        for draft, numbers in held.items()
        for number in numbers
        if draft.type.value == by_number[number].type
    }
    extra = [draft.span.of(text) for draft, numbers in held.items() if not numbers]
    precision = 1 - len(extra) / len(drafts) if drafts else 0.0
    recall = len(found) / len(rows)
    total = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / total if total else 0.0,
        "drafts": len(drafts),
        "typed": len(typed) / len(rows),
        "missed": [row.number for row in rows if row.number not in found],
        "extra": extra,
    }


def _rows_in(draft: Draft, text: str, rows: Sequence[Row]) -> tuple[int, ...]:
    """The rows whose marks stand in a draft, read with the rest of its sentence."""
    ends = [bound for bound in sentences(text) if bound[0] < draft.span.end]
    around = [text[start:end] for start, end in ends if draft.span.start < end]
    words = (draft.span.of(text) if draft.type.value == "slogan" else " ".join(around)).casefold()
    return tuple(
        row.number
        for row in rows
        if all(any(mark.casefold() in words for mark in group) for group in row.marks)
    )


def agreement(claims: Iterable[Claim], rows: Sequence[Row]) -> dict[str, Any]:
    """In how many rows the desk's verdict is the truth's, and which rows settle what must not be.

    `strict` holds the one verdict; `f1`'s rows with `also` may have the other for the reason given.
    """
    verdicts = {one.number: one.verdict.value for one in claims if one.number is not None}
    strict = [row for row in rows if verdicts.get(row.number) == row.verdict]
    either = [row for row in rows if verdicts.get(row.number) in (row.verdict, row.also)]
    return {
        "strict": len(strict) / len(rows),
        "agreement": len(either) / len(rows),
        "other": {
            row.number: {"truth": row.verdict, "found": verdicts.get(row.number)}
            for row in rows
            if verdicts.get(row.number) != row.verdict
        },
        "settled": [number for number in NEVER if verdicts.get(number) in SETTLED],
    }


def holds(found: Mapping[str, Any], verdicts: Mapping[str, Any]) -> bool:
    """Whether both floors are reached and no role or opinion is settled."""
    return bool(
        found["f1"] >= F1_FLOOR
        and verdicts["strict"] >= AGREEMENT_FLOOR
        and not verdicts["settled"]
    )


def main(arguments: list[str] | None = None) -> int:
    """Score the example's claims and print it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("desk", type=Path, metavar="DESK")
    parser.add_argument("--text", type=Path, default=TEXT)
    parser.add_argument("--floor", action="store_true", help="fail below the floors")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="name what only one side has")
    options = parser.parse_args(arguments)
    rows = read_truth()
    found = extraction(options.text.read_text(encoding="utf-8"), rows, published="2020-08-25")
    claims = read_table(options.desk / "tables" / "claims.parquet", Claim)
    verdicts = agreement(claims, rows)
    if options.json:
        sys.stdout.write(json.dumps({"extraction": found, "verdicts": verdicts}, indent=1) + "\n")
    else:
        sys.stdout.write(table(found, verdicts, misses=options.misses))
    return 0 if not options.floor or holds(found, verdicts) else 1


def table(found: Mapping[str, Any], verdicts: Mapping[str, Any], *, misses: bool) -> str:
    """The score in a few lines for a person."""
    lines = [
        f"claims found       P {found['precision']:.3f}  R {found['recall']:.3f}"
        f"  F1 {found['f1']:.3f}  of {found['drafts']} drafts; of their type {found['typed']:.3f}",
        f"verdicts agree     {verdicts['strict']:.3f}"
        f"  ({verdicts['agreement']:.3f} where sources leave two open)",
        f"settled wrongly    {len(verdicts['settled'])} of rows {', '.join(map(str, NEVER))}",
    ]
    if misses:
        lines.append(f"missed rows: {found['missed']}")
        lines += [f"row {n}: {both}" for n, both in verdicts["other"].items()]
        lines += [f"extra: {text}" for text in found["extra"]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
