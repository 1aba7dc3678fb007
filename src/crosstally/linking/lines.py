"""The filter's lines as linking's records.

Invariant: a line gives a report, whatever its date; a date that is none is left out, with an issue.
"""

from datetime import date, datetime

from crosstally.records import Issue, Reason, Report, ReportId, ReportLine, SourceId, Stage


def read_report(line: ReportLine) -> tuple[Report, Issue | None]:
    """A line of `crosstally code`'s input as a report, and what is wrong with its date."""
    at, on, issue = None, None, None
    try:
        said = line.published
        if said is not None:
            at, on = (None, date.fromisoformat(said)) if len(said) == 10 else (_instant(said), None)
    except ValueError:
        issue = Issue(stage=Stage.LINKING, reason=Reason.BAD_DATE, report=ReportId(line.id))
    report = Report(
        id=ReportId(line.id),
        source=SourceId(line.source or line.id),
        body=line.text,
        said_at=at,
        said_on=on,
        lang=line.lang,
        title=line.title,
    )
    return report, issue


def _instant(said: str) -> datetime:
    instant = datetime.fromisoformat(said)
    if instant.tzinfo is None:
        raise ValueError("an instant has a zone")
    return instant
