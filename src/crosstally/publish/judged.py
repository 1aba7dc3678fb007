"""The judgements that a page may tell of: that there is one, and about which records.

Invariant: a judgement comes out only where every record that it is about is open, and never a
withdrawal; who judged, when and in which words stays in the desk (H2, H9).
"""

from collections.abc import Collection, Iterator

from crosstally.publish.held import Held
from crosstally.publish.public import OpenJudgement
from crosstally.records import Decision, IncidentId, ReportId


def open_judgements(
    held: Held, incidents: Collection[IncidentId], reports: Collection[ReportId]
) -> Iterator[OpenJudgement]:
    """The judgements of open records alone.

    Args:
        held: what the desk holds.
        incidents: the ids of open incidents.
        reports: the ids of open reports.
    """
    if not held.judgements:
        return
    known: set[str] = {*incidents, *reports}
    known.update(one.id for one in held.mentions if one.report in reports)
    for one in held.judgements:
        if one.decision is not Decision.WITHDRAW and known.issuperset(one.about):
            yield OpenJudgement(id=one.id, decision=one.decision.value, about=one.about)
