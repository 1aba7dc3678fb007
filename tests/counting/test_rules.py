"""The eight rules, and a rule file that is broken."""

from pathlib import Path

import pytest

from crosstally.counting import Rule, load_rules
from crosstally.errors import PackError
from crosstally.records import json_schema

NAMES = [
    "gatherings", "city_days", "merged", "mm50", "hrana_sites", "hrana_cities", "strict", "confirmed",
]  # fmt: skip
BROKEN = [
    "not toml [",
    'id = "mine"',
    'id = "mine"\ncolour = "red"',
    'id = "other"',
]


def rule_text(**changes: str) -> str:
    lines = {
        "id": '"mine"', "version": '"1"', "order": "9", "unit": '"x"', "kinds": '["ASM"]',
        "realities": '["occurred"]', "name": '{en = "a", fa = "ا"}',
        "unit_name": '{en = "a", fa = "ا"}', "source": '{title = "t", publisher = "p"}', **changes,
    }  # fmt: skip
    return "\n".join(f"{key} = {value}" for key, value in lines.items())


def write(folder: Path, text: str) -> Path:
    (folder / "rules").mkdir()
    (folder / "rules" / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def test_there_are_eight_rules_in_this_order() -> None:
    assert [rule.id for rule in load_rules("all")] == NAMES


def test_every_rule_names_its_publication_and_itself_in_both_languages() -> None:
    for rule in load_rules("all"):
        assert rule.source.title
        assert rule.source.publisher
        assert rule.source.note
        assert rule.name.en != rule.name.fa
        assert any("\u0600" <= letter <= "\u06ff" for letter in rule.unit_name.fa)


def test_rules_come_in_their_own_order_however_they_are_asked_for() -> None:
    assert [r.id for r in load_rules("strict, merged,strict")] == ["merged", "strict"]
    assert load_rules(("merged", "strict")) == load_rules("strict,merged")


@pytest.mark.parametrize("names", ["", " , ", "nothing", "all,nothing", "../rules/strict"])
def test_a_rule_that_there_is_not_is_refused_with_those_there_are(names: str) -> None:
    with pytest.raises(PackError) as refused:
        load_rules(names)
    assert "gatherings" in str(refused.value.hint)


@pytest.mark.parametrize("text", [*BROKEN, rule_text(kinds='["NOPE"]'), rule_text(merge='["x"]')])
def test_a_broken_rule_is_refused_by_the_name_of_its_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(PackError, match=r"mine\.toml"):
        load_rules("mine", search=(write(tmp_path, text),))


def test_a_desk_may_add_a_rule_of_its_own(tmp_path: Path) -> None:
    folder = write(tmp_path, rule_text())
    assert load_rules("mine", search=(folder,))[0].digest
    assert [r.id for r in load_rules("all", search=(folder,))] == [*NAMES, "mine"]


def test_two_rules_that_differ_in_a_byte_have_two_digests(tmp_path: Path) -> None:
    (one,) = load_rules("mine", search=(write(tmp_path, rule_text()),))
    (tmp_path / "rules" / "mine.toml").write_text(rule_text() + "\n", encoding="utf-8")
    (other,) = load_rules("mine", search=(tmp_path,))
    assert one.digest != other.digest


def test_every_key_of_a_rule_is_documented() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "why" / "counting.md"
    told = page.read_text(encoding="utf-8")
    keys = set(json_schema(Rule)["$defs"]["Rule"]["properties"]) - {"digest"}
    assert keys
    for key in keys:
        assert f"`{key}`" in told
