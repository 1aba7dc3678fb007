"""Anyone's sheet, recounted: their number, each rule's, and the rows between."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from crosstally.cli.count import count as command
from crosstally.counting import (
    SheetRow,
    TotalsRow,
    incident_of,
    load_rules,
    recount,
    recount_totals,
)
from crosstally.errors import CrosstallyError, FormatError, PackError, UsageError
from crosstally.records import (
    Basis,
    Bound,
    Cell,
    Count,
    Days,
    Harm,
    Incident,
    Kind,
    Mention,
    MentionId,
    Precision,
    Quote,
    Reality,
    Reason,
    Status,
    changed,
)
from crosstally.tables.files import WHOLE, write_table

ROOT = Path(__file__).resolve().parents[2]
MAP = """
[columns]
date = "تاریخ"
city = "شهر"
size = "تعداد"
kind = "نوع"
status = "وضعیت"
origins = "خاستگاه"
[constants]
country = "IR"
[options]
date_format = "jalali"
[values.kind]
"تجمع" = "ASM"
"اعتصاب" = "STK"
[values.status]
"تأیید" = "confirmed"
"""
SHEET = """تاریخ,شهر,تعداد,نوع,وضعیت,خاستگاه
۱۳۹۶/۱۰/۷,مشهد,۳۰۰,تجمع,تأیید,۲
۱۳۹۶/۱۰/۷,مشهد,ده‌ها,تجمع,,۱
۱۳۹۶/۱۰/۸,قم,,اعتصاب,,
۱۳۹۶/۱۰/۸,قم,۲,تجمع,,
بعدا,قم,,تجمع,,
۱۳۹۶/۱۰/۹,قم,,جشن,,
"""


def run(*arguments: object) -> tuple[str, str]:
    """What a call prints, on stdout and on stderr."""
    done = CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)
    return done.stdout, done.stderr


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "theirs.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def mapped(tmp_path: Path) -> Path:
    path = tmp_path / "map.toml"
    path.write_text(MAP, encoding="utf-8")
    return path


def test_a_sheet_recounted_by_hand_comes_out_so(sheet: Path, mapped: Path) -> None:
    out, _ = run("--table", sheet, "--map", mapped, "--json")
    found = json.loads(out)
    assert (found["rows"], found["read"], len(found["aside"])) == (6, 4, 2)
    assert {one["rule"]: one["value"] for one in found["tallies"]} == {
        "gatherings": 4, "city_days": 2, "merged": 1, "mm50": 1, "hrana_sites": 2,
        "hrana_cities": 2, "strict": 1, "confirmed": 1,
    }  # fmt: skip
    assert [issue["reason"] for issue in found["aside"]] == ["bad-date", "bad-cell"]


def test_every_row_that_makes_a_difference_is_there_with_reasons_in_both_languages(
    sheet: Path, mapped: Path
) -> None:
    found = json.loads(run("--table", sheet, "--map", mapped, "--json")[0])
    differing = {row["incident"]: row for row in found["boundary"]}
    assert list(differing) == ["row 3", "row 4", "row 5"]
    small = {side["rule"]: side for side in differing["row 5"]["not_by"]}
    assert small["merged"]["why_en"] == "at most 2 people, fewer than 3"
    assert small["merged"]["why_fa"] == "حداکثر ۲ نفر، کمتر از ۳"
    assert differing["row 3"]["not_by"][0]["folded"]


def test_one_screen_shows_their_number_each_rules_and_the_rows(sheet: Path, mapped: Path) -> None:
    out, errors = run("--table", sheet, "--map", mapped)
    assert "theirs.csv: 6 rows, their number" in out
    assert "what makes the difference" in out
    assert "no person has confirmed it" in out
    assert "rows 6" in out
    assert len(out.splitlines()) < 50
    assert errors == ""


def test_without_a_map_one_is_proposed_said_and_kept_where_asked(
    tmp_path: Path, sheet: Path
) -> None:
    kept = tmp_path / "kept.map.toml"
    plain = run("--table", sheet, "--json")
    written = run("--table", sheet, "--write-map", kept, "--json")
    assert "--write-map" in plain[1]
    assert plain[0] == written[0]
    assert run("--table", sheet, "--map", kept, "--json") == (plain[0], "")


def test_a_map_that_cannot_be_written_is_a_failure_with_a_hint(tmp_path: Path, sheet: Path) -> None:
    with pytest.raises(FormatError, match="cannot be written") as refused:
        run("--table", sheet, "--write-map", tmp_path / "none" / "m.toml")
    assert refused.value.hint


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said_when_a_map_is_written(sheet: Path) -> None:
    with pytest.raises(FormatError, match="no space left"):
        run("--table", sheet, "--write-map", "/dev/full")


def test_a_workbook_counts_as_the_same_table_in_csv(
    tmp_path: Path, sheet: Path, mapped: Path
) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for line in SHEET.splitlines():
        page.append(line.split(","))
    book.save(tmp_path / "theirs.xlsx")
    one = json.loads(run("--table", sheet, "--map", mapped, "--json")[0])
    other = json.loads(run("--table", tmp_path / "theirs.xlsx", "--map", mapped, "--json")[0])
    assert one["tallies"] == other["tallies"]


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path, sheet: Path, mapped: Path) -> None:
    head, *rows = SHEET.splitlines()
    other = tmp_path / "turned.csv"
    other.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    values = [
        [(t["rule"], t["value"]) for t in json.loads(run("--table", p, "--map", mapped, "--json")[0])["tallies"]]
        for p in (sheet, other)
    ]  # fmt: skip
    assert values[0] == values[1]


def test_a_series_by_day_shows_each_rule_beside_the_others(sheet: Path, mapped: Path) -> None:
    out, _ = run(
        "--table", sheet, "--map", mapped, "--by", "day", "--rules", "city_days,hrana_cities"
    )
    rows = [line.split() for line in out.splitlines() if line.startswith("2017")]
    assert rows == [["2017-12-28", "1", "1"], ["2017-12-29", "1", "2"]]


def test_a_running_total_stands_on_a_day_that_adds_nothing(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = ["2018-01-01,Qom", "2018-01-02,Qom", "2018-01-03,Arak"]
    table.write_text("date,city\n" + "\n".join(rows) + "\n", encoding="utf-8")
    out, _ = run("--table", table, "--by", "day", "--rules", "gatherings,hrana_cities")
    shown = [line.split() for line in out.splitlines() if line.startswith("2018")]
    assert [row[1:] for row in shown] == [["1", "1"], ["1", "1"], ["1", "2"]]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), UsageError),
        (("desk", "--table", "x.csv"), UsageError),
        (("--table", "none.csv"), UsageError),
        (("--table", "none.pdf"), UsageError),
        (("no-desk",), UsageError),
    ],
)
def test_a_wrong_call_is_refused_with_a_hint(
    arguments: tuple[str, ...], error: type[CrosstallyError]
) -> None:
    with pytest.raises(error) as refused:
        run(*arguments)
    assert refused.value.hint


def test_a_table_of_reports_is_not_recounted(tmp_path: Path) -> None:
    table = tmp_path / "reports.csv"
    table.write_text("id,source,published,text\n1,isna,2018-01-01,تجمع\n", encoding="utf-8")
    with pytest.raises(UsageError, match="holds reports"):
        run("--table", table)


def test_an_unknown_rule_is_refused(sheet: Path, mapped: Path) -> None:
    with pytest.raises(PackError):
        run("--table", sheet, "--map", mapped, "--rules", "sensation")


def test_running_totals_are_shown_beside_the_rules_that_count_so_and_not_recounted() -> None:
    rows = [
        TotalsRow(3, date(2022, 9, 20), 76, 26),
        TotalsRow(2, date(2022, 9, 19), 32, 14),
        TotalsRow(4, date(2022, 9, 21), 70, None),
    ]
    found = recount_totals(rows, [], load_rules("all"))
    assert (found.theirs, found.rows, found.tallies) == (70, 3, ())
    told = dict(found.refused)
    assert told["hrana_sites"].startswith("70 ")
    assert told["hrana_cities"].startswith("26 ")
    assert told["gatherings"] == "running totals hold no incidents to count"
    assert [issue.where for issue in found.aside] == ["#4"]


def test_deaths_that_a_sheet_calls_confirmed_stay_under_review() -> None:
    mention = mention_of(1)
    killed = Count(low=2, high=2, bound=Bound.EXACT, span=None, ground=Cell(column="c", row=1))
    dead = changed(mention, harm=Harm(killed=killed))
    rows = [SheetRow(n, m, Status.CONFIRMED, 1) for n, m in ((2, mention), (3, dead))]
    found = recount(rows, [], load_rules("confirmed,gatherings"))
    assert [one.value for one in found.tallies] == [2, 1]
    assert found.boundary[0].not_by[0].why_en == "under review: deaths need two readers"


def test_running_totals_cannot_be_grouped(tmp_path: Path) -> None:
    table = tmp_path / "daily.csv"
    table.write_text("date,protests,cities\n2022-09-19,32,14\n", encoding="utf-8")
    with pytest.raises(UsageError, match="running totals"):
        run("--table", table, "--by", "day")


def test_an_empty_sheet_counts_nothing_and_says_so() -> None:
    found = recount([], [], load_rules("all"))
    assert (found.rows, [one.value for one in found.tallies]) == (0, [0] * 8)


def test_the_place_days_of_dey_1396_come_out_as_the_fact_sheet_counts_them() -> None:
    folder = ROOT / "examples" / "iran-2017-2020"
    table, mapped = folder / "place-days.csv", folder / "place-days.map.toml"
    out, _ = run(
        "--table", table, "--map", mapped, "--by", "day", "--rules", "city_days,hrana_cities"
    )
    rows = [line.split() for line in out.splitlines() if line.startswith("201")]
    assert [(int(new), int(all_)) for _, new, all_ in rows] == [
        (3, 3), (14, 17), (28, 41), (29, 49), (33, 61), (38, 74),
    ]  # fmt: skip
    # 38 and 74, not 40 and 76: Lenjan is Zarrinshahr's county, Gohardasht a quarter of Karaj.


def test_reasons_for_rows_set_aside_are_of_the_closed_list(sheet: Path, mapped: Path) -> None:
    found = json.loads(run("--table", sheet, "--map", mapped, "--json")[0])
    assert all(Reason(issue["reason"]) for issue in found["aside"])


def test_a_desk_that_is_built_is_counted_as_its_incidents_are(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    rows = [incident_of(SheetRow(n, mention_of(n), Status.MACHINE, n)) for n in (1, 2)]
    _ = write_table(tmp_path / "tables" / "incidents.parquet", rows, Incident)
    (tmp_path / "tables" / WHOLE).touch()
    out, _ = run(tmp_path, "--rules", "gatherings,strict")
    assert "2 incidents" in out
    assert "fewer than 2 independent origins told" in out
    lines = [
        json.loads(line) for line in run(tmp_path, "--rules", "strict", "--json")[0].splitlines()
    ]
    assert [line["value"] for line in lines if "value" in line] == [1]
    assert "2018-01" in run(tmp_path, "--by", "month")[0]


def mention_of(number: int) -> Mention:
    ground = Cell(column="c", row=number)
    days = Days(
        first=date(2018, 1, number), last=date(2018, 1, number), precision=Precision.DAY,
        basis=Basis.STATED, span=None, ground=ground,
    )  # fmt: skip
    return Mention(
        id=MentionId(f"m{number}"), kind=Kind.ASM, subtype=None, reality=Reality.OCCURRED,
        stance=None, trigger=Quote(text="تجمع", span=None, ground=ground), sentence=None, actor=None,
        days=days, place=None, size=None, groups=(), demands=(), slogans=(), harm=None,
        asserter=None, confidence=1.0,
    )  # fmt: skip
