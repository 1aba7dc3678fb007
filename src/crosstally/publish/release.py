"""A release: what `disclose` let out, frozen in a folder that says what it is and how to check it.

Invariant: only a `Public` comes in; equal records, name and day give equal bytes in every file; the
folder appears whole under its name, and one that is there is never written over.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import rfc8785

from crosstally.errors import FormatError, UsageError
from crosstally.publish.dictionary import DictionaryRow, dictionary
from crosstally.publish.frozen import write_frozen
from crosstally.publish.manifest import (
    FORMAT,
    MANIFEST,
    SEAL,
    Follows,
    Manifest,
    Signer,
    Whose,
    checked_name,
    files_in,
    manifest_bytes,
    seal_bytes,
)
from crosstally.publish.package import About, citation, data_package, read_me
from crosstally.publish.public import Public, checked
from crosstally.publish.site import publish
from crosstally.publish.tables import csv_bytes
from crosstally.records import plain

CHANGES = "changes.json"
RULES = "rules.json"
VERIFIER = "verify_release.py"
CODEBOOK = "codebook.md"
_PART = ".release-"  # a folder of this name is a release while it is written


class Terms(NamedTuple):
    """What a release holds beside the public record.

    `rules` are the count rules in full; `verifier` and `codebook` go in as they are; `follows`
    names the release before.
    """

    name: str
    day: date
    program: str
    rules: tuple[object, ...]
    verifier: bytes
    codebook: bytes
    follows: Follows | None = None


@contextmanager
def new_release(releases: Path, name: str) -> Iterator[Path]:
    """A folder to write a release into, which has its name when the block ends, or is gone.

    Raises:
        UsageError: the name cannot be, or is taken: a release is never written over.
    """
    target = releases / checked_name(name)
    if target.exists() or target.is_symlink():
        raise UsageError(
            f"there is a release {name} already, and a release never changes",
            hint="give the new one another name",
        )
    releases.mkdir(parents=True, exist_ok=True)
    for left in sorted(releases.glob(f"{_PART}*")):
        shutil.rmtree(left, ignore_errors=True)
    part = Path(tempfile.mkdtemp(prefix=_PART, dir=releases))
    try:
        yield part
        part.chmod(0o755)
        _ = part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_release(public: Public, folder: Path, terms: Terms) -> None:
    """The files of a release but its changes and seals, which follow from them.

    Args:
        public: what `disclose` let out.
        folder: an empty folder.
        terms: what stands beside it.
    """
    _ = publish(checked(public), folder)
    write_frozen(public, folder)
    told: tuple[tuple[str, bytes], ...] = (
        ("dictionary.csv", csv_bytes(DictionaryRow, dictionary())),
        (RULES, bytes(rfc8785.dumps([plain(rule) for rule in terms.rules])) + b"\n"),
        (VERIFIER, terms.verifier),
        (CODEBOOK, terms.codebook),
    )
    for name, data in told:
        _ = (folder / name).write_bytes(data)


def seal_release(public: Public, folder: Path, terms: Terms, signer: Signer | None) -> Manifest:
    """The manifest of a release whose files are written; it is sealed when this returns.

    Args:
        public: what it was made from.
        folder: where its files are.
        terms: as they were written.
        signer: whose signature seals it, if anybody's.
    """
    about = About(terms.name, public.desk.name, terms.day, terms.program)
    key = signer.public.hex() if signer is not None else None
    _ = (folder / "README.md").write_bytes(read_me(about, signed=key is not None, key=key))
    _ = (folder / "CITATION.cff").write_bytes(citation(about))
    described = data_package(about, files_in(folder), public.credits)
    _ = (folder / "datapackage.json").write_bytes(described)
    manifest = Manifest(
        format=FORMAT,
        name=terms.name,
        date=terms.day,
        desk=Whose(name=public.desk.name, country=public.desk.country),
        program=terms.program,
        counts={one.rule.id: one.value for one in public.tallies},
        follows=terms.follows,
        files=files_in(folder),
    )
    data = manifest_bytes(manifest)
    _ = (folder / MANIFEST).write_bytes(data)
    _ = (folder / SEAL).write_bytes(seal_bytes(data, signer))
    return manifest


def day_of(public: Public) -> date:
    """The day of the newest public report: a release's own day where none is given.

    Raises:
        UsageError: no report has a day.
    """
    days = [one.day for one in public.reports if one.day is not None]
    if not days:
        raise UsageError("no report has a day", hint="give the release's own: --date 2026-11-23")
    return max(days)


def codebook() -> bytes:
    """The codebook that came with the program: `spec/codebook.md`.

    Raises:
        FormatError: the program is not whole.
    """
    packed = resources.files("crosstally").joinpath(CODEBOOK)
    beside = Path(str(resources.files("crosstally"))).parents[1] / "spec" / CODEBOOK
    for one in (packed, beside):
        if one.is_file():
            return one.read_bytes()
    raise FormatError("the program came without its codebook", hint="install it again")
