"""A desk's settings are read once, and a misspelt key never changes a result in silence."""

import re
from pathlib import Path

import pytest

from crosstally.config import (
    FILE,
    CountSettings,
    DeskSettings,
    DisclosureSettings,
    NetworkLlmSettings,
    new_settings,
    read_config,
)
from crosstally.errors import ConfigError
from crosstally.records import Knowing, Source, SourceKind
from crosstally.records.base import shape_of

GOOD = """
[desk]
name = "میز"
country = "IR"

[sources.kanal]
name = "کانال"
kind = "channel"
owner = "someone"
basis = "witness"
"""


def desk(tmp_path: Path, text: str | bytes) -> Path:
    raw = text.encode() if isinstance(text, str) else text
    (tmp_path / FILE).write_bytes(raw)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "desk"),
        ("[desk]\nname = 'x'", "country"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\ncuontry = 'US'", "cuontry"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\n[dsiclosure]\nk = 1", "dsiclosure"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\n[sources.a]\nkind = 'newspaper'", "sources.a"),
        ("[desk\n", "TOML"),
        (b"\xff\xfe[desk]", "TOML"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\nlanguages = 3", "languages"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\nlanguages = []", "languages"),
        ("[desk]\nname = ''\ncountry = 'IR'", "name"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\nzone = 'Nowhere/Bad'", "zone"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\nzone = '../../etc/passwd'", "zone"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\nzone = ''", "zone"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\n[disclosure]\nk = -1", "k"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\n[disclosure]\nk = 0", "k"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\n[disclosure]\nmasked_names = ['']", "masked_names"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\n[network_llm]\nurl = 'https://a'", "network_llm"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\n[network_llm]\nkey = 'sk'", "network_llm"),
        ("[desk]\nname = 'x'\ncountry = 'IR'\n[sources]\na = 5", "sources"),
        ("sources = {a = 'x'}\n[desk]\nname = 'x'\ncountry = 'IR'", "sources"),
    ],
)
def test_bad_settings_are_refused_and_the_place_is_named(
    tmp_path: Path, text: str | bytes, named: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(desk(tmp_path, text))
    assert named in caught.value.message


def test_settings_that_are_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(ConfigError):
        read_config(tmp_path)


@pytest.mark.parametrize(
    "name", ["plain", 'a "quoted" \\name', "two\nlines\tand\x00\x1f\x7f", "میز\u202e", "a\udcff"]
)
def test_whatever_a_folder_is_called_its_new_settings_can_be_read(
    tmp_path: Path, name: str
) -> None:
    told = read_config(desk(tmp_path, new_settings(name, "IR"))).desk.name
    assert told == name.replace("\udcff", "?")


def test_a_folder_without_settings_is_no_desk_and_the_hint_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(tmp_path)
    assert "crosstally new" in (caught.value.hint or "")


def test_good_settings_are_read_with_their_sources(tmp_path: Path) -> None:
    config = read_config(desk(tmp_path, GOOD))
    (source,) = config.sources
    assert (config.desk.name, source.kind, source.basis) == (
        "میز", SourceKind.CHANNEL, Knowing.WITNESS,
    )  # fmt: skip
    assert source.family == "someone"
    assert config.disclosure.k == 5


def test_another_setting_gives_another_digest(tmp_path: Path) -> None:
    one = read_config(desk(tmp_path, GOOD)).digest
    assert one != read_config(desk(tmp_path, GOOD + "synthetic = true\n")).digest


def test_every_setting_is_told_on_its_page_and_no_other() -> None:
    page = (Path(__file__).parents[1] / "docs" / "reference" / "settings.md").read_text("utf-8")
    told = {
        key
        for row in page.splitlines()
        if row.startswith("|")
        for key in re.findall(r"`(\w+)`", row.split("|")[2])
    }
    kinds = (DeskSettings, CountSettings, DisclosureSettings, NetworkLlmSettings, Source)
    known = {name for kind in kinds for name, _ in shape_of(kind).fields}
    assert told - {"owner"} == known - {"id"}
