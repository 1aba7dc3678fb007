"""No small number leaves, neither printed nor by subtraction."""

from datetime import date
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from crosstally.publish.closed import aggregates, banded
from crosstally.records import Kind


def _incident(province, day, kind):
    place = SimpleNamespace(value=SimpleNamespace(province=province))
    return SimpleNamespace(place=place if province else None, first=day, kind=kind)


incidents = st.lists(
    st.builds(
        _incident,
        st.sampled_from(["Fars", "Qom", None]),
        st.sampled_from([date(2018, 1, 1), date(2018, 1, 7), date(2018, 1, 8), None]),
        st.sampled_from([Kind.ASM, Kind.STK]),
    ),
    max_size=60,
)


@given(incidents, st.integers(2, 8))
def test_every_printed_number_is_a_multiple_of_k(told, k):
    printed, _ = aggregates(told, k)
    assert all(one.count >= k and one.count % k == 0 for one in printed)


@given(incidents, st.integers(2, 8))
def test_what_is_printed_and_what_is_banded_never_exceed_the_truth(told, k):
    printed, rest = aggregates(told, k)
    left = len(told) - sum(one.count for one in printed)
    assert rest == banded(left, k)


@given(st.integers(1, 500), st.integers(2, 9))
def test_a_band_never_tells_the_number_itself_below_k(number, k):
    band = banded(number, k)
    assert band == f"fewer than {k}" if number < k else band.endswith(str(number // k * k))


@given(incidents)
def test_the_order_of_incidents_does_not_matter(told):
    assert aggregates(told, 5) == aggregates(list(reversed(told)), 5)
