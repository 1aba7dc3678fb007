"""Who took part: the longest name at a place speaks, and a place or a day is nobody."""

import pytest

from crosstally.coding.who.groups import find_groups
from crosstally.records import Group, Kind

NOBODY = [
    ("They rallied on Women's Day.", "rallied", "en"),
    ("They rallied near Students' Square.", "rallied", "en"),
    ("تجمع در خیابان کارگر برگزار شد.", "تجمع", "fa"),
    ("تجمع روز معلم برگزار شد.", "تجمع", "fa"),
    ("در تجمع شعار «کارگر زندانی آزاد باید گردد» سر دادند.", "تجمع", "fa"),
]

GROUPS = [
    ("Truck drivers rallied.", "rallied", "en", [(Group.DRIVERS, "haulage")]),
    ("Steel workers and teachers rallied.", "rallied", "en",
     [(Group.WORKERS, "steel"), (Group.TEACHERS, None)]),
    ("University students rallied.", "rallied", "en", [(Group.STUDENTS, "university")]),
    ("Families of the victims rallied.", "rallied", "en", [(Group.FAMILIES, "victims")]),
    ("Depositors of the fund rallied.", "rallied", "en", [(Group.CREDITORS, None)]),
    ("کارگران نیشکر هفت‌تپه تجمع کردند.", "تجمع", "fa", [(Group.WORKERS, "sugar")]),
    ("بازنشستگان تأمین اجتماعی تجمع کردند.", "تجمع", "fa", [(Group.RETIREES, "social security")]),
    ("رانندگان کامیون اعتصاب کردند.", "اعتصاب", "fa", [(Group.DRIVERS, "haulage")]),
    ("دانش‌آموزان و فرهنگیان تجمع کردند.", "تجمع", "fa",
     [(Group.STUDENTS, "school"), (Group.TEACHERS, None)]),
    ("كارگران تجمع كردند.", "تجمع", "fa", [(Group.WORKERS, None)]),
    ("تظاهر المتقاعدون أمس.", "تظاهر", "ar", [(Group.RETIREES, None)]),
    ("تظاهر طلاب الجامعة أمس.", "تظاهر", "ar", [(Group.STUDENTS, "university")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "lang"), NOBODY)
def test_a_street_or_a_day_is_nobody(stage, text, word, lang):
    staged = stage(text, word, lang)
    assert find_groups(staged.document, staged.event) == ()


@pytest.mark.parametrize(("text", "word", "lang", "groups"), GROUPS)
def test_groups_come_with_their_sectors_in_the_order_of_the_text(stage, text, word, lang, groups):
    staged = stage(text, word, lang)
    found = find_groups(staged.document, staged.event)
    assert [(value.value, value.sector) for value in found] == groups
    assert all(value.span is not None and value.span.of(text) for value in found)


def test_a_group_named_twice_is_one_and_keeps_its_sector(stage):
    staged = stage("Workers rallied; the steel workers left at noon.", "rallied")
    (value,) = find_groups(staged.document, staged.event)
    assert (value.value, value.sector) == (Group.WORKERS, "steel")


def test_an_act_of_the_state_has_no_groups(stage):
    staged = stage("Police arrested teachers.", "arrested", kind=Kind.ARR)
    assert find_groups(staged.document, staged.event) == ()
