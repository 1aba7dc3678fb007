"""A network is as large as its units choose to tell: each once, nobody who did not."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.cli import run
from crosstally.errors import CrosstallyError, SealError
from crosstally.ledger.sign import key_of_seed
from crosstally.units.growth import Growth, Members, growth, read_told, tell

KEYS = tuple(key_of_seed(bytes([n]) * 32) for n in range(5))
WEEK = "2026-W01"
LINE = tell(KEYS[0], members=Members.FEW, reports=7, week=WEEK)


@pytest.mark.parametrize(
    "line",
    [
        "", "crosstally-growth1", LINE[:-1], LINE + "x", LINE.replace("2-4", "3"),
        LINE.replace('"reports":7', '"reports": 7'), LINE.replace(WEEK, "2026-W54"),
        LINE.replace("growth1", "growth2"), LINE.replace('{"', '{"name":"x","'),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_refused(line: str) -> None:
    with pytest.raises(CrosstallyError):
        read_told(line)


def test_a_number_changed_afterwards_is_refused() -> None:
    with pytest.raises(SealError):
        read_told(LINE.replace('"reports":7', '"reports":8'))


@pytest.mark.parametrize(
    ("reports", "week"), [(-1, WEEK), (10**7, WEEK), (1, "2026-W00"), (1, "x")]
)
def test_what_cannot_be_is_not_told(reports: int, week: str) -> None:
    with pytest.raises(CrosstallyError):
        tell(KEYS[0], members=Members.ONE, reports=reports, week=week)


def test_a_line_reads_back_and_names_no_unit_and_no_person() -> None:
    told = read_told(LINE)
    assert (told.members, told.reports, told.week) == (Members.FEW, 7, WEEK)
    assert set(json.loads(LINE.split(" ")[1])) == {"key", "members", "reports", "week"}


statements = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(Members), st.integers(0, 99), st.integers(1, 3)),
    max_size=8,
).map(
    lambda rows: [
        read_told(tell(KEYS[k], members=m, reports=r, week=f"2026-W0{w}")) for k, m, r, w in rows
    ]
)


@given(statements, st.randoms())
def test_order_and_copies_do_not_matter_and_nobody_is_counted_twice(told, chance) -> None:
    again = [*told, *told]
    chance.shuffle(again)
    counted = growth(told)
    assert growth(again) == counted
    for week in counted:
        assert week.units == len({each.key for each in told if each.week == week.week})
        assert week.members_high is None or week.members_low <= week.members_high


def test_ranges_add_up_and_twenty_or_more_have_no_upper_end() -> None:
    few = read_told(LINE)
    many = read_told(tell(KEYS[1], members=Members.MORE, reports=1, week=WEEK))
    assert growth([few]) == (Growth(WEEK, 1, 2, 4, 7),)
    assert growth([few, many]) == (Growth(WEEK, 2, 22, None, 8),)


def test_it_is_counted_at_the_keyboard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "told.txt"
    path.write_text(LINE + "\n" + LINE + "\n", encoding="utf-8")
    assert run(["unit", "growth", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == Growth(WEEK, 1, 2, 4, 7)._asdict()
    path.write_text(LINE.replace(":7", ":8"), encoding="utf-8")
    assert run(["unit", "growth", str(path)]) == 4
