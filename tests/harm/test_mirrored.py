"""No party's claim is fact (H11): dossiers with mirrored evidence get the same answers.

A dossier is made from a seed: what happened, who told of it and how, and what one side asserts. It
is then told four times, with a party, the state, monarchists and a union in turn as the side that
asserts, another of them as its rival, and everything else as it was.
"""

import random
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from crosstally.claims.assertion import Assertion, Part, Scope, Sort
from crosstally.claims.verdict import judge
from crosstally.coding.coder import code_report, compile_coder
from crosstally.counting import load_rules, tally
from crosstally.linking import link, load_weights
from crosstally.packs.gazetteer import load_country
from crosstally.packs.language import load_language
from crosstally.publish.disclose import disclose
from crosstally.publish.geography import geography
from crosstally.publish.held import Desk, Held
from crosstally.publish.policy import Policy
from crosstally.records import (
    ClaimType,
    Kind,
    Report,
    ReportId,
    Source,
    SourceId,
    SourceKind,
    changed,
)


class Side(NamedTuple):
    """One that asserts: its outlets' names in both languages, and what it is."""

    key: str
    name: str
    name_fa: str
    kind: SourceKind


SIDES = (
    Side("party", "Parcham", "پرچم", SourceKind.PARTY),
    Side("state", "Setadnews", "ستادنیوز", SourceKind.STATE_MEDIA),
    Side("monarchist", "Derafsh", "درفش", SourceKind.PARTY),
    Side("union", "Peyman", "پیمان", SourceKind.UNION),
)
TOWNS = (("Shiraz", "شیراز"), ("Isfahan", "اصفهان"), ("Tabriz", "تبریز"), ("Ahvaz", "اهواز"))
DEEDS = (("gathered", "تجمع کردند", Kind.ASM), ("went on strike", "اعتصاب کردند", Kind.STK))
NEUTRAL = ("wire", "daily", "rights")
START = date(2018, 8, 1)


class Telling(NamedTuple):
    """One report of a dossier: who tells, by role, when, and the words with gaps for names."""

    role: str
    day: date
    text: str


class Dossier(NamedTuple):
    """What was told, and what the asserting side says of it."""

    told: tuple[Telling, ...]
    claims: tuple[Assertion, ...]


def make_dossier(seed: int) -> Dossier:
    """A dossier that follows from its seed. `{own}` and `{rival}` are the sides' names."""
    rng = random.Random(seed)
    told = []
    for number in range(rng.randrange(1, 4)):
        (town, town_fa), (did, did_fa, _) = rng.choice(TOWNS), rng.choice(DEEDS)
        day = START + timedelta(days=rng.randrange(3) + 7 * number)
        roles = rng.sample(("own", "own2", "rival", "rival2", *NEUTRAL), rng.randrange(2, 6))
        for role in roles:
            many, dead = rng.choice((40, 200, 1500)), rng.choice((0, 2, 5, 21))
            said = rng.choice(("", "{own} said ", "{rival} said "))
            said_fa = {"": "", "{own} said ": "{own_fa} گفت ", "{rival} said ": "{rival_fa} گفت "}[
                said
            ]
            toll, toll_fa = (
                f" {dead} people were killed." if dead else "",
                (f" {dead} نفر کشته شدند." if dead else ""),
            )
            text = rng.choice((
                f"{said}about {many} workers {did} in {town} on {day.day} August 2018.{toll}",
                f"{said_fa}حدود {many} کارگر روز {day:%d} اوت ۲۰۱۸ در {town_fa} {did_fa}.{toll_fa}",
            ))  # fmt: skip
            told.append(Telling(role, day + timedelta(days=rng.randrange(3)), text))
    return Dossier(tuple(told), tuple(_claims(rng, told)))


def _claims(rng, told):
    first = min(one.day for one in told)
    scope = Scope(first=first - timedelta(days=3), last=first + timedelta(days=4))
    own = tuple(f"r-{n}" for n, one in enumerate(told) if one.role == "own")
    parts = (
        (ClaimType.EVENT, Part(sort=Sort.INCIDENT, text="it took place", kinds=(Kind.ASM,), scope=scope)),
        (ClaimType.FIGURE, Part(sort=Sort.FIGURE, text="the toll", of="killed", low=5, high=5, scope=scope)),
        (ClaimType.EVENT, Part(sort=Sort.SAID, text="who says so", words=(("strike", "اعتصاب"),))),
        (ClaimType.ROLE, Part(sort=Sort.CANNOT, text="it called it")),
        (ClaimType.OPINION, Part(sort=Sort.CANNOT, text="it was right")),
    )  # fmt: skip
    for number, (kind, part) in enumerate(rng.sample(parts, 4)):
        yield Assertion(
            id=f"claim-{number}", asserter="{own}", source=SourceId("own"), type=kind,
            text="{own} asserts it", reports=own, scope=scope, parts=(part,),
        )  # fmt: skip


def cast(own: Side, rival: Side) -> dict[str, Source]:
    """The sources of a telling, by role: two outlets of each side, and those of no side."""
    made = {
        role: Source(id=SourceId(f"{side.key}-{n}"), name=f"{side.name} {n}", kind=side.kind,
                     family=side.key, aliases=(side.name_fa,) if n == 1 else ())
        for n, (role, side) in enumerate(
            (("own", own), ("own2", own), ("rival", rival), ("rival2", rival)), start=1
        )
    }  # fmt: skip
    kinds = (SourceKind.PRESS, SourceKind.PRESS, SourceKind.RIGHTS_GROUP)
    made |= {role: Source(id=SourceId(role), name=role, kind=kind)
             for role, kind in zip(NEUTRAL, kinds, strict=True)}  # fmt: skip
    return made


def answers(dossier: Dossier, own: Side, rival: Side) -> dict[str, object]:
    """What the house makes of a dossier, without a name in it."""
    sources = cast(own, rival)
    names = {"own": own.name, "rival": rival.name, "own_fa": own.name_fa, "rival_fa": rival.name_fa}
    reports = [
        Report(id=ReportId(f"r-{n}"), source=sources[one.role].id, said_on=one.day,
               body=one.text.format(**names), native_id=f"r-{n}")
        for n, one in enumerate(dossier.told)
    ]  # fmt: skip
    coded = [coded_of(one.body, one.said_on, one.id) for one in reports]
    known = tuple(sources.values())
    linked = link(reports, coded, known, (), weights())
    claims = [changed(one, asserter=own.name, source=sources["own"].id,
                      text=one.text.format(**names)) for one in dossier.claims]  # fmt: skip
    judged = judge(
        claims, reports, [s for c in coded for s in c.statements], linked.incidents,
        linked.origins, known,
    )  # fmt: skip
    counts = tuple(tally(linked.incidents, rule) for rule in load_rules("all"))
    page = disclose(
        Held(
            desk=Desk(name="d", country="IR"), geography=land(), sources=known,
            reports=tuple(reports), mentions=tuple(m for c in coded for m in c.mentions),
            origins=linked.origins, incidents=linked.incidents, tallies=counts, claims=judged,
        ),
        Policy(),
    )  # fmt: skip
    return {
        "verdicts": [(c.verdict, c.rule, c.origins_asserting, c.origins_for, c.origins_against,
                      len(c.evidence_for), len(c.evidence_against)) for c in judged],
        "counts": [(c.rule, c.value, len(c.left_out)) for c in counts],
        "order": [(i.id, i.kind, i.first, i.independent, i.status, i.counts, len(i.mentions),
                   [(f.name, f.value.low, f.value.high, f.value.first, f.rule, len(f.rivals))
                    for f in i.fields]) for i in page.incidents],
        "told": [(c.id, c.verdict, c.rule) for c in page.claims],
    }  # fmt: skip


@cache
def _coder():
    languages = [load_language(code) for code in ("fa", "en")]
    return compile_coder(languages, countries=[load_country("IR")], zone=ZoneInfo("Asia/Tehran"))


@cache
def weights():
    return load_weights()


@cache
def land():
    return geography(load_country("IR"))


def coded_of(body, day, name):
    coded = code_report(_coder(), Report(id=name, source=SourceId("x"), body=body, said_on=day))
    own = {"report": name, "source": None}
    return changed(coded, mentions=tuple(changed(m, **own) for m in coded.mentions),
                   statements=tuple(changed(s, **own) for s in coded.statements))  # fmt: skip


def mirrored(seed: int) -> list[dict[str, object]]:
    """What the house makes of one dossier with each side in turn in the first place."""
    dossier = make_dossier(seed)
    return [answers(dossier, own, SIDES[(n + 1) % 4]) for n, own in enumerate(SIDES)]


@pytest.mark.slow
def test_h11_a_hundred_mirrored_dossiers_get_the_same_verdicts_counts_and_order():
    apart = [seed for seed in range(100) if len({repr(one) for one in mirrored(seed)}) != 1]
    assert apart == []


@pytest.mark.slow
def test_the_hundred_dossiers_reach_many_verdicts_and_counts():
    """The control: were all answers the same, mirrors would prove nothing."""
    made = [answers(make_dossier(seed), SIDES[0], SIDES[1]) for seed in range(0, 100, 4)]
    verdicts = {verdict[0] for one in made for verdict in one["verdicts"]}
    assert len(verdicts) >= 4
    assert len({repr(one["counts"]) for one in made}) > 5


@pytest.mark.slow
def test_evidence_that_is_not_mirrored_is_not_answered_alike():
    dossier = make_dossier(3)
    other = dossier._replace(told=tuple(one for one in dossier.told if one.role != "wire")[:2])
    assert answers(dossier, SIDES[0], SIDES[1]) != answers(other, SIDES[0], SIDES[1])
