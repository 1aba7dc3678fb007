"""A coded row becomes a mention, each value with its cell."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from crosstally.intake.amounts import read_amount
from crosstally.intake.arrive import Inlet, Told
from crosstally.intake.coded import coded_row, origins_told, reviewed, totals_row
from crosstally.intake.columns import CODED_FIELDS, ColumnMap
from crosstally.intake.places import Located, lookup_in, no_places
from crosstally.intake.table import read_table
from crosstally.packs.gazetteer import load_country
from crosstally.records import (
    Basis,
    Bound,
    Calendar,
    Cell,
    Coded,
    Group,
    Kind,
    Level,
    PlaceId,
    Reality,
    Reason,
    Report,
    Stance,
    Status,
)

NOW = datetime(2020, 2, 1, tzinfo=UTC)
VALUES = (
    ("kind", (("تجمع", "ASM/rally"), ("اعتصاب", "STK"), ("مهمانی", "-"))),
    ("status", (("verified", "confirmed"),)),
    ("groups", (("معلمان", "teachers"), ("کارگران", "workers"))),
)


def report_of(cells: dict[str, str], **options: str) -> Report:
    column_map = ColumnMap(
        columns=tuple((field, field.upper()) for field in CODED_FIELDS),
        constants=(("country", "IR"),),
        values=VALUES,
        date_format=options.get("order", "iso"),
    )
    row = {"date": "2018-01-01", "city": "Mashhad", "kind": "تجمع", **cells}
    header = ",".join(field.upper() for field in CODED_FIELDS)
    line = ",".join(f'"{row.get(field, "")}"' for field in CODED_FIELDS)
    told = Told(b"k" * 32, NOW, maps={"": column_map})
    (found,) = read_table(Inlet("t.csv", lambda: BytesIO(f"{header}\n{line}\n".encode())), told)
    assert isinstance(found, Report)
    return found


def code(**cells: str) -> Coded:
    return coded_row(report_of(cells), lookup=no_places, amounts=read_amount)


def test_every_value_of_a_row_names_its_cell() -> None:
    coded = code(
        size="حدود ۳۰۰", killed="2", groups="معلمان، کارگران; others", stance="challenger",
        demand="حقوق معوقه", asserter="HRANA", lat="36.3", lon="59.6",
    )  # fmt: skip
    (mention,) = coded.mentions
    assert coded.issues == ()
    assert (mention.kind, mention.subtype, mention.reality) == (Kind.ASM, "rally", Reality.OCCURRED)
    assert mention.trigger.ground == Cell(column="KIND", row=2)
    assert mention.days is not None
    assert (mention.days.first, mention.days.basis) == (date(2018, 1, 1), Basis.STATED)
    assert mention.days.ground == Cell(column="DATE", row=2)
    assert mention.size is not None
    assert (mention.size.low, mention.size.bound) == (300, Bound.ABOUT)
    assert mention.size.ground == Cell(column="SIZE", row=2)
    assert mention.harm is not None
    assert mention.harm.killed is not None
    assert mention.harm.killed.ground == Cell(column="KILLED", row=2)
    assert mention.harm.injured is None
    assert [group.value for group in mention.groups] == [Group.TEACHERS, Group.WORKERS]
    assert mention.place is not None
    assert (mention.place.lat, mention.place.lon) == (36.3, 59.6)
    assert mention.stance is Stance.CHALLENGER


@pytest.mark.parametrize("kind", ["مهمانی", "picnic", "ASM-ish"])
def test_a_kind_that_is_not_of_the_codebook_gives_an_issue_and_no_mention(kind: str) -> None:
    coded = code(kind=kind)
    assert coded.mentions == ()
    reasons = [issue.reason for issue in coded.issues]
    assert reasons == [Reason.OUT_OF_SCOPE if kind == "مهمانی" else Reason.BAD_CELL]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("size", "many"), ("size", "9" * 5000), ("killed", "9" * 25), ("killed", "several"), ("lat", "north"), ("stance", "angry"),
        ("target", "nobody"), ("actor", "x"), ("last_date", "2017-01-01"), ("reality", "maybe"),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_understood_gives_an_issue_and_no_value(field: str, text: str) -> None:
    coded = code(**{field: text})
    assert len(coded.mentions) == 1
    assert len(coded.issues) == 1
    assert text not in (coded.issues[0].detail or "")


@pytest.mark.parametrize(
    "text", ["", "no report", "N/A", "نامشخص", "crowd size=no report", "women=x"]
)
def test_a_size_that_nobody_tells_is_neither_zero_nor_an_issue(text: str) -> None:
    coded = code(size=text)
    assert coded.mentions[0].size is None
    assert coded.issues == ()


def test_of_acleds_tags_the_crowds_size_alone_is_read() -> None:
    (mention,) = code(size="women targeted=2; crowd size=about 40").mentions
    assert mention.size is not None
    assert (mention.size.low, mention.size.text) == (40, "about 40")


def test_low_and_high_columns_make_a_range() -> None:
    (mention,) = code(size="crowds", size_low="50", size_high="100").mentions
    assert mention.size is not None
    assert (mention.size.low, mention.size.high) == (50, 100)


def test_several_days_are_one_mention() -> None:
    (mention,) = code(last_date="2018-01-05").mentions
    assert mention.days is not None
    assert (mention.days.first, mention.days.last) == (date(2018, 1, 1), date(2018, 1, 5))


def test_a_jalali_day_says_so() -> None:
    coded = coded_row(
        report_of({"date": "۱۳۹۶/۱۰/۱۱"}, order="jalali"), lookup=no_places, amounts=read_amount
    )
    days = coded.mentions[0].days
    assert days is not None
    assert (days.first, days.calendar) == (date(2018, 1, 1), Calendar.JALALI)


def test_a_row_without_a_place_is_kept_and_said_to_have_none() -> None:
    coded = code(city="", country="")
    assert [issue.reason for issue in coded.issues] == []  # the map's constant names the country
    place = coded.mentions[0].place
    assert place is not None
    assert place.level is Level.COUNTRY


def test_what_the_table_says_of_review_and_origins_is_read() -> None:
    assert reviewed(report_of({"status": "verified"})) is Status.CONFIRMED
    assert reviewed(report_of({})) is Status.MACHINE
    assert reviewed(report_of({"status": "who knows"})) is Status.MACHINE
    assert origins_told(report_of({"origins": "3"})) == 3
    assert origins_told(report_of({"origins": "several"})) == 1
    assert origins_told(report_of({"origins": "9" * 5000})) == 1


@pytest.mark.parametrize(
    ("city", "province", "name"),
    [
        ("مشهد", "", "Mashhad"),
        ("Mashhad", "Razavi Khorasan", "Mashhad"),
        ("mashhad", "", "Mashhad"),
        ("نجف آباد", "اصفهان", "Najafabad"),
        ("Qom, Qom Province, Iran", "", "Qom"),
    ],
)
def test_a_name_in_either_script_is_found_in_the_gazetteer(
    city: str, province: str, name: str
) -> None:
    report = report_of({"city": city, "province": province})
    lookup = lookup_in(load_country("IR"))
    (mention,) = coded_row(report, lookup=lookup, amounts=read_amount).mentions
    assert mention.place is not None
    assert mention.place.name == name
    assert mention.place.id is not None
    assert mention.place.ground == Cell(column="CITY", row=2)


def test_a_site_in_a_town_that_is_known_has_the_towns_chain() -> None:
    def lookup(name: str, _province: str | None, level: Level) -> Located | None:
        if name != "Mashhad":
            return None
        own = PlaceId("p1")
        return Located(own, "Mashhad", level, "Mashhad", own, "Razavi Khorasan", "IR", 36.3, 59.6)

    report = report_of({"site": "میدان شهدا"})
    place = coded_row(report, lookup=lookup, amounts=read_amount).mentions[0].place
    assert place is not None
    assert (place.name, place.level, place.city) == ("میدان شهدا", Level.SITE, "Mashhad")


def test_a_report_that_is_no_row_is_not_coded_here() -> None:
    report = Report(id=report_of({}).id, source=report_of({}).source, body="متن")
    coded = coded_row(report, lookup=no_places, amounts=read_amount)
    assert coded.mentions == ()
    assert coded.issues[0].reason is Reason.NOT_A_RECORD
    assert totals_row(report) is None
