"""Coding whole reports: pure, grounded, and nothing lost in silence."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.coder import code_batch, code_report, load_coder, read_published
from crosstally.records import SUBTYPES, Kind, Report, ReportId, ReportLine, SourceId, encode

TEXTS = {
    "en": "Hundreds rallied in Tabriz on Friday. Police fired tear gas and arrested ten people.",
    "fa": "صدها نفر روز جمعه در تبریز تجمع کردند. پلیس ده نفر را بازداشت کرد.",
    "ar": "تظاهر المئات في تبريز يوم الجمعة. واعتقلت الشرطة عشرة أشخاص.",
}
PIECES = st.sampled_from(
    [
        *" ".join(TEXTS.values()).split(),
        "\n",
        "«",
        "»",
        "\u200c",
        "\u202b",
        "\x00",
        "٣",
        "%",
        "12:30",
    ]
)
TABRIZ = "geonames:113646"
TEHRAN = ZoneInfo("Asia/Tehran")


def _line(lang, text=None, **more):
    return ReportLine(id="r", text=TEXTS[lang] if text is None else text, lang=lang, **more)


@pytest.mark.parametrize("lang", sorted(TEXTS))
def test_a_report_gives_its_rally_and_its_arrests(coder, lang):
    coded = code_report(coder, _line(lang, published="2018-01-03"))
    kinds = {m.kind for m in coded.mentions}
    assert {"ASM", "ARR"} <= kinds
    rally = next(m for m in coded.mentions if m.kind == "ASM")
    assert rally.place.id == TABRIZ
    assert rally.days.first == date(2017, 12, 29)


@pytest.mark.parametrize("lang", sorted(TEXTS))
def test_the_language_is_seen_where_it_is_not_told(coder, lang):
    told = code_report(coder, _line(lang))
    seen = code_report(coder, ReportLine(id="r", text=TEXTS[lang]))
    assert seen == told


def test_a_language_without_a_pack_is_set_aside(coder):
    coded = code_report(coder, ReportLine(id="r", text="Demonstration in Täbris", lang="de"))
    assert not coded.mentions
    assert [(i.stage, i.reason) for i in coded.issues] == [("coding", "unknown-language")]


@given(words=st.lists(PIECES, max_size=30), lang=st.sampled_from(sorted(TEXTS)))
def test_every_span_lies_in_the_text_and_holds_its_words(coder, words, lang):
    text = " ".join(words)
    coded = code_report(coder, _line(lang, text, published="2018-01-03T02:55:00+03:30"))
    for mention in coded.mentions:
        assert mention.trigger.span.of(text) == mention.trigger.text
        assert mention.sentence.start <= mention.trigger.span.start
        assert mention.trigger.span.end <= mention.sentence.end
        assert mention.subtype is None or mention.subtype in SUBTYPES[mention.kind]
        if mention.size is not None:
            assert mention.size.span.of(text) == mention.size.text
    assert len({m.id for m in coded.mentions}) == len(coded.mentions)


@given(st.permutations(sorted(TEXTS)))
def test_what_was_coded_before_changes_nothing(coder, order):
    lines = [_line(lang, published="2018-01-03") for lang in order]
    together = dict(zip(order, code_batch(coder, lines), strict=True))
    for lang in TEXTS:
        alone = code_report(coder, _line(lang, published="2018-01-03"))
        assert encode(together[lang]) == encode(alone)


def test_a_report_and_its_line_are_coded_alike(coder):
    said = datetime(2018, 1, 3, 8, tzinfo=UTC)
    report = Report(
        id=ReportId("r"), source=SourceId("s"), body=TEXTS["en"], said_at=said, lang="en"
    )
    line = ReportLine(id="r", source="s", text=TEXTS["en"], published=said.isoformat(), lang="en")
    assert code_report(coder, report) == code_report(coder, line)


DATES = [
    ("2018-01-03", date(2018, 1, 3), 0),
    ("2018-01-03T00:30:00Z", datetime(2018, 1, 3, 4, 0, tzinfo=TEHRAN), 0),
    ("2018-01-03T00:30:00", datetime(2018, 1, 3, 0, 30, tzinfo=TEHRAN), 0),
    ("yesterday", None, 1),
    ("2018-13-03", None, 1),
    ("0001-01-01T00:00:00+14:00", None, 1),
    ("0025-01-03", None, 1),
    ("9999-12-31", None, 1),
    ("9999-12-31T23:59:00-11:00", None, 1),
    ("", None, 1),
]


@pytest.mark.parametrize(("published", "wanted", "issues"), DATES)
def test_a_day_that_cannot_be_read_is_an_issue(published, wanted, issues):
    found, told = read_published(ReportLine(id="r", text="", published=published), TEHRAN)
    assert found == wanted
    assert [i.reason for i in told] == ["bad-date"] * issues


def test_a_report_from_the_end_of_time_is_coded_all_the_same(coder):
    coded = code_report(coder, _line("en", published="9999-12-31"))
    assert coded.mentions
    assert [i.reason for i in coded.issues if i.stage == "intake"] == ["bad-date"]


def test_the_coder_names_what_it_was_made_of(coder):
    parts = coder.id.split("+")
    assert parts[0] == "rules-1"
    assert [part.split(".")[0] for part in parts[1:]] == ["en", "fa", "ar", "IR"]
    mention = code_report(coder, _line("en")).mentions[0]
    assert mention.coder == coder.id


def test_a_call_is_no_protest_that_happened(coder):
    coded = code_report(coder, _line("fa", "شورا از معلمان خواست روز شنبه تجمع کنند."))
    assert [(m.kind, m.subtype, m.reality) for m in coded.mentions] == [
        (Kind.CAL, "protest", "called")
    ]


@pytest.mark.slow
def test_two_coders_of_the_same_packs_are_one(coder):
    again = load_coder(countries=("IR",))
    assert again.id == coder.id
    for lang in TEXTS:
        assert code_report(again, _line(lang)) == code_report(coder, _line(lang))


@pytest.mark.parametrize(
    "gap", [" ........ ...... ", " — — — — ", "\u200c\u200c\u200c ", " 😀😀😀. 😀😀. "]
)
def test_what_folding_takes_out_moves_no_sentence(coder, gap):
    text = f"It rained.{gap}\n\nHundreds rallied in Tabriz."
    (mention,) = code_report(coder, _line("en", text)).mentions
    assert "rallied" in mention.sentence.of(text)
    assert mention.sentence.start <= mention.trigger.span.start
