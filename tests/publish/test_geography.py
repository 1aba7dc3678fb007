"""A town is printed by its own name."""

from crosstally.packs.gazetteer import load_country
from crosstally.publish.geography import geography


def test_a_town_is_called_by_its_name_and_not_by_that_of_its_people():
    towns = geography(load_country("IR")).towns
    assert [one.name for one in towns if "*" in (one.name_fa or "")] == []
    names = {one.name: one.name_fa for one in towns if one.province is not None}
    assert (names["Yazd"], names["Sirjan"], names["Rafsanjan"]) == ("یزد", "سیرجان", "رفسنجان")
