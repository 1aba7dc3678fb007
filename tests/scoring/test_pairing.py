"""Which mention answers which event: by kind, reality and town, and by nothing that is scored."""

from crosstally.scoring.pairing import in_city, same_family

ASM = {"kind": "ASM", "reality": "occurred"}


def answers(scored):
    return [answer and answer.id for answer in scored.answers]


def test_an_event_without_a_mention_of_its_family_has_no_answer(scored, told):
    assert answers(scored([ASM], told("ARR"))) == [None]
    assert answers(scored([ASM])) == [None]
    assert answers(scored([], told("ARR"))) == []


def test_the_same_kind_answers_before_another_of_the_family(scored, told):
    events = [{"kind": "STK", "reality": "occurred"}, ASM]
    assert answers(scored(events, told("ASM", at=0), told("STK", at=5))) == ["1#STK5", "1#ASM0"]


def test_towns_of_a_list_are_answered_each_by_its_own_in_any_order(scored, told):
    events = [{**ASM, "city": "Arak"}, {**ASM, "city": "Izeh"}]
    found = scored(events, told(at=0, city="Izeh"), told(at=4, city="Arak"))
    assert answers(found) == ["1#ASM4", "1#ASM0"]


def test_without_towns_the_order_of_the_text_decides(scored, told):
    found = scored([ASM, ASM, ASM], *(told(at=at) for at in (9, 0, 4)))
    assert answers(found) == ["1#ASM0", "1#ASM4", "1#ASM9"]


def test_one_mention_answers_two_events_only_where_both_are_the_same_deed(scored, told):
    twice = scored([{**ASM, "city": "Arak"}, {**ASM, "city": "Izeh"}], told(city="Arak"))
    assert answers(twice) == ["1#ASM0", "1#ASM0"]
    planned = {"kind": "ASM", "reality": "planned"}
    assert answers(scored([ASM, planned], told())) == ["1#ASM0", None]


def test_a_mention_of_what_happened_answers_what_happened_first(scored, told):
    planned = {"kind": "ASM", "reality": "planned", "city": "Arak"}
    happened = {**ASM, "city": "Qom"}
    found = scored([planned, happened], told(at=0, city="Qom"), told(at=5, city="Arak"))
    assert answers(found) == ["1#ASM5", "1#ASM0"]


def test_a_call_stands_for_a_protest_to_come_and_never_for_one_that_took_place(case, coded, told):
    call, rally = coded(told("CAL", "called"), told(at=3)).mentions
    (coming,) = case(events=[{"kind": "ASM", "reality": "planned"}]).events
    (came,) = case(events=[ASM]).events
    (called,) = case(events=[{"kind": "CAL", "reality": "called"}]).events
    assert same_family(coming, call)
    assert same_family(called, call)
    assert not same_family(came, call)
    assert not same_family(called, rally)


def test_a_town_is_known_by_its_name_whatever_the_marks(coded, told):
    (found,) = coded(told(city="Shāzand")).mentions
    assert in_city(found.place, "shazand")
    assert not in_city(found.place, "Arak")
    assert not in_city(None, "Arak")
    assert not in_city(found.place, None)
