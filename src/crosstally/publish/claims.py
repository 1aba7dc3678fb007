"""Claims as the open evidence alone carries them.

Invariant: a claim that only closed reports make is not told; where evidence is closed, the verdict
is not told either, because it would speak for what stays inside (H4, H6).
"""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from crosstally.publish.held import Held
from crosstally.publish.public import OpenAlteration, OpenClaim, OpenEvidence
from crosstally.records import (
    Alteration,
    Claim,
    Evidence,
    IncidentId,
    Report,
    ReportId,
    SourceId,
    Verdict,
)

NOT_PUBLIC = "evidence-not-public"
_BECAUSE = "Part of the evidence is not public; the public part alone settles nothing."
_BECAUSE_FA = "بخشی از شواهد عمومی نیست و بخش عمومی به‌تنهایی چیزی را روشن نمی‌کند."


class _Sight(NamedTuple):
    """The open reports, their sources, those whose words are open, and what strikes names out."""

    open: dict[ReportId, Report]
    sources: set[SourceId]
    spoken: Collection[str]
    mask: Callable[[str], str]


def open_claims(
    held: Held,
    incidents: set[IncidentId],
    open_: dict[ReportId, Report],
    spoken: Collection[str],
    mask: Callable[[str], str],
) -> tuple[OpenClaim, ...]:
    """The claims of open reports, with their open evidence."""
    closed = {one.id for one in held.reports} - set(open_)
    closed_incidents = {one.id for one in held.incidents} - incidents
    mute = {str(one) for one in closed} | {str(one) for one in closed_incidents}
    mute |= {str(one.id) for one in held.mentions if one.report in closed}
    sight = _Sight(open_, {one.source for one in open_.values()}, spoken, mask)
    return tuple(
        _claim(claim, mute, sight)
        for claim in held.claims
        if not claim.reports or any(one in open_ for one in claim.reports)
    )


def _claim(claim: Claim, mute: set[str], sight: _Sight) -> OpenClaim:
    mask = sight.mask
    for_ = [one for one in claim.evidence_for if one.record not in mute]
    against = [one for one in claim.evidence_against if one.record not in mute]
    whole = len(for_) + len(against) == len(claim.evidence_for) + len(claim.evidence_against)
    reports = tuple(one for one in claim.reports if one in sight.open)
    return OpenClaim(
        id=claim.id,
        number=claim.number,
        type=claim.type.value,
        asserter=mask(claim.asserter),
        reports=reports,
        text=mask(claim.text),
        text_fa=mask(claim.text_fa) if claim.text_fa else None,
        verdict=(claim.verdict if whole else Verdict.OPEN).value,
        rule=claim.rule if whole else NOT_PUBLIC,
        because=mask(claim.because) if whole else _BECAUSE,
        because_fa=(mask(claim.because_fa) if claim.because_fa else None) if whole else _BECAUSE_FA,
        evidence_for=tuple(_evidence(for_, sight)),
        evidence_against=tuple(_evidence(against, sight)),
        origins_asserting=min(claim.origins_asserting, len(reports)),
        origins_for=claim.origins_for if whole else _origins(for_),
        origins_against=claim.origins_against if whole else _origins(against),
        alterations=tuple(_alterations(claim.alterations, sight)),
        span=claim.span if reports and reports[0] in sight.spoken else None,
    )


def _origins(evidence: Iterable[Evidence]) -> int:
    return len({one.origin for one in evidence if one.origin is not None})


def _evidence(evidence: Iterable[Evidence], sight: _Sight) -> Iterable[OpenEvidence]:
    for one in evidence:
        yield OpenEvidence(
            record=one.record,
            origin=one.origin,
            source=one.source if one.source in sight.sources else None,
            note=sight.mask(one.note),
            note_fa=sight.mask(one.note_fa) if one.note_fa else None,
            span=one.span if one.record in sight.spoken else None,
        )


def _alterations(alterations: Iterable[Alteration], sight: _Sight) -> Iterable[OpenAlteration]:
    for one in alterations:
        if one.report not in sight.open:
            continue
        yield OpenAlteration(
            kind=one.kind,
            report=one.report,
            span=one.span if one.report in sight.spoken else None,
            primary=one.primary if one.primary in sight.open else None,
            note=sight.mask(one.note),
            note_fa=sight.mask(one.note_fa) if one.note_fa else None,
        )
