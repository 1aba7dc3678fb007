"""Announced protests and strikes, for the calendar.

Invariant: a call is quoted with its report, and one whose sentence speaks of violence is marked, so
that nothing downstream gives it out again (H10). Where that is in doubt it is marked.
"""

from collections.abc import Iterable, Mapping, Sequence

from crosstally.linking.identity import call_id
from crosstally.linking.knowing import VIOLENT, Cue, folded
from crosstally.records import Call, Coded, Kind, Mention, Reality, Report, ReportId

CALLED = (Reality.PLANNED, Reality.CALLED)


def read_calls(
    coded: Iterable[Coded], reports: Mapping[ReportId, Report], cues: Sequence[Cue]
) -> tuple[Call, ...]:
    """A call for each mention that is planned or called for, or that tells of a call, by id.

    Args:
        coded: what the coder gave, of these reports.
        reports: the reports by id.
        cues: phrases; those that mean violence mark a call.
    """
    violence = tuple(cue.phrase for cue in cues if cue.means == VIOLENT)
    calls = [
        Call(
            id=call_id(mention.id),
            mention=mention.id,
            report=report.id,
            kind=mention.kind,
            quote=mention.trigger,
            days=mention.days,
            place=mention.place,
            violent=_is_violent(mention, report, violence),
        )
        for line in coded
        if line.report is not None
        for report in (reports[line.report],)
        for mention in line.mentions
        if mention.reality in CALLED or mention.kind is Kind.CAL
    ]
    return tuple(sorted(calls, key=lambda call: call.id))


def _is_violent(mention: Mention, report: Report, violence: Sequence[str]) -> bool:
    """Whether a call is of a violent kind, or its sentence (else its report) speaks of violence."""
    if mention.kind in (Kind.RIO, Kind.ARM):
        return True
    words = mention.sentence.of(report.body) if mention.sentence is not None else report.body
    text = folded(words)
    return any(phrase in text for phrase in violence)
