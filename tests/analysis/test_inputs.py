"""Plain tables are read whole, or refused with the row that is wrong."""

from datetime import date
from pathlib import Path

import pytest

from crosstally.analysis.inputs import read_lists, read_place_days
from crosstally.errors import FormatError

BAD_LISTS = {
    "no count": "A,B\n1,0\n",
    "no list": "count\n3\n",
    "a cell of 2": "A,B,count\n1,2,3\n",
    "a count of words": "A,B,count\n1,0,three\n",
    "a negative count": "A,B,count\n1,0,-3\n",
    "a half": "A,B,count\n1,0,2.5\n",
    "seen by none": "A,B,count\n0,0,7\n",
    "a short row": "A,B,count\n1,1\n",
    "empty": "",
    "head only": "A,B,count\n",
}
BAD_DAYS = {
    "no day": "place,count\nQom,1\n",
    "a Jalali day": "day,place,count\n۱۳۹۶/۱۰/۰۷,قم,1\n",
    "no such day": "day,place,count\n2017-02-30,Qom,1\n",
    "a century and more": "day,count\n1800-01-01,1\n2017-12-28,1\n",
    "head only": "day,place,count\n",
}


@pytest.mark.parametrize("text", BAD_LISTS.values(), ids=BAD_LISTS.keys())
def test_a_bad_table_of_lists_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lists.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError):
        read_lists(path)


@pytest.mark.parametrize("text", BAD_DAYS.values(), ids=BAD_DAYS.keys())
def test_a_bad_table_of_days_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "days.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError):
        read_place_days(path)


def test_a_refusal_never_tells_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    path.write_text("A,B,count\n1,canary,3\n", encoding="utf-8")
    with pytest.raises(FormatError) as told:
        read_lists(path)
    assert "canary" not in str(told.value)
    assert "row 2" in str(told.value)


def test_equal_rows_are_added_up_and_noughts_left_out(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    path.write_text("A,B,count\n1,0,3\n1,0,4\n0,1,0\n0,0,0\n1,1,2\n", encoding="utf-8")
    lists = read_lists(path)
    assert lists.names == ("A", "B")
    assert lists.seen.tolist() == [[1, 0], [1, 1]]
    assert lists.counts.tolist() == [7, 2]
    assert lists.total == 9


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = ["1,0,3", "0,1,4", "1,1,2"]
    digests = set()
    for order in (rows, rows[::-1]):
        path = tmp_path / "lists.csv"
        path.write_text("\n".join(["A,B,count", *order]), encoding="utf-8")
        digests.add(read_lists(path).digest)
    assert len(digests) == 1


def test_days_and_places_become_a_matrix(tmp_path: Path) -> None:
    days, places = tmp_path / "days.csv", tmp_path / "places.csv"
    days.write_text("day,place,count\n2017-12-28,مشهد,2\n2017-12-30,قم,1\n", encoding="utf-8")
    places.write_text("place,lat,lon\nقم,34.64,50.88\nمشهد,36.30,59.61\n", encoding="utf-8")
    table = read_place_days(days, places)
    assert table.first == date(2017, 12, 28)
    assert table.places == ("قم", "مشهد")
    assert table.counts.tolist() == [[0, 0, 1], [2, 0, 0]]
    assert table.lat is not None
    assert table.lat.tolist() == [34.64, 36.30]


def test_a_place_that_the_places_lack_is_refused(tmp_path: Path) -> None:
    days, places = tmp_path / "days.csv", tmp_path / "places.csv"
    days.write_text("day,place,count\n2017-12-28,قم,2\n", encoding="utf-8")
    places.write_text("place,lat,lon\nمشهد,36.30,59.61\n", encoding="utf-8")
    with pytest.raises(FormatError):
        read_place_days(days, places)
