"""Verdicts come from stated rules, see voices and never names, and leave role and opinion alone."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.claims.assertion import Assertion, Part, Scope, Sort
from crosstally.claims.rules import State, read_rules
from crosstally.claims.verdict import judge
from crosstally.errors import PackError
from crosstally.records import (
    Bound,
    ClaimType,
    Count,
    Incident,
    IncidentId,
    Kind,
    Knowing,
    Level,
    MentionId,
    Origin,
    OriginId,
    Place,
    Report,
    ReportId,
    Resolved,
    Rival,
    Source,
    SourceId,
    SourceKind,
    Span,
    Status,
    Verdict,
    changed,
)

SOURCES = (
    Source(id=SourceId("paper"), name="Paper", kind=SourceKind.PARTY, family="Lilies"),
    Source(id=SourceId("mirror"), name="Mirror", kind=SourceKind.PARTY, family="Lilies"),
    Source(id=SourceId("wire"), name="Wire", kind=SourceKind.PRESS),
    Source(id=SourceId("daily"), name="Daily", kind=SourceKind.PRESS),
    Source(id=SourceId("office"), name="Office", kind=SourceKind.OFFICIAL, family="Roses"),
)
YES, NO = "the bridge was closed", "the bridge was open"


def report(name, source, body):
    return Report(
        id=ReportId(name),
        native_id=name,
        source=SourceId(source),
        body=body,
        said_on=date(2018, 1, 2),
        lang="en",
    )


def said(words=(("was closed", "بسته"),), against=(("was open", "باز بود"),)):
    return Part(sort=Sort.SAID, text="who says so", words=words, against=against)


def claim(*parts, kind=ClaimType.EVENT, source="paper", reports=("own",), scope=None):
    return Assertion(
        id="claim",
        asserter="Paper",
        source=SourceId(source),
        type=kind,
        text="the bridge was closed",
        reports=reports,
        scope=scope or Scope(),
        parts=parts,
    )


def verdict(one, reports, incidents=(), origins=()):
    own = report("own", "paper", YES)
    return judge((one,), (own, *reports), (), incidents, origins, SOURCES)[0]


@pytest.mark.parametrize("kind", [ClaimType.OPINION, ClaimType.ROLE])
@pytest.mark.parametrize("bodies", [(YES, YES), (NO, NO), (YES, NO), ()])
def test_no_evidence_ever_settles_a_role_or_an_opinion(kind, bodies):
    reports = [
        report(f"r{n}", source, body)
        for n, (source, body) in enumerate(zip(("wire", "daily"), bodies, strict=False))
    ]
    found = verdict(claim(said(), kind=kind), reports)
    alone = Verdict.SINGLE_CHANNEL if not bodies else Verdict.OPEN
    wanted = {ClaimType.OPINION: Verdict.UNTESTABLE, ClaimType.ROLE: alone}
    assert found.verdict is wanted[kind]


CASES = [
    ([], "single-channel"),
    ([("mirror", YES)], "single-channel"),
    ([("wire", YES)], "partly"),
    ([("wire", YES), ("mirror", YES)], "partly"),
    ([("wire", YES), ("daily", YES)], "supported"),
    ([("wire", YES), ("daily", "پل بسته بود")], "supported"),
    ([("wire", YES), ("daily", NO)], "partly"),
    ([("wire", NO), ("daily", "پل باز بود")], "contradicted"),
    ([("wire", NO)], "open"),
    ([("wire", "nothing of the sort")], "single-channel"),
]


@pytest.mark.parametrize(("told", "wanted"), CASES)
def test_the_verdict_follows_the_voices(told, wanted):
    reports = [report(f"r{n}", source, body) for n, (source, body) in enumerate(told)]
    assert verdict(claim(said()), reports).verdict.value == wanted


def test_the_reports_that_make_a_claim_are_no_evidence_of_it():
    found = verdict(claim(said()), [])
    assert found.evidence_for == ()
    assert found.reports == ("own",)


def test_a_family_of_outlets_is_one_voice_and_its_own_claim_has_none():
    reports = [report("a", "mirror", YES), report("b", "wire", YES), report("c", "daily", NO)]
    found = verdict(claim(said()), reports)
    assert [item.record for item in found.evidence_for] == ["a", "b"]
    assert (found.origins_for, found.origins_against) == (1, 1)


def test_copies_of_one_origin_are_one_voice():
    origin = Origin(
        id=OriginId("o"),
        reports=(ReportId("a"), ReportId("b")),
        sources=(),
        basis=Knowing.WITNESS,
        known=True,
        first=ReportId("a"),
    )
    reports = [report("a", "wire", YES), report("b", "daily", YES)]
    assert verdict(claim(said()), reports, origins=(origin,)).verdict is Verdict.PARTLY


def test_an_outside_copy_of_the_asserters_own_words_is_the_asserters_own_voice():
    origin = Origin(
        id=OriginId("o"),
        reports=(ReportId("own"), ReportId("a")),
        sources=(),
        basis=Knowing.UNKNOWN,
        known=False,
        first=ReportId("own"),
    )
    reports = [report("a", "wire", YES)]
    found = verdict(claim(said()), reports, origins=(origin,))
    assert found.verdict is Verdict.SINGLE_CHANNEL


def test_a_primary_text_alone_contradicts_a_venue():
    part = Part(
        sort=Sort.PRIMARY,
        text="the audience",
        primary=("speech",),
        words=(("soldiers",),),
        against=(("students",),),
    )
    speech = report("speech", "office", "He spoke to students by video.")
    found = verdict(claim(part, kind=ClaimType.STATEMENT), [speech])
    assert found.verdict is Verdict.CONTRADICTED
    assert found.evidence_against[0].record == "speech"
    assert found.evidence_against[0].span.of(speech.body) == "students"


def test_a_primary_text_that_has_the_words_bears_them_out_whatever_else_it_has():
    part = Part(
        sort=Sort.PRIMARY,
        text="the audience",
        primary=("speech",),
        words=(("دانشجویان",),),
        against=(("video",),),
    )
    speech = report("speech", "office", "او با دانشجویان سخن گفت (video).")
    assert verdict(claim(part), [speech]).verdict is Verdict.SUPPORTED


def somewhere(name):
    place = Place(
        name=name, id=None, level=Level.CITY, city=name, province=None, country="ایران",
        lat=None, lon=None, span=Span(0, 1),
    )  # fmt: skip
    return Resolved(value=place, rule="first", mention=MentionId("a#0"), report=None)


def toll(mention, low, high, bound, rivals=(), place=None):
    def count(a, b, how):
        return Count(low=a, high=b, bound=how, span=Span(0, 1))

    return Incident(
        id=IncidentId("i"),
        kind=Kind.FRC,
        subtype=None,
        first=date(2019, 11, 15),
        last=date(2019, 11, 19),
        status=Status.MACHINE,
        counts=False,
        reality="occurred",
        mentions=(MentionId(mention), *(MentionId(m) for m, *_ in rivals)),
        reports=(),
        sources=(),
        origins=(),
        independent=1,
        place=somewhere(place) if place else None,
        killed=Resolved(
            value=count(low, high, bound),
            rule="first",
            mention=MentionId(mention),
            report=None,
            rivals=tuple(
                Rival(value=count(a, b, how), mentions=(MentionId(m),), asserters=())
                for m, a, b, how in rivals
            ),
        ),
    )


def figure(low, high):
    return Part(sort=Sort.FIGURE, text="the dead", of="killed", low=low, high=high)


def test_a_figure_is_compared_with_its_rivals():
    incident = toll("a#0", 304, 304, Bound.EXACT, [("b#0", 1500, 1500, Bound.ABOUT)])
    reports = [report("a", "wire", "304"), report("b", "daily", "1,500")]
    found = verdict(claim(figure(1500, 1500), kind=ClaimType.FIGURE), reports, (incident,))
    assert found.verdict is Verdict.PARTLY
    assert [e.record for e in found.evidence_for] == ["b#0"]
    assert [e.record for e in found.evidence_against] == ["a#0"]


def test_all_who_give_the_chosen_number_speak_and_not_only_the_first():
    incident = toll("a#0", 3, 3, Bound.EXACT, [("own#0", 40, 40, Bound.EXACT)])
    told = changed(incident.killed, asserters=("wire", "governor via daily", "gone"))
    mentions = ("a#0", "b#0", "c#0", "own#0")
    incident = changed(incident, killed=told, mentions=tuple(map(MentionId, mentions)))
    reports = [report("a", "wire", "3"), report("b", "daily", "3"), report("c", "office", "-")]
    found = verdict(claim(figure(40, 40), kind=ClaimType.FIGURE), reports, (incident,))
    assert [e.record for e in found.evidence_against] == ["a#0", "b#0"]
    assert (found.origins_against, found.verdict) == (2, Verdict.CONTRADICTED)


def test_of_a_source_with_several_mentions_none_is_taken_for_the_number():
    incident = toll("a#0", 3, 3, Bound.EXACT)
    told = changed(incident.killed, asserters=("wire", "daily"))
    mentions = tuple(map(MentionId, ("a#0", "b#0", "b#1")))
    incident = changed(incident, killed=told, mentions=mentions)
    reports = [report("a", "wire", "3"), report("b", "daily", "3")]
    found = verdict(claim(figure(40, 40), kind=ClaimType.FIGURE), reports, (incident,))
    assert [e.record for e in found.evidence_against] == ["a#0"]


def test_whoever_copies_the_id_of_a_primary_text_does_not_stand_in_its_place():
    part = Part(sort=Sort.PRIMARY, text="the order", words=(("was closed",),), primary=("order",))
    order, copy = report("order", "office", NO), report("zz", "flood", YES)
    order, copy = changed(order, id=ReportId("r-b")), changed(copy, native_id="order")
    assert verdict(claim(part), [order, copy]).evidence_for == ()
    named = changed(part, primary=("office:order",), words=(("was open",),))
    for reports in ([order, copy], [copy, order]):
        found = verdict(claim(named), reports)
        assert [e.record for e in found.evidence_for] == ["r-b"]


def test_at_least_106_does_not_contradict_1500():
    incident = toll("a#0", 106, 106, Bound.AT_LEAST)
    found = verdict(claim(figure(1500, 1500)), [report("a", "wire", "106")], (incident,))
    assert found.evidence_against == ()


def test_an_incident_outside_the_scope_is_no_evidence():
    incident = toll("a#0", 1500, 1500, Bound.ABOUT)
    elsewhere = claim(figure(1500, 1500), scope=Scope(first=date(2025, 1, 1)))
    assert verdict(elsewhere, [report("a", "wire", "x")], (incident,)).evidence_for == ()


def test_the_toll_of_a_town_is_no_rival_of_the_countrys():
    town = toll("a#0", 20, 20, Bound.ABOUT, place="Sadra")
    country = toll("a#0", 20, 20, Bound.ABOUT, place="ایران")
    asserted = claim(figure(1500, 1500), scope=Scope(place="ايران"))
    reports = [report("a", "wire", "20")]
    assert verdict(asserted, reports, (town,)).evidence_against == ()
    assert len(verdict(asserted, reports, (country,)).evidence_against) == 1


def test_what_depends_on_a_definition_stays_open_however_many_speak():
    part = Part(sort=Sort.UNDEFINED, text="what a wave is")
    reports = [report("a", "wire", YES), report("b", "daily", YES)]
    assert verdict(claim(part, said()), reports).verdict is Verdict.OPEN


def test_a_quotation_pieced_together_is_partly_right():
    reports = [report("a", "wire", YES), report("b", "daily", YES)]
    part = Part(sort=Sort.WHOLE, text="whole", cuts=1)
    assert verdict(claim(said(), part), reports).verdict is Verdict.PARTLY


dossiers = st.lists(
    st.tuples(st.sampled_from(["paper", "mirror", "wire", "daily", "office"]),
              st.sampled_from([YES, NO, "silence"])),
    max_size=6,
)  # fmt: skip


def judged(told, sources, asserter="paper", part=None):
    reports = [
        Report(id=ReportId(f"r{n}"), source=SourceId(source), body=body, said_on=date(2018, 1, 2))
        for n, (source, body) in enumerate(told)
    ]
    one = claim(part or said(), source=asserter, reports=())
    return judge((one,), reports, (), (), (), sources)[0]


@given(told=dossiers, names=st.permutations([source.id for source in SOURCES]))
def test_renaming_the_sources_changes_no_verdict(told, names):
    new = dict(zip([source.id for source in SOURCES], names, strict=True))
    renamed = tuple(
        Source(id=new[s.id], name=f"N{new[s.id]}", kind=s.kind, family=s.family and s.family[::-1])
        for s in SOURCES
    )
    before = judged(told, SOURCES)
    after = judged([(new[source], body) for source, body in told], renamed, new["paper"])
    assert (before.verdict, before.rule) == (after.verdict, after.rule)
    assert (before.origins_for, before.origins_against) == (
        after.origins_for,
        after.origins_against,
    )


SIDES = (
    Source(id=SourceId("red"), name="Red", kind=SourceKind.PARTY, family="Reds"),
    Source(id=SourceId("red2"), name="Red 2", kind=SourceKind.PARTY, family="Reds"),
    Source(id=SourceId("blue"), name="Blue", kind=SourceKind.OFFICIAL, family="Blues"),
    Source(id=SourceId("blue2"), name="Blue 2", kind=SourceKind.STATE_MEDIA, family="Blues"),
    Source(id=SourceId("wire"), name="Wire", kind=SourceKind.PRESS),
    Source(id=SourceId("daily"), name="Daily", kind=SourceKind.PRESS),
)
MIRROR = {"red": "blue", "red2": "blue2", "blue": "red", "blue2": "red2"}


@given(
    told=st.lists(
        st.tuples(st.sampled_from([s.id for s in SIDES]), st.sampled_from([YES, NO, "silence"])),
        max_size=7,
    )
)
def test_mirrored_evidence_gets_the_same_verdict_whichever_side_it_concerns(told):
    mirrored = [(MIRROR.get(source, source), body) for source, body in told]
    assert judged(told, SIDES, "red").verdict is judged(mirrored, SIDES, "blue").verdict


@given(told=dossiers, data=st.data())
def test_the_order_of_the_reports_changes_nothing(told, data):
    reports = [
        Report(id=ReportId(f"r{n}"), source=SourceId(s), body=b, said_on=date(2018, 1, 2))
        for n, (s, b) in enumerate(told)
    ]
    shuffled = data.draw(st.permutations(reports))
    one = claim(said(), reports=())
    assert judge((one,), reports, (), (), (), SOURCES) == judge(
        (one,), shuffled, (), (), (), SOURCES[::-1]
    )


def test_every_combination_of_states_finds_a_rule():
    rules = read_rules()
    for kind in ClaimType:
        for size in (0, 1, 2):
            for states in itertools.product(State, repeat=size):
                assert rules.first_that_fits(kind, states).text_fa


def test_no_rule_names_a_source():
    for rule in read_rules().rules:
        assert "PMOI" not in rule.text
        assert "MEK" not in rule.text


@pytest.mark.parametrize(
    "broken",
    [
        "version = 1",
        "not toml [",
        'version="1"\n[[rule]]\nid="x"\nverdict="true"\ntext=""\ntext_fa=""\n[note]\n',
        'version="1"\n[[rule]]\nid="x"\nverdict="open"\ntypes=["role"]\ntext=""\ntext_fa=""\n'
        "[note]\n",
    ],
)
def test_broken_rules_are_refused(broken):
    with pytest.raises(PackError):
        read_rules(broken)
