"""Near copies by text: which reports repeat one another's words.

Invariant: the groups depend on which reports are there, never on their order. Two reports are near
copies where three in five of the shorter one's runs of three words stand in the other; a
template filled in for another town or day is no copy, which the caller's `agree` decides.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

from crosstally.text.fold import fold

RUN = 3  # words in a shingle: posts are short, five words found no copy that was edited lightly
SHARE = 0.6
LEAST = 6  # a text with fewer shingles copies nobody: set phrases
SKETCH = 12  # lowest shingles by which copies are brought together
CROWD = 200  # a shingle that stands in more reports than this is a set phrase
READ = 20_000


def near_copies(
    texts: Sequence[tuple[str, str]], agree: Callable[[str, str], bool]
) -> list[tuple[str, str, float]]:
    """Pairs (id, id, share of words) of near copies, the lower id first, in order.

    Args:
        texts: id and body of each report.
        agree: whether two reports may tell of the same thing at all.
    """
    prints = {name: shingles(body) for name, body in texts}
    holders: dict[int, list[str]] = defaultdict(list)
    for name in sorted(prints):
        if len(prints[name]) >= LEAST:
            for mark in sorted(prints[name])[:SKETCH]:
                holders[mark].append(name)
    seen: set[tuple[str, str]] = set()
    for group in holders.values():
        if len(group) <= CROWD:
            seen.update((a, b) for at, a in enumerate(group) for b in group[at + 1 :])
    found = []
    for a, b in sorted(seen):
        share = containment(prints[a], prints[b])
        if share >= SHARE and agree(a, b):
            found.append((a, b, share))
    return found


def shingles(body: str) -> frozenset[int]:
    """Marks of each run of three words of a text, folded."""
    words = fold(body[:READ]).text.split()
    return frozenset(
        crc32(" ".join(words[at : at + RUN]).encode()) for at in range(len(words) - RUN + 1)
    )


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the shorter text's marks that stand in the other."""
    return len(one & other) / max(1, min(len(one), len(other)))


def gather(names: Sequence[str], joined: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """For each name, the lowest name that it is joined to, directly or through others."""
    home = {name: name for name in names}

    def root(name: str) -> str:
        while home[name] != name:
            home[name] = home[home[name]]
            name = home[name]
        return name

    for one, other in joined:
        a, b = sorted((root(one), root(other)))
        home[b] = a
    return {name: root(name) for name in names}
