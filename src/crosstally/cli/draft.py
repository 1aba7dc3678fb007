"""`crosstally draft`: what a report asserts, as lines to begin a desk's claims with."""

from pathlib import Path

import click

from crosstally.claims import Assertion
from crosstally.claims.draft import draft_claims, read_cues
from crosstally.cli import say
from crosstally.cli.desk import desk_folder
from crosstally.errors import UsageError
from crosstally.records import Coded, Mention, Report, Statement
from crosstally.tables.files import read_table, tables_of


@click.command()
@desk_folder
@click.argument("report", metavar="REPORT")
def draft(desk: Path, report: str) -> None:
    """What REPORT (an id, or its id at its source) asserts: a line for claims.jsonl each.

    A draft quotes the report and has no parts. Put it in your own words, name what would show it,
    and leave out what nothing could: only then is it a claim that `crosstally build` can test.
    """
    tables = tables_of(desk)
    found = [one for one in read_table(tables / "reports.parquet", Report) if report in _names(one)]
    if len(found) != 1:
        raise UsageError(
            f"{len(found)} reports of the desk have that id", hint="give the id that begins with r-"
        )
    one = found[0]
    coded = Coded(
        report=one.id,
        mentions=tuple(
            m
            for m in read_table(tables / "mentions.parquet", Mention)
            if m.id.startswith(f"{one.id}#")
        ),
        statements=tuple(
            s for s in read_table(tables / "statements.parquet", Statement) if s.report == one.id
        ),
    )
    drafts = draft_claims(one.body, coded, lang=one.lang or "", cues=read_cues())
    say.lines(
        Assertion(
            id=f"{report}-{number}",
            asserter=each.speaker or one.source,
            source=one.source,
            type=each.type,
            text=each.span.of(one.body),
            reports=(one.id,),
        )
        for number, each in enumerate(drafts, 1)
    )


def _names(report: Report) -> tuple[str | None, ...]:
    return report.id, report.native_id, f"{report.source}:{report.native_id}"
