"""What the import contracts and the linters cannot see of the house's rules."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import crosstally
from crosstally.cli import VERBS
from crosstally.cli import crosstally as group
from crosstally.records import SUBTYPES, Kind, terms

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "crosstally"
MODULES = sorted(SOURCE.rglob("*.py"))
TEXTS = [
    path
    for folder in ("src", "tests", "docs", "spec", "eval", "bench", "tools", "examples")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".md", ".toml", ".csv", ".jsonl", ".j2", ".css"} and path.is_file()
]


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    froms = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    return found | froms


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = [p.name for p in MODULES if len(p.read_text(encoding="utf-8").splitlines()) > 400]
    assert long == []


def test_only_one_module_names_the_library_behind_the_records() -> None:
    users = [p for p in MODULES if any(m.split(".")[0] == "msgspec" for m in imports_of(p))]
    assert users == [SOURCE / "records" / "base.py"]


@pytest.mark.parametrize(
    "name", ["socket", "urllib.request", "requests", "httpx", "pickle", "ssl", "asyncio"]
)
def test_nothing_opens_the_network_or_reads_a_pickle(name: str) -> None:
    assert [p.name for p in MODULES if name in imports_of(p)] == []


def test_one_module_alone_opens_the_network_and_its_room_says_so_in_its_name() -> None:
    users = [p for p in MODULES if any(m.split(".")[0] == "http" for m in imports_of(p))]
    assert users == [SOURCE / "coding" / "llm.py"]


def test_every_module_says_what_it_is_for() -> None:
    silent = [p.name for p in MODULES if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert silent == []


def test_no_file_is_called_by_an_empty_name() -> None:
    empty = {"utils", "helpers", "common", "data", "process", "handle", "misc"}
    assert [p.name for p in MODULES if p.stem in empty] == []


def test_every_verb_is_there_has_help_and_is_documented() -> None:
    context = click.Context(group)
    reference = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    for verb, _, line in VERBS:
        command = group.get_command(context, verb)
        assert command is not None, verb
        assert command.help, verb
        assert f"## `crosstally {verb}`" in reference, verb
        assert line in reference, verb


def test_every_term_is_in_the_codebook() -> None:
    codebook = (ROOT / "spec" / "codebook.md").read_text(encoding="utf-8")
    missing = [k.value for k in Kind if f"### {k.value} " not in codebook]
    missing += [s for names in SUBTYPES.values() for s in names if f"`{s}`" not in codebook]
    for name in dir(terms):
        kind = getattr(terms, name)
        if isinstance(kind, type) and issubclass(kind, str) and hasattr(kind, "__members__"):
            missing += [
                str(m) for m in kind if f"`{m}`" not in codebook and f"### {m} " not in codebook
            ]
    assert missing == []


def test_every_record_is_in_the_specification() -> None:
    text = (ROOT / "spec" / "records.md").read_text(encoding="utf-8")
    for name in ("Report", "Mention", "Statement", "Origin", "Incident", "Claim", "Judgement",
                 "Call", "Tally", "Estimate", "Study", "Issue", "Source"):  # fmt: skip
        assert f"## {name}\n" in text, name


def test_no_file_holds_a_machine_path_or_a_registry() -> None:
    hosts = "|".join(
        re.escape(name[::-1]) for name in ("gro.ipyp", "detsohnohtyp", "sjmpn", "naibed.bed")
    )
    bad = re.compile(rf"/(?:work|root|home/[a-z]+)/|{hosts}")
    found = [
        str(p.relative_to(ROOT))
        for p in [*TEXTS, *ROOT.glob("*.md"), *ROOT.glob("*.txt"), ROOT / "Makefile"]
        if p != Path(__file__) and bad.search(p.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_version_stands_in_one_place_and_in_the_changelog() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", crosstally.__version__)
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_nothing_is_left_undone_in_the_code() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert [p.name for p in MODULES if words.search(p.read_text(encoding="utf-8"))] == []


def test_every_rule_of_no_harm_names_tests_that_there_are() -> None:
    page = (ROOT / "docs" / "why" / "no-harm.md").read_text(encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    rows = [row for row in page.splitlines() if re.match(r"\| H\d", row)]
    assert len(rows) == 16
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named or "no media yet" in row, row
        assert [n for n in named if not any(f"def {n}(" in text for text in texts)] == []


def test_what_is_generated_is_current() -> None:
    # In a process of its own: click keeps a verb's help option as it was first asked for.
    code = (
        "import sys; sys.path.insert(0, 'tools'); import write_reference as w;"
        "sys.stdout.reconfigure(encoding='utf-8');"
        "print(w.records_page() + '\\0' + w.commands_page(), end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    records, commands = done.stdout.split("\0")
    assert (ROOT / "spec" / "records.md").read_text(encoding="utf-8") == records
    assert (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8") == commands
