#!/usr/bin/env python3
"""Whether a release is whole and unchanged, for a stranger: standard library, PyNaCl for a signature.

  python verify_release.py FOLDER [--key HEX]

Invariant: says "right" only after every check of spec/release-v1 has passed; else names every item
that is wrong, and ends with 4. It imports nothing of Crosstally, so that it can be read alone.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "crosstally-release/1"
MANIFEST, SEAL = "manifest.json", "manifest.seal"
HEAD = b"crosstally release seal v1\n"
_HEX = "[0-9a-f]{64}"
_SEAL = re.compile(
    HEAD + f"manifest ({_HEX})\nkey ({_HEX}|none)\nsignature ([0-9a-f]{{128}}|none)\n".encode()
)
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME = re.compile("[a-z0-9][a-z0-9._-]{0,63}")
_MEMBERS = {"counts", "date", "desk", "files", "follows", "format", "name", "program"}
_PIECE = 2**20


class Wrong(NamedTuple):
    """One item that is wrong: what is wrong with it, and its path in the release."""

    what: str
    item: str


def verify(folder: Path, *, key: str | None = None) -> tuple[list[Wrong], dict[str, Any]]:
    """Everything that is wrong with a release, nothing if it is right; and its manifest.

    Args:
        folder: the release.
        key: the key that it must be signed with, hex; any, or none, where None.
    """
    manifest_digest, signer, wrong = _seal(folder, key)
    told: dict[str, Any] = {}
    try:
        data = _read(folder / MANIFEST)
        if manifest_digest is not None and hashlib.sha256(data).hexdigest() != manifest_digest:
            wrong.append(Wrong("changed", MANIFEST))
        else:
            told = _manifest(data)
            wrong += _against(folder, told)
    except FileNotFoundError:
        wrong.append(Wrong("missing", MANIFEST))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        wrong.append(Wrong("not a manifest", MANIFEST))
        told = {}
    return sorted(set(wrong), key=lambda one: (one.item, one.what)), {**told, "key": signer}


def _seal(folder: Path, key: str | None) -> tuple[str | None, str | None, list[Wrong]]:
    """The manifest's digest and the signer as the seal gives them, and what is wrong with it."""
    path = folder / SEAL
    if path.is_symlink() or not path.is_file():
        return None, None, [Wrong("missing", SEAL)]
    data = path.read_bytes()
    found = _SEAL.match(data)
    if found is None or data[found.end() :] != b"check %s\n" % _hex(found[0]):
        return None, None, [Wrong("changed", SEAL)]
    digest, signer, signature = (part.decode() for part in found.groups())
    if key is not None and key.lower() != signer:
        return digest, None, [Wrong("not signed with the key that was asked for", SEAL)]
    if signer == signature == "none":
        return digest, None, []
    why = _why_not(digest, signer, signature)
    return digest, signer, [] if why is None else [Wrong(why, SEAL)]


def _why_not(digest: str, signer: str, signature: str) -> str | None:
    """Why a signature does not hold; None if it does."""
    if "none" in (signer, signature):
        return "a key without a signature, or a signature without a key"
    try:
        from nacl.bindings import crypto_sign_open
        from nacl.exceptions import CryptoError
    except ImportError:
        return "the signature was not checked: install PyNaCl"
    message = b"crosstally/release/v1\x00" + bytes.fromhex(digest)
    try:
        _ = crypto_sign_open(bytes.fromhex(signature) + message, bytes.fromhex(signer))
    except (CryptoError, ValueError):
        return "the signature does not hold"
    return None


def _manifest(data: bytes) -> dict[str, Any]:
    """The manifest, in its one form.

    Raises:
        ValueError: it is not what spec/release-v1 says.
    """
    told: dict[str, Any] = json.loads(data)
    _need(set(told) == _MEMBERS and told["format"] == FORMAT)
    _need(_canonical(told) == data)
    _need(_NAME.fullmatch(told["name"]) is not None and _DAY.fullmatch(told["date"]) is not None)
    paths = [file["path"] for file in told["files"]]
    _need(paths == sorted(set(paths)) and not {MANIFEST, SEAL} & set(paths))
    for file in told["files"]:
        _need(set(file) == {"bytes", "path", "sha256"} and type(file["bytes"]) is int)
        _need(re.fullmatch(_HEX, file["sha256"]) is not None)
        _need(not re.search(r"[\x00-\x1f\\:]", file["path"]))
        _need(all(part not in ("", ".", "..") for part in file["path"].split("/")))
    return told


def _against(folder: Path, told: dict[str, Any]) -> Iterator[Wrong]:
    """What of the folder is not as the manifest says."""
    wanted = {file["path"]: file for file in told["files"]}
    found = set()
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            yield Wrong("a link, or no plain file", name)
            found.add(name)
        elif path.is_dir():
            if not any(one.startswith(f"{name}/") for one in wanted):
                yield Wrong("extra", name)
        elif name in wanted:
            found.add(name)
            if not _is_as_told(path, wanted[name]):
                yield Wrong("changed", name)
        elif name not in (MANIFEST, SEAL):
            yield Wrong("extra", name)
    yield from (Wrong("missing", name) for name in sorted(set(wanted) - found))


def _is_as_told(path: Path, file: dict[str, Any]) -> bool:
    if path.stat().st_size != file["bytes"]:
        return False
    digest = hashlib.sha256()
    with path.open("rb") as data:
        while piece := data.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest() == str(file["sha256"])


def _walk(folder: Path) -> Iterator[Path]:
    """Everything in a folder, at any depth; what a link leads to is not looked into."""
    for inside, folders, files in os.walk(folder):
        for name in sorted((*folders, *files)):
            yield Path(inside, name)


def _read(path: Path) -> bytes:
    if path.is_symlink():
        raise ValueError
    return path.read_bytes()


def _hex(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


def _canonical(value: Any) -> bytes:
    """RFC 8785, for what manifests hold: strings, whole numbers, member names of ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _need(held: bool) -> None:
    if not held:
        raise ValueError


def main() -> int:
    """0 and a line if the release is right; 4 and every item that is wrong if not."""
    words = sys.argv[1:]
    key = words.pop(words.index("--key") + 1) if "--key" in words[:-1] else None
    paths = [word for word in words if word != "--key"]
    if len(paths) != 1 or not Path(paths[0]).is_dir():
        print("usage: python verify_release.py FOLDER [--key HEX]")
        return 2
    wrong, told = verify(Path(paths[0]), key=key)
    for what, item in wrong:
        print(f"wrong: {item!a}: {what}")
    if wrong:
        return 4
    by = f"signed by {told['key']}" if told["key"] else "not signed: its desk's key is public"
    print(f"right: release {told['name']} of {told['date']}, {len(told['files'])} files, {by}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
