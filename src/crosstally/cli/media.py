"""`crosstally media`: originals sealed in the desk; what leaves is rebuilt from their pixels."""

import os
import tempfile
from pathlib import Path

import click

from crosstally import archive
from crosstally.cli import say
from crosstally.cli.unlock import open_log
from crosstally.errors import FormatError, UsageError
from crosstally.ledger.media import Blobs, destroy_report
from crosstally.ledger.panic import OPEN
from crosstally.records import Digest

_desk = click.argument("desk", type=click.Path(file_okay=False, path_type=Path))
_json = click.option("--json", "json", is_flag=True, help="JSON lines for a pipe.")
_DIGEST_LETTERS = 64


@click.group()
def media() -> None:
    """Pictures, sound and video of a desk: originals sealed, copies without metadata."""


@media.command()
@_desk
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@_json
def add(desk: Path, files: tuple[Path, ...], json: bool) -> None:
    """Seal FILES into the desk and print their digests, which reports name. Yours stay where they are.

    Example: crosstally media add mydesk picture.jpg
    """
    store = open_log(desk)
    try:
        blobs = Blobs(store, desk / archive.MEDIA)
        for path in files:
            with path.open("rb") as file:
                digest = blobs.put(file)
            say.lines([{"digest": digest}]) if json else say.line(digest)
    finally:
        store.close()


@media.command()
@_desk
@click.argument("digest")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="The new file; its ending says what it is: .jpg, .mp4 or .m4a.",
)  # fmt: skip
@click.option("--original", is_flag=True, help="The original, with all that it tells of its maker.")
@_json
def get(desk: Path, digest: str, out: Path, original: bool, json: bool) -> None:
    """Write a copy that was rebuilt from pixels or samples, without metadata, or refuse.

    Example: crosstally media get mydesk 3f2a… --out picture.jpg
    """
    if len(digest) != _DIGEST_LETTERS or set(digest) - set("0123456789abcdef"):
        raise UsageError("that is no digest", hint="64 letters, as `media add` printed them")
    if out.exists():
        raise UsageError(f"there is a {out.name} already", hint="name another file")
    store = open_log(desk)
    try:
        blobs = Blobs(store, desk / archive.MEDIA)
        with tempfile.TemporaryDirectory(dir=desk, prefix=OPEN) as folder:
            made = Path(folder) / f"made{out.suffix.lower()}"
            _make(blobs, Digest(digest), made, original=original)
            with out.open("xb") as file:
                _ = file.write(made.read_bytes())
    finally:
        store.close()
    say.lines([{"file": out.as_posix()}]) if json else say.line(out.as_posix())


@media.command()
@_desk
@click.argument("report_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_json
def destroy(desk: Path, report_id: str, yes: bool, json: bool) -> None:
    """Destroy a report's words, and its media that no other report names. The log keeps that it was.

    Copies elsewhere are out of reach. Example: crosstally media destroy mydesk r-3f2a
    """
    if not yes:
        click.confirm("Destroy it here for ever?", abort=True, err=True)
    store = open_log(desk)
    try:
        count = destroy_report(Blobs(store, desk / archive.MEDIA), report_id)
    finally:
        store.close()
    say.lines([{"blobs": count}]) if json else say.line(f"destroyed, with {count} blobs")


def _make(blobs: Blobs, digest: Digest, made: Path, *, original: bool) -> None:
    """A blob, as it arrived or rebuilt, in a private file."""
    from crosstally.publish.rebuilt import rebuilt_film, rebuilt_picture

    if original:
        _private(made, blobs, digest)
    elif made.suffix in (".jpg", ".jpeg"):
        _ = made.write_bytes(rebuilt_picture(b"".join(blobs.read(digest))))
    elif made.suffix in (".mp4", ".m4a"):
        source = made.with_name("source")
        _private(source, blobs, digest)
        rebuilt_film(source, made)
    else:
        raise FormatError("a copy is .jpg, .mp4 or .m4a", hint="or the --original, as it arrived")


def _private(path: Path, blobs: Blobs, digest: Digest) -> None:
    """A blob in a file that only this user can read; gone again where it was not whole."""
    at = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(at, "wb") as file:
        for piece in blobs.read(digest):
            _ = file.write(piece)
