"""Who took part, as the text names them, and of which sector.

Invariant: a group stands in the sentence of its event; of terms at one place the longest speaks,
so that "truck drivers" are drivers of haulage and "Teachers' Square" is nobody. A group that only
a slogan names took no part.
"""

from typing import Final

from crosstally.coding.document import Document, Event
from crosstally.records import PROTEST_KINDS, Group, GroupValue, Kind

_NOBODY: Final = "not"
_TOLD_OF: Final = frozenset({*PROTEST_KINDS, Kind.CAL})


def find_groups(document: Document, event: Event) -> tuple[GroupValue, ...]:
    """The groups of an event in the order they are named, each once, with its sector where told.

    Where the clause of the trigger names a group, the rest of the sentence is not asked.
    """
    if event.kind not in _TOLD_OF:
        return ()
    low, high = event.clause
    found: dict[Group, GroupValue] = {}
    elsewhere: dict[Group, GroupValue] = {}
    reached = 0
    hits = document.sentences[event.sentence].of("groups")
    for hit in hits:
        if hit.start < reached:
            continue
        reached = hit.end
        span = document.span(hit.start, hit.end)
        if hit.term.code == _NOBODY or any(q.start <= span.start < q.end for q in document.quoted):
            continue
        value = GroupValue(
            value=Group(hit.term.code),
            span=span,
            sector=hit.term.row.get("sector") or None,
        )
        into = found if low <= hit.start < high else elsewhere
        known = into.get(value.value)
        if known is None or (known.sector is None and value.sector is not None):
            into[value.value] = value
    return tuple((found or elsewhere).values())
