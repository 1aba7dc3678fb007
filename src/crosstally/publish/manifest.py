"""A release's manifest and its seal, as spec/release-v1 says.

Invariant: the manifest names every file of the release but itself and its seal, by digest; equal
releases have equal manifests, and a seal stands for one manifest alone.
"""

import re
from collections.abc import Callable
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple

import rfc8785

from crosstally.errors import FormatError, UsageError
from crosstally.records import Record, decode, plain

FORMAT = "crosstally-release/1"
MANIFEST, SEAL = "manifest.json", "manifest.seal"
PURPOSE = "release/v1"
_NAME = re.compile("[a-z0-9][a-z0-9._-]{0,63}")
_NO_FILE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*\.|.*\.part")  # of some systems


class File(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of a release: its path with slashes, its length and its SHA-256."""

    path: str
    bytes: int
    sha256: str


class Follows(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The release before: its name and the digest of its manifest."""

    name: str
    manifest: str


class Whose(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The desk that released it."""

    name: str
    country: str


class Manifest(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a release is: its name, day, desk and program, its counts by rule, its files."""

    format: str
    name: str
    date: date
    desk: Whose
    program: str
    counts: dict[str, int]
    follows: Follows | None
    files: tuple[File, ...]


class Signer(NamedTuple):
    """Who signs: a public key, and what gives a signature of 64 bytes over some bytes."""

    public: bytes
    sign: Callable[[bytes], bytes]


def checked_name(name: str) -> str:
    """The name, if a release may have it.

    Raises:
        UsageError: it is no name of a folder on every system.

    >>> checked_name("2026-11.v2")
    '2026-11.v2'
    """
    if _NAME.fullmatch(name) is None or _NO_FILE.fullmatch(name) is not None:
        raise UsageError(
            "a release's name has 1 to 64 of a-z, 0-9, point, dash and underscore",
            hint="it begins with a letter or digit and ends with no point, as 2026-11 or v1.2",
        )
    return name


def files_in(folder: Path) -> tuple[File, ...]:
    """Every file of a release but its manifest and seal, by path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    return tuple(
        File(path=name, bytes=named[name].stat().st_size, sha256=_digest(named[name]))
        for name in sorted(set(named) - {MANIFEST, SEAL})
    )


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest in its one form (RFC 8785)."""
    return bytes(rfc8785.dumps(plain(manifest)))


def seal_bytes(manifest: bytes, signer: Signer | None) -> bytes:
    """The seal of a manifest: its digest, who signs it, and the digest of these lines themselves.

    Args:
        manifest: its bytes.
        signer: whose signature stands in it; none where None.
    """
    digest = sha256(manifest)
    key, signature = "none", "none"
    if signer is not None:
        key, signature = signer.public.hex(), signer.sign(digest.digest()).hex()
    told = (
        f"crosstally release seal v1\nmanifest {digest.hexdigest()}\n"
        f"key {key}\nsignature {signature}\n"
    ).encode("ascii")
    return told + f"check {sha256(told).hexdigest()}\n".encode("ascii")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the release in a folder; whether it is right `verify` says.

    Raises:
        FormatError: there is none, or it is none.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise FormatError(
            f"{folder.name} is no release: it has no {MANIFEST}",
            hint="name a folder that `crosstally release` made",
        )
    return decode(Manifest, path.read_bytes())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
