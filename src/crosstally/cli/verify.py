"""`crosstally verify`: whether a release is whole and unchanged."""

from pathlib import Path

import click

from crosstally.cli import say
from crosstally.cli.desk import as_json, many
from crosstally.errors import FormatError, SealError
from crosstally.ledger.verify_release import MANIFEST, SEAL
from crosstally.ledger.verify_release import verify as verified


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--key", help="The key that must have signed it, hex.")
@as_json
def verify(folder: Path, key: str | None, json: bool) -> None:
    """Check every file of the release in FOLDER against its manifest, and the seal on that.

    Exit 4 if anything is changed, missing or extra; each such item is named.

    \b
    crosstally verify mydesk/releases/2026-11
    """  # noqa: D301  click's own mark
    if not any((folder / name).is_file() for name in (MANIFEST, SEAL)):
        raise FormatError(
            f"{folder.name} is no release", hint="name a folder that `crosstally release` made"
        )
    wrong, told = verified(folder, key=key)
    if json:
        say.lines([{"item": one.item, "wrong": one.what} for one in wrong])
    else:
        for one in wrong:
            say.line(f"wrong: {one.item}: {one.what}")
    if wrong:
        raise SealError(
            f"the release does not hold: {many(len(wrong), 'item')}",
            hint="take it again from whoever released it",
        )
    if not json:
        by = f"signed by {told['key']}" if told["key"] else "not signed: its desk's key is public"
        say.line(
            f"right: release {told['name']} of {told['date']}, {len(told['files'])} files, {by}"
        )
