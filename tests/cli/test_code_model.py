"""`crosstally code --model`: off unless named, refused where it is none, the same in processes."""

import io
import json
import sys

import pytest

from crosstally.cli import run

LINES = "".join(
    json.dumps({"id": str(n), "lang": "en", "published": "2018-01-03", "text": text}) + "\n"
    for n, text in enumerate(["Hundreds rallied in Arak.", "Rebels shelled the town and killed 3."])
).encode()


@pytest.fixture
def coded(monkeypatch, capsysbinary):
    def make(*arguments):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINES)))
        status = run(["code", "--pack", "IR", *arguments])
        out, err = capsysbinary.readouterr()
        return status, out, err.decode()

    return make


def test_a_model_that_is_not_there_is_refused(coded):
    status, out, err = coded("--model", "nowhere")
    assert (status, out) == (3, b"")
    assert "there is no model nowhere" in err
    assert "base" in err


def test_a_file_that_is_no_model_is_refused(coded, tmp_path):
    path = tmp_path / "own.model"
    path.write_bytes(b"{}\n")
    status, _, err = coded("--model", str(path))
    assert status == 3
    assert "own.model is no model" in err


def test_the_coder_of_every_mention_names_the_model_that_was_turned_on(coded):
    _, plain, _ = coded()
    status, light, _ = coded("--model", "base")
    assert status == 0
    assert b"+base." in light
    assert b"+base." not in plain


def test_several_processes_give_the_same_bytes_with_a_model(coded):
    assert coded("--model", "base", "--processes", "2") == coded("--model", "base")
