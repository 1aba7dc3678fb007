"""A language pack is tables and no code, and a broken one says where."""

from pathlib import Path

import pytest

from crosstally.errors import PackError
from crosstally.packs.language import expand, language_codes, load_language


def pack(tmp_path: Path, table: str) -> tuple[Path, ...]:
    folder = tmp_path / "lang" / "xx"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text('code = "xx"\nversion = "1"\n', encoding="utf-8")
    (folder / "kinds.csv").write_text(table, encoding="utf-8")
    return (tmp_path,)


@pytest.mark.parametrize("table", ["phrase,code\na,b,c\n", "phrase,code\na\n", "phrase,code\n,b\n"])
def test_a_broken_row_is_named_by_file_and_line(tmp_path: Path, table: str) -> None:
    with pytest.raises(PackError, match=r"kinds\.csv line 2"):
        load_language("xx", search=pack(tmp_path, table))


@pytest.mark.parametrize("about", ["no toml", 'code = "xx"\n', b"\xff\xfe"])
def test_a_pack_that_does_not_say_what_it_is_is_refused(tmp_path: Path, about: str | bytes) -> None:
    search = pack(tmp_path, "phrase,code\na,b\n")
    raw = about if isinstance(about, bytes) else about.encode()
    (tmp_path / "lang" / "xx" / "pack.toml").write_bytes(raw)
    with pytest.raises(PackError, match="'xx' is broken"):
        load_language("xx", search=search)


def test_a_table_that_is_no_text_is_refused_and_one_saved_by_a_spreadsheet_is_read(
    tmp_path: Path,
) -> None:
    search = pack(tmp_path, "phrase,code\nرالی,ASM\n")
    table = tmp_path / "lang" / "xx" / "kinds.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes().replace(b"\n", b"\r\n"))
    assert [term.code for term in load_language("xx", search=search).terms] == ["ASM"]
    table.write_bytes(b"phrase,code\n\xff,ASM\n")
    with pytest.raises(PackError, match="'xx' is broken"):
        load_language("xx", search=search)


@pytest.mark.parametrize("code", ["../country/IR", "", "en/../fa"])
def test_a_code_is_never_a_path(code: str) -> None:
    with pytest.raises(PackError):
        load_language(code)


def test_an_unknown_language_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(PackError) as caught:
        load_language("zz")
    assert "fa" in (caught.value.hint or "")


def test_a_desk_s_own_pack_comes_first(tmp_path: Path) -> None:
    search = pack(tmp_path, "phrase,code\nتجمع(‌ها|),ASM\n")
    language = load_language("xx", search=search)
    assert [term.phrase for term in language.terms] == [" تجمع ها ", " تجمع "]
    assert "xx" in language_codes(search=search)


def test_a_choice_gives_each_phrase_once() -> None:
    assert list(expand("protest(s|ed|)")) == ["protests", "protested", "protest"]
    assert list(expand("(a|b) (c|d)")) == ["a c", "a d", "b c", "b d"]


@pytest.mark.parametrize("code", ["en", "fa", "ar"])
def test_the_packs_that_are_shipped_load_and_have_a_digest(code: str) -> None:
    language = load_language(code)
    assert language.terms
    assert len(language.digest) == 64
    assert load_language(code).digest == language.digest


def test_a_name_in_square_brackets_stands_for_its_forms_in_every_cell(tmp_path: Path) -> None:
    search = pack(tmp_path, "phrase,code,needs\nتجمع [کردن],ASM,~[مردم]\n")
    forms = tmp_path / "lang" / "xx" / "forms.csv"
    forms.write_text("phrase,code\nکردند|کردن,کردن\nمردم|اهالی,مردم\n", encoding="utf-8")
    terms = load_language("xx", search=search).terms
    assert [term.phrase for term in terms] == [" تجمع کردند ", " تجمع کردن "]
    assert {term.row["needs"] for term in terms} == {"~(مردم|اهالی)"}


def test_a_name_without_forms_is_refused(tmp_path: Path) -> None:
    search = pack(tmp_path, "phrase,code\nتجمع [کردن],ASM\n")
    forms = tmp_path / "lang" / "xx" / "forms.csv"
    forms.write_text("phrase,code\nشد,شدن\n", encoding="utf-8")
    with pytest.raises(PackError, match="'xx' is broken"):
        load_language("xx", search=search)


def test_prefixes_and_suffixes_match_joined_and_apart(tmp_path: Path) -> None:
    search = pack(tmp_path, "phrase,code\nگلوله های ساچمه ای می زنند,DSP\n")
    about = tmp_path / "lang" / "xx" / "pack.toml"
    about.write_text(
        'code = "xx"\nversion = "1"\nprefixes = ["می"]\nsuffixes = ["های", "ای"]\n',
        encoding="utf-8",
    )
    phrases = [term.phrase for term in load_language("xx", search=search).terms]
    assert phrases == [" گلوله های ساچمه ای می زنند ", " گلولههای ساچمهای میزنند "]
