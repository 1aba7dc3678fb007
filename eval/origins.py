#!/usr/bin/env python3
"""How well origins are found where it is known who copied whom.

Invariant: what is scored follows from the seeds. Pairs are of two reports of one deed, not both of
unknown basis (those add up to one whatever is found); a pair of two deeds that is joined all the same
is a false one. The reports are read by the real coder, not by the maker.

  python eval/origins.py [--seeds N] [--from SEED] [--floor F1] [--json]
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from made_origins import KINDS, Corpus, Telling, make_corpus

from crosstally.coding.coder import Coder, code_batch, load_coder
from crosstally.linking.origins import find_origins, independent
from crosstally.records import Origin, ReportId, changed

DEEDS = 60


class Score(NamedTuple):
    """Pairs joined rightly, joined wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of the joined pairs that are of one origin."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the pairs of one origin that are joined."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """2 P R / (P + R)."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


class Found(NamedTuple):
    """One corpus scored: pairs by row of the table, and how many deeds have their right number."""

    rows: Mapping[str, Counter[str]]
    deeds: int
    exact: int
    unmoved: bool


def origins_of(corpus: Corpus, coder: Coder) -> tuple[Origin, ...]:
    """The origins that are found."""
    reports = [one.report for one in corpus.tellings]
    return find_origins(reports, list(code_batch(coder, reports)), corpus.sources)


def score(corpus: Corpus, found: Iterable[Origin]) -> Found:
    """What is found beside what is true."""
    home = {name: origin for origin in found for name in origin.reports}
    by_deed: dict[str, list[Telling]] = defaultdict(list)
    for one in corpus.tellings:
        by_deed[one.deed].append(one)
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for told in by_deed.values():
        for one, other in combinations(told, 2):
            outcome = _outcome(one, other, home)
            for row in _rows(one, other):
                rows[row][outcome] += 1
    for origin in {o.id: o for o in home.values()}.values():
        deeds = Counter(name.split("-")[0] for name in origin.reports)
        across = sum(a * b for a, b in combinations(deeds.values(), 2))
        rows["all"]["wrong"] += across
        rows["of two deeds"]["wrong"] += across
    exact = sum(_independent(told, home) == _true(told, home) for told in by_deed.values())
    return Found(rows, len(by_deed), exact, unmoved=True)


def renamed(corpus: Corpus) -> Corpus:
    """The same corpus with every source under another id, in another order."""
    ids = sorted({one.report.source for one in corpus.tellings} | {s.id for s in corpus.sources})
    new = {old: type(old)(f"z{len(ids) - n:03}") for n, old in enumerate(ids)}
    return Corpus(
        tuple(changed(s, id=new[s.id]) for s in corpus.sources),
        tuple(
            t._replace(report=changed(t.report, source=new[t.report.source]))
            for t in corpus.tellings
        ),
    )


def _outcome(one: Telling, other: Telling, home: Mapping[ReportId, Origin]) -> str:
    same = home[one.report.id].id == home[other.report.id].id
    if not same and not home[one.report.id].known and not home[other.report.id].known:
        return "neither known"
    if one.base == other.base:
        return "right" if same else "missed"
    return "wrong" if same else "apart"


def _rows(one: Telling, other: Telling) -> Iterator[str]:
    """The rows of the table to which a pair belongs; a kind of copying is of a copy and its parent."""
    yield "all"
    yield " ".join(sorted((one.report.lang or "", other.report.lang or "")))
    if other.parent == one.report.id:
        yield other.how
    elif one.parent is None and other.parent is None:
        yield "independent"


def _independent(told: Sequence[Telling], home: Mapping[ReportId, Origin]) -> int:
    names = [one.report.id for one in told]
    source_of = {one.report.id: one.report.source for one in told}
    return independent(names, origins=home, source_of=source_of)


def _true(told: Sequence[Telling], home: Mapping[ReportId, Origin]) -> int:
    """The true bases, of which those that nobody says the basis of are one at most together."""
    known = {one.base for one in told if home[one.report.id].known}
    return len(known) + bool({one.base for one in told} - known)


def run(seeds: Sequence[int], coder: Coder, deeds: int = DEEDS) -> tuple[dict[str, Score], Found]:
    """The scores over corpora of these seeds, by row."""
    total: dict[str, Counter[str]] = defaultdict(Counter)
    number, exact, same = 0, 0, True
    for seed in seeds:
        corpus = make_corpus(seed, deeds)
        origins = origins_of(corpus, coder)
        found = score(corpus, origins)
        again = origins_of(renamed(corpus), coder)
        same &= sorted(o.reports for o in origins) == sorted(o.reports for o in again)
        number, exact = number + found.deeds, exact + found.exact
        for row, counts in found.rows.items():
            total[row] += counts
    scores = {
        row: Score(counts["right"], counts["wrong"], counts["missed"])
        for row, counts in sorted(total.items())
    }
    return scores, Found(total, number, exact, same)


def table(scores: Mapping[str, Score], found: Found) -> str:
    """The table of the scores, in Markdown."""
    pairs = [row for row in scores if " " in row and len(row) == 5]
    lines = [
        "| pairs | of one origin | joined wrongly | precision | recall | F1 |",
        "|---|---|---|---|---|---|",
    ]
    for row in ("all", *pairs):
        s = scores[row]
        lines.append(
            f"| {row} | {s.right + s.missed} | {s.wrong} | {s.precision:.3f} | {s.recall:.3f} "
            f"| {s.f1:.3f} |"
        )
    lines += ["", "| a copy and what it copies | pairs | joined |", "|---|---|---|"]
    for row in KINDS:
        if row in scores:
            lines.append(
                f"| {row} | {scores[row].right + scores[row].missed} | {scores[row].recall:.3f} |"
            )
    alone = found.rows["independent"]
    lines += [
        "",
        f"Independent pairs joined: {alone['wrong']} of {alone['wrong'] + alone['apart']}; pairs of "
        f"two deeds joined: {found.rows['of two deeds']['wrong']}; deeds whose number of independent "
        f"origins is right: {found.exact} of {found.deeds}; sources renamed: "
        + ("nothing moved" if found.unmoved else "ORIGINS MOVED"),
    ]
    return "\n".join(lines)


def main() -> int:
    """Prints the table; 1 where F1 is below the floor or renaming moved something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--from", dest="first", type=int, default=100)
    parser.add_argument("--floor", type=float, default=0.0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    seeds = range(args.first, args.first + args.seeds)
    scores, found = run(seeds, load_coder(countries=["IR"]))
    if args.json:
        rows = {
            row: {**s._asdict(), "precision": s.precision, "recall": s.recall, "f1": s.f1}
            for row, s in scores.items()
        }
        print(
            json.dumps(
                {"rows": rows, "deeds": found.deeds, "exact": found.exact, "unmoved": found.unmoved}
            )
        )
    else:
        print(table(scores, found))
    return 0 if scores["all"].f1 >= args.floor and found.unmoved else 1


if __name__ == "__main__":
    raise SystemExit(main())
