"""A desk's sheet: one row an incident, to be read, edited and taken back in (docs/how-to/sheets.md).

Invariant: rows are made of a `Public`, so that a sheet holds no word, place or person that a page
would not. A desk may add what it alone sees in cells of its own (`sheets.py`); words of closed
reports are never among them, because no column holds any.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from crosstally.publish.public import (
    OpenIncident,
    OpenMention,
    OpenReport,
    OpenValue,
    Public,
    checked,
)
from crosstally.records import encode
from crosstally.tables.sheet import (
    HELP,
    LISTS,
    MAIN,
    MOST_LETTERS,
    OUT,
    Column,
    Line,
    Sheet,
    kept_of,
    safe,
    shown,
    terms,
    title,
)
from crosstally.tables.workbook import Cell, Head, Page, book_bytes

_BEFORE, _AFTER = 120, 200  # letters of a report shown around what was read
_WIDTHS = {"incident": 22, "words": 60, "link": 24, "sources": 24, "groups": 18, "note": 30,
           "reason": 24, "town": 16, "province": 16, "mentions": 24, "notes": 30}  # fmt: skip


def public_lines(public: Public, *, lang: str) -> Iterator[Line]:
    """A row for each public incident, in the order of the page.

    Args:
        public: what may leave the desk.
        lang: the language of towns and terms, en or fa.

    Raises:
        DisclosureError: it is no public record.
    """
    seen = _Names(checked(public), lang)
    for incident in public.incidents:
        yield Line(incident.id, seen.cells(incident), {})


class _Names:
    """What a public record's ids stand for, in a language."""

    def __init__(self, public: Public, lang: str) -> None:
        persian = lang == "fa"
        self._towns = {one.id: one for one in public.towns}
        self._town_names = {
            one.id: (one.name_fa or one.name) if persian else one.name for one in public.towns
        }
        self._provinces = {
            one.code: one.name_fa if persian else one.name for one in public.provinces
        }
        self._sources = {one.id: one.name for one in public.sources}
        self._reports = {one.id: one for one in public.reports}
        self._rules: dict[str, list[str]] = {}
        for tally in public.tallies:
            for one in sorted({one for _, ids in tally.units for one in ids}):
                self._rules.setdefault(one, []).append(tally.rule.id)

    def cells(self, incident: OpenIncident) -> Mapping[str, str]:
        """An incident's cells; a blank one is left out."""
        found = {field.name: field.value for field in incident.fields if field.name != "group"}
        town = self._towns.get(incident.town or "")
        told = {
            "status": incident.status,
            "kind": incident.kind,
            "subtype": incident.subtype,
            "first": incident.first,
            "last": incident.last,
            "precision": found["when"].term if "when" in found else None,
            "gregorian": incident.first,
            "town": self._town_names[town.id] if town and town.level == "city" else None,
            "province": self._provinces.get(town.province or "") if town else None,
            **_amounts(found),
            "size_bound": found["size"].bound if "size" in found else None,
            "groups": joined(f.value.term for f in incident.fields if f.name == "group"),
            "stance": incident.stance,
            "target": incident.target,
            "state_organised": yes_or_no(incident.state_organised),
            "reality": incident.reality,
            **self._told(incident),
            "independent": incident.independent,
            "counts": yes_or_no(incident.counts),
            "rules": " ".join(self._rules.get(incident.id, ())),
            "mentions": joined(one.id for one in incident.mentions),
        }
        return filled(told)

    def _told(self, incident: OpenIncident) -> dict[str, str | None]:
        """Whose reports they are, and the words of the first whose words are open."""
        reports = [self._reports[one.report] for one in incident.mentions]
        sources = joined(self._sources[one.source] for one in reports)
        for mention, report in zip(incident.mentions, reports, strict=True):
            if report.words:
                return {"words": _around(report, mention), "link": report.url, "sources": sources}
        link = next((one.url for one in reports if one.url), None)
        return {"words": None, "link": link, "sources": sources}


def filled(told: Mapping[str, object]) -> dict[str, str]:
    """The cells that hold anything, as text."""
    return {name: str(value) for name, value in told.items() if value not in (None, "")}


def yes_or_no(value: bool | None) -> str | None:
    """The word for a truth, None where it is not known."""
    return None if value is None else "yes" if value else "no"


def joined(values: Iterable[str | None]) -> str:
    """Several values in one cell, each once, in their order."""
    return "; ".join(dict.fromkeys(one for one in values if one))


def _amounts(found: Mapping[str, OpenValue]) -> dict[str, int | None]:
    told: dict[str, int | None] = {}
    for name in ("size", "killed", "injured", "arrested"):
        value = found.get(name, OpenValue())
        told[f"{name}_low"], told[f"{name}_high"] = value.low, value.high
    return told


def _around(report: OpenReport, mention: OpenMention) -> str:
    """The words of a report around what was read as the event, cut between words."""
    text = report.words or ""
    at = next((start for name, start, _ in mention.spans if name == "what"), 0)
    start, end = max(0, at - _BEFORE), min(len(text), at + _AFTER)
    cut = " ".join(text[start:end].split())
    if start:
        cut = "… " + cut.partition(" ")[2]
    return cut + " …" if end < len(text) else cut


def own_columns(sheet: Sheet) -> tuple[str, ...]:
    """The desk's own columns that a sheet has, in order."""
    return tuple(sorted({name for line in sheet.lines for name in line.own}))


def sheet_xlsx(sheet: Sheet, key: bytes) -> bytes:
    """The sheet as a workbook: rows, help, lists to choose from, and the rows as they went out.

    Args:
        sheet: the rows.
        key: the desk's key, which marks what went out.
    """
    about, persian = sheet.about, sheet.about.lang == "fa"
    known = about.shown()
    lists = {one.choices: tuple(terms(one.choices)) for one in known if one.choices}
    main, aid = MAIN[persian], HELP[persian]
    heads = [_head(one, sheet.about.lang, tuple(lists)) for one in known]
    heads += [Head(safe(name), 20, editable=True) for name in own_columns(sheet)]
    helps = [Head(title_, width) for title_, width in ((aid, 22), ("", 100))]
    return book_bytes(
        [
            Page(main, heads, _rows(sheet), right_to_left=persian, frozen="B2", filtered=True),
            Page(aid, helps, _help(known, about.lang), right_to_left=persian),
            Page(LISTS, (), _list_rows(lists, about.lang), hidden=True),
            Page(OUT, (), _kept_rows(sheet, key), hidden=True),
        ]
    )


def sheet_csv(sheet: Sheet, key: bytes) -> bytes:
    """The sheet as CSV; the last column keeps what went out, and its header what the sheet is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    about = sheet.about
    known = about.shown()
    heads = [safe(title(one, about.lang)) for one in known]
    writer.writerow([*heads, *map(safe, own_columns(sheet)), encode(about).decode()])
    for row, line in zip(_rows(sheet), sheet.lines, strict=True):
        writer.writerow(
            ["" if cell is None else cell for cell in row] + [kept_of(line, about, key)]
        )
    return out.getvalue().encode("utf-8-sig")


def _rows(sheet: Sheet) -> Iterator[list[Cell]]:
    known = sheet.about.shown()
    own = own_columns(sheet)
    for line in sheet.lines:
        row: list[Cell] = []
        for column in known:
            cell = line.incident if column.name == "incident" else line.cells.get(column.name, "")
            row.append(_cell(column, cell, sheet.about.lang))
        row += [safe(line.own[name]) if name in line.own else None for name in own]
        yield row


def _cell(column: Column, cell: str, lang: str) -> Cell:
    if not cell:
        return None
    return int(cell) if column.is_number else safe(shown(column, cell, lang))


def _head(column: Column, lang: str, lists: tuple[str, ...]) -> Head:
    """A column's head; of groups, of which a row may have several, there is no list to choose from."""
    chosen = ""
    if column.choices and column.use != "told" and column.name != "groups":
        at = lists.index(column.choices)
        chosen = f"{LISTS}!${_letter(at)}$1:${_letter(at)}${len(terms(column.choices))}"
    help_ = column.help_fa if lang == "fa" else column.help
    width = _WIDTHS.get(column.name, 12)
    return Head(title(column, lang), width, help_, chosen, column.use != "told")


def _letter(at: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]


def _help(known: Iterable[Column], lang: str) -> Iterator[list[Cell]]:
    for column in known:
        words = column.help_fa if lang == "fa" else column.help
        if column.choices:
            listed = terms(column.choices)
            chosen = (f"{fa} = {one}" if lang == "fa" and fa != one else one
                      for one, fa in listed.items())  # fmt: skip
            words = f"{words} {'؛ ' if lang == 'fa' else '· '}{', '.join(chosen)}"
        yield [title(column, lang), words]


def _list_rows(lists: Mapping[str, tuple[str, ...]], lang: str) -> Iterator[list[Cell]]:
    words = [[terms(name)[one] if lang == "fa" else one for one in told]
             for name, told in lists.items()]  # fmt: skip
    for at in range(max(map(len, words), default=0)):
        yield [column[at] if at < len(column) else None for column in words]


def _kept_rows(sheet: Sheet, key: bytes) -> Iterator[list[Cell]]:
    """What the sheet is; then each row's id and what went out, over as many cells as it takes."""
    yield [encode(sheet.about).decode()]
    for line in sheet.lines:
        kept = kept_of(line, sheet.about, key)
        yield [line.incident, *(kept[at : at + MOST_LETTERS]
                                for at in range(0, len(kept), MOST_LETTERS))]  # fmt: skip
