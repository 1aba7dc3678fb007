"""A desk of many years, invented from a seed: coded table rows and press reports, linked by their truth.

What `disclose` takes, without coding a post: each incident is told by rows of somebody's table
(values grounded in cells) and by the press (values grounded in spans of an open text). Towns follow
Zipf's law over the country pack, days come in waves over ten years, and tellings a power law. The
counts are made by the built-in rules. Nothing in it happened and every report says so.
"""

import random
from datetime import date, timedelta

from crosstally.counting import load_rules, tally
from crosstally.packs.gazetteer import load_country
from crosstally.publish.geography import geography
from crosstally.publish.held import Desk, Held, RuleNote, Town
from crosstally.records import (
    Basis,
    Bound,
    Cell,
    Claim,
    ClaimId,
    ClaimType,
    Count,
    Days,
    Demand,
    Evidence,
    Group,
    GroupValue,
    Harm,
    Incident,
    IncidentId,
    Issue,
    Kind,
    Knowing,
    Level,
    Mention,
    MentionId,
    Origin,
    OriginId,
    OriginLink,
    Place,
    Precision,
    Provenance,
    Quote,
    Reality,
    Reason,
    Report,
    ReportId,
    Resolved,
    Rival,
    Size,
    Source,
    SourceId,
    SourceKind,
    Span,
    Stage,
    Stance,
    Status,
    Tally,
    Theme,
    Verdict,
    short_id,
)

SEED, START, DAYS = 1404, date(2015, 3, 21), 3650
KINDS = (
    (Kind.ASM, 52, ("rally", "march", "sit-in", "workplace")), (Kind.STK, 15, ("stoppage", "closure")),
    (Kind.BLK, 6, ("road",)), (Kind.HNG, 3, ("prison",)), (Kind.EXP, 10, ("chanting", "banner")),
    (Kind.RIO, 4, ("clash",)), (Kind.ARR, 5, ("raid",)), (Kind.DSP, 5, ("gas",)),
)  # fmt: skip
FA_GROUPS = {Group.WORKERS: "کارگران", Group.TEACHERS: "معلمان", Group.RETIREES: "بازنشستگان",
             Group.STUDENTS: "دانشجویان", Group.FARMERS: "کشاورزان", Group.NURSES: "پرستاران"}  # fmt: skip
FA_DEMANDS = {"پرداخت حقوق معوق": Theme.LABOUR, "افزایش دستمزد": Theme.ECONOMIC, "آب و برق": Theme.ECONOMIC,
              "آزادی زندانیان": Theme.JUSTICE, "هوای پاک": Theme.ENVIRONMENT}  # fmt: skip
PRESS, TABLES = 40, 6
CLAIMS = 2000


def held(count: int, *, seed: int = SEED) -> Held:
    """The desk with this many incidents."""
    chance = random.Random(seed)
    land = geography(load_country("IR"))
    towns = [town for town in land.towns if town.province and town.lat is not None]
    chance.shuffle(towns)
    weights = [1 / (rank + 3) ** 0.9 for rank in range(len(towns))]
    waves = [chance.lognormvariate(0, 0.8) for _ in range(DAYS // 7 + 1)]
    days = chance.choices(range(DAYS), [waves[day // 7] for day in range(DAYS)], k=count)
    where = chance.choices(towns, weights, k=count)
    reports: list[Report] = []
    mentions: list[Mention] = []
    origins: list[Origin] = []
    incidents: list[Incident] = []
    for number in range(count):
        made = _happens(number, where[number], START + timedelta(days=days[number]), chance)
        reports += made[0]
        mentions += made[1]
        origins += made[2]
        incidents.append(made[3])
    rules = load_rules("all")
    return Held(
        desk=Desk(name="A desk of ten years", name_fa="میزِ ده‌ساله", country="IR"),
        geography=land,
        sources=tuple(_sources()),
        reports=tuple(reports),
        mentions=tuple(mentions),
        origins=tuple(origins),
        incidents=tuple(incidents),
        tallies=counts(tuple(incidents)),
        rules=tuple(
            RuleNote(id=rule.id, title=rule.name.en, title_fa=rule.name.fa, unit=rule.unit_name.en,
                     unit_fa=rule.unit_name.fa, source=rule.source.title)
            for rule in rules
        ),
        claims=tuple(_claims(incidents, reports, chance)),
        issues=tuple(
            Issue(stage=Stage.CODING, reason=Reason.NO_PLACE, report=one.id) for one in reports[::50]
        ),
    )  # fmt: skip


def counts(incidents: tuple[Incident, ...]) -> tuple[Tally, ...]:
    """The tallies of the built-in rules."""
    return tuple(tally(incidents, rule) for rule in load_rules("all"))


def _sources() -> list[Source]:
    press = [Source(id=SourceId(f"press-{n}"), name=f"Invented Daily {n}", kind=SourceKind.PRESS,
                    synthetic=True) for n in range(PRESS)]  # fmt: skip
    tables = [Source(id=SourceId(f"table-{n}"), name=f"Invented Monitor {n}",
                     kind=SourceKind.RIGHTS_GROUP, synthetic=True) for n in range(TABLES)]  # fmt: skip
    return press + tables


Made = tuple[list[Report], list[Mention], list[Origin], Incident]


def _happens(number: int, town: Town, day: date, chance: random.Random) -> Made:
    kind, _, subtypes = chance.choices(KINDS, [weight for _, weight, _ in KINDS])[0]
    subtype = chance.choice(subtypes)
    group = chance.choice(tuple(FA_GROUPS))
    demand = chance.choice(tuple(FA_DEMANDS))
    size = round(chance.lognormvariate(5, 1.3)) + 3
    reports: list[Report] = []
    mentions: list[Mention] = []
    for turn in range(min(12, int(chance.paretovariate(1.6)))):
        about = size if turn == 0 else max(3, round(size * chance.uniform(0.5, 2)))
        row = chance.random() < 0.6
        report = (_row if row else _post)(number, turn, town, day, (group, demand, about), chance)
        reports.append(report)
        mentions.append(_mention(report, town, day, (kind, subtype, group, demand, about)))
    origins = _origins(reports, chance)
    return reports, mentions, origins, _incident(mentions, reports, origins, chance)


Told = tuple[Group, str, int]


def _row(
    number: int, turn: int, town: Town, day: date, _told: Told, chance: random.Random
) -> Report:
    source = f"table-{chance.randrange(TABLES)}"
    return Report(
        id=ReportId(short_id("r", f"{number}", f"{turn}")), source=SourceId(source), body="", said_on=day,
        basis=Knowing.UNKNOWN, provenance=Provenance.TABLE, row=number + 2,
        cells=(("city", town.name), ("date", day.isoformat())),
    )  # fmt: skip


def _post(
    number: int, turn: int, town: Town, day: date, told: Told, chance: random.Random
) -> Report:
    group, demand, about = told
    source = f"press-{chance.randrange(PRESS)}"
    body = (
        f"امروز حدود {about} نفر از {FA_GROUPS[group]} {town.name_fa or town.name} برای {demand} تجمع کردند. "
        f"به گفتهٔ یک شاهد، این {chance.randrange(2, 30)}مین گردهمایی آنان در {chance.randrange(2, 12)} ماه گذشته است."
    )
    return Report(
        id=ReportId(short_id("r", f"{number}", f"{turn}")), source=SourceId(source), body=body, lang="fa",
        said_on=day + timedelta(days=min(turn, 3)), url=f"https://{source}.invalid/{number}-{turn}",
        basis=chance.choice((Knowing.WITNESS, Knowing.OWN_MEDIA, Knowing.UNKNOWN)),
        provenance=Provenance.SYNTHETIC,
    )  # fmt: skip


def _mention(
    report: Report, town: Town, day: date, told: tuple[Kind, str, Group, str, int]
) -> Mention:
    kind, subtype, group, demand, about = told

    def shown(column: str, words: str) -> dict[str, object]:
        if not report.body:
            return {"span": None, "ground": Cell(column=column, row=report.row or 0)}
        start = report.body.index(words)
        return {"span": Span(start, start + len(words)), "ground": None}

    name = town.name_fa or town.name
    return Mention(
        id=MentionId(f"{report.id}#0"), report=report.id, source=report.source, kind=kind,
        subtype=subtype, reality=Reality.OCCURRED, stance=Stance.CHALLENGER,
        trigger=Quote(text="تجمع", **shown("type", "تجمع")), sentence=None, actor=None,
        days=Days(first=day, last=day, precision=Precision.DAY, basis=Basis.STATED,
                  **shown("date", "امروز")),
        place=Place(name=town.name, id=town.id, level=Level.CITY, city=town.name, country="IR",
                    province=town.province, lat=town.lat, lon=town.lon, **shown("city", name)),
        size=Size(low=about, high=about, bound=Bound.ABOUT, text=str(about),
                  **shown("size", f"{about} نفر")),
        groups=(GroupValue(value=group, **shown("group", FA_GROUPS[group])),),
        demands=(Demand(value=demand, theme=FA_DEMANDS[demand], **shown("demand", demand)),),
        slogans=(),
        harm=Harm(arrested=Count(low=2, high=2, bound=Bound.EXACT, **shown("arrested", "نفر")))
        if kind is Kind.ARR else None,
        asserter=None, confidence=0.9,
    )  # fmt: skip


def _origins(reports: list[Report], chance: random.Random) -> list[Origin]:
    """Each report its own, or the second folded into the first, as a copy."""
    folded = len(reports) > 1 and chance.random() < 0.3
    groups = [reports[:2], *([one] for one in reports[2:])] if folded else [[r] for r in reports]
    return [
        Origin(
            id=OriginId(short_id("o", group[0].id)),
            basis=group[0].basis,
            known=group[0].basis is not Knowing.UNKNOWN,
            reports=tuple(one.id for one in group),
            sources=tuple(dict.fromkeys(one.source for one in group)),
            first=group[0].id,
            links=tuple(
                OriginLink(report=one.id, of=group[0].id, reason="the same words: 14 of 15 shingles")
                for one in group[1:]
            ),
        )
        for group in groups
    ]  # fmt: skip


def _incident(
    mentions: list[Mention], reports: list[Report], origins: list[Origin], chance: random.Random
) -> Incident:
    first = mentions[0]

    def resolved(name: str, rule: str) -> Resolved:
        values = [getattr(one, name) for one in mentions]
        plain = [value[0] if isinstance(value, tuple) else value for value in values]
        rivals = tuple(
            Rival(value=value, mentions=(one.id,), asserters=(str(one.source),))
            for one, value in list(zip(mentions, plain, strict=True))[1:]
        )
        return Resolved(value=plain[0], rule=rule, mention=first.id, report=first.report,
                        asserters=(str(first.source),), rivals=rivals)  # fmt: skip

    arrested = first.harm.arrested if first.harm else None
    independent = sum(one.known for one in origins) + any(not one.known for one in origins)
    return Incident(
        id=IncidentId(short_id("i", first.id)), kind=first.kind, subtype=first.subtype,
        first=first.days.first, last=first.days.last,
        status=chance.choices((Status.MACHINE, Status.UNDER_REVIEW, Status.CONFIRMED), (70, 10, 20))[0],
        counts=first.kind not in (Kind.ARR, Kind.DSP), reality="occurred",
        mentions=tuple(one.id for one in mentions), reports=tuple(one.id for one in reports),
        sources=tuple(one.source for one in reports), origins=tuple(one.id for one in origins),
        independent=independent,
        days=resolved("days", "days: stated before published, finest, then most origins"),
        place=resolved("place", "place: most specific, then most origins"),
        size=resolved("size", "size: range of independent tellings"),
        groups=(resolved("groups", "every value that is told"),),
        demands=(resolved("demands", "every value that is told"),),
        arrested=Resolved(value=arrested, rule="only one", mention=first.id, report=first.report)
        if arrested else None,
        stance=Stance.CHALLENGER,
        voices=tuple(dict.fromkeys(str(one.source) for one in reports)),
    )  # fmt: skip


def _claims(incidents: list[Incident], reports: list[Report], chance: random.Random) -> list[Claim]:
    """A claim of a figure for some of the incidents, each with its evidence."""
    told = chance.sample(range(len(incidents)), min(CLAIMS, len(incidents)))
    known = {one.id: one for one in reports}
    return [
        Claim(
            id=ClaimId(short_id("c", incidents[at].id)), type=ClaimType.EVENT,
            asserter=str(incidents[at].sources[0]), source=incidents[at].sources[0],
            reports=incidents[at].reports[:1], origins_asserting=1,
            text=f"People gathered on {incidents[at].first}.",
            text_fa=f"مردم در {incidents[at].first} گرد آمدند.",
            verdict=Verdict.SUPPORTED if len(incidents[at].reports) > 1 else Verdict.SINGLE_CHANNEL,
            rule="record-shows", because="The record holds it.", because_fa="در سند هست.",
            evidence_for=tuple(
                Evidence(record=one, origin=None, source=known[one].source, note="says so")
                for one in incidents[at].reports[1:3]
            ),
            origins_for=len(incidents[at].reports[1:3]),
        )
        for at in told
    ]  # fmt: skip
