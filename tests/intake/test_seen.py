"""What came before is known, however many came between."""

from hypothesis import given
from hypothesis import strategies as st

from crosstally.intake.seen import Seen


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=60))
def test_an_item_is_again_exactly_if_it_came_before(items: list[tuple[str, str]]) -> None:
    seen, before = Seen(b"k"), set()
    for item in items:
        assert seen.again(*item) == (item in before)
        before.add(item)
    assert len(seen) == len(before)


def test_parts_do_not_slide_into_one_another() -> None:
    seen = Seen(b"")
    assert not seen.again("ab", "c")
    assert not seen.again("a", "bc")


def test_many_thousands_are_held_through_every_growth() -> None:
    seen = Seen(b"k")
    assert not any(seen.again(str(n)) for n in range(20_000))
    assert all(seen.again(str(n)) for n in range(20_000))
