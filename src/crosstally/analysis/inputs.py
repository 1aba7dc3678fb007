"""Plain tables that people bring: lists of captures, and counts by day and place.

Invariant: a table is read whole or refused with the row that is wrong; nothing is filled in. A day
and place without a row is a count of nought only because the table says that it counts.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.errors import FormatError
from crosstally.records import Digest, digest_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MOST_DAYS = 36_525  # a century
HINT = "see docs/how-to/study-a-table.md for the columns"


class Lists(NamedTuple):
    """Who was seen by which lists.

    `seen` is cells × lists, 0 or 1, no row of noughts; `counts` is how many stand in each cell.
    """

    names: tuple[str, ...]
    seen: Ints
    counts: Ints
    digest: Digest

    @property
    def total(self) -> int:
        """How many were seen by any list."""
        return int(self.counts.sum())


class PlaceDays(NamedTuple):
    """Counts, places × days, from the first day on; each place's degrees where they are known."""

    first: date
    places: tuple[str, ...]
    counts: Ints
    lat: Floats | None
    lon: Floats | None
    digest: Digest


def read_lists(path: Path) -> Lists:
    """Lists from a CSV of one 0/1 column a list and `count`; equal rows are added up.

    Raises:
        FormatError: a column or a cell is not what it must be.
    """
    head, rows = rows_of(path, ("count",))
    names = tuple(name for name in head if name != "count")
    if not names:
        raise FormatError(f"{path.name}: no list", hint=HINT)
    cells: dict[tuple[int, ...], int] = {}
    for number, row in rows:
        seen = tuple(whole(row[name], path, number, most=1) for name in names)
        count = whole(row["count"], path, number)
        if count and not any(seen):
            raise FormatError(f"{path.name}: row {number}: seen by no list", hint=HINT)
        if count:
            cells[seen] = cells.get(seen, 0) + count
    if not cells:
        raise FormatError(f"{path.name}: nothing counted", hint=HINT)
    return lists_of(names, cells)


def lists_of(names: tuple[str, ...], cells: dict[tuple[int, ...], int]) -> Lists:
    """Lists from how many stand in each cell."""
    ordered = sorted(cells.items())
    seen = np.array([cell for cell, _ in ordered], dtype=np.int64).reshape(len(ordered), len(names))
    counts = np.array([count for _, count in ordered], dtype=np.int64)
    told = repr((names, [(cell, int(count)) for cell, count in ordered]))
    return Lists(names, seen, counts, digest_of(told.encode()))


def read_place_days(path: Path, places: Path | None = None) -> PlaceDays:
    """Counts from a CSV of `day`, `count` and, if there is more than one, `place`.

    Args:
        path: one row a day and place; days as 2017-12-28; equal rows are added up.
        places: a CSV of `place`, `lat`, `lon` in degrees.

    Raises:
        FormatError: a column or a cell is not what it must be, or a place is not in `places`.
    """
    _, rows = rows_of(path, ("day", "count"))
    told: dict[tuple[str, date], int] = {}
    for number, row in rows:
        day = day_in(row["day"], path, number)
        key = (row.get("place", ""), day)
        told[key] = told.get(key, 0) + whole(row["count"], path, number)
    if not told:
        raise FormatError(f"{path.name}: nothing counted", hint=HINT)
    spots = {} if places is None else _spots(places)
    missing = sorted({place for place, _ in told} - spots.keys()) if places is not None else []
    if missing:
        raise FormatError(f"{path.name}: {len(missing)} places are not in the places", hint=HINT)
    return place_days_of(told, spots)


def place_days_of(
    told: dict[tuple[str, date], int], spots: dict[str, tuple[float, float]]
) -> PlaceDays:
    """Counts by place and day as a matrix, from the first day told to the last."""
    days = [day for _, day in told]
    first, last = min(days), max(days)
    names = tuple(sorted({place for place, _ in told}))
    if (last - first).days >= MOST_DAYS:
        raise FormatError("the days span more than a century", hint=HINT)
    counts = np.zeros((len(names), (last - first).days + 1), dtype=np.int64)
    at = {name: index for index, name in enumerate(names)}
    for (place, day), count in told.items():
        counts[at[place], (day - first).days] += count
    known = bool(spots) and all(name in spots for name in names)
    lat = np.array([spots[name][0] for name in names]) if known else None
    lon = np.array([spots[name][1] for name in names]) if known else None
    text = repr((first, names, [spots.get(name) for name in names], counts.tobytes()))
    return PlaceDays(first, names, counts, lat, lon, digest_of(text.encode()))


def _spots(path: Path) -> dict[str, tuple[float, float]]:
    _, rows = rows_of(path, ("place", "lat", "lon"))
    return {
        row["place"]: (_degrees(row["lat"], 90, path, n), _degrees(row["lon"], 180, path, n))
        for n, row in rows
    }


def rows_of(
    path: Path, needed: tuple[str, ...]
) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The names on top of a CSV, and each row by its line; the `needed` names are among them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="", restval="")
            rows = list(_numbered(reader))
            head = [str(name).strip() for name in reader.fieldnames or ()]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise FormatError(f"{path.name}: no table that can be read", hint=HINT) from None
    for name in needed:
        if name not in head:
            raise FormatError(f"{path.name}: no column {name}", hint=HINT)
    return head, rows


def _numbered(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line, its cells without blanks about them."""
    for row in reader:
        yield reader.line_num, {str(k).strip(): str(v or "").strip() for k, v in row.items()}


def whole(text: str, path: Path, number: int, *, most: int | None = None) -> int:
    """A cell as a whole number from 0 up, to `most` where there is one."""
    try:
        value = int(text)
    except ValueError:
        value = -1
    if value < 0 or (most is not None and value > most):
        wanted = "a whole number" if most is None else f"0 to {most}"
        raise FormatError(f"{path.name}: row {number}: a cell is not {wanted}", hint=HINT)
    return value


def day_in(text: str, path: Path, number: int) -> date:
    """A cell as a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FormatError(f"{path.name}: row {number}: no day as 2017-12-28", hint=HINT) from None


def _degrees(text: str, most: float, path: Path, number: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) <= most:
        raise FormatError(f"{path.name}: row {number}: no degrees", hint=HINT)
    return value
