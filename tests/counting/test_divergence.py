"""How much the reports of one incident differ."""

import pytest

from crosstally.counting.divergence import divergences, tolls
from crosstally.records import (
    Bound,
    Count,
    Harm,
    Incident,
    IncidentId,
    Kind,
    Mention,
    MentionId,
    Quote,
    Reality,
    Span,
    Status,
)  # fmt: skip

HERE = Span(0, 1)


def mention(name, kind="ASM", killed=None):
    """A mention that tells of a kind of act and of deaths."""
    count = (
        Count(low=killed, high=killed, bound=Bound.EXACT, span=HERE) if killed is not None else None
    )
    return Mention(
        id=MentionId(name), kind=Kind(kind), subtype=None, reality=Reality.OCCURRED, stance=None,
        trigger=Quote(text="تجمع", span=HERE), sentence=None, actor=None, days=None, place=None,
        size=None, groups=(), demands=(), slogans=(), harm=Harm(killed=count) if count else None,
        asserter=None, confidence=0.9,
    )  # fmt: skip


def incident(name, *mentions):
    """An incident of some mentions."""
    return Incident(
        id=IncidentId(name), kind=Kind.ASM, subtype=None, first=None, last=None,
        status=Status.MACHINE, counts=True, reality="occurred", mentions=tuple(m.id for m in mentions),
        reports=(), sources=(), origins=(), independent=1,
    )  # fmt: skip


TOLD = {
    "one": [mention("a", killed=21), mention("b", killed=25), mention("c", killed=21)],
    "two": [mention("d", "RIO"), mention("e")],
    "three": [mention("f", killed=4)],
}
INCIDENTS = [incident(name, *group) for name, group in TOLD.items()]
MENTIONS = {m.id: m for group in TOLD.values() for m in group}


def test_known_answers_of_each_measure():
    found = {one.field: one for one in divergences(INCIDENTS, MENTIONS)}
    killed, kind = found["killed"], found["kind"]
    assert (killed.incidents, killed.divergence, killed.normalized) == (1, 1, 0.5)
    assert (killed.disagreeing, killed.modal, killed.extent) == (1, 0.667, 4)
    assert killed.deviation == pytest.approx(2.31)
    assert (kind.incidents, kind.divergence, kind.modal, kind.extent) == (2, 0.5, 0.75, None)


def test_a_toll_is_summed_three_ways_and_never_averaged():
    (found,) = tolls(INCIDENTS, MENTIONS)
    assert (found.least, found.commonest, found.most) == (25, 25, 29)


def test_a_field_that_nobody_tells_is_not_listed():
    assert "size" not in {one.field for one in divergences(INCIDENTS, MENTIONS)}
    assert divergences([], {}) == ()
