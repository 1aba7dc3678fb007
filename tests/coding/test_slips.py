"""Values once read out of words that do not say them, each with the words that do."""

from typing import NamedTuple

import pytest

from crosstally.coding.coder import Coder, code_report
from crosstally.records import Actor, Kind, Mention, Reality, ReportLine, Stance

SAID = "2018-08-06"  # a Monday


def read(coder: Coder, text: str, lang: str = "en") -> tuple[Mention, ...]:
    """The mentions of a text said on a Monday."""
    return code_report(coder, ReportLine(id="r", text=text, published=SAID, lang=lang)).mentions


class Toll(NamedTuple):
    """What a text says of the dead and the arrested: low and high, or None."""

    killed: tuple[int, int] | None = None
    arrested: tuple[int, int] | None = None


def toll_of(mention: Mention) -> Toll:
    """The toll of a mention."""
    harm = mention.harm
    pairs = (harm and harm.killed, harm and harm.arrested)
    return Toll(*((c.low, c.high) if c else None for c in pairs))


TOLLS = [
    (
        "At least 41 people have been killed in Shiraz, a group said, adding that the toll may be"
        " as high as 90.",
        "en",
        (Kind.FRC, Kind.ARM),
        Toll((41, 41)),
    ),
    (
        "At least four people arrested in the protests in Ahvaz have died in custody.",
        "en",
        (Kind.CUS,),
        Toll((4, 4), (4, 4)),
    ),
    (
        "At least 57 people were killed in the uprising in Iran, 8 of them under torture.",
        "en",
        (Kind.CUS,),
        Toll(),
    ),
    ("اعتصاب غذای سه کارگر بازداشتی در زندان اهواز ادامه دارد.", "fa", (Kind.HNG,), Toll()),
]


@pytest.mark.parametrize(("text", "lang", "kinds", "toll"), TOLLS)
def test_a_toll_is_what_the_words_count(
    coder: Coder, text: str, lang: str, kinds: tuple[Kind, ...], toll: Toll
) -> None:
    found = [m for m in read(coder, text, lang) if m.kind in kinds]
    assert [toll_of(m) for m in found] == [toll]


HAPPENED = [
    ("Thousands marched in Tabriz on Saturday to mark the anniversary of a massacre.", "en"),
    ("Not all of the protesters who gathered in Tabriz on Sunday were local.", "en"),
    ("Bus drivers in Tabriz stopped work on Sunday without exception.", "en"),
    ("همهٔ رانندگان تبریز، بدون استثنا، کامیون‌ها را خوابانده‌اند.", "fa"),
]


@pytest.mark.parametrize(("text", "lang"), HAPPENED)
def test_an_anniversary_or_an_exception_denies_no_protest(
    coder: Coder, text: str, lang: str
) -> None:
    realities = {m.reality for m in read(coder, text, lang) if m.stance is not None}
    assert realities & {Reality.OCCURRED, Reality.ONGOING}
    assert Reality.DENIED not in realities


def test_a_protest_beside_an_official_rally_stays_a_protest(coder: Coder) -> None:
    text = (
        "Several thousand supporters of the government rallied in Shiraz on Saturday, hours"
        " before a separate workers protest in the city."
    )
    found = {m.stance: m.size for m in read(coder, text)}
    assert set(found) == {Stance.PRO_STATE, Stance.CHALLENGER}
    assert found[Stance.CHALLENGER] is None


def test_an_unrelated_protest_is_a_protest_too(coder: Coder) -> None:
    text = "Supporters of the government rallied in Yazd hours after an unrelated student rally."
    assert {m.stance for m in read(coder, text)} == {Stance.PRO_STATE, Stance.CHALLENGER}


def test_a_call_that_a_protest_followed_announces_nothing(coder: Coder) -> None:
    text = "در پی فراخوان‌های اینترنتی، شنبه‌شب نزدیک به ۹۰ نفر در شاهرود تجمع کردند."
    assert [m.kind for m in read(coder, text, "fa")] == [Kind.ASM]


@pytest.mark.parametrize(("days", "first"), [("چهار", "2018-08-02"), ("۵", "2018-08-01")])
def test_the_past_days_of_a_persian_report_are_counted(coder: Coder, days: str, first: str) -> None:
    text = f"یک مقام گفت طی {days} روز گذشته حدود ۳۴۰ نفر در شیراز بازداشت شده‌اند."
    (arrest,) = read(coder, text, "fa")
    assert arrest.days is not None
    assert (str(arrest.days.first), str(arrest.days.last)) == (first, SAID)


PLACES = [
    (
        "Crowds also marched on Friday in Tabriz, where dozens gathered at the post office, and in"
        " Ahvaz.",
        "en",
        Kind.ASM,
        "Tabriz",
    ),
    (
        "A protest took place in Qom. The governor of Isfahan said a number of people were"
        " arrested.",
        "en",
        Kind.ARR,
        "Isfahan",
    ),
    (
        "در قم تجمعی برگزار شد. فرماندار اصفهان گفت شماری از مردم بازداشت شدند.",
        "fa",
        Kind.ARR,
        "Isfahan",
    ),
    (
        "Nurses stopped work in nine towns, among them Tabriz, Qom and Ahvaz. One was arrested.",
        "en",
        Kind.ARR,
        None,
    ),
    (
        "The strike of bus drivers has spread to three provinces: Alborz, Gilan and Fars.",
        "en",
        Kind.STK,
        None,
    ),
    ("Ten workers were arrested in Haft Tappeh on Sunday.", "en", Kind.ARR, "Shush"),
    ("کارگران هفت‌تپه روز یکشنبه تجمع کردند.", "fa", Kind.ASM, "Shush"),
]


@pytest.mark.parametrize(("text", "lang", "kind", "city"), PLACES)
def test_a_town_is_the_one_that_the_words_tie_to_the_event(
    coder: Coder, text: str, lang: str, kind: Kind, city: str | None
) -> None:
    found = {m.place.city if m.place else None for m in read(coder, text, lang) if m.kind is kind}
    assert found == {city}


AGAINST_FORCES = [
    ("A policeman was killed in Qom on Friday as protesters gathered in the town.", "en"),
    ("Crowds protested in Qom on Friday. Two gunmen also shot at the police.", "en"),
    ("جمعه‌شب در قم یک مأمور پلیس با شلیک تفنگ کشته و دو نفر زخمی شدند.", "fa"),
]


@pytest.mark.parametrize(("text", "lang"), AGAINST_FORCES)
def test_who_suffers_a_shot_did_not_fire_it(coder: Coder, text: str, lang: str) -> None:
    kinds = {m.kind for m in read(coder, text, lang)}
    assert Kind.ARM in kinds
    assert Kind.FRC not in kinds


def test_police_who_stood_by_fired_nothing(coder: Coder) -> None:
    text = "Police stood by in Arak on Friday while shots were fired from a roof at the protesters."
    assert {m.actor for m in read(coder, text) if m.kind is Kind.FRC} <= {None, Actor.UNKNOWN}


def test_one_who_takes_off_a_headscarf_in_protest_is_no_assembly(coder: Coder) -> None:
    text = "A woman took off her headscarf on Hafez Street in Arak in protest at compulsory hijab."
    assert [m.kind for m in read(coder, text)] == [Kind.EXP]
