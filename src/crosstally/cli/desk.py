"""`crosstally new`, `add` and `withdraw`: a desk from its first day on; and what desks' verbs share."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from crosstally import archive
from crosstally.cli import say
from crosstally.cli.unlock import chosen, open_desk

T = TypeVar("T")

desk_folder = click.argument("desk", type=click.Path(file_okay=False, path_type=Path))
as_json = click.option("--json", "json", is_flag=True, help="JSON lines for a pipe.")


@click.command()
@desk_folder
@click.option("--name", help="The desk's name, as the page shows it. Default: the folder's.")
@click.option("--country", default="IR", show_default=True, help="A country pack's code.")
@click.option("--sealed", is_flag=True, help="Seal the log under a passphrase, which is asked for.")
@as_json
def new(desk: Path, name: str | None, country: str, sealed: bool, json: bool) -> None:
    """Make a desk: a folder with its settings and an empty log.

    Without --sealed the log is plain: for data that is public already.
    """
    opener = chosen() if sealed else None
    archive.new_desk(desk, name=name or desk.resolve().name, country=country, opener=opener)
    if json:
        say.lines([{"desk": str(desk), "sealed": sealed}])
        return
    how = "sealed" if sealed else "not sealed: for public data only"
    say.line(f"made {desk.as_posix()}, {how} · next: crosstally add {desk.as_posix()} FILES")


@click.command()
@desk_folder
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--map", "mapped", type=click.Path(path_type=Path),
    help="How a table's columns are to be read; default NAME.map.toml beside it.",
)  # fmt: skip
@as_json
def add(desk: Path, files: tuple[Path, ...], mapped: Path | None, json: bool) -> None:
    """Take FILES and folders in: plain text, HTML, JSON lines, CSV, XLSX, Telegram, RSS, WARC.

    Each item becomes a report, or an issue that says why not. Adding a file twice adds nothing.
    """
    opened = open_desk(desk, create=True)
    try:
        now = datetime.now(UTC)
        added = archive.add(opened, files, now=now, mapped=mapped, progress=watch)
    finally:
        opened.store.close()
    aside = {str(reason): n for reason, n in sorted(added.aside.items()) if n}
    if json:
        say.lines([{"new": added.new, "known": added.known, "aside": aside}])
        return
    total = added.new + added.known + sum(aside.values())
    reasons = ", ".join(f"{n} {reason}" for reason, n in aside.items())
    known = f", {added.known} known already" if added.known else ""
    say.line(
        f"{many(total, 'item')} → {many(added.new, 'new report')}{known}, {sum(aside.values())} set aside"
        + (f" ({reasons})" if reasons else "")
    )


def many(number: int, noun: str) -> str:
    """A number with its noun, in the plural where it is one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@click.command()
@desk_folder
@click.argument("report_id")
@click.option("--reason", required=True, help="Why it is taken back; kept in the log.")
@click.option("--by", required=True, help="Who decided: initials or a role, not a full name.")
@as_json
def withdraw(desk: Path, report_id: str, reason: str, by: str, json: bool) -> None:
    """Take a report back: it enters no later build and no later release."""
    opened = open_desk(desk)
    try:
        now = datetime.now(UTC)
        judgement = archive.withdraw(opened, report_id, by=by, reason=reason, now=now)
    finally:
        opened.store.close()
    if json:
        say.lines([judgement])
    else:
        say.line(f"withdrawn: {report_id} · rebuild with: crosstally build {desk.as_posix()}")


def watch(items: Iterable[T], label: str, total: int | None) -> Iterator[T]:
    """The items, with a progress bar where a person looks on."""
    return say.watched(items, label, total)
