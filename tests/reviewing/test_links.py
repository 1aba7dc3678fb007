"""Proposals, copies to accept together, and what would teach most."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crosstally.records import (
    Incident,
    Judgement,
    Kind,
    Link,
    Mention,
    MentionId,
    Quote,
    Reality,
    Span,
)
from crosstally.reviewing.copies import batches
from crosstally.reviewing.proposals import Change, doubts_of, proposals
from crosstally.reviewing.teach import lessons

Make, Judge = Callable[..., Incident], Callable[..., Judgement]


def link(one: str, other: str, bits: float, *, joined: bool = False) -> Link:
    return Link(
        one=MentionId(f"{one}#0"), other=MentionId(f"{other}#0"), bits=bits, joined=joined,
        reasons=("same day",),
    )  # fmt: skip


def mention(name: str, sure: float, **own: Any) -> Mention:
    fields: dict[str, Any] = {
        "kind": Kind.ASM, "subtype": None, "reality": Reality.OCCURRED, "stance": None,
        "trigger": Quote(text="x", span=Span(0, 1)), "sentence": None, "actor": None, "days": None,
        "place": None, "size": None, "groups": (), "demands": (), "slogans": (), "harm": None,
        "asserter": None,
    }  # fmt: skip
    return Mention(id=MentionId(f"{name}#0"), confidence=sure, **fields | own)


def test_two_incidents_just_below_the_threshold_may_be_one(incident: Make) -> None:
    a, b, c = incident("a"), incident("b"), incident("c")
    links = [link("a", "b", 0.5), link("a", "c", -9.0)]
    doubts = doubts_of([a, b, c], links, [], join_bits=1.0)
    (found,) = proposals(doubts, a.id)
    assert (found.change, found.other, found.margin) == (Change.MERGE, b.id, 0.5)
    assert found.reasons == ("same day",)
    assert proposals(doubts, b.id)[0].other == a.id
    assert proposals(doubts, c.id) == ()


@pytest.mark.parametrize("decision", ["same", "different", "unsure"])
@pytest.mark.parametrize("by_mention", [True, False])
def test_a_pair_that_a_person_judged_is_not_proposed_again(
    incident: Make, judge: Judge, decision: str, by_mention: bool
) -> None:
    a, b = incident("a"), incident("b")
    about = ("b#0", "a#0") if by_mention else (a.id, b.id)
    judged = judge(1, "p", decision, *about)
    links = [link("a", "b", 0.5)]
    assert proposals(doubts_of([a, b], links, [judged], join_bits=1.0), a.id) == ()
    asked = lessons([a, b], [], links, [judged], join_bits=1.0)
    assert asked == ()
    taken = judge(2, "p", "undo", *about, supersedes=judged.id)
    assert len(proposals(doubts_of([a, b], links, [judged, taken], join_bits=1.0), a.id)) == 1


def test_a_weak_bridge_between_two_strong_halves_is_proposed_for_a_split(incident: Make) -> None:
    whole = incident("a", reports=("a", "b", "c", "d", "e"))
    links = [
        link("a", "b", 9.0, joined=True), link("b", "c", 8.0, joined=True),
        link("d", "e", 9.0, joined=True), link("c", "d", 1.5, joined=True),
        link("a", "e", 1.2, joined=True),
    ]  # fmt: skip
    (found,) = proposals(doubts_of([whole], links, [], join_bits=1.0), whole.id)
    assert (found.change, found.one, found.two) == (Change.SPLIT, "c#0", "d#0")
    assert found.going == ("d#0", "e#0")


def test_a_weak_link_beside_a_strong_way_round_splits_nothing(incident: Make) -> None:
    whole = incident("a", reports=("a", "b", "c"))
    links = [link("a", "b", 9.0), link("b", "c", 9.0), link("a", "c", -2.0)]
    assert proposals(doubts_of([whole], links, [], join_bits=1.0), whole.id) == ()


def test_links_to_what_is_gone_are_passed_over(incident: Make) -> None:
    doubts = doubts_of([incident("a")], [link("a", "gone", 1.0)], [], join_bits=1.0)
    assert proposals(doubts, incident("a").id) == ()


def test_copies_go_together_only_where_nobody_died_and_all_is_the_same(incident: Make) -> None:
    text = "تجمع کارگران در شوش امروز"
    same = [incident(name, town="Tehran") for name in ("a", "b")]
    others = [
        incident("c", town="Karaj"), incident("d", town="Tehran", day=date(2018, 1, 2)),
        incident("e", town="Tehran", killed=1), incident("f", town="Tehran", kind=Kind.STK),
        incident("g", town="Tehran"), incident("h", town="Tehran"), incident("i", town="Tehran"),
    ]  # fmt: skip
    texts = dict.fromkeys("abcdef", text) | {"g": text + " هم", "h": "خبر", "i": "خبر"}
    texts["b"] = text.replace("ک", "ك")  # another keyboard
    assert batches(others, texts) == ()
    assert batches([*others, *same], texts) == (tuple(sorted(one.id for one in same)),)


def test_what_the_coder_is_least_sure_of_is_asked_first(incident: Make) -> None:
    rows = [incident(name) for name in "abc"]
    told = [mention("a", 0.95), mention("b", 0.5), mention("c", 0.8)]
    found = lessons(rows, told, [], [], join_bits=1.0)
    assert [one.incident for one in found] == [rows[n].id for n in (1, 2, 0)]
    assert "teach.unsure" in [w.code for w in found[0].whys]


def test_what_model_and_rules_see_differently_is_asked_first(incident: Make) -> None:
    rows = [incident(name) for name in "ab"]
    told = [mention("a", 0.7), mention("b", 0.9)]
    found = lessons(rows, told, [], [], join_bits=1.0, model={"b#0": 0.05, "a#0": 0.7})
    assert found[0].incident == rows[1].id
    assert "teach.disagree" in [w.code for w in found[0].whys]


def test_the_desk_s_own_judgements_move_what_is_asked(incident: Make, judge: Judge) -> None:
    names = [f"r{n}" for n in range(40)]
    kinds = {name: Kind.ASM if n % 2 else Kind.ARR for n, name in enumerate(names)}
    rows = {name: incident(name, kind=kinds[name]) for name in names}
    told = [mention(name, 0.7, kind=kinds[name]) for name in names]
    said = [  # arrests were wrong, rallies right
        judge(n, "p", "accept" if kinds[name] is Kind.ASM else "reject", rows[name].id)
        for n, name in enumerate(names[:30])
    ]
    found = lessons(rows.values(), told, [], said, join_bits=1.0)
    assert len(found) == 10
    first = {rows[name].id for name in names[30:] if kinds[name] is Kind.ARR}
    assert {one.incident for one in found[:5]} == first
    assert found == lessons(list(rows.values())[::-1], told[::-1], [], said[::-1], join_bits=1.0)


def test_a_link_at_the_threshold_is_asked_before_a_clear_one(incident: Make) -> None:
    rows = [incident(name) for name in "abcd"]
    links = [link("a", "b", 0.9), link("c", "d", -3.0), link("a", "d", -30.0)]
    found = lessons(rows, [], links, [], join_bits=1.0)
    assert [(one.pair, one.gain > 0.4) for one in found] == [
        (("a#0", "b#0"), True), (("c#0", "d#0"), False),
    ]  # fmt: skip
