"""A desk's own judgements as gold: what its people accepted, rejected and set by hand.

Invariant: only a report whose every event was judged, and of which people do not disagree, is a
case; what nobody looked at teaches nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from crosstally.errors import FormatError
from crosstally.linking.judged import Judged, read_judgements
from crosstally.records import (
    Coded,
    Decision,
    Incident,
    Judgement,
    Kind,
    Mention,
    Report,
    ReportId,
    changed,
    decode,
)
from crosstally.scoring import Case, Event
from crosstally.text.language import language_of

_JUDGED = ("actor", "kind", "killed", "reality", "sentence")


def cases_of_judgements(
    reports: Iterable[Report],
    coded: Iterable[Coded],
    judgements: Sequence[Judgement],
    incidents: Iterable[Incident] = (),
) -> Iterator[Case]:
    """The cases that a desk's judgements give, in the order of its reports.

    Args:
        reports: as the log holds them.
        coded: what they were coded as when they were judged.
        judgements: all of the desk.
        incidents: what they were linked to, so that who accepts an incident accepts its tellings.
    """
    lines: Mapping[ReportId, Coded] = {line.report: line for line in coded if line.report}
    ids = [mention.id for line in lines.values() for mention in line.mentions]
    judged = read_judgements(tuple(_of_tellings(judgements, incidents)), ids)
    for report in reports:
        line = lines.get(report.id)
        lang = report.lang or language_of(report.body)
        mentions = _deeds(line) if line is not None and lang and not report.cells else []
        decided = [_decided(mention, judged) for mention in mentions]
        if not decided or None in decided:
            continue
        kept = [m for m, good in zip(mentions, decided, strict=True) if good]
        yield Case(
            id=report.id,
            lang=(lang or "").split("-")[0].lower(),
            text=report.body,
            published=report.published,
            events=tuple(_event(mention, judged) for mention in kept),
        )


def _of_tellings(
    judgements: Iterable[Judgement], incidents: Iterable[Incident]
) -> Iterator[Judgement]:
    """The judgements, those that accept an incident naming all that tell of it.

    Nothing is said of the tellings of an incident that was rejected, since a hoax is told as any
    event is, nor of one whose kind was set by hand: which of its tellings was read wrong is not said.
    """
    judgements = tuple(judgements)
    set_by_hand = {name for j in judgements if j.field == "kind" for name in j.about}
    told = {str(i.id): i.mentions for i in incidents if i.id not in set_by_hand}
    for judgement in judgements:
        if judgement.decision is Decision.ACCEPT:
            names = dict.fromkeys(m for name in judgement.about for m in told.get(name, (name,)))
            judgement = changed(judgement, about=tuple(names))
        yield judgement


def _deeds(line: Coded) -> list[Mention]:
    return [m for m in line.mentions if m.kind is not Kind.STM and m.sentence is not None]


def _decided(mention: Mention, judged: Judged) -> bool | None:
    """Whether people took a mention for right; None where nobody said, or they do not agree."""
    said = {judgement.decision for judgement in judged.verdicts.get(mention.id, ())}
    if len(said) > 1:
        return None
    if mention.id in judged.gone or said == {Decision.REJECT}:
        return False
    if mention.id in judged.edits and not said:
        return True  # who sets a value of an event takes it for one
    return True if said == {Decision.ACCEPT} else None


def _event(mention: Mention, judged: Judged) -> Event:
    kind = mention.kind
    for edit in judged.edits.get(mention.id, ()):
        if edit.field == "kind" and edit.value is not None:
            kind = _kind(edit.value, kind)
    killed = mention.harm.killed if mention.harm is not None else None
    span = mention.sentence
    return Event(
        kind=kind,
        reality=mention.reality,
        actor=mention.actor,
        killed=(killed.low, killed.high) if killed is not None else None,
        sentence=(span.start, span.end) if span is not None else None,
        judged=_JUDGED,
    )


def _kind(value: str, known: Kind) -> Kind:
    try:
        return decode(Kind, value)
    except FormatError:
        return known  # linking has made it an issue
