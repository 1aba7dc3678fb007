"""A hand-made desk of sixty incidents across Iran: enough to draw, small enough to read.

Nothing in it happened: every report is synthetic and says so.
"""

import random
from datetime import date, timedelta

from crosstally.packs.gazetteer import load_country
from crosstally.publish.geography import geography
from crosstally.publish.held import Desk, Geography, Held, MethodFact, RuleNote, Town
from crosstally.records import (
    Alteration,
    Basis,
    Bound,
    Call,
    CallId,
    Claim,
    ClaimId,
    ClaimType,
    Count,
    Days,
    Evidence,
    Exclusion,
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
    Relation,
    Report,
    ReportId,
    Resolved,
    Rival,
    Size,
    Slogan,
    Source,
    SourceId,
    SourceKind,
    Span,
    Stage,
    Stance,
    Status,
    Tally,
    Theme,
    Unit,
    Verdict,
    changed,
)

TOWNS = (
    ("geonames:124665", "Mashhad", "مشهد", "IR-09", 36.2981, 59.6057),
    ("geonames:122285", "Neyshabur", "نیشابور", "IR-09", 36.2133, 58.7957),
    ("geonames:112931", "Tehran", "تهران", "IR-23", 35.6944, 51.4215),
    ("geonames:418863", "Isfahan", "اصفهان", "IR-10", 32.6525, 51.6746),
    ("geonames:115019", "Shiraz", "شیراز", "IR-07", 29.6103, 52.5311),
    ("geonames:144448", "Ahvaz", "اهواز", "IR-06", 31.319, 48.6842),
    ("geonames:128226", "Kermanshah", "کرمانشاه", "IR-05", 34.3142, 47.065),
    ("geonames:118743", "Rasht", "رشت", "IR-01", 37.2761, 49.5886),
    ("geonames:113646", "Tabriz", "تبریز", "IR-03", 38.08, 46.2919),
    ("geonames:117574", "Sanandaj", "سنندج", "IR-12", 35.315, 46.9988),
    ("geonames:1159301", "Zahedan", "زاهدان", "IR-11", 29.4963, 60.8629),
    ("geonames:128747", "Karaj", "کرج", "IR-30", 35.8327, 50.9915),
    ("geonames:119208", "Qom", "قم", "IR-25", 34.6401, 50.8764),
    ("geonames:132144", "Hamedan", "همدان", "IR-13", 34.7992, 48.5146),
    ("geonames:141681", "Bandar Abbas", "بندرعباس", "IR-22", 27.1865, 56.2808),
    ("geonames:143127", "Arak", "اراک", "IR-00", 34.0949, 49.6981),
    ("geonames:135878", "Dorud", "دورود", "IR-15", 33.4922, 49.0616),
    ("geonames:130697", "Izeh", "ایذه", "IR-06", 31.8303, 49.8676),
)
SOURCES = (
    Source(id=SourceId("s-wire"), name="Northgate Wire", kind=SourceKind.PRESS, synthetic=True),
    Source(id=SourceId("s-toos"), name="صبح توس", kind=SourceKind.CHANNEL, synthetic=True),
    Source(id=SourceId("s-gov"), name="Office of the governor", kind=SourceKind.OFFICIAL, synthetic=True),
    Source(id=SourceId("s-party"), name="Party Herald", kind=SourceKind.PARTY, family="party", synthetic=True),
    Source(id=SourceId("s-rights"), name="Hamrah Rights", kind=SourceKind.RIGHTS_GROUP, synthetic=True),
)  # fmt: skip
RULES = (
    RuleNote(id="gatherings", title="Gatherings", title_fa="تجمع‌ها", unit="gatherings",
             unit_fa="تجمع", source="Crosstally codebook, section kinds"),
    RuleNote(id="city_days", title="City-days", title_fa="شهر-روزها", unit="city-days",
             unit_fa="شهر-روز", source="ISW/CTP, protest map method"),
    RuleNote(id="mm50", title="Fifty or more", title_fa="پنجاه نفر و بیشتر", unit="protests",
             unit_fa="اعتراض", source="Mass Mobilization, user's manual"),
    RuleNote(id="strict", title="Two origins or more", title_fa="دو خاستگاه یا بیشتر",
             unit="gatherings", unit_fa="تجمع", source="Crosstally"),
)  # fmt: skip


def country() -> Geography:
    """Eighteen towns of our own spelling, on the outlines of the built-in country pack."""
    names = ("id", "name", "name_fa", "province", "lat", "lon")
    towns = tuple(Town(**dict(zip(names, row, strict=True))) for row in TOWNS)
    return changed(geography(load_country("IR")), towns=towns)


def held() -> Held:
    """The tiny desk."""
    land = country()
    chance = random.Random(1396)
    reports: list[Report] = []
    mentions: list[Mention] = []
    origins: list[Origin] = []
    incidents: list[Incident] = []
    days = [date(2017, 12, 28) + timedelta(days=n) for n in range(8)]
    days += [date(2018, 8, 1) + timedelta(days=n) for n in range(5)]
    days += [date(2019, 11, 15) + timedelta(days=n) for n in range(4)]
    for number in range(60):
        town = land.towns[chance.randrange(len(land.towns))]
        kind = (Kind.ASM, Kind.ASM, Kind.ASM, Kind.STK, Kind.RIO, Kind.EXP)[chance.randrange(6)]
        day = days[chance.randrange(len(days))]
        made = _incident(number, town, kind, day, chance)
        reports += made[0]
        mentions += made[1]
        origins += made[2]
        incidents.append(made[3])
    incidents[1] = changed(
        incidents[1], kind=Kind.DSP, subtype="gas", counts=False, groups=(), slogans=(),
        relations=(Relation(kind="response_to", incident=incidents[0].id, reason="same town and day"),),
    )  # fmt: skip
    return Held(
        desk=Desk(name="A tiny desk", name_fa="میزِ کوچک", country="IR", day=date(2020, 1, 31)),
        geography=land,
        sources=SOURCES,
        reports=tuple(reports),
        mentions=tuple(mentions),
        origins=tuple(origins),
        incidents=tuple(incidents),
        tallies=tallies(tuple(incidents)),
        rules=RULES,
        claims=_claims(reports, incidents),
        calls=(_call(reports[0], mentions[0]),),
        issues=(
            Issue(stage=Stage.INTAKE, reason=Reason.TRUNCATED, where="inbox/a.jsonl#4"),
            Issue(stage=Stage.INTAKE, reason=Reason.DUPLICATE, where="inbox/a.jsonl#5"),
            Issue(stage=Stage.CODING, reason=Reason.NO_PLACE, report=reports[3].id),
        ),
        method=(
            MethodFact(section="versions", name="crosstally", value="0.1.0"),
            MethodFact(section="packs", name="country/IR", value="0" * 64),
        ),
    )


def tallies(incidents: tuple[Incident, ...]) -> tuple[Tally, ...]:
    """Counts under four rules, in a few lines each."""
    counted = [one for one in incidents if one.counts]
    days: dict[str, list[str]] = {}
    for one in counted:
        if one.place is not None:
            days.setdefault(f"{one.first} {one.place.value.name}", []).append(one.id)
    big = [one for one in counted if one.size is not None and one.size.value.low >= 50]
    strict = [one for one in counted if one.independent >= 2]
    out = [one for one in incidents if not one.counts]
    return (
        _tally("gatherings", {one.id: [one.id] for one in counted}, [(o.id, "kind") for o in out]),
        _tally("city_days", days, [(o.id, "kind") for o in out]),
        _tally("mm50", {one.id: [one.id] for one in big},
               [(o.id, "size" if o.size else "size-unknown") for o in counted if o not in big]),
        _tally("strict", {one.id: [one.id] for one in strict},
               [(o.id, "origins") for o in counted if o not in strict]),
    )  # fmt: skip


def _tally(rule: str, units: dict[str, list[str]], out: list[tuple[str, str]]) -> Tally:
    return Tally(
        rule=rule,
        value=len(units),
        unit="unit",
        units=tuple(Unit(key=key, incidents=tuple(ids)) for key, ids in units.items()),
        left_out=tuple(Exclusion(incident=one, reason=why) for one, why in out),
    )


def _span(body: str, words: str) -> Span:
    start = body.index(words)
    return Span(start, start + len(words))


Made = tuple[list[Report], list[Mention], list[Origin], Incident]


def _incident(number: int, town: Town, kind: Kind, day: date, chance: random.Random) -> Made:
    low = chance.choice((20, 200, 300, 2000))
    persian = (
        f"امروز صدها نفر در {town.name_fa} تجمع کردند و شعار «نان، کار، آزادی» سر دادند. "
        f"دست‌کم {low // 10} نفر بازداشت شدند."
    )
    english = (
        f"About {low} workers gathered in {town.name} on {day:%d %B %Y}, chanting \"Bread, work, "
        'freedom". The governor said the crowd was small.'
    )  # fmt: skip
    tellings = [
        ("s-toos", "fa", persian, Knowing.WITNESS),
        ("s-wire", "en", english, Knowing.RELAY),
    ]
    if number % 5 == 0:
        tellings.append(("s-party", "en", english.replace("About", "Some"), Knowing.UNKNOWN))
    reports, mentions = [], []
    for turn, (source, lang, body, basis) in enumerate(tellings[: 1 + number % 3]):
        report = Report(
            id=ReportId(f"r-{number:03}{turn}"), source=SourceId(source), lang=lang, body=body,
            said_on=day + timedelta(days=turn), basis=basis, provenance=Provenance.SYNTHETIC,
        )  # fmt: skip
        reports.append(report)
        mentions.append(_mention(report, town, kind, day, low))
    folded = len(reports) == 3
    origins = [
        Origin(
            id=OriginId(f"o-{number:03}{turn}"),
            reports=tuple(
                r.id for r in ((report, reports[2]) if folded and turn == 1 else (report,))
            ),
            sources=(report.source,),
            basis=report.basis,
            known=report.basis is not Knowing.UNKNOWN,
            first=report.id,
            links=(OriginLink(report=reports[2].id, of=reports[1].id, reason="near copy .94"),)
            if folded and turn == 1
            else (),
        )
        for turn, report in enumerate(reports[:2])
    ]
    return reports, mentions, origins, _resolved(number, kind, mentions, reports, origins)


def _mention(report: Report, town: Town, kind: Kind, day: date, low: int) -> Mention:
    fa, body = report.lang == "fa", report.body
    size = "صدها نفر" if fa else f"{'About' if 'About' in body else 'Some'} {low}"
    name = (town.name_fa or town.name) if fa else town.name
    slogan = "نان، کار، آزادی" if fa else "Bread, work, freedom"
    harm = f"دست‌کم {low // 10} نفر"
    when = "امروز" if fa else f"{day:%d %B %Y}"
    return Mention(
        id=MentionId(f"{report.id}#0"),
        report=report.id,
        source=report.source,
        kind=kind,
        subtype=None,
        reality=Reality.OCCURRED,
        stance=Stance.CHALLENGER,
        trigger=Quote(text="تجمع" if fa else "gathered", span=_span(body, "تجمع" if fa else "gathered")),
        sentence=Span(0, len(body)),
        actor=None,
        days=Days(first=day, last=day, precision=Precision.DAY,
                  basis=Basis.RELATIVE if fa else Basis.STATED, span=_span(body, when)),
        place=Place(name=town.name, id=town.id, level=Level.CITY, city=town.name, country="IR",
                    province=town.province, lat=town.lat, lon=town.lon, span=_span(body, name)),
        size=Size(low=200 if fa else low, high=999 if fa else low, text=size,
                  bound=Bound.ABOUT, span=_span(body, size)),
        groups=() if fa else (GroupValue(value=Group.WORKERS, span=_span(body, "workers")),),
        demands=(),
        slogans=(Slogan(text=slogan, theme=Theme.ECONOMIC, span=_span(body, slogan)),),
        harm=Harm(arrested=Count(low=low // 10, high=low // 10, bound=Bound.AT_LEAST,
                                 span=_span(body, harm))) if fa else None,
        asserter=None if fa else Quote(text="The governor", span=_span(body, "The governor")),
        confidence=0.9,
    )  # fmt: skip


def _resolved(
    number: int, kind: Kind, mentions: list[Mention], reports: list[Report], origins: list[Origin]
) -> Incident:
    def one(name: str, rule: str) -> Resolved | None:
        said = [(m, getattr(m, name)) for m in mentions if getattr(m, name)]
        if not said:
            return None
        rivals = tuple(
            Rival(value=value, mentions=(m.id,), asserters=(str(m.source),))
            for m, value in said[1:]
        )
        first, value = said[0]
        return Resolved(value=value, rule=rule, mention=first.id, report=first.report,
                        asserters=(str(first.source),), rivals=rivals)  # fmt: skip

    harm = mentions[0].harm.arrested if mentions[0].harm else None
    days = one("days", "most-origins")
    return Incident(
        id=IncidentId(f"i-{number:03}"),
        kind=kind,
        subtype=None,
        first=days.value.first,
        last=days.value.last,
        status=Status.MACHINE,
        counts=True,
        reality="occurred",
        mentions=tuple(m.id for m in mentions),
        reports=tuple(r.id for r in reports),
        sources=tuple(r.source for r in reports),
        origins=tuple(o.id for o in origins),
        independent=len(origins),
        days=days,
        place=one("place", "finest-level"),
        size=one("size", "lowest-of-independent"),
        arrested=Resolved(value=harm, rule="only-one", mention=mentions[0].id, report=reports[0].id)
        if harm
        else None,
        stance=Stance.CHALLENGER,
        groups=tuple(
            Resolved(value=g, rule="union", mention=m.id, report=m.report)
            for m in mentions[:2]
            for g in m.groups
        ),
        slogans=tuple(
            Resolved(value=s, rule="union", mention=m.id, report=m.report)
            for m in mentions[:1]
            for s in m.slogans
        ),
    )


def _claims(reports: list[Report], incidents: list[Incident]) -> tuple[Claim, ...]:
    return (
        Claim(
            id=ClaimId("c-31"), number=31, type=ClaimType.STATEMENT, asserter="Party Herald",
            source=SourceId("s-party"), reports=tuple(r.id for r in reports[:-4:-1]),
            origins_asserting=1,
            text="The governor spoke of it to the guards.", text_fa="فرماندار با نگهبانان از آن سخن گفت.",
            verdict=Verdict.CONTRADICTED, rule="primary-text-venue",
            because="The primary text names students as the audience.",
            because_fa="متن اصلی دانشجویان را مخاطب می‌نامد.",
            evidence_against=(Evidence(record=reports[1].id, source=reports[1].source,
                                       origin=OriginId("o-0010"), note="primary text"),),
            origins_against=1,
            alterations=(Alteration(kind="venue", report=reports[-1].id, span=Span(0, 5),
                                    primary=reports[1].id, note="another audience"),),
        ),
        Claim(
            id=ClaimId("c-2"), number=2, type=ClaimType.ROLE, asserter="Party Herald",
            source=SourceId("s-party"), reports=(reports[-1].id,), text="The Herald called it.",
            verdict=Verdict.OPEN, rule="role-is-open", because="A role is never settled by counts.",
            evidence_for=(Evidence(record=incidents[0].id, source=None, origin=None, note="took place"),),
        ),
    )  # fmt: skip


def _call(report: Report, mention: Mention) -> Call:
    return Call(
        id=CallId("k-1"), mention=mention.id, report=report.id, kind="protest",
        quote=Quote(text=report.body[:20], span=Span(0, 20)), days=mention.days,
        place=mention.place, violent=False,
    )  # fmt: skip
