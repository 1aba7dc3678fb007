"""Reality: what a text denies, plans, calls for, threatens or remembers did not happen."""

from types import MappingProxyType

import pytest

from crosstally.coding.coder import code_report
from crosstally.coding.reality import ORDER, read_cues
from crosstally.errors import PackError
from crosstally.packs.language import Term
from crosstally.records import HAPPENED, PROTEST_KINDS, Reality, ReportLine
from crosstally.text.fold import fold_phrase

CASES = [
    ("denied", "en", "There was no protest in the town."),
    ("denied", "en", "Workers did not strike."),
    ("denied", "en", "The governor denied that a rally was held."),
    ("denied", "fa", "هیچ تجمعی برگزار نشد."),
    ("denied", "fa", "کارگران اعتصاب نکردند."),
    ("denied", "fa", "استاندار برگزاری تجمع را تکذیب کرد."),
    ("denied", "ar", "لم تحدث أي مظاهرات."),
    ("denied", "ar", "نفى المحافظ خروج مظاهرات."),
    ("prevented", "en", "The rally was cancelled."),
    ("prevented", "en", "Police prevented a rally at the gate."),
    ("prevented", "fa", "تجمع فردا لغو شد."),
    ("threatened", "en", "Drivers threatened to strike."),
    ("threatened", "fa", "رانندگان تهدید کردند که اعتصاب کنند."),
    ("threatened", "ar", "هدد السائقون بالإضراب."),
    ("called", "en", "The council called for a strike."),
    ("called", "fa", "شورا از معلمان خواست تجمع کنند."),
    ("called", "ar", "دعا ناشطون إلى مظاهرات."),
    ("planned", "en", "Teachers will rally on Sunday."),
    ("planned", "fa", "معلمان قرار است تجمع کنند."),
    ("planned", "ar", "يعتزم العمال تنظيم مظاهرة."),
    ("hypothetical", "en", "A strike could close the port."),
    ("hypothetical", "fa", "اگر کارگران اعتصاب کنند چه می‌شود؟"),
    ("past", "en", "On the anniversary of the protests he was silent."),
    ("past", "fa", "در سالگرد اعتراضات سکوت کرد."),
    ("past", "ar", "في ذكرى الاحتجاجات صمت."),
    ("prevented", "en", "Police prevented the rally called to protest the fuel price."),
    ("denied", "en", "Reports of a riot in the prison are false, the warden said."),
    ("denied", "en", "The drivers voted not to strike."),
    ("planned", "en", "They will hold the Workers' Day (COSATU) rally in Durban."),
    ("planned", "en", "The teachers' union plans rallies in thirty cities."),
    ("past", "en", "Thousands remember; in 1953 crowds had burned cars here."),
    ("ongoing", "en", "The strike is still going on."),
    ("ongoing", "fa", "اعتصاب همچنان ادامه دارد."),
    ("ongoing", "ar", "لا يزال الإضراب مستمرا."),
    ("occurred", "en", "Hundreds rallied."),
    ("occurred", "en", "There was not only a rally but a march."),
    ("occurred", "en", "No officer came, but hundreds rallied."),
    ("occurred", "fa", "صدها نفر تجمع کردند."),
    ("occurred", "fa", "در پی فراخوان قبلی، صدها نفر تجمع کردند."),
    ("occurred", "ar", "تظاهر المئات."),
]


@pytest.mark.parametrize(("reality", "lang", "text"), CASES)
def test_a_text_says_whether_it_happened(coder, reality, lang, text):
    mentions = code_report(coder, ReportLine(id="r", text=text, lang=lang)).mentions
    assert reality in [m.reality for m in mentions]
    if reality not in HAPPENED:
        assert not [m for m in mentions if m.kind in PROTEST_KINDS and m.reality in HAPPENED]


def test_every_reality_has_its_place_in_the_order():
    assert sorted(ORDER) == sorted(Reality)


@pytest.mark.parametrize(("code", "reach"), [("maybe", "3"), ("denied", "far")])
def test_a_broken_cue_is_refused(code, reach):
    row = MappingProxyType({"reach": reach})
    with pytest.raises(PackError):
        read_cues([Term(fold_phrase("no"), "reality", code, row)])
