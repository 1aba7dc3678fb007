"""What a reader of an incident should be warned of.

Invariant: a flag changes no value and no count. The flags: `denied`; `no-day`, `day-inferred` (taken
from the publication), `day-coarse`; `no-place`, `no-town`; `kinds-differ` (reports name other kinds);
`figure-repeated` (a large toll comes later, to the digit, from another origin, which may rest on the
first); `one-interest` (all its origins belong to one owner).
"""

from collections.abc import Mapping, Sequence

from crosstally.linking.resolve import Told, arrested_of, killed_of
from crosstally.records import Basis, Incident, Level, Origin, Precision, ReportId

LARGE = 100  # two who count apart do not arrive at one number of this size


def flags_of(
    incident: Incident, told: Sequence[Told], origins: Mapping[ReportId, Origin]
) -> tuple[str, ...]:
    """The flags of an incident, in the order of the module's list.

    Args:
        incident: the incident, with what people set by hand.
        told: its mentions.
        origins: the origin of each report.
    """
    raised = (
        ("denied", bool(incident.denials)),
        (_of_days(incident), True),
        (_of_place(incident), True),
        ("kinds-differ", any(t.mention.kind is not incident.kind for t in told)),
        ("figure-repeated", _repeats_a_figure(told)),
        ("one-interest", _one_interest(incident, origins)),
    )
    return tuple(name for name, holds in raised if name is not None and holds)


def _of_days(incident: Incident) -> str | None:
    if incident.days is None:
        return "no-day"
    if incident.days.value.basis is Basis.PUBLICATION:
        return "day-inferred"
    return "day-coarse" if incident.days.value.precision is not Precision.DAY else None


def _of_place(incident: Incident) -> str | None:
    if incident.place is None:
        return "no-place"
    return "no-town" if incident.place.value.level is Level.COUNTRY else None


def _repeats_a_figure(told: Sequence[Told]) -> bool:
    """Whether a large toll that one origin asserted comes later, to the digit, from another."""
    first: dict[tuple[str, int, int], str] = {}
    for t in sorted(told, key=lambda t: (t.age, t.mention.id)):
        for name, count in (("killed", killed_of(t.mention)), ("arrested", arrested_of(t.mention))):
            if count is not None and count.high >= LARGE:
                asserted = first.setdefault((name, count.low, count.high), t.origin)
                if asserted != t.origin:
                    return True
    return False


def _one_interest(incident: Incident, origins: Mapping[ReportId, Origin]) -> bool:
    """Whether an incident of several origins rests on one owner's outlets."""
    if incident.independent < 2:
        return False
    families = [set(origins[report].families) for report in incident.reports]
    return bool(set.intersection(*families))
