"""Tables of counts by day and source, and of slogans: what a turn is studied on without a desk.

Invariant: a source looked while it spoke, a row of nought among its words; a slogan that is about
neither the economy nor politics, or about nothing known, is left out and nothing is put in its
place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from crosstally.analysis.inputs import HINT, MOST_DAYS, Ints, day_in, rows_of, whole
from crosstally.analysis.turn.heard import Heard
from crosstally.analysis.turn.panels import Panel, panel_of
from crosstally.analysis.watch import spells
from crosstally.errors import FormatError
from crosstally.records import Theme

Told = tuple[str, str, str, date]  # wave, source, place, day
ECONOMIC = frozenset({Theme.ECONOMIC, Theme.LABOUR})


def read_panel(path: Path) -> Panel:
    """A panel from a CSV of `day`, `source`, `count`; equal rows are added up.

    Raises:
        FormatError: a column or a cell is not what it must be.
    """
    counts: Counter[tuple[str, date]] = Counter()
    for number, row in rows_of(path, ("day", "source", "count"))[1]:
        key = row["source"], day_in(row["day"], path, number)
        counts[key] += whole(row["count"], path, number)
    if not counts:
        raise FormatError(f"{path.name}: nothing counted", hint=HINT)
    spoke: dict[str, set[date]] = defaultdict(set)
    raw: Counter[date] = Counter()
    for (source, day), count in counts.items():
        spoke[source].add(day)
        raw[day] += count
    return panel_from(counts, spoke, raw)


def panel_from(
    counts: Mapping[tuple[str, date], int],
    spoke: Mapping[str, Iterable[date]],
    raw: Mapping[date, int],
) -> Panel:
    """A panel over the days of `raw`; a source looks through its `spells` of speaking."""
    first, last = min(raw), max(raw)
    n = (last - first).days + 1
    if n > MOST_DAYS:
        raise FormatError("the days span more than a century", hint=HINT)
    at = {source: index for index, source in enumerate(sorted(spoke))}
    told, looked = (np.zeros((len(at), n), dtype=np.int64) for _ in range(2))
    for (source, day), count in counts.items():
        told[at[source], (day - first).days] += count
    for source, days in spoke.items():
        for start, end in spells(days):
            looked[at[source], max((start - first).days, 0) : max((end - first).days + 1, 0)] = 1
    every = np.array([raw.get(first + timedelta(days=day), 0) for day in range(n)], dtype=np.int64)
    return panel_of(told, looked, every)


def read_heard(path: Path) -> Heard:
    """Slogans from a CSV of `day`, `source`, `theme`, and if there are `place`, `wave`, `checked`.

    `theme` is what the coder said, `checked` what a person said of the same slogan, where one did.
    Without `wave` the table is one wave.

    Raises:
        FormatError: a column or a cell is not what it must be.
    """
    told: list[tuple[Told, bool]] = []
    confusion = np.zeros((2, 2), dtype=np.int64)
    for number, row in rows_of(path, ("day", "source", "theme"))[1]:
        day = day_in(row["day"], path, number)
        coded, truly = (_side(row.get(name, ""), path, number) for name in ("theme", "checked"))
        if coded is not None:
            told.append(((row.get("wave", ""), row["source"], row.get("place", ""), day), coded))
            if truly is not None:
                confusion[int(truly), int(coded)] += 1
    if not told:
        raise FormatError(f"{path.name}: no economic and no political slogan", hint=HINT)
    return heard_of(told, confusion if confusion.any() else None)


def heard_of(told: Iterable[tuple[Told, bool]], confusion: Ints | None = None) -> Heard:
    """The rows of what was heard, from each slogan and whether it is political."""
    counts: dict[Told, list[int]] = defaultdict(lambda: [0, 0])
    begin: dict[str, date] = {}
    for key, political in told:
        counts[key][int(political)] += 1
        begin[key[0]] = min(begin.get(key[0], key[3]), key[3])
    rows = sorted(counts)
    ranks = [_ranked(row[0] for row in rows), _by_words(counts), _ranked(row[2] for row in rows)]
    codes = [np.array([ranks[n][str(row[n])] for row in rows], dtype=np.int64) for n in range(3)]
    order = np.lexsort(
        (codes[2], np.array([row[3].toordinal() for row in rows]), codes[1], codes[0])
    )
    codes, rows = [one[order] for one in codes], [rows[n] for n in order]
    days = np.array([(row[3] - begin[row[0]]).days for row in rows], dtype=np.int64)
    both = np.array([counts[row] for row in rows], dtype=np.int64).reshape(len(rows), 2)
    return Heard(
        tuple(sorted(begin)), codes[0], codes[1], codes[2], days, both[:, 0], both[:, 1], confusion
    )


def _ranked(names: Iterable[str]) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(sorted(set(names)))}


def _by_words(counts: Mapping[Told, list[int]]) -> dict[str, int]:
    """Sources in the order of what they heard, so that no draw of chance hangs on a name."""
    heard: dict[str, list[tuple[str, str, date, list[int]]]] = defaultdict(list)
    for (wave, source, place, day), both in sorted(counts.items()):
        heard[source].append((wave, place, day, both))
    ordered = sorted(heard, key=lambda source: (heard[source], source))
    return {source: rank for rank, source in enumerate(ordered)}


def side_of(theme: Theme | None) -> bool | None:
    """Whether a slogan is political; None where it is about neither politics nor the economy."""
    if theme is Theme.POLITICAL:
        return True
    return False if theme in ECONOMIC else None


def _side(cell: str, path: Path, number: int) -> bool | None:
    if not cell:
        return None
    if cell not in set(Theme):
        raise FormatError(f"{path.name}: row {number}: no theme of the codebook", hint=HINT)
    return side_of(Theme(cell))
