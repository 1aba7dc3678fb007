"""Records become columns and come back the same."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crosstally.errors import FormatError
from crosstally.records import (
    Basis,
    Bound,
    Call,
    Cell,
    Claim,
    Coded,
    Count,
    Days,
    Estimate,
    GroupValue,
    Harm,
    Incident,
    Issue,
    Judgement,
    Kind,
    Link,
    Mention,
    Origin,
    Precision,
    Quote,
    Reality,
    Report,
    Resolved,
    Rival,
    Source,
    Span,
    Statement,
    Status,
    Tally,
)
from crosstally.tables.files import read_lines, read_table, write_lines, write_table
from crosstally.tables.schema import columns_of

DAYS = Days(
    first=date(2018, 1, 1),
    last=date(2018, 1, 3),
    precision=Precision.DAY,
    basis=Basis.STATED,
    span=Span(1, 5),
    ground=Cell(column="تاریخ", row=2),
)


def mention(number: int) -> Mention:
    return Mention(
        id=f"r{number}#0",
        kind=Kind.STK,
        subtype=None,
        reality=Reality.OCCURRED,
        stance=None,
        trigger=Quote(text="اعتصاب‌", span=Span(0, 7)),
        sentence=Span(0, 40),
        actor=None,
        days=DAYS,
        place=None,
        size=None,
        groups=(GroupValue(value="drivers", span=Span(3, 6)),) if number % 2 else (),
        demands=(),
        slogans=(),
        harm=Harm(killed=Count(low=1, high=2, bound=Bound.AT_LEAST, span=Span(3, 4))),
        asserter=None,
        confidence=0.1 + number / 10_000,
    )


INCIDENT = Incident(
    id="i-1",
    kind=Kind.STK,
    subtype="haulage",
    first=date(2018, 1, 1),
    last=date(2018, 1, 3),
    status=Status.MACHINE,
    counts=True,
    reality="occurred",
    mentions=("r1#0",),
    reports=("r1",),
    sources=("s",),
    origins=("o-1",),
    independent=1,
    days=Resolved[Days](
        value=DAYS,
        rule="most-precise",
        mention="r1#0",
        report="r1",
        rivals=(Rival[Days](value=DAYS, mentions=("r2#0",), asserters=("فرماندار", "x'y")),),
    ),
)
REPORT = Report(
    id="r1",
    source="s",
    body="سطر یک\nسطر دو \x00 \u2067x",
    said_at=datetime(2018, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=3.5))),
    cells=(("شهر", "سقز"), ("n", "=1+1")),
)


@pytest.mark.parametrize("number", [0, 1, 5_000])
def test_mentions_read_back_the_same(tmp_path: Path, number: int) -> None:
    mentions = [mention(n) for n in range(number)]
    path = write_table(tmp_path / "mentions.parquet", mentions, Mention)
    assert list(read_table(path, Mention)) == mentions


def test_incidents_and_reports_read_back_the_same(tmp_path: Path) -> None:
    path = write_table(tmp_path / "incidents.parquet", [INCIDENT], Incident)
    assert list(read_table(path, Incident)) == [INCIDENT]
    path = write_table(tmp_path / "reports.parquet", [REPORT], Report)
    assert list(read_table(path, Report)) == [REPORT]


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    mentions = [mention(n) for n in range(3_000)]
    one = write_table(tmp_path / "one.parquet", mentions, Mention).read_bytes()
    other = write_table(tmp_path / "other.parquet", mentions, Mention).read_bytes()
    assert one == other


@pytest.mark.parametrize(
    "kind",
    [
        Call, Claim, Coded, Estimate, Incident, Issue, Judgement, Link, Mention, Origin, Report,
        Source, Statement, Tally,
    ],
)  # fmt: skip
def test_every_record_has_a_table_even_when_there_is_none(tmp_path: Path, kind: type) -> None:
    path = write_table(tmp_path / "empty.parquet", [], kind)
    assert list(read_table(path, kind)) == []
    assert columns_of(kind)


def test_no_scratch_file_is_left(tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", [mention(1)], Mention)
    write_lines(tmp_path / "a.jsonl", [mention(1)])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "a.parquet"]


def test_a_missing_or_foreign_table_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        list(read_table(tmp_path / "none.parquet", Mention))
    assert "crosstally build" in (caught.value.hint or "")
    (tmp_path / "bad.parquet").write_bytes(b"no parquet at all")
    with pytest.raises(FormatError):
        list(read_table(tmp_path / "bad.parquet", Mention))
    with pytest.raises(FormatError):
        list(read_lines(tmp_path / "none.jsonl", Mention))


def test_lines_read_back_the_same(tmp_path: Path) -> None:
    mentions = [mention(n) for n in range(10)]
    assert list(read_lines(write_lines(tmp_path / "m.jsonl", mentions), Mention)) == mentions


def test_a_table_that_cannot_be_written_is_said_and_the_old_one_stays(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.parquet", [mention(1)], Mention)
    (tmp_path / "a.parquet.part").mkdir()  # stands in the way, as a full disk does
    with pytest.raises(FormatError, match="cannot be written") as caught:
        write_table(path, [mention(2)], Mention)
    assert caught.value.hint
    assert list(read_table(path, Mention)) == [mention(1)]
