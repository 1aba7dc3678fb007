"""Which reports the sections of the page open, and what those sections tell of all of them.

Invariant: a number on the page is made of all reports; the reports that a long list opens are its
first `SHOWN`, and the page says how many more stand in the tables beside it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from crosstally.publish.public import OpenOrigin, Public

SHOWN = 40  # reports of a source, or of a reason to be set aside, that can be opened from there
FOLDS = 200  # origins of several reports that have a line of their own, the largest


class Cited(NamedTuple):
    """What the sections below the charts refer to."""

    reports: tuple[str, ...]
    issues: list[dict[str, Any]]
    folded: list[dict[str, Any]]
    folded_origins: int
    provenance: dict[str, int]


def cited(public: Public) -> Cited:
    """The cited reports in the order in which the page names them, and the rows that name them."""
    folded = sorted(
        (one for one in public.origins if len(one.reports) > 1),
        key=lambda one: (-len(one.reports), one.id),
    )
    shown = folded[:FOLDS]
    return Cited(
        reports=tuple(dict.fromkeys(_named(public, shown))),
        issues=[_issue(one) for one in public.issues],
        folded=[_fold(one) for one in shown],
        folded_origins=len(folded),
        provenance=dict(sorted(Counter(one.provenance or "" for one in public.reports).items())),
    )


def source_rows(public: Public) -> list[dict[str, Any]]:
    """The sources, the longest list of reports first, with what each tells and tells alone."""
    told: Counter[str] = Counter(one.source for one in public.reports)
    source = {one.id: one.source for one in public.reports}
    incidents: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for incident in public.incidents:
        by = {source[m.report] for m in incident.mentions if m.report in source}
        incidents.update(by)
        alone.update(by if len(by) == 1 else ())
    first = _first(public)
    rows = sorted(public.sources, key=lambda one: (-told[one.id], one.id))
    return [
        {
            "id": one.id, "name": one.name, "kind": one.kind, "family": one.family,
            "synthetic": one.synthetic, "number": told[one.id], "reports": first[one.id],
            "incidents": incidents[one.id], "alone": alone[one.id],
        }
        for one in rows
    ]  # fmt: skip


def _first(public: Public) -> defaultdict[str, list[str]]:
    """Of each source its first reports."""
    first: defaultdict[str, list[str]] = defaultdict(list)
    for one in public.reports:
        if len(first[one.source]) < SHOWN:
            first[one.source].append(one.id)
    return first


def _named(public: Public, folded: list[OpenOrigin]) -> Iterator[str]:
    for claim in public.claims:
        yield from claim.reports
        yield from (one.record for one in (*claim.evidence_for, *claim.evidence_against))
        for changed in claim.alterations:
            yield from (one for one in (changed.report, changed.primary) if one is not None)
    yield from (one.report for one in public.calls)
    for issue in public.issues:
        yield from issue.where[:SHOWN]
    for origin in folded:
        yield from origin.reports[:SHOWN]
    for reports in _first(public).values():
        yield from reports


def _issue(issue: Any) -> dict[str, Any]:
    return {
        "stage": issue.stage,
        "reason": issue.reason,
        "count": issue.count,
        "where": list(issue.where[:SHOWN]),
        "number": len(issue.where),
    }


def _fold(origin: OpenOrigin) -> dict[str, Any]:
    shown = origin.reports[:SHOWN]
    return {
        "reports": list(shown),
        "number": len(origin.reports),
        "why": [list(pair) for pair in origin.why if pair[0] in shown],
    }
