"""Incidents that say the same in the same words, so that one decision may do for all.

Invariant: only word-for-word copies (folded) with the same kind, days and place go together, and
never one with deaths: those are read one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from crosstally.records import Digest, Incident, IncidentId, digest_of
from crosstally.reviewing.standing import died
from crosstally.text.fold import fold

FEWEST = 4  # words: fewer are a headline that anybody writes


def batches(
    incidents: Iterable[Incident], texts: Mapping[str, str]
) -> tuple[tuple[IncidentId, ...], ...]:
    """Groups of two or more incidents that may be accepted in one go, in order.

    Args:
        incidents: those that are open.
        texts: the body of each report, by report id.
    """
    words: dict[str, Digest | None] = {}

    def said(report: str) -> Digest | None:
        if report not in words:
            folded = fold(texts.get(report, "")).text
            enough = len(folded.split()) >= FEWEST
            words[report] = digest_of(folded.encode()) if enough else None
        return words[report]

    groups: dict[tuple[object, ...], list[IncidentId]] = defaultdict(list)
    for incident in sorted(incidents, key=lambda one: one.id):
        told = [said(report) for report in incident.reports]
        if told and None not in told and not died(incident):
            place = incident.place.value if incident.place is not None else None
            where = (place.id or place.name) if place is not None else None
            key = (incident.kind, incident.first, incident.last, where, frozenset(told))
            groups[key].append(incident.id)
    return tuple(sorted(tuple(group) for group in groups.values() if len(group) > 1))
