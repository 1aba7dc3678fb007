"""Counts under a named rule, with the incidents behind every unit.

Invariant: the value is the number of units and does not depend on the incidents' order; every
incident stands in a unit or in `left_out` with its reason (one folded into another unit stands in
both). One loop over the incidents for each rule: 10^5 in about a second; beyond a million, run it
by province and add the tallies up.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from crosstally.counting.blocs import blocs_of
from crosstally.counting.reasons import Why, folded_into, not_known, why_not
from crosstally.counting.rules import Rule
from crosstally.errors import UsageError
from crosstally.records import (
    Exclusion,
    Incident,
    Level,
    Place,
    Precision,
    Record,
    Tally,
    Unit,
)
from crosstally.text.fold import fold_phrase

NOT_RECORDED = "not recorded"  # never zero, and never another group's (H14)
_MANY_DAYS = 366  # a longer stretch to the day is a slip of coding; it counts by its first day
_APART = " | "
_BETWEEN = " · "  # of two groupings at once
Grouping = Callable[[date | None, Incident], str]


class LeftOut(NamedTuple):
    """An incident that a rule leaves out or folds into another, and why."""

    incident: str
    why: Why
    folded: bool


class Count(NamedTuple):
    """A tally and, in both languages, why each incident is not a unit of its own."""

    tally: Tally
    left_out: tuple[LeftOut, ...]


class Side(Record, frozen=True, kw_only=True):
    """A rule that does not count an incident, and why, in both languages.

    `sort` says it in words that all such reasons share; `folded` that it is one with another.
    """

    rule: str
    why_en: str
    why_fa: str
    sort: str
    folded: bool


class Boundary(Record, frozen=True, kw_only=True):
    """An incident that some rules count and others do not."""

    incident: str
    counted_by: tuple[str, ...]
    not_by: tuple[Side, ...]


def tally(incidents: Iterable[Incident], rule: Rule, by: str | None = None) -> Tally:
    """The count of some incidents under a rule.

    Args:
        incidents: in any order.
        rule: what is counted.
        by: `day`, `week`, `month`, `year`, `province`, `city` or `kind`, or several with commas between:
            each unit's key then begins with its group (`series` reads them); the value stays the same.
    """
    return count(incidents, rule, by).tally


def count(incidents: Iterable[Incident], rule: Rule, by: str | None = None) -> Count:
    """The count of some incidents under a rule, with the reasons in both languages.

    Raises:
        UsageError: there is no such grouping.
    """
    group = grouping(by) if by is not None else None
    units: dict[str, _Unit] = {}
    left_out: list[LeftOut] = []
    ordered = sorted(incidents, key=_order)
    blocs = blocs_of(ordered, rule)
    for incident in ordered:
        why = why_not(incident, rule, blocs)
        keys = why or _unit_keys(incident, rule)
        if isinstance(keys, Why):
            left_out.append(LeftOut(incident.id, keys, folded=False))
            continue
        known = [units[key.same].incidents[0] for key, _ in keys if key.same in units]
        if len(known) == len(keys):
            left_out.append(LeftOut(incident.id, folded_into(known[0], rule), folded=True))
        for key, day in keys:
            unit = units.setdefault(key.same, _Unit(key.shown, day, incident, []))
            unit.incidents.append(incident.id)
    made = _made(units, group)
    exclusions = tuple(Exclusion(incident=o.incident, reason=o.why.en) for o in left_out)
    return Count(
        Tally(
            rule=rule.id, value=len(made), unit=rule.unit, units=made, left_out=exclusions, by=by
        ),
        tuple(left_out),
    )


def series(counted: Tally, *, cumulative: bool) -> tuple[tuple[str, int], ...]:
    """How many units each group of a tally has, in the groups' order.

    Args:
        counted: a tally made with `by`.
        cumulative: whether each group holds all before it too, as a rule's `cumulative` says for
            days, weeks and months.
    """
    sizes: dict[str, int] = {}
    for unit in counted.units:
        group = unit.key.partition(_APART)[0]
        sizes[group] = sizes.get(group, 0) + 1
    pairs = sorted(sizes.items(), key=lambda pair: (pair[0] == NOT_RECORDED, pair[0]))
    if not cumulative:
        return tuple(pairs)
    dated = [pair for pair in pairs if pair[0] != NOT_RECORDED]
    sums = accumulate(number for _, number in dated)
    return tuple(zip((group for group, _ in dated), sums, strict=True)) + tuple(
        pair for pair in pairs if pair[0] == NOT_RECORDED
    )


def boundary(incidents: Iterable[Incident], rules: Sequence[Rule]) -> tuple[Boundary, ...]:
    """The incidents that some of the rules count and others do not, and why, in both languages."""
    known = sorted(incidents, key=_order)
    return differences(known, [count(known, rule) for rule in rules])


def differences(incidents: Iterable[Incident], counts: Sequence[Count]) -> tuple[Boundary, ...]:
    """What `boundary` gives, of counts that were made before, in the incidents' order."""
    rules = [one.tally.rule for one in counts]
    outs: dict[str, list[Side]] = {}
    for one in counts:
        for out in one.left_out:
            side = Side(
                rule=one.tally.rule,
                why_en=out.why.en,
                why_fa=out.why.fa,
                sort=out.why.sort or out.why.en,
                folded=out.folded,
            )
            outs.setdefault(out.incident, []).append(side)
    found = []
    for incident in incidents:
        sides = outs.get(incident.id, [])
        if 0 < len(sides) < len(rules):
            not_by = {side.rule for side in sides}
            counted = tuple(rule for rule in rules if rule not in not_by)
            found.append(Boundary(incident=incident.id, counted_by=counted, not_by=tuple(sides)))
    return tuple(found)


class _Part(NamedTuple):
    """What an incident has for a merge key: what makes it the same, and how it is shown."""

    same: str
    shown: str


class _Unit(NamedTuple):
    """A unit while it is counted: how its key is shown, its day, its first incident, all ids."""

    shown: str
    day: date | None
    head: Incident
    incidents: list[str]


def _order(incident: Incident) -> tuple[date, int, str]:
    # by length first: "row 9" comes before "row 10", and a desk's ids are all of one length
    return incident.first or date.max, len(incident.id), incident.id


def _unit_keys(incident: Incident, rule: Rule) -> list[tuple[_Part, date | None]] | Why:
    """The key and day of each unit that an incident is or belongs to."""
    if not rule.merge:
        return [(_Part(incident.id, incident.id), incident.first)]
    parts: list[_Part] = []
    for key in rule.merge:
        if key == "day":
            continue
        part = _part(incident, key)
        if part is None:
            return not_known(key)
        parts.append(part)
    if "day" not in rule.merge:
        return [(_joined(parts), incident.first)]
    days = _each_day(incident)
    keys = [(_joined([_plain(day.isoformat()), *parts]), day) for day in days]
    return list(keys) or not_known("day")


def _joined(parts: Sequence[_Part]) -> _Part:
    return _Part(_APART.join(p.same for p in parts), " · ".join(p.shown for p in parts))


def _plain(text: str) -> _Part:
    return _Part(text, text)


def _part(incident: Incident, key: str) -> _Part | None:
    """What an incident has for a merge key; None where it is not known."""
    if key == "days":
        return _plain(f"{incident.first}..{incident.last}") if _each_day(incident) else None
    if key == "groups":
        return _plain("+".join(sorted({g.value.value for g in incident.groups})) or "people")
    if key == "kind":
        return _plain(incident.kind)
    return _where(incident.place.value, key) if incident.place else None


def _where(place: Place, key: str) -> _Part | None:
    if key == "province":
        return _plain(place.province) if place.province else None
    city = _city(place)
    if city is None or key == "city" or place.level is Level.CITY:
        return city
    site = _named(place.name, place.id, place.province)
    return _Part(
        f"{city.same}/{site.same}", f"{site.shown if place.id else place.name}, {city.shown}"
    )


def _city(place: Place) -> _Part | None:
    if place.level is Level.CITY:
        # A report in Persian may name the town otherwise than its pack does: one town, one key.
        return _named(place.city or place.name, place.city_id or place.id, place.province)
    return _named(place.city, place.city_id, place.province) if place.city else None


def _named(name: str, own: str | None, province: str | None) -> _Part:
    """A place: the same where its id is, or where name and province are by one spelling."""
    shown = f"{name} ({own or province or NOT_RECORDED})"
    return _Part(own or f"{fold_phrase(name)}({fold_phrase(province or '')})", shown)


def _each_day(incident: Incident) -> list[date]:
    """Each day of an incident whose days are known to the day; none where they are not."""
    precise = incident.days is None or incident.days.value.precision is Precision.DAY
    if incident.first is None or not precise:
        return []
    length = ((incident.last or incident.first) - incident.first).days + 1
    if length > _MANY_DAYS:
        return [incident.first]
    return [incident.first + timedelta(days=n) for n in range(length)]


def grouping(by: str) -> Grouping:
    """What a unit's group is: one of `GROUPINGS`, or several with commas between, as "Qom · ASM".

    Raises:
        UsageError: there is no such grouping.
    """
    names = [name.strip() for name in by.split(",")]
    for name in names:
        if name not in GROUPINGS:
            raise UsageError(f"nothing is counted by {name!r}", hint=f"by {', '.join(GROUPINGS)}")
    chosen = [GROUPINGS[name] for name in names]
    return lambda day, head: _BETWEEN.join(group(day, head) for group in chosen)


def _made(units: dict[str, _Unit], group: Grouping | None) -> tuple[Unit, ...]:
    return tuple(
        Unit(
            key=f"{group(unit.day, unit.head)}{_APART}{unit.shown}" if group else unit.shown,
            incidents=tuple(unit.incidents),
        )
        for unit in sorted(units.values(), key=lambda unit: (unit.shown, unit.incidents))
    )


def _day(day: date | None, _head: Incident) -> str:
    return day.isoformat() if day else NOT_RECORDED


def _week(day: date | None, _head: Incident) -> str:
    return "{}-W{:02}".format(*day.isocalendar()[:2]) if day else NOT_RECORDED


def _month(day: date | None, _head: Incident) -> str:
    return day.isoformat()[:7] if day else NOT_RECORDED


def _year(day: date | None, _head: Incident) -> str:
    return day.isoformat()[:4] if day else NOT_RECORDED


def _by_province(_day: date | None, head: Incident) -> str:
    return (head.place.value.province if head.place else None) or NOT_RECORDED


def _by_city(_day: date | None, head: Incident) -> str:
    place = head.place.value if head.place else None
    if place is None:
        return NOT_RECORDED
    return place.city or (place.name if place.level is Level.CITY else NOT_RECORDED)


def _by_kind(_day: date | None, head: Incident) -> str:
    return head.kind


GROUPINGS: MappingProxyType[str, Grouping] = MappingProxyType(
    {
        "day": _day,
        "week": _week,
        "month": _month,
        "year": _year,
        "province": _by_province,
        "city": _by_city,
        "kind": _by_kind,
    }
)
