"""The file of a light model: whole or refused, its rules in clear and its words as hashes."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.model import (
    key_of,
    locate_model,
    logits,
    model_file,
    parse_model,
    read_model,
    share,
)
from crosstally.errors import FormatError
from crosstally.records import Kind, LabelHead, ModelHead, Reality, digest_of


def label(name="ASM", **more):
    numbers = {"bias": -1.0, "slope": 1.0, "shift": 0.0, "threshold": 0.5, "examples": 20}
    return LabelHead(name=name, gain=0.1, **{**numbers, **more})


def head(*labels, **more):
    told = (Reality.OCCURRED, Reality.ONGOING)
    given = {"name": "own", "languages": ("en", "fa"), "coder": "rules-1", "cases": 50}
    return ModelHead(
        format="crosstally-model", version=1, told=told, alike={}, digest="",
        labels=labels or (label(),), **{**given, **more},
    )  # fmt: skip


FILE = model_file(head(), {"w=تجمع": (2.0,), "T=ASM": (1.5,), "w=a": (0.0,)})


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda data: data[:-3], "damaged"),
        (lambda data: data.replace(b"1.5", b"1.6"), "damaged"),
        (lambda data: b"", "is no model"),
        (lambda data: b"[1]\n", "is no model"),
        (lambda data: data.replace(b'"version":1', b'"version":2'), "of version 2, not 1"),
        (lambda data: data.replace(b"crosstally-model", b"another-model___"), "is no model"),
        (lambda data: data.replace(b'"ASM"', b'"XXX"'), "a label of no kind"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(spoil, told):
    with pytest.raises(FormatError, match=told) as error:
        parse_model(spoil(FILE), "own.model")
    assert "own.model" in error.value.message
    assert error.value.hint


@pytest.mark.parametrize("row", ['["T=ASM"]', '["T=ASM","x"]', "[1,2]", "{}", '["T=ASM",1,2]', "["])
def test_a_row_that_is_no_feature_with_its_weights_is_refused(row):
    line = row.encode() + b"\n"
    first = json.loads(FILE.split(b"\n")[0])
    first["digest"] = digest_of(line)
    with pytest.raises(FormatError):
        parse_model(json.dumps(first).encode() + b"\n" + line, "own.model")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "large.model"
    with path.open("wb") as file:
        file.truncate(5_000_001)
    with pytest.raises(FormatError, match="too large"):
        read_model(path)


def test_a_file_holds_no_word_of_a_text_and_every_rule_by_name():
    text = FILE.decode()
    assert "تجمع" not in text
    assert '["T=ASM",1.5]' in text
    assert f'["#{key_of("w=تجمع"):08x}",2.0]' in text


def test_what_weighs_nothing_is_not_written():
    assert len(FILE.splitlines()) == 3


def test_a_file_read_weighs_as_it_was_written(tmp_path):
    path = tmp_path / "own.model"
    path.write_bytes(FILE)
    model = read_model(path)
    assert logits(model, ["w=تجمع", "T=ASM", "w=unknown"]) == [2.5]
    assert (model.labels[0].kind, model.labels[0].who) == (Kind.ASM, "")
    assert model.id.startswith("own.")


def test_a_label_says_its_kind_who_acts_and_whether_people_died():
    labels = (label("ARR/force"), label("FRC/force+killed"), label("JUD/civil"))
    found = parse_model(model_file(head(*labels), {}), "own.model").labels
    assert [(one.kind, one.who, one.killed) for one in found] == [
        ("ARR", "force", False), ("FRC", "force", True), ("JUD", "civil", False),
    ]  # fmt: skip


@given(st.dictionaries(st.text(max_size=8).map("w={}".format), st.floats(-9, 9), max_size=6))
def test_the_order_of_the_weights_does_not_change_the_file(weights):
    forwards = {name: (value,) for name, value in weights.items()}
    backwards = dict(reversed(forwards.items()))
    assert model_file(head(), forwards) == model_file(head(), backwards)


@given(st.floats(-1e6, 1e6), st.floats(0.1, 5), st.floats(-5, 5))
def test_a_share_lies_between_nought_and_one(logit, slope, shift):
    assert 0 <= share(label(slope=slope, shift=shift), logit) <= 1


@pytest.mark.parametrize("name", ["nowhere", "../models/nowhere", "nowhere.model", "."])
def test_a_model_that_is_not_there_is_refused_with_its_name_alone(tmp_path, name):
    with pytest.raises(FormatError, match="there is no model") as error:
        locate_model(name, tmp_path)
    assert str(tmp_path) not in error.value.message


def test_a_file_in_the_folder_is_found(tmp_path):
    (tmp_path / "own.model").write_bytes(FILE)
    assert locate_model("own.model", tmp_path) == tmp_path / "own.model"


def test_the_model_that_comes_with_the_program_is_whole_small_and_has_its_card():
    path = locate_model("base", Path("nowhere"))
    model = read_model(path)
    assert path.stat().st_size < 5_000_000
    assert model.head.name == "base"
    card = path.with_suffix(".md").read_text(encoding="utf-8")
    assert f"`{model.id}`" in card
    assert all(f"| {one.name} |" in card for one in model.labels if not one.killed)
