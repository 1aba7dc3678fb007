"""`crosstally sheet out|in`: incidents as a spreadsheet, and the edits made there taken back in."""

from datetime import UTC, datetime
from pathlib import Path

import click

from crosstally import project, sheets
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder, many, watch
from crosstally.cli.unlock import open_desk
from crosstally.errors import UsageError
from crosstally.intake.sheet_changes import Edits
from crosstally.ledger.opening import write_private
from crosstally.records import Status

_new = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_back = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def sheet() -> None:
    """Incidents out to a spreadsheet, and the edits made there back in as judgements."""


@sheet.command("out")
@desk_folder
@_new
@click.option("--rule", help="Only incidents that this rule counts, as strict.")
@click.option("--status", type=click.Choice([*Status]), help="Only incidents so far reviewed.")
@click.option("--desk", "view", flag_value=sheets.WHOLE,
              help="The whole desk: closed incidents, exact places, notes. Do not send it on.")  # fmt: skip
@click.option("--own", "view", flag_value=sheets.OWNED,
              help="The public part, with notes and own columns, unchecked for names.")  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "fa"]), help="Default: the desk's first language.")
def out(
    desk: Path, file: Path, rule: str | None, status: str | None, view: str | None, lang: str | None
) -> None:
    """Write DESK's incidents to FILE, .xlsx or .csv: a row each, with lists to choose from.

    Without --desk or --own the sheet holds what the public page holds, and nothing else.
    Example: crosstally sheet out mydesk review.xlsx --rule strict
    """
    if file.exists():
        raise UsageError(
            f"{file.name} is there already", hint="take it in first, or name a new file"
        )
    opened = open_desk(desk)
    try:
        built = project.build(opened, progress=watch)
        wanted = sheets.Wanted(view or sheets.PUBLIC, rule, status, lang)
        made = sheets.sheet_of(opened, built, wanted)
        data = sheets.sheet_bytes(made, file, opened.store.key)
    finally:
        opened.store.close()
    write_private(file, data)
    if view == sheets.WHOLE:
        say.remark(f"{file.name} holds what is not public: exact places, closed incidents")
    say.line(f"{many(len(made.lines), 'row')} in {file.as_posix()} · back with: "
             f"crosstally sheet in {desk.as_posix()} {file.as_posix()}")  # fmt: skip


@sheet.command("in")
@desk_folder
@_back
@click.option("--by", default="", help="Who edited it: initials or a role, not a full name.")
@click.option("--yes", is_flag=True, help="Append what is shown; without it nothing changes.")
@as_json
def into(desk: Path, file: Path, by: str, *, yes: bool, json: bool) -> None:
    """Show what FILE's edits would change in DESK, and append them as judgements with --yes.

    What the desk has changed itself since is in conflict: it is shown and left.
    Example: crosstally sheet in mydesk review.xlsx --by "editor 2" --yes
    """
    if yes and not by.strip():
        raise UsageError("nobody is named for these edits", hint="--by: initials or a role")
    opened = open_desk(desk)
    try:
        built, now = project.build(opened, progress=watch), datetime.now(UTC)
        found = sheets.read_edits(opened, built, file, by=by.strip(), now=now)
        made = sheets.append_edits(opened, found, by=by.strip(), now=now) if yes else ()
    finally:
        opened.store.close()
    if json:
        say.lines([*({"change": one} for one in found.changes),
                   *({"conflict": one} for one in found.conflicts),
                   *({"issue": one} for one in found.issues),
                   {"changes": len(found.changes), "conflicts": len(found.conflicts),
                    "issues": len(found.issues), "known": found.known, "missing": found.missing,
                    "gone": found.gone, "appended": len(made)}])  # fmt: skip
        return
    _show(found)
    _tell(desk, file, found, len(made))


def _show(found: Edits) -> None:
    if found.changes:
        rows = [(f"{one.row}", one.incident, one.what, one.before, one.after)
                for one in found.changes]  # fmt: skip
        say.table(many(len(rows), "change"), ("row", "incident", "what", "before", "after"), rows)
    if found.conflicts:
        rows = [(f"{one.row}", f"{one.incident} {one.what}: {one.why}", one.out, one.sheet, one.now)
                for one in found.conflicts]  # fmt: skip
        head = ("row", "incident", "went out", "sheet", "now")
        say.table(f"{many(len(rows), 'conflict')}, not taken in", head, rows)
    if found.issues:
        faults = [(one.where or "", one.reason, one.detail or "") for one in found.issues]
        title = f"{len(faults):,} cells or rows not understood"
        say.table(title, ("where", "what", "why"), faults)


def _tell(desk: Path, file: Path, found: Edits, appended: int) -> None:
    if found.missing:
        say.remark(f"{many(found.missing, 'row')} did not come back; that rejects nothing")
    if found.gone:
        say.remark(f"columns that did not come back, left as they are: {', '.join(found.gone)}")
    if found.known:
        say.remark(f"{many(found.known, 'change')} known already")
    if appended:
        say.line(
            f"{many(appended, 'judgement')} appended · next: crosstally build {desk.as_posix()}"
        )
    elif found.changes:
        say.line("nothing appended · to append: crosstally sheet in "
                 f"{desk.as_posix()} {file.as_posix()} --by NAME --yes")  # fmt: skip
    else:
        say.line("nothing to append")
