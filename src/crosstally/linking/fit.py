"""The weights again, from what a desk's own pairs say: by expectation and maximisation.

Invariant: the same pairs in any order give the same weights. What people judged is taken as known;
every other pair counts as one event with the probability that its bits give. A level that few pairs
show stays near what it was. Prior and thresholds stay: only the levels of a feature move, against
one another.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log2
from typing import NamedTuple
from zlib import crc32

from crosstally.linking.block import family
from crosstally.linking.columns import read_columns
from crosstally.linking.compare import FEATURES
from crosstally.linking.facet import Facet
from crosstally.linking.group import pairs
from crosstally.linking.judged import Judged
from crosstally.linking.tellings import read_tellings
from crosstally.linking.weigh import Weights, weigh
from crosstally.records import Digest, MentionId

ROUNDS = 20  # on 2,700 pairs of news items the tenth round still moved a level by .05 bits
SAMPLE = 250  # mentions whose pairs, worth comparing or not, show what strangers look like
PULL = 100.0  # pairs that a level's present bits are worth beside what is seen
MOST = 1.0  # bits that a level moves at most at a time: unjudged pairs alone would split a third
JUDGED = 10.0  # pairs that one judged by a person is worth

Level = tuple[str, str]


class Move(NamedTuple):
    """A level whose bits would move: on how many pairs it rests, its bits now and then."""

    feature: str
    level: str
    pairs: int
    old: float
    new: float


class Fitted(NamedTuple):
    """New weights, what moved by a tenth of a bit or more, and on how many pairs that rests."""

    weights: Weights
    moves: tuple[Move, ...]
    pairs: int
    judged: int


class _Pair(NamedTuple):
    """What was heard of a pair, and whether a person judged it the same (1) or different (0)."""

    heard: tuple[tuple[Level, float], ...]
    truth: float | None


def fit(facets: Sequence[Facet], judged: Judged, weights: Weights) -> Fitted:
    """The weights that a desk's mentions and judgements speak for.

    In each round every pair counts as one event with g = 1 / (1 + 2^-bits). For a level l of a
    feature, m(l) is its share among the pairs that are one event; u(l) its share among the pairs of
    a sample of all mentions, which are strangers but for a few. It is worth log2(m / u), moved so that its feature's mean over the pairs of one event is what it was.

    Args:
        facets: mentions of what occurred, goes on or is past, by mention id.
        judged: what people judged to be together and apart.
        weights: where to start.

    Source: Fellegi & Sunter, JASA 64 (1969); Winkler, ASA Survey Research Methods (1988).
    """
    named = {mention for pair in (*judged.together, *judged.apart) for mention in pair}
    told = [telling.facet for telling in read_tellings(facets, judged=named)]
    heard = _heard(told, judged, weights)
    strangers = _strangers(told, weights)
    start = {
        (f, level): bits / 1000 for f, ls in weights.features.items() for level, bits in ls.items()
    }
    bits = dict(start)
    seen: dict[Level, float] = defaultdict(float)
    for pair in heard:
        for level, share in pair.heard:
            seen[level] += share * _worth(pair)
    for _ in range(ROUNDS):
        same = _expected(heard, bits, weights.prior / 1000)
        bits = _maximised(same, seen, strangers, start)
    counts = {
        level: sum(level == name for pair in heard for name, _ in pair.heard) for level in seen
    }
    moves = tuple(
        Move(*level, counts[level], start[level], round(bits[level], 1))
        for level in sorted(seen)
        if abs(round(bits[level], 1) - start[level]) >= 0.1
    )
    return Fitted(
        _moved(weights, moves), moves, len(heard), sum(p.truth is not None for p in heard)
    )


def _heard(told: Sequence[Facet], judged: Judged, weights: Weights) -> list[_Pair]:
    """What is heard of every pair of two reports that is worth comparing or was judged."""
    at = {facet.mention: place for place, facet in enumerate(told)}
    truth: dict[tuple[int, int], float] = {}
    for known, value in ((judged.together, 1.0), (judged.apart, 0.0)):
        truth.update({_places(at, pair): value for pair in known if set(pair) <= set(at)})
    near = {(a, b) for a, b in pairs(told, read_columns(told)).tolist()} | set(truth)
    return [
        _Pair(_levels_of(told[a], told[b], weights), truth.get((a, b)))
        for a, b in sorted(near)
        if _comparable(told[a], told[b])
    ]


def _strangers(told: Sequence[Facet], weights: Weights) -> dict[Level, float]:
    """How often each level is heard among all pairs of a sample, the same whatever the order."""
    sample = sorted(told, key=lambda facet: (crc32(facet.mention.encode()), facet.mention))[:SAMPLE]
    found: dict[Level, float] = defaultdict(float)
    for at, one in enumerate(sample):
        for other in sample[at + 1 :]:
            if _comparable(one, other):
                for level, share in _levels_of(one, other, weights):
                    found[level] += share
    return found


def _comparable(one: Facet, other: Facet) -> bool:
    return one.report != other.report and family(one.kind) is family(other.kind)


def _levels_of(one: Facet, other: Facet, weights: Weights) -> tuple[tuple[Level, float], ...]:
    parts = weigh(one, other, weights).parts
    return tuple(
        ((name, evidence.level), evidence.share) for name, evidence in parts if evidence.share
    )


def _places(at: Mapping[MentionId, int], pair: tuple[MentionId, MentionId]) -> tuple[int, int]:
    low, high = sorted((at[pair[0]], at[pair[1]]))
    return low, high


def _expected(
    heard: Sequence[_Pair], bits: Mapping[Level, float], prior: float
) -> dict[Level, float]:
    """How often each level is heard among the pairs of one event, as far as the bits can tell."""
    same: dict[Level, float] = defaultdict(float)
    for pair in heard:
        total = prior + sum(bits[level] * share for level, share in pair.heard)
        g = pair.truth if pair.truth is not None else 1 / (1 + 2 ** -max(-60.0, min(60.0, total)))
        for level, share in pair.heard:
            same[level] += g * share * _worth(pair)
    return same


def _maximised(
    same: Mapping[Level, float],
    seen: Mapping[Level, float],
    strangers: Mapping[Level, float],
    start: Mapping[Level, float],
) -> dict[Level, float]:
    """The bits of each level that the pairs show: log2(m / u), pulled towards what they were."""
    found = dict(start)
    for feature in FEATURES:
        levels = [level for level in sorted(seen) if level[0] == feature.name]
        all_same = sum(same[level] for level in levels)
        all_strange = sum(strangers.get(level, 0.0) for level in levels)
        if len(levels) < 2 or not all_same or not all_strange:
            continue
        raw = {
            level: log2((same[level] + 1) / (all_same + len(levels)))
            - log2((strangers.get(level, 0.0) + 1) / (all_strange + len(levels)))
            for level in levels
        }
        shift = sum(same[level] * (start[level] - raw[level]) for level in levels) / all_same
        for level in levels:
            told = seen[level] * (raw[level] + shift) + PULL * start[level]
            moved = told / (seen[level] + PULL) - start[level]
            found[level] = start[level] + max(-MOST, min(MOST, moved))
    return found


def _worth(pair: _Pair) -> float:
    return 1.0 if pair.truth is None else JUDGED


def _moved(weights: Weights, moves: Sequence[Move]) -> Weights:
    """The weights with what moved, named after what they hold."""
    features = {name: dict(levels) for name, levels in weights.features.items()}
    for move in moves:
        features[move.feature][move.level] = round(move.new * 1000)
    if not moves:
        return weights
    moved = weights._replace(features=features)
    held = hashlib.sha256(to_toml(moved).encode()).hexdigest()
    named = moved._replace(version=f"{weights.version.partition('+')[0]}+{held[:8]}")
    return named._replace(digest=Digest(hashlib.sha256(to_toml(named).encode()).hexdigest()))


def to_toml(weights: Weights) -> str:
    """The weights as the text of a `weights.toml`, which reads back the same."""
    rows = ", ".join(f"[{bits / 1000}, {share}]" for bits, share in weights.calibration)
    lines = [
        "# Written by `crosstally fit`. Frozen: a change is a new version.",
        f'version = "{weights.version}"',
        f"prior_bits = {weights.prior / 1000}",
        f"absent_bits = {weights.absent / 1000}",
        f"join_bits = {weights.join / 1000}",
        f"never_bits = {weights.never / 1000}",
        f"calibration = [{rows}]",
    ]
    for name, levels in weights.features.items():
        lines += ["", f"[features.{name}]"]
        lines += [f'"{level}" = {bits / 1000}' for level, bits in levels.items()]
    return "\n".join(lines) + "\n"
