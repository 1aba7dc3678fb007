#!/usr/bin/env python3
"""The floor under coding: our own cases, coded now and held against `baseline.json`.

Invariant: a figure may rise by itself; it falls only with `--lower` and a sentence that says why.
The baseline carries the digest of the cases, so that a floor is never met by changing them in
silence. Of the blind cases nothing is ever shown but figures.

  python eval/gate.py                      code the cases, print the figures, exit 1 below the floor
  python eval/gate.py --write              take today's figures as the floor, where none is lower
  python eval/gate.py --write --lower WHY  the same where one is lower, with the reason kept
  python eval/gate.py --show               what is wrong with each case that may be looked at
  python eval/gate.py --set fa-posts       the figures of one file of cases, seen and blind
  python eval/gate.py --long               every figure

Two sorts of cases. A line of `packs/lang/xx/cases.jsonl` or `eval/cases/*.jsonl` is a rule's own
case: `text`, `is` (each event as "KIND reality" or "KIND reality actor", all of them and no other),
`also` (kinds that may stand beside them), `stance` of the first, `lang` where the file's name does
not say it. `eval/cases/{seen,blind}/*.jsonl` are gold as `docs/how-to/score-your-gold.md` has it.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crosstally.coding.coder import Coder, code_report, load_coder
from crosstally.errors import FormatError
from crosstally.records import Mention, ReportLine
from crosstally.scoring import Case, Figure, Scored, faults, grouped, pair, parse_case, score

HERE = Path(__file__).parent
PACKS = HERE.parent / "src" / "crosstally" / "packs" / "lang"
BASELINE = HERE / "baseline.json"
SAID = "2018-01-03"  # a Wednesday: the day on which every rule's case was said
WORDS = {"STM"}  # what somebody said is no event of a rule's case
SPLITS = ("seen", "blind")
# A figure that falls by less has not fallen: one case in two hundred may change its mind. The floor
# itself stays, so that small falls do not add up.
SLACK = 0.005


class Bar(NamedTuple):
    """What a figure should reach, in the languages named (all where none is)."""

    value: float
    langs: tuple[str, ...] = ()


BARS: Mapping[str, Bar] = {
    "kinds_macro_f1": Bar(0.85, ("fa",)),
    "relevance_f1": Bar(0.94, ("fa",)),
    "city": Bar(0.85, ("fa",)),
    "city_invented": Bar(0.08, ("fa",)),
    "date_exact": Bar(0.92, ("fa",)),
    "date_exact_night": Bar(0.90, ("fa",)),
    "slogan_char_f1": Bar(0.88, ("fa",)),
    "harm_exact": Bar(0.75, ("fa",)),
    "unreal_as_happened": Bar(0.04),
    "extra_on_negatives": Bar(0.05),
    "grounding": Bar(1.0),
}
PINNED = (
    *BARS, "kinds_micro_f1", "kind_reality_f1", "whole_case", "size_exact", "slogan_exact_f1",
    "speaker_overlap_f1", "content_overlap_f1", "groups_f1", "themes_f1",
)  # fmt: skip


class RuleCase(NamedTuple):
    """One text of a rule and what it tells of."""

    lang: str
    text: str
    events: tuple[tuple[str, ...], ...]
    also: frozenset[str]
    stance: str | None


class Own(NamedTuple):
    """A gold case of ours, where it lies and its line as it stands there."""

    split: str
    file: str
    line: bytes
    case: Case


# --- the rules' own cases -------------------------------------------------------------------------


def read_rule_cases() -> Iterator[RuleCase]:
    """Every rule's case, the languages in the order of their codes."""
    for path in rule_files():
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            lang = row.get("lang") or path.parent.name
            events = tuple(tuple(event.split()) for event in row["is"])
            also = frozenset(row.get("also", ()))
            yield RuleCase(lang, row["text"], events, also, row.get("stance"))


def rule_files() -> list[Path]:
    """The files of the rules' cases, those of the packs first."""
    return [*sorted(PACKS.glob("*/cases.jsonl")), *sorted((HERE / "cases").glob("*.jsonl"))]


def passes(case: RuleCase, mentions: Iterable[Mention]) -> bool:
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


def rule_scores(coder: Coder, cases: Iterable[RuleCase]) -> tuple[dict[str, float], list[RuleCase]]:
    """The share of the rules' cases that pass, by language and in all, and those that fail."""
    tally: dict[str, list[bool]] = {}
    failed: list[RuleCase] = []
    for number, case in enumerate(cases):
        line = ReportLine(id=str(number), text=case.text, lang=case.lang, published=SAID)
        good = passes(case, code_report(coder, line).mentions)
        tally.setdefault(case.lang, []).append(good)
        tally.setdefault("all", []).append(good)
        if not good:
            failed.append(case)
    return {key: round(sum(v) / len(v), 4) for key, v in sorted(tally.items())}, failed


# --- gold cases -----------------------------------------------------------------------------------


def read_own(only: str | None = None) -> tuple[list[Own], list[str]]:
    """Our gold cases, and a complaint for each line that keeps not to the format."""
    cases: list[Own] = []
    complaints: list[str] = []
    ids: set[str] = set()
    for split in SPLITS:
        for path in sorted((HERE / "cases" / split).glob("*.jsonl")):
            if only is not None and path.stem != only:
                continue
            for number, line in enumerate(path.read_bytes().splitlines(), 1):
                where = f"{split}/{path.name}, line {number}"
                try:
                    own = Own(split, path.stem, line, parse_case(line))
                except FormatError as error:
                    complaints.append(f"{where}: {error.message}")
                    continue
                if own.case.id in ids:
                    complaints.append(f"{where}: the id stands twice")
                ids.add(own.case.id)
                cases.append(own)
    return cases, complaints


def code_own(coder: Coder, cases: Iterable[Own]) -> list[Scored]:
    """Each case with what is coded of it now."""
    return [pair(own.case, code_report(coder, _line(own.case))) for own in cases]


def _line(case: Case) -> ReportLine:
    return ReportLine(id=case.id, text=case.text, lang=case.lang, published=case.published)


def groups_of(cases: Sequence[Own], scored: Sequence[Scored]) -> dict[str, list[Scored]]:
    """The cases by language, "fa", and by language and split, "fa seen" and "fa blind"."""
    groups: dict[str, list[Scored]] = {}
    for own, one in zip(cases, scored, strict=True):
        for name in (own.case.lang, f"{own.case.lang} {own.split}"):
            groups.setdefault(name, []).append(one)
    return {name: groups[name] for name in sorted(groups)}


def figures_of(groups: Mapping[str, Sequence[Scored]]) -> dict[str, dict[str, Figure]]:
    """Every figure of every group, by their names."""
    return {name: {f.name: f for f in score(scored)} for name, scored in groups.items()}


def verdict(figure: Figure, lang: str) -> str:
    """What stands beside a figure that has a bar: the bar, and whether it is reached."""
    bar = BARS.get(figure.name)
    if bar is None or (bar.langs and lang not in bar.langs) or figure.value is None:
        return ""
    low = figure.better == "low"
    reached = figure.value <= bar.value if low else figure.value >= bar.value
    return f"{'<=' if low else '>='} {bar.value:.2f} {'ok' if reached else 'short'}"


def show_figures(figures: Mapping[str, Mapping[str, Figure]], *, every: bool) -> None:
    """A table for each language: both parts together with the bar, then seen and blind."""
    for lang in [name for name in figures if " " not in name]:
        print(f"\n{lang:28} {'both':>6} {'n':>5}  {'95 %':13} {'bar':14} {'seen':>6} {'blind':>6}")
        for name, figure in figures[lang].items():
            if not figure.n or not (every or name in PINNED):
                continue
            parts = [_value(figures.get(f"{lang} {split}", {}).get(name)) for split in SPLITS]
            wide = "" if figure.low is None else f"{figure.low:.3f}-{figure.high:.3f}"
            told = f"{name:28} {_value(figure)} {figure.n:5}  {wide:13} {verdict(figure, lang):14}"
            print(told, *parts)


def _value(figure: Figure | None) -> str:
    return f"{figure.value:6.3f}" if figure is not None and figure.value is not None else "     -"


def show_faults(cases: Sequence[Own], scored: Sequence[Scored], failed: Sequence[RuleCase]) -> None:
    """What is wrong with each case that may be looked at."""
    for case in failed:
        print(f"{case.lang}  {case.text}  wants {[' '.join(event) for event in case.events]}")
    for own, one in zip(cases, scored, strict=True):
        if own.split != "seen":
            continue
        wrong = list(faults(one))
        if wrong:
            print(f"\n{own.case.id}  {own.case.sort}  {own.case.published}\n  {own.case.text}")
            print("".join(f"    - {fault}\n" for fault in wrong), end="")


# --- the floor ------------------------------------------------------------------------------------


def today(
    rules: Mapping[str, float],
    cases: Sequence[Own],
    figures: Mapping[str, Mapping[str, Figure]],
) -> dict[str, dict[str, Any]]:
    """What the baseline holds of each group: the digest of its cases and the pinned figures."""
    found: dict[str, dict[str, Any]] = {"rules": {"digest": _rules_digest(), "scores": dict(rules)}}
    for name in [name for name in figures if " " in name]:
        lines = [own.line for own in cases if f"{own.case.lang} {own.split}" == name]
        scores = {key: figures[name][key].value for key in PINNED if figures[name][key].n}
        found[name] = {"digest": hashlib.sha256(b"\n".join(lines)).hexdigest(), "scores": scores}
    return found


def shown(
    groups: Mapping[str, Sequence[Scored]], figures: Mapping[str, Mapping[str, Figure]]
) -> dict[str, Any]:
    """What docs/accuracy.md shows: every figure of every group, and a line for each class."""
    found: dict[str, Any] = {
        name: {
            "cases": len(groups[name]),
            "figures": {f.name: [f.value, f.n, f.low, f.high] for f in part.values() if f.n},
        }
        for name, part in figures.items()
    }
    for lang in [name for name in groups if " " not in name]:
        for sort, part in grouped(groups[lang], "class").items():
            by_name = {f.name: f.value for f in score(part)}
            row = [len(part), by_name["whole_case"], by_name["extra_events"]]
            found[lang].setdefault("classes", {})[sort] = row
    return found


def _rules_digest() -> str:
    whole = hashlib.sha256()
    for path in rule_files():
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def fallen(now: Mapping[str, Any], floor: Mapping[str, Any]) -> list[str]:
    """Each figure that is worse than its floor, with both."""
    told = []
    for group, kept in sorted(floor.items()):
        new = now.get(group, {"scores": {}})["scores"]
        for name, before in kept["scores"].items():
            value = new.get(name)
            slack = SLACK if group != "rules" else 0.0
            if value is None or _worse(name, value, before, slack):
                told.append(f"{group} {name} {before:.3f} -> {value or 0.0:.3f}")
    return told


def _worse(name: str, value: float, before: float, slack: float) -> bool:
    return value > before + slack if name in _LOW else value < before - slack


_LOW = {"city_invented", "unreal_as_happened", "extra_on_negatives"}


def changed(now: Mapping[str, Any], floor: Mapping[str, Any]) -> list[str]:
    """The groups whose cases are not those of the floor."""
    names = sorted({*now, *floor})
    return [n for n in names if now.get(n, {}).get("digest") != floor.get(n, {}).get("digest")]


def written(
    now: Mapping[str, Any], old: Mapping[str, Any], *, table: Mapping[str, Any], why: str | None
) -> str:
    """The new baseline: of cases that are the same and a figure that fell by a hair, the floor."""
    floor = old.get("groups", {})
    kept: dict[str, Any] = {}
    for group, new in now.items():
        before = floor.get(group, {})
        same = before.get("digest") == new["digest"] and not why
        scores = {
            name: _better(name, value, before["scores"].get(name, value)) if same else value
            for name, value in new["scores"].items()
        }
        kept[group] = {"digest": new["digest"], "scores": scores}
    reasons = [*old.get("lowered", []), *([why] if why else [])]
    text = json.dumps(
        {"groups": kept, "lowered": reasons, "shown": table}, ensure_ascii=False, indent=1
    )
    return _ROW.sub(lambda row: " ".join(row[0].split()), text) + "\n"


_ROW = re.compile(r"\[\s[^\[\]\"]*\]")  # a figure stands on one line


def _better(name: str, value: float, before: float) -> float:
    return min(value, before) if name in _LOW else max(value, before)


# --- the call -------------------------------------------------------------------------------------


def main() -> int:
    """Exit 0 at or above the floor, 1 below it, 2 where the cases changed or are broken."""
    asked = _asked()
    coder = load_coder()
    cases, complaints = read_own(asked.set)
    scored = code_own(coder, cases)
    groups = groups_of(cases, scored)
    figures = figures_of(groups)
    rules, failed = rule_scores(coder, read_rule_cases() if asked.set is None else ())
    if asked.show:
        show_faults(cases, scored, failed)
    print("".join(f"rules {key:4} {value:.3f}\n" for key, value in rules.items()), end="")
    show_figures(figures, every=asked.long)
    print("".join(f"{complaint}\n" for complaint in complaints), end="", file=sys.stderr)
    if complaints or asked.set is not None:
        return 2 if complaints else 0
    old: dict[str, Any] = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    now = today(rules, cases, figures)
    status = hold(now, old.get("groups", {}), write=asked.write, why=asked.lower)
    if asked.write and status == 0:
        text = written(now, old, table=shown(groups, figures), why=asked.lower)
        BASELINE.write_text(text, encoding="utf-8")
    return status


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--lower", metavar="WHY")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--set", metavar="NAME")
    return parser.parse_args()


def hold(now: Mapping[str, Any], floor: Mapping[str, Any], *, write: bool, why: str | None) -> int:
    """The exit status of the figures against the floor; what fell or changed is told on stderr."""
    other = changed(now, floor)
    same = {name: kept for name, kept in floor.items() if name not in other or name == "rules"}
    worse = fallen(now, same)
    for line in worse:
        print(f"fell: {line}", file=sys.stderr)
    if write:
        if worse and not why:
            print("lower than before: say why with --lower", file=sys.stderr)
        return 1 if worse and not why else 0
    if other:
        print(f"the cases have changed: {', '.join(other)}; --write keeps them", file=sys.stderr)
    return 1 if worse else 2 if other else 0


if __name__ == "__main__":
    sys.exit(main())
