"""Column maps: read, refused, written, and read again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import FormatError
from crosstally.intake.columns import (
    CODED_FIELDS,
    DATE_FORMATS,
    REPORT_FIELDS,
    TOTAL_FIELDS,
    ColumnMap,
    map_text,
    parse_map,
)

ROOT = Path(__file__).resolve().parents[2]
GOOD = """
[columns]
date = "تاریخ"
city = "شهر"
[constants]
kind = "ASM"
subtype = ""
[options]
date_format = "jalali"
[values.kind]
"اعتصاب" = "STK"
"""
BAD = [
    "not toml [",
    "",
    "[columns]",
    "[columns]\ndate = 'd'\n[colums]\n",
    "[columns]\nphone = 'p'",
    "[columns]\ndate = 'd'\n[options]\ndate_format = 'american'",
    "[columns]\ndate = 'd'\n[options]\nrows = 'events'",
    "[columns]\ndate = 'd'\n[options]\ncolour = 'red'",
    "[columns]\ndate = 'd'\n[constants]\nname = 'x'",
    "[columns]\ndate = 'd'\n[values]\nkind = 'ASM'",
    "columns = 7",
]


@pytest.mark.parametrize("text", BAD)
def test_a_broken_map_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(FormatError, match=r"^theirs\.map\.toml"):
        parse_map(text, name="theirs.map.toml")


def test_a_map_says_columns_constants_and_what_words_mean() -> None:
    found = parse_map(GOOD, name="m")
    assert found.column("city") == "شهر"
    assert found.column("size") is None
    assert found.constant("kind") == "ASM"
    assert found.constant("subtype") is None
    assert found.meaning("kind") == {"اعتصاب": "STK"}
    assert (found.date_format, found.rows) == ("jalali", "coded")


def test_a_map_with_a_text_and_no_day_is_of_reports_and_with_totals_of_totals() -> None:
    assert parse_map('[columns]\ntext = "t"', name="m").rows == "reports"
    assert parse_map('[columns]\ndate = "d"\ntotal_cities = "c"', name="m").rows == "totals"


def test_every_field_of_a_map_is_documented() -> None:
    page = (ROOT / "docs" / "how-to" / "own-spreadsheet.md").read_text(encoding="utf-8")
    for field in (*CODED_FIELDS, *REPORT_FIELDS, *TOTAL_FIELDS):
        assert f"`{field}`" in page


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(
    st.dictionaries(st.sampled_from(CODED_FIELDS), texts, min_size=1),
    st.dictionaries(st.sampled_from(CODED_FIELDS), texts),
    st.dictionaries(texts, texts, max_size=3),
    st.sampled_from(DATE_FORMATS),
)
def test_a_map_written_and_read_again_is_the_same(
    columns: dict[str, str], constants: dict[str, str], words: dict[str, str], order: str
) -> None:
    column_map = ColumnMap(
        columns=tuple(columns.items()),
        constants=tuple(constants.items()),
        values=(("kind", tuple(words.items())),) if words else (),
        date_format=order,
    )
    assert parse_map(map_text(column_map, title="نقشه"), name="m") == column_map
