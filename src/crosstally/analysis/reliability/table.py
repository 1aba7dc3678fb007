"""Tables of who said what: labels, or figures with documented truths and named people.

Invariant: a table is read whole or refused with the row that is wrong. Of one source about one
event the last row is its figure.
"""

from collections.abc import Iterator
from pathlib import Path

from crosstally.analysis.inputs import HINT, rows_of, whole
from crosstally.analysis.reliability.figure_study import Case
from crosstally.analysis.reliability.figures import Figure
from crosstally.analysis.reliability.labels import Said
from crosstally.errors import FormatError

ROLES = ("", "named", "final")


def read_said(path: Path) -> tuple[Said, ...] | Case:
    """Labels from a CSV of `incident`, `source`, `label`; figures from one with `value`.

    Figures may have `high` (the greater end of "dozens"), `kind` (of the source, else the source
    itself) and `role`: `final` for the documented truth of an incident, `named` for how many are
    known by name, empty for what somebody told.

    Raises:
        FormatError: a column or a cell is not what it must be.
    """
    head, rows = rows_of(path, ("incident", "source"))
    if ("label" in head) == ("value" in head):
        raise FormatError(f"{path.name}: either a column label or a column value", hint=HINT)
    for number, row in rows:
        for name in ("incident", "source", *(("label",) if "label" in head else ())):
            if not row[name]:
                raise FormatError(f"{path.name}: row {number}: no {name}", hint=HINT)
    if not rows:
        raise FormatError(f"{path.name}: nothing said", hint=HINT)
    if "label" in head:
        return tuple((row["incident"], row["source"], row["label"]) for _, row in rows)
    return _case(path, rows)


def _case(path: Path, rows: list[tuple[int, dict[str, str]]]) -> Case:
    figures: dict[tuple[str, str], Figure] = {}
    anchors: dict[str, int] = {}
    named: dict[str, int] = {}
    for event, role, one in _figures(path, rows):
        if role == "final":
            anchors[event] = one.low
        elif role == "named":
            named[event] = max(one.low, named.get(event, 0))
        else:
            figures[event, one.who] = one
    if not figures:
        raise FormatError(f"{path.name}: no figure that somebody told", hint=HINT)
    return Case("figures", tuple(figures[key] for key in sorted(figures)), anchors, named)


def _figures(
    path: Path, rows: list[tuple[int, dict[str, str]]]
) -> Iterator[tuple[str, str, Figure]]:
    for number, row in rows:
        role = row.get("role", "")
        if role not in ROLES:
            raise FormatError(f"{path.name}: row {number}: a role is named or final", hint=HINT)
        low = whole(row["value"], path, number)
        high = whole(row["high"], path, number) if row.get("high") else low
        if high < low:
            raise FormatError(f"{path.name}: row {number}: high is below value", hint=HINT)
        who = row["source"]
        yield row["incident"], role, Figure(row["incident"], who, row.get("kind") or who, low, high)
