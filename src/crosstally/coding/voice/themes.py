"""What a demand or a slogan is about, by the words in it.

Invariant: a theme rests on a term of the pack's `themes` table inside the span; no term, no theme.
"""

from collections import Counter

from crosstally.coding.document import Document
from crosstally.coding.lexicon import Hit
from crosstally.records import Theme


def find_theme(document: Document, start: int, end: int) -> Theme | None:
    """The theme that most terms inside the folded characters point to; of equals, the first named.

    A term inside a longer one does not count: "environmental justice" is environment.
    """
    reached = start
    votes: Counter[str] = Counter()
    for hit in hits_between(document, "themes", start, end):
        if hit.start >= reached:
            votes[hit.term.code] += int(hit.term.row.get("weight") or 1)
            reached = hit.end
    return Theme(votes.most_common(1)[0][0]) if votes else None


def hits_between(document: Document, sort: str, start: int, end: int) -> list[Hit]:
    """The hits of one table that lie inside folded characters `start` to `end`, in order."""
    return [
        hit
        for sentence in document.sentences
        if sentence.start < end and start < sentence.end
        for hit in sentence.of(sort)
        if start <= hit.start and hit.end <= end
    ]
