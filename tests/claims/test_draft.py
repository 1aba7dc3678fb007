"""A claim is drafted from what a report says, in any of the languages, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.claims.draft import Draft, draft_claims, read_cues
from crosstally.records import ClaimType, Coded, Quote, Span, Statement, StatementId

CUES = read_cues()


def statement(body, speaker, content, **more):
    def quote(text):
        start = body.index(text)
        return Quote(text=text, span=Span(start, start + len(text)))

    return Statement(
        id=StatementId("s"), speaker=quote(speaker), cue=None, content=quote(content), **more
    )


def drafts(body, *statements, lang="en"):
    return draft_claims(body, Coded(report=None, statements=statements), lang=lang, cues=CUES)


NONE = [
    ("en", "The meeting lasted until the evening."),
    ("en", "Rain fell in the north."),
    ("fa", "جلسه تا شب ادامه داشت."),
    ("ar", "استمر الاجتماع حتى المساء."),
    ("en", ""),
]


@pytest.mark.parametrize(("lang", "body"), NONE)
def test_what_asserts_nothing_is_no_draft(lang, body):
    assert drafts(body, lang=lang) == ()


OWN = [
    ("en", "The union played a leading part in the strike.", ClaimType.ROLE),
    ("en", "The strikes have grown since the spring.", ClaimType.TREND),
    ("en", "All this proves the fear of the rulers.", ClaimType.OPINION),
    ("fa", "اتحادیه در اعتصاب نقش مهمی داشت.", ClaimType.ROLE),
    ("fa", "اعتراض‌ها زود سیاسی شد.", ClaimType.TREND),
    ("ar", "كان للنقابة دور مهم في الإضراب.", ClaimType.ROLE),
    ("ar", "وهذا دليل على خوف السلطة.", ClaimType.OPINION),
]


@pytest.mark.parametrize(("lang", "body", "kind"), OWN)
def test_what_the_report_itself_asserts_has_no_speaker(lang, body, kind):
    assert drafts(body, lang=lang) == (Draft(kind, Span(0, len(body)), None),)


def test_what_somebody_said_is_that_persons_and_a_draft_for_each_sentence():
    body = 'The paper wrote: "They are everywhere now. They respect no faction."'
    one = statement(body, "The paper", body[17:], quoted=True)
    found = drafts(body, one)
    assert [draft.span.of(body) for draft in found] == [
        '"They are everywhere now.',
        'They respect no faction."',
    ]
    assert {draft.speaker for draft in found} == {"The paper"}


def test_a_taste_is_no_claim_but_a_speech_at_a_place_is():
    body = "Karimi likes the plan as it stands."
    liked = statement(body, "Karimi", "the plan as it stands")
    venue = Quote(text="the plan", span=Span(13, 21))
    placed = statement(body, "Karimi", "the plan as it stands", venue=venue)
    assert drafts(body, liked) == ()
    assert [draft.type for draft in drafts(body, placed)] == [ClaimType.STATEMENT]


@given(st.text(max_size=200))
def test_every_draft_is_a_run_of_the_body(body):
    for draft in drafts(body):
        assert draft.span.of(body).strip()
