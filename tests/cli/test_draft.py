"""`crosstally draft` gives lines that `claims.jsonl` can hold, for one report and no other."""

from datetime import date

import pytest
from click.testing import CliRunner

from crosstally.claims.assertion import read_claims
from crosstally.cli.draft import draft
from crosstally.errors import UsageError
from crosstally.records import Mention, Quote, Report, ReportId, SourceId, Span, Statement
from crosstally.records.ids import StatementId
from crosstally.tables.files import WHOLE, write_table

BODY = "فرماندار گفت کسی کشته نشد. اتحادیه در اعتصاب نقش مهمی داشت."


def report(name, source):
    return Report(
        id=ReportId(f"r-{name}{source}"),
        native_id=name,
        source=SourceId(source),
        body=BODY,
        said_on=date(2018, 1, 2),
        lang="fa",
    )


@pytest.fixture
def desk(tmp_path):
    said = Statement(
        id=StatementId("s"),
        speaker=Quote(text="فرماندار", span=Span(0, 8)),
        cue=Quote(text="گفت", span=Span(9, 12)),
        content=Quote(text="کسی کشته نشد", span=Span(13, 25)),
        act="claim",
        report=ReportId("r-1local"),
    )
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / WHOLE).write_text("rules", encoding="utf-8")
    reports = [report("1", "local"), report("2", "local"), report("2", "wire")]
    write_table(tables / "reports.parquet", reports, Report)
    write_table(tables / "mentions.parquet", [], Mention)
    write_table(tables / "statements.parquet", [said], Statement)
    return tmp_path


@pytest.mark.parametrize("name", ["nothing", "2"])
def test_an_id_of_no_report_or_of_two_is_refused(desk, name):
    result = CliRunner().invoke(draft, [str(desk), name])
    assert isinstance(result.exception, UsageError)


@pytest.mark.parametrize("name", ["1", "r-1local", "local:1"])
def test_each_draft_is_a_line_of_claims(desk, name):
    result = CliRunner().invoke(draft, [str(desk), name])
    assert result.exception is None, result.output
    path = desk / "claims.jsonl"
    path.write_text(result.output, encoding="utf-8")
    said, own = read_claims(path)
    assert (said.asserter, said.type, said.text) == ("فرماندار", "statement", "کسی کشته نشد")
    assert (own.asserter, own.type) == ("local", "role")
    assert all(one.reports == ("r-1local",) and one.parts == () for one in (said, own))
