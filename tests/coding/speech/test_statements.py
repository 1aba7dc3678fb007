"""Who said what: speaker, cue and content on whichever side the language puts them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.coding.speech.statements import find_statements

NOTHING_SAID = [
    ("The state attacks were over.", "en"),
    ("Residents gathered in the square.", "en"),
    ("HRANA said.", "en"),
    ("کارگران تجمع کردند.", "fa"),
    ("گفت‌وگو میان دو طرف ادامه دارد.", "fa"),
    ("تظاهر الأهالي أمس.", "ar"),
    ("تهران: تجمع کارگران برگزار شد.", "fa"),
    ("ساعت ۱۸:۳۰: میدان شلوغ است.", "fa"),
    ("Breaking: shops close in the city", "en"),
]

SAID = [
    ("The governor said that 52 people were arrested.", "en",
     "The governor", "said", "that 52 people were arrested", "claim"),
    ("Three officers were hurt, according to the police chief.", "en",
     "the police chief", "according to", "Three officers were hurt", "claim"),
    ("According to the police chief, three officers were hurt.", "en",
     "the police chief", "According to", "three officers were hurt", "claim"),
    ("“We will not leave,” said Ali, a worker at the plant.", "en",
     "Ali", "said", "“We will not leave,”", "claim"),
    ("“No! Never!” they said.", "en", "they", "said", "“No! Never!”", "claim"),
    ("Residents told IranWire that two men shot at police.", "en",
     "Residents", "told", "that two men shot at police", "claim"),
    ("The mayor, a former general, denied that anyone had died.", "en",
     "The mayor, a former general", "denied", "that anyone had died", "deny"),
    ("The march was criticised by the minister.", "en",
     "the minister", "was criticised by", "The march", "condemn"),
    ("In Arak turnout was high, election officials said.", "en",
     "election officials", "said", "In Arak turnout was high", "claim"),
    ("Sen. Ali Karimi (Arak) said the march was legal.", "en",
     "Sen. Ali Karimi (Arak)", "said", "the march was legal", "claim"),
    ("The mayor — a former teacher — said the march was legal.", "en",
     "The mayor", "said", "the march was legal", "claim"),
    ("The mayor said Sunday she would leave.", "en",
     "The mayor", "said", "she would leave", "claim"),
    ("“We will stay,” said Will Karimi, a driver.", "en",
     "Will Karimi", "said", "“We will stay,”", "claim"),
    ("The mayor's claim that nobody was hurt drew anger.", "en",
     "The mayor", "claim that", "nobody was hurt drew anger", "claim"),
    ("Residents support a new vote.", "en", "Residents", "support", "a new vote", "support"),
    ("He said the town wanted peace.", "en",
     "He", "said", "the town wanted peace", "claim"),
    ("A long-sought deal was near, said Karimi.", "en",
     "Karimi", "said", "A long-sought deal was near", "claim"),
    ("فرماندار مشهد گفت ۵۲ نفر بازداشت شده‌اند.", "fa",
     "فرماندار مشهد", "گفت", "۵۲ نفر بازداشت شده‌اند", "claim"),
    ("به گفتهٔ فرماندار، ۵۲ نفر بازداشت شدند.", "fa",
     "فرماندار", "به گفتهٔ", "۵۲ نفر بازداشت شدند", "claim"),
    ("فرماندار مشهد روز جمعه در گفت‌وگو با ایسنا گفت: «کسی کشته نشد.»", "fa",
     "فرماندار مشهد", "گفت", "«کسی کشته نشد.»", "claim"),
    ("سخنگوی قوه قضاییه کشته شدن معترضان را تکذیب کرد.", "fa",
     "سخنگوی قوه قضاییه", "تکذیب کرد", "کشته شدن معترضان را", "deny"),
    ("دادستان ساوه: هیچ زنی بازداشت نشده است.", "fa",
     "دادستان ساوه", ":", "هیچ زنی بازداشت نشده است", "claim"),
    ("Police chief: nobody was killed in the square", "en",
     "Police chief", ":", "nobody was killed in the square", "claim"),
    ("الداخلية العراقية: لم نستخدم الرصاص الحي", "ar",
     "الداخلية العراقية", ":", "لم نستخدم الرصاص الحي", "claim"),
    ("به گفته فرماندار شش نفر کشته شدند.", "fa",
     "فرماندار", "به گفته", "شش نفر کشته شدند", "claim"),
    ("فرماندار ماهشهر خبر اعتصاب بندر را تکذیب کرد.", "fa",
     "فرماندار ماهشهر", "تکذیب کرد", "خبر اعتصاب بندر را", "deny"),
    ("در پنجمین سالگرد، سازمان «یادمان» نوشت که کسی پاسخگو نشده است.", "fa",
     "سازمان «یادمان»", "نوشت", "که کسی پاسخگو نشده است", "claim"),
    ("«هیچ تجمعی برگزار نشده است»، استاندار گفت.", "fa",
     "استاندار", "گفت", "«هیچ تجمعی برگزار نشده است»", "claim"),
    ("Police denied reports that three people had died.", "en",
     "Police", "denied", "reports that three people had died", "deny"),
    ("المحافظ نفى مقتل متظاهرين.", "ar", "المحافظ", "نفى", "مقتل متظاهرين", "deny"),
    ("قال محافظ مشهد إن 52 شخصا اعتقلوا.", "ar",
     "محافظ مشهد", "قال", "إن 52 شخصا اعتقلوا", "claim"),
    ("بحسب ناشطين، قتل 4 أشخاص.", "ar", "ناشطين", "بحسب", "قتل 4 أشخاص", "claim"),
    ("ونفى وزير الداخلية مقتل متظاهرين.", "ar",
     "وزير الداخلية", "ونفى", "مقتل متظاهرين", "deny"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lang"), NOTHING_SAID)
def test_where_nobody_speaks_there_is_no_statement(opened, text, lang):
    assert find_statements(opened(text, lang)) == ()


@pytest.mark.parametrize(("text", "lang", "speaker", "cue", "content", "act"), SAID)
def test_a_statement_has_speaker_cue_content_and_act(
    opened, text, lang, speaker, cue, content, act
):
    (statement,) = find_statements(opened(text, lang))
    found = (statement.speaker.text, statement.cue.text, statement.content.text, statement.act)
    assert found == (speaker, cue, content, act)


def test_a_quotation_that_goes_on_keeps_its_speaker(opened):
    text = "“It is over,” the minister said. “They have gone home.”"
    first, second = find_statements(opened(text))
    assert first.speaker == second.speaker
    assert second.content.text == "“They have gone home.”"


def test_a_second_verb_keeps_the_speaker_of_the_first(opened):
    text = "The union condemned the arrests and called for their release."
    first, second = find_statements(opened(text))
    assert (first.speaker, first.content.text) == (second.speaker, "the arrests")
    assert second.content.text == "their release"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The leader told them: “The [hypocrites] ... were behind it.”", "en"),
        ("رهبر گفت: «این [منافقین] ... دشمن هستند.»", "fa"),
    ],
)
def test_what_the_report_put_in_or_left_out_is_flagged(opened, text, lang):
    (statement,) = find_statements(opened(text, lang))
    assert statement.quoted
    assert [text[s.start] for s in statement.interpolations] == ["["]
    assert [s.of(text) for s in statement.ellipses] == ["..."]


def test_where_and_to_whom_it_was_said_stand_apart(opened):
    (statement,) = find_statements(
        opened("At a press conference the minister told reporters that the police had left.")
    )
    assert statement.venue.text == "At a press conference"
    assert [quote.text for quote in statement.about] == ["police"]


@pytest.mark.parametrize(
    ("text", "lang", "speaker"),
    [
        ("Clinton: “Our goal is peace.”", "en", "Clinton"),
        ("خامنه‌ای: «دشمن در کمین است»", "fa", "خامنه‌ای"),
    ],
)
def test_a_name_and_a_colon_attribute_a_quotation(opened, text, lang, speaker):
    (statement,) = find_statements(opened(text, lang))
    assert (statement.speaker.text, statement.cue.text) == (speaker, ":")


def test_a_slogan_after_a_colon_is_nobodys_statement(opened):
    assert find_statements(opened("شعار امروز: «نان، کار، آزادی»", "fa")) == ()


def test_a_speaker_who_goes_on_stands_at_the_same_venue(opened):
    text = "In his speech at a meeting Khamenei warned of war. Khamenei said: “It is near.”"
    first, second = find_statements(opened(text))
    assert first.venue is not None
    assert second.venue == first.venue


def test_what_another_attribution_holds_is_told_of_both(opened):
    text = 'Khamenei said "the enemy is here", according to the NCRI.'
    outer, inner = find_statements(opened(text))
    assert (outer.speaker.text, inner.speaker.text) == ("the NCRI", "Khamenei")
    assert outer.content.text == 'Khamenei said "the enemy is here"'


@given(st.text(alphabet="ab,.“”\"'«»: \nو", max_size=50), st.text(max_size=50))
@example(before="", after="")
@example(before="“a.", after="”")
def test_every_part_is_the_text_itself(opened, before, after):
    text = f"{before} the governor said {after}"
    for statement in find_statements(opened(text)):
        for quote in (statement.speaker, statement.cue, statement.content, *statement.about):
            assert quote is None or quote.span.of(text) == quote.text
        for span in (*statement.interpolations, *statement.ellipses):
            assert statement.content.span.start <= span.start < span.end


def test_a_passive_says_whom_and_what_about(opened):
    text = "The mayor was criticised by residents for leaving the town."
    found = find_statements(opened(text, "en"))
    assert [one.content.text for one in found] == ["The mayor", "for leaving the town"]
    assert {one.speaker.text for one in found} == {"residents"}


def test_what_a_relative_clause_says_is_no_more_than_its_own(opened):
    text = "The town has 30 halls, which he said were full."
    (statement,) = find_statements(opened(text, "en"))
    assert (statement.speaker.text, statement.content.text) == ("he", "were full")


def test_a_speaker_keeps_the_clause_that_describes_her(opened):
    text = "Ali Karimi, who has backed the plan, said that it was late."
    found = find_statements(opened(text, "en"))
    assert found[-1].speaker.text == "Ali Karimi, who has backed the plan"


def test_an_unnamed_speaker_stays_unnamed(opened):
    (statement,) = find_statements(opened("The mayor stood up and said the march was legal.", "en"))
    assert statement.speaker is None
    assert statement.content.text == "the march was legal"


def test_each_paragraph_of_a_long_quotation_is_one(opened):
    text = "The paper wrote:\n\n“They came back.\n\n“They are here.”"
    found = find_statements(opened(text, "en"))
    assert [one.content.text for one in found] == ["“They came back.", "“They are here.”"]
    assert {one.speaker.text for one in found} == {"The paper"}
