#!/usr/bin/env python3
"""How many judgements the active queue saves: a simulated desk whose reviewer is a gold.

Invariant: both orders ask the same questions of the same desk and get the same answers; they
differ in the order alone. What is reported is how many judgements the active order needs for the
accuracy that random order reaches, as a share, over several seeds, with its interval.

  python eval/active.py documents SET_FOLDER    is this report's protest real? (accept or reject)
  python eval/active.py links SET_FOLDER        are these two tellings of one event? (same or not)
  python eval/active.py made                    the same of links, on desks that are made up

A set folder holds `reports.jsonl` and `gold.jsonl`, with `label` (documents) or `incident` (links).
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from light_cv import line_of
from made_desk import Scale, make_desk

from crosstally.coding.coder import code_report, load_coder
from crosstally.linking import link, load_weights
from crosstally.records import (
    HAPPENED,
    PROTEST_KINDS,
    Coded,
    Decision,
    Incident,
    IncidentId,
    Judgement,
    JudgementId,
    Kind,
    Link,
    Mention,
    Report,
    ReportId,
    Source,
    SourceId,
    Status,
    short_id,
)
from crosstally.reviewing.teach import lessons

SEEDS = 20
BATCH = 10  # judgements between two looks at the queue, as a reader who reloads it now and then
SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # of all questions, in random order, to be reached
NIGHT = datetime(2020, 1, 1, tzinfo=UTC)


class Saved(NamedTuple):
    """For a share of the questions asked at random: the accuracy that gives, and what active needs."""

    share: float
    accuracy: float
    needed: float
    low: float
    high: float


class Desk(NamedTuple):
    """A desk of one sort of report: its incidents, and whether each is right as the machine has it."""

    incidents: tuple[Incident, ...]
    mentions: tuple[Mention, ...]
    right: Mapping[str, bool]


# --- documents ------------------------------------------------------------------------------------


def document_desk(folder: Path) -> Desk:
    """An incident for each report in which the coder found a deed, and what gold says of it."""
    coder = load_coder()
    gold = {row["id"]: _protest(row) for row in _lines(folder / "gold.jsonl")}
    incidents, mentions, right = [], [], {}
    for row in _lines(folder / "reports.jsonl"):
        told = code_report(coder, line_of(row)).mentions
        deeds = [m for m in told if m.kind not in (Kind.STM, Kind.CAL)]
        if not deeds:
            continue
        said = [m for m in deeds if m.kind in (*PROTEST_KINDS, Kind.DSP) and m.reality in HAPPENED]
        one = _incident(row["id"], said or deeds, counts=bool(said))
        incidents.append(one)
        mentions += said or deeds
        right[one.id] = bool(said) == gold[row["id"]]
    return Desk(tuple(incidents), tuple(mentions), right)


def _protest(row: Mapping[str, Any]) -> bool:
    """Whether a gold says that a protest took place, in the words of each set."""
    demonstrations = (
        "PEACE_PROTEST",
        "PROTEST_WITH_INTER",
        "FORCE_AGAINST_PROTEST",
        "VIOL_DEMONSTR",
    )
    told = row.get("label"), row.get("event"), row.get("type")
    return told[0] == 1 or told[1] == "PROTEST" or told[2] in demonstrations


def _incident(report: str, told: Sequence[Mention], *, counts: bool) -> Incident:
    best = max(told, key=lambda m: (m.confidence, m.id))
    return Incident(
        id=IncidentId(short_id("i", best.id)), kind=best.kind, subtype=None, first=None, last=None,
        status=Status.MACHINE, counts=counts, reality=best.reality.value,
        mentions=tuple(sorted(m.id for m in told)), reports=(ReportId(report),), sources=(),
        origins=(), independent=1,
    )  # fmt: skip


def run_documents(desk: Desk, seed: int) -> Iterator[tuple[float, float, float]]:
    """Share asked at random, accuracy reached, and the share that active order needs for it.

    A judged incident is right; one not judged is what the machine says. Each seed sees four fifths
    of the desk.
    """
    rng = np.random.default_rng([seed, 8])
    kept = [i for i in desk.incidents if rng.random() < 0.8]
    wrong = np.array([not desk.right[i.id] for i in kept])
    asked = _asked(kept, desk)
    active = np.concatenate([[0], np.cumsum(wrong[asked])])
    shuffled = [np.cumsum(wrong[rng.permutation(len(kept))]) for _ in range(50)]
    random = np.concatenate([[0], np.mean(shuffled, axis=0)])
    for share in SHARES:
        at = round(share * len(kept))
        needed = int(np.argmax(active >= random[at] - 1e-9))
        yield share, 1 - (wrong.sum() - random[at]) / len(kept), needed / at


def _asked(kept: Sequence[Incident], desk: Desk) -> list[int]:
    """The order in which the active queue asks, looked at anew after each batch."""
    place = {one.id: at for at, one in enumerate(kept)}
    said: list[Judgement] = []
    asked: list[int] = []
    while len(asked) < len(kept):
        found = lessons(kept, desk.mentions, (), said, join_bits=0.0)
        for lesson in found[:BATCH]:
            good = desk.right[lesson.incident]
            decision = Decision.ACCEPT if good else Decision.REJECT
            said.append(_judgement(len(said), decision, (lesson.incident,)))
            asked.append(place[IncidentId(lesson.incident)])
    return asked


# --- links ----------------------------------------------------------------------------------------


class Linkable(NamedTuple):
    """What linking takes, and the true event of each mention; None where nobody knows."""

    reports: tuple[Report, ...]
    coded: tuple[Coded, ...]
    sources: tuple[Source, ...]
    truth: Mapping[str, str]


def gold_desks(folder: Path, many: int, size: int) -> Iterator[Linkable]:
    """Desks of some incidents of a set in which every report tells of one."""
    coder = load_coder()
    gold = {row["id"]: row["incident"] for row in _lines(folder / "gold.jsonl")}
    rows = {row["id"]: row for row in _lines(folder / "reports.jsonl")}
    names = sorted({gold[name] for name in rows})
    order = np.random.default_rng(8).permutation(len(names))
    at = 0
    for _ in range(many):
        kept: list[str] = []
        while len(kept) < size:
            kept += [name for name in sorted(rows) if gold[name] == names[order[at]]]
            at += 1
        coded = tuple(code_report(coder, line_of(rows[name])) for name in kept)
        yield Linkable(
            reports=tuple(_report(rows[name]) for name in kept),
            coded=coded,
            sources=(),
            truth={m.id: gold[str(c.report)] for c in coded for m in c.mentions},
        )


def _report(row: Mapping[str, Any]) -> Report:
    return Report(
        id=ReportId(row["id"]), source=SourceId(row["source"]), body=row["text"],
        title=row.get("title"), lang=row.get("lang"),
        said_on=date.fromisoformat(row["published"][:10]),
    )  # fmt: skip


def made_desks(many: int, size: int) -> Iterator[Linkable]:
    """Desks that are made up."""
    for seed in range(many):
        scale = Scale(sources=20, towns=8, incidents=size, days=60, heard=0.07)
        made = make_desk(seed, scale)
        deeds = [t for t in made.tellings if t.deed is not None]
        yield Linkable(
            reports=tuple(t.report for t in deeds),
            coded=tuple(t.coded for t in deeds),
            sources=made.sources,
            truth={m.id: str(t.deed) for t in deeds for m in t.coded.mentions},
        )


def run_links(desk: Linkable, seed: int) -> Iterator[tuple[float, float, float]]:
    """Share asked at random, pair F1 reached, and the share that active order needs for it.

    Both orders ask the questions that the queue has at the start; `link` is run anew at each of
    twelve points with what was answered up to there.
    """
    weights = load_weights()
    linked = link(desk.reports, desk.coded, desk.sources, (), weights)
    answers = _answers(linked.incidents, linked.links, weights.join / 1000, desk.truth)
    rng = np.random.default_rng([seed, 9])
    points = sorted({round(len(answers) * n / 12) for n in range(13)})

    def curve(order: Sequence[int]) -> list[float]:
        said = [answers[n] for n in order]
        return [
            pair_f1(link(desk.reports, desk.coded, desk.sources, said[:n], weights).incidents, desk)
            for n in points
        ]

    active = np.maximum.accumulate(curve(range(len(answers))))
    random = np.array(curve(rng.permutation(len(answers)).tolist()))
    for share in SHARES:
        at = share * len(answers)
        reached = float(np.interp(at, points, random))
        needed = float(np.interp(reached, active, points)) if reached > active[0] else 0.0
        yield share, reached, needed / at


def _answers(
    incidents: Sequence[Incident], links: Sequence[Link], join_bits: float, truth: Mapping[str, str]
) -> list[Judgement]:
    """The questions of the first queue, answered in the order in which the active queue asks them.

    After each batch the queue is looked at anew; what is new in it is left out, so that random
    order has the same questions.
    """
    said: list[Judgement] = []
    first: set[tuple[str, str]] = set()
    while True:
        queue = lessons(incidents, (), links, said, join_bits=join_bits)
        first = first or {one.pair for one in queue if one.pair is not None}
        pairs = [one.pair for one in queue if one.pair in first and one.pair is not None]
        if not pairs:
            return said
        for one, other in pairs[:BATCH]:
            decision = Decision.SAME if truth[one] == truth[other] else Decision.DIFFERENT
            said.append(_judgement(len(said), decision, (one, other)))


def pair_f1(incidents: Sequence[Incident], desk: Linkable) -> float:
    """F1 over pairs of reports that share an incident, beside pairs that share a true event."""
    truth: dict[str, set[str]] = {}
    for coded in desk.coded:
        for mention in coded.mentions:
            truth.setdefault(desk.truth[mention.id], set()).add(str(coded.report))
    true = _pairs(truth.values())
    found = _pairs(set(map(str, one.reports)) for one in incidents)
    return 2 * len(true & found) / max(1, len(true) + len(found))


def _pairs(groups: Any) -> set[tuple[str, str]]:
    return {(a, b) for group in groups for a in group for b in group if a < b}


# --- both -----------------------------------------------------------------------------------------


def _judgement(number: int, decision: Decision, about: tuple[str, ...]) -> Judgement:
    return Judgement(
        id=JudgementId(f"j-{number:06}"), decision=decision, about=about, by="gold",
        at=NIGHT + timedelta(seconds=number), reason="gold",
    )  # fmt: skip


def saved(runs: Sequence[Sequence[tuple[float, float, float]]]) -> Iterator[Saved]:
    """The mean over seeds at each share, with the interval of the mean (percentile bootstrap)."""
    table = np.array(runs)
    rng = np.random.default_rng(1)
    for at, share in enumerate(table[0, :, 0]):
        needed = table[:, at, 2]
        draws = rng.choice(needed, (2000, len(needed))).mean(axis=1)
        low, high = np.quantile(draws, (0.025, 0.975))
        yield Saved(float(share), float(table[:, at, 1].mean()), float(needed.mean()), low, high)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def main() -> int:
    """Run one simulation and print a row for each share."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sort", choices=("documents", "links", "made"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seeds", type=int, default=None)
    parser.add_argument("--size", type=int, default=250, help="reports (links) or events (made)")
    told = parser.parse_args()
    if told.sort == "documents":
        desk = document_desk(told.folder)
        wrong = sum(not good for good in desk.right.values())
        print(f"{len(desk.incidents)} incidents, {wrong} wrong as the machine has them")
        runs = [list(run_documents(desk, seed)) for seed in range(told.seeds or SEEDS)]
    else:
        many = told.seeds or 5
        gold: Callable[[], Iterator[Linkable]] = lambda: (  # noqa: E731
            made_desks(many, told.size)
            if told.sort == "made"
            else gold_desks(told.folder, many, told.size)
        )
        runs = [list(run_links(desk, seed)) for seed, desk in enumerate(gold())]
    print("asked at random   accuracy   active needs of that (95 %)")
    for one in saved(runs):
        print(
            f"{one.share:>15.0%}   {one.accuracy:8.3f}   {one.needed:.0%}"
            f" ({one.low:.0%} - {one.high:.0%})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
