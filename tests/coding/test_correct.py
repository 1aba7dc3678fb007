"""What a light model may do to the rules' events: add, drop, give another kind; nothing else."""

import pytest

from crosstally.coding.coder import code_report
from crosstally.coding.model import model_file, parse_model
from crosstally.records import LabelHead, ModelHead, Reality, ReportLine, encode

TOLD = (Reality.OCCURRED, Reality.ONGOING, Reality.PAST)


def model_of(weights, *names, threshold=0.5, alike=None):
    labels = tuple(
        LabelHead(
            name=name, bias=-2.0, slope=1.0, shift=0.0, threshold=threshold, examples=20, gain=0.1
        )
        for name in names
    )
    head = ModelHead(
        format="", version=1, name="own", languages=("en", "fa"), coder="", told=TOLD,
        alike=alike or {}, cases=9, labels=labels, digest="",
    )  # fmt: skip
    data = model_file(head, weights).replace(b'"format":""', b'"format":"crosstally-model"', 1)
    return parse_model(data, "own.model")


@pytest.fixture
def code(coder):
    def make(text, model, lang="en"):
        line = ReportLine(id="r", text=text, lang=lang, published="2018-01-03")
        return code_report(coder._replace(model=model), line)

    return make


def told(coded):
    return [(m.kind.value, m.actor and m.actor.value, m.trigger.text) for m in coded.mentions]


def test_a_model_that_knows_nothing_of_a_sentence_changes_nothing_but_the_sureness(code):
    text = "Hundreds rallied in Tabriz on Friday."
    before = code(text, None)
    after = code(text, model_of({"T=ASM": (5.0,)}, "ASM"))
    assert told(after) == told(before)
    assert after.mentions[0].place == before.mentions[0].place
    assert after.mentions[0].size == before.mentions[0].size
    assert after.mentions[0].confidence == pytest.approx(0.9526, abs=1e-4)


@pytest.mark.parametrize(
    ("lang", "text", "word"),
    [
        ("en", "The constables filed papers against the shopkeeper.", "filed"),
        ("fa", "مأموران پلیس از مغازه‌دار تعهد گرفتند.", "تعهد"),
    ],
)
def test_an_event_is_added_at_the_word_that_weighs_most(code, lang, text, word):
    assert "RES" not in {kind for kind, _, _ in told(code(text, None, lang))}
    found = code(text, model_of({f"w={word}": (5.0,)}, "RES/force"), lang)
    assert ("RES", "police", word) in told(found)
    added = next(m for m in found.mentions if m.kind == "RES")
    assert added.reality == "occurred"
    assert added.trigger.span.of(text) == word


def test_an_added_event_whose_doer_is_not_named_is_done_by_one_who_is_not_named(code):
    found = code("He was filed away.", model_of({"w=filed": (5.0,)}, "ARR/force"))
    assert ("ARR", "unknown", "filed") in told(found)


def test_what_the_model_does_not_believe_is_dropped(code):
    text = "Hundreds rallied in Tabriz on Friday."
    assert told(code(text, model_of({"w=tabriz": (-5.0,)}, "ASM"))) == []


def test_kinds_that_the_model_does_not_know_stay_as_they_were(code):
    text = "Hundreds rallied in Tabriz on Friday. Police arrested ten people."
    before, after = code(text, None), code(text, model_of({"w=rallied": (-5.0,)}, "ASM"))
    arrests = [m for m in before.mentions if m.kind == "ARR"]
    kept = [m for m in after.mentions if m.kind == "ARR"]
    assert [m.harm for m in kept] == [m.harm for m in arrests]
    assert [m.confidence for m in kept] == [m.confidence for m in arrests]


def test_an_event_that_is_taken_for_its_kin_keeps_its_words(code):
    text = "Police fired tear gas at the crowd in Tabriz."
    assert ("DSP", "police", "fired tear gas") in told(code(text, None)) or told(code(text, None))
    weights = {"w=gas": (-5.0, 5.0)}
    after = code(text, model_of(weights, "DSP/force", "FRC/force"))
    assert {kind for kind, _, _ in told(after)} & {"DSP", "FRC"} == {"FRC"}


def test_a_kind_that_the_gold_never_used_is_read_as_its_nearest(code):
    text = "Police fired tear gas at the crowd in Tabriz."
    before = [kind for kind, _, _ in told(code(text, None))]
    after = code(text, model_of({"T=DSP": (5.0,)}, "FRC/force", alike={"DSP": "FRC"}))
    assert [kind for kind, _, _ in told(after)] == before


def test_deaths_are_told_only_where_a_word_shows_them(code):
    names = ("FRC/force", "FRC/force+killed")
    model = model_of({"w=police": (5.0, 5.0)}, *names)
    found = code("A man died when police used firearms.", model)
    force = next(m for m in found.mentions if m.kind == "FRC")
    assert force.harm is not None
    assert force.harm.killed.low == 1
    silent = code("The police used firearms.", model)
    assert all(m.harm is None for m in silent.mentions)


def test_every_mention_that_the_model_decided_on_says_what_it_went_by(code):
    found = code("The constables filed papers.", model_of({"w=filed": (5.0,)}, "RES/force"))
    mention = next(m for m in found.mentions if m.kind == "RES")
    assert mention.reasons[0].startswith("own.")
    assert "+5.00 w=filed" in mention.reasons


def test_a_language_that_the_model_was_not_trained_on_is_left_to_the_rules(code):
    text = "تظاهر المئات في تبريز يوم الجمعة."
    model = model_of({"w=تبريز": (-9.0,)}, "ASM")
    assert told(code(text, model, "ar")) == told(code(text, None, "ar"))


@pytest.mark.parametrize("text", ["...", "", "!!!\n\n…", "\u200c"])
def test_a_text_without_words_is_no_event_whatever_the_model_says(code, text):
    model = model_of({}, "ASM", threshold=0.0)
    assert told(code(text, model)) == []


def test_the_same_line_gives_the_same_bytes(code):
    model = model_of({"w=filed": (5.0, 1.0), "T=ASM": (1.0, 2.0)}, "RES/force", "ASM")
    text = "The constables filed papers. Hundreds rallied."
    assert encode(code(text, model)) == encode(code(text, model))
