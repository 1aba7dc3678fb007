"""A sheet is a way out too: what a page would not show, no sheet shows."""

from types import SimpleNamespace

import pytest

from crosstally.errors import DisclosureError
from crosstally.publish.sheet import public_lines
from crosstally.sheets import PUBLIC, WHOLE, Wanted, sheet_bytes, sheet_of


@pytest.mark.parametrize("view", [PUBLIC, WHOLE])
def test_h1_h6_no_canary_of_any_input_field_is_in_a_sheet(hunted, hiding, tmp_path, view):
    for name in ("a.csv", "a.xlsx"):
        sheet = sheet_of(hiding.desk, hiding.built, Wanted(view))
        path = tmp_path / name
        path.write_bytes(sheet_bytes(sheet, path, hiding.desk.store.key))
    found = hunted.everything([tmp_path / "a.csv", tmp_path / "a.xlsx"])
    assert "Shiraz" in found or "شیراز" in found
    words = ("gathered in Ahvaz", "residents gathered", "زنان تجمع") if view == WHOLE else ()
    for canary in (*words, hunted.NAME, hunted.MEDIUM, *((hunted.CANARY, hunted.CANARY_FA)
                                                        if view == PUBLIC else ())):  # fmt: skip
        assert canary not in found


def test_h17_a_sheet_is_made_of_a_public_record_alone(tiny):
    impostor = SimpleNamespace(incidents=(), towns=(), provinces=(), sources=(), reports=(),
                               tallies=(), door=object())  # fmt: skip
    for held in (tiny.held(), impostor):
        with pytest.raises(DisclosureError):
            list(public_lines(held, lang="en"))
