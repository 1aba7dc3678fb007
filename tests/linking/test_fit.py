"""The weights again from a desk's own pairs: the order is nothing, the file reads back, people weigh."""

import random
from datetime import UTC, datetime

import pytest

from crosstally.linking import load_weights
from crosstally.linking.fit import MOST, fit, to_toml
from crosstally.linking.incidents import prepare
from crosstally.records import Decision, Judgement, JudgementId

WEIGHTS = load_weights()


def _desk(made):
    towns = ("mashhad", "dorud", "karaj", "tehran", "ahvaz", "izeh")
    return [
        made.tell(
            f"{town}-{n}-{copy}",
            made.event(
                at=town,
                on=made.later("2017-12-28", n),
                groups=["workers"] if copy % 2 else ["students"],
            ),
        )
        for town in towns
        for n in range(4)
        for copy in range(3)
    ]


def _fit(told, judgements=()):
    known = prepare([t[0] for t in told], [t[1] for t in told], (), judgements, WEIGHTS)
    return fit(known.facets, known.judged, WEIGHTS)


def _judged(number, one, other):
    return Judgement(
        id=JudgementId(f"j{number}"), at=datetime(2026, 1, 1, tzinfo=UTC), by="reader",
        decision=Decision.SAME, about=(f"{one}#1", f"{other}#1"), reason="one event",
    )  # fmt: skip


def test_a_desk_without_pairs_moves_nothing(made):
    assert _fit([made.tell("a", made.event())]).moves == ()
    assert _fit([]).weights == WEIGHTS


def test_the_order_of_the_reports_moves_no_weight(made):
    told = _desk(made)
    shuffled = random.Random(4).sample(told, len(told))
    assert _fit(told) == _fit(shuffled)


def test_the_fitted_weights_read_back_from_their_file(made, tmp_path):
    fitted = _fit(_desk(made))
    assert fitted.moves
    path = tmp_path / "weights.toml"
    path.write_text(to_toml(fitted.weights), encoding="utf-8")
    read = load_weights(path)
    assert read == fitted.weights
    assert read.version != WEIGHTS.version


def test_no_level_moves_further_at_a_time_than_stated(made):
    assert all(abs(move.new - move.old) <= MOST + 0.1 for move in _fit(_desk(made)).moves)


def test_what_people_judge_the_same_makes_its_level_speak_for_it(made):
    told = _desk(made)
    towns = ("mashhad", "dorud", "karaj", "tehran")
    judgements = [
        _judged(n, f"{town}-{n % 3}-0", f"{town}-{n % 3}-1") for n, town in enumerate(towns * 3)
    ]
    plain, fitted = _fit(told), _fit(told, judgements)
    assert fitted.judged == 12
    other = [f.weights.features["groups"]["other"] for f in (plain, fitted)]
    assert other[1] >= other[0]


@pytest.mark.parametrize("name", ["prior", "absent", "join", "never", "calibration"])
def test_the_thresholds_stay(made, name):
    assert getattr(_fit(_desk(made)).weights, name) == getattr(WEIGHTS, name)
