"""Why an incident is not as it was: from two frozen releases, and nothing else.

Invariant: a cause is named only where the two folders show it: a report that one has and the other
has not, a judgement, a reading that changed, a line of the statement of method. Where nothing of
the incident's own shows, all that moved around it is named, since the folders cannot tell which of
it was; where nothing moved at all, it is said to be unexplained.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crosstally.publish.moved import Cause, Reason, Value
from crosstally.publish.thaw import Frozen, Said, Telling

FIGURES = ("size", "killed", "injured", "arrested")
FIELDS = ("when", "where", "group", "demand", "slogan", *FIGURES)
_SECTIONS = {"packs": Cause.PACK, "settings": Cause.SETTINGS}
_PROGRAM = {"coder": Cause.CODER, "linking weights": Cause.PACK, "crosstally": Cause.PROGRAM}

Values = Mapping[tuple[str, str], Sequence[Said]]


class Pair(NamedTuple):
    """Two releases and what differs between them as wholes.

    `versions` are the changed lines of the statement of method with their sections; `judged` gives
    the judgements that only one of the two has, by the record they are about; `said` and `says`
    are the values before and after of the incidents that differ.
    """

    before: Frozen
    after: Frozen
    versions: tuple[tuple[str, Value], ...]
    judged: Mapping[str, tuple[str, ...]]
    said: Values
    says: Values


def pair_of(before: Frozen, after: Frozen) -> Pair:
    """The two, without values."""
    lines = sorted({*before.method, *after.method})
    versions = tuple(
        (section, Value(name=name, before=old, after=new))
        for section, name in lines
        if (old := before.method.get((section, name))) != (new := after.method.get((section, name)))
    )
    judged: dict[str, list[str]] = {}
    for one in sorted(set(before.judgements) ^ set(after.judgements)):
        for about in before.judgements.get(one) or after.judgements.get(one, ()):
            judged.setdefault(about, []).append(one)
    return Pair(before, after, versions, {k: tuple(v) for k, v in judged.items()}, {}, {})


def is_withdrawn(pair: Pair, ids: Sequence[str]) -> bool:
    """Whether a report of one of these incidents is in the release before and not in this one."""
    told = (one for key in ids for one in pair.before.tellings.get(key, ()))
    return any(one.report not in pair.after.reports for one in told)


def reasons_of(
    pair: Pair, ids: Sequence[str], fields: Sequence[str], rules: Sequence[str]
) -> tuple[Reason, ...]:
    """Why incidents that hang together are not as they were; at least one reason.

    Args:
        pair: the two releases.
        ids: the incident and those that it became one with or came from.
        fields: the fields of the first that changed.
        rules: the rules whose boundary it crossed.
    """
    found = tuple(_own(pair, ids, fields)) + tuple(_of_rules(pair, rules))
    return found or tuple(_around(pair))


def _own(pair: Pair, ids: Sequence[str], fields: Sequence[str]) -> Iterator[Reason]:
    """What of the incidents' own reports, readings and judgements changed."""
    was = {one.mention: one for key in ids for one in pair.before.tellings.get(key, ())}
    now = {one.mention: one for key in ids for one in pair.after.tellings.get(key, ())}
    new = {one.report for one in now.values() if one.report not in pair.before.reports}
    revised = tuple(_revised(pair, ids, fields, new))
    for field, earlier, later in revised:
        yield Reason(cause=Cause.REVISED, shown=(field, earlier, later))
    other = sorted(new - {later for _, _, later in revised})
    if other:
        yield Reason(cause=Cause.NEW_REPORT, shown=tuple(other))
    judged = {one for key in (*ids, *was, *now) for one in pair.judged.get(key, ())}
    if judged:
        yield Reason(cause=Cause.JUDGEMENT, shown=tuple(sorted(judged)))
    read_anew = any(
        _read(was.get(key)) != _read(now.get(key))
        for key in {*was, *now}
        if (now.get(key) or was[key]).report in pair.before.reports
    )
    if read_anew or _valued_anew(pair, ids):
        yield from _of_versions(pair)


def _read(telling: Telling | None) -> tuple[str, str] | None:
    """What a mention was read as."""
    return None if telling is None else (telling.kind, telling.reality)


def _revised(
    pair: Pair, ids: Sequence[str], fields: Sequence[str], new: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Figures that a source gave before and gives otherwise in a new report: field, old and new."""
    for field in FIGURES:
        if field not in fields:
            continue
        chosen = next((row for key in ids for row in pair.says.get((key, field), ())), None)
        if chosen is None or chosen.report not in new:
            continue
        source = pair.after.reports[chosen.report]
        for row in (row for key in ids for row in pair.said.get((key, field), ())):
            if row.report is not None and pair.before.reports.get(row.report) == source:
                yield field, row.report, chosen.report
                break


def _valued_anew(pair: Pair, ids: Sequence[str]) -> bool:
    """Whether a report that both have gives another value for a field than it gave."""
    for key in ids:
        for name in FIELDS:
            was = _by_report(pair.said.get((key, name), ()))
            now = _by_report(pair.says.get((key, name), ()))
            if any(was[report] != now[report] for report in was.keys() & now.keys()):
                return True
    return False


def _by_report(rows: Sequence[Said]) -> dict[str, set[tuple[object, ...]]]:
    found: dict[str, set[tuple[object, ...]]] = {}
    for row in rows:
        if row.report is not None:
            value = (row.term, row.low, row.high, row.bound, row.first, row.last)
            found.setdefault(row.report, set()).add(value)
    return found


def _of_versions(pair: Pair) -> Iterator[Reason]:
    """What was read by: coder, packs, program, settings."""
    for section, value in pair.versions:
        cause = _PROGRAM.get(value.name) if section == "program" else _SECTIONS.get(section)
        if cause is not None:
            shown = (value.name, value.before or "none", value.after or "none")
            yield Reason(cause=cause, shown=shown)


def _of_rules(pair: Pair, rules: Sequence[str]) -> Iterator[Reason]:
    for section, value in pair.versions:
        if section == "rules" and value.name in rules:
            shown = (value.name, value.before or "none", value.after or "none")
            yield Reason(cause=Cause.RULE, shown=shown)


def _around(pair: Pair) -> Iterator[Reason]:
    """What else moved, where nothing of the incident's own did."""
    versions = tuple(_of_versions(pair))
    yield from versions
    moved = pair.before.reports.keys() ^ pair.after.reports.keys()
    if moved or pair.judged:
        yield Reason(cause=Cause.OTHERS)
    elif not versions:
        yield Reason(cause=Cause.UNEXPLAINED)
