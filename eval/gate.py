#!/usr/bin/env python3
"""The floor under coding: our own cases, coded now and held against `baseline.json`.

Invariant: a score may rise by itself; it falls only with `--lower` and a sentence that says why.
The baseline carries the digest of the cases, so that a floor is never met by changing them in
silence.

  python eval/gate.py                      code the cases, print the scores, exit 1 below the floor
  python eval/gate.py --write              take today's scores as the floor, where none is lower
  python eval/gate.py --write --lower WHY  the same where one is lower, with the reason kept
  python eval/gate.py --show               the cases that fail

A case is a line of `packs/lang/xx/cases.jsonl` or `eval/cases/*.jsonl`: `text`, `is` (each event as
"KIND reality" or "KIND reality actor", all of them and no other), `also` (kinds that may stand
beside them), `stance` of the first, `lang` where the file's name does not say it.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from crosstally.coding.coder import Coder, code_report, load_coder
from crosstally.records import Mention, ReportLine

HERE = Path(__file__).parent
PACKS = HERE.parent / "src" / "crosstally" / "packs" / "lang"
BASELINE = HERE / "baseline.json"
SAID = "2018-01-03"  # a Wednesday: the day on which every case was said
WORDS = {"STM"}  # what somebody said is no event of a case


class Case(NamedTuple):
    """One text and what it tells of."""

    lang: str
    text: str
    events: tuple[tuple[str, ...], ...]
    also: frozenset[str]
    stance: str | None


def read_cases() -> Iterator[Case]:
    """Every case, the languages in the order of their codes."""
    for path in case_files():
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            lang = row.get("lang") or path.parent.name
            events = tuple(tuple(event.split()) for event in row["is"])
            also = frozenset(row.get("also", ()))
            yield Case(lang, row["text"], events, also, row.get("stance"))


def case_files() -> list[Path]:
    """The files of cases, those of the packs first."""
    return [*sorted(PACKS.glob("*/cases.jsonl")), *sorted((HERE / "cases").glob("*.jsonl"))]


def digest() -> str:
    """What the cases hash to."""
    whole = hashlib.sha256()
    for path in case_files():
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def passes(case: Case, mentions: Iterable[Mention]) -> bool:
    """Whether the mentions tell of all that the case holds, and of nothing else."""
    found = [m for m in mentions if m.kind not in WORDS]
    for event in case.events:
        if not any(_is(mention, event) for mention in found):
            return False
    if case.stance is not None and not any(m.stance == case.stance for m in found):
        return False
    return all(m.kind in case.also or any(_is(m, event) for event in case.events) for m in found)


def _is(mention: Mention, event: tuple[str, ...]) -> bool:
    return (mention.kind, mention.reality, mention.actor)[: len(event)] == event


def scores(coder: Coder, cases: Iterable[Case]) -> tuple[dict[str, float], list[Case]]:
    """The share of cases that pass, by language and in all, and the cases that fail."""
    tally: dict[str, list[bool]] = {}
    failed: list[Case] = []
    for number, case in enumerate(cases):
        line = ReportLine(id=str(number), text=case.text, lang=case.lang, published=SAID)
        good = passes(case, code_report(coder, line).mentions)
        tally.setdefault(case.lang, []).append(good)
        tally.setdefault("all", []).append(good)
        if not good:
            failed.append(case)
    return {key: round(sum(v) / len(v), 4) for key, v in sorted(tally.items())}, failed


def main() -> int:
    """Exit 0 at or above the floor, 1 below it, 2 where the cases changed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--lower", metavar="WHY")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    now, failed = scores(load_coder(), read_cases())
    for key, score in now.items():
        print(f"{key:4} {score:.3f}")
    if asked.show:
        for case in failed:
            print(f"{case.lang}  {case.text}  wants {[' '.join(event) for event in case.events]}")
    old: dict[str, Any] = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    fallen = sorted(k for k, v in old.get("scores", {}).items() if now.get(k, 0.0) < v)
    if asked.write:
        return _write(now, old, fallen, asked.lower)
    if old.get("digest") != digest():
        print("the cases have changed: look at the scores, then run with --write", file=sys.stderr)
        return 2
    for key in fallen:
        print(f"{key} fell from {old['scores'][key]:.3f} to {now[key]:.3f}", file=sys.stderr)
    return 1 if fallen else 0


def _write(now: dict[str, float], old: dict[str, Any], fallen: list[str], why: str | None) -> int:
    if fallen and not why:
        print(f"lower than before: {', '.join(fallen)}; say why with --lower", file=sys.stderr)
        return 1
    reasons = [*old.get("lowered", []), *([why] if fallen and why else [])]
    kept = {"scores": now, "digest": digest(), "lowered": reasons}
    BASELINE.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
