"""No small number leaves, and none tells whether one incident more was there."""

from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.publish.closed import banded, tell, told_of
from crosstally.publish.policy import Policy, offset
from crosstally.records import Kind

WEEK = date(2018, 1, 1)
LATE = date(2018, 3, 1)
CELL = ("Fars", WEEK, "ASM")
BARE = Policy(k=5, blur=1)


def _incident(province, day, kind):
    place = SimpleNamespace(value=SimpleNamespace(province=province))
    return SimpleNamespace(place=place if province else None, first=day, kind=kind)


def _fars(number):
    return [_incident("Fars", WEEK, Kind.ASM)] * number


incidents = st.lists(
    st.builds(
        _incident,
        st.sampled_from(["Fars", "فارس", None]),
        st.sampled_from([WEEK, date(2018, 1, 7), date(2018, 1, 8), None]),
        st.sampled_from([Kind.ASM, Kind.STK]),
    ),
    max_size=60,
)
secrets = st.binary(min_size=1, max_size=32)


@given(incidents, st.integers(2, 8), st.integers(1, 30), secrets)
def test_every_printed_number_is_a_multiple_of_k(told, k, blur, secret):
    policy = Policy(k=k, blur=blur, secret=secret)
    printed = tell(told, policy, LATE)
    assert all(one.count >= k and one.count % k == 0 for one in printed)


@given(st.integers(0, 200), st.integers(1, 8), st.integers(1, 40), secrets)
def test_no_more_is_told_than_there_is_and_nothing_below_k(number, k, blur, secret):
    value = told_of(number, Policy(k=k, blur=blur, secret=secret), CELL)
    assert value <= number
    assert value == 0 or value >= k


@given(st.integers(0, 300), st.integers(1, 8), st.integers(1, 40))
@example(4, 5, 25)
def test_one_incident_more_changes_what_is_told_for_at_most_one_threshold_in_blur(n, k, blur):
    """The law that the 2 % rest on, over all places of the ramp."""
    width = -(-blur // k) * k

    def value(number, u):
        over = number - k - u
        return k + over // width * width if over >= 0 else 0

    assert sum(value(n, u) != value(n + 1, u) for u in range(blur)) <= 1


@given(secrets, st.sampled_from(["Fars", "Qom", "خراسان"]))
def test_a_threshold_is_the_cells_own_and_always_the_same(secret, province):
    policy = Policy(secret=secret)
    u = offset(secret, policy.blur, province, WEEK.isoformat(), "ASM")
    assert 0 <= u < policy.blur
    cell = (province, WEEK, "ASM")
    assert told_of(policy.k + u - 1, policy, cell) == 0
    assert told_of(policy.k + u, policy, cell) == policy.k


def test_thresholds_are_spread_over_the_whole_ramp():
    found = [offset(b"s", 25, "Fars", str(n), "ASM") for n in range(2500)]
    assert {found.count(u) > 60 for u in range(25)} == {True}


def test_a_cell_is_told_once_and_neither_growth_nor_loss_changes_it():
    first = tell(_fars(7), BARE, LATE)
    assert [one.count for one in first] == [5]
    assert tell(_fars(40), BARE, LATE, first) == first
    assert tell(_fars(6), BARE, LATE, first) == first  # one has become public
    assert tell([], BARE, LATE, first) == first


def test_a_week_is_told_when_it_is_over_and_the_delay_has_passed():
    policy = Policy(k=5, blur=1, delay_days=14)
    assert tell(_fars(9), policy, None) == ()
    assert tell(_fars(9), policy, WEEK + timedelta(days=20)) == ()
    assert tell(_fars(9), policy, WEEK + timedelta(days=21)) != ()


def test_without_a_secret_nothing_blurred_is_told():
    assert tell(_fars(500), Policy(), LATE) == ()
    assert tell(_fars(500), Policy(secret=b"s"), LATE) != ()


@given(st.integers(1, 500), st.integers(2, 9))
def test_a_band_never_tells_the_number_itself_below_k(number, k):
    band = banded(number, k)
    assert band == f"fewer than {k}" if number < k else band.endswith(str(number // k * k))


@given(incidents)
def test_the_order_of_incidents_does_not_matter(told):
    assert tell(told, BARE, LATE) == tell(list(reversed(told)), BARE, LATE)
