"""Names of a table's cells, looked up: what decides, and what is left undecided."""

import pytest

from crosstally.intake.places import Lookup, lookup_in, no_places
from crosstally.packs.gazetteer import Country, Name, PlaceRow, load_country
from crosstally.records import Digest, Level, PlaceId


def row(
    own: str, name: str, level: Level = Level.CITY, *, province: str | None = None, people: int = 0,
    parent: str | None = None, also: str = "",
) -> PlaceRow:  # fmt: skip
    names = tuple(Name(text, "fa", cue=False) for text in (name, also) if text)
    return PlaceRow(
        PlaceId(own), name, names, level, "", PlaceId(parent) if parent else None, province, "XX",
        35.0, 51.0, people, "",
    )  # fmt: skip


@pytest.fixture
def look() -> Lookup:
    places = (
        row("A", "شمال", Level.PROVINCE, province="A"),
        row("B", "جنوب", Level.PROVINCE, province="B"),
        row("1", "حسن‌آباد", province="A", people=5000),
        row("2", "حسن‌آباد", province="B", people=4000),
        row("3", "ملایر", province="A", people=170_000),
        row("4", "ملایر", province="B", people=900),
        row("5", "زرین‌شهر", province="B", people=60_000),
        row("6", "لنجان", Level.COUNTY, province="B", parent="5"),
        row("7", "میدان", Level.SITE, province="A", parent="3"),
        row("8", "بهار", Level.COUNTY, province="A", parent="9"),
        row("9", "بهار", province="A", people=30_000),
    )
    return lookup_in(
        Country("XX", "X", "1", "UTC", "gregorian", ("fa",), places, {}, None, (), Digest(""))
    )


def test_two_towns_of_one_name_are_not_decided_by_their_order(look: Lookup) -> None:
    assert look("حسن‌آباد", None, Level.CITY) is None


def test_the_province_decides_between_two_towns(look: Lookup) -> None:
    found = look("حسن آباد", "جنوب", Level.CITY)
    assert found is not None
    assert (found.id, found.province, found.city) == ("2", "جنوب", "حسن‌آباد")
    assert found.rivals == ()


def test_a_far_larger_town_is_meant_and_its_rival_stays_named(look: Lookup) -> None:
    found = look("ملایر", None, Level.CITY)
    assert found is not None
    assert found.id == "3"
    assert [rival.id for rival in found.rivals] == ["4"]


def test_a_province_that_no_pack_knows_decides_nothing_and_hides_nothing(look: Lookup) -> None:
    found = look("زرین‌شهر", "استان ناشناخته", Level.CITY)
    assert found is not None
    assert found.id == "5"


def test_a_town_is_meant_before_its_county_in_a_column_of_towns(look: Lookup) -> None:
    town, county = look("بهار", None, Level.CITY), look("بهار", None, Level.COUNTY)
    assert town is not None
    assert county is not None
    assert (town.id, county.id) == ("9", "8")


def test_a_county_in_a_column_of_towns_stands_for_its_capital_and_else_for_itself(
    look: Lookup,
) -> None:
    town, county = look("لنجان", None, Level.CITY), look("لنجان", None, Level.COUNTY)
    assert town is not None
    assert county is not None
    assert (town.level, town.city_id) == (Level.COUNTY, "5")
    assert (county.level, county.city_id) == (Level.COUNTY, None)


def test_a_site_has_the_chain_of_its_town(look: Lookup) -> None:
    found = look("میدان", None, Level.SITE)
    assert found is not None
    assert (found.level, found.city, found.province) == (Level.SITE, "ملایر", "شمال")


def test_a_name_that_no_pack_knows_is_no_place(look: Lookup) -> None:
    assert look("ناکجا", None, Level.CITY) is None
    assert look("", None, Level.CITY) is None
    assert no_places("قم", None, Level.CITY) is None


@pytest.mark.parametrize(
    ("name", "province", "found"),
    [("سنندج", None, "Sanandaj"), ("Esfahan", "Isfahan", "Isfahan"), ("قم", "استان قم", "Qom")],
)
def test_iranian_towns_are_found_by_names_as_tables_write_them(
    name: str, province: str | None, found: str
) -> None:
    place = lookup_in(load_country("IR"))(name, province, Level.CITY)
    assert place is not None
    assert (place.name, place.level) == (found, Level.CITY)
