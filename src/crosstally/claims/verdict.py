"""A verdict on each claim, by the first stated rule that fits.

Invariant: the rules see how many voices outside the asserter's own family speak for and against
each part, and never who they are. What a claim of role or an opinion gets is fixed before any
evidence is looked at.
"""

from collections.abc import Iterable, Sequence

from crosstally.claims.assertion import Assertion, Sort
from crosstally.claims.family import Kinship, kinship, outside, voices
from crosstally.claims.match import Finding, Shelf, look_up, shelve
from crosstally.claims.quote import altered_quotations
from crosstally.claims.rules import Rules, State, read_rules
from crosstally.records import (
    Claim,
    ClaimId,
    Evidence,
    Incident,
    Origin,
    Report,
    Source,
    Statement,
    encode,
    short_id,
)


def judge(
    claims: Iterable[Assertion],
    reports: Iterable[Report],
    statements: Iterable[Statement],
    incidents: Iterable[Incident],
    origins: Iterable[Origin],
    sources: Iterable[Source],
) -> tuple[Claim, ...]:
    """A claim for each assertion, then one for each quotation that differs from its primary text.

    Args:
        claims: what the desk wants tested.
        reports: everything the desk holds, the primary texts among it.
        statements: what coding found to have been said.
        incidents: what linking found to have happened, with rivals and denials.
        origins: which reports rest on one basis of knowledge.
        sources: who belongs to whom.
    """
    rules = read_rules()
    known = tuple(sources)
    kin = kinship(origins, known)
    shelf = shelve(reports, incidents, kin, rules.notes)
    tested = tuple(weigh_claim(claim, shelf, rules) for claim in claims)
    quoted = altered_quotations(statements, shelf, known, rules)
    return (*tested, *quoted)


def weigh_claim(claim: Assertion, shelf: Shelf, rules: Rules) -> Claim:
    """The claim that an assertion makes, its evidence and the verdict of the first rule."""
    own_reports = shelf.named(claim.reports)
    findings = look_up(claim, shelf)
    heard = [_outside(finding, claim, own_reports, shelf.kin) for finding in findings]
    states = [_state(one, shelf.kin) for one in heard]
    rule = rules.first_that_fits(claim.type, states)
    pro = _united(finding.pro for finding in findings)
    con = _united(finding.con for finding in findings)
    return Claim(
        id=ClaimId(short_id("c", claim.id)),
        type=claim.type,
        asserter=claim.asserter,
        source=claim.source,
        reports=tuple(report.id for report in own_reports),
        text=claim.text,
        text_fa=claim.text_fa,
        verdict=rule.verdict,
        rule=rule.id,
        because=rule.text,
        because_fa=rule.text_fa,
        evidence_for=pro,
        evidence_against=con,
        origins_asserting=voices(shelf.asserting(own_reports), shelf.kin),
        origins_for=voices(_united(one.pro for one in heard), shelf.kin),
        origins_against=voices(_united(one.con for one in heard), shelf.kin),
        number=claim.number,
    )


def _outside(finding: Finding, claim: Assertion, own: Sequence[Report], kin: Kinship) -> Finding:
    """A finding without what the asserter's own family says for it; against it, all may speak."""
    if finding.part.sort is Sort.PRIMARY:
        return finding
    pro = outside(finding.pro, kin, claim.source, own)
    return Finding(finding.part, pro, finding.con)


def _state(finding: Finding, kin: Kinship) -> State:
    part, pro, con = finding
    fixed = {
        Sort.CANNOT: State.CANNOT,
        Sort.UNDEFINED: State.UNDEFINED,
        Sort.WHOLE: State.ALTERED if part.cuts else State.SHOWN,
    }
    if part.sort in fixed:
        return fixed[part.sort]
    if pro and con:
        return State.DISPUTED
    enough = 1 if part.sort is Sort.PRIMARY else 2
    if pro:
        return State.SHOWN if voices(pro, kin) >= enough else State.ONE_VOICE
    if con:
        return State.REFUTED if voices(con, kin) >= enough else State.DOUBTED
    return State.OWN_ONLY


def _united(parts: Iterable[tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    found = {item for part in parts for item in part}
    return tuple(sorted(found, key=encode))
