#!/usr/bin/env python3
"""Whether an evidence bag is whole and true, for a stranger: standard library and PyNaCl only.

  python verify_bag.py FOLDER

Invariant: says "right" only after every check of spec/bag-v1 has passed; else names the first thing
that is wrong, and ends with 4. It imports nothing of Crosstally, so that it can be read alone.
"""

import base64
import hashlib
import json
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nacl.bindings import crypto_sign_open
from nacl.exceptions import CryptoError

ACTS = ("collected", "sealed", "copied", "handed_over", "received")
TAGS = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "custody.jsonl"}
SIGNATURE = "tagmanifest-sha256.txt.sig"
TIME = re.compile("[0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}Z")
MOST_BYTES = 2**31


class WrongError(Exception):
    """The first thing that is wrong."""


def verify(folder: Path) -> int:
    """How many entries the bag holds, all of them right.

    Raises:
        WrongError: something is not; the message names the file.
    """
    _check_manifest(folder, "tagmanifest-sha256.txt", TAGS)
    payload = {_name(folder, path) for path in _files(folder / "data")}
    _check_manifest(folder, "manifest-sha256.txt", payload)
    every = {_name(folder, path) for path in _files(folder)}
    _need(every == payload | TAGS | {SIGNATURE, "tagmanifest-sha256.txt"}, "a file beside the bag")
    _check_custody(folder)
    rosters = _rosters(folder)
    last = rosters[-1]
    manifest = _read(folder / "tagmanifest-sha256.txt")
    message = _domain("bag/v1", hashlib.sha256(manifest).digest())
    signed = _verifies(last["unit_key"], message, _read(folder / SIGNATURE))
    _need(signed, f"{SIGNATURE}: not by the unit's key")
    size, root = _checkpoint(folder / "data" / "checkpoint.txt", last)
    keys = {roster["unit_key"] for roster in rosters}
    names = [path for path in _files(folder / "data" / "entries") if path.suffix == ".entry"]
    for path in names:
        header = _entry(path, keys, last["unit"])
        _check_proof(folder / "data" / "proofs" / f"{path.stem}.proof", path.stem, size, root)
        _check_body(folder / "data" / "bodies" / f"{path.stem}.body", header)
    told = {path.stem for path in names}
    for kind in ("bodies", "proofs"):
        extra = {path.stem for path in _files(folder / "data" / kind)} - told
        _need(not extra, f"data/{kind}: of an entry that is not here")
    return len(names)


def _check_manifest(folder: Path, name: str, wanted: set[str]) -> None:
    told = {}
    for line in _read(folder / name).decode("utf-8", "strict").splitlines():
        digest, _, path = line.partition("  ")
        _need(path not in told, f"{name}: a file twice")
        told[path] = digest
    _need(set(told) == wanted, f"{name}: other files than the bag holds")
    for path, digest in told.items():
        _need(hashlib.sha256(_read(folder / path)).hexdigest() == digest, f"{path}: was changed")


def _check_custody(folder: Path) -> None:
    for line in _read(folder / "custody.jsonl").decode("utf-8").splitlines():
        act = json.loads(line)
        right = set(act) == {"act", "by", "time"} and act["act"] in ACTS
        _need(right and TIME.fullmatch(act["time"]) is not None, "custody.jsonl: a line")


def _rosters(folder: Path) -> list[dict[str, Any]]:
    """The rosters from the first to the last, each agreed on by the quorum of the one before."""
    paths = sorted(_files(folder / "data" / "rosters"), key=lambda path: int(path.stem))
    found: list[dict[str, Any]] = []
    for path in [*paths, folder / "data" / "roster.bin"]:
        data = _read(path)
        (length,) = struct.unpack(">I", data[:4])
        told, under = data[4 : 4 + length], data[4 + length :]
        roster = json.loads(told)
        _need(_canonical(roster) == told, f"{path.name}: not in its one form")
        name = hashlib.sha256(_domain("roster/v1", told)).digest()
        signers = _signers(under, _domain("roster-sign/v1", name), path.name)
        before = found[-1] if found else None
        _need(_follows(roster, signers, before), f"{path.name}: does not follow")
        roster["digest"] = name.hex()
        found.append(roster)
    return found


def _follows(roster: dict[str, Any], signers: set[str], before: dict[str, Any] | None) -> bool:
    if before is None:
        bare = _canonical({**roster, "unit": "0" * 32})
        unit = hashlib.sha256(_domain("unit/v1", bare)).digest()[:16].hex()
        own = {member["key"] for member in roster["keys"]}
        return roster["epoch"] == 0 and unit == roster["unit"] and signers == own
    out = {each["key"] for each in before["revoked"]}
    may = {member["key"] for member in before["keys"]} - out
    follows = (roster["unit"], roster["epoch"]) == (before["unit"], before["epoch"] + 1)
    named = roster["previous"] == before["digest"]
    return follows and named and signers <= may and len(signers) >= before["quorum"]


def _signers(under: bytes, message: bytes, name: str) -> set[str]:
    _need(len(under) > 0 and len(under) == 1 + under[0] * 96, f"{name}: its signatures")
    pieces = [under[at : at + 96] for at in range(1, len(under), 96)]
    for piece in pieces:
        _need(_verifies(piece[:32].hex(), message, piece[32:]), f"{name}: a signature")
    return {piece[:32].hex() for piece in pieces}


def _checkpoint(path: Path, roster: dict[str, Any]) -> tuple[int, bytes]:
    text, _, under = _read(path).decode("utf-8").partition("\n\n")
    origin, size, root = text.split("\n")
    _need(origin == f"crosstally.unit/{roster['unit']}", "checkpoint.txt: of another unit")
    for line in under.splitlines():
        _, name, told = line.split(" ")
        signature = base64.b64decode(told)[4:]
        if name == origin and _verifies(roster["unit_key"], (text + "\n").encode(), signature):
            return int(size), base64.b64decode(root)
    raise WrongError("checkpoint.txt: not signed by the unit's key")


def _entry(path: Path, keys: set[str], unit: str) -> dict[str, Any]:
    data = _read(path)
    told, signature = data[5:-64], data[-64:]
    framed = b"\x01" + struct.pack(">I", len(told)) + told + signature
    _need(framed == data, f"{path.name}: not an entry")
    header: dict[str, Any] = json.loads(told)
    _need(_canonical(header) == told, f"{path.name}: not in its one form")
    name = hashlib.sha256(_domain("entry-id/v1", b"\x01" + told)).hexdigest()
    _need(name == path.stem, f"{path.name}: has another id")
    _need(header["author"] in keys and header["log"] == unit, f"{path.name}: not of this unit")
    signed = _verifies(header["author"], _domain("entry/v1", b"\x01" + told), signature)
    _need(signed, f"{path.name}: its signature does not hold")
    return header


def _check_proof(path: Path, name: str, size: int, root: bytes) -> None:
    """RFC 6962, section 2.1.1: from the leaf to the root."""
    proof = json.loads(_read(path))
    index, hashed = proof["index"], hashlib.sha256(b"\x00" + bytes.fromhex(name)).digest()
    _need(proof["size"] == size and 0 <= index < size, f"{path.name}: of another checkpoint")
    last = size - 1
    for each in map(bytes.fromhex, proof["path"]):
        _need(last > 0, f"{path.name}: too long")
        if index % 2 or index == last:
            hashed = hashlib.sha256(b"\x01" + each + hashed).digest()
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            hashed = hashlib.sha256(b"\x01" + hashed + each).digest()
        index, last = index // 2, last // 2
    _need(last == 0 and hashed == root, f"{path.name}: does not lead to the checkpoint")


def _check_body(path: Path, header: dict[str, Any]) -> None:
    mark = header["body"]
    if mark is None or not path.exists():
        _need(not path.exists(), f"{path.name}: of an entry without a body")
        return
    data = _read(path)
    commitment = hashlib.sha256(_domain("body/v1", data)).hexdigest()
    right = commitment == mark["commitment"] and len(data) - 32 == mark["size"]
    _need(right, f"{path.name}: is not what its entry committed to")


def _verifies(key: str, message: bytes, signature: bytes) -> bool:
    try:
        _ = crypto_sign_open(signature + message, bytes.fromhex(key))
    except (CryptoError, ValueError):
        return False
    return len(signature) == 64


def _domain(purpose: str, part: bytes) -> bytes:
    return b"crosstally/" + purpose.encode() + b"\x00" + part


def _canonical(value: Any) -> bytes:
    """RFC 8785, for what headers and rosters hold: strings of ASCII and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        _need(not path.is_symlink(), f"{path.name}: a link")
        if path.is_file():
            yield path


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _read(path: Path) -> bytes:
    _need(path.is_file() and not path.is_symlink(), f"{path.name}: is missing")
    _need(path.stat().st_size <= MOST_BYTES, f"{path.name}: too large")
    return path.read_bytes()


def _need(held: bool, told: str) -> None:
    if not held:
        raise WrongError(told)


def main() -> int:
    """0 and a line if the bag is right; 4 and what is wrong if not."""
    try:
        count = verify(Path(sys.argv[1]))
    except WrongError as wrong:
        print(f"wrong: {wrong}")
        return 4
    except (IndexError, KeyError, TypeError, ValueError, struct.error):
        print("wrong: a file has not the form that it must have")
        return 4
    print(f"right: {count} entries, signed by the unit, in its log, unchanged")
    return 0


if __name__ == "__main__":
    sys.exit(main())
