"""A release says what it is, explains every column, and is never written over."""

import csv
import hashlib
import json
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from crosstally.errors import UsageError
from crosstally.ledger.sign import domain, key_of_seed, sign
from crosstally.ledger.verify_release import verify
from crosstally.publish.dictionary import dictionary, schema_of
from crosstally.publish.frozen import columns
from crosstally.publish.manifest import (
    PURPOSE,
    Signer,
    checked_name,
    files_in,
    manifest_bytes,
    read_manifest,
    seal_bytes,
)
from crosstally.publish.public import Public
from crosstally.publish.release import (
    Terms,
    codebook,
    day_of,
    new_release,
    seal_release,
    write_release,
)
from crosstally.records import changed

TERMS = Terms(
    name="first", day=date(2020, 1, 31), program="crosstally 0.1.0", rules=(), verifier=b"#",
    codebook=codebook(),
)  # fmt: skip


@pytest.fixture(scope="module")
def release(public: Public, tmp_path_factory: pytest.TempPathFactory) -> Path:
    releases = tmp_path_factory.mktemp("releases")
    with new_release(releases, "first") as folder:
        write_release(public, folder, TERMS)
        seal_release(public, folder, TERMS, None)
    return releases / "first"


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "../a", "-rf", ".hidden", "A", "نسخه", "a b", "a" * 65, "con", "nul.csv",
     "com1", "end.", "x.part", "a\n"],
)  # fmt: skip
def test_a_name_that_some_system_cannot_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError), new_release(tmp_path, name):
        raise AssertionError("it was not refused")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["1", "2026-11", "v1.2", "after_the_strike"])
def test_plain_names_are_taken(name: str) -> None:
    assert checked_name(name) == name


def test_a_release_is_never_written_over(release: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in release.rglob("*")}
    with pytest.raises(UsageError, match="never changes"), new_release(release.parent, "first"):
        raise AssertionError("it was not refused")
    assert {path: path.stat().st_mtime_ns for path in release.rglob("*")} == before


def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UsageError), new_release(tmp_path, "first") as folder:
        _half(folder)
    assert list(tmp_path.iterdir()) == []


def _half(folder: Path) -> None:
    (folder / "half.csv").write_bytes(b"half")
    raise UsageError("broken off")


def test_the_release_of_a_tiny_desk_is_right(release: Path) -> None:
    wrong, told = verify(release)
    assert wrong == []
    assert (told["name"], told["date"], told["key"]) == ("first", "2020-01-31", None)
    assert told["counts"]["gatherings"] == read_manifest(release).counts["gatherings"] > 0


def test_the_manifest_has_one_form_and_a_signature_holds_for_it_alone(release: Path) -> None:
    manifest = read_manifest(release)
    assert manifest_bytes(manifest) == (release / "manifest.json").read_bytes()
    key = key_of_seed(bytes(32))
    signer = Signer(key.public, lambda digest: sign(key, domain(PURPOSE, digest)))
    assert seal_bytes(b"{}", signer) != seal_bytes(b"{ }", signer)
    assert str(signer.public.hex()) in seal_bytes(b"{}", signer).decode("ascii")


def test_every_column_of_every_table_is_explained_and_nothing_else() -> None:
    rows = {(row.table, row.column) for row in dictionary()}
    made = {(name, one) for name, kind in columns().items() for one in kind.__struct_fields__}
    assert rows == made
    assert all(row.meaning and not row.meaning.endswith(".") for row in dictionary())
    text = resources.files("crosstally.publish").joinpath("dictionary.toml").read_text("utf-8")
    told = tomllib.loads(text)
    assert set(told["tables"]) == set(columns())
    unused = {name for name in told["columns"] if "." in name} - {f"{t}.{c}" for t, c in made}
    assert not unused
    assert {name for name in told["columns"] if "." not in name} <= {c for _, c in made}


def test_every_row_of_every_table_keeps_what_its_schema_says(release: Path) -> None:
    reads = {
        "integer": int, "number": float, "date": date.fromisoformat, "string": str,
        "boolean": {"True": True, "False": False}.__getitem__,
    }  # fmt: skip
    tables = {name: read(release / f"{name}.csv") for name in columns()}
    keys: dict[str, set[str]] = {}
    for name, rows in tables.items():
        for field in schema_of(name)["fields"]:
            rules = field.get("constraints", {})
            for value in (row[field["name"]] for row in rows):
                assert value or not rules.get("required"), field["name"]
                assert not value or reads[field["type"]](value) is not None
                assert not value or value in rules.get("enum", [value])
        for key in schema_of(name).get("primaryKey", ()):
            keys[name] = {row[key] for row in rows}
            assert len(keys[name]) == len(rows)
    for name, rows in tables.items():
        for link in schema_of(name).get("foreignKeys", ()):
            (field,) = link["fields"]
            assert {row[field] for row in rows} - {""} <= keys[link["reference"]["resource"]]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_data_package_describes_every_file_before_it(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_bytes())
    told = {one["path"]: one for one in package["resources"]}
    files = {file.path: file for file in files_in(release)}
    assert set(told) == set(files) - {"datapackage.json"}
    names = [one["name"] for one in package["resources"]]
    assert len(names) == len(set(names))
    assert all(one["hash"] == f"sha256:{files[path].sha256}" for path, one in told.items())
    assert package["created"] == "2020-01-31T00:00:00Z"
    assert {one["name"] for one in package["resources"] if "schema" in one} == set(columns())


def test_the_citation_names_desk_release_and_day(release: Path, public: Public) -> None:
    lines = (release / "CITATION.cff").read_text("utf-8").splitlines()
    told = dict(line.split(": ", 1) for line in lines if not line.startswith((" ", "authors")))
    assert json.loads(told["version"]) == "first"
    assert json.loads(told["date-released"]) == "2020-01-31"
    assert json.loads(lines[-1].removeprefix("  - name: ")) == public.desk.name


@pytest.mark.slow
def test_the_same_record_gives_the_same_bytes_in_another_folder(
    release: Path, public: Public, tmp_path: Path
) -> None:
    with new_release(tmp_path / "other", "first") as folder:
        write_release(public, folder, TERMS)
        seal_release(public, folder, TERMS, None)
    assert files_in(tmp_path / "other" / "first") == files_in(release)
    assert (release / "manifest.seal").read_bytes() == (
        tmp_path / "other" / "first" / "manifest.seal"
    ).read_bytes()


def test_no_row_holds_a_word_of_a_report(release: Path, public: Public) -> None:
    words = {one.words for one in public.reports if one.words}
    tables = b"".join(path.read_bytes() for path in release.glob("*.csv"))
    assert words
    assert not any(word.encode() in tables for word in words)


def test_a_release_has_the_day_of_its_newest_report_or_asks_for_one(public: Public) -> None:
    assert day_of(public) == max(one.day for one in public.reports if one.day)
    undated = tuple(changed(one, day=None) for one in public.reports)
    with pytest.raises(UsageError, match="has a day"):
        day_of(changed(public, reports=undated))


def test_the_codebook_of_a_release_is_the_projects_own(release: Path) -> None:
    spec = Path(__file__).resolve().parents[2] / "spec" / "codebook.md"
    assert hashlib.sha256((release / "codebook.md").read_bytes()).digest() == (
        hashlib.sha256(spec.read_bytes()).digest()
    )
