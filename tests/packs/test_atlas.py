import pytest

from crosstally.packs.atlas import open_atlas, place_terms
from crosstally.packs.gazetteer import load_country
from crosstally.text.fold import fold_phrase

ABOUT = 'code = "{code}"\nname = "{name}"\nversion = "1"\n'


def _country(root, code, places, **more):
    folder = root / "country" / code
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(ABOUT.format(code=code, name=f"Land {code}"), "utf-8")
    for name, text in {"places": places, **more}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_country(code, search=(root,))


@pytest.fixture
def lands(tmp_path):
    states = "code,name,names_latn\nXX-1,Riverland,RL*\n"
    first = "id,name,names_fa,names_ar,province\nx:1,Town,شهرک*|رود,,XX-1\nx:2,Gate,در,,XX-1\n"
    second = "id,name,names_latn\nx:1,Town,Wrong\ny:2,Town,\ny:3,Or,\n"
    return (
        _country(tmp_path, "XX", first, provinces=states),
        _country(tmp_path, "YY", second),
    )


def _phrases(lands, lang):
    return {term.phrase: term for term in place_terms(lands, lang)}


def test_a_name_stands_once_with_every_place_that_bears_it(lands):
    terms = list(place_terms(lands, "en"))
    assert len({t.phrase for t in terms}) == len(terms)
    assert _phrases(lands, "en")[" town "].code.split(" ") == ["x:1", "y:2"]


def test_of_a_place_in_two_packs_only_the_first_packs_names_count(lands):
    assert " wrong " not in _phrases(lands, "en")
    assert open_atlas(lands).places["x:1"].country == "XX"


def test_two_latin_letters_are_no_term_but_a_short_name_of_a_province(lands):
    assert " or " not in _phrases(lands, "en")
    assert " rl " not in _phrases(lands, "en")
    assert open_atlas(lands).short == {"RL": "XX-1"}


def test_two_persian_letters_are_a_term(lands):
    assert _phrases(lands, "fa")[" در "].code == "x:2"


def test_a_starred_name_says_that_it_needs_a_cue(lands):
    phrases = _phrases(lands, "fa")
    assert phrases[fold_phrase("شهرک")].row["cue"] == "1"
    assert phrases[fold_phrase("رود")].row["cue"] == "0"


def test_arabic_prefixes_are_no_part_of_the_name(lands):
    term = _phrases(lands, "ar")[fold_phrase("برود")]
    assert (term.code, term.row["prefix"]) == ("x:1", "1")


def test_the_desks_own_country_is_the_first_pack(lands):
    assert open_atlas(lands).home == "XX"
    assert open_atlas(()).home is None


def test_every_place_of_a_term_is_in_the_atlas():
    iran = (load_country("IR"),)
    atlas = open_atlas(iran)
    for term in place_terms(iran, "ar"):
        ids = term.code.split(" ")
        assert len(ids) == len(term.row["cue"].split(" "))
        assert all(place in atlas.places for place in ids)
