"""A desk's sheet, out and in: incidents as rows, and what people wrote there as judgements.

Invariant: nothing that comes in changes a record: an edit is appended as a `Judgement`, and only
where the record still is what the sheet showed. What cannot be read comes out as an issue with the
cell's name, and what is in conflict is shown and left.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from crosstally import edition
from crosstally.archive import Desk
from crosstally.errors import UsageError
from crosstally.intake import Inlet, Located, Lookup, Told, amount_reader, lookup_in
from crosstally.intake.sheet import read_sheet
from crosstally.intake.sheet_changes import Edits, Standing
from crosstally.intake.sheet_edits import edits_of
from crosstally.intake.sheet_values import Reading
from crosstally.linking.identity import incident_id
from crosstally.linking.judged import Judged, read_judgements
from crosstally.linking.judged import standing as held_judgements
from crosstally.project import Built
from crosstally.publish.sheet import (
    filled,
    joined,
    public_lines,
    sheet_csv,
    sheet_xlsx,
    yes_or_no,
)
from crosstally.records import (
    Incident,
    Judgement,
    JudgementId,
    Level,
    Place,
    encode,
    parse_json,
    short_id,
)
from crosstally.tables.sheet import FORM, OWN, About, Line, Sheet, columns
from crosstally.text.numbers import compile_numbers

PUBLIC, OWNED, WHOLE = "public", "own", "desk"


class Wanted(NamedTuple):
    """What a sheet shall show, and which incidents.

    `view` is `PUBLIC`; or `OWNED`, the same with notes and the desk's own columns, which nobody has
    looked through for names; or `WHOLE`, all that the desk holds but words of closed reports.
    `lang` is en or fa; where None, the desk's first language.
    """

    view: str = PUBLIC
    rule: str | None = None
    status: str | None = None
    lang: str | None = None


def sheet_of(desk: Desk, built: Built, wanted: Wanted) -> Sheet:
    """The sheet of a desk that was just built.

    Raises:
        UsageError: the desk counts under no such rule.
    """
    if wanted.rule and wanted.rule not in {one.id for one in desk.packs.rules}:
        raise UsageError(
            f"the desk has no rule {wanted.rule!r}",
            hint=f"it has {', '.join(one.id for one in desk.packs.rules)}",
        )
    lang = wanted.lang or ("fa" if desk.config.desk.languages[0] == "fa" else "en")
    lines = sorted(_chosen(_lines(desk, built, wanted, lang), wanted), key=_by_day)
    left_out = {"gregorian"} if lang != "fa" else set()
    left_out |= {"site"} if wanted.view != WHOLE else set()
    left_out |= {"notes"} if wanted.view == PUBLIC else set()
    about = About(
        crosstally_sheet=FORM,
        view=wanted.view,
        lang=lang,
        rows=len(lines),
        columns=" ".join(name for name in columns() if name not in left_out),
    )
    return Sheet(about, tuple(lines))


def sheet_bytes(sheet: Sheet, path: Path, key: bytes) -> bytes:
    """The sheet as the file's name wants it: XLSX or CSV.

    Raises:
        UsageError: the name ends in neither.
    """
    writers = {".xlsx": sheet_xlsx, ".csv": sheet_csv}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise UsageError(f"no sheet ends in {path.suffix or 'nothing'!r}", hint=".xlsx or .csv")
    return write(sheet, key)


def _lines(desk: Desk, built: Built, wanted: Wanted, lang: str) -> Iterator[Line]:
    public = edition.public_of(desk, built)
    lines: Iterable[Line] = public_lines(public, lang=lang)
    if wanted.view == WHOLE:
        told = {line.incident: line.cells for line in lines}
        lines = whole_lines(desk, built, told, lang)
    judged = judged_of(built)
    for line in lines:
        notes, own = _own(judged, line) if wanted.view != PUBLIC else ("", {})
        yield line._replace(cells={**line.cells, **filled({"notes": notes})}, own=own)


def judged_of(built: Built) -> Judged:
    """What people judged, by the mentions that it is about."""
    mentions = sorted(m.id for coded in built.coded for m in coded.mentions)
    return read_judgements(built.log.judgements, mentions)


def whole_lines(
    desk: Desk, built: Built, told: Mapping[str, Mapping[str, str]], lang: str
) -> Iterator[Line]:
    """A row for each incident as the desk sees it; words are those of public reports.

    Args:
        desk: the desk.
        built: its build.
        told: what the public sheet tells, by incident: the words come from there alone.
        lang: the language of towns and terms.
    """
    names = {one.id: one.name for one in desk.sources}
    rules: dict[str, list[str]] = {}
    for tally in built.tallies:
        for one in sorted({one for unit in tally.units for one in unit.incidents}):
            rules.setdefault(one, []).append(tally.rule)
    places = _place_names(desk, lang)
    for incident in built.linked.incidents:
        shown = told.get(incident.id, {})
        cells = {
            **_coded(incident),
            **(_placed(incident.place.value, places) if incident.place else {}),
            "words": shown.get("words"),
            "link": shown.get("link"),
            "sources": joined(names.get(one, one) for one in incident.sources),
            "rules": " ".join(rules.get(incident.id, ())),
        }
        yield Line(incident.id, filled(cells), {})


def _coded(incident: Incident) -> dict[str, object]:
    size = incident.size.value if incident.size else None
    told: dict[str, object] = {
        "status": incident.status,
        "kind": incident.kind,
        "subtype": incident.subtype,
        "first": incident.first,
        "last": incident.last,
        "precision": incident.days.value.precision if incident.days else None,
        "gregorian": incident.first,
        "size_bound": size.bound if size else None,
        "groups": joined(one.value.value for one in incident.groups),
        "stance": incident.stance,
        "target": incident.target,
        "state_organised": yes_or_no(incident.state_organised),
        "reality": incident.reality,
        "independent": incident.independent,
        "counts": yes_or_no(incident.counts),
        "mentions": joined(incident.mentions),
    }
    for name in ("size", "killed", "injured", "arrested"):
        amount = getattr(incident, name)
        if amount is not None:
            told[f"{name}_low"], told[f"{name}_high"] = amount.value.low, amount.value.high
    return told


def _place_names(desk: Desk, lang: str) -> Mapping[str, str]:
    """What places are called in the sheet's language, by id and by the pack's own name."""
    found: dict[str, str] = {}
    for country in reversed(desk.packs.countries):
        for place in country.places:
            told = next((one.text for one in place.names if one.language == lang), place.name)
            found[place.id] = told if lang == "fa" else place.name
            if place.level is Level.PROVINCE:
                found[place.name] = found[place.id]
    return found


def _placed(place: Place, names: Mapping[str, str]) -> dict[str, object]:
    town = names.get(place.city_id or "", place.city)
    if place.level is Level.CITY:
        town = names.get(place.id or "", place.city or place.name)
    site = place.name if place.level in (Level.SITE, Level.NEIGHBOURHOOD) else None
    province = names.get(place.province or "", place.province)
    if place.level is Level.PROVINCE:
        province, town = names.get(place.id or "", place.name), None
    return {"town": town, "province": province, "site": site}


def _own(judged: Judged, line: Line) -> tuple[str, dict[str, str]]:
    """The last note on an incident, and the cells of the desk's own columns."""
    notes, own = "", {}
    for mention in line.cells.get("mentions", "").split("; "):
        for judgement in judged.edits.get(mention, ()):  # type: ignore[call-overload]
            told = parse_json(judgement.value or "null")
            if judgement.field == "note":
                notes = str(told or "")
            elif (judgement.field or "").startswith(OWN) and told:
                own[(judgement.field or "").removeprefix(OWN)] = str(told)
    return notes, own


def _chosen(lines: Iterable[Line], wanted: Wanted) -> Iterator[Line]:
    for line in lines:
        counted = wanted.rule is None or wanted.rule in line.cells.get("rules", "").split()
        if counted and wanted.status in (None, line.cells.get("status")):
            yield line


def _by_day(line: Line) -> tuple[str, str]:
    return line.cells.get("first", ""), line.incident


def read_edits(desk: Desk, built: Built, file: Path, *, by: str, now: datetime) -> Edits:
    """What a sheet that came back says, against the desk that was just built.

    Args:
        desk: the open desk.
        built: its build.
        file: the sheet, XLSX or CSV.
        by: who edited it; empty where nothing shall be appended.
        now: the present instant.

    Raises:
        FormatError: it is no sheet of ours.
        SealError: it is another desk's, or what went out in it was changed.
    """
    inlet = Inlet(file.name, lambda: file.open("rb"))
    returned = read_sheet(inlet, Told(desk.store.key, now))
    about = returned.about
    # Columns of the desk's own that did not go out may be written over all the same: not unseen.
    view = OWNED if about.view == PUBLIC else about.view
    lines = _lines(desk, built, Wanted(view), about.lang)
    lookups = [lookup_in(country) for country in desk.packs.countries]
    grammars = [compile_numbers(pack) for pack in desk.packs.languages]
    # A public incident is named after a mention that may stand further down in the desk's own.
    incidents: dict[str, Incident] = {
        incident_id(m): one for one in built.linked.incidents for m in one.mentions
    }
    standing = Standing(
        now={line.incident: line for line in lines},
        incidents=incidents,
        ids=frozenset((*incidents, *(m.id for coded in built.coded for m in coded.mentions))),
        judgements=held_judgements(built.log.judgements),
    )
    reading = Reading(partial(_first_found, lookups), amount_reader(grammars), by, now.date())
    return edits_of(returned, standing, reading, name=file.name)


def append_edits(desk: Desk, edits: Edits, *, by: str, now: datetime) -> tuple[Judgement, ...]:
    """The judgements that the changes of a sheet are, appended to the log, all or none."""
    judgements = tuple(
        Judgement(
            id=JudgementId(
                short_id(
                    "j", one.decision, *one.about, one.field or "", one.value or "", by,
                    now.isoformat(), key=desk.store.key,
                )
            ),
            decision=one.decision, about=one.about, by=by, at=now, reason=one.reason,
            field=one.field, value=one.value,
        )
        for one in edits.changes
    )  # fmt: skip
    if judgements:
        _ = desk.store.append([("judgement", encode(one)) for one in judgements])
    return judgements


def _first_found(
    lookups: Sequence[Lookup], name: str, province: str | None, level: Level
) -> Located | None:
    """The place in the desk's own country, else in the others that it reads of."""
    return next((found for look in lookups if (found := look(name, province, level))), None)
