"""Confidence: a share that only rises with what speaks for an event."""

from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.confidence import weigh_confidence
from crosstally.records import Reality

SHARE = st.floats(0, 1, allow_nan=False)
FEW = st.integers(0, 30)


def _weigh(strength, few, reality=Reality.OCCURRED):
    fields, repeats, crowd, sentence = few
    return weigh_confidence(
        strength=strength,
        reality=reality,
        fields=fields,
        repeats=repeats,
        crowd=crowd,
        sentence=sentence,
    )


@given(SHARE, st.tuples(FEW, FEW, FEW, FEW), st.sampled_from(list(Reality)))
def test_a_confidence_is_a_share(strength, few, reality):
    assert 0 <= _weigh(strength, few, reality) <= 1


@given(SHARE, FEW, FEW, FEW, FEW)
def test_more_of_anything_never_lowers_it(strength, fields, repeats, crowd, sentence):
    least = _weigh(strength, (fields, repeats, crowd, sentence))
    assert _weigh(min(1.0, strength + 0.1), (fields, repeats, crowd, sentence)) >= least
    assert _weigh(strength, (fields + 1, repeats, crowd, sentence)) >= least
    assert _weigh(strength, (fields, repeats + 1, crowd, sentence)) >= least
    assert _weigh(strength, (fields, repeats, crowd + 1, sentence)) >= least


def test_what_is_past_is_less_sure_than_what_occurred():
    assert _weigh(0.8, (2, 0, 1, 3), Reality.PAST) < _weigh(0.8, (2, 0, 1, 3))
