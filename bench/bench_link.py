"""Linking's speed and memory beside plain connected components over the same pairs.

Run by hand: `python bench/bench_link.py [MENTIONS]`. It makes a desk of invented reports from a
seed, links it, and prints mentions a second, the memory used, and the same for a peer that a
newsroom might write in an afternoon: pairs of one town and neighbouring days joined by union-find,
without features, reasons, origins or resolution. Read the figures as ratios.
"""

import resource
import sys
import time
from collections import defaultdict
from datetime import date, timedelta

import numpy as np

from crosstally.linking import link, load_weights
from crosstally.records import (
    Basis,
    Coded,
    Days,
    Group,
    GroupValue,
    Kind,
    Level,
    Mention,
    MentionId,
    Place,
    PlaceId,
    Precision,
    Quote,
    Reality,
    Report,
    ReportId,
    SourceId,
    Span,
)

HERE = Span(0, 1)
KINDS = (Kind.ASM, Kind.ASM, Kind.ASM, Kind.STK, Kind.DSP, Kind.ARR, Kind.FRC, Kind.BLK)
GROUPS = tuple(Group)
START = date(2018, 1, 1)
VOCABULARY = 40_000


def make_desk(mentions: int, *, seed: int = 7) -> tuple[list[Report], list[Coded], list[int]]:
    """Reports, coded lines and the true incident of each mention, invented from a seed.

    Incidents fall on towns as cities do by size and on days in waves; one is told by 1 to 12
    reports; one report in ten is a copy of another.
    """
    draw = np.random.default_rng(seed)
    reports: list[Report] = []
    coded: list[Coded] = []
    truth: list[int] = []
    incident = 0
    while len(reports) < mentions:
        town = min(int(draw.pareto(1.1) * 10), 999)
        day = START + timedelta(days=int(abs(draw.normal()) * mentions / 60) % 900)
        kind = KINDS[int(draw.integers(len(KINDS)))]
        group = GROUPS[int(draw.integers(len(GROUPS)))]
        own = draw.integers(VOCABULARY, size=25)
        for _ in range(min(int(draw.geometric(0.4)), 12, mentions - len(reports))):
            number = len(reports)
            words = [
                *draw.choice(own, size=12),
                *np.exp(draw.random(25) * np.log(VOCABULARY)).astype(int),
            ]
            body = " ".join(f"w{word}" for word in words)
            if reports and draw.random() < 0.1 and truth[-1] == incident:
                body = reports[-1].body
            said = day + timedelta(days=int(draw.integers(3)))
            name = f"r{int(draw.integers(1 << 40)):010x}{number:06x}"
            reports.append(
                Report(
                    id=ReportId(name),
                    source=SourceId(f"s{int(draw.integers(60))}"),
                    body=body,
                    said_on=said,
                    lang="en",
                )
            )
            inferred = bool(draw.random() < 0.2)
            days = _days(said if inferred else day, inferred=inferred)
            told = _mention(name, kind, group, town, days)
            coded.append(Coded(report=ReportId(name), mentions=(told,)))
            truth.append(incident)
        incident += 1
    return reports, coded, truth


def _days(on: date, *, inferred: bool) -> Days:
    return Days(
        first=on,
        last=on,
        precision=Precision.DAY,
        basis=Basis.PUBLICATION if inferred else Basis.STATED,
        span=None if inferred else HERE,
    )


def _mention(name: str, kind: Kind, group: Group, town: int, days: Days) -> Mention:
    return Mention(
        id=MentionId(f"{name}#1"),
        kind=kind,
        subtype=None,
        reality=Reality.OCCURRED,
        stance=None,
        trigger=Quote(text="x", span=HERE),
        sentence=None,
        actor=None,
        days=days,
        place=Place(
            name=f"town {town}",
            id=PlaceId(f"t{town}"),
            level=Level.CITY,
            city=f"town {town}",
            province=f"p{town % 31}",
            country="IR",
            lat=25 + town % 40 * 0.35,
            lon=44 + town // 40 * 0.7,
            radius_km=5.0,
            span=HERE,
        ),
        size=None,
        groups=(GroupValue(value=group, span=HERE),),
        demands=(),
        slogans=(),
        harm=None,
        asserter=None,
        confidence=0.9,
    )


def plain_components(coded: list[Coded]) -> dict[str, int]:
    """The group of each mention by union-find over pairs of one town, kind and neighbouring days."""
    told = [line.mentions[0] for line in coded]
    home = list(range(len(told)))

    def root(node: int) -> int:
        while home[node] != node:
            home[node] = home[home[node]]
            node = home[node]
        return node

    blocks: dict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
    for number, mention in enumerate(told):
        assert mention.place is not None
        assert mention.days is not None
        blocks[(str(mention.place.id), mention.kind)].append((mention.days.first, number))
    for block in blocks.values():
        block.sort()
        for at, (day, one) in enumerate(block):
            for other_day, other in block[at + 1 :]:
                if (other_day - day).days > 1:
                    break
                home[root(one)] = root(other)
    return {mention.id: root(number) for number, mention in enumerate(told)}


def pair_scores(groups: dict[str, int], truth: dict[str, int]) -> tuple[float, float]:
    """Precision and recall over pairs of mentions."""

    def pairs(sizes: dict[object, int]) -> int:
        return sum(n * (n - 1) // 2 for n in sizes.values())

    both: dict[object, int] = defaultdict(int)
    found: dict[object, int] = defaultdict(int)
    true: dict[object, int] = defaultdict(int)
    for mention, group in groups.items():
        both[(group, truth[mention])] += 1
        found[group] += 1
        true[truth[mention]] += 1
    return pairs(both) / max(1, pairs(found)), pairs(both) / max(1, pairs(true))


def main() -> None:
    """Print the figures."""
    mentions = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    reports, coded, truth = make_desk(mentions)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    linked = link(reports, coded, (), (), load_weights())
    took = time.process_time() - began
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    began = time.process_time()
    plain = plain_components(coded)
    peer = time.process_time() - began
    of = {line.mentions[0].id: true for line, true in zip(coded, truth, strict=True)}
    groups = {m: n for n, incident in enumerate(linked.incidents) for m in incident.mentions}
    precision, recall = pair_scores(groups, of)
    print(f"mentions {mentions}, true incidents {len(set(truth))}")
    print(f"crosstally: {len(linked.incidents)} incidents, {len(linked.origins)} origins")
    print(
        f"  {mentions / took:,.0f} mentions/s ({took:.1f} s of one core), {memory:,.0f} MB more memory"
    )
    print(f"  pair precision {precision:.3f}, recall {recall:.3f}")
    count = len(set(plain.values()))
    print(f"plain components: {count} incidents, {mentions / peer:,.0f} mentions/s ({peer:.1f} s)")
    precision, recall = pair_scores(plain, of)
    print(f"  pair precision {precision:.3f}, recall {recall:.3f}")
    print(f"  crosstally takes {took / peer:.0f} times as long")


if __name__ == "__main__":
    main()
