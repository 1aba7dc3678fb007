"""How strongly two mentions tell of one event, in bits, with every reason.

Invariant: bits are whole thousandths, so that sums are the same in any order. Weights are read from
`packs/linking/weights.toml`; a change there is a new version.
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from crosstally.errors import PackError
from crosstally.linking.compare import FEATURES
from crosstally.linking.evidence import Evidence
from crosstally.linking.facet import Facet
from crosstally.records import Digest

Look = Callable[[Facet, Facet], Evidence | None]


class Weights(NamedTuple):
    """What each feature is worth, and the thresholds, in thousandths of a bit.

    `calibration` holds what share of the pairs of a weight told of one event: rows of weight and
    probability, both rising.
    """

    version: str
    digest: Digest
    prior: int
    absent: int
    join: int
    never: int
    features: Mapping[str, Mapping[str, int]]
    calibration: tuple[tuple[int, float], ...]


class Weight(NamedTuple):
    """How strongly two mentions tell of one event.

    `millibits` is a log odds to base 2 in thousandths: 0 tells nothing, 10,000 is about a thousand
    to one.
    """

    millibits: int
    parts: tuple[tuple[str, Evidence], ...]


def load_weights(path: Path | None = None) -> Weights:
    """The weights of a file, or the built-in ones.

    Raises:
        PackError: a weight is missing, unknown or no number.
    """
    source = path or Path(str(resources.files("crosstally.packs"))) / "linking" / "weights.toml"
    raw = source.read_bytes()
    table = tomllib.loads(raw.decode("utf-8"))
    features = table.get("features", {})
    names = {
        f"{feature.name}.{evidence.level}" for feature in FEATURES for evidence in feature.levels
    }
    given = {f"{name}.{level}" for name, levels in features.items() for level in levels}
    if given != names:
        odd = ", ".join(sorted(given ^ names))
        raise PackError(f"the linking weights miss or add: {odd}", hint="one weight for a level")
    try:
        return Weights(
            version=str(table["version"]),
            digest=Digest(hashlib.sha256(raw).hexdigest()),
            prior=_milli(table["prior_bits"]),
            absent=_milli(table["absent_bits"]),
            join=_milli(table["join_bits"]),
            never=_milli(table["never_bits"]),
            features=MappingProxyType(
                {
                    name: MappingProxyType({level: _milli(bits) for level, bits in levels.items()})
                    for name, levels in features.items()
                }
            ),
            calibration=_calibration(table["calibration"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PackError(
            f"the linking weights are broken: {error}", hint="see the built-in file"
        ) from None


def weigh(one: Facet, other: Facet, weights: Weights) -> Weight:
    """The weight of a pair, with its reasons. The order of the two does not matter."""
    heard = [
        (feature.name, evidence)
        for feature in FEATURES
        if feature.speaks(one) and feature.speaks(other)
        if (evidence := feature.look(one, other)) is not None
    ]
    millibits = weights.prior + sum(
        bits_of(evidence, weights.features[name]) for name, evidence in heard
    )
    return Weight(millibits, tuple(heard))


def bits_of(evidence: Evidence | None, levels: Mapping[str, int]) -> int:
    """What a feature's evidence is worth, in thousandths of a bit; none is worth nothing."""
    return 0 if evidence is None else round(levels[evidence.level] * evidence.share)


def weigh_all(
    facets: Sequence[Facet], pairs: Iterable[tuple[int, int]], weights: Weights
) -> list[int]:
    """The thousandths of a bit of each pair of positions, as `weigh` gives them.

    What a mention can speak of is worked out once, and for each two sorts of mentions which
    features have anything to look at: most pairs need five of the twelve.
    """
    tongues = [_tongue(facet) for facet in facets]
    looks = [(feature.look, weights.features[feature.name]) for feature in FEATURES]
    spoken: dict[int, list[tuple[Look, Mapping[str, int]]]] = {}
    found = []
    for at, to in pairs:
        common = tongues[at] & tongues[to]
        heard = spoken.get(common)
        if heard is None:
            heard = [look for bit, look in enumerate(looks) if common >> bit & 1]
            spoken[common] = heard
        one, other, total = facets[at], facets[to], weights.prior
        for look, levels in heard:
            total += bits_of(look(one, other), levels)
        found.append(total)
    return found


def _tongue(facet: Facet) -> int:
    """The features that a mention has something to say on, a bit each."""
    return sum(1 << bit for bit, feature in enumerate(FEATURES) if feature.speaks(facet))


def _calibration(rows: Sequence[Sequence[float]]) -> tuple[tuple[int, float], ...]:
    """The rows of bits and probability, in thousandths of a bit; refused where they do not rise."""
    table = tuple((_milli(bits), float(share)) for bits, share in rows)
    shares = [share for _, share in table]
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(table))
    if not (table and rising and shares[0] >= 0 and shares[-1] <= 1):
        raise PackError("the calibration does not rise from 0 to 1", hint="rows of [bits, share]")
    return table


def _milli(bits: float) -> int:
    return round(bits * 1000)
