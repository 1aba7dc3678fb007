import json
from collections import Counter
from itertools import pairwise

import pytest

from crosstally.errors import PackError
from crosstally.packs.gazetteer import country_codes, load_country, merged, names
from crosstally.records import Level, SourceKind, convert
from crosstally.text.fold import fold_phrase

# What the fact sheet and its sources call a place, and what it is. Written from maps and census
# tables, not from the pack.
KNOWN = [
    ("Mashhad", "geonames:124665"), ("مشهد", "geonames:124665"), ("Neyshabour", "geonames:122285"),
    ("نیشابور", "geonames:122285"), ("نيسابور", "geonames:122285"), ("Kashmar", "geonames:128447"),
    ("Esfahan", "geonames:418863"), ("Isfahan", "geonames:418863"), ("أصفهان", "geonames:418863"),
    ("Hamadan", "geonames:132144"), ("Hamedan", "geonames:132144"), ("طهران", "geonames:112931"),
    ("الأهواز", "geonames:144448"), ("المحمرة", "geonames:127319"), ("عبادان", "geonames:145459"),
    ("Khorramshahr", "geonames:127319"), ("Qaemshahr", "geonames:120695"), ("Dorud", "geonames:135878"),
    ("دورود", "geonames:135878"), ("Shahr-e Kord", "geonames:115770"), ("Shahrekord", "geonames:115770"),
    ("Masjed Soleyman", "geonames:124620"), ("مسجدسلیمان", "geonames:124620"),
    ("Eslamabad-e Gharb", "geonames:135175"), ("اسلام‌آباد غرب", "geonames:135175"),
    ("Qahderijan", "geonames:418571"), ("Shahreza", "geonames:418533"), ("Tuyserkan", "geonames:112422"),
    ("Izeh", "geonames:130697"), ("Fuladshahr", "geonames:418838"), ("Zarrinshahr", "geonames:418418"),
    ("Khomeinishahr", "geonames:418710"), ("Anzali", "geonames:141679"), ("Sanandej", "geonames:117574"),
    ("سنە", "geonames:117574"), ("Torbat-e Heydarieh", "geonames:112646"), ("Baghmalek", "geonames:142114"),
    ("Hashtgerd", "geonames:131691"), ("Abyek", "geonames:144795"), ("Shush", "geonames:114593"),
    ("Kahriz Sang", "ir:city:kahriz-sang"), ("Shapur-e Jadid", "ir:quarter:isfahan-shapur-jadid"),
    ("Lenjan", "ir:county:lenjan"), ("ممسنی", "ir:county:mamasani"), ("Delfan", "ir:county:delfan"),
    ("Gohardasht", "ir:quarter:karaj-gohardasht"), ("Haft Tappeh sugar mill", "ir:site:hafttappeh"),
    ("گروه ملی فولاد اهواز", "ir:site:ahvaz-steel-insig"), ("هپکو", "ir:site:hepco"),
    ("میدان آزادی", "ir:site:tehran-azadi"), ("دانشگاه صنعتی شریف", "ir:site:sharif"),
    ("Amirkabir University", "ir:site:amirkabir"), ("Evin", "ir:site:evin"), ("إيفين", "ir:site:evin"),
    ("Mahshahr marsh", "ir:site:mahshahr-marsh"), ("Naqdi street", "ir:site:khorramshahr-naqdi"),
    ("Eshtehard seminary", "ir:site:eshtehard-seminary"), ("بازار تهران", "ir:site:tehran-grand-bazaar"),
    ("Kordestan", "IR-12"), ("کردستان", "IR-12"), ("Lorestan", "IR-15"), ("خراسان رضوی", "IR-09"),
]  # fmt: skip


@pytest.fixture(scope="module")
def iran():
    return load_country("IR")


def _holds(ring, x, y):
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def test_an_unknown_country_is_refused_with_a_list_of_those_known():
    with pytest.raises(PackError) as caught:
        load_country("XX")
    assert "IR" in caught.value.hint


@pytest.mark.parametrize("code", ["..", "IR/../IR", ""])
def test_a_code_is_never_a_path(code):
    with pytest.raises(PackError):
        load_country(code)


def _pack(root, **files):
    folder = root / "country" / "XX"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return (root,)


ABOUT = 'code = "XX"\nname = "Nowhere"\nversion = "1"\n'


@pytest.mark.parametrize(
    "files",
    [
        {"pack_toml": 'name = "Nowhere"\n'},
        {"pack_toml": "code = \n"},
        {"pack_toml": ABOUT + 'zone = "Nowhere/Bad"\n'},
        {"pack_toml": ABOUT + 'zone = "../../etc/passwd"\n'},
        {"pack_toml": ABOUT + 'zone = "Asia"\n'},
        {"pack_toml": ABOUT, "places_csv": "name,lat\nTown,1\n"},
        {"pack_toml": ABOUT, "provinces_csv": "code,nam\nXX-1,Riverside\n"},
        {"pack_toml": ABOUT, "countries_csv": "code,name\nXX,Rivania\n"},
        {"pack_toml": ABOUT, "sources_csv": "name,kind\nWire,press\n"},
        {"pack_toml": ABOUT, "places_csv": "id,name\nx:1\n"},
        {"pack_toml": ABOUT, "places_csv": "id,name\nx:1,A,B\n"},
        {"pack_toml": ABOUT, "places_csv": "id,name,lat\nx:1,Town,north\n"},
        {"pack_toml": ABOUT, "places_csv": "id,name,level\nx:1,Town,hamlet\n"},
        {"pack_toml": ABOUT, "places_csv": "id,name,province\nx:1,Town,XX-9\n"},
        {"pack_toml": ABOUT, "places_csv": "id,name,parent\nx:1,Square,x:2\n"},
    ],
)
def test_a_broken_pack_is_refused(tmp_path, files):
    with pytest.raises(PackError):
        load_country("XX", search=_pack(tmp_path, **files))


def test_a_pack_of_two_small_files_is_enough(tmp_path):
    places = "id,name,names_fa,lat,lon\nx:1,Rivertown,رودشهر|نور*,1.5,2.5\n"
    country = load_country("XX", search=_pack(tmp_path, pack_toml=ABOUT, places_csv=places))
    town = merged([country])["x:1"]
    assert (town.level, town.country, town.lat, town.province) == (Level.CITY, "XX", 1.5, None)
    assert ("\u0020رودشهر ", "fa", "x:1", False) in set(names(country))
    assert (" نور ", "fa", "x:1", True) in set(names(country))


def test_a_desks_own_pack_is_read_first(tmp_path):
    folder = tmp_path / "country" / "IR"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text('code = "IR"\nname = "Mine"\nversion = "7"\n', "utf-8")
    assert load_country("IR", search=(tmp_path,)).name == "Mine"
    assert load_country("IR").name == "Iran"


def test_a_supplement_adds_names_and_overrides_values(tmp_path):
    places = "id,name,names_latn,lat,lon\nx:1,Rivertown,Rivers,1.5,2.5\n"
    more = "id,name,names_latn,lat\nx:1,Rivertown,Rivertoun,1.6\n"
    pack = _pack(tmp_path, pack_toml=ABOUT, places_csv=places, supplement_csv=more)
    town = merged([load_country("XX", search=pack)])["x:1"]
    assert [n.text for n in town.names] == ["Rivertown", "Rivers", "Rivertoun"]
    assert (town.lat, town.lon) == (1.6, 2.5)


def test_the_digest_changes_with_any_file_and_only_then(tmp_path):
    pack = _pack(tmp_path, pack_toml=ABOUT, places_csv="id,name\nx:1,Town\n")
    first = load_country("XX", search=pack).digest
    assert load_country("XX", search=pack).digest == first
    (tmp_path / "country/XX/notes.txt").write_text("seen", "utf-8")
    assert load_country("XX", search=pack).digest != first


def test_the_built_in_countries_are_found():
    assert set(country_codes()) >= {"IR", "US", "WORLD"}


@pytest.mark.parametrize(("name", "place"), KNOWN)
def test_a_place_of_the_fact_sheet_is_known(iran, name, place):
    assert place in {where for folded, _, where, _ in names(iran) if folded == fold_phrase(name)}


def test_there_are_31_provinces_with_persian_names_and_the_census_adds_up(iran):
    rows = iran.tables["provinces"]
    assert len(rows) == len(iran.provinces) == 31
    assert all(row["name_fa"] and row["name_ar"] for row in rows)
    assert sum(int(row["population"]) for row in rows) == 79_926_270


def test_every_provinces_capital_lies_in_its_outline_or_five_kilometres_off(iran):
    shapes = {
        f["properties"]["code"]: f["geometry"]["coordinates"]
        for f in json.loads(iran.outlines)["features"]
    }
    places = merged([iran])
    slack = (0.0, 0.05, -0.05)
    for row in iran.tables["provinces"]:
        seat = places[row["capital"]]
        assert seat.province == row["code"]
        assert any(
            _holds(polygon[0], seat.lon + i, seat.lat + j)
            for polygon in shapes[row["code"]]
            for i in slack
            for j in slack
        ), row["name"]


def test_outlines_are_small_enough_to_ship_in_a_page(iran):
    assert len(iran.outlines) <= 80_000


def test_neighbourhood_of_provinces_is_mutual(iran):
    pairs = {(r["province"], r["neighbour"]) for r in iran.tables["neighbours"]}
    assert all((b, a) in pairs for a, b in pairs)
    assert ("IR-23", "IR-30") in pairs
    assert ("IR-23", "IR-06") not in pairs


def test_no_id_stands_twice_in_a_table(iran):
    for table, key in (
        ("places", "id"),
        ("supplement", "id"),
        ("sources", "id"),
        ("officials", "id"),
    ):
        twice = [k for k, n in Counter(r[key] for r in iran.tables[table]).items() if n > 1]
        assert twice == [], table


def test_the_supplement_has_the_sites_that_reports_name(iran):
    own = [r for r in iran.tables["supplement"] if r["id"].startswith("ir:")]
    assert len(own) >= 230
    kinds = Counter(r["kind"] for r in own)
    for kind, floor in (("university", 25), ("prison", 15), ("square", 15), ("plant", 20)):
        assert kinds[kind] >= floor


def test_a_county_is_flagged_by_its_level_and_leads_to_its_capital(iran):
    places = merged([iran])
    county = places["ir:county:lenjan"]
    assert county.level is Level.COUNTY
    assert places[county.parent].name == "Zarrinshahr"


def test_known_flaws_of_the_sources_stay_corrected(iran):
    places = merged([iran])
    assert places["geonames:131691"].province == "IR-30"  # Hashtgerd is in Alborz
    assert places["geonames:113659"].province == "IR-29"  # Tabas is in South Khorasan
    assert places["ir:quarter:karaj-gohardasht"].parent == "geonames:128747"
    for folded, _, place, _ in names(iran):
        if folded == " tehran ":
            assert place in {"geonames:112931", "IR-23"}


def test_names_that_are_words_need_a_cue(iran):
    cues = {(folded, place): cue for folded, _, place, cue in names(iran)}
    assert cues[" نور ", "geonames:113797"]
    assert cues[" درود ", "geonames:135878"]
    assert not cues[" دورود ", "geonames:135878"]
    assert not cues[" ساری ", "geonames:116996"]


def test_every_source_has_a_kind_of_the_codebook(iran):
    assert all(convert(SourceKind, row["kind"]) for row in iran.sources)
    known = {row["id"] for row in iran.sources}
    assert all(row["mirror_of"] in known | {""} for row in iran.sources)


def test_office_holders_have_a_role_in_both_languages_and_ordered_dates(iran):
    for row in iran.officials:
        assert all(row[column] for column in ("role", "role_fa", "from")), row["id"]
        assert not row["to"] or row["from"] <= row["to"], row["id"]


def test_other_countries_have_places_too():
    world, states = load_country("WORLD"), load_country("US")
    found = {folded: place for folded, _, place, _ in names(world)}
    assert (found[" سوریه "], found[" العراق "]) == ("SY", "IQ")
    assert found[" deir ez zor "] == "geonames:170794"
    assert len(states.provinces) == 51
    albany = [p for p in states.places if p.name == "Albany" and p.province == "US-NY"]
    assert len(albany) == 1
