"""Where an incident stands after judgements."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.linking.judged import read_judgements, status_of
from crosstally.records import Incident, Judgement, JudgementId, Status
from crosstally.reviewing.standing import (
    Need,
    State,
    may_decide,
    names_of,
    standing,
    standings,
    undo,
    undoable,
)

Make, Judge = Callable[..., Incident], Callable[..., Judgement]

# what was said, by whom, minute by minute; the state; what it needs
CASES = (
    ((), State.MACHINE, (Need.READER,)),
    (("a accept",), State.UNDER_REVIEW, (Need.SECOND_FOR_PUBLIC,)),
    (("a accept", "b accept"), State.CONFIRMED, ()),
    (("a accept", "a accept"), State.UNDER_REVIEW, (Need.SECOND_FOR_PUBLIC,)),
    (("a accept", "a2 accept"), State.UNDER_REVIEW, (Need.SECOND_FOR_PUBLIC,)),
    (("a reject",), State.REJECTED, ()),
    (("a accept", "a reject"), State.REJECTED, ()),
    (("a accept", "b reject"), State.UNDER_REVIEW, (Need.AGREEMENT,)),
    (("a review",), State.UNDER_REVIEW, (Need.READER,)),
    (("a accept", "b review"), State.UNDER_REVIEW, (Need.SECOND_FOR_PUBLIC,)),
    (("a accept", "b return"), State.RETURNED, (Need.ANSWER, Need.READER)),
    (("a accept", "b return", "a accept"), State.UNDER_REVIEW, (Need.SECOND_FOR_PUBLIC,)),
    (("a accept", "b return", "c edit"), State.UNDER_REVIEW, (Need.READER,)),
    (("a accept", "b edit"), State.UNDER_REVIEW, (Need.READER,)),
    (("a accept", "a edit"), State.UNDER_REVIEW, (Need.SECOND_FOR_PUBLIC,)),
    (("a accept", "b edit", "b accept"), State.UNDER_REVIEW, (Need.SECOND_FOR_PUBLIC,)),
    (("a accept", "b edit", "b accept", "a accept"), State.CONFIRMED, ()),
    (("a edit",), State.UNDER_REVIEW, (Need.READER,)),
)  # fmt: skip


def said(judge: Judge, one: Incident, words: tuple[str, ...]) -> list[Judgement]:
    rows = [row.split() for row in words]
    fields = {"edit": {"field": "size", "value": "null"}}
    return [
        judge(at, by, decision, one.id, **fields.get(decision, {}))
        for at, (by, decision) in enumerate(rows)
    ]


@pytest.mark.parametrize(("words", "state", "needs"), CASES)
def test_a_sequence_of_judgements_leaves_an_incident_where_the_rule_says(
    incident: Make, judge: Judge, words: tuple[str, ...], state: State, needs: tuple[Need, ...]
) -> None:
    one = incident("r")
    found = standing(one, said(judge, one, words), {"a2": "a"})
    assert (found.state, found.needs) == (state, needs)
    assert found.public == (state is State.CONFIRMED and needs == ())


@pytest.mark.parametrize("killed", [None, 2])
def test_a_desk_of_one_reader_confirms_by_one_but_no_deaths(
    incident: Make, judge: Judge, killed: int | None
) -> None:
    one = incident("r", killed=killed) if killed else incident("r")
    found = standing(one, [judge(1, "a", "accept", one.id)], {}, readers=1)
    assert found.public == (killed is None)
    assert found.needs == ((Need.SECOND_FOR_DEATHS,) if killed else ())


def test_deaths_need_two_persons_and_two_accounts_are_not_two(incident: Make, judge: Judge) -> None:
    dead = incident("r", killed=2)
    one = [judge(1, "a", "accept", dead.id), judge(2, "a-again", "accept", dead.id)]
    assert standing(dead, one, {"a-again": "a"}).needs == (Need.SECOND_FOR_DEATHS,)
    assert standing(dead, one, {"a-again": "a"}).status is Status.UNDER_REVIEW
    assert standing(dead, one, {}).public


@pytest.mark.parametrize("own", [{"subtype": "killing"}, {"subtype": "death"}, {"killed": 1}])
def test_a_death_without_a_number_is_a_death(
    incident: Make, judge: Judge, own: dict[str, object]
) -> None:
    one = incident("r", **own)
    assert standing(one, [judge(1, "a", "accept", one.id)], {}).state is State.UNDER_REVIEW


def test_who_sets_deaths_by_hand_makes_it_a_death(incident: Make, judge: Judge) -> None:
    one = incident("r")
    set_by_hand = judge(1, "a", "edit", one.id, field="killed", value="{}")
    found = standing(one, [set_by_hand, judge(2, "a", "accept", one.id)], {})
    assert (found.state, found.deaths) == (State.UNDER_REVIEW, True)
    assert may_decide(one, found, "a") == (Need.SECOND_FOR_DEATHS,)
    assert may_decide(one, found, "b") == ()


def test_undo_leaves_it_as_if_it_had_not_been_said(incident: Make, judge: Judge) -> None:
    one = incident("r")
    first, second = judge(1, "a", "accept", one.id), judge(2, "b", "reject", one.id)
    found = undoable([first, second], "b")
    assert found == second
    taken = undo(second, name=JudgementId("u"), at=judge(3, "b", "undo").at, reason="slip")
    after = standing(one, [first, second, taken], {})
    assert after.accepted == ("a",)
    assert after == standing(one, [first], {})
    assert undoable([first, second, taken], "b") is None
    only = undo(first, name=JudgementId("v"), at=taken.at, reason="slip")
    assert standing(one, [first, only], {}).state is State.MACHINE


def test_a_withdrawal_cannot_be_undone(judge: Judge) -> None:
    assert undoable([judge(1, "a", "withdraw", "r")], "a") is None


def test_a_merge_by_another_asks_for_a_new_acceptance(incident: Make, judge: Judge) -> None:
    one, other = incident("r"), incident("s")
    accepted = judge(1, "a", "accept", one.id)
    merged = judge(2, "b", "same", one.id, other.id)
    assert standing(one, [accepted, merged], {}).needs == (Need.READER,)


@pytest.mark.parametrize("field", ["note", "x:seen by"])
def test_a_remark_of_another_leaves_an_acceptance_as_it_is(
    incident: Make, judge: Judge, field: str
) -> None:
    one = incident("r")
    accepted = judge(1, "a", "accept", one.id)
    remark = judge(2, "b", "edit", one.id, field=field, value='"call again"')
    assert standing(one, [accepted, remark], {}).accepted == ("a",)


def test_a_judgement_holds_after_the_incident_has_grown(incident: Make, judge: Judge) -> None:
    small, grown = incident("r"), incident("q", reports=("q", "r"))
    assert small.id in names_of(grown)
    found = standings([grown], [judge(1, "a", "reject", small.id)], {})
    assert found[grown.id].state is State.REJECTED


WORDS = st.lists(
    st.builds(
        "{} {}".format, st.sampled_from("abc"),
        st.sampled_from(["accept", "reject", "review", "return", "edit"]),
    ),
    max_size=7,
)  # fmt: skip


@given(words=WORDS, killed=st.booleans(), readers=st.sampled_from([1, 2]))
def test_what_the_desk_confirms_the_build_confirms(
    incident: Make, judge: Judge, words: list[str], killed: bool, readers: int
) -> None:
    one = incident("r", killed=1) if killed else incident("r")
    judgements = said(judge, one, tuple(words))
    found = standing(one, judgements, {}, readers=readers)
    judged = read_judgements(judgements, list(one.mentions), readers=readers)
    mention = one.mentions[0]
    built = status_of(
        judged.verdicts.get(mention, ()), deaths=killed, edits=judged.edits.get(mention, ()),
        readers=judged.readers,
    )  # fmt: skip
    if found.public:
        assert built is Status.CONFIRMED
        assert len(found.accepted) >= (2 if killed else readers)
    if built is Status.CONFIRMED:
        assert len(found.accepted) >= (2 if killed else readers)
    again = standings([one], judgements[::-1], {}, readers=readers)
    assert again.get(one.id, found) == found
