"""Who, inside a report, asserts that an event took place: "according to the governor".

Invariant: an asserter is the speaker of an attribution whose content holds the event's trigger.
"""

from crosstally.coding.content import find_contents
from crosstally.coding.document import Document, Event
from crosstally.coding.quoted import quotations
from crosstally.coding.scene import SAYING, lay_out
from crosstally.coding.speaker import find_speaker
from crosstally.records import Quote, Span

# Words of attitude assert nothing; chants are slogans.
_ASSERTING = frozenset({"say", "tell", "according"})
_CLAIMING = frozenset({"claim", "deny", ""})


def find_asserter(document: Document, event: Event) -> Quote | None:
    """Whom the report lets say that the event took place; None where it says so itself."""
    sentence = document.sentences[event.sentence]
    if not any(hit.term.code in SAYING for hit in sentence.of("cues")):
        return None
    scene = lay_out(document, sentence, quotations(document.body))
    if scene is None:
        return None
    trigger = document.span(event.hit.start, event.hit.end)
    saids = [find_speaker(scene, at) for at in range(len(scene.cues))]
    best: tuple[int, Span] | None = None
    for at, said in enumerate(saids):
        term = scene.cues[at].term
        if term.code not in _ASSERTING or term.row.get("act") not in _CLAIMING:
            continue
        if said.speaker is None:
            continue
        for start, end in find_contents(scene, at, said, scene.end):
            if start <= trigger.start and trigger.end <= end:
                size = end - start
                if best is None or size < best[0]:
                    best = (size, Span(*said.speaker))
    return Quote(text=best[1].of(document.body), span=best[1]) if best is not None else None
