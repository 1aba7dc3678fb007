"""A country's pack out of GeoNames and Natural Earth: what is derived, what a person wrote, what is refused."""

import csv
import hashlib
import json
import sqlite3
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from crosstally.coding.coder import code_report, compile_coder
from crosstally.errors import PackError
from crosstally.packs.gazetteer import load_country
from crosstally.packs.language import load_language
from crosstally.packs.making.country import build_country, read_rows
from crosstally.packs.making.geonames import Land, read_cache, read_dump
from crosstally.packs.making.names import sorted_names
from crosstally.packs.making.shapes import Area, adjacent, contains, read_areas
from crosstally.records import ReportLine

WEST = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
EAST = ((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 0.0))


def dumped(rows: Iterable[Sequence[object]]) -> str:
    """Rows of (id, name, alternates, lat, lon, class, code, admin1, population) as a dump."""
    lines = []
    for id_, name, more, lat, lon, sort, code, admin1, people in rows:
        cells = [id_, name, name, more, lat, lon, sort, code, "XA", "", admin1, *[""] * 3, people]
        lines.append("\t".join(map(str, [*cells, "", "", "Asia/Tehran", "2026-01-01"])))
    return "\n".join(lines) + "\n"


RIVANIA = dumped(
    [
        (1, "Rivania", "", 0.5, 1.0, "A", "PCLI", "00", 0),
        (3, "Eastern Province", "استان شرقی", 0.5, 1.5, "A", "ADM1", "02", 0),
        (2, "Western Province", "", 0.5, 0.5, "A", "ADM1", "01", 0),
        (9, "Lesser Tāron", "", 0.2, 1.2, "P", "PPL", "02", 900),
        (7, "Rudshahr", "رودشهر,رود شهر", 0.5, 0.4, "P", "PPLC", "01", 60000),
        (8, "Tāron", "طارون", 0.5, 1.6, "P", "PPLA", "02", 90000),
        (6, "Old Mound", "", 0.5, 0.6, "P", "PPLH", "01", 0),
        (5, "Grey Hill", "", 0.5, 0.6, "T", "HLL", "01", 0),
    ]
)


@pytest.fixture
def land(tmp_path: Path) -> Land:
    path = tmp_path / "XA.txt"
    path.write_text(RIVANIA, encoding="utf-8")
    return read_dump(path, "XA")


@pytest.fixture
def world_map(tmp_path: Path) -> Path:
    """A GeoPackage of two squares that touch, the second as one of several polygons."""
    path = tmp_path / "map.gpkg"
    store = sqlite3.connect(path)
    store.execute("CREATE TABLE states_provinces (fid INTEGER, iso_a2 TEXT, name TEXT, geom BLOB)")
    ring = struct.pack("<BIII", 1, 3, 1, 5) + struct.pack("<10d", *[c for p in WEST for c in p])
    west = b"GP\x00\x01" + struct.pack("<i", 4326) + ring
    poly = struct.pack("<BIII", 1, 3, 1, 5) + struct.pack("<10d", *[c for p in EAST for c in p])
    east = b"GP\x00\x01" + struct.pack("<i", 4326) + struct.pack("<BII", 1, 6, 1) + poly
    rows = [(1, "XA", "Western Province", west), (2, "XA", "Eastern Province", east)]
    store.executemany("INSERT INTO states_provinces VALUES (?, ?, ?, ?)", rows)
    store.commit()
    store.close()
    return path


@pytest.mark.parametrize(
    "text",
    ["", "no tabs at all\n", RIVANIA.replace("\t", ","), RIVANIA.replace("\tXA\t", "\tXB\t")],
)
def test_a_file_that_is_no_dump_of_the_country_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "XA.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError):
        read_dump(path, "XA")


def test_a_zip_that_holds_another_file_is_refused_and_its_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "XA.zip"
    for inside, good in (("XB.txt", False), ("XA.txt", True)):
        with zipfile.ZipFile(path, "w") as package:
            package.writestr(inside, RIVANIA)
        if good:
            assert len(read_dump(path, "XA").settlements) == 3
        else:
            with pytest.raises(PackError):
                read_dump(path, "XA")


def test_a_map_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "map.gpkg"
    path.write_bytes(b"no database at all, and long enough to be looked at" * 40)
    with pytest.raises(PackError, match="no GeoPackage"):
        read_areas(path, "XA")


def test_neither_hills_nor_abandoned_places_are_settlements(land: Land) -> None:
    assert [place.name for place in land.settlements] == ["Rudshahr", "Tāron", "Lesser Tāron"]
    assert [each.admin1 for each in land.divisions] == ["01", "02"]
    assert land.name == "Rivania"


def test_a_pack_is_made_that_loads_and_says_what_it_is(
    tmp_path: Path, land: Land, world_map: Path
) -> None:
    built = build_country(land, tmp_path, world_map)
    assert built == (3, 2, 2, 0, ())
    pack = load_country("XA", search=(tmp_path,))
    assert (pack.name, pack.zone, pack.calendar) == ("Rivania", "Asia/Tehran", "gregorian")
    assert [(p.name, p.province) for p in pack.places if p.level == "city"] == [
        ("Rudshahr", "XA-01"), ("Taron", "XA-02"), ("Lesser Taron", "XA-02"),
    ]  # fmt: skip
    touching = [(row["province"], row["neighbour"]) for row in pack.tables["neighbours"]]
    assert touching == [("XA-01", "XA-02"), ("XA-02", "XA-01")]
    assert pack.outlines is not None
    assert [f["properties"]["code"] for f in json.loads(pack.outlines)["features"]] == [
        "XA-01", "XA-02",
    ]  # fmt: skip


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, land: Land, world_map: Path) -> None:
    def digests(folder: Path) -> list[str]:
        files = sorted((folder / "country" / "XA").iterdir())
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]

    build_country(land, tmp_path / "a", world_map)
    build_country(land, tmp_path / "b", world_map)
    first = digests(tmp_path / "a")
    build_country(land, tmp_path / "a", world_map)
    assert first == digests(tmp_path / "a") == digests(tmp_path / "b")
    assert len(first) == 5


def test_what_a_person_wrote_is_read_and_never_overwritten(tmp_path: Path, land: Land) -> None:
    build_country(land, tmp_path, None)
    folder = tmp_path / "country" / "XA"
    mended = (folder / "provinces.csv").read_text("utf-8").replace("Western", "West")
    (folder / "provinces.csv").write_text(mended, encoding="utf-8")
    (folder / "pack.toml").write_text('code = "XA"\nname = "R"\nversion = "2"\n', encoding="utf-8")
    with (folder / "corrections.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(
            [
                ("id", "field", "value", "why"),
                ("geonames:9", "drop", "", "a farm"),
                ("geonames:7", "not", "رود شهر", "another town"),
                ("geonames:8", "name", "Greater Taron", "as its people say"),
            ]
        )
    build_country(land, tmp_path, None)
    assert (folder / "provinces.csv").read_text("utf-8") == mended
    assert load_country("XA", search=(tmp_path,)).version == "2"
    places = read_rows(folder / "places.csv")
    assert [(row["name"], row["names_fa"]) for row in places] == [
        ("Rudshahr", "رودشهر"), ("Greater Taron", "طارون"),
    ]  # fmt: skip


def test_a_correction_of_no_place_is_refused(tmp_path: Path, land: Land) -> None:
    folder = tmp_path / "country" / "XA"
    folder.mkdir(parents=True)
    (folder / "corrections.csv").write_text("id,field,value\ngeonames:99,drop,\n", "utf-8")
    with pytest.raises(PackError, match="geonames:99"):
        build_country(land, tmp_path, None)


def test_an_outline_that_fits_no_province_is_left_out_and_named(
    tmp_path: Path, land: Land, world_map: Path
) -> None:
    folder = tmp_path / "country" / "XA"
    folder.mkdir(parents=True)
    table = "code,admin1,name,names_latn,capital\nW,01,Sunset,,geonames:7\nE,02,East,Eastern Province,geonames:8\n"
    (folder / "provinces.csv").write_text(table, "utf-8")
    built = build_country(land, tmp_path, world_map)
    assert built.outlines == 1
    assert built.flaws == (
        "no province is called 'Western Province': put it into names_latn of its row in provinces.csv",
        "W: it has no outline",
    )


def test_without_divisions_a_code_belongs_to_the_outline_of_most_of_its_places(
    tmp_path: Path, land: Land, world_map: Path
) -> None:
    build_country(land._replace(divisions=()), tmp_path, world_map)
    table = read_rows(tmp_path / "country" / "XA" / "provinces.csv")
    assert [(r["code"], r["name"], r["capital"]) for r in table] == [
        ("XA-01", "Western Province", "geonames:7"), ("XA-02", "Eastern Province", "geonames:8"),
    ]  # fmt: skip


def test_a_persian_name_is_told_from_an_arabic_one_and_an_ordinary_word_gets_a_star() -> None:
    found = sorted_names("Nūr", ["نور", "رودشهر", "القاهرة", "ﾊﾞ", "Noor"], town=True)
    assert found.common == "Nur*"
    assert (found.fa, found.ar) == (("رودشهر", "نور*"), ("القاهرة",))


def test_a_point_in_a_hole_lies_outside() -> None:
    hole = tuple((x / 2 + 0.25, y / 2 + 0.25) for x, y in WEST)
    area = Area("ring", ((WEST, hole),))
    assert not contains(area, (0.5, 0.5))
    assert contains(area, (0.1, 0.5))
    assert adjacent([area, Area("east", ((EAST,),))]) == [("east", "ring"), ("ring", "east")]


@pytest.mark.parametrize(
    ("code", "text", "town", "country"),
    [
        ("IQ", "Hundreds of graduates rallied in Nasiriyah on Friday.", "Nasiriyah", "Iraq"),
        (
            "US",
            "Hundreds of nurses rallied in Beloit, Wisconsin, on Friday.",
            "Beloit",
            "United States",
        ),
    ],
)
def test_a_countrys_pack_serves_a_desk_the_same_afternoon(
    tmp_path: Path, code: str, text: str, town: str, country: str
) -> None:
    built = build_country(read_cache(code), tmp_path, None, known=10_000)
    assert built.places > 150
    coder = compile_coder([load_language("en")], countries=[load_country(code, search=(tmp_path,))])
    (mention,) = code_report(coder, ReportLine(id="1", text=text, published="2019-10-04")).mentions
    assert mention.place is not None
    assert (mention.place.city, mention.place.country) == (town, country)
    assert mention.place.lat is not None
