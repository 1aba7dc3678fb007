"""What a sheet that came back says: changes, conflicts, and cells that are not understood.

Invariant: a cell is compared three ways, as it went out, as it came back and as it stands now. Only
where it came back changed and nobody else has changed it is there a change; where both did there is
a conflict, which changes nothing. A row that is gone says nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crosstally.intake.sheet import Edited, Returned, named
from crosstally.intake.sheet_changes import (
    Change,
    Conflict,
    Edits,
    Standing,
    gainsaid,
    key_of,
    meant,
    said,
)
from crosstally.intake.sheet_values import (
    NotUnderstoodError,
    Read,
    Reading,
    fits,
    read_field,
    read_term,
    same_text,
    split,
)
from crosstally.records import (
    Decision,
    GroupValue,
    Issue,
    Reason,
    Stage,
    encode,
)
from crosstally.tables.sheet import MOST_LETTERS, OWN, Column, Line, columns, shown

_DECISIONS = {"accept": Decision.ACCEPT, "reject": Decision.REJECT, "review": Decision.REVIEW}
_UNSAID = object()
_PAIRS = {"same_as": Decision.SAME, "different_from": Decision.DIFFERENT}


class _Cell(NamedTuple):
    """A change or a conflict in the making: the field of a row."""

    edited: Edited
    field: str
    read: Read
    before: str
    after: str


def edits_of(returned: Returned, standing: Standing, reading: Reading, *, name: str) -> Edits:
    """What a sheet says, against how things stand.

    Args:
        returned: the sheet as it came back.
        standing: how things stand now.
        reading: how cells are read, and who typed them.
        name: the file's name, for messages.
    """
    seen = _Seen(standing, reading, name, returned.about.lang)
    for edited in returned.rows:
        seen.row(edited)
    told = said(standing.judgements, reading.by)
    against = gainsaid(standing.judgements, reading.by)
    changes, known = [], 0
    for change in seen.settled():
        other = against.get(frozenset(change.about), change.decision)
        if told.get(key_of(change), _UNSAID) == meant(change):
            known += 1
        elif change.decision in _PAIRS.values() and other is not change.decision:
            seen.gainsaid(change, other)
        elif change.decision is Decision.ACCEPT and (unread := seen.unread(change)):
            seen.conflicts.append(unread)
        else:
            changes.append(change)
    return Edits(
        changes=tuple(changes),
        conflicts=tuple(seen.conflicts),
        issues=(*returned.issues, *seen.issues),
        known=known,
        missing=returned.missing,
        gone=returned.gone,
    )


class _Seen:
    """What the rows so far have said."""

    def __init__(self, standing: Standing, reading: Reading, name: str, lang: str) -> None:
        self._standing, self._reading = standing, reading
        self._name, self._lang = name, lang
        self._cells: dict[tuple[str, str], list[_Cell]] = defaultdict(list)
        self._kept: dict[str, Line] = {}
        self._acts: dict[tuple[object, ...], Change] = {}
        self._fields: dict[str, list[Column]] = defaultdict(list)
        for column in columns().values():
            if column.use == "value":
                self._fields[column.field].append(column)
        self._told = [one for one in columns().values() if one.use == "told"]
        self.conflicts: list[Conflict] = []
        self.issues: list[Issue] = []

    def row(self, edited: Edited) -> None:
        """Take in a row: what was typed into its fields, its own columns, and what it decides."""
        self._kept[edited.kept.incident] = edited.kept
        for field, own in self._fields.items():
            cell = self._field(edited, field, own)
            if cell is not None:
                self._cells[edited.kept.incident, field].append(cell)
        for heading in sorted({*edited.own, *edited.kept.own}):
            cell = self._own(edited, heading)
            if cell is not None:
                self._cells[edited.kept.incident, cell.field].append(cell)
        for change in self._decided(edited):
            _ = self._acts.setdefault((change.decision, change.about, change.value), change)
        for column in self._told:
            before = shown(column, edited.kept.cells.get(column.name, ""), self._lang)
            typed = edited.cells.get(column.name, before)
            if column.name in edited.kept.cells and not same_text(typed, before):
                self._fault(edited, column.name, "for reading only; nothing was taken from it")

    def settled(self) -> Iterator[Change]:
        """Every change on which all rows and the record agree; what they do not is in conflict."""
        for (incident, field), cells in self._cells.items():
            by_meaning = {encode(cell.read.cells): cell for cell in cells}
            if len(by_meaning) > 1:
                one, other = cells[0], next(c for c in cells if c.read.cells != cells[0].read.cells)
                why = f"row {other.edited.number} of the same incident says something else"
                self._conflict(one, other.after, why)
                continue
            cell = cells[0]
            now = self._standing.now.get(incident)
            if now is None:
                self._conflict(cell, "", "the incident is no more: merged, split or withheld")
                continue
            before, stands = self._meaning(field, cell.edited.kept), self._meaning(field, now)
            if stands == cell.read.cells:
                continue  # somebody said the same
            if stands != before:
                told = self._told_of(field, now)
                self._conflict(cell, told, "changed in the desk since the sheet went out")
                continue
            yield self._change(cell, incident)
        yield from self._acts.values()

    def _field(self, edited: Edited, field: str, own: Sequence[Column]) -> _Cell | None:
        """What was typed into the cells of a field, if it is not what went out."""
        kept = edited.kept.cells
        typed, touched = {}, False
        for column in own:
            before = kept.get(column.name, "")
            as_shown = shown(column, before, self._lang)
            text = edited.cells.get(column.name, as_shown)
            if column.name in edited.formulas:
                self._fault(edited, column.name, "a formula; paste its value", Reason.FORMULA)
                text = as_shown
            touched = touched or not same_text(text, as_shown)
            typed[column.name] = text
        if not touched:
            return None
        try:
            read = read_field(field, typed, kept, self._reading)
        except NotUnderstoodError as error:
            self._fault(edited, error.column, f"{error.why}")
            return None
        cell = _Cell(edited, field, read, self._told_of(field, edited.kept), _joined(typed, own))
        if read.cells == self._meaning(field, edited.kept):
            return None
        return cell if self._fits(cell, typed) else None

    def _fits(self, cell: _Cell, typed: Mapping[str, str]) -> bool:
        """Whether a subtype is one of its row's kind."""
        subtype = cell.read.cells.get("subtype")
        if subtype is None:
            return True
        kind = cell.edited.cells.get("kind") or cell.edited.kept.cells["kind"]
        try:
            good = fits(typed["subtype"], read_term("kind", kind))
        except NotUnderstoodError:
            good = False
        if not good:
            self._fault(cell.edited, "subtype", "no subtype of that kind")
        return good

    def _own(self, edited: Edited, heading: str) -> _Cell | None:
        """What stands in a column of the desk's own, if it is not what went out."""
        before = edited.kept.own.get(heading, "")
        typed = edited.own.get(heading, before)
        if heading in edited.formulas:
            self._fault(edited, heading, "a formula; paste its value", Reason.FORMULA)
            return None
        if typed == before:
            return None
        if max(len(typed), len(heading)) > MOST_LETTERS:
            self._fault(edited, heading, "too long for a cell", Reason.TOO_LONG)
            return None
        field = OWN + heading
        return _Cell(
            edited, field, Read({field: typed} if typed else {}, typed or None), before, typed
        )

    def _decided(self, edited: Edited) -> Iterator[Change]:
        """The verdict of a row, the incidents it joins or parts, and its note."""
        incident = edited.kept.incident
        verdict = self._typed(edited, "verdict")
        if verdict:
            try:
                decision = _DECISIONS[read_term("verdict", verdict)]
                yield self._act(edited, "verdict", decision, (incident,), after=verdict)
            except NotUnderstoodError as error:
                self._fault(edited, error.column, error.why)
        for column, decision in _PAIRS.items():
            for other in split(self._typed(edited, column)):
                if other in self._standing.ids and other != incident:
                    about = self._pair(incident, other)
                    yield self._act(edited, column, decision, about, after=other)
                else:
                    self._fault(edited, column, "no other incident or mention of this desk")
        note = self._typed(edited, "note")
        if len(note) > MOST_LETTERS:
            self._fault(edited, "note", "too long for a cell", Reason.TOO_LONG)
        elif note:
            change = self._act(edited, "note", Decision.EDIT, (incident,), after=note)
            yield Change(**{**_fields_of(change), "field": "note", "value": _text(note)})

    def _pair(self, incident: str, other: str) -> tuple[str, ...]:
        """The two; a mention of the incident's own is put beside all its others, to split it off."""
        own = self._standing.incidents.get(incident)
        mentions = own.mentions if own is not None else ()
        if other in mentions:
            return (other, *(one for one in mentions if one != other))
        return (incident, other)

    def _typed(self, edited: Edited, column: str) -> str:
        if column in edited.formulas:
            self._fault(edited, column, "a formula; paste its value", Reason.FORMULA)
            return ""
        return edited.cells.get(column, "")

    def _act(
        self, edited: Edited, column: str, decision: Decision, about: tuple[str, ...], *, after: str
    ) -> Change:
        return Change(
            incident=edited.kept.incident, row=edited.number, what=named(column), before="",
            after=after, decision=decision, about=about, reason=self._reason(edited),
        )  # fmt: skip

    def _change(self, cell: _Cell, incident: str) -> Change:
        value = cell.read.value
        if cell.field == "groups":
            value = self._groups(incident, cell)
        return Change(
            incident=incident, row=cell.edited.number, what=_named(cell.field), before=cell.before,
            after=cell.after, decision=Decision.EDIT, about=(incident,),
            reason=self._reason(cell.edited), field=cell.field, value=_text(value),
        )  # fmt: skip

    def _groups(self, incident: str, cell: _Cell) -> list[object]:
        """The incident's groups with those that were added, without those that were taken away."""
        before = set(split(cell.edited.kept.cells.get("groups", "")))
        after = [str(one) for one in cell.read.value]  # type: ignore[attr-defined]
        own = self._standing.incidents.get(incident)
        stay = [one.value for one in own.groups] if own is not None else []
        found = [one for one in stay if one.value in after or one.value not in before]
        have = {str(one.value) for one in found}
        added = [
            GroupValue(value=one, span=None, ground=self._reading.note)  # type: ignore[arg-type]
            for one in after
            if one not in have
        ]
        return [*found, *added]

    def _meaning(self, field: str, line: Line) -> dict[str, str]:
        """What a field means in a row as the desk wrote it."""
        if field.startswith(OWN):
            told = line.own.get(field.removeprefix(OWN), "")
            return {field: told} if told else {}
        cells = {one.name: line.cells.get(one.name, "") for one in self._fields[field]}
        try:
            return read_field(field, cells, cells, self._reading).cells
        except NotUnderstoodError:
            return cells

    def _told_of(self, field: str, line: Line) -> str:
        if field.startswith(OWN):
            return line.own.get(field.removeprefix(OWN), "")
        own = self._fields[field]
        return _joined(
            {one.name: shown(one, line.cells.get(one.name, ""), self._lang) for one in own}, own
        )

    def _reason(self, edited: Edited) -> str:
        return edited.cells.get("reason", "") or "in a sheet"

    def unread(self, change: Change) -> Conflict | None:
        """What an acceptance did not see: a value that was changed since the sheet went out."""
        now, kept = self._standing.now.get(change.incident), self._kept[change.incident]
        if now is None:
            why = "the incident is no more: merged, split or withheld"
            return self._accepted(change, "", "", why)
        for field, own in self._fields.items():
            if all(kept.cells.get(c.name, "") == now.cells.get(c.name, "") for c in own):
                continue
            stands = self._meaning(field, now)
            said = [cell.read.cells for cell in self._cells.get((change.incident, field), ())]
            if stands != self._meaning(field, kept) and stands not in said:
                why = f"{_named(field)} was changed since the sheet went out"
                return self._accepted(
                    change, self._told_of(field, kept), self._told_of(field, now), why
                )
        return None

    def _accepted(self, change: Change, out: str, now: str, why: str) -> Conflict:
        return Conflict(
            incident=change.incident, row=change.row, what=change.what, out=out,
            sheet=change.after, now=now, why=why,
        )  # fmt: skip

    def gainsaid(self, change: Change, other: Decision) -> None:
        """Note that somebody else said the opposite of two incidents."""
        self.conflicts.append(
            Conflict(
                incident=change.incident, row=change.row, what=change.what, out="",
                sheet=change.after, now=other, why="somebody else said the opposite",
            )
        )  # fmt: skip

    def _conflict(self, cell: _Cell, now: str, why: str) -> None:
        self.conflicts.append(
            Conflict(
                incident=cell.edited.kept.incident,
                row=cell.edited.number,
                what=_named(cell.field),
                out=cell.before,
                sheet=cell.after,
                now=now,
                why=why,
            )
        )

    def _fault(
        self, edited: Edited, column: str, why: str, reason: Reason = Reason.BAD_CELL
    ) -> None:
        where, detail = f"{self._name}#{edited.number}", f"{named(column)}: {why}"
        self.issues.append(Issue(stage=Stage.INTAKE, reason=reason, where=where, detail=detail))


def _joined(cells: Mapping[str, str], own: Sequence[Column]) -> str:
    """The cells of a field in one line; of a range whose ends are one, one."""
    return " · ".join(dict.fromkeys(cells[one.name] for one in own if cells[one.name]))


def _named(field: str) -> str:
    names = [one.en for one in columns().values() if one.field == field]
    return (
        field.removeprefix(OWN) if field.startswith(OWN) else names[0] if len(names) == 1 else field
    )


def _text(value: object) -> str:
    return encode(value).decode()


def _fields_of(change: Change) -> dict[str, Any]:
    return {name: getattr(change, name) for name in change.__struct_fields__}
