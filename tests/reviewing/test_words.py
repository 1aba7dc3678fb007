"""Words, help and guide in both languages."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from crosstally.records import Decision, Incident, Kind, Reality
from crosstally.reviewing.standing import Need
from crosstally.reviewing.words import codes, guide, help_for, say, why

SOURCE = Path(str(files("crosstally.reviewing")))
TABLES = {
    lang: tomllib.loads((SOURCE / "words" / f"{lang}.toml").read_text("utf-8"))
    for lang in ("en", "fa")
}


def test_both_languages_have_the_same_codes_and_the_same_gaps() -> None:
    en, fa = TABLES["en"], TABLES["fa"]
    assert list(en) == list(fa)
    for table in en:
        assert list(en[table]) == list(fa[table])
        for code, text in en[table].items():
            gaps = re.compile(r"\{\w+\}")
            assert sorted(gaps.findall(text)) == sorted(gaps.findall(fa[table][code])), code


def test_every_reason_that_the_room_gives_has_words() -> None:
    text = "".join(path.read_text("utf-8") for path in sorted(SOURCE.glob("*.py")))
    used = set(re.findall(r'why\(\s*"([\w.-]+)"', text))
    used |= {f"danger.{name}" for name in ("injured", "arrested")}
    used |= {f"need.{need}" for need in Need}
    assert used == set(codes("why", "en"))


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_field_and_term_has_help(lang: str) -> None:
    wanted = [f"kind.{kind.value}" for kind in Kind]
    wanted += [f"reality.{reality.value}" for reality in Reality]
    wanted += [f"decision.{decision.value}" for decision in Decision]
    fields = set(Incident.__struct_fields__) & {
        "kind", "subtype", "reality", "stance", "target", "days", "place", "size", "killed",
        "injured", "arrested", "groups", "demands", "slogans", "status",
    }  # fmt: skip
    for name in (*wanted, *sorted(fields), "actor", "slogans.audio", "organisers", "asserter"):
        assert help_for(name, lang), name
    assert help_for("no-such-field", lang) is None


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_guide_has_steps_with_titles(lang: str) -> None:
    steps = guide(lang)
    assert len(steps) == len(guide("en")) > 5
    assert all(title and text for title, text in steps)


def test_numbers_are_written_in_the_language_s_digits_and_names_are_not() -> None:
    reason = why("old.before", days="1,234", source="x9")
    assert say(reason, "fa") == "۱٬۲۳۴ روز پیش‌تر تقریباً همین واژه‌ها در x9 آمده بود"


def test_persian_words_hold_no_arabic_letters() -> None:
    text = (SOURCE / "words" / "fa.toml").read_text("utf-8")
    assert not set("يكىة") & set(text)
