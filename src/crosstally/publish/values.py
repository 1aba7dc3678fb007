"""The coded fields of an incident as open values: codes and numbers, and words where they may.

Invariant: words, spans and cells of a value come out only where its report's words are open (H6);
codes and numbers come out as they are, places as towns (H5). Who set a value by hand never does.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from crosstally.publish.public import OpenField, OpenMention, OpenTown, OpenValue
from crosstally.records import (
    Cell,
    Count,
    Days,
    Demand,
    Ground,
    GroupValue,
    Incident,
    Mention,
    MentionId,
    Place,
    Provenance,
    Report,
    ReportId,
    Resolved,
    Size,
    Slogan,
    Span,
    changed,
)

BY_HAND = "set by a person"  # the rule of a value that a reader set (linking/edits.py)
_TABLE = (Provenance.TABLE,)  # an example's coded row: it has cells and no words


class Sight(NamedTuple):
    """What decides how much of a value is shown.

    `towns` gives the open town of a place, `mask` strikes names out, `spoken` holds the
    masked words of the reports whose words are open, `names` those of the sources, which are no words of a report; `own`
    says whether asserters are told in a report's own words too.
    """

    mentions: dict[MentionId, Mention]
    reports: dict[ReportId, Report]
    spoken: dict[ReportId, str]
    towns: Callable[[Place], OpenTown | None]
    mask: Callable[[str], str]
    names: frozenset[str]
    own: bool = True


def open_fields(incident: Incident, sight: Sight) -> Iterator[OpenField]:
    """Every field of an incident that has a value, in the order of the page.

    Who asserts a value may be told in a report's own words ("a resident"): where a report of the
    incident is not open word for word, only sources are named.
    """
    told = sight.reports
    if not all(one in sight.spoken or told[one].provenance in _TABLE for one in incident.reports):
        sight = sight._replace(own=False)
    rows: tuple[tuple[str, tuple[Resolved[Any] | None, ...]], ...] = (
        ("when", (incident.days,)),
        ("where", (incident.place,)),
        ("size", (incident.size,)),
        ("group", incident.groups),
        ("demand", incident.demands),
        ("slogan", incident.slogans),
        ("killed", (incident.killed,)),
        ("injured", (incident.injured,)),
        ("arrested", (incident.arrested,)),
    )
    for name, resolved in rows:
        for one in resolved:
            if one is not None:
                yield _field(name, one, sight)


def open_mention(mention: Mention, sight: Sight) -> OpenMention:
    """A telling of an incident: which characters of the report were read as what."""
    report = mention.report or ""
    spoken = mention.report in sight.spoken
    grounds = tuple(_grounds(mention))
    spans = {(name, s.start, s.end) for name, s, _ in grounds if s is not None} if spoken else set()
    cells = {(name, g.column, g.row) for name, _, g in grounds if isinstance(g, Cell)}
    return OpenMention(
        id=mention.id,
        report=report,
        kind=mention.kind.value,
        reality=mention.reality.value,
        spans=tuple(sorted(spans, key=lambda one: (one[1], -one[2], one[0]))),
        cells=tuple(sorted(cells)),
    )


def _field(name: str, resolved: Resolved[Any], sight: Sight) -> OpenField:
    value = _value(resolved.value, resolved.mention, resolved.asserters, sight)
    if (
        resolved.rule == BY_HAND
    ):  # whose hand is nobody's business, nor are words that no report holds
        value = changed(value, asserters=(), words=value.words if value.span is not None else None)
    rivals = tuple(
        _value(rival.value, rival.mentions[0], rival.asserters, sight) for rival in resolved.rivals
    )
    return OpenField(name=name, value=value, rule=resolved.rule, rivals=rivals)


def _value(value: Any, mention: MentionId, asserters: tuple[str, ...], sight: Sight) -> OpenValue:
    told = sight.mentions.get(mention)
    report = told.report if told is not None else None
    spoken = report in sight.spoken
    ground = getattr(value, "ground", None)
    return OpenValue(
        **_coded(value, sight),
        words=_words(value, report, sight) if spoken else None,
        report=report,
        span=value.span if spoken else None,
        cell=(ground.column, ground.row) if isinstance(ground, Cell) else None,
        asserters=tuple(sight.mask(one) for one in asserters if sight.own or one in sight.names),
    )


def _coded(value: Any, sight: Sight) -> dict[str, Any]:
    """The codes and numbers of a value, without its words."""
    match value:
        case Days():
            return {
                "first": value.first,
                "last": value.last,
                "term": value.precision.value,
                "detail": value.basis.value,
            }
        case Place():
            town = sight.towns(value)
            return {"term": town.id if town is not None else None, "detail": value.level.value}
        case Size() | Count():
            return {"low": value.low, "high": value.high, "bound": value.bound.value}
        case GroupValue():
            return {"term": value.value.value, "detail": value.sector}
        case Demand():
            return {"term": value.theme.value if value.theme is not None else None}
        case Slogan():
            theme = value.theme.value if value.theme is not None else None
            return {"term": theme, "detail": value.canonical}
        case _:
            raise TypeError(f"no open form for {type(value).__name__}")


def _words(value: Any, report: ReportId | None, sight: Sight) -> str | None:
    """A value's own words, taken from the masked body where it has a span."""
    if value.span is not None and report is not None:
        return sight.spoken[report][value.span.start : value.span.end]
    text = getattr(value, "text", None) or getattr(value, "name", None)
    return sight.mask(text) if isinstance(text, str) else None


def _grounds(mention: Mention) -> Iterator[tuple[str, Span | None, Ground | None]]:
    yield "what", mention.trigger.span, mention.trigger.ground
    harm = mention.harm
    rows: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("when", (mention.days,)),
        ("where", (mention.place,)),
        ("size", (mention.size,)),
        ("group", mention.groups),
        ("demand", mention.demands),
        ("slogan", mention.slogans),
        ("harm", (harm.killed, harm.injured, harm.arrested) if harm is not None else ()),
        ("asserter", (mention.asserter,)),
    )
    for name, values in rows:
        for value in values:
            if value is not None:
                yield name, value.span, value.ground
