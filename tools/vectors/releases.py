"""Vectors of releases (spec/release-v1, sections 2 to 4).

The bytes of a vector are a folder: for each file `u32(length of path) || path || u32(length of
data) || data`, in order of paths. `item` names what a verifier must name.
"""

import json
import struct
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import rfc8785

from crosstally.ledger.sign import SigningKey, domain, sign
from vectors.shown import KEY, OTHER, Vector

FILES = {
    "counts.csv": b"rule,incident\r\nstrict,i-1\r\n",
    "page/report.html": "<p>نان، کار، آزادی</p>".encode(),
}


def _manifest(**changes: Any) -> bytes:
    told = {
        "format": "crosstally-release/1", "name": "first", "date": "2020-01-31",
        "desk": {"name": "میز", "country": "IR"}, "program": "crosstally 0.1.0",
        "counts": {"strict": 1}, "follows": None,
        "files": [
            {"path": path, "bytes": len(data), "sha256": sha256(data).hexdigest()}
            for path, data in sorted(FILES.items())
        ], **changes,
    }  # fmt: skip
    return bytes(rfc8785.dumps(told))


def _seal(manifest: bytes, key: SigningKey | None = KEY, signer: SigningKey | None = KEY) -> bytes:
    digest = sha256(manifest).digest()
    signature = sign(signer, domain("release/v1", digest)).hex() if signer else "none"
    told = (
        f"crosstally release seal v1\nmanifest {digest.hex()}\n"
        f"key {key.public.hex() if key else 'none'}\nsignature {signature}\n"
    ).encode()
    return told + f"check {sha256(told).hexdigest()}\n".encode()


def _folder(manifest: bytes, seal: bytes | None = None, **files: bytes) -> dict[str, bytes]:
    return {**FILES, "manifest.json": manifest, "manifest.seal": seal or _seal(manifest), **files}


def _data(folder: dict[str, bytes]) -> bytes:
    return b"".join(
        struct.pack(">I", len(part)) + part
        for path, data in sorted(folder.items())
        for part in (path.encode(), data)
    )


def vectors() -> Iterator[Vector]:
    """Every vector."""
    for name, expect, item, folder in _cases():
        more = (("item", item),) if item else ()
        yield Vector(name, expect, name.replace("-", " "), _data(folder), more)


def _cases() -> Iterator[tuple[str, str, str, dict[str, bytes]]]:
    right = _manifest()
    seal = "manifest.seal"
    yield "ok-signed", "ok", "", _folder(right)
    yield "ok-not-signed", "ok", "", _folder(right, _seal(right, None, None))
    follows = _manifest(follows={"name": "zero", "manifest": "00" * 32})
    yield "ok-follows", "ok", "", _folder(follows)
    yield (
        "changed-file",
        "changed",
        "counts.csv",
        _folder(right, **{"counts.csv": b"rule,incident\r\nstrict,i-2\r\n"}),
    )
    yield (
        "longer-file",
        "changed",
        "counts.csv",
        _folder(right, **{"counts.csv": FILES["counts.csv"] + b"\n"}),
    )
    yield "extra-file", "extra", "more.csv", _folder(right, **{"more.csv": b""})
    yield (
        "missing-file",
        "missing",
        "page/report.html",
        {k: v for k, v in _folder(right).items() if k != "page/report.html"},
    )
    yield (
        "missing-manifest",
        "missing",
        "manifest.json",
        {k: v for k, v in _folder(right).items() if k != "manifest.json"},
    )
    yield "missing-seal", "missing", seal, {k: v for k, v in _folder(right).items() if k != seal}
    yield (
        "changed-manifest",
        "changed",
        "manifest.json",
        _folder(_manifest(name="other"), _seal(right)),
    )
    yield (
        "seal-bit",
        "changed",
        seal,
        _folder(right, _seal(right).replace(b"key e", b"key f", 1).replace(b"key 0", b"key 1", 1)),
    )
    yield "seal-more", "changed", seal, _folder(right, _seal(right) + b"\n")
    yield "other-key", "the signature does not hold", seal, _folder(right, _seal(right, OTHER, KEY))
    yield (
        "key-without-signature",
        "a key without a signature, or a signature without a key",
        seal,
        _folder(right, _seal(right, KEY, None)),
    )
    yield (
        "signature-without-key",
        "a key without a signature, or a signature without a key",
        seal,
        _folder(right, _seal(right, None, KEY)),
    )
    yield from _no_manifests()


def _no_manifests() -> Iterator[tuple[str, str, str, dict[str, bytes]]]:
    file = {"bytes": 0, "sha256": sha256(b"").hexdigest()}
    plain = json.loads(_manifest())
    wrong = {
        "other-format": _manifest(format="crosstally-release/2"),
        "more-members": _manifest(more=1),
        "name-with-slash": _manifest(name="../first"),
        "no-day": _manifest(date="2020"),
        "path-up": _manifest(files=[{**file, "path": "../up"}]),
        "path-absolute": _manifest(files=[{**file, "path": "/etc/passwd"}]),
        "path-backslash": _manifest(files=[{**file, "path": "a\\b"}]),
        "path-drive": _manifest(files=[{**file, "path": "c:a"}]),
        "path-twice": _manifest(files=[*plain["files"][:1], *plain["files"]]),
        "paths-unordered": _manifest(files=plain["files"][::-1]),
        "names-itself": _manifest(files=[*plain["files"], {**file, "path": "zz"}, {**file, "path": "manifest.seal"}]),
        "bytes-as-text": _manifest(files=[{**file, "path": "a", "bytes": "0"}]),
        "not-canonical": json.dumps(plain, ensure_ascii=False).encode(),
        "not-json": b"{",
        "not-utf8": b"\xff",
        "list": b"[]",
    }  # fmt: skip
    for name, manifest in wrong.items():
        yield name, "not a manifest", "manifest.json", _folder(manifest)
