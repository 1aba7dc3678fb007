"""Who, inside a report, asserts that an event took place: "according to the governor".

Invariant: an asserter is the speaker of a statement whose content holds the event's trigger.
"""

from typing import Final

from crosstally.coding.document import Document, Event
from crosstally.coding.speech.statements import find_statements
from crosstally.records import Quote, Statement

# Words of wish and of judgement assert nothing that happened.
_ASSERTING: Final = frozenset({"claim", "deny"})


def find_asserter(
    document: Document, event: Event, statements: tuple[Statement, ...] | None = None
) -> Quote | None:
    """Whom the report lets say that the event took place; None where it says so itself.

    Args:
        document: the report.
        event: the event.
        statements: the report's statements, where they have been found already.
    """
    told = find_statements(document) if statements is None else statements
    if not told:
        return None
    trigger = document.span(event.hit.start, event.hit.end)
    best: tuple[int, Quote] | None = None
    for statement in told:
        content = statement.content.span if statement.content else None
        if content is None or statement.speaker is None or statement.act not in _ASSERTING:
            continue
        size = content.end - content.start
        if content.start <= trigger.start and trigger.end <= content.end:
            best = min(best or (size, statement.speaker), (size, statement.speaker), key=_size)
    return best[1] if best is not None else None


def _size(found: tuple[int, Quote]) -> int:
    return found[0]
