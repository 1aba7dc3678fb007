"""Judgements as gold: only what people looked at, and only where they agree."""

from datetime import UTC, datetime

import pytest

from crosstally.coding.coder import code_report
from crosstally.linking import link, load_weights
from crosstally.records import (
    Decision,
    Judgement,
    JudgementId,
    MentionId,
    Report,
    ReportId,
    SourceId,
    changed,
)
from crosstally.training.judged import cases_of_judgements

TEXT = "Hundreds rallied in Arak. Police arrested ten men."
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def report():
    return Report(id=ReportId("r"), source=SourceId("s"), body=TEXT, lang="en")


def said(number, decision, about, by="one", **more):
    return Judgement(
        id=JudgementId(f"j{number}"), decision=decision, about=(about,), by=by, at=NOW,
        reason="read", **more,
    )  # fmt: skip


@pytest.fixture
def cases(plain_coder, report):
    coded = code_report(plain_coder, report)
    assert [m.kind.value for m in coded.mentions] == ["ASM", "ARR"]

    def make(*judgements):
        return list(cases_of_judgements([report], [coded], judgements))

    return make


BOTH = (said(1, Decision.ACCEPT, "r#1"), said(2, Decision.ACCEPT, "r#2"))


@pytest.mark.parametrize(
    "judgements",
    [
        (),
        BOTH[:1],
        (*BOTH, said(3, Decision.REJECT, "r#2", by="two")),
        (BOTH[0], said(3, Decision.UNSURE, "r#2")),
        (said(3, Decision.ACCEPT, "x#1"),),
    ],
)
def test_a_report_that_is_not_wholly_judged_or_in_dispute_is_no_case(cases, judgements):
    assert cases(*judgements) == []


def test_what_was_accepted_stands_in_its_sentence(cases):
    (case,) = cases(*BOTH)
    assert [(e.kind, e.sentence) for e in case.events] == [("ASM", (0, 25)), ("ARR", (26, 50))]
    assert (case.id, case.lang, case.text) == ("r", "en", TEXT)


def test_what_was_rejected_is_no_event(cases):
    (case,) = cases(BOTH[0], said(3, Decision.REJECT, "r#2"))
    assert [e.kind for e in case.events] == ["ASM"]


def test_a_kind_set_by_hand_is_the_kind(cases):
    edit = said(3, Decision.EDIT, "r#2", field="kind", value='"ABD"')
    (case,) = cases(BOTH[0], edit)
    assert [e.kind for e in case.events] == ["ASM", "ABD"]
    broken = said(3, Decision.EDIT, "r#2", field="kind", value='"XXX"')
    assert [e.kind for e in cases(BOTH[0], broken)[0].events] == ["ASM", "ARR"]


def test_a_newer_judgement_stands_above_an_older_one(cases):
    newer = said(3, Decision.REJECT, "r#1", supersedes=JudgementId("j1"))
    (case,) = cases(*BOTH, newer)
    assert [e.kind for e in case.events] == ["ARR"]


def test_who_accepts_an_incident_accepts_all_that_tell_of_it(plain_coder, report):
    coded = code_report(plain_coder, report)
    one, *_ = link([report], [coded], (), (), load_weights()).incidents
    whole = changed(one, mentions=(MentionId("r#1"), MentionId("r#2")))

    def cases(*judgements):
        return list(cases_of_judgements([report], [coded], judgements, [whole]))

    (case,) = cases(said(1, Decision.ACCEPT, whole.id))
    assert [e.kind for e in case.events] == ["ASM", "ARR"]
    assert cases(said(1, Decision.REJECT, whole.id)) == []  # a hoax is told as any event is
    by_hand = said(2, Decision.EDIT, whole.id, field="kind", value='"STK"')
    assert cases(said(1, Decision.ACCEPT, whole.id), by_hand) == []  # which telling was wrong?
