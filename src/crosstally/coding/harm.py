"""People killed, injured and arrested, as the sentence of an event counts them.

Invariant: a count is of people, never of those who are part of others already counted ("among them
13 women"); nought is only said where the text says it.
"""

from crosstally.coding.census import Census
from crosstally.coding.document import Document, Event
from crosstally.coding.toll import PREDICATES, Harmed
from crosstally.records import Bound, Count, Harm, Kind

_FIELDS = ("killed", "injured", "arrested")
_SILENT = frozenset({Kind.STM, Kind.CAL, Kind.NET, Kind.CON, Kind.JUD})
_FORCE = frozenset({Kind.FRC, Kind.ARM})


def find_harm(document: Document, event: Event, census: Census) -> Harm | None:
    """The harm that an event's sentence tells of; None where it tells of none."""
    if event.kind in _SILENT:
        return None
    sentence = document.sentences[event.sentence]
    if not any(hit.term.code in PREDICATES for hit in sentence.of("harm")):
        return None
    told = census(event.sentence).told
    counts = {field: _largest(told, field) for field in (*_FIELDS, "shot")}
    shot = counts.pop("shot")
    if shot is not None:
        _settle(document, event, counts, shot, census)
    if event.kind is Kind.ARR:
        counts["killed"] = counts["injured"] = None
    if event.subtype == "torture":
        counts["killed"] = None  # "36 were killed, 11 of them under torture": the 36 are others
    harm = Harm(**counts)
    return None if harm == Harm() else harm


def _largest(told: list[Harmed], field: str) -> Count | None:
    """The most that are counted; what a toll may at most be speaks only where nothing else does."""
    counts = [harmed.number for harmed in told if harmed.field == field]
    return max(counts, key=lambda c: (c.bound is not Bound.AT_MOST, c.high), default=None)


def _settle(
    document: Document,
    event: Event,
    counts: dict[str, Count | None],
    shot: Count,
    census: Census,
) -> None:
    """Put those who were shot with the dead or the injured, by what the report says of deaths.

    Where some died and some did not, how many were only injured is for the report to say: the
    difference of two numbers stands nowhere in it.
    """
    dead = counts["killed"]
    if dead is None and event.kind in _FORCE:
        dead = _deaths(document, census)
        if dead is not None and dead.high <= shot.high:
            counts["killed"] = dead
    if dead is None or dead.high == 0:
        counts["injured"] = counts["injured"] or shot


def _deaths(document: Document, census: Census) -> Count | None:
    """The most deaths that any sentence of the report counts."""
    counts = []
    for index, sentence in enumerate(document.sentences):
        if any(hit.term.code == "killed" for hit in sentence.of("harm")):
            counts.append(_largest(census(index).told, "killed"))
    return max((c for c in counts if c is not None), key=lambda c: c.high, default=None)
