"""Nothing leaves but through the door, and the door holds back what H1 to H10 say."""

import zlib
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from crosstally.publish import publish
from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.held import MethodFact
from crosstally.publish.public import Public
from crosstally.publish.report import report_html
from crosstally.publish.tables import write_tables
from crosstally.records import (
    Bound,
    Call,
    CallId,
    Cell,
    Claim,
    ClaimId,
    ClaimType,
    Count,
    Digest,
    Evidence,
    Incident,
    IncidentId,
    Issue,
    Kind,
    Knowing,
    Level,
    MentionId,
    Origin,
    OriginId,
    Place,
    PlaceId,
    Provenance,
    Quote,
    Reason,
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
    Status,
    Verdict,
    Visibility,
    changed,
)

CANARY = "kanari7qx"
CANARY_FA = "قناری‌زرد"


def _poison(words: str) -> str:
    return f"{CANARY} {words} {CANARY_FA}"


def _closed_report(mode: Visibility, number: int) -> Report:
    return Report(
        id=ReportId(f"r-{CANARY}{number}"), source=SourceId(f"s-{CANARY}"), body=_poison("تجمع"),
        title=_poison("t"), native_id=CANARY, url=f"https://{CANARY}.example/", lang="fa",
        media=(Digest(CANARY),), path=f"inbox/{CANARY}.txt#1", cells=((CANARY, CANARY_FA),),
        said_on=date(2018, 3, 3), visibility=mode, digest=Digest(CANARY),
    )  # fmt: skip


def _poisoned(tiny, mode=Visibility.SEALED, kind=SourceKind.CHANNEL):
    """The tiny desk with one closed report in an open incident, and one closed incident."""
    held = tiny.held()
    told = held.mentions[0]
    source = Source(id=SourceId(f"s-{CANARY}"), name=_poison("n"), kind=kind, family=CANARY)
    reports = [_closed_report(mode, number) for number in range(2)]
    quote = Quote(text=_poison("q"), span=Span(0, 5))
    place = Place(
        name=_poison("site"), id=PlaceId(CANARY), level=Level.SITE, city=told.place.city,
        province=told.place.province, country="IR", lat=36.123456, lon=59.654321, span=Span(0, 5),
        reasons=(CANARY,), city_id=told.place.city_id,
    )  # fmt: skip
    mentions = [
        changed(
            told, id=MentionId(f"{report.id}#0"), report=report.id, source=report.source, trigger=quote,
            asserter=quote, organised_by=(quote,), called_by=(quote,), claimed_by=(quote,), place=place,
            coder=CANARY, reasons=(CANARY,), subtype=CANARY,
            slogans=(Slogan(text=_poison("s"), theme=None, span=Span(0, 5), canonical=CANARY),),
            size=Size(low=918_273, high=918_273, bound=Bound.EXACT, text=CANARY, span=Span(0, 5)),
        )
        for report in reports
    ]  # fmt: skip
    size = Resolved(
        value=mentions[0].size, rule="most-origins", mention=mentions[0].id, report=reports[0].id,
        asserters=(CANARY,),
        rivals=(Rival(value=told.size, mentions=(told.id,), asserters=("صبح توس",)),),
    )  # fmt: skip
    origin = Origin(
        id=OriginId(f"o-{CANARY}"), reports=tuple(r.id for r in reports), sources=(source.id,),
        basis=told_basis(held), known=True, first=reports[0].id, families=(CANARY,),
    )  # fmt: skip
    mixed = changed(
        held.incidents[0],
        mentions=(*held.incidents[0].mentions, mentions[0].id),
        reports=(*held.incidents[0].reports, reports[0].id),
        sources=(*held.incidents[0].sources, source.id),
        origins=(*held.incidents[0].origins, origin.id),
        independent=held.incidents[0].independent + 1,
        size=size,
        place=Resolved(
            value=place, rule="finest", mention=mentions[0].id, report=reports[0].id, asserters=()
        ),
        subtype=CANARY,
        flags=(CANARY,),
        denials=(mentions[1].id,),
    )
    lone = changed(
        held.incidents[2], id=IncidentId(f"i-{CANARY}"), mentions=(mentions[1].id,),
        reports=(reports[1].id,), sources=(source.id,), origins=(origin.id,),
    )  # fmt: skip
    incidents = (mixed, *held.incidents[1:], lone)
    claim = Claim(
        id=ClaimId(f"c-{CANARY}"), type=ClaimType.EVENT, asserter=CANARY, source=source.id,
        reports=(reports[0].id,), text=CANARY, verdict=Verdict.OPEN, rule="r", because=CANARY,
    )  # fmt: skip
    leaning = changed(
        held.claims[0],
        evidence_for=(
            Evidence(record=reports[0].id, source=source.id, origin=origin.id, note=CANARY),
        ),
        because=_poison("because"),
        verdict=Verdict.PARTLY,
    )
    call = Call(
        id=CallId(CANARY), mention=mentions[0].id, report=reports[0].id, kind="protest", quote=quote,
        days=None, place=place, violent=False,
    )  # fmt: skip
    return changed(
        held,
        sources=(*held.sources, source),
        reports=(*held.reports, *reports),
        mentions=(*held.mentions, *mentions),
        origins=(*held.origins, origin),
        incidents=incidents,
        tallies=tiny.tallies(incidents),
        claims=(leaning, claim),
        calls=(*held.calls, call),
        issues=(
            *held.issues,
            Issue(stage=Stage.CODING, reason=Reason.NO_DAY, report=reports[0].id, detail=CANARY, where=CANARY),
            Issue(stage=Stage.INTAKE, reason=Reason.BINARY, where=f"inbox/{CANARY}", detail=CANARY),
        ),
        method=(*held.method, MethodFact(section="settings", name="desk key", value=CANARY)),
    )  # fmt: skip


def told_basis(held):
    return held.origins[0].basis


def _page_and_tables(public: Public, folder: Path) -> tuple[Path, ...]:
    page = folder / "report.html"
    page.write_text(report_html(public), encoding="utf-8")
    return (page, *write_tables(public, folder))


def _everything(paths: tuple[Path, ...]) -> str:
    """All that the files hold as text, compressed parts opened."""
    parts = []
    for path in paths:
        raw = path.read_bytes()
        parts.append(raw.decode("utf-8", "ignore"))
        if path.suffix == ".parquet":
            rows = duckdb.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()
            meta = duckdb.execute(f"SELECT * FROM parquet_kv_metadata('{path}')").fetchall()
            parts.append(str(rows) + str(meta))
        if path.suffix == ".png":
            parts.append(str([kind for kind, _ in _chunks(raw)]))
            parts += [
                zlib.decompress(data).decode("utf-8", "ignore")
                for kind, data in _chunks(raw)
                if kind == b"zTXt"
            ]
    return "\n".join(parts)


def _chunks(png: bytes):
    at = 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


@pytest.mark.parametrize("mode", [Visibility.SEALED, Visibility.DESK])
def test_no_canary_of_a_closed_report_reaches_any_file(tiny, tmp_path, mode):
    public = disclose(_poisoned(tiny, mode), Policy(), tiny.tallies)
    found = _everything(publish(public, tmp_path))
    assert CANARY not in found
    assert CANARY_FA not in found
    assert "918273" not in found.replace(",", "")
    assert "36.123456" not in found


def test_no_canary_of_a_unit_reaches_any_file(tiny, tmp_path):
    held = _poisoned(tiny, Visibility.PUBLIC, SourceKind.UNIT)
    found = _everything(_page_and_tables(disclose(held, Policy(), tiny.tallies), tmp_path))
    assert CANARY not in found
    assert CANARY_FA not in found


def test_the_canaries_would_be_seen_if_the_reports_were_public(tiny, tmp_path):
    held = _poisoned(tiny, Visibility.PUBLIC)
    found = _everything(_page_and_tables(disclose(held, Policy(), tiny.tallies), tmp_path))
    assert CANARY in found


def test_a_value_that_only_a_closed_mention_gives_is_replaced_by_an_open_one(tiny):
    public = disclose(_poisoned(tiny), Policy(), tiny.tallies)
    size = next(f for f in public.incidents[0].fields if f.name == "size")
    assert (size.value.low, size.rule, size.rivals) == (200, "only-open-mentions", ())
    where = next(f for f in public.incidents[0].fields if f.name == "where")
    assert where.value.term == tiny.held().incidents[0].place.value.id


def test_a_value_that_no_open_mention_gives_is_gone_and_the_incident_counts_no_more(tiny):
    held = _poisoned(tiny)
    first = changed(held.mentions[0], place=None)
    public = disclose(changed(held, mentions=(first, *held.mentions[1:])), Policy(), tiny.tallies)
    assert not any(f.name == "where" for f in public.incidents[0].fields)
    assert not public.incidents[0].counts


def test_origins_are_counted_anew_without_closed_reports(tiny):
    plain = disclose(tiny.held(), Policy(), tiny.tallies)
    poisoned = disclose(_poisoned(tiny), Policy(), tiny.tallies)
    assert poisoned.incidents[0].independent == plain.incidents[0].independent


def test_how_a_closed_report_knows_is_not_told_of_its_origin(tiny):
    held = tiny.held()
    origin = held.origins[0]
    sealed = changed(held.reports[0], id=ReportId("r-sealed"), visibility=Visibility.SEALED)
    spoken = changed(held.reports[0], basis=Knowing.UNKNOWN)
    mixed = changed(origin, reports=(*origin.reports, sealed.id), basis=Knowing.OWN_MEDIA)
    first = changed(held.incidents[0], reports=(*held.incidents[0].reports, sealed.id))
    held = changed(
        held,
        reports=(spoken, *held.reports[1:], sealed),
        origins=(mixed, *held.origins[1:]),
        incidents=(first, *held.incidents[1:]),
    )
    public = disclose(held, Policy(), tiny.tallies)
    shown = next(one for one in public.origins if one.id == origin.id)
    assert (shown.basis, shown.known, shown.reports) == ("unknown", False, origin.reports)


def test_kind_and_reality_are_what_an_open_mention_says(tiny):
    held = _poisoned(tiny)
    first = changed(held.incidents[0], kind=Kind.RIO, reality="ongoing")
    public = disclose(changed(held, incidents=(first, *held.incidents[1:])), Policy(), tiny.tallies)
    told = held.mentions[0]
    assert (public.incidents[0].kind, public.incidents[0].reality) == (told.kind, told.reality)


def test_a_count_does_not_tell_of_closed_incidents(tiny):
    plain = disclose(tiny.held(), Policy(), tiny.tallies)
    poisoned = disclose(_poisoned(tiny), Policy(), tiny.tallies)
    values = [t.value for t in plain.tallies if t.rule.id != "city_days"]
    assert [t.value for t in poisoned.tallies if t.rule.id != "city_days"] == values


def test_no_total_in_the_method_tells_how_many_reports_are_closed(tiny):
    held = _poisoned(tiny)
    facts = (
        MethodFact(section="inputs", name="reports", value=f"{len(held.reports):,}"),
        MethodFact(section="inputs", name="reports' digest", value="ab"),
    )
    public = disclose(changed(held, method=facts), Policy(), tiny.tallies)
    assert [one.value for one in public.method] == ["ab"]
    plain = changed(
        tiny.held(), method=(MethodFact(section="inputs", name="reports", value="104"),)
    )
    assert [one.value for one in disclose(plain, Policy(), tiny.tallies).method] == ["104"]


def test_without_a_recount_no_count_is_printed_where_reports_are_closed(tiny):
    assert disclose(_poisoned(tiny), Policy()).tallies == ()
    assert disclose(tiny.held(), Policy()).tallies


def test_a_verdict_that_leans_on_closed_evidence_is_not_told(tiny):
    claim = disclose(_poisoned(tiny), Policy(), tiny.tallies).claims[0]
    assert (claim.verdict, claim.rule) == ("open", "evidence-not-public")
    assert claim.evidence_for == ()
    assert claim.because_fa


@pytest.mark.parametrize("url", [None, "", "x", "javascript:alert(1)", "file:///a", "httpsx://a"])
def test_a_public_report_without_address_opens_coded_fields_alone(tiny, url):
    held = tiny.held()
    first = changed(held.reports[0], provenance=None, url=url)
    public = disclose(changed(held, reports=(first, *held.reports[1:])), Policy(), tiny.tallies)
    report = next(r for r in public.reports if r.id == first.id)
    assert report.words is None
    fields = [f for f in public.incidents[0].fields if f.value.report == first.id]
    assert fields
    assert all(f.value.words is None and f.value.span is None for f in fields)
    assert all(not m.spans for m in public.incidents[0].mentions if m.report == first.id)
    size = next(f for f in fields if f.name == "size")
    assert (size.value.low, size.value.high) == (200, 999)


def test_an_asserter_in_the_words_of_a_closed_text_is_not_told(tiny):
    held = tiny.held()
    first = changed(held.reports[0], provenance=None, url=None)
    size = changed(held.incidents[0].size, asserters=(f"{CANARY} said", "صبح توس", "s-toos"))
    incident = changed(held.incidents[0], size=size)
    held = changed(
        held, reports=(first, *held.reports[1:]), incidents=(incident, *held.incidents[1:])
    )
    public = disclose(held, Policy(), tiny.tallies)
    told = next(f for f in public.incidents[0].fields if f.name == "size")
    assert told.value.asserters == ("صبح توس", "s-toos")


def test_a_desk_may_show_no_words_at_all(tiny):
    public = disclose(tiny.held(), Policy(public=False), tiny.tallies)
    assert all(report.words is None for report in public.reports)


def test_an_address_opens_the_words_of_a_public_report(tiny):
    held = tiny.held()
    first = changed(held.reports[0], provenance=None, url="https://example.org/1")
    public = disclose(changed(held, reports=(first, *held.reports[1:])), Policy(), tiny.tallies)
    assert next(r for r in public.reports if r.id == first.id).words == first.body


def test_geography_is_never_finer_than_a_town(tiny):
    held = tiny.held()
    told = held.incidents[0].place
    site = changed(
        told.value, level=Level.SITE, name="Shohada square", id=PlaceId("x:shohada"),
        city_id=told.value.id, lat=told.value.lat + 0.01, lon=told.value.lon + 0.01,
    )  # fmt: skip
    incident = changed(held.incidents[0], place=changed(told, value=site, rivals=()))
    public = disclose(
        changed(held, incidents=(incident, *held.incidents[1:])), Policy(), tiny.tallies
    )
    town = next(t for t in public.towns if t.id == public.incidents[0].town)
    assert (town.id, town.level, town.lat) == (told.value.id, "city", told.value.lat)


def test_a_site_of_an_unknown_city_is_told_as_its_province(tiny):
    held = tiny.held()
    told = held.incidents[0].place
    site = changed(told.value, level=Level.SITE, id=None, city=None, city_id=None, name="a square")
    incident = changed(held.incidents[0], place=changed(told, value=site, rivals=()))
    public = disclose(
        changed(held, incidents=(incident, *held.incidents[1:])), Policy(), tiny.tallies
    )
    assert public.incidents[0].town == told.value.province


def test_organisers_stay_in_the_desk_even_where_the_report_is_public(tiny, tmp_path):
    held = tiny.held()
    quote = Quote(text=f"{CANARY} committee", span=None, ground=Cell(column=CANARY, row=3))
    first = changed(
        held.mentions[0], organised_by=(quote,), called_by=(quote,), claimed_by=(quote,)
    )
    held = changed(held, mentions=(first, *held.mentions[1:]))
    found = _everything(_page_and_tables(disclose(held, Policy(), tiny.tallies), tmp_path))
    assert CANARY not in found


def test_a_violent_call_is_never_issued_again(tiny):
    held = tiny.held()
    violent = changed(held.calls[0], violent=True)
    public = disclose(changed(held, calls=(violent,)), Policy(), tiny.tallies)
    assert public.calls == ()
    assert ("violent-calls", "1") in [(one.what, one.number) for one in public.held_back]


def test_the_sentence_of_a_violent_call_is_struck_out_of_its_report(tiny):
    held = tiny.held()
    report, mention = held.reports[1], held.mentions[1]
    sentence = Span(0, report.body.index(".") + 1)
    called = changed(mention, sentence=sentence)
    violent = changed(held.calls[0], violent=True, mention=called.id, report=report.id)
    mentions = (held.mentions[0], called, *held.mentions[2:])
    reports = (held.reports[0], changed(report, title="Burn it"), *held.reports[2:])
    held = changed(held, mentions=mentions, calls=(violent,), reports=reports)
    public = disclose(held, Policy(), tiny.tallies)
    words, title = next((one.words, one.title) for one in public.reports if one.id == report.id)
    assert title is None
    assert words == "█" * sentence.end + report.body[sentence.end :]
    assert "█" not in next(one.words for one in public.reports if one.id == held.reports[0].id)


def test_declared_names_are_struck_out_of_every_text_and_spans_still_hold(tiny):
    held = tiny.held()
    name = "پرویز تندر"
    body = f"{name} در مشهد بود. صدها نفر تجمع کردند."
    report = changed(held.reports[0], body=body, title=f"{name}!")
    start = body.index("صدها نفر")
    size = Size(low=200, high=999, bound=Bound.ABOUT, text="صدها نفر", span=Span(start, start + 8))
    mention = changed(
        held.mentions[0],
        size=size,
        harm=None,
        slogans=(),
        asserter=Quote(text=name, span=Span(0, 10)),
    )
    first = held.incidents[0]
    incident = changed(
        first,
        size=Resolved(value=size, rule="r", mention=mention.id, report=report.id, asserters=(name,)),
        slogans=(), arrested=None,
        days=changed(first.days, value=changed(first.days.value, span=Span(0, 3)), rivals=()),
        place=changed(first.place, value=changed(first.place.value, span=Span(14, 18)), rivals=()),
    )  # fmt: skip
    held = changed(
        held, reports=(report, *held.reports[1:]), mentions=(mention, *held.mentions[1:]),
        incidents=(incident, *held.incidents[1:]), masked_names=(name,),
    )  # fmt: skip
    public = disclose(held, Policy(), tiny.tallies)
    shown = next(one for one in public.reports if one.id == report.id)
    assert name not in f"{shown.words}{shown.title}"
    assert len(shown.words) == len(body)
    value = next(f.value for f in public.incidents[0].fields if f.name == "size")
    assert value.words == "صدها نفر"
    assert shown.words[value.span.start : value.span.end] == "صدها نفر"
    assert name not in str([f.value.asserters for f in public.incidents[0].fields])


def _closed_desk(tiny, number: int):
    """A desk with this many incidents that only a unit tells, in one province and week."""
    held = tiny.held()
    unit = Source(id=SourceId("s-unit"), name="unit", kind=SourceKind.UNIT)
    model, told = held.incidents[0], held.mentions[0]
    reports, mentions, incidents = [], [], []
    for at in range(number):
        report = Report(
            id=ReportId(f"r-unit{at}"), source=unit.id, body="…", said_on=date(2018, 1, 1)
        )
        mention = changed(told, id=MentionId(f"{report.id}#0"), report=report.id)
        reports.append(report)
        mentions.append(mention)
        incidents.append(
            changed(
                model, id=IncidentId(f"i-unit{at}"), kind=Kind.ASM, mentions=(mention.id,),
                reports=(report.id,), first=date(2018, 1, 1) + timedelta(days=at % 5), status=Status.MACHINE,
                origins=(),
            )
        )  # fmt: skip
    return changed(
        held, sources=(*held.sources, unit), reports=(*held.reports, *reports),
        mentions=(*held.mentions, *mentions), incidents=(*held.incidents, *incidents),
    )  # fmt: skip


@pytest.mark.parametrize(("number", "printed"), [(4, ()), (5, (5,)), (8, (5,)), (11, (10,))])
def test_what_only_units_tell_is_a_province_week_from_k_upwards(tiny, number, printed):
    public = disclose(_closed_desk(tiny, number), Policy(k=5, blur=1), tiny.tallies)
    assert tuple(one.count for one in public.aggregates) == printed
    # nothing is told of the rest, because a number that changes would tell of one
    assert {one.what: one.number for one in public.held_back}["closed-incidents"] == "not told"
    assert all(one.week.weekday() == 0 for one in public.aggregates)


def test_every_incident_of_an_open_report_is_on_the_page(tiny, public):
    assert {one.id for one in public.incidents} == {one.id for one in tiny.held().incidents}
    assert public.figures.reports == len(tiny.held().reports)


def test_incidents_of_invented_reports_alone_are_marked_synthetic(tiny):
    held = tiny.held()
    real = changed(held.reports[0], provenance=Provenance.SUMMARY)
    public = disclose(changed(held, reports=(real, *held.reports[1:])), Policy(), tiny.tallies)
    assert not public.incidents[0].synthetic
    assert all(one.synthetic for one in public.incidents[1:])


def test_a_death_toll_that_only_closed_reports_give_is_not_told(tiny):
    held = _poisoned(tiny)
    toll = Count(low=3, high=3, bound=Bound.EXACT, span=Span(0, 3), text=CANARY)
    closed = held.mentions[-2]
    dead: Resolved = Resolved(value=toll, rule="r", mention=closed.id, report=closed.report)
    first: Incident = changed(held.incidents[0], killed=dead)
    public = disclose(changed(held, incidents=(first, *held.incidents[1:])), Policy(), tiny.tallies)
    assert not any(f.name == "killed" for f in public.incidents[0].fields)
