"""Studies on their way out: what they are made of, and what of them may be shown.

Invariant: a study that is shown was made of open records alone; none of its tables names an
incident, a place finer than a town, or a caller with fewer than `k` (H4, H5, H8).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from crosstally.publish.gate import open_reports
from crosstally.publish.held import Geography
from crosstally.publish.policy import Policy
from crosstally.publish.reduce import reduce_incident, reduce_origin
from crosstally.records import (
    Call,
    Claim,
    Entry,
    Evidence,
    Grid,
    Incident,
    Link,
    Mention,
    Origin,
    Report,
    Source,
    Statement,
    Study,
    changed,
)

T = TypeVar("T")
CALLERS = ("caller", "organisation", "called-by", "claimed-by", "organised-by", "actor")
PLACES = ("place", "town", "city", "centre")
NUMBER = "count"


class Part(NamedTuple):
    """The records of a desk, or those of them that are open."""

    reports: tuple[Report, ...]
    sources: tuple[Source, ...]
    mentions: tuple[Mention, ...]
    origins: tuple[Origin, ...]
    incidents: tuple[Incident, ...]
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()
    calls: tuple[Call, ...] = ()
    links: tuple[Link, ...] = ()


def is_open(
    reports: Iterable[Report], sources: Iterable[Source], policy: Policy | None = None
) -> bool:
    """Whether all reports of a desk are open, so that studies of it tell of no closed one."""
    told = tuple(reports)
    return len(open_reports(told, sources, policy)) == len(told)


def open_part(part: Part, policy: Policy | None = None) -> Part:
    """What the open reports alone tell: what studies that are shown are made of."""
    open_ = open_reports(part.reports, part.sources, policy)
    mentions = {one.id: one for one in part.mentions}
    told = {key for key, one in mentions.items() if one.report in open_}
    found = (reduce_origin(one, open_) for one in part.origins)
    origins = {one.id: one for one in found if one is not None}
    reduced = (reduce_incident(one, mentions, origins, open_) for one in part.incidents)
    incidents = tuple(one for one in reduced if one is not None)
    shown = {str(one) for one in (*open_, *told, *(one.id for one in incidents))}
    return Part(
        reports=tuple(open_.values()),
        sources=part.sources,
        mentions=tuple(one for one in part.mentions if one.id in told),
        origins=tuple(origins.values()),
        incidents=incidents,
        statements=tuple(one for one in part.statements if one.report in open_),
        claims=tuple(_open_claim(c, shown) for c in part.claims if set(c.reports) <= set(open_)),
        calls=tuple(one for one in part.calls if one.report in open_),
        links=tuple(one for one in part.links if {one.one, one.other} <= told),
    )


def _open_claim(claim: Claim, shown: set[str]) -> Claim:
    """A claim with its open evidence, the origins counted anew."""

    def kept(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(one for one in evidence if one.record in shown)

    if kept(claim.evidence_for) == claim.evidence_for and (
        kept(claim.evidence_against) == claim.evidence_against
    ):
        return claim
    sides = kept(claim.evidence_for), kept(claim.evidence_against)
    voices = [len({one.origin for one in side if one.origin is not None}) for side in sides]
    return changed(
        claim,
        evidence_for=sides[0],
        evidence_against=sides[1],
        origins_for=min(claim.origins_for, voices[0]),
        origins_against=min(claim.origins_against, voices[1]),
    )


def open_study(
    study: Study, *, k: int, places: frozenset[str], ids: frozenset[str], mask: Callable[[str], str]
) -> tuple[Study, int]:
    """A study as it may be shown, and how many rows of its tables were held back.

    Args:
        study: of the open part of a desk.
        k: the smallest number told of a caller.
        places: the names and ids of towns and wider places.
        ids: the ids of incidents and mentions, which no table may name.
        mask: strikes names out.
    """
    tables = []
    held = 0
    for grid in study.tables:
        rows = tuple(_masked(row, mask) for row in grid.rows if _may_go(grid, row, k, places, ids))
        held += len(grid.rows) - len(rows)
        tables.append(changed(grid, rows=rows))
    # the first input is the digest of all tables, which a closed report changes too
    return changed(study, tables=tuple(tables), inputs=study.inputs[1:]), held


def _masked(row: tuple[Entry, ...], mask: Callable[[str], str]) -> tuple[Entry, ...]:
    return tuple(mask(one) if isinstance(one, str) else one for one in row)


def _may_go(
    grid: Grid, row: tuple[Entry, ...], k: int, places: frozenset[str], ids: frozenset[str]
) -> bool:
    cells = dict(zip(grid.columns, row, strict=True))
    if any(isinstance(one, str) and one in ids for one in row):
        return False
    if any(name in cells and cells[name] not in (None, *places) for name in PLACES):
        return False
    number = cells.get(NUMBER)
    named = any(cells.get(name) is not None for name in CALLERS)
    return not named or (isinstance(number, int) and number >= k)


def places_of(geography: Geography) -> frozenset[str]:
    """The names and ids of a country's towns and provinces, and of the country."""
    names: list[Any] = [geography.country]
    for town in geography.towns:
        names += [town.id, town.name, town.name_fa]
    for province in geography.provinces:
        names += [province.code, province.name, province.name_fa]
    return frozenset(name for name in names if name)


def codes_of(study: Study) -> Iterator[tuple[str, str]]:
    """Every code that a study uses, with the table of words that it stands in."""
    yield "name", study.name
    for one in study.estimates:
        yield "name", one.name
        yield "unit", one.unit
        yield "method", one.method
        yield from (("assumption", code) for code in one.assumptions)
        yield from (("warning", code) for code in one.warnings)
        yield from (("check", check.name) for check in one.checks)
        yield from (("check", code) for code in (one.refusal,) if code is not None)
        yield from (("change", variant.change) for variant in one.sensitivity)
    for grid in study.tables:
        yield "table", grid.name
        yield from (("column", code) for code in grid.columns)
        cells = {one for row in grid.rows for one in row if isinstance(one, str)}
        yield from (("name", code) for code in sorted(cells))
