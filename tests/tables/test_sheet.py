"""The form of a sheet: its columns and terms are those of the codebook, in two languages."""

import pytest

from crosstally.errors import FormatError
from crosstally.linking import edits
from crosstally.records import Bound, Group, Kind, Precision, Reality, Stance, Status, Target
from crosstally.tables.sheet import (
    FORM,
    OWN,
    About,
    Line,
    columns,
    kept_of,
    read_about,
    read_kept,
    terms,
)

LISTS = {
    "kind": Kind, "precision": Precision, "bound": Bound, "stance": Stance, "target": Target,
    "reality": Reality, "group": Group, "status": Status,
}  # fmt: skip
ABOUT = About(crosstally_sheet=FORM, view="public", lang="fa", rows=1)
LINE = Line("i-1", {"town": "شیراز", "words": "w"}, {"ستون": "=1"})


def test_a_row_that_was_changed_or_is_anothers_does_not_read_back() -> None:
    kept = kept_of(LINE, ABOUT, b"k" * 32)
    assert read_kept(kept, ABOUT, b"k" * 32) == Line("i-1", {"town": "شیراز"}, {"ستون": "=1"})
    other = About(crosstally_sheet=FORM, view="desk", lang="fa", rows=1)
    for text, about, key in ((kept[:-1] + "x", ABOUT, b"k"), (kept, other, b"k"), (kept, ABOUT, b"x"),
                             ("", ABOUT, b"k"), ("é" + kept, ABOUT, b"k")):  # fmt: skip
        with pytest.raises(FormatError):
            read_kept(text, about, key * 32)


def test_a_sheet_of_another_form_is_refused() -> None:
    for text in ("", "{}", '{"crosstally_sheet":2,"view":"public","lang":"en","rows":1}'):
        with pytest.raises(FormatError):
            read_about(text)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_to_choose_from_is_that_of_the_codebook(name: str) -> None:
    assert list(terms(name)) == [one.value for one in LISTS[name]]


def test_no_two_terms_of_a_list_and_no_two_titles_are_one_in_either_language() -> None:
    known = columns().values()
    for choices in {one.choices for one in known if one.choices}:
        words = [*terms(choices).values()]
        assert len(set(words)) == len(words)
        assert all(words)
    titles = [title for one in known for title in {one.en, one.fa}]
    assert len(set(titles)) == len(titles)
    assert all(one.help and one.help_fa for one in known)


def test_every_field_that_a_sheet_edits_is_one_that_an_incident_takes() -> None:
    fields = {one.field for one in columns().values() if one.use == "value"}
    assert fields <= {*edits.PLAIN, *edits.RESOLVED, *edits.LISTS}
    assert (edits.OWN, edits.NOTE) == (OWN, "note")
