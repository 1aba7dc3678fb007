"""What moved between two releases, worked out from their two folders alone.

Invariant: two releases of the same tables differ in nothing; every incident that is not the same in
both is in the difference once, with a reason, or is counted among those that a withdrawal touched.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from crosstally.publish.causes import FIGURES, Pair, is_withdrawn, pair_of, reasons_of
from crosstally.publish.moved import Change, Count, Difference, Value
from crosstally.publish.thaw import Frozen, Shown, values_of

_FIELDS = tuple(name for name in Shown.__struct_fields__ if name != "incident")
_ABSENT = "not there"


class Became(NamedTuple):
    """What linking says became of an incident: merged, split or renamed, and with which others."""

    became: str
    incident: str
    others: tuple[str, ...]


class _Found(NamedTuple):
    """An incident that differs, before its reasons are known; `was` is its id before."""

    incident: str
    was: str
    became: str
    others: tuple[str, ...]
    fields: tuple[Value, ...]
    crossed: tuple[Value, ...]


def differences(before: Frozen, after: Frozen, became: Iterable[Became]) -> Difference:
    """What moved from one release to the other.

    Args:
        before: the earlier one.
        after: the later one.
        became: what linking says of the two.
    """
    lineage, renamed = _lineage(became)
    found = tuple(_differing(before, after, lineage, renamed))
    pair = pair_of(before, after)
    touched = {one.incident for one in found if is_withdrawn(pair, _family(one))}
    told = [one for one in found if one.incident not in touched]
    named = {key for one in told for key in _family(one)}
    pair = pair._replace(said=values_of(before.folder, named), says=values_of(after.folder, named))
    return Difference(
        before=before.name,
        after=after.name,
        counts=tuple(_counts(pair, found, touched)),
        versions=tuple(value for _, value in pair.versions),
        new_reports=len(after.reports.keys() - before.reports.keys()),
        withdrawn_reports=len(before.reports.keys() - after.reports.keys()),
        withdrawn_incidents=len(touched),
        changes=tuple(_change(pair, one) for one in told),
    )


def _lineage(
    became: Iterable[Became],
) -> tuple[dict[str, tuple[str, tuple[str, ...]]], dict[str, str]]:
    """What each incident became and with which others; and the old id of each renamed one."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    renamed: dict[str, str] = {}
    for one in became:
        if one.became == "renamed":
            renamed[one.incident] = one.others[0]
            found[one.incident] = (one.became, one.others)
        elif one.became in ("merged", "split"):
            found[one.incident] = (one.became, one.others)
            for other in one.others:
                _ = found.setdefault(other, (one.became, (one.incident,)))
    return found, renamed


def _differing(
    before: Frozen,
    after: Frozen,
    lineage: Mapping[str, tuple[str, tuple[str, ...]]],
    renamed: Mapping[str, str],
) -> Iterator[_Found]:
    """The incidents that are not the same in both, by id."""
    gone = set(renamed.values())
    for key in sorted({*before.incidents, *after.incidents} - gone):
        was = renamed.get(key, key)
        old, new = before.incidents.get(was), after.incidents.get(key)
        fields = tuple(_fields(old, new)) if old is not None and new is not None else ()
        crossed = tuple(_crossed(before, after, was, key))
        if old is not None and new is not None and not (fields or crossed or key in lineage):
            continue
        plain = "changed" if old and new else "appeared" if new else "vanished"
        became, others = lineage.get(key, (plain, ()))
        yield _Found(key, was, became, others, fields, crossed)


def _fields(old: Shown, new: Shown) -> Iterator[Value]:
    for name in _FIELDS:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Value(name=name, before=_text(was), after=_text(now))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _crossed(before: Frozen, after: Frozen, was: str, now: str) -> Iterator[Value]:
    for rule in sorted({*before.sides, *after.sides}):
        one = before.sides.get(rule, {}).get(was)
        other = after.sides.get(rule, {}).get(now)
        hows = (one.how if one else _ABSENT, other.how if other else _ABSENT)
        if hows[0] != hows[1]:
            yield Value(name=rule, before=hows[0], after=hows[1])


def _family(one: _Found) -> tuple[str, ...]:
    return tuple(dict.fromkeys((one.incident, one.was, *one.others)))


def _change(pair: Pair, one: _Found) -> Change:
    fields = {value.name.partition("_")[0] for value in one.fields}
    figures = [name for name in FIGURES if name in fields]
    rules = [value.name for value in one.crossed]
    return Change(
        incident=one.incident,
        became=one.became,
        others=one.others,
        fields=one.fields,
        crossed=one.crossed,
        reasons=reasons_of(pair, _family(one), figures, rules),
    )


def _counts(pair: Pair, found: Iterable[_Found], touched: set[str]) -> Iterator[Count]:
    """Each rule's counts, and the incidents behind their difference."""
    moves: dict[str, dict[str, int]] = {}
    for one in found:
        for value in one.crossed:
            how = "entered" if value.after == "counted" else "left"
            if "counted" in (value.before, value.after):
                key = "withdrawn" if one.incident in touched else how
                row = moves.setdefault(value.name, {})
                row[key] = row.get(key, 0) + 1
    other = {value.name for section, value in pair.versions if section == "rules"}
    for rule in sorted({*pair.before.units, *pair.after.units}):
        row = moves.get(rule, {})
        yield Count(
            rule=rule, before=pair.before.units.get(rule), after=pair.after.units.get(rule),
            entered=row.get("entered", 0), left=row.get("left", 0),
            withdrawn=row.get("withdrawn", 0), changed=rule in other,
        )  # fmt: skip
