"""`crosstally backup` and `crosstally restore`: a desk in one file, and a desk from that file."""

from pathlib import Path

import click

from crosstally import backup as backups
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder, many
from crosstally.cli.unlock import asked

_new = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_old = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command()
@desk_folder
@_new
@as_json
def backup(desk: Path, file: Path, json: bool) -> None:
    """Write all of DESK that cannot be rebuilt into FILE, which must be new.

    A sealed desk gives a sealed file, which the same passphrase opens. The desk may be in use.
    Example: crosstally backup mydesk mydesk-2026-05-01.backup
    """
    made = backups.back_up(desk, file, opener=asked)
    if made.left_out:
        say.remark(f"left out, hidden, linked or of an earlier format: {', '.join(made.left_out)}")
    _tell(made.manifest, file, f"in {file.as_posix()}", json=json)


@click.command()
@_old
@click.argument("folder", type=click.Path(path_type=Path))
@as_json
def restore(file: Path, folder: Path, json: bool) -> None:
    """Make the desk in FILE anew in FOLDER, which must not be there; build it next.

    Example: crosstally restore mydesk-2026-05-01.backup mydesk
    """
    made = backups.restore(file, folder, opener=asked)
    _tell(made.manifest, file, f"in {folder.as_posix()} · next: crosstally build {folder.as_posix()}",
          json=json)  # fmt: skip


def _tell(manifest: backups.Manifest, file: Path, where: str, *, json: bool) -> None:
    size = sum(one.bytes for one in manifest.files)
    if json:
        say.lines([{"file": file.as_posix(), "files": len(manifest.files), "bytes": size,
                    "entries": manifest.entries, "head": manifest.head}])  # fmt: skip
        return
    entries = f"{manifest.entries:,} {'entry' if manifest.entries == 1 else 'entries'}"
    say.line(f"{many(len(manifest.files), 'file')}, {entries} of the log, {size:,} bytes {where}")
