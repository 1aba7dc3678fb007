"""What the desk holds for and against each part of an assertion.

Invariant: evidence is found by words, days, places and numbers, never by who speaks; the reports
that make an assertion are no evidence of it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from crosstally.claims.assertion import Assertion, Part, Scope, Sort
from crosstally.claims.family import Kinship
from crosstally.records import (
    Bound,
    Count,
    Evidence,
    Incident,
    MentionId,
    Place,
    Report,
    ReportId,
    Resolved,
    Span,
    encode,
)
from crosstally.text.fold import Folded, fold, fold_phrase

Notes = Mapping[str, tuple[str, str]]


class Shelf(NamedTuple):
    """What can be looked up: reports by name and folded, incidents, and who is kin to whom."""

    reports: Mapping[ReportId, Report]
    names: Mapping[str, ReportId]
    folded: Mapping[ReportId, Folded]
    incidents: tuple[Incident, ...]
    kin: Kinship
    notes: Notes

    def named(self, names: Iterable[str]) -> tuple[Report, ...]:
        """The reports of these names that the desk holds."""
        return tuple(self.reports[self.names[name]] for name in names if name in self.names)

    def asserting(self, reports: Iterable[Report]) -> tuple[Evidence, ...]:
        """The reports that assert something, as evidence of who does."""
        return tuple(_evidence(report, report.id, "says", None, self) for report in reports)


class Finding(NamedTuple):
    """A part of an assertion, and the evidence on either side of it."""

    part: Part
    pro: tuple[Evidence, ...]
    con: tuple[Evidence, ...]


def shelve(
    reports: Iterable[Report], incidents: Iterable[Incident], kin: Kinship, notes: Notes
) -> Shelf:
    """The desk's reports and incidents, made ready to be looked up."""
    by_id = {report.id: report for report in reports}
    borne: dict[str, set[ReportId]] = {}
    for report in by_id.values():
        if report.native_id is not None:
            for name in (report.native_id, f"{report.source}:{report.native_id}"):
                borne.setdefault(name, set()).add(report.id)
    # a name that two reports bear names neither: or whoever copies the id of a primary text stands
    # in its place
    names = {name: min(ids) for name, ids in borne.items() if len(ids) == 1}
    names.update((key, key) for key in by_id)
    folded = {key: fold(report.body) for key, report in by_id.items()}
    return Shelf(by_id, names, folded, tuple(incidents), kin, notes)


def look_up(claim: Assertion, shelf: Shelf) -> tuple[Finding, ...]:
    """The evidence for and against each part of an assertion, in the order of the parts."""
    own = {report.id for report in shelf.named(claim.reports)}
    return tuple(_finding(part, part.scope or claim.scope, own, shelf) for part in claim.parts)


def _finding(part: Part, scope: Scope, own: set[ReportId], shelf: Shelf) -> Finding:
    if part.sort is Sort.SAID:
        others = [r for r in shelf.reports.values() if r.id not in own and _published_in(r, scope)]
        return Finding(
            part,
            _saying(part.words, others, "says", shelf),
            _saying(part.against, others, "says_otherwise", shelf),
        )
    if part.sort is Sort.PRIMARY:
        return _primary(part, shelf)
    if part.sort is Sort.FIGURE:
        return _figure(part, scope, own, shelf)
    if part.sort is Sort.INCIDENT:
        return _incident(part, scope, own, shelf)
    return Finding(part, (), ())


def _primary(part: Part, shelf: Shelf) -> Finding:
    """A primary text speaks against a part only where it has the other words and not these."""
    texts = shelf.named(part.primary)
    pro = _saying(part.words, texts, "primary_has", shelf)
    silent = [text for text in texts if text.id not in {item.record for item in pro}]
    return Finding(part, pro, _saying(part.against, silent, "primary_has_other", shelf))


def _figure(part: Part, scope: Scope, own: set[ReportId], shelf: Shelf) -> Finding:
    pro: list[Evidence] = []
    con: list[Evidence] = []
    for incident in _in_scope(part, scope, shelf):
        for count, mentions in _values(incident, part.of, shelf):
            side = _side(count, part)
            if side is None:
                continue
            note = "gives_this_number" if side else "gives_another_number"
            found = [m for m in mentions if _report_of(m) not in own]
            (pro if side else con).extend(_told(m, note, count.span, shelf) for m in found)
    return Finding(part, _ordered(pro), _ordered(con))


def _incident(part: Part, scope: Scope, own: set[ReportId], shelf: Shelf) -> Finding:
    found = _in_scope(part, scope, shelf)
    pro = [
        _told(mention, "tells_of_it", None, shelf)
        for incident in found
        if incident.counts
        for mention in incident.mentions
        if _report_of(mention) not in own and mention not in incident.denials
    ]
    con = [
        _told(mention, "denies_it", None, shelf)
        for incident in found
        for mention in incident.denials
        if _report_of(mention) not in own
    ]
    return Finding(part, _ordered(pro), _ordered(con))


def _side(count: Count, part: Part) -> bool | None:
    """Whether a number agrees with the asserted one; None where it rules nothing out.

    "At least 106" neither shows nor denies 1,500, nor "at most 42,000" a smaller number.
    """
    low = part.low or 0
    high = part.high if part.high is not None else low
    if count.low <= high and low <= count.high:
        return True
    if count.bound is Bound.AT_LEAST and high > count.high:
        return None
    if count.bound is Bound.AT_MOST and low < count.low:
        return None
    return False


def _values(
    incident: Incident, field: str | None, shelf: Shelf
) -> list[tuple[Count, tuple[MentionId, ...]]]:
    """Each number of an incident's field, with the mentions that give it."""
    resolved = _resolved(incident, field)
    if resolved is None:
        return []
    rivals = [(rival.value, rival.mentions) for rival in resolved.rivals]
    return [(resolved.value, _bearing(incident, resolved, shelf)), *rivals]


def _bearing(incident: Incident, resolved: Resolved[Count], shelf: Shelf) -> tuple[MentionId, ...]:
    """The mentions that give the chosen number: it stands in one, and others assert it too.

    Of each other source that asserts it its only mention here is meant; where it has several, which
    of them does is not recorded, and none is taken.
    """
    elsewhere = {mention for rival in resolved.rivals for mention in rival.mentions}
    tellers = {asserter.rpartition(" via ")[2] for asserter in resolved.asserters}
    by_source: dict[str, list[MentionId]] = {}
    for mention in incident.mentions:
        report = shelf.reports.get(_report_of(mention))
        if report is not None and report.source in tellers and mention not in elsewhere:
            by_source.setdefault(report.source, []).append(mention)
    single = (told[0] for told in by_source.values() if len(told) == 1)
    return tuple(dict.fromkeys((resolved.mention, *single)))


def _resolved(incident: Incident, field: str | None) -> Resolved[Count] | None:
    fields = {
        "killed": incident.killed,
        "injured": incident.injured,
        "arrested": incident.arrested,
    }
    return fields.get(field or "")


def _in_scope(part: Part, scope: Scope, shelf: Shelf) -> list[Incident]:
    return [
        incident
        for incident in shelf.incidents
        if (not part.kinds or incident.kind in part.kinds)
        and _overlaps(incident.first, incident.last, scope)
        and _there(incident.place.value if incident.place else None, scope.place, part)
    ]


def _overlaps(first: date | None, last: date | None, scope: Scope) -> bool:
    if scope.first is None and scope.last is None:
        return True
    if first is None or last is None:
        return False
    return (scope.first is None or last >= scope.first) and (
        scope.last is None or first <= scope.last
    )


def _there(place: Place | None, wanted: str | None, part: Part) -> bool:
    """Whether a place is the wanted one or in it; a figure is of the very place, not of its parts."""
    if wanted is None:
        return True
    if place is None:
        return False
    chain = (place.city, place.province, place.country) if part.sort is not Sort.FIGURE else ()
    return fold_phrase(wanted) in {fold_phrase(name) for name in (place.name, *chain) if name}


def _published_in(report: Report, scope: Scope) -> bool:
    day = report.said_on or (report.said_at.date() if report.said_at is not None else None)
    return _overlaps(day, day, scope)


def _saying(
    groups: tuple[tuple[str, ...], ...], reports: Iterable[Report], note: str, shelf: Shelf
) -> tuple[Evidence, ...]:
    """The reports whose text holds a phrase of every group, with the first phrase's place."""
    if not groups:
        return ()
    wanted = [tuple(map(_wanted, group)) for group in groups]
    found = []
    for report in reports:
        text = shelf.folded[report.id]
        spans = []
        for group in wanted:
            span = _first(text, group)
            if span is None:
                break
            spans.append(span)
        else:
            found.append(_evidence(report, report.id, note, spans[0], shelf))
    return _ordered(found)


def _wanted(phrase: str) -> str:
    """A phrase as it stands in a folded text; the beginning of a word where it ends in `*`."""
    folded = fold_phrase(phrase.removesuffix("*"))
    return folded.rstrip() if phrase.endswith("*") else folded


def _first(text: Folded, group: tuple[str, ...]) -> Span | None:
    hits = [
        (at + 1, at + len(phrase.rstrip()))
        for phrase in group
        if (at := text.text.find(phrase)) >= 0
    ]
    return text.span(*min(hits)) if hits else None


def _told(mention: MentionId, note: str, span: Span | None, shelf: Shelf) -> Evidence:
    report = shelf.reports.get(_report_of(mention))
    return _evidence(report, mention, note, span, shelf)


def _evidence(
    report: Report | None, record: str, note: str, span: Span | None, shelf: Shelf
) -> Evidence:
    english, persian = shelf.notes[note]
    return Evidence(
        record=record,
        source=report.source if report is not None else None,
        origin=shelf.kin.origin_of.get(report.id) if report is not None else None,
        note=english,
        note_fa=persian,
        span=span,
    )


def _report_of(mention: str) -> ReportId:
    return ReportId(mention.rsplit("#", 1)[0])


def _ordered(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(set(evidence), key=encode))
