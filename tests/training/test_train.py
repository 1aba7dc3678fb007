"""Training: what helps is learned, what does not is refused, and no case measures itself."""

import json
import os
import subprocess
import sys

import pytest

from crosstally.coding.coder import code_report
from crosstally.coding.model import parse_model
from crosstally.errors import CrosstallyError
from crosstally.records import Actor, Kind, Reality, ReportLine
from crosstally.training import FEWEST, train
from crosstally.training.examples import OPEN, gold_names, open_case, scheme_of, targets
from crosstally.training.gain import FOLDS, corrected_by_folds

PAST = (Reality.OCCURRED, Reality.ONGOING, Reality.PAST)


def test_too_few_cases_are_refused(plain_coder, rallies):
    with pytest.raises(CrosstallyError, match=f"{FEWEST - 1} cases are too few") as error:
        train(plain_coder, rallies(FEWEST - 1), name="own")
    assert error.value.exit_code == 1
    assert error.value.hint


def test_cases_without_any_event_are_refused(plain_coder, rallies):
    with pytest.raises(CrosstallyError, match="no kind can be learned"):
        train(plain_coder, rallies(60, right=lambda n: False), name="own")


def test_answers_that_nothing_in_the_text_shows_are_refused(plain_coder, rallies):
    with pytest.raises(CrosstallyError, match="no kind can be learned"):
        train(plain_coder, rallies(60, right=lambda n: n % 8 in (0, 1, 3, 6)), name="own")


def test_a_word_that_no_rule_knows_is_learned(plain_coder, rallies):
    trained = train(plain_coder, rallies(80), name="own")
    whole = trained.gains[-1]
    assert (whole.name, whole.rules, whole.model) == ("all", 0.0, 1.0)
    assert whole.low == 1.0
    model = parse_model(trained.file, "own.model")
    line = ReportLine(id="r", text="Postmen glorped in Arak.", lang="en", published="2018-01-03")
    found = code_report(plain_coder._replace(model=model), line).mentions
    assert [(m.kind, m.trigger.text, m.place.city) for m in found] == [("ASM", "glorped", "Arak")]
    assert found[0].confidence > 0.8


def test_a_persian_word_that_no_rule_knows_is_learned(plain_coder, case):
    rally = {"kind": "ASM", "reality": "occurred"}
    cases = [
        case(n, f"روز {n} معلمان در اراک {'غلغولیدند' if n % 2 else 'ناهار خوردند'}.",
             *([rally] if n % 2 else []), lang="fa")
        for n in range(80)
    ]  # fmt: skip
    model = parse_model(train(plain_coder, cases, name="own").file, "own.model")
    line = ReportLine(id="r", text="پرستاران در یزد غلغولیدند!", lang="fa", published="2018-01-03")
    found = code_report(plain_coder._replace(model=model), line).mentions
    assert [(m.kind, m.trigger.text) for m in found] == [("ASM", "غلغولیدند")]


def test_the_file_holds_no_word_of_the_cases(plain_coder, rallies):
    text = train(plain_coder, rallies(80), name="own").file.decode()
    assert "glorped" not in text
    assert "weather" not in text


def test_no_case_is_corrected_by_a_model_that_saw_it(plain_coder, rallies):
    examples = [open_case(plain_coder, one) for one in rallies(30)]
    model = parse_model(train(plain_coder, rallies(80), name="own").file, "own.model")
    seen = []

    def watch(some):
        seen.append({one.case.id for one in some})
        return model

    corrected = corrected_by_folds(examples, watch)
    assert len(corrected) == len(examples)
    assert len(seen) == FOLDS
    held_out = [{e.case.id for e in examples} - part for part in seen]
    assert sum(map(len, held_out)) == len(examples)
    assert set().union(*held_out) == {e.case.id for e in examples}


def test_a_gold_that_never_says_past_means_it_by_what_happened(case):
    asm = {"kind": "ASM", "reality": "occurred"}
    assert scheme_of([case(1, "a", asm)]).told == PAST
    assert scheme_of([case(1, "a", asm, {**asm, "reality": "past"})]).told == PAST[:2]


def test_a_gold_that_never_uses_a_kind_uses_its_nearest_one(case):
    force = {"kind": "FRC", "reality": "occurred"}
    assert scheme_of([case(1, "a", force)]).alike[Kind.DSP] is Kind.FRC
    both = scheme_of([case(1, "a", force, {**force, "kind": "DSP"})])
    assert Kind.DSP not in both.alike
    assert scheme_of([case(1, "a")]).alike == {}


def test_who_acted_is_part_of_a_label_only_where_the_gold_says_it(case):
    arrest = {"kind": "ARR", "reality": "occurred"}
    named = case(1, "a", {**arrest, "actor": Actor.POLICE})
    assert gold_names(named, scheme_of([named])) == ["ARR/force"]
    bare = case(1, "a", arrest)
    assert gold_names(bare, scheme_of([bare, named])) == ["ARR"]


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"sentence": [8, 20]}, [0, 1, 0]),
        ({"trigger": "three"}, [0, 0, 1]),
        ({}, [OPEN, OPEN, OPEN]),
        ({"reality": "planned"}, [0, 0, 0]),
    ],
)
def test_a_sentence_is_told_only_where_the_gold_or_the_rules_show_it(
    plain_coder, where, told, case
):
    event = {"kind": "ASM", "reality": "occurred", **where}
    one = case(1, "Day one. Day two now. Day three.", event)
    assert targets(open_case(plain_coder, one), "ASM", scheme_of([one])) == told


def test_what_the_rules_show_is_told_and_the_rest_is_left_open(plain_coder, case):
    one = case(1, "It rained. Hundreds rallied in Arak.", {"kind": "ASM", "reality": "occurred"})
    assert targets(open_case(plain_coder, one), "ASM", scheme_of([one])) == [OPEN, 1]


@pytest.mark.parametrize(("killed", "told"), [([2, 2], 1), (None, 0)])
def test_that_people_died_of_it_is_learned_where_the_gold_says_so(plain_coder, killed, told, case):
    event = {"kind": "FRC", "reality": "occurred", "actor": "police", "killed": killed}
    one = case(1, "Police fired.", event)
    example, scheme = open_case(plain_coder, one), scheme_of([one])
    assert targets(example, "FRC/force+killed", scheme) == [told]
    assert targets(example, "FRC/force", scheme) == [1]


def test_training_gives_the_same_bytes_under_any_hash_seed(rally_rows, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rally_rows(60)), encoding="utf-8")
    code = (
        "import hashlib, pathlib, sys\n"
        "from crosstally.coding.coder import load_coder\n"
        "from crosstally.scoring import read_gold\n"
        "from crosstally.training import learn_file\n"
        "coder = load_coder(languages=('en',), countries=('IR',))\n"
        "data = learn_file(coder, read_gold(pathlib.Path(sys.argv[1])), name='own')\n"
        "print(len(data), hashlib.sha256(data).hexdigest())\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, str(path)], check=True, capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert int(runs[0].split()[0]) > 1000
