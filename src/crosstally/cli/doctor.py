"""`crosstally doctor`: whether this machine and a desk are in order."""

import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import click

from crosstally import __version__
from crosstally.cli import say
from crosstally.cli.desk import as_json
from crosstally.cli.unlock import open_desk
from crosstally.errors import CrosstallyError

LEAST_FREE = 200 << 20  # bytes: a desk of 10,000 reports with its tables and page needs about half


@click.command()
@click.argument("desk", required=False, type=click.Path(file_okay=False, path_type=Path))
@as_json
def doctor(desk: Path | None, json: bool) -> None:
    """Check this machine and, if named, a desk: settings, packs, and every entry of its log."""
    found = [*_machine(desk or Path()), *(_desk(desk) if desk else ())]
    if json:
        say.lines({"check": name, "ok": ok, "detail": detail} for name, ok, detail in found)
    else:
        rows = [("ok" if ok else "NOT OK", name, detail) for name, ok, detail in found]
        say.table("doctor", ("", "check", ""), rows)
    if not all(ok for _, ok, _ in found):
        raise CrosstallyError("not everything is in order", hint="see the lines marked NOT OK")


def _machine(folder: Path) -> Iterator[tuple[str, bool, str]]:
    yield "crosstally", True, __version__
    yield "python", sys.version_info >= (3, 11), platform.python_version()
    yield "text", sys.getfilesystemencoding() == "utf-8", sys.getfilesystemencoding()
    sqlite = apsw.sqlite_lib_version()  # before 3.51.3 a write-ahead log could be damaged
    yield "sqlite", tuple(map(int, sqlite.split("."))) >= (3, 51, 3), sqlite
    free = shutil.disk_usage(folder if folder.exists() else Path()).free
    yield "disk", free >= LEAST_FREE, f"{free >> 20:,} MB free"


def _desk(folder: Path) -> Iterator[tuple[str, bool, str]]:
    try:
        desk = open_desk(folder)
    except CrosstallyError as error:
        yield "desk", False, f"{error.message}. {error.hint or ''}"
        return
    packs = [(p.code, p.version, p.digest) for p in desk.packs.languages]
    packs += [(p.code, p.version, p.digest) for p in desk.packs.countries]
    names = (f"{code} {version} ({digest[:8]})" for code, version, digest in packs)
    yield "packs", True, ", ".join(names)
    yield "rules", bool(desk.packs.rules), ", ".join(rule.id for rule in desk.packs.rules)
    try:
        head = desk.store.check()
        yield "log", True, f"{head.entries} entries verify; head {head.digest[:16]}"
    except CrosstallyError as error:
        yield "log", False, f"{error.message}. {error.hint or ''}"
    finally:
        desk.store.close()
    open_sources = {source.id for source in desk.sources if source.kind == "unknown"}
    yield (
        "sources",
        not open_sources,
        f"{len(desk.sources)} declared, {len(open_sources)} of unknown kind",
    )
