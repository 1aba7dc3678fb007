"""From mentions to incidents, in one pure function.

Invariant: the same reports, coded lines, sources, judgements and weights give the same result in any
order. Every mention handed in stands in one incident, is a call, stands as a denial against an
incident, or comes out as an issue that says why not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crosstally.linking.calls import CALLED, read_calls
from crosstally.linking.copies import gather
from crosstally.linking.denials import deny
from crosstally.linking.edits import edit
from crosstally.linking.facet import Facet, read_facets, tells_of_several
from crosstally.linking.flags import flags_of
from crosstally.linking.group import group
from crosstally.linking.identity import seniority
from crosstally.linking.judged import Judged, read_judgements
from crosstally.linking.knowing import Cue, load_cues
from crosstally.linking.likeness import Text, Words, learn_rarity, weigh_words
from crosstally.linking.origins import copied, gather_origins
from crosstally.linking.outline import Outline, read_outlines
from crosstally.linking.relations import relate
from crosstally.linking.resolve import Told
from crosstally.linking.settle import counts, reviewed, settle, why_not_counted
from crosstally.linking.voices import voices_of
from crosstally.linking.weigh import Weights
from crosstally.records import (
    READERS,
    Call,
    Coded,
    Incident,
    Issue,
    Judgement,
    Link,
    Mention,
    MentionId,
    Origin,
    Reality,
    Reason,
    Report,
    ReportId,
    Source,
    Span,
    Stage,
    changed,
)

AROUND = 800  # characters read on either side of a sentence, in a report of several events
TOLD = (Reality.OCCURRED, Reality.ONGOING, Reality.PAST)


class Linked(NamedTuple):
    """All that linking gives, each by id."""

    incidents: tuple[Incident, ...]
    origins: tuple[Origin, ...]
    links: tuple[Link, ...]
    calls: tuple[Call, ...]
    issues: tuple[Issue, ...]


def link(
    reports: Sequence[Report],
    coded: Sequence[Coded],
    sources: Sequence[Source],
    judgements: Sequence[Judgement],
    weights: Weights,
    *,
    readers: int = READERS,
) -> Linked:
    """Incidents, origins, the links between mentions with reasons, calls, and what was set aside.

    Args:
        reports: what arrived; a coded line of any other report comes out as an issue.
        coded: what the coder gave, one line a report.
        sources: the declared sources; another one is its own family and has no known basis.
        judgements: what people judged, all of it.
        weights: what each feature is worth (`weigh.load_weights`).
        readers: how many persons must accept an incident before it is confirmed.
    """
    known = prepare(reports, coded, sources, judgements, weights, readers=readers)
    groups, links = group(known.facets, known.judged, weights)
    settled = settle_groups(known, groups)
    return Linked(
        incidents=settled.incidents,
        origins=known.origins,
        links=links,
        calls=read_calls(known.lines, known.reports, known.cues),
        issues=_issues(known, settled, coded),
    )


class Known(NamedTuple):
    """What is worked out once of reports and coded lines, however their mentions are grouped.

    `facets` are those of what occurred, goes on or is past; `others` the rest.
    """

    reports: Mapping[ReportId, Report]
    lines: Sequence[Coded]
    judged: Judged
    weights: Weights
    cues: Sequence[Cue]
    outlines: Mapping[str, Outline]
    origins: tuple[Origin, ...]
    home: Mapping[ReportId, Origin]
    facets: Sequence[Facet]
    others: Sequence[Facet]
    told: Mapping[MentionId, Told]


class Settled(NamedTuple):
    """The incidents of some groups, denials that fit none of them, and what else was set aside."""

    incidents: tuple[Incident, ...]
    lost: Sequence[MentionId]
    aside: Sequence[Issue]


def prepare(
    reports: Sequence[Report],
    coded: Sequence[Coded],
    sources: Sequence[Source],
    judgements: Sequence[Judgement],
    weights: Weights,
    *,
    readers: int = READERS,
) -> Known:
    """What linking needs to know before it groups (`link` says what the arguments are)."""
    by_id = {report.id: report for report in sorted(reports, key=lambda r: r.id)}
    lines = _once(c for c in coded if c.report in by_id)
    mentions = {m.id: (m, ReportId(str(c.report))) for c in lines for m in c.mentions}
    judged = read_judgements(judgements, sorted(mentions), readers=readers)
    lines = [_without(line, judged) for line in lines if line.report not in judged.gone]
    kept = [report for report in by_id.values() if report.id not in judged.gone]
    cues, declared = load_cues(), {source.id: source for source in sources}
    outlines = read_outlines(kept, lines, declared=declared, cues=cues)
    copies = copied(outlines)
    origins = gather_origins(outlines, copies)
    home = {report: origin for origin in origins for report in origin.reports}
    facets = _facets(by_id, lines, gather(by_id, [(c.report, c.of) for c in copies]))
    return Known(
        reports=by_id,
        lines=lines,
        judged=judged,
        weights=weights,
        cues=cues,
        outlines=outlines,
        origins=origins,
        home=home,
        facets=[facet for facet in facets if facet.reality in TOLD],
        others=[facet for facet in facets if facet.reality not in TOLD],
        told={f.mention: _told(mentions[f.mention][0], by_id[f.report], home) for f in facets},
    )


def settle_groups(known: Known, groups: Sequence[Sequence[Facet]]) -> Settled:
    """The incidents that mentions make, grouped so."""
    told, home = known.told, known.home
    denied = [f for f in known.others if f.reality is Reality.DENIED]
    against, lost = deny(denied, groups, known.weights)
    incidents = [
        settle(
            [told[f.mention] for f in members],
            [told[name] for name in against.get(at, ())],
            origins=home,
            lasting=any(f.lasting for f in members),
        )
        for at, members in enumerate(groups)
    ]
    edited = [edit(incident, known.judged) for incident in incidents]
    incidents = [
        changed(
            incident,
            counts=counts(incident),
            status=reviewed(incident, known.judged),
            voices=voices_of(
                [told[m] for m in incident.mentions], seen=known.outlines, origins=home
            ),
            flags=flags_of(incident, [told[m] for m in incident.mentions], home),
        )
        for incident, _ in edited
    ]
    aside = [issue for _, found in edited for issue in found] + _uncounted(incidents)
    related = relate(incidents)
    incidents = [changed(i, relations=related[i.id]) if i.id in related else i for i in incidents]
    return Settled(tuple(sorted(incidents, key=lambda incident: incident.id)), lost, aside)


def _facets(
    reports: Mapping[ReportId, Report],
    lines: Sequence[Coded],
    copies: Mapping[str, str],
) -> tuple[Facet, ...]:
    """The facets, with the weighted words of whole reports or of single sentences."""
    rarity = learn_rarity(Text(r.lang or "", r.source, _text(r)) for r in reports.values())
    words: dict[str, Words] = {}
    for line in lines:
        report = reports[ReportId(str(line.report))]
        texts = [(str(report.id), _text(report))]
        if tells_of_several(line.mentions):
            texts = [
                (m.id, _around(report.body, m.sentence))
                for m in line.mentions
                if m.sentence is not None
            ]
        for name, text in texts:
            weighed = weigh_words(Text(report.lang or "", report.source, text), rarity)
            if weighed is not None:
                words[name] = weighed
    several = Counter(copies.values())
    copied_from = {ReportId(r): ReportId(of) for r, of in copies.items() if several[of] > 1}
    return read_facets(lines, reports=reports, words=words, copies=copied_from)


def _told(mention: Mention, report: Report, home: Mapping[ReportId, Origin]) -> Told:
    return Told(mention, report.id, report.source, seniority(report), home[report.id].id)


def _once(coded: Iterable[Coded]) -> list[Coded]:
    """One line for each report, in order: of several, the one that tells the most."""
    ordered = sorted(coded, key=lambda c: (str(c.report), len(c.mentions)))
    return list({line.report: line for line in ordered}.values())


def _without(line: Coded, judged: Judged) -> Coded:
    """The line without mentions that were rejected."""
    if not any(mention.id in judged.gone for mention in line.mentions):
        return line
    return changed(line, mentions=tuple(m for m in line.mentions if m.id not in judged.gone))


def _issues(known: Known, settled: Settled, coded: Iterable[Coded]) -> tuple[Issue, ...]:
    """What stands in no incident, and why; what has no day or no place."""
    issues = list(settled.aside)
    issues += [
        _issue(facet, Reason.NO_EVENT, f"told as {facet.reality}")
        for facet in known.others
        if facet.reality not in (*CALLED, Reality.DENIED)
    ]
    gone = set(settled.lost)
    issues += [
        _issue(facet, Reason.NO_EVENT, "denies nothing that is recorded")
        for facet in known.others
        if facet.mention in gone
    ]
    issues += [
        Issue(stage=Stage.LINKING, reason=Reason.NOT_A_RECORD, detail="no such report", where=m.id)
        for line in coded
        if line.report not in known.reports
        for m in line.mentions
    ]
    return tuple(sorted(issues, key=lambda issue: (issue.where or "", issue.reason)))


def _uncounted(incidents: Iterable[Incident]) -> list[Issue]:
    """The protests that happened and are not counted, and what they lack."""
    return [
        Issue(stage=Stage.LINKING, reason=reason, where=incident.id, detail="not counted")
        for incident in incidents
        if (reason := why_not_counted(incident)) is not None
    ]


def _issue(facet: Facet, reason: Reason, detail: str) -> Issue:
    return Issue(
        stage=Stage.LINKING,
        reason=reason,
        where=facet.mention,
        report=facet.report,
        detail=detail,
    )


def _around(body: str, sentence: Span) -> str:
    """A sentence with what stands around it."""
    return body[max(0, sentence.start - AROUND) : sentence.end + AROUND]


def _text(report: Report) -> str:
    return f"{report.title}\n{report.body}" if report.title else report.body
