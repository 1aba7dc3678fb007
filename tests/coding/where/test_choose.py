from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.coding.document import Event, open_document
from crosstally.coding.lexicon import Hit
from crosstally.coding.scope import clauses_of
from crosstally.coding.tongue import compile_tongue
from crosstally.coding.where.choose import find_places
from crosstally.packs.atlas import open_atlas, place_terms
from crosstally.packs.gazetteer import load_country
from crosstally.packs.language import Term, load_language
from crosstally.records import Kind, Level, Reality, ReportLine

# A case marks its event with <>; what follows is the places wanted, by the pack's names or, of a
# place no pack knows, by its words.
CASES = [
    # no place is said
    ("en", "Workers <protested> on Sunday over unpaid wages.", []),
    ("fa", "سلام، <تجمع> بزرگی برگزار شد و مردم شعار دادند.", []),
    ("en", "Amnesty International said on Friday that dozens were <killed> in March.", []),
    ("en", "The Washington Post reported that hundreds <rallied>.", []),
    ("fa", "به گزارش خبرگزاری فارس، <تجمع> پایان یافت.", []),
    ("fa", "کامیون‌داران <اعتصاب> کردند.", []),
    ("en", "They carried <placards> reading “No Gaza, no Lebanon”.", []),
    # one place, beside others that are not it
    ("en", "A rally in Ahvaz was <held> in solidarity with Isfahan.", ["Ahvaz"]),
    ("en", "A native of Izeh was <killed> in Dorud and taken to a hospital in Khorramabad.", ["Dorud"]),
    ("fa", "یک جوان اهل ایذه در تظاهرات دورود <کشته> شد.", ["Dorud"]),
    ("fa", "مردم اهواز در همبستگی با مردم اصفهان <تجمع> کردند.", ["Ahvaz"]),
    ("en", "Isfahan's Friday prayer leader said in Tehran that workers <rallied> in Arak.", ["Arak"]),
    ("fa", "امام جمعه مشهد گفت در نیشابور <تجمع> کردند.", ["Neyshabur"]),
    ("en", "Near Shush, north of Ahvaz, workers <blocked> the road.", ["Shush"]),
    ("en", "According to Washington, protests <erupted> in Tabriz.", ["Tabriz"]),
    # a list is several places, in the text's order
    ("en", "Protests were <held> in Tehran, Isfahan and Mashhad.", ["Tehran", "Isfahan", "Mashhad"]),
    ("en", "Crowds <rallied> in Shahreza, Isfahan province, and in Karaj, Alborz.", ["Shahreza", "Karaj"]),
    ("fa", "در شهرهای مشهد، نیشابور و کاشمر <تجمع> شد.", ["Mashhad", "Neyshabur", "Kashmar"]),
    # a second crowd that does what the first does, without a verb of its own; or with one
    ("en", "Teachers in Tabriz <rallied> on Monday and nurses in Rasht said they would not.", ["Tabriz"]),
    ("en", "Steel workers in Ahvaz <struck> for 38 days and miners in Tabas for 28 days.", ["Ahvaz", "Tabas"]),
    ("fa", "کارگران فولاد در اهواز و پرستاران در رشت <اعتصاب> کردند.", ["Ahvaz", "Rasht"]),
    ("ar", "<تظاهر> المئات في مدينة الأهواز وعبادان والمحمرة.", ["Ahvaz", "Abadan", "Khorramshahr"]),
    ("ar", "خرج <متظاهرون> بطهران وأصفهان إلى الشوارع.", ["Tehran", "Isfahan"]),
    # the finer of two that hold one another
    ("fa", "در میدان آزادی تهران <تجمع> شد.", ["Azadi Square"]),
    ("en", "A bomb <exploded> in the Sadr City neighbourhood of Baghdad.", ["Sadr City"]),
    ("en", "Dozens were <arrested> in Gohardasht, a district of Karaj.", ["Gohardasht"]),
    ("fa", "کارگران نیشکر هفت‌تپه در شوش <اعتصاب> کردند.", ["Haft Tappeh sugar mill", "Shush"][:1]),
    # homonyms
    ("fa", "در نورآباد ممسنی <تظاهرات> شد.", ["Nurabad"]),
    ("en", "Teachers <rallied> in Albany, NY on Monday.", ["Albany"]),
    # names that no pack knows
    ("en", "Gunmen <killed> nine in the village of Tabiyat Jazeera.", ["Tabiyat Jazeera"]),
    ("en", "Rebels <shelled> the Hawsh district on Monday.", ["Hawsh"]),
    ("en", "Rebels <entered> Qasr Amra and Tell Hmeid on Monday.", ["Qasr Amra", "Tell Hmeid"]),
    ("en", "Raiders <burned> huts in Angwa, Tse-Uker and Tse-Gbor villages.", ["Angwa", "Tse-Uker", "Tse-Gbor"]),
    ("en", "Troops <captured> Novi Brod, the last stronghold of the rebels.", ["Novi Brod"]),
    ("en", "A boat was <shelled> in the Gulf of Zula.", ["Gulf of Zula"]),
    ("en", "Nine were <shot> in the town of St. Odile on Saturday.", ["St. Odile"]),
    ("en", "A man was <shot> in the West Bank village of Kafr Zibad.", ["Kafr Zibad"]),
    ("en", "Guards <shot> at men in the al-Rawda area of Aleppo.", ["al-Rawda"]),
    ("en", "A gunman <killed> twelve in California on Friday.", ["California"]),
    ("en", "• Arak – ditto\n• Shush – a <march> from the bazaar", ["Shush"]),
    # names of people, adjectives and armies are none
    ("en", "Serbs rallied in several Croatian towns and <protested>.", []),
    ("en", "He was <captured> by the Northern Alliance.", []),
    ("en", "Nine people were <killed> by the Islamic State.", []),
    ("en", "A Gilmer County deputy was <shot> on Monday.", []),
    # a town that heads its line
    ("fa", "کرج: تجمع شد\nشیراز – خیابان تهران: مردم لاستیک <آتش> زدند\nاهواز – آرام", ["Shiraz"]),
    ("fa", "همین الان؛ اراک؛ <راهپیمایی> جوانان آغاز شد.", ["Arak"]),
    ("fa", "<تجمع> امروز معلمان:\n- اراک\n- بوشهر\n- یاسوج", ["Arak", "Bushehr", "Yasuj"]),
    ("en", "Rasht: shopkeepers <struck> over a tax that was set in Tehran.", ["Rasht"]),
    # words that are names too
    ("fa", "درود بر کارگران؛ <تجمع> ادامه دارد.", []),
    ("fa", "در شهر نور <تجمع> شد.", ["Nur"]),
    ("fa", "جلسه روز دوشنبه <برگزار> شد.", []),
    ("fa", "<تجمع> در ناوگان باری کشور برگزار نشد.", ["کشور"]),
    ("en", "Protests in Iran <spread> on Monday. Truckers were on strike across the country.", ["Iran"]),
    # the town of an office where nothing else is named
    ("fa", "فرماندار کازرون گفت یک نفر <کشته> شد.", ["Kazerun"]),
    ("en", "The governor of Dorud said that two people were <killed>.", ["Dorud"]),
    # lists in which a town bears its province's name
    ("fa", "در ملایر، همدان، خرم‌آباد و ساوه <تجمع> شد.", ["Malayer", "Hamedan", "Khorramabad", "Saveh"]),
    # another sentence, where the event's own names none
    ("en", "Protesters gathered in Rasht. Police <fired> tear gas.", ["Rasht"]),
    ("en", "LOUISVILLE, KY (WAVE) - Police were called. Two people were <shot>.", ["Louisville"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def atlas():
    return open_atlas(_packs())


@cache
def _packs():
    return tuple(load_country(code) for code in ("IR", "US", "WORLD"))


@cache
def _lexicon(lang):
    return compile_tongue(load_language(lang), place_terms(_packs(), lang)).lexicon


def _places(marked, lang, atlas, title=None):
    start = marked.index("<")
    end = marked.index(">") - 1
    text = marked.replace("<", "").replace(">", "")
    line = ReportLine(id="r", source=None, published=None, lang=lang, title=title, text=text)
    document = open_document(line, lexicon=_lexicon(lang), lang=lang)
    first, last = document.folded.folded(start), document.folded.folded(end - 1) + 1
    number = next(i for i, s in enumerate(document.sentences) if s.start <= first < s.end)
    clauses = clauses_of(document, document.sentences[number])
    hit = Hit(first, last, Term(" x ", "kinds", "ASM", {}))
    clause = clauses.bounds(clauses.at(first))
    event = Event(hit, number, clause, Kind.ASM, None, Reality.OCCURRED)
    return text, find_places(document, [event], atlas)[0]


def _called(place, atlas):
    return atlas.places[place.id].name if place.id else place.name


@pytest.mark.parametrize(("lang", "marked", "wanted"), CASES)
def test_the_place_of_an_event_is_the_one_its_words_give(atlas, lang, marked, wanted):
    _, places = _places(marked, lang, atlas)
    assert [_called(p, atlas) for p in places] == wanted


@pytest.mark.parametrize(("lang", "marked", "_wanted"), CASES)
def test_every_place_is_named_where_its_span_says(atlas, lang, marked, _wanted):
    text, places = _places(marked, lang, atlas)
    for place in places:
        assert place.name in place.span.of(text)


def test_a_province_is_meant_before_a_hamlet_of_its_name(atlas):
    _, (place,) = _places("A gunman <killed> twelve in Kansas on Friday.", "en", atlas)
    assert (place.level, place.city) == (Level.PROVINCE, None)


def test_a_span_is_the_whole_expression_and_the_name_its_name(atlas):
    text, (place,) = _places("Shells <fell> on the Aleppo Governorate on Monday.", "en", atlas)
    assert (place.name, place.span.of(text)) == ("Aleppo", "Aleppo Governorate")


def test_a_county_is_given_as_a_county_with_its_capital(atlas):
    _, (place,) = _places("تجمع معلمان در شهرستان لنجان <برگزار> شد.", "fa", atlas)
    assert (place.level, place.city, place.province) == (Level.COUNTY, "Zarrinshahr", "Isfahan")


def test_a_site_brings_its_city_and_province(atlas):
    _, (place,) = _places("Students of Tehran University <gathered>.", "en", atlas)
    assert (place.level, place.city, place.province) == (Level.SITE, "Tehran", "Tehran")


def test_the_other_places_of_a_name_are_rivals(atlas):
    _, (place,) = _places("Protests <erupted> in Nurabad.", "en", atlas)
    assert place.rivals
    assert place.id not in {rival.id for rival in place.rivals}


def test_a_province_named_nearby_settles_which_town_is_meant(atlas):
    _, (fars,) = _places("Protests <erupted> in Nurabad, Fars province.", "en", atlas)
    _, (lorestan,) = _places("Protests <erupted> in Nurabad, Lorestan.", "en", atlas)
    assert (fars.province, lorestan.province) == ("Fars", "Lorestan")


def test_a_state_behind_the_comma_settles_which_town_is_meant(atlas):
    _, (place,) = _places("Teachers <rallied> in Aurora, CO on Monday.", "en", atlas)
    assert place.province == "Colorado"


def test_a_name_in_small_letters_counts_only_where_all_letters_are_small(atlas):
    _, places = _places("Workers met a nice man in reading rooms and <protested>.", "en", atlas)
    assert places == ()
    _, (place,) = _places("workers <protested> in mashhad on sunday", "en", atlas)
    assert place.id == "geonames:124665"


def test_a_place_no_pack_knows_has_no_point_of_its_own(atlas):
    _, (place,) = _places("Gunmen <killed> nine in the village of Tabiyat Jazeera.", "en", atlas)
    assert (place.id, place.lat, place.level) == (None, None, Level.CITY)


def test_a_site_no_pack_knows_is_put_into_the_reports_town(atlas):
    marked = "DETROIT (AP) - Two men were <shot> on Kilbourne Avenue in the evening."
    _, (place,) = _places(marked, "en", atlas)
    assert (place.name, place.city, place.level) == ("Kilbourne Avenue", "Detroit", Level.SITE)


def test_the_whole_country_is_the_desks_own(atlas):
    _, (place,) = _places("اعتصاب رانندگان در سراسر کشور <ادامه> دارد.", "fa", atlas)
    assert (place.level, place.country, place.id) == (Level.COUNTRY, "Iran", None)


def test_a_recap_of_twenty_towns_gives_twenty_places(atlas):
    towns = (
        "آبادان، آبیک، باغملک، ماهشهر، دهدشت، ایلام، خمینی‌شهر، خرمدره، تاکستان، تهران، کرج، اهواز، "
        "اصفهان، رشت، قزوین، همدان، ساری، ساوه، بوشهر و سنندج"
    )
    _, places = _places(f"روز دوشنبه در {towns} تجمع <برگزار> شد.", "fa", atlas)
    assert len({place.id for place in places}) == 20
    assert all(place.level is Level.CITY for place in places)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(["", "   ", "\n\n", "…  "]))
def test_what_stands_before_a_report_moves_the_spans_and_nothing_else(case, before):
    lang, marked, _ = case
    atlas = open_atlas(_packs())
    text, places = _places(marked, lang, atlas)
    moved_text, moved = _places(before + marked, lang, atlas)
    assert [p.id for p in moved] == [p.id for p in places]
    assert [p.span.of(moved_text) for p in moved] == [p.span.of(text) for p in places]


def test_the_same_report_gives_the_same_places(atlas):
    lang, marked, _ = CASES[15]
    assert _places(marked, lang, atlas) == _places(marked, lang, atlas)
