"""The account tells how much and why, never what; and a broken law is seen."""

from datetime import date

import pytest

from crosstally.publish.account import account, laws, rule_of
from crosstally.publish.disclose import disclose
from crosstally.publish.policy import Policy
from crosstally.publish.public import Aggregate
from crosstally.publish.told import Told
from crosstally.records import Visibility, changed

CANARY = "kanari7qx"


@pytest.fixture(scope="module")
def held(tiny):
    """The tiny desk with seven sealed reports, one of which alone tells of its incident."""
    whole = tiny.held()
    sealed = [
        changed(one, visibility=Visibility.SEALED, title=CANARY) if n < 7 else one
        for n, one in enumerate(whole.reports)
    ]
    return changed(whole, reports=tuple(sealed))


def _numbers(held, policy, told=None):
    told = told or Told()
    public = disclose(held, policy, lambda _: (), told=told)
    return {(one.what, one.why): one.number for one in account(held, policy, told, public)}


def test_closed_things_are_told_in_bands_and_named_nowhere(held):
    rows = _numbers(held, Policy())
    assert rows[("reports", "sealed, or for the desk alone")] == "at least 5"
    assert rows[("reports", "a unit's")] == "0"
    assert CANARY not in str(rows)
    assert not any(one.id in str(rows) for one in (*held.reports, *held.incidents))


def test_incidents_are_told_by_what_they_wait_for(held):
    what = "incidents that closed reports alone tell"
    rows = _numbers(held, Policy(delay_days=0))
    assert rows[(what, "below the threshold of the cell")] == "fewer than 5"
    later = _numbers(held, Policy(delay_days=3660))
    assert later[(what, "the week or its delay is not over")] == "fewer than 5"
    assert later[(what, "below the threshold of the cell")] == "0"


def test_withheld_and_embargoed_are_counted_by_their_reason(held):
    source = held.reports[-1].source
    rows = _numbers(held, Policy(withheld=(source,), embargo_days=400))
    assert rows[("reports", "withheld: not to be published")].startswith("at least")
    assert rows[("reports", "under embargo, of 400 days")] != "0"
    silent = _numbers(held, Policy(no_words=(source,)))
    assert int(silent[("words of open reports", "coded fields alone were agreed to")]) > 0


def _kept(held, public, *, before=None, told=None, policy=None):
    found = laws(held, policy or Policy(), before or Told(), told or Told(), public)
    return {(one.rule, one.law): one.holds for one in found}


def test_what_came_through_the_door_keeps_every_law(held):
    public = disclose(held, Policy(), lambda _: ())
    assert set(_kept(held, public).values()) == {True}


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("H5", {"desk": lambda held: changed(held.desk, note=str(held.reports[0].id))}),
        ("H5", {"desk": lambda held: changed(held.desk, note=str(held.incidents[0].id))}),
    ],
)
def test_a_closed_name_on_the_page_is_seen(held, rule, broken):
    alone = changed(
        held,
        reports=tuple(changed(one, visibility=Visibility.SEALED) if one.id in
                      held.incidents[0].reports else one for one in held.reports),
    )  # fmt: skip
    public = disclose(alone, Policy(), lambda _: ())
    public = changed(public, **{name: make(alone) for name, make in broken.items()})
    assert {r for (r, _), holds in _kept(alone, public).items() if not holds} == {rule}


def test_a_cell_that_is_small_or_told_otherwise_than_before_is_seen(held):
    public = disclose(held, Policy(), lambda _: ())
    small = Aggregate(province="فارس", week=date(2018, 1, 1), kind="ASM", count=4)
    found = _kept(held, changed(public, aggregates=(small,)))
    assert {r for (r, _), ok in found.items() if not ok} == {"H4"}
    before, after = Told(cells=(changed(small, count=5),)), Told(cells=(changed(small, count=10),))
    found = _kept(held, public, before=before, told=after)
    assert {r for (r, _), ok in found.items() if not ok} == {"H4"}


def test_a_desk_that_raises_k_shows_no_more_what_it_told_below_it(held):
    told = Told(cells=tuple(
        Aggregate(province="فارس", week=date(2018, 1, n), kind="ASM", count=5 * n) for n in (1, 8)
    ))  # fmt: skip
    public = disclose(held, Policy(k=10), lambda _: (), told=told)
    assert [one.count for one in public.aggregates] == [40]


def test_a_name_a_word_and_a_promise_that_got_out_are_seen(held):
    public = disclose(held, Policy(), lambda _: ())
    word = held.reports[-1].body[:12]
    assert {r for (r, _), ok in _kept(held, public, policy=Policy(mask_names=(word,))).items() if not ok} == {"H2"}  # fmt: skip
    silent = Policy(no_words=(held.reports[-1].source,))
    assert {r for (r, _), ok in _kept(held, public, policy=silent).items() if not ok} == {"H6"}
    forgot = _kept(held, public, before=Told(withheld=("w-1",)))
    assert {r for (r, _), ok in forgot.items() if not ok} == {"H9"}


def test_the_rule_for_cells_is_said_in_words():
    assert "from 5 incidents on" in rule_of(Policy(blur=1))
    assert "5 to 29" in rule_of(Policy(secret=b"s"))
    assert "no cell is told" in rule_of(Policy())
