#!/usr/bin/env python3
"""How far an adversary who owns a third of the sources moves the strict count.

Invariant: an attack follows from its seed; the desk without it is the same desk. The adversary knows
every honest report and every rule, owns 30 % of the declared sources (which go on telling the truth
beside), may open any number of undeclared ones, and writes what it likes.

  python eval/poison.py [--attacks N] [--from SEED] [--json]     attacks SEED … SEED + N - 1
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from made_desk import (
    PLAIN,
    SCALE,
    START,
    Deed,
    Made,
    Manner,
    Scale,
    Telling,
    make_deed,
    make_desk,
    make_word,
    perceived,
    tell,
)

from crosstally.counting import Rule, load_rules, tally
from crosstally.linking import Linked, link, load_weights
from crosstally.records import (
    Knowing,
    Reality,
    Source,
    SourceId,
    SourceKind,
    Stance,
    changed,
)

SHARE = 0.3  # of the sources the adversary owns


class Desk(NamedTuple):
    """A made desk as the adversary sees it: what is linked, who is owned, and the size of its count.

    `voices` says of each report how many voices the incident has in which it stands.
    """

    made: Made
    owned: tuple[Source, ...]
    linked: Linked
    strict: int
    voices: Mapping[str, int]


class Outcome(NamedTuple):
    """One attack: how many reports it wrote, and the count before and after, by each rule."""

    seed: int
    attack: str
    written: int
    sources: int
    before: int
    after: int
    plain_before: int
    plain_after: int

    @property
    def moved(self) -> float:
        """The share by which the strict count moved."""
        return (self.after - self.before) / self.before


Attack = Callable[[np.random.Generator, Desk], Iterator[Telling]]


def some(rng: np.random.Generator, desk: Desk, low: int, high: int) -> list[Source]:
    """A few of the owned sources, of different owners where there are."""
    number = min(len(desk.owned), int(rng.integers(low, high + 1)))
    return [desk.owned[n] for n in rng.choice(len(desk.owned), number, replace=False)]


def invented(
    rng: np.random.Generator, desk: Desk, number: int, manner: Manner = PLAIN
) -> Iterator[Telling]:
    """Deeds that never happened, each told by two to five owned sources, each in its own way."""
    for n in range(number):
        deed = make_deed(rng, f"x{n:04}", desk.made.scale)
        if manner.unplaced:
            deed = deed._replace(town=1000 + int(rng.integers(0, 80)), site=None)
        for source in some(rng, desk, 2, 5):
            claim = Knowing.WITNESS if rng.random() < 0.5 else Knowing.UNKNOWN
            yield tell(
                rng, f"{deed.name}-{source.id}", source, perceived(rng, deed),
                late=int(rng.integers(0, 3)), of=None, manner=manner, basis=claim,
            )  # fmt: skip


def flood(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """A flood of invented deeds: from a third of the strict count to thrice it."""
    return invented(rng, desk, int(desk.strict * 10 ** rng.uniform(-0.5, 0.5)))


def towns(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """Deeds in towns that do not exist."""
    number = int(desk.strict * 10 ** rng.uniform(-0.5, 0.3))
    return invented(rng, desk, number, Manner(unplaced=True))


def copies(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """Others' reports in new words, by owned sources: to make two witnesses of one."""
    honest = [one for one in desk.made.tellings if one.report.source not in _ids(desk.owned)]
    share = rng.uniform(0.3, 1.0)
    for one in honest:
        if rng.random() < share:
            (source,) = some(rng, desk, 1, 1)
            told = _reworded(rng, one.told)
            said = ((one.report.said_on or START) - START).days
            late = said - told.day + int(rng.integers(1, 4))
            yield tell(
                rng, f"c-{one.report.id}", source, told, late=late, of=None, basis=Knowing.WITNESS
            )


def dates(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """Others' reports in new words and moved by days, each by two owned sources or three."""
    number = int(desk.strict * 10 ** rng.uniform(-0.5, 0.3))
    for n in range(number):
        one = desk.made.tellings[int(rng.integers(0, len(desk.made.tellings)))]
        moved = one.told.day + int(rng.choice([-9, -6, -3, -2, -1, 1, 2, 3, 6, 9]))
        for source in some(rng, desk, 2, 3):
            told = _reworded(rng, one.told)._replace(day=max(0, moved))
            yield tell(
                rng,
                f"f{n:04}-{source.id}",
                source,
                perceived(rng, told),
                late=int(rng.integers(0, 3)),
                of=None,
            )


def splits(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """False details of what did happen, to pull its reports apart: another site, size, group, kind."""
    share = rng.uniform(0.1, 0.5)
    for one in desk.made.tellings:
        if rng.random() < share:
            (source,) = some(rng, desk, 1, 1)
            other = make_deed(rng, "y", desk.made.scale)
            told = one.told._replace(
                size=other.size, group=other.group, site=other.site, arrested=other.arrested,
                theme=other.theme, words=other.words,
                kind=other.kind if rng.random() < 0.3 else one.told.kind,
            )  # fmt: skip
            # it tells of deeds that two honest sources know already: nothing is to be won by one more
            if _voices(desk, one) >= 2:
                yield tell(
                    rng, f"y-{one.report.id}", source, told, late=int(rng.integers(0, 3)), of=None
                )


def bridges(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """Reports that make one deed of several of a town: long stretches of days, words of both."""
    deeds = sorted(desk.made.deeds, key=lambda deed: (deed.town, deed.day))
    known = {one.deed for one in desk.made.tellings if _voices(desk, one) >= 2}
    for one, other in pairwise(deeds):
        if one.town == other.town and other.day - one.day <= 10 and {one.name, other.name} <= known:
            for source in some(rng, desk, 1, 3):
                told = one._replace(words=one.words[:7] + other.words[:7])
                manner = Manner(last=other.day)
                yield tell(
                    rng,
                    f"b-{one.name}-{source.id}",
                    source,
                    told,
                    late=other.day - one.day,
                    of=None,
                    manner=manner,
                )


def denials(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """What happened denied, called a plan, or called a rally for the state, by the dozen."""
    ways = (
        Manner(reality=Reality.DENIED),
        Manner(reality=Reality.PLANNED),
        Manner(reality=Reality.PAST),
        Manner(stance=Stance.PRO_STATE),
    )
    for deed in desk.made.deeds:
        if rng.random() < 0.5:
            for source in some(rng, desk, 1, 4):
                way = ways[int(rng.integers(0, len(ways)))]
                yield tell(
                    rng,
                    f"n-{deed.name}-{source.id}",
                    source,
                    perceived(rng, deed),
                    late=1,
                    of=None,
                    manner=way,
                )


def strangers(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """Undeclared sources without number, each a witness by its own word, on all that is told."""
    for one in desk.made.tellings:
        for n in range(int(rng.integers(0, 3))):
            stranger = Source(
                id=SourceId(f"anyone-{make_word(rng)}"), name="anyone", kind=SourceKind.UNKNOWN
            )
            yield tell(
                rng, f"u{n}-{one.report.id}", stranger, perceived(rng, one.told), late=1, of=None,
                manner=Manner(phrase="our correspondent saw"), basis=Knowing.WITNESS,
            )  # fmt: skip


def everything(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """All of these at once."""
    for at, attack in enumerate((flood, copies, dates, splits, bridges, denials, strangers)):
        for one in attack(rng, desk):
            if rng.random() < 0.5:
                yield one._replace(
                    report=changed(one.report, id=f"{at}{one.report.id}"),
                    coded=changed(one.coded, report=f"{at}{one.report.id}"),
                )


def quiet(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """Few invented deeds, of a twentieth to a fifth of the strict count: hard to tell from chance."""
    return invented(rng, desk, int(desk.strict * rng.uniform(0.05, 0.2)))


def echoes(rng: np.random.Generator, desk: Desk) -> Iterator[Telling]:
    """What one honest source told, told by an owned one with a detail of its own: true, but for that."""
    for one in desk.made.tellings:
        if _voices(desk, one) < 2 and one.report.source not in _ids(desk.owned):
            (source,) = some(rng, desk, 1, 1)
            told = _reworded(rng, one.told)._replace(arrested=int(rng.integers(1, 60)))
            yield tell(rng, f"e-{one.report.id}", source, told, late=1, of=None)


# what the bar is about, and what no count of witnesses can withstand (docs/why/counting.md)
ATTACKS: tuple[tuple[str, Attack], ...] = (
    ("flood", flood), ("invented towns", towns), ("copies in new words", copies),
    ("false dates", dates), ("splitting", splits), ("bridging", bridges), ("denials", denials),
    ("undeclared witnesses", strangers),
)  # fmt: skip
BEYOND: tuple[tuple[str, Attack], ...] = (
    ("quiet invention", quiet),
    ("echo with a detail", echoes),
)


def _reworded(rng: np.random.Generator, told: Deed) -> Deed:
    return told._replace(
        words=tuple(w if rng.random() < 0.3 else make_word(rng) for w in told.words)
    )


def _ids(sources: Sequence[Source]) -> set[str]:
    return {source.id for source in sources}


def _voices(desk: Desk, one: Telling) -> int:
    return desk.voices.get(one.report.id, 0)


def linked(made: Made, more: Sequence[Telling] = ()) -> Linked:
    """A desk's reports and some more, linked."""
    every = [*made.tellings, *more]
    return link(
        [one.report for one in every],
        [one.coded for one in every],
        made.sources,
        [],
        load_weights(),
    )


def open_seed(seed: int, scale: Scale = SCALE) -> Desk:
    """The desk of a seed, with whom the adversary owns."""
    made = make_desk(seed, scale)
    rng = np.random.default_rng([seed, 2])
    number = round(len(made.sources) * SHARE)
    owned = sorted(rng.choice(len(made.sources), number, replace=False).tolist())
    found = linked(made)
    (rule,) = load_rules("strict")
    voices = {report: len(one.voices) for one in found.incidents for report in one.reports}
    mine = tuple(made.sources[n] for n in owned)
    return Desk(made, mine, found, tally(found.incidents, rule).value, voices)


def run(seed: int, name: str, attack: Attack, desk: Desk) -> Outcome:
    """What one attack does to the strict count, and to one without its defences."""
    (rule,) = load_rules("strict")
    plain: Rule = changed(rule, voices_floor=0, blocs=None)
    more = list(attack(np.random.default_rng([seed, 3]), desk))
    after = linked(desk.made, more)
    return Outcome(
        seed=seed, attack=name, written=len(more), sources=len(desk.owned),
        before=desk.strict, after=tally(after.incidents, rule).value,
        plain_before=tally(desk.linked.incidents, plain).value,
        plain_after=tally(after.incidents, plain).value,
    )  # fmt: skip


def main() -> int:
    """Runs the attacks and prints a row for each sort."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attacks", type=int, default=8)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--beyond", action="store_true", help="those that no count withstands, too")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    kinds = ATTACKS + (BEYOND if args.beyond else ())
    found: list[Outcome] = []
    desk: Desk | None = None
    for seed in range(args.first, args.first + args.attacks):
        name, attack = kinds[seed % len(kinds)]
        desk = open_seed(seed)
        found.append(run(seed, name, attack, desk))
        one = found[-1]
        if args.json:
            print(json.dumps({**one._asdict(), "moved": round(one.moved, 4)}), flush=True)
    if not args.json:
        for name, _ in kinds:
            rows = [one for one in found if one.attack == name]
            if rows:
                moved = [abs(one.moved) for one in rows]
                plain = [abs(one.plain_after / one.plain_before - 1) for one in rows]
                print(
                    f"{name:24} {len(rows):4} attacks  moved: mean {np.mean(moved):6.1%}  most "
                    f"{max(moved):6.1%}   without the rule: mean {np.mean(plain):6.1%}"
                )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
