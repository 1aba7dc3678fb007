#!/usr/bin/env python3
"""Fuzz what reads bytes of others, with atheris: nothing but a declared error may come out.

  pip install atheris==3.0.0        outside the lock: no test needs it
  python tools/fuzz.py entry|bundle|roster|checkpoint FOLDER [options of libFuzzer]

FOLDER keeps what was found interesting. The seeds are `spec/vectors`. Half of the inputs are signed
anew, and a bundle's inside is sealed by a contact, so that the search gets past the signatures.
"""

import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["crosstally.ledger", "crosstally.units"]):
    from crosstally.errors import FormatError, SealError
    from crosstally.ledger import bundle
    from crosstally.ledger.checkpoint import cosigned_by, read_note, shown, signed_by
    from crosstally.ledger.entry import EntryKind, read_entry
    from crosstally.ledger.kinds import check_body
    from crosstally.ledger.sign import SUITE, digest, domain, key_of_seed, sign
    from crosstally.units.agree import read_chain
    from crosstally.units.roster import holds, read_roster, write_roster

from vectors import age

VECTORS = Path(__file__).resolve().parents[1] / "spec" / "vectors"
KEY = key_of_seed(bytes(range(32)))
KINDS = tuple(EntryKind)


def entry(data: bytes) -> None:
    """Bytes as an entry; or as the header of one, signed."""
    if data[:1] == b"s":
        told = data[1:]
        signature = sign(KEY, domain("entry/v1", SUITE, told))
        data = SUITE + len(told).to_bytes(4, "big") + told + signature
    assert read_entry(data).exact == data


def roster(data: bytes) -> None:
    """Bytes as a roster, as several, or as what a key has signed."""
    if data[:1] == b"s":
        told = data[1:]
        signature = sign(KEY, domain("roster-sign/v1", digest("roster/v1", told)))
        data = len(told).to_bytes(4, "big") + told + b"\x01" + KEY.public + signature
    for each in read_chain(data):
        _ = holds(each, None), holds(each, each.roster)
    assert write_roster(read_roster(data)) == data


def checkpoint(data: bytes) -> None:
    """Bytes as a checkpoint."""
    note = read_note(data)
    assert shown(note) == data
    _ = signed_by(note, KEY.public), cosigned_by(note, "cd" * 16, KEY.public)


def inside(data: bytes) -> None:
    """Bytes as a bundle's outside; or as its inside, sealed by a contact; or as a body."""
    if data[:1] == b"b":
        check_body(
            KINDS[data[1] % len(KINDS)] if data[1:] else KINDS[0], data[2:], roster=read_roster
        )
        return
    if data[:1] != b"s":
        bundle._check_outside(data[: bundle.MOST_OUTSIDE])  # noqa: SLF001  without a file
        return
    text = data[1:]
    text += bytes(bundle.padded(len(text)) - len(text))
    text += sign(KEY, domain("bundle/v1", SUITE, sha256(text).digest()))
    file = BytesIO(text)
    _, begin = bundle._checked(file, {age.recipient()})  # noqa: SLF001  its form alone
    for item in bundle._items(file, begin):  # noqa: SLF001
        match item.kind:
            case bundle.ENTRY:
                _ = read_entry(item.data)
            case bundle.ROSTER:
                _ = read_roster(item.data)
            case bundle.CHECKPOINT:
                _ = read_note(item.data)


PARSERS = {"entry": entry, "bundle": inside, "roster": roster, "checkpoint": checkpoint}


def seeds(name: str, folder: Path) -> None:
    """The vectors of a format as files, as they are and as what is signed in them."""
    for of in {"entry": ["ledger"], "bundle": ["bundle", "body"]}.get(name, [name]):
        for path in sorted((VECTORS / of).glob("*.txt")):
            rows, data = path.read_text("utf-8").partition("\n\n")[2].splitlines(), b""
            for row in rows:
                count, times, byte = row.partition(" times ")
                data += bytes.fromhex(byte) * int(count) if times else bytes.fromhex(row)
            inner = {"ledger": data[5:-64], "roster": data[4 : -1 - 96 * 3], "bundle": data[:-64]}
            made = {"": data, "s": b"s" + inner.get(of, data), "b": b"b\x00" + data}
            for mark, text in made.items():
                if len(text) < 16_384 and (mark != "b" or of == "body"):
                    (folder / f"{of}-{path.stem}{mark}").write_bytes(text)


def main() -> None:
    """Search until told to stop (`-max_total_time=300`)."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    seeds(name, folder)
    parser = PARSERS[name]

    def one(data: bytes) -> None:
        try:
            parser(data)
        except (FormatError, SealError):
            return

    atheris.Setup([sys.argv[0], str(folder), *sys.argv[3:]], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
