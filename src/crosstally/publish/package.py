"""What a release says of itself to other programs: a Data Package, a citation file, a page to begin.

Invariant: each is made from the release's own facts and files, without a clock; equal releases give
equal bytes.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import rfc8785

from crosstally.publish.dictionary import schema_of, table_meaning
from crosstally.publish.frozen import columns
from crosstally.publish.manifest import File

_PROFILES = "https://datapackage.org/profiles/2.0"
_FORMATS = {
    "csv": "text/csv", "parquet": "application/vnd.apache.parquet", "geojson": "application/geo+json",
    "json": "application/json", "jsonl": "application/jsonl", "html": "text/html", "js": "text/javascript",
    "md": "text/markdown", "png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf",
    "py": "text/x-python", "cff": "application/yaml", "xlsx":
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


class About(NamedTuple):
    """What a release is called, whose it is, and its day."""

    name: str
    desk: str
    day: date
    program: str

    @property
    def title(self) -> str:
        """The title under which it is cited."""
        return f"{self.desk}, release {self.name}"


def data_package(about: About, files: Iterable[File], sources: tuple[str, ...]) -> bytes:
    """The Data Package descriptor (version 2 of the standard) of a release's files.

    Args:
        about: the release.
        files: all that it describes, which is not itself.
        sources: whose work is in it.
    """
    told: dict[str, Any] = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"release-{about.name}",
        "title": about.title,
        "version": about.name,
        "created": f"{about.day}T00:00:00Z",
        "contributors": [{"title": about.desk, "roles": ["creator"]}],
        "sources": [{"title": one} for one in sources],
        "resources": [_resource(one) for one in files],
    }
    return bytes(rfc8785.dumps({key: value for key, value in told.items() if value})) + b"\n"


def _resource(file: File) -> dict[str, Any]:
    path = PurePosixPath(file.path)
    ending = path.suffix.removeprefix(".").lower()
    named = file.path.lower().replace("/", "-")
    table = path.stem if ending == "csv" and path.stem in columns() else None
    told: dict[str, Any] = {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": table or named,
        "path": file.path,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if ending:
        told["format"] = ending
    if ending in _FORMATS:
        told["mediatype"] = _FORMATS[ending]
    if table is not None:
        told |= {
            "type": "table", "encoding": "utf-8", "description": table_meaning(table),
            "schema": {"$schema": f"{_PROFILES}/tableschema.json", **schema_of(table)},
        }  # fmt: skip
    return told


def citation(about: About) -> bytes:
    """The citation file (CFF 1.2.0). Its strings are JSON's, which YAML reads alike."""
    rows = (
        ("cff-version", "1.2.0"),
        ("type", "dataset"),
        ("message", "If you use these data, cite them by this release, whose numbers stay."),
        ("title", about.title),
        ("version", about.name),
        ("date-released", about.day.isoformat()),
    )
    told = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in rows)
    author = json.dumps(about.desk, ensure_ascii=False)
    return f"{told}authors:\n  - name: {author}\n".encode()


def read_me(about: About, *, signed: bool, key: str | None) -> bytes:
    """The page to begin with, in English and Persian."""
    return _READ_ME.format(
        title=about.title, day=about.day, program=about.program,
        signed=f"It is signed with the desk's key {key}: compare it with one that you know.\n" if signed
        else "It is not signed: the key of a desk whose ids are public is public too.\n",
    ).encode()  # fmt: skip


_READ_ME = """# {title}

Frozen on {day} by {program}. Nothing in this folder ever changes: a later release stands beside it, and
`changes.json` there says what moved and why.

- `report.html`: the record to read; it opens to its sources, without a network.
- `incidents.csv` and the other tables, each also as Parquet; `dictionary.csv` explains every column.
- `codebook.md` and `rules.json`: what every term and every count means.
- `method.csv`: program, packs, rules, settings and inputs that the numbers follow from, with digests.
- `datapackage.json`, `CITATION.cff`: the same for programs, and how to cite it.
- `changes.json`: what moved since the release before, if there is one.
- `manifest.json`, `manifest.seal`: the digest of every file, and the seal on them.

To check that nothing was changed, with Python and no other program of ours:

    python verify_release.py .

{signed}Take `verify_release.py` from the project and not from here if you do not trust who gave you this folder.

<div dir="rtl" lang="fa">

این پوشه هرگز تغییر نمی‌کند. نسخهٔ بعدی کنار آن می‌آید و `changes.json` در آن می‌گوید کدام عدد جابه‌جا شد و چرا.
برای خواندن، `report.html` را باز کنید؛ `dictionary.csv` معنای هر ستون را می‌گوید. برای این‌که بدانید چیزی دست نخورده است:
`python verify_release.py .`

</div>
"""
