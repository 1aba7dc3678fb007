"""Zipped exports of the field: ODK Central's submissions with their media, ProofMode's bundles.

Invariant: a picture in a proof is named by its digest only where the bundle holds a file that has
it; device, network and cell towers are dropped at the door. A proof's own signature (PGP), its time
stamps and C2PA are not checked here: keep the bundle as it came.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from typing import IO, Final

from crosstally.intake.arrive import Arrived, Inlet, Outcome, Told, aside, dropped, report_of
from crosstally.intake.dates import read_published
from crosstally.intake.surveys import is_survey, read_survey
from crosstally.intake.zips import BROKEN, open_zip
from crosstally.records import Digest, Issue, Knowing, Reason, Visibility

_PROOF: Final = (".proof.json", ".proof.csv")
_BESIDE: Final = (".asc", ".ots", ".gst", ".devicecheck", ".txt")
_HEAD = 4096
_MOST_PROOF = 1 << 20
_PIECE = 1 << 20
_KEPT: Final = ("filehashsha256", "filemodified", "proofgenerated", "locationlatitude",
                "locationlongitude", "locationtime")  # fmt: skip
_DEGREES = 3  # digits kept of a place: a hundred metres


def read_bundle(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """What a zipped export of the field holds, as sealed reports or issues, in order of names."""
    with inlet.open() as stream:
        opened = open_zip(stream, inlet.name, told)
        if isinstance(opened, Issue):
            yield opened
            return
        try:
            yield from _members(opened, inlet, told)
        except BROKEN:
            yield aside(inlet.name, Reason.TRUNCATED, "a member that does not unpack")


def _members(found: zipfile.ZipFile, inlet: Inlet, told: Told) -> Iterator[Outcome]:
    names = sorted(member.filename for member in found.infolist() if not member.is_dir())
    proofs = _proofs(names)
    tables = [name for name in names if name.lower().endswith(".csv") and name not in proofs]
    surveys = [name for name in tables if is_survey(_head(found, name))]
    if not proofs and not surveys:
        yield aside(inlet.name, Reason.UNKNOWN_FORMAT, "a zip of no export that is known")
        return
    media = {
        name: _digest(found, name)
        for name in names
        if name not in tables and not name.lower().endswith((*_PROOF, *_BESIDE))
    }
    by_name = {PurePosixPath(name).name: digest for name, digest in media.items()}
    for name in surveys:
        member = Inlet(f"{inlet.name}/{name}", lambda name=name: _opened(found, name))  # type: ignore[misc]
        yield from read_survey(member, told, by_name.get)
    held, gone = set(media.values()), set[str]()
    for name in proofs:
        yield _proof(found, name, f"{inlet.name}#{name}", held, told, gone)
    if gone:
        yield dropped(inlet.name, gone)


def _proofs(names: list[str]) -> list[str]:
    """One proof a picture: its JSON where there is one, else its CSV."""
    stems = {name.removesuffix(".proof.json") for name in names if name.endswith(".proof.json")}
    return [
        name
        for name in names
        if name.endswith(".proof.json")
        or (name.endswith(".proof.csv") and name.removesuffix(".proof.csv") not in stems)
    ]


def _proof(
    found: zipfile.ZipFile,
    name: str,
    where: str,
    held: set[Digest],
    told: Told,
    gone: set[str],
) -> Outcome:
    if found.getinfo(name).file_size > _MOST_PROOF:
        return aside(where, Reason.TOO_LONG, "a proof of more than a megabyte")
    fields = _fields(found.read(name), json_form=name.endswith(".json"))
    if fields is None:
        return aside(where, Reason.NOT_A_RECORD, "no proof that can be read")
    known = {_bare(field): text.strip() for field, text in fields.items()}
    gone |= {field for field, text in fields.items() if text.strip() and _bare(field) not in _KEPT}
    digest = Digest(known.get("filehashsha256", "").lower())
    if digest not in held:
        return aside(where, Reason.UNREADABLE, "no file of the bundle has the digest it names")
    when = known.get("filemodified") or known.get("proofgenerated") or ""
    day = read_published(when[:10])
    cells = {"media": str(digest), "lat": _degrees(known.get("locationlatitude", "")),
             "lon": _degrees(known.get("locationlongitude", ""))}  # fmt: skip
    item = Arrived(
        source="proofmode",
        body="",
        published=day,
        native_id=str(digest),
        basis=Knowing.OWN_MEDIA,
        visibility=Visibility.SEALED,
        media=(digest,),
        cells=tuple((name, text) for name, text in cells.items() if text),
    )
    return report_of(item, told, where)


def _fields(data: bytes, *, json_form: bool) -> Mapping[str, str] | None:
    """A proof's fields: an object of texts; or a header and one row, or a row for each field."""
    try:
        text = data.decode("utf-8-sig")
        if json_form:
            told = json.loads(text)
            return {k: str(v) for k, v in told.items()} if isinstance(told, dict) else None
        rows = [row for row in csv.reader(io.StringIO(text)) if row]
    except (UnicodeDecodeError, ValueError, RecursionError, csv.Error):
        return None
    if len(rows) >= 2 and len(rows[0]) > 2:
        return dict(zip(rows[0], rows[-1], strict=False))
    return {row[0]: row[1] for row in rows if len(row) >= 2} or None


def _degrees(text: str) -> str:
    """A latitude or longitude to about a hundred metres; nothing of what is none, or of 0."""
    try:
        value = round(float(text), _DEGREES)
    except ValueError:
        return ""
    return f"{value:.{_DEGREES}f}" if 0 < abs(value) <= 180 else ""


def _digest(found: zipfile.ZipFile, name: str) -> Digest:
    hashed = sha256()
    with found.open(name) as member:
        while piece := member.read(_PIECE):
            hashed.update(piece)
    return Digest(hashed.hexdigest())


def _head(found: zipfile.ZipFile, name: str) -> bytes:
    with found.open(name) as member:
        return member.read(_HEAD)


def _opened(found: zipfile.ZipFile, name: str) -> IO[bytes]:
    return found.open(name)


def _bare(field: str) -> str:
    return "".join(letter for letter in field.lower() if letter.isalnum())
