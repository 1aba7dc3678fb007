"""The provinces of a pack to be: proposed where there is no table, joined to their outlines.

Invariant: an outline belongs to the province that bears its name; one that fits none is left out
and named, never given to a neighbour.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from crosstally.packs.making.geonames import Division, Land, Settlement
from crosstally.packs.making.names import Names, sorted_names
from crosstally.packs.making.shapes import Area, centroid, contains, nearly_contains

Row = dict[str, str]
COLUMNS = (
    "code", "admin1", "iso", "name", "name_fa", "name_ar", "names_latn", "names_fa", "names_ar",
    "names_ckb", "capital", "lat", "lon", "population", "cue",
)  # fmt: skip


def propose(land: Land, areas: Sequence[Area]) -> list[Row]:
    """A table of provinces: GeoNames's own divisions, else the outlines that hold its places.

    An admin-1 code belongs to the outline that holds most of its settlements.
    """
    if land.divisions:
        return [_from_division(land, each) for each in land.divisions]
    return list(_from_outlines(land, areas))


def join(areas: Sequence[Area], provinces: Sequence[Row]) -> tuple[list[Area], list[str]]:
    """The areas renamed to the codes of their provinces, and what fits none."""
    codes: dict[str, str] = {}
    for row in provinces:
        for name in (row["name"], *row.get("names_latn", "").split("|")):
            codes.setdefault(name.rstrip("*").casefold(), row["code"])
    fits = [(codes.get(area.name.casefold()), area) for area in areas]
    named = sorted(area._replace(name=code) for code, area in fits if code)
    wrong = [
        f"no province is called {area.name!r}: put it into names_latn of its row in provinces.csv"
        for code, area in fits
        if code is None
    ]
    return named, wrong


def flaws(areas: Sequence[Area], provinces: Sequence[Row], places: Sequence[Row]) -> Iterator[str]:
    """What a person should look at: capitals that are none or lie elsewhere, names twice."""
    at = {row["id"]: (float(row["lon"]), float(row["lat"])) for row in places}
    shape = {area.name: area for area in areas}
    for row in provinces:
        area = shape.get(row["code"])
        if row["capital"] not in at:
            yield f"{row['code']}: its capital is no place of the pack"
        elif area and not nearly_contains(area, at[row["capital"]]):
            yield f"{row['code']}: its capital lies outside its outline"
        elif areas and not area:
            yield f"{row['code']}: it has no outline"
    for name, times in sorted(Counter(row["name"] for row in provinces).items()):
        if times > 1:
            yield f"{times} provinces are called {name!r}"


def _from_division(land: Land, division: Division) -> Row:
    names = sorted_names(division.name, list(division.alternates), town=True)
    return _row(land, division.admin1, names, (division.lon, division.lat))


def _from_outlines(land: Land, areas: Sequence[Area]) -> Iterator[Row]:
    votes: dict[str, Counter[str]] = {}
    for place in land.settlements:
        home = next((a.name for a in areas if contains(a, (place.lon, place.lat))), None)
        if home:
            votes.setdefault(place.admin1, Counter())[home] += 1
    by_name: Mapping[str, Area] = {area.name: area for area in areas}
    for admin1 in sorted(votes):
        name = min(votes[admin1].items(), key=lambda each: (-each[1], each[0]))[0]
        yield _row(land, admin1, Names(name, (), (), (), ()), centroid(by_name[name]))


def _row(land: Land, admin1: str, names: Names, at: tuple[float, float]) -> Row:
    members = [each for each in land.settlements if each.admin1 == admin1]
    seat = max(members, key=_standing, default=None)
    lon, lat = at
    return dict.fromkeys(COLUMNS, "") | {
        "code": f"{land.code}-{admin1}",
        "admin1": admin1,
        "name": names.common.rstrip("*"),
        "names_latn": "|".join(names.latn),
        "names_fa": "|".join(names.fa),
        "names_ar": "|".join(names.ar),
        "names_ckb": "|".join(names.ckb),
        "capital": f"geonames:{seat.id}" if seat else "",
        "lat": f"{lat:.3f}",
        "lon": f"{lon:.3f}",
    }


def _standing(place: Settlement) -> tuple[bool, int, int]:
    return place.is_capital, place.population, -place.id
