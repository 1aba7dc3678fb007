"""Filters and search in folded text."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.records import Incident, Kind
from crosstally.reviewing.search import Filter, Index, index_of, matching, values_of
from crosstally.reviewing.standing import State
from crosstally.text.fold import fold

Make = Callable[..., Incident]

TEXTS = {
    "fa1": "تجمّع کارگران هفت‌تپه در شوش، ۱۲ نفر",
    "fa2": "اعتصاب رانندگان در اصفهان",
    "ar1": "تظاهر المئات في الأهواز",
    "en1": "Truck drivers' strike: sit-in at the gate, 12 held",
}


@pytest.fixture(scope="module")
def index(incident: Make) -> Index:
    rows = [
        incident("fa1", town="Tehran", sources=("x",), day=date(2018, 1, 1)),
        incident("fa2", town="Karaj", kind=Kind.STK, independent=3, day=date(2018, 5, 22)),
        incident("ar1", counts=False, first=None, last=None),
        incident("en1", kind=Kind.STK, killed=1, day=date(2018, 5, 23)),
    ]
    langs = {name: name[:2] for name in TEXTS}
    return index_of(rows, TEXTS, langs)


def names(index: Index, incident: Make, wanted: Filter, **states: State) -> set[str]:
    home = {incident(name).id: name for name in TEXTS}
    judged = {incident(name).id: state for name, state in states.items()}
    mask = matching(index, wanted, judged)
    return {home[index.ids[at]] for at in range(len(mask)) if mask[at]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("هيچ", ""),  # no such word
        ("کارگران رانندگان", ""),  # both must stand there
        ("\x00", "ar1 en1 fa1 fa2"),  # nothing is asked for
        ('""', "ar1 en1 fa1 fa2"),
        ("كارگران", "fa1"),  # an Arabic kāf finds a Persian one
        ("تجمع", "fa1"),  # with and without its mark
        ("هفت تپه", "fa1"),
        ("12", "en1 fa1"),  # digits of any script
        ("١٢", "en1 fa1"),
        ("الاهواز", "ar1"),
        ("کار", "fa1"),  # the beginning of the last word
        ("کار ", ""),  # a word that is at its end is whole
        ("SIT-IN", "en1"),
        ('"drivers strike"', "en1"),  # a mark between them is none
        ('"truck drivers"', "en1"),
        ("«رانندگان در اصفهان»", "fa2"),
        ('"در رانندگان"', ""),  # in this order
    ],
)
def test_words_find_what_is_spelt_in_another_way(
    index: Index, incident: Make, text: str, found: str
) -> None:
    assert names(index, incident, Filter(text=text)) == set(found.split())


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(cities=("Nowhere",)), ""),
        (Filter(kinds=(Kind.STK,)), "en1 fa2"),
        (Filter(kinds=(Kind.STK,), text="اصفهان"), "fa2"),
        (Filter(provinces=("Tehran", "Karaj")), "fa1 fa2"),
        (Filter(sources=("x",)), "fa1"),
        (Filter(languages=("ar", "en")), "ar1 en1"),
        (Filter(first=date(2018, 5, 23)), "en1"),
        (Filter(last=date(2018, 1, 1)), "fa1"),
        (Filter(first=date(2018, 5, 22), last=date(2018, 5, 22)), "fa2"),
        (Filter(origins=2), "fa2"),
        (Filter(deaths=True), "en1"),
        (Filter(counted=True), "en1 fa1 fa2"),
        (Filter(states=(State.CONFIRMED,)), "fa1"),
        (Filter(states=(State.MACHINE,)), "ar1 en1 fa2"),
    ],
)
def test_a_filter_narrows(index: Index, incident: Make, wanted: Filter, found: str) -> None:
    assert names(index, incident, wanted, fa1=State.CONFIRMED) == set(found.split())


def test_an_id_finds_its_incident(index: Index, incident: Make) -> None:
    assert names(index, incident, Filter(text=incident("fa2").id)) == {"fa2"}
    assert values_of(index, "kind") == (("ASM", 2), ("STK", 2))


def test_an_empty_desk_finds_nothing() -> None:
    empty = index_of([], {}, {})
    assert matching(empty, Filter(text="x"), {}).tolist() == []


WORDS = st.lists(st.sampled_from(["نان", "کار", "كار", "آزادی", "march", "1", "۱"]), max_size=5)


@given(texts=st.lists(WORDS.map(" ".join), max_size=6), query=WORDS)
def test_what_is_found_is_what_a_scan_finds(
    incident: Make, texts: Sequence[str], query: list[str]
) -> None:
    rows = [incident(f"r{n}") for n in range(len(texts))]
    told = {f"r{n}": text for n, text in enumerate(texts)}
    index = index_of(rows, told, {})
    mask = matching(index, Filter(text=" ".join(query) + " "), {})
    wanted = [fold(word).text for word in query]
    for at, name in enumerate(index.ids):
        own = next(told[row.reports[0]] for row in rows if row.id == name)
        assert mask[at] == all(word in fold(own).text for word in wanted)
