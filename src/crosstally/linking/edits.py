"""What people set by hand in an incident.

Invariant: an edit replaces a value and keeps the one it replaced as a rival; it names who made it.
A value that is none of its field's kind changes nothing and comes out as an issue.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crosstally.errors import FormatError
from crosstally.linking.judged import Judged
from crosstally.records import (
    Count,
    Days,
    Incident,
    Issue,
    Judgement,
    Kind,
    Place,
    Reason,
    Resolved,
    Rival,
    Size,
    Stage,
    Stance,
    Target,
    changed,
    decode,
)

RULE = "set by a person"
RESOLVED: Mapping[str, type[Any]] = {
    "days": Days,
    "place": Place,
    "size": Size,
    "killed": Count,
    "injured": Count,
    "arrested": Count,
}
PLAIN: Mapping[str, type[Any]] = {"kind": Kind, "stance": Stance, "target": Target}


def edit(incident: Incident, judged: Judged) -> tuple[Incident, list[Issue]]:
    """The incident with what people set by hand, oldest first, and the edits that could not be."""
    issues = []
    for judgement in _edits(incident, judged):
        try:
            incident = _apply(incident, judgement)
        except FormatError as error:
            issues.append(
                Issue(
                    stage=Stage.LINKING,
                    reason=Reason.NOT_A_RECORD,
                    where=judgement.id,
                    detail=error.message,
                )
            )
    return incident, issues


def _edits(incident: Incident, judged: Judged) -> Iterable[Judgement]:
    """The newest edit of each field, by any of the incident's mentions."""
    newest: dict[str, Judgement] = {}
    found = [j for mention in incident.mentions for j in judged.edits.get(mention, ())]
    for judgement in sorted(found, key=lambda j: (j.at.timestamp(), j.id)):
        newest[judgement.field or ""] = judgement
    return [newest[field] for field in sorted(newest)]


def _apply(incident: Incident, judgement: Judgement) -> Incident:
    name, raw = judgement.field or "", judgement.value or ""
    if name in PLAIN:
        return changed(incident, **{name: decode(PLAIN[name], raw)})
    if name not in RESOLVED:
        raise FormatError(f"an incident has no field {name!r} that can be set")
    value = decode(RESOLVED[name], raw)
    before: Resolved[Any] | None = getattr(incident, name)
    rivals: tuple[Rival[Any], ...] = ()
    if before is not None:
        old = Rival(
            value=before.value,
            mentions=before.mentions or (before.mention,),
            asserters=before.asserters,
        )
        rivals = (old, *before.rivals)
    after = Resolved(
        value=value,
        rule=RULE,
        mention=before.mention if before is not None else incident.mentions[0],
        report=before.report if before is not None else None,
        asserters=(judgement.by,),
        rivals=rivals,
    )
    incident = changed(incident, **{name: after})
    if isinstance(value, Days):
        return changed(incident, first=value.first, last=value.last)
    return incident
