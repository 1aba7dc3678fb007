"""A page calls places and sources by their names in its own language."""

from crosstally.desk.names import Names, names_of
from crosstally.packs.gazetteer import load_country
from crosstally.records import Level, Place, PlaceId, Span


def place(name, level, city=None, city_id=None):
    return Place(
        name=name, id=PlaceId("IR"), level=level, city=city, province=None, country="Iran",
        lat=None, lon=None, span=Span(0, len(name)), city_id=city_id,
    )  # fmt: skip


SHUSH_ID = PlaceId("geonames:114259")
IRAN = place("سراسر کشور", Level.COUNTRY)
SHUSH = place("Shush", Level.CITY, "Shush", SHUSH_ID)


def test_a_persian_page_calls_the_country_and_a_town_by_their_persian_names():
    names = names_of(load_country("IR"), ())
    named = names._replace(towns={SHUSH_ID: "شوش"})
    assert [named.place(place, "fa") for place in (IRAN, SHUSH)] == ["ایران", "شوش"]
    assert [named.place(place, "en") for place in (IRAN, SHUSH)] == ["Iran", "Shush"]


def test_what_has_no_persian_name_keeps_its_own():
    nameless = Names(towns={}, provinces={}, sources={})
    assert [nameless.place(place, "fa") for place in (IRAN, SHUSH)] == ["Iran", "Shush"]
    assert nameless.asserter("a union via wire") == "a union · wire"
