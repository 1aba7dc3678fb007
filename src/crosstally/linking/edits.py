"""What people set by hand in an incident.

Invariant: an edit replaces a value and keeps the one it replaced as a rival; it names who made it.
A value that is none of its field's kind changes nothing and comes out as an issue. A note, and a
cell of a column of the desk's own, stand beside the record and change nothing in it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crosstally.errors import FormatError
from crosstally.linking.judged import Judged
from crosstally.records import (
    SUBTYPES,
    Count,
    Days,
    Decision,
    Demand,
    GroupValue,
    Incident,
    Issue,
    Judgement,
    Kind,
    MentionId,
    Place,
    Reality,
    Reason,
    ReportId,
    Resolved,
    Rival,
    Size,
    Slogan,
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
PLAIN: Mapping[str, Any] = {
    "kind": Kind,
    "reality": Reality,
    "subtype": str | None,
    "stance": Stance | None,
    "target": Target | None,
    "state_organised": bool | None,
}
NOTE, OWN = "note", "x:"  # OWN begins the name of a column of the desk's own (tables/sheet.py)
_NOTHING = "null"  # the value of an edit that takes a field's value away
LISTS: Mapping[str, type[Any]] = {
    "groups": tuple[GroupValue, ...],
    "demands": tuple[Demand, ...],
    "slogans": tuple[Slogan, ...],
}


def edit(incident: Incident, judged: Judged) -> tuple[Incident, list[Issue]]:
    """The incident with what people set by hand, oldest first, and the edits that could not be."""
    issues = []
    for mention, judgement in _edits(incident, judged):
        try:
            incident = set_by_hand(incident, mention, judgement)
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


def _edits(incident: Incident, judged: Judged) -> Iterable[tuple[MentionId, Judgement]]:
    """The newest edit of each field, with the mention that it is of."""
    newest: dict[str, tuple[MentionId, Judgement]] = {}
    found = [(m, j) for m in incident.mentions for j in judged.edits.get(m, ())]
    for mention, judgement in sorted(found, key=lambda e: (e[1].at.timestamp(), e[1].id)):
        newest[judgement.field or ""] = mention, judgement
    return [newest[field] for field in sorted(newest)]


def set_by_hand(incident: Incident, mention: MentionId, judgement: Judgement) -> Incident:
    """The incident with one edit.

    Args:
        incident: as it stands.
        mention: whose value was set; a span of it counts in that mention's report.
        judgement: the edit.

    Raises:
        FormatError: there is no such field, or the value is none of its kind.
    """
    name, raw = judgement.field or "", judgement.value or ""
    if is_remark(judgement):
        return incident
    if name in PLAIN:
        return _of_its_kind(changed(incident, **{name: decode(PLAIN[name], raw)}))
    if name in RESOLVED and raw == _NOTHING:
        gone = {"first": None, "last": None} if name == "days" else {}
        return changed(incident, **{name: None}, **gone)
    if name in LISTS:
        return _list_set(incident, mention, judgement)
    if name not in RESOLVED:
        raise FormatError(f"an incident has no field {name!r} that can be set")
    value = decode(RESOLVED[name], raw)
    before: Resolved[Any] | None = getattr(incident, name)
    rivals: tuple[Rival[Any], ...] = ()
    if before is not None:
        rivals = (_rival(before), *before.rivals)
    incident = changed(incident, **{name: _resolved(value, mention, judgement, incident, rivals)})
    if isinstance(value, Days):
        return changed(incident, first=value.first, last=value.last)
    return incident


def is_remark(judgement: Judgement) -> bool:
    """Whether an edit only notes something, in words or in a column of the desk's own."""
    name = judgement.field or ""
    return judgement.decision is Decision.EDIT and (name == NOTE or name.startswith(OWN))


def _of_its_kind(incident: Incident) -> Incident:
    """The incident without a subtype that is none of its kind's."""
    good = incident.subtype is None or incident.subtype in SUBTYPES[incident.kind]
    return incident if good else changed(incident, subtype=None)


def _list_set(incident: Incident, mention: MentionId, judgement: Judgement) -> Incident:
    """The incident with all of a field's values set: one that stays keeps who gave it."""
    name = judgement.field or ""
    before: tuple[Resolved[Any], ...] = getattr(incident, name)
    given = decode(LISTS[name], judgement.value or "")
    kept = {one.value: one for one in before}
    values = [
        kept.get(value) or _resolved(value, mention, judgement, incident, ())
        for value in dict.fromkeys(given)
    ]
    gone = tuple(_rival(one) for one in before if one.value not in given)
    if values and gone:
        first = values[0]
        values[0] = changed(first, rivals=(*first.rivals, *gone))
    return changed(incident, **{name: tuple(values)})


def _rival(before: Resolved[Any]) -> Rival[Any]:
    return Rival(
        value=before.value,
        mentions=before.mentions or (before.mention,),
        asserters=before.asserters,
    )


def _resolved(
    value: object,
    mention: MentionId,
    judgement: Judgement,
    incident: Incident,
    rivals: tuple[Rival[Any], ...],
) -> Resolved[Any]:
    report = mention.rpartition("#")[0]
    return Resolved(
        value=value,
        rule=RULE,
        mention=mention,
        report=ReportId(report) if report in incident.reports else None,
        asserters=(judgement.by,),
        rivals=rivals,
    )
