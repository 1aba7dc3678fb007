"""Writes what is generated of the reference: spec/records.md and docs/reference/commands.md.

Run it after a record or a verb has changed; a test compares the files with what this gives.
"""

import inspect
from pathlib import Path

import click

import crosstally.records as records
from crosstally.cli import VERBS
from crosstally.cli import crosstally as group
from crosstally.records import Record, json_schema

ROOT = Path(__file__).resolve().parents[1]

FIRST = (
    "Source", "Report", "Mention", "Statement", "Origin", "Incident", "Claim", "Judgement", "Call",
    "Tally", "Estimate", "Study", "Issue",
)  # fmt: skip

HEAD = """# Records

The JSON form of each record. One record a line in `*.jsonl`; the same fields are the columns of `tables/*.parquet`.
Made from the code by `tools/write_reference.py`; a test compares.

- Keys come in the order given; unknown keys are ignored on reading; a key with a default may be absent, null is "unknown".
- A span is `[start, end]`, half open, in Unicode code points of the report's body as it arrived. A reader that counts
  UTF-16 units or bytes must convert.
- A day is `YYYY-MM-DD` and has no zone. An instant is RFC 3339 and always has one.
- `ground` is null or one of `{"type": "cell", "column", "row"}`, `{"type": "segment", "media", "start_ms", "end_ms"}`,
  `{"type": "note", "coder", "day"}`; every coded value has a span or a ground, but for days with basis `publication`.
- A range of people is `low`, `high` and `bound`: whole numbers, 0 <= low <= high.

**What may change without a new version**: new keys with a default, new members of a closed list at its end. Anything else is a new version.

The form of `Mention` is the form that `crosstally code` writes (with `report`, `source`, `coder` and more keys); a `Coded` line is
`{"report", "mentions", "statements", "times", "issues"}`.
"""


def records_page() -> str:
    """The text of spec/records.md."""
    kinds = {
        name: kind
        for name in records.__all__
        if isinstance(kind := getattr(records, name), type) and issubclass(kind, Record)
    }
    rest = sorted(set(kinds) - set(FIRST) - {"Record"})
    names = (*FIRST, *rest)
    parts = [f"## {name}\n\n{_meaning(kinds[name])}\n\n{_fields(kinds[name])}" for name in names]
    parts.insert(0, HEAD)
    return "\n".join(parts).rstrip() + "\n"


def commands_page() -> str:
    """The text of docs/reference/commands.md."""
    parts = [
        "# Commands\n\nMade from the program by `tools/write_reference.py`; a test compares.\n\n"
        "Exit status: 0 done, 1 failed, 2 wrong call, 3 bad file, 4 broken seal. Messages go to\n"
        "stderr, results to stdout; `--json` gives JSON lines for a pipe.\n"
    ]
    for verb, _, line in VERBS:
        context = click.Context(group, info_name="crosstally", **group.context_settings)
        command = group.get_command(context, verb)
        assert command is not None
        with click.Context(command, info_name=verb, parent=context, terminal_width=88) as inner:
            text = command.get_help(inner)
        shown = "\n".join(row.rstrip() for row in text.splitlines())
        parts.append(f"## `crosstally {verb}`\n\n{line}\n\n```text\n{shown}\n```\n")
    return "\n".join(parts)


def _meaning(kind: type) -> str:
    return inspect.cleandoc(kind.__doc__ or "")


def _fields(kind: type) -> str:
    schema = json_schema(kind)
    own = schema.get("$defs", {}).get(kind.__name__, schema)
    if "properties" not in own:
        return "An array: " + ", ".join(f"`{name}`" for name in kind.__struct_fields__) + ".\n"
    rows = ["| key | form | |", "|---|---|---|"]
    for name, form in own["properties"].items():
        need = "required" if name in own.get("required", ()) else ""
        rows.append(f"| `{name}` | {_form(form)} | {need} |")
    return "\n".join(rows) + "\n"


def _form(form: dict[str, object]) -> str:
    if "$ref" in form:
        return str(form["$ref"]).rsplit("/", 1)[-1].replace("_", " ").strip()
    if "anyOf" in form:
        parts = form["anyOf"]
        assert isinstance(parts, list)
        return " or ".join(dict.fromkeys(_form(part) for part in parts))
    if form.get("type") == "array":
        items = form.get("items")
        if isinstance(items, dict) and items:
            return f"list of {_form(items)}"
        return "list"
    shown = form.get("format") or form.get("type") or "value"
    return {"date-time": "instant", "date": "day"}.get(str(shown), str(shown))


def main() -> None:
    """Write both files."""
    for path, text in (
        (ROOT / "spec" / "records.md", records_page()),
        (ROOT / "docs" / "reference" / "commands.md", commands_page()),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
