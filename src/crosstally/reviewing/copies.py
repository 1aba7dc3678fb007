"""Incidents that say the same in the same words, so that one decision may do for all.

Invariant: only word-for-word copies (folded) with the same kind, day and place go together, and never
one with deaths: those are read one by one.
"""

from collections.abc import Iterable, Mapping

from crosstally.records import Incident, IncidentId


def batches(
    incidents: Iterable[Incident], texts: Mapping[str, str]
) -> tuple[tuple[IncidentId, ...], ...]:
    """Groups of two or more incidents that may be accepted in one go, in order.

    Args:
        incidents: those that are open.
        texts: the body of each report, by report id.
    """
    raise NotImplementedError
