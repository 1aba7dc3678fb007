"""Who repeats whom, and how many independent origins an incident has."""

import pytest

from crosstally.linking.knowing import basis_of, folded, load_cues, relayed, source_names
from crosstally.linking.origins import find_origins
from crosstally.records import Knowing


def _origins(told, sources):
    found = find_origins([t[0] for t in told], [t[1] for t in told], sources)
    return sorted(sorted(o.reports) for o in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hundreds met, according to the ISNA agency.", ("isna",)),
        ("Two were shot, a member of parliament told the ISNA news agency.", ("isna",)),
        ("Six were killed, state television reported.", ("irib",)),
        ("به گزارش ایسنا صدها نفر تجمع کردند.", ("isna",)),
        ("صداوسیما اعلام کرد شش نفر کشته شدند.", ("irib",)),
        ("به گزارش «صداوسیما»، شش نفر کشته شدند.", ("irib",)),
        ("ونقلا عن إيسنا تجمع المئات.", ("isna",)),
        ("ISNA confirmed the figure that we had announced.", ()),
        ("ایسنا رقم ما را تأیید کرد.", ()),
        ("A crowd gathered before the office of ISNA.", ()),
        ("The misname reported nothing.", ()),
    ],
)
def test_an_attribution_is_read_and_a_confirmation_is_none(made, text, expected):
    sources = [
        made.source("isna", name="ISNA", aliases=("ایسنا", "إيسنا")),
        made.source("irib", name="State broadcaster", aliases=("state television", "صداوسیما")),
        made.source("sna", name="SNA"),
    ]
    report, _ = made.tell("a", body=text)
    names = source_names(sources)
    assert relayed(report, text=folded(text), names=names, cues=load_cues()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Our correspondent saw a crowd.", Knowing.WITNESS),
        ("به گزارش خبرنگار ما مردم تجمع کردند.", Knowing.WITNESS),
        ("به گفتهٔ شاهدان دو نفر کشته شدند.", Knowing.WITNESS),
        ("وقال شهود عيان إن المئات تجمعوا.", Knowing.WITNESS),
        ("A crowd gathered.", Knowing.DOCUMENT),
    ],
)
def test_what_the_text_shows_stands_above_what_its_source_usually_rests_on(made, text, expected):
    declared = {"s": made.source("s", basis=Knowing.DOCUMENT)}
    report, _ = made.tell("a", source="s", body=text)
    found = basis_of(report, text=folded(text), declared=declared, cues=load_cues(), relays=False)
    assert found is expected


def test_an_undeclared_source_has_no_known_basis_whatever_its_text_says(made):
    report, _ = made.tell("a", source="nobody", body="Our correspondent saw it.")
    found = basis_of(report, text=folded(report.body), declared={}, cues=load_cues(), relays=False)
    assert found is Knowing.UNKNOWN


def test_a_relay_by_name_rests_on_what_it_relays(made):
    sources = [
        made.source("ilna", name="ILNA", basis=Knowing.DOCUMENT),
        made.source("upi", name="UPI", basis=Knowing.WITNESS),
    ]
    told = [
        made.tell("a", made.event("FRC", at="izeh", killed=2), source="ilna", said="2018-01-01"),
        made.tell(
            "b",
            made.event("ARM", at="izeh", killed=2),
            source="upi",
            said="2018-01-01",
            body="Two people were shot dead in Izeh, a member of parliament told the ILNA agency.",
        ),
        made.tell(
            "c",
            made.event("FRC", at="dorud", killed=2),
            source="upi",
            said="2018-01-01",
            body="Two were killed in Dorud, an official told the ILNA agency.",
        ),
    ]
    assert _origins(told, sources) == [["a", "b"], ["c"]]


def test_two_relays_of_a_source_that_the_desk_lacks_are_one_origin(made):
    sources = [made.source("fars", name="Fars"), made.source("x"), made.source("y")]
    told = [
        made.tell(name, made.event(), source=name, body=f"{name} notes: {body}")
        for name, body in (
            ("x", "fifty were there on Saturday, according to Fars."),
            ("y", "the crowd that met in the square was small, Fars reported."),
        )
    ]
    assert _origins(told, sources) == [["x", "y"]]


def test_a_family_is_one_origin_only_where_it_repeats_one_assertion(made):
    family = [made.source(n, "party", family="movement") for n in ("m", "n", "o")]
    toll = made.event("FRC", made.days("2019-11-15", "2019-11-20"), "iran", killed=1500)
    told = [
        made.tell("a", toll, source="m", said="2019-12-15"),
        made.tell("b", toll, source="n", said="2019-12-20"),
        made.tell("c", made.event(at="mashhad"), source="o", said="2019-12-20"),
        made.tell("d", made.event(at="mashhad"), source="n", said="2019-12-20"),
    ]
    assert _origins(told, family) == [["a", "b"], ["c"], ["d"]]


def test_a_family_with_witnesses_of_their_own_is_not_one_origin(made):
    family = [made.source(n, family="state", basis=Knowing.WITNESS) for n in ("m", "n")]
    toll = made.event("FRC", at="iran", killed=1500)
    told = [made.tell("a", toll, source="m"), made.tell("b", toll, source="n")]
    assert _origins(told, family) == [["a"], ["b"]]


def test_a_template_filled_in_for_another_town_or_day_is_no_copy(made):
    body = "The people of the town gathered on the square and shouted against the high prices."
    told = [
        made.tell("a", made.event(at="dorud"), body=body),
        made.tell("b", made.event(at="karaj"), body=body),
        made.tell("c", made.event(at="dorud", on="2018-03-01"), body=body, said="2018-03-02"),
        made.tell("d", made.event(at="dorud"), body=body + " Two banks closed."),
    ]
    assert _origins(told, []) == [["a", "d"], ["b"], ["c"]]


def test_a_persian_repost_with_two_words_more_is_a_copy(made):
    body = "صدها نفر دوشنبه‌شب در آبادان تجمع کردند و دست‌کم ۲۰ نفر بازداشت شدند."
    longer = "صدها نفر دوشنبه‌شب در آبادان تجمع کردند و دست‌کم ۲۰ نفر از معترضان بازداشت شدند."
    told = [
        made.tell("a", made.event(at="ahvaz"), body=body, lang="fa"),
        made.tell("b", made.event(at="ahvaz"), body=longer, lang="fa"),
    ]
    (origin,) = find_origins([t[0] for t in told], [t[1] for t in told], [])
    assert origin.first == "a"
    assert [(link.report, link.of) for link in origin.links] == [("b", "a")]


def test_the_same_large_toll_from_another_origin_later_is_flagged(made):
    whole = made.days("2019-11-15", "2019-11-20")
    told = [
        made.tell("a", made.event("FRC", whole, "iran", killed=1500), said="2019-12-15"),
        made.tell("b", made.event("FRC", whole, "iran", killed=1500), said="2019-12-23"),
    ]
    (incident,) = made.join(*told).incidents
    assert "figure-repeated" in incident.flags
    assert incident.killed.asserters == ("of-a", "of-b")


def test_several_origins_of_one_owner_are_counted_and_flagged(made):
    family = [made.source(n, family="state", basis=Knowing.WITNESS) for n in ("m", "n")]
    other = made.source("o", basis=Knowing.WITNESS)
    told = [made.tell(n, made.event(), source=n) for n in ("m", "n")]
    (alone,) = made.join(*told, sources=family).incidents
    assert (alone.independent, alone.flags) == (2, ("one-interest",))
    (joined,) = made.join(
        *told, made.tell("o", made.event(), source="o"), sources=[*family, other]
    ).incidents
    assert (joined.independent, joined.flags) == (3, ())


def test_the_same_picture_of_one_town_and_day_is_one_origin_and_a_logo_is_none(made):
    told = [
        made.tell("a", made.event(at="dorud"), media=("p1", "logo")),
        made.tell("b", made.event(at="dorud"), media=("p1",), body="عکس رسیده از دورود", lang="fa"),
        made.tell("c", made.event(at="karaj"), media=("logo",)),
        made.tell("d", made.event(at="dorud", on="2018-03-01"), media=("p1",), said="2018-03-02"),
    ]
    assert _origins(told, []) == [["a", "b"], ["c"], ["d"]]
