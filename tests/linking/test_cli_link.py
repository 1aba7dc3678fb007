"""The verb: lines in, incidents out, and nothing lost between them."""

import json

import pytest
from click.testing import CliRunner

from crosstally.cli.link import link
from crosstally.errors import FormatError, UsageError
from crosstally.records import encode

LINE = {"source": "s", "published": "2017-12-31", "lang": "fa", "title": None, "text": "تجمع مردم"}


def _run(tmp_path, reports, coded, *options):
    path = tmp_path / "reports.jsonl"
    path.write_bytes(b"".join(json.dumps(r).encode() + b"\n" for r in reports))
    command = ["--reports", str(path), *options]
    return CliRunner().invoke(link, command, input=b"".join(coded), catch_exceptions=False)


def _coded(made, name):
    return encode(made.tell(name, made.event())[1]) + b"\n"


def test_a_line_is_of_the_filters_form(made, tmp_path):
    done = _run(tmp_path, [{"id": "a", **LINE}], [_coded(made, "a")])
    (line,) = map(json.loads, done.stdout.splitlines())
    assert list(line) == [
        "incident", "reports", "mentions", "origins", "kind", "days", "place", "counts",
    ]  # fmt: skip
    assert (line["reports"], line["origins"], line["counts"]) == (["a"], 1, True)


@pytest.mark.parametrize(
    ("reports", "coded", "reasons"),
    [
        ([{"id": "a", **LINE}], [b"{nothing\n", b"\n"], ["not-a-record"]),
        ([{"no": "id"}], [], ["not-a-record"]),
        ([{"id": "a", **LINE, "published": "yesterday"}], [], ["bad-date"]),
        ([{"id": "a", **LINE, "published": "2017-12-31T10:00:00"}], [], ["bad-date"]),
        ([], [b'{"report":"b","mentions":[]}\n'], []),
    ],
)
def test_what_cannot_be_read_is_set_aside_with_its_reason(tmp_path, reports, coded, reasons):
    done = _run(tmp_path, reports, coded, "--give", "issues")
    assert done.exit_code == 0
    assert [json.loads(line)["reason"] for line in done.stdout.splitlines()] == reasons
    assert all(f"1 set aside: {reason}" in done.stderr for reason in reasons)


def test_no_message_holds_a_report_s_text(tmp_path):
    done = _run(tmp_path, [{"id": "a", **LINE, "text": 5}], [b'{"report":7}\n'])
    assert "تجمع" not in done.output


def test_declared_sources_make_known_origins(made, tmp_path):
    sources = tmp_path / "sources.jsonl"
    known = [made.source(name, basis=made.Knowing.WITNESS) for name in ("x", "y")]
    sources.write_bytes(b"".join(encode(source) + b"\n" for source in known))
    reports = [
        {"id": n, **LINE, "source": s, "text": f"متن {n}"}
        for n, s in zip("abc", "xyz", strict=True)
    ]
    done = _run(tmp_path, reports, [_coded(made, n) for n in "abc"], "--sources", str(sources))
    (line,) = map(json.loads, done.stdout.splitlines())
    assert line["origins"] == 3


def test_a_file_that_is_not_there_is_a_bad_file(tmp_path):
    with pytest.raises(FormatError) as raised:
        CliRunner().invoke(
            link, ["--reports", str(tmp_path / "none")], input=b"", catch_exceptions=False
        )
    assert raised.value.exit_code == 3


def test_groups_are_given_bit_by_bit_as_at_once(made, tmp_path):
    names = ("a", "b", "c")
    coded = [_coded(made, name) for name in names]
    reports = [{"id": name, **LINE} for name in names]
    whole = _run(tmp_path, reports, coded, "--give", "groups")
    state = ("--give", "groups", "--state", str(tmp_path / "state"))
    first = _run(tmp_path, reports[:2], coded[:2], *state)
    second = _run(tmp_path, reports[2:], coded[2:], *state)
    (line,) = map(json.loads, whole.stdout.splitlines())
    assert (line["mentions"], line["place"], line["first"]) == (
        ["a#1", "b#1", "c#1"], "dorud", "2017-12-30",
    )  # fmt: skip
    assert second.stdout == whole.stdout != first.stdout


def test_spark_asks_for_a_folder_and_keeps_no_state(made, tmp_path):
    for options in (("--engine", "spark"), ("--engine", "spark", "--state", str(tmp_path / "s"))):
        with pytest.raises(UsageError):
            _run(tmp_path, [{"id": "a", **LINE}], [_coded(made, "a")], "--give", "groups", *options)
