"""A quotation is set beside the primary text, and what differs is shown where it stands."""

from datetime import date

import pytest

from crosstally.claims.verdict import judge
from crosstally.records import (
    Basis,
    Days,
    Precision,
    Quote,
    Report,
    ReportId,
    Source,
    SourceId,
    SourceKind,
    Span,
    Statement,
    StatementId,
    Verdict,
)

SPEECH = "On 17 May the Leader warned students that the enemy would recruit among their young."
SOURCES = (
    Source(id=SourceId("office"), name="Office", kind=SourceKind.OFFICIAL, aliases=("The Leader",)),
    Source(id=SourceId("party"), name="Party", kind=SourceKind.PARTY, aliases=("MEK", "MKO")),
)


def report(name, source, body, day, lang="en"):
    return Report(id=ReportId(name), source=SourceId(source), body=body, said_on=day, lang=lang)


def quote(body, words):
    at = body.index(words)
    return Quote(text=words, span=Span(at, at + len(words)))


def statement(body, content, **more):
    return Statement(
        id=StatementId("s"),
        speaker=quote(body, more.pop("speaker", "the Leader")),
        cue=None,
        content=quote(body, content),
        quoted=True,
        report=ReportId("copy"),
        source=SourceId("party"),
        **more,
    )


def speaking(body, words):
    """What coding finds in the primary text itself: who speaks."""
    return Statement(
        id=StatementId("p"),
        speaker=quote(body, words),
        cue=None,
        content=None,
        report=ReportId("speech"),
        source=SourceId("office"),
    )


def compared(body, one, speech=SPEECH, lang="en", day=date(2020, 5, 17), speaker="the Leader"):
    reports = (
        report("speech", "office", speech, day, lang),
        report("copy", "party", body, date(2020, 5, 19), lang),
    )
    said = (speaking(speech, speaker), one)
    return judge((), reports, said, (), (), SOURCES)


def test_a_faithful_quotation_makes_no_claim():
    body = 'the Leader said "the enemy would recruit among the young students"'
    assert compared(body, statement(body, "the enemy would recruit among the young students")) == ()


def test_an_interpolated_name_is_shown_in_its_place():
    body = 'the Leader said "the enemy [MEK] would recruit among the young"'
    at = body.index("[MEK]")
    one = statement(
        body, "the enemy [MEK] would recruit among the young",
        interpolations=(Span(at, at + 5),),
    )  # fmt: skip
    (claim,) = compared(body, one)
    assert [a.kind for a in claim.alterations] == ["interpolated", "name_added"]
    assert claim.alterations[0].span.of(body) == "[MEK]"
    assert claim.verdict is Verdict.PARTLY
    assert claim.asserter == "Party"


def test_another_name_of_the_same_source_is_no_addition():
    body = 'the Leader said "the MEK would recruit among the enemy"'
    one = statement(body, "the MEK would recruit among the enemy")
    assert compared(body, one, speech=SPEECH + " He named the MKO.") == ()


def test_another_audience_and_another_day_are_shown():
    body = 'On Monday the Leader told the Basij guards "the enemy would recruit the young"'
    one = statement(
        body, "the enemy would recruit the young",
        audience=quote(body, "Basij guards"),
        date=Days(
            first=date(2020, 5, 18), last=date(2020, 5, 18), precision=Precision.DAY,
            basis=Basis.RELATIVE, span=Span(3, 9),
        ),
    )  # fmt: skip
    (claim,) = compared(body, one)
    assert {a.kind for a in claim.alterations} == {"audience", "date"}
    assert claim.evidence_against[0].record == "speech"


def test_a_cut_in_a_persian_quotation_is_shown():
    body = "رهبر انقلاب گفت «دشمن جوانان … دانشجویان را جذب می‌کند»"
    at = body.index("…")
    one = statement(
        body, "دشمن جوانان … دانشجویان را جذب می‌کند", speaker="رهبر انقلاب",
        ellipses=(Span(at, at + 1),),
    )  # fmt: skip
    (claim,) = compared(
        body,
        one,
        speech="رهبر انقلاب به دانشجویان گفت دشمن می‌خواهد جوانان را جذب کند.",
        lang="fa",
        speaker="رهبر انقلاب",
    )
    assert [a.kind for a in claim.alterations] == ["cut"]
    assert claim.alterations[0].note_fa


@pytest.mark.parametrize("day", [date(2019, 5, 17), date(2020, 7, 1)])
def test_a_speech_of_other_days_with_few_words_in_common_is_no_primary_text(day):
    body = 'the Leader said "the enemy [MEK] would divide the young"'
    one = statement(body, "the enemy [MEK] would divide the young")
    assert compared(body, one, day=day) == ()


def test_a_quotation_of_somebody_else_is_left_alone():
    body = 'the farmer said "the enemy [MEK] would recruit among the young"'
    one = statement(body, "the enemy [MEK] would recruit among the young", speaker="the farmer")
    assert compared(body, one) == ()


def test_an_old_speech_with_many_words_in_common_is_the_primary_text():
    words = "students … enemy would recruit among their young [MEK]"
    body = f'the Leader said "{words}"'
    at = body.index("…")
    one = statement(body, words, ellipses=(Span(at, at + 1),))
    speech = SPEECH.replace("recruit", "always recruit")
    (claim,) = compared(body, one, speech=speech, day=date(2019, 5, 17))
    assert {a.kind for a in claim.alterations} == {"cut", "name_added"}
    assert claim.text_fa
