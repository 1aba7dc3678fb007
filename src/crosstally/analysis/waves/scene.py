"""What a study of waves sees: counts by town and day, the towns' provinces, who was looking.

Invariant: a day on which nobody looked is not seen, and holds no count; what has no town still
counts for its day, and for no breadth.
"""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crosstally.analysis.inputs import Floats, Ints, PlaceDays
from crosstally.analysis.waves.kernels import Flags
from crosstally.records import Digest


class Scene(NamedTuple):
    """Counts by town and day from `first` on.

    `towns` are ids and `labels` what they are called; `provinces` are of each town, empty where unknown; `all_provinces` how many the country has,
    None where nobody says; `borders` which of them touch. `townless` are counts by day without a
    town. `sources` is how many sources were active a day, None where a table is taken at its word.
    """

    first: date
    towns: tuple[str, ...]
    labels: tuple[str, ...]
    counts: Ints
    townless: Ints
    provinces: tuple[str, ...]
    all_provinces: int | None
    borders: tuple[tuple[str, str], ...]
    lat: Floats | None
    lon: Floats | None
    sources: Ints | None
    digest: Digest

    @property
    def daily(self) -> Ints:
        """All counts by day."""
        return np.asarray(self.counts.sum(axis=0) + self.townless)

    @property
    def seen(self) -> Flags:
        """The days on which anybody looked, or something was found."""
        if self.sources is None:
            return np.ones(self.counts.shape[1], dtype=bool)
        return np.asarray((self.sources > 0) | (self.daily > 0))

    def day(self, index: int) -> str:
        """A day as 2017-12-28."""
        return (self.first + timedelta(days=int(index))).isoformat()


def scene_of_table(table: PlaceDays, places: Path | None) -> Scene:
    """The scene of a table of counts, its towns' provinces from a column `province` of the places."""
    told = {} if places is None else _provinces(places)
    provinces = tuple(told.get(town, "") for town in table.places)
    return Scene(
        first=table.first,
        towns=table.places,
        labels=table.places,
        counts=table.counts,
        townless=np.zeros(table.counts.shape[1], dtype=np.int64),
        provinces=provinces,
        all_provinces=len(set(told.values()) - {""}) or None,
        borders=(),
        lat=table.lat,
        lon=table.lon,
        sources=None,
        digest=table.digest,
    )


def _provinces(places: Path) -> dict[str, str]:
    """The province of each place, where the table has such a column."""
    with places.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            {str(k).strip(): str(v or "").strip() for k, v in row.items()}
            for row in csv.DictReader(file)
        ]
    return {row["place"]: row.get("province", "") for row in rows}


def cut(scene: Scene, first: date, last: date) -> Scene:
    """The scene between two days, both included, as far as it reaches."""
    begin = max((first - scene.first).days, 0)
    end = max(min((last - scene.first).days + 1, scene.counts.shape[1]), begin)
    return scene._replace(
        first=scene.first + timedelta(days=begin),
        counts=scene.counts[:, begin:end],
        townless=scene.townless[begin:end],
        sources=None if scene.sources is None else scene.sources[begin:end],
    )
