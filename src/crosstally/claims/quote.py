"""Quotations set beside the primary text of whoever is quoted.

Invariant: a quotation is compared only with a report of an official source in which the same
speaker speaks, in the same language and of the same days; where the desk holds none, nothing is
said about it.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from crosstally.claims.match import Shelf
from crosstally.claims.rules import Rules, State
from crosstally.records import (
    Alteration,
    Claim,
    ClaimId,
    ClaimType,
    Evidence,
    Quote,
    Report,
    ReportId,
    Source,
    SourceKind,
    Span,
    Statement,
    changed,
    encode,
    short_id,
)
from crosstally.text.fold import fold, fold_phrase

# A quotation is reprinted within days: of the example's altered ones the latest came after three
# (a sister page dates a speech of Tuesday to Thursday), and two speeches stood 314 days apart.
NEAR_DAYS = 14
# Two longer words in common: with one, "enemy" alone joined a quotation to another year's speech.
SHARED_WORDS = 2
# An older text must share more: an article of August 2020 quotes speeches of May 2020 and November
# 2019 with five and seven words in common, and other speeches of the same man with three at most.
SHARED_WITH_OLD = 5
# Words of five letters and more, compared by their first five: "recruiting" is "recruit" again.
_LONG = 5

# What the state of the quotation's part is when it is altered so.
_STATES = {
    "interpolated": State.ALTERED,
    "name_added": State.ALTERED,
    "cut": State.ALTERED,
    "audience": State.REFUTED,
    "date": State.REFUTED,
}


class _Primary(NamedTuple):
    """A primary text: its words, and those that name who speaks in it."""

    source: Source
    report: Report
    day: date
    words: frozenset[str]
    speakers: frozenset[str]


def altered_quotations(
    statements: Iterable[Statement], shelf: Shelf, sources: Sequence[Source], rules: Rules
) -> tuple[Claim, ...]:
    """A claim for each report whose quotation differs from the primary text, by report.

    Args:
        statements: what coding found to have been said.
        shelf: the desk's reports.
        sources: their names and aliases tell who is quoted; only official ones are primary.
        rules: the verdict rules.
    """
    said = tuple(statements)
    primaries = _primaries(said, shelf, sources)
    found: dict[tuple[ReportId, ReportId], list[Alteration]] = defaultdict(list)
    for statement in said:
        primary = _primary_of(statement, primaries, shelf)
        if primary is not None and statement.report is not None:
            found[(statement.report, primary.report.id)] += _compare(
                statement, primary, shelf, sources
            )
    by_id = {one.report.id: one for one in primaries}
    names = {source.id: source.name for source in sources}
    return tuple(
        changed(claim, asserter=names.get(shelf.reports[report].source, claim.asserter))
        for (report, text), alterations in sorted(found.items())
        if alterations
        for claim in (_claim(shelf.reports[report], by_id[text], alterations, shelf, rules),)
    )


def _primaries(
    statements: Sequence[Statement], shelf: Shelf, sources: Sequence[Source]
) -> list[_Primary]:
    speakers: dict[ReportId, set[str]] = defaultdict(set)
    for statement in statements:
        if statement.report is not None and statement.speaker is not None:
            speakers[statement.report] |= _words(statement.speaker)
    official = {one.id: one for one in sources if one.kind is SourceKind.OFFICIAL}
    found = []
    for report in shelf.reports.values():
        day = _day(report)
        if report.source in official and day is not None:
            words = _long_words(report.body)
            source = official[report.source]
            names = frozenset(w for name in _names(source) for w in _long_words(name))
            speak = names | speakers[report.id]
            found.append(_Primary(source, report, day, words, speak))
    return sorted(found, key=lambda one: (one.day, one.report.id))


def _primary_of(
    statement: Statement, primaries: Sequence[_Primary], shelf: Shelf
) -> _Primary | None:
    """The primary text of what is quoted: same speaker, language and days, and words in common."""
    report = shelf.reports.get(statement.report) if statement.report is not None else None
    if report is None or statement.speaker is None or statement.content is None:
        return None
    if not statement.quoted:
        return None
    speaker, said = _words(statement.speaker), _words(statement.content)
    day = statement.date.first if statement.date is not None else _day(report)
    if day is None:
        return None
    near = [
        (-len(said & one.words), abs((one.day - day).days), one.report.id, one)
        for one in primaries
        if one.source.id != report.source
        and (one.report.lang == report.lang or None in (one.report.lang, report.lang))
        and speaker & one.speakers
        and len(said & one.words) >= _wanted(one.day, day, dated=statement.date is not None)
    ]
    return min(near)[3] if near else None


def _wanted(spoken: date, quoted: date, *, dated: bool) -> int:
    """How many words a quotation must share with a text of a day to be held to quote it."""
    if abs((quoted - spoken).days) <= NEAR_DAYS:
        return SHARED_WORDS
    return SHARED_WITH_OLD if spoken < quoted and not dated else sys.maxsize


def _compare(
    statement: Statement, primary: _Primary, shelf: Shelf, sources: Sequence[Source]
) -> list[Alteration]:
    """How the quotation differs, each with the place in the report where it shows."""
    content = statement.content
    found: list[tuple[str, Span | None]] = [("interpolated", s) for s in statement.interpolations]
    found += [("cut", span) for span in statement.ellipses]
    if content is not None and _added_name(content, primary, shelf, sources):
        found.append(("name_added", content.span))
    if statement.date is not None and not (
        statement.date.first <= primary.day <= statement.date.last
    ):
        found.append(("date", statement.date.span))
    asked = statement.audience or statement.venue
    if asked is not None and not _words(asked) & primary.words:
        found.append(("audience", asked.span))
    report = shelf.reports[statement.report] if statement.report is not None else primary.report
    return [
        Alteration(
            kind=kind,
            report=report.id,
            span=span,
            primary=primary.report.id,
            note=shelf.notes[kind][0],
            note_fa=shelf.notes[kind][1],
        )
        for kind, span in found
    ]


def _added_name(content: Quote, primary: _Primary, shelf: Shelf, sources: Sequence[Source]) -> bool:
    """Whether the quotation names somebody whom the primary text names by none of his names."""
    said, text = fold(content.text).text, shelf.folded[primary.report.id].text
    for source in sources:
        names = [fold_phrase(name) for name in source.aliases]
        if any(name in said for name in names) and not any(name in text for name in names):
            return True
    return False


def _claim(
    report: Report,
    primary: _Primary,
    alterations: list[Alteration],
    shelf: Shelf,
    rules: Rules,
) -> Claim:
    kinds = sorted({one.kind for one in alterations})
    states = [State.SHOWN, *(_STATES[kind] for kind in kinds)]
    rule = rules.first_that_fits(ClaimType.STATEMENT, states)
    note, note_fa = shelf.notes["quoted"]
    how = [shelf.notes[kind] for kind in kinds]
    english, persian = shelf.notes["quotation_of"]
    told = {"source": primary.source.name, "day": primary.day.isoformat()}
    evidence = Evidence(
        record=primary.report.id,
        source=primary.source.id,
        origin=shelf.kin.origin_of.get(primary.report.id),
        note=note,
        note_fa=note_fa,
    )
    unique = sorted(
        set(alterations), key=lambda one: (one.kind, one.span or Span(0, 1), encode(one))
    )
    return Claim(
        id=ClaimId(short_id("c", "quotation", report.id, primary.report.id)),
        type=ClaimType.STATEMENT,
        asserter=report.source,
        source=report.source,
        reports=(report.id,),
        text=english.format(**told) + "; ".join(one for one, _ in how),
        text_fa=persian.format(**told) + "؛ ".join(other for _, other in how),
        verdict=rule.verdict,
        rule=rule.id,
        because=rule.text,
        because_fa=rule.text_fa,
        evidence_against=(evidence,),
        origins_asserting=1,
        origins_against=1,
        alterations=tuple(unique),
    )


def _names(source: Source) -> tuple[str, ...]:
    return (source.name, *source.aliases)


def _words(quote: Quote) -> frozenset[str]:
    return _long_words(quote.text)


def _long_words(text: str) -> frozenset[str]:
    return frozenset(word[:_LONG] for word in fold(text).text.split() if len(word) >= _LONG)


def _day(report: Report) -> date | None:
    if report.said_on is not None:
        return report.said_on
    return report.said_at.date() if report.said_at is not None else None
