"""Each figure moves with the fault it is there for, and with no other."""

import pytest

from crosstally.scoring import faults, grouped, score

ASM = {"kind": "ASM", "reality": "occurred"}
PLAN = {"kind": "ASM", "reality": "planned"}
FULL = {**ASM, "city": "Arak", "days": ["2018-01-02", "2018-01-02"], "size": [200, 999],
        "killed": [2, 2], "injured": None, "arrested": None, "groups": ["workers"],
        "themes": ["labour"]}  # fmt: skip
TEXT = "در اراک «نان، کار، آزادی» سر دادند؛ فرماندار گفت خبری نیست"
SLOGAN = "نان، کار، آزادی"
AT = TEXT.index(SLOGAN)


def value(one, name):
    (figure,) = [f for f in score([one]) if f.name == name]
    return figure.value


def quote(words):
    at = TEXT.index(words)
    return {"text": words, "span": [at, at + len(words)]}


def slogan(start, end):
    return {"text": TEXT[start:end], "theme": None, "span": [start, end]}


def said(speaker, content):
    return {"id": "s", "speaker": speaker and quote(speaker), "cue": None,
            "content": content and quote(content)}  # fmt: skip


@pytest.fixture
def full(told, number):
    """A mention that answers FULL in everything."""
    days = ("2018-01-02", "2018-01-02")
    return told(
        city="Arak", days=days, size=number(200, 999), harm={"killed": number(2)},
        groups=[{"value": "workers", "span": [0, 1]}],
        demands=[{"value": "d", "theme": "labour", "span": [0, 1]}],
    )  # fmt: skip


def test_a_case_that_is_coded_as_gold_has_every_figure_at_its_best(scored, full):
    one = scored([FULL], full, published="2018-01-03T02:00:00Z")
    for figure in score([one]):
        if figure.n and not figure.name.startswith("grounding"):
            assert figure.value == (0.0 if figure.better == "low" else 1.0), figure.name
    assert list(faults(one)) == []


def test_an_event_that_is_not_found_has_its_facts_wrong(scored):
    one = scored([FULL])
    for name in ("kinds_macro_f1", "relevance_f1", "whole_case", "city", "date_exact",
                 "size_exact", "harm_exact", "harm_f1", "groups_f1", "themes_f1"):  # fmt: skip
        assert value(one, name) == 0.0, name
    assert value(one, "date_exact_if_found") is None
    assert list(faults(one)) == ["missing ASM occurred in Arak"]


def test_what_a_case_leaves_out_is_not_scored(scored, full):
    one = scored([ASM], full)
    for name in ("city", "city_invented", "date_exact", "size_exact", "size_invented",
                 "harm_exact", "harm_f1", "groups_f1", "slogan_exact_f1", "stance"):  # fmt: skip
        assert value(one, name) is None, name


@pytest.mark.parametrize("reality", ["planned", "called", "threatened", "prevented", "denied", "hypothetical"])  # fmt: skip
def test_what_did_not_happen_and_is_coded_so_is_an_error_of_its_reality(scored, told, reality):
    event = {"kind": "ASM", "reality": reality}
    wrong, right = scored([event], told()), scored([event], told(reality=reality))
    for name in ("unreal_as_happened", f"{reality}_as_happened"):
        assert value(wrong, name) == 1.0
        assert value(right, name) == 0.0
        assert value(scored([event]), name) == 0.0


def test_background_taken_for_news_is_told_apart(scored, told):
    one = scored([{"kind": "ASM", "reality": "past"}], told())
    assert value(one, "past_as_happened") == 1.0
    assert value(one, "unreal_as_happened") is None


def test_an_extra_event_on_a_negative_counts_only_where_it_would_enter_a_count(scored, told):
    assert value(scored([], told()), "extra_on_negatives") == 1.0
    assert value(scored([], told("ARM")), "extra_on_negatives") == 0.0
    assert value(scored([], told(reality="hypothetical")), "extra_on_negatives") == 0.0
    assert value(scored([], told(), also=["ASM"]), "extra_on_negatives") == 0.0
    assert value(scored([ASM], told()), "extra_on_negatives") is None


def test_what_may_stand_beside_a_call_may_not_have_happened(scored, told):
    call = {"kind": "CAL", "reality": "called"}
    more = {"also": ["ASM"], "class": "call"}
    coming = scored([call], told("CAL", "called"), told(reality="called", at=3), **more)
    come = scored([call], told("CAL", "called"), told(at=3), **more)
    assert value(coming, "whole_case") == 1.0
    assert value(come, "whole_case") == 0.0
    assert value(coming, "extra_in_call") == 0.0
    assert value(come, "extra_in_call") == 1.0


def test_one_fault_of_kind_halves_what_it_should(scored, told):
    one = scored([ASM, {"kind": "ARR", "reality": "occurred"}], told(), told("STK", at=4))
    assert value(one, "kinds_micro_f1") == 0.5
    assert value(one, "kinds_macro_f1") == 0.5
    assert value(one, "ASM_f1") == 1.0
    assert value(one, "ARR_f1") == 0.0
    assert value(one, "relevance_f1") == 1.0


def test_a_statement_is_never_an_extra_event(scored, told):
    one = scored([ASM], told(), told("STM", at=4))
    assert value(one, "whole_case") == 1.0
    assert value(one, "precision_of_surest_100") == 1.0


def test_a_town_is_invented_only_where_no_event_of_the_case_has_it(scored, told):
    bare = {**ASM, "city": None}
    assert value(scored([bare], told(city="Qom")), "city_invented") == 1.0
    assert value(scored([bare], told()), "city_invented") == 0.0
    assert value(scored([bare]), "city_invented") is None
    other = {"kind": "STK", "reality": "occurred", "city": "Qom"}
    both = scored([bare, other], told(), told("STK", at=4, city="Qom"))
    assert value(both, "city_invented") == 0.0


@pytest.mark.parametrize(
    ("days", "exact", "near"),
    [(("2018-01-02", "2018-01-02"), 1.0, 1.0), (("2018-01-01", "2018-01-02"), 0.0, 1.0),
     (("2018-01-03", "2018-01-03"), 0.0, 1.0), (("2017-12-31", "2018-01-02"), 0.0, 0.0),
     (None, 0.0, 0.0)],
)  # fmt: skip
def test_both_days_must_be_right_or_both_near(scored, told, days, exact, near):
    one = scored([FULL], told(days=days))
    assert value(one, "date_exact") == exact
    assert value(one, "date_within_1") == near
    assert value(one, "date_exact_night") is None
    night = scored([FULL], told(days=days), published="2018-01-03T02:00:00Z")
    assert value(night, "date_exact_night") == exact


def test_a_day_or_size_that_the_text_does_not_say_is_invented(scored, told, number):
    event = {**ASM, "days": None, "size": None}
    one = scored([event], told(days=("2018-01-02", "2018-01-02"), size=number(9)))
    assert value(one, "date_invented") == 1.0
    assert value(one, "size_invented") == 1.0
    assert value(scored([event], told()), "size_invented") == 0.0


def test_a_toll_may_hang_on_another_event_that_is_as_real(scored, told, number):
    arrest = told("ARR", at=4, harm={"killed": number(2)})
    assert value(scored([FULL], told(), arrest), "killed_exact") == 1.0
    denied = told("ARR", "denied", at=4, harm={"killed": number(2)})
    assert value(scored([FULL], told(), denied), "killed_exact") == 0.0
    about = told(harm={"killed": number(2, 5)})
    assert value(scored([FULL], about), "killed_exact") == 0.0
    assert value(scored([FULL], about), "harm_f1") == 0.0


@pytest.mark.parametrize(
    ("start", "end", "exact", "characters"),
    [(AT, AT + 15, 1.0, 1.0), (AT - 1, AT + 16, 1.0, 30 / 32), (AT, AT + 8, 0.0, 16 / 23),
     (0, 3, 0.0, 0.0)],
)  # fmt: skip
def test_a_slogan_is_scored_by_its_words_and_by_its_characters(
    scored, told, start, end, exact, characters
):
    one = scored([], told(slogans=[slogan(start, end)]), text=TEXT, slogans=[SLOGAN])
    assert value(one, "slogan_exact_f1") == exact
    assert value(one, "slogan_char_f1") == pytest.approx(characters, abs=1e-4)


def test_a_slogan_that_stands_twice_is_right_where_the_coder_saw_it(scored, told):
    text = "نان نان"
    second = {"text": "نان", "theme": None, "span": [4, 7]}
    one = scored([], told(slogans=[second]), text=text, slogans=["نان"])
    assert value(one, "slogan_char_f1") == 1.0


def test_speaker_and_content_are_scored_apart(scored):
    gold = {"text": TEXT, "statements": [{"speaker": "فرماندار", "content": "خبری نیست"}]}
    one = scored([], said=[said("فرماندار", "خبری")], **gold)
    assert value(one, "speaker_char_f1") == 1.0
    assert value(one, "content_overlap_f1") == 1.0
    assert value(one, "content_char_f1") == pytest.approx(2 * 4 / (4 + 9), abs=1e-4)
    assert value(scored([], **gold), "speaker_overlap_f1") == 0.0
    unjudged = scored([], said=[said("فرماندار", "خبری")], text=TEXT)
    assert value(unjudged, "speaker_overlap_f1") is None


def test_groups_besides_gold_are_wrong_only_where_every_event_judges_them(scored, told):
    people = [{"value": name, "span": [0, 1]} for name in ("workers", "teachers")]
    judged = {**ASM, "groups": ["workers"]}
    assert value(scored([judged], told(groups=people)), "groups_f1") == pytest.approx(0.6667)
    assert value(scored([judged, ASM], told(groups=people)), "groups_f1") == 1.0


def test_a_span_outside_the_text_or_of_other_words_is_not_grounded(scored, told):
    good = told(trigger={"text": "تجمع", "span": [0, 4]})
    other = told(trigger={"text": "تحصن", "span": [0, 4]})
    outside = told(trigger={"text": "تجمع", "span": [90, 94]})
    assert [value(scored([ASM], m), "grounding") for m in (good, other, outside)] == [1.0, 0.0, 0.0]


def test_the_surest_half_is_scored_by_itself(scored, told):
    sure, unsure = told(confidence=0.9), told("STK", at=4, confidence=0.2)
    one = scored([ASM], sure, unsure)
    assert value(one, "precision_of_surest_50") == 1.0
    assert value(one, "precision_of_surest_100") == 0.5
    assert value(scored([ASM]), "precision_of_surest_50") is None


def test_stance_subtype_and_actor_are_scored_of_what_was_found(scored, told):
    event = {**ASM, "subtype": "march", "stance": "pro-state"}
    one = scored([event], told(subtype="rally", stance="pro-state"))
    assert value(one, "subtype") == 0.0
    assert value(one, "stance") == 1.0
    assert value(scored([event]), "stance") is None
    arrest = {"kind": "ARR", "reality": "occurred", "actor": "police"}
    assert value(scored([arrest], told("ARR", actor="police")), "actor") == 1.0


def test_faults_say_what_is_wrong(scored, told):
    wrong = told(city="Qom", days=("2018-01-03", "2018-01-03"))
    one = scored([FULL, PLAN], wrong, told("ARR", at=6), slogans=[])
    assert list(faults(one)) == [
        "ASM city Arak, not Qom",
        "ASM days 2018-01-02..2018-01-02, not 2018-01-03..2018-01-03",
        "ASM size (200, 999), not None",
        "ASM killed (2, 2) is not told",
        "missing ASM planned",
        "extra ARR occurred (x)",
    ]


def test_the_groups_come_by_name_and_hold_every_case(scored):
    ones = [scored([], lang="fa"), scored([], lang="ar", style="post"), scored([], lang="fa")]
    assert {name: len(part) for name, part in grouped(ones, "lang").items()} == {"ar": 1, "fa": 2}
    assert list(grouped(ones, "style")) == ["-", "post"]
    assert list(grouped(ones, "class")) == ["-"]


def test_no_cases_give_every_figure_without_a_value():
    figures = score([])
    assert len({figure.name for figure in figures}) == len(figures)
    assert {figure.value for figure in figures} == {None}
