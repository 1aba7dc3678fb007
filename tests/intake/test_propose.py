"""The wizard: what a header and some rows suggest, and what it says it is not sure of."""

import pytest

from crosstally.errors import FormatError
from crosstally.intake.places import Located, Lookup
from crosstally.intake.propose import propose_for, propose_map
from crosstally.records import Level

ACLED = [
    "event_id_cnty", "event_date", "year", "event_type", "sub_event_type", "actor1", "admin1",
    "admin2", "location", "latitude", "longitude", "source", "notes", "fatalities", "tags",
]  # fmt: skip
GDELT = [
    "GLOBALEVENTID", "SQLDATE", "EventCode", "ActionGeo_FullName", "ActionGeo_Lat",
    "ActionGeo_Long", "NumArticles", "SOURCEURL",
]  # fmt: skip
CCC = [
    "date", "locality", "state", "location", "online", "type", "title", "macroevent", "claims_summary",
    "size_text", "size_low", "size_high", "arrests", "participant_deaths", "source_1", "lat", "lon",
]  # fmt: skip
FDD = ["Date", "City", "Province", "Latitude", "Longitude", "Link"]
HRANA_FA = ["ردیف", "تاریخ", "استان", "شهر", "محل تجمع", "نوع", "تعداد شرکت‌کنندگان", "بازداشت‌شدگان"]


def fields(header: list[str], rows: list[list[str]] | None = None) -> dict[str, str]:
    return dict(propose_map(header, rows or []).map.columns)


def test_acled_columns_are_recognised() -> None:
    found = fields(ACLED)
    assert found["date"] == "event_date"
    assert found["kind"] == "sub_event_type"
    assert (found["city"], found["province"], found["county"]) == ("location", "admin1", "admin2")
    assert found["size"] == "tags"
    assert (found["lat"], found["killed"], found["id"]) == (
        "latitude",
        "fatalities",
        "event_id_cnty",
    )


def test_gdelt_columns_are_recognised_and_its_codes_mean_kinds() -> None:
    rows = [
        ["1", "20180101", "143", "Mashhad, Iran", "36.3", "59.6", "4", "u"],
        ["2", "20180101", "051", "Qom, Iran", "36.3", "59.6", "4", "u"],
        ["3", "20180101", "190", "Qom, Iran", "36.3", "59.6", "4", "u"],
    ]
    proposed = propose_map(GDELT, rows, countries=[("IR", finds("Mashhad", "Qom"))]).map
    assert proposed.constant("country") == "IR"
    found = dict(proposed.columns)
    assert (found["date"], found["city"], found["kind"]) == (
        "SQLDATE",
        "ActionGeo_FullName",
        "EventCode",
    )
    assert proposed.meaning("kind") == {"143": "STK", "051": "-", "190": "-"}
    assert proposed.date_format == "iso"


def test_ccc_columns_are_recognised_with_the_site_beside_the_town() -> None:
    found = fields(CCC)
    assert (found["city"], found["province"], found["site"]) == ("locality", "state", "location")
    assert (found["size"], found["size_low"], found["size_high"]) == (
        "size_text",
        "size_low",
        "size_high",
    )
    assert (found["arrested"], found["killed"]) == ("arrests", "participant_deaths")


def test_the_columns_of_the_raw_ccc_sheets_are_recognised_too() -> None:
    raw = ["CityTown", "StateTerritory", "Location", "Date", "EventType", "EstimateLow", "Source1"]
    found = fields(raw)
    assert (found["city"], found["site"], found["date"]) == ("CityTown", "Location", "Date")
    assert (found["kind"], found["size_low"]) == ("EventType", "EstimateLow")


def test_a_plain_list_of_days_and_towns_is_recognised() -> None:
    assert fields(FDD)["source"] == "Link"
    proposed = propose_map(FDD, [["2018-01-01", "Qom", "", "", "", ""]])
    assert proposed.map.constant("kind") == "ASM"
    assert any("every row is taken" in remark for remark in proposed.remarks)


def test_a_persian_header_is_recognised() -> None:
    rows = [["۱", "۱۳۹۶/۱۰/۰۷", "قم", "قم", "میدان", "اعتصاب", "ده‌ها نفر", ""]]
    proposed = propose_map(HRANA_FA, rows).map
    found = dict(proposed.columns)
    assert (found["date"], found["province"], found["city"]) == ("تاریخ", "استان", "شهر")
    assert (found["size"], found["arrested"]) == ("تعداد شرکت‌کنندگان", "بازداشت‌شدگان")
    assert proposed.date_format == "jalali"
    assert proposed.meaning("kind") == {"اعتصاب": "STK"}


def test_a_header_typed_on_an_arabic_keyboard_is_the_same_header() -> None:
    assert fields(["تاريخ", "شهر"])["date"] == "تاريخ"


def test_running_totals_are_told_from_events() -> None:
    proposed = propose_map(["date", "killed", "arrested", "protests", "cities"], [])
    assert proposed.map.rows == "totals"
    assert dict(proposed.map.columns)["total_gatherings"] == "protests"


def test_a_table_of_reports_is_told_from_coded_rows() -> None:
    proposed = propose_map(["id", "outlet", "published", "body"], [])
    assert proposed.map.rows == "reports"
    assert dict(proposed.map.columns)["text"] == "body"


@pytest.mark.parametrize(
    ("days", "order", "sure"),
    [
        (["2018-01-05", "2018-02-01"], "iso", True),
        (["31/12/2017", "1/1/2018"], "dmy", True),
        (["12/31/2017", "1/1/2018"], "mdy", True),
        (["1/2/2018", "3/4/2018"], "dmy", False),
        (["5/5/2018"], "dmy", True),
        (["1396/10/07"], "jalali", True),
        (["28 December 2017"], "iso", True),
    ],
)
def test_the_order_of_day_and_month_is_read_from_the_dates_or_said_to_be_unsure(
    days: list[str], order: str, sure: bool
) -> None:
    proposed = propose_map(["date", "city", "type"], [[day, "x", "protest"] for day in days])
    assert proposed.map.date_format == order
    assert sure == (not proposed.remarks)


def test_dates_that_cannot_be_read_are_said() -> None:
    proposed = propose_map(["date", "type"], [["2018-01-01", "protest"], ["soon", "protest"]])
    assert proposed.remarks == ("1 dates cannot be read",)


def test_a_word_for_a_kind_that_is_not_known_is_said() -> None:
    rows = [["2018-01-01", kind] for kind in ("march", "rally; strike", "dance")]
    proposed = propose_map(["date", "type"], rows)
    assert proposed.map.meaning("kind") == {
        "march": "ASM/march",
        "rally": "ASM/rally",
        "strike": "STK",
    }
    assert proposed.remarks == ("not known in 'type': 'dance'; add it to [values.kind]",)


def test_a_column_of_other_words_is_no_column_of_kinds() -> None:
    proposed = propose_map(["date", "type"], [["2018-01-01", "video"], ["2018-01-01", "photo"]])
    assert proposed.map.column("kind") is None
    assert proposed.map.constant("kind") == "ASM"


def finds(*known: str) -> Lookup:
    def look(name: str, _province: str | None, level: Level) -> Located | None:
        if name not in known:
            return None
        return Located(id_of(name), name, level, name, None, None, None, None, None)

    return look


def id_of(name: str):  # type: ignore[no-untyped-def]
    return f"p:{name}"


def test_the_country_is_the_one_that_knows_most_of_the_names() -> None:
    rows = [["2018-01-01", city] for city in ("قم", "مشهد", "Paris")]
    countries = [("US", finds("Paris")), ("IR", finds("قم", "مشهد"))]
    assert propose_map(["date", "city"], rows, countries=countries).map.constant("country") == "IR"
    one = [("US", finds("Paris"))]
    assert propose_map(["date", "city"], rows, countries=one).map.constant("country") is None


def test_a_column_that_names_persons_is_never_proposed() -> None:
    found = propose_map(["date", "city", "نام و نام خانوادگی", "Phone number"], []).map
    assert {column for _, column in found.columns} == {"date", "city"}


@pytest.mark.parametrize("header", [[], ["a", "b"], ["city", "size"]])
def test_a_table_without_a_date_is_refused_with_a_hint(header: list[str]) -> None:
    with pytest.raises(FormatError) as refused:
        propose_map(header, [])
    assert refused.value.hint


def test_a_header_below_a_title_is_found() -> None:
    rows = [["Protests in Iran"], ["source: us"], ["Date", "City"], ["2018-01-01", "Qom"]]
    assert dict(propose_for(rows).map.columns) == {"date": "Date", "city": "City"}


@pytest.mark.parametrize("rows", [[], [["x"]], [["x"]] * 30 + [["date", "city"]]])
def test_a_table_without_a_header_near_the_top_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(FormatError) as refused:
        propose_for(rows)
    assert refused.value.hint


SECRET = "پرویز تندر سه‌شنبه در میدان اصلی شهر شیراز سخن گفت و بازداشت شد"


@pytest.mark.parametrize(
    "rows",
    [
        [("name", SECRET), ("x", SECRET)],
        [
            ("date", "city", "kind"),
            *[("2018-01-01", "Qom", "protest")] * 9,
            ("2018-01-01", "Qom", SECRET),
        ],
    ],
)
def test_what_may_be_a_report_is_in_no_message(rows: list[tuple[str, ...]]) -> None:
    try:
        told = " ".join(propose_for(rows).remarks)
    except FormatError as error:
        told = f"{error.message} {error.hint}"
    assert f"({len(SECRET)} characters)" in told
    assert SECRET not in told
