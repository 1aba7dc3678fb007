"""Near copies by text, and the joining of what belongs together.

Invariant: the groups depend on which reports are there, never on their order. A template filled in
for another town is no copy, which the caller's `agree` decides.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from crosstally.text.fold import fold
from crosstally.text.grams import contained, fingerprint
from crosstally.text.grams import near_copies as alike

# The share of all runs of three words that two copies have in common. A repost of fifteen words with
# two words put in keeps .65. At .45 the search takes twice as long: bands of two sketch rows, not three.
FLOOR = 0.5
LEAST = 6  # a text with fewer runs copies nobody: set phrases
READ = 20_000


def near_copies(
    texts: Sequence[tuple[str, str]], agree: Callable[[str, str], bool]
) -> list[tuple[str, str, float]]:
    """Pairs (id, id, share of the shorter text) of near copies, in order.

    Args:
        texts: id and body of each report, by id.
        agree: whether two reports may tell of the same thing at all.
    """
    prints = {name: fingerprint(fold(body[:READ]).text) for name, body in texts}
    names = [name for name, _ in texts if len(prints[name].shingles) >= LEAST]
    found = []
    for pair in alike([prints[name] for name in names], FLOOR):
        one, other = names[pair.first], names[pair.second]
        if agree(one, other):
            found.append((one, other, contained(prints[one], prints[other])))
    return found


def gather(names: Iterable[str], joined: Iterable[tuple[str, str]]) -> Mapping[str, str]:
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
    return {name: root(name) for name in home}
