"""The scene of a desk: its counted incidents by town and first day, in the country it is about.

Invariant: an incident enters once, on its first day, if that is known to the day; abroad is left
out. What a source is called does not enter.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np

from crosstally.analysis.frame import Tables
from crosstally.analysis.inputs import Floats
from crosstally.analysis.watch import Watch, day_of, published
from crosstally.analysis.waves.scene import Scene
from crosstally.errors import PackError
from crosstally.packs.gazetteer import Country, country_codes, load_country
from crosstally.records import Incident, Place, Report, digest_of, encode

NEW_DAYS = 28  # a source that first spoke more recently is a newcomer


class Home(NamedTuple):
    """The country that most incidents lie in, by the names it goes by; its pack if there is one."""

    names: frozenset[str]
    pack: Country | None

    def holds(self, place: Place | None) -> bool:
        """Whether a place lies in it; what names no country does."""
        return place is None or place.country is None or place.country in self.names


def home_of(incidents: Iterable[Incident]) -> Home:
    """The country of most of the counted incidents."""
    places = (one.place.value for one in incidents if one.counts and one.place is not None)
    seen = Counter(place.country for place in places if place.country)
    for name, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:1]:
        for code in country_codes():
            try:
                pack = load_country(code)
            except PackError:
                continue
            if name in (pack.code, pack.name):
                return Home(frozenset({pack.code, pack.name}), pack)
        return Home(frozenset({name}), None)
    return Home(frozenset(), None)


class _Row(NamedTuple):
    """One counted incident: its day from the first on, its town and province, degrees."""

    day: int
    town: str
    label: str
    province: str
    spot: tuple[float, float] | None


def scene_of_desk(incidents: Iterable[Incident], watch: Watch, home: Home) -> Scene:
    """The scene of some incidents of a desk, over the days on which its sources looked."""
    inside = [
        one for one in incidents if home.holds(None if one.place is None else one.place.value)
    ]
    rows = sorted((row for row in (_row(one, watch) for one in inside) if row), key=_order)
    towns = sorted({row.town for row in rows} - {""})
    at = {town: number for number, town in enumerate(towns)}
    counts = np.zeros((len(towns), len(watch.active)), dtype=np.int64)
    townless = np.zeros(len(watch.active), dtype=np.int64)
    for row in rows:
        if row.town:
            counts[at[row.town], row.day] += 1
        else:
            townless[row.day] += 1
    province = {row.town: row.province for row in rows}
    label = {row.town: row.label for row in rows}
    spots = _spots(rows, towns)
    borders, provinces = _borders(home.pack)
    return Scene(
        first=watch.first,
        towns=tuple(towns),
        labels=tuple(label[town] for town in towns),
        counts=counts,
        townless=townless,
        provinces=tuple(province[town] for town in towns),
        all_provinces=provinces or len({row.province for row in rows} - {""}) or None,
        borders=borders,
        lat=None if spots is None else spots[:, 0],
        lon=None if spots is None else spots[:, 1],
        sources=watch.active,
        digest=digest_of(b"".join(map(encode, inside))),
    )


def _row(incident: Incident, watch: Watch) -> _Row | None:
    day = day_of(incident)
    if day is None or not watch.first <= day <= watch.last:
        return None
    place = None if incident.place is None else incident.place.value
    if place is None:
        return _Row((day - watch.first).days, "", "", "", None)
    spot = None if place.lat is None or place.lon is None else (place.lat, place.lon)
    town = place.city_id or ""
    return _Row((day - watch.first).days, town, place.city or town, place.province or "", spot)


def _order(row: _Row) -> tuple[int, str, str, str]:
    return row.day, row.town, row.label, row.province


def _spots(rows: Iterable[_Row], towns: list[str]) -> Floats | None:
    """The degrees of each town, the middle of what its incidents tell; None if one has none."""
    told: dict[str, list[tuple[float, float]]] = {town: [] for town in towns}
    for row in rows:
        if row.town and row.spot is not None:
            told[row.town].append(row.spot)
    if not towns or not all(told.values()):
        return None
    return np.array([np.median(told[town], axis=0) for town in towns])


def _borders(pack: Country | None) -> tuple[tuple[tuple[str, str], ...], int]:
    """Which provinces touch, by name, and how many there are."""
    if pack is None:
        return (), 0
    name = {str(place.id): place.name for place in pack.provinces}
    rows = pack.tables.get("neighbours", ())
    pairs = {(name[row["province"]], name[row["neighbour"]]) for row in rows}
    return tuple(sorted(pairs)), len(name)


def settled(tables: Tables) -> tuple[Incident, ...]:
    """The incidents told by a source that had spoken `NEW_DAYS` before, newcomers left out."""
    since = _first_words(tables.reports)

    def old(incident: Incident, day: date) -> bool:
        told = (since.get(source) for source in incident.sources)
        return any(first is not None and (day - first).days >= NEW_DAYS for first in told)

    return tuple(
        one for one in tables.incidents if (day := day_of(one)) is not None and old(one, day)
    )


def _first_words(reports: Iterable[Report]) -> dict[str, date]:
    """The day on which each source first spoke."""
    since: dict[str, date] = {}
    for report in reports:
        day = published(report)
        if day is not None:
            since[report.source] = min(day, since.get(report.source, day))
    return since
