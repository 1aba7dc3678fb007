"""Do no harm, rule by rule (docs/why/no-harm.md). A rule's finer cases stand in its room's tests."""

import ast
import contextlib
import io
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import click
import pytest

import crosstally
from crosstally import edition, promises, releasing
from crosstally.cli import run
from crosstally.linking.judged import status_of
from crosstally.publish import public as opened
from crosstally.publish.brief import FORMATS, Asked, brief, last_day
from crosstally.publish.disclose import disclose
from crosstally.publish.exports import EXPORTERS, export
from crosstally.publish.policy import Policy
from crosstally.publish.public import Aggregate, Public
from crosstally.publish.report import report_html
from crosstally.publish.tables import write_csv
from crosstally.publish.told import Told, read_told, remember
from crosstally.records import (
    Decision,
    Group,
    GroupValue,
    Judgement,
    JudgementId,
    Kind,
    Level,
    PlaceId,
    Quote,
    Record,
    Resolved,
    Source,
    SourceId,
    SourceKind,
    Span,
    Status,
    Visibility,
    changed,
    encode,
    report_id,
)

SRC = Path(crosstally.__file__).parent
WEEK = date(2018, 1, 1)


@pytest.fixture(scope="module")
def held(tiny):
    """All that the hand-made desk holds."""
    return tiny.held()


@pytest.fixture(scope="module")
def leaving(hiding, tmp_path_factory) -> list[Path]:
    """Every file that leaves the desk with canaries: its site, exports and briefs."""
    folder = tmp_path_factory.mktemp("leaving")
    files = edition.publish_desk(hiding.desk, hiding.built).files
    return [*files, *exported(hiding.public, folder)]


def exported(public: Public, folder: Path) -> list[Path]:
    """Every file that an exporter writes, and a brief in each format."""
    paths: list[Path] = []
    day = last_day(public)
    assert day is not None
    for lang in ("en", "fa"):
        paths += export(public, [name for name, *_ in EXPORTERS], folder / lang, lang)
    for name, write in FORMATS.items():
        page = folder / f"brief.{name}"
        lang = "fa" if name == "html" else "en"
        page.write_bytes(write(brief(public, Asked(day, "gatherings", 366, lang))))
        paths.append(page)
    return paths


def units(held, number: int, kind: Kind = Kind.ASM):
    """A desk's record with so many incidents of one province and week that a unit alone tells."""
    unit = Source(id=SourceId("s-unit"), name="واحد", kind=SourceKind.UNIT)
    model, told = held.incidents[0], held.mentions[0]
    reports, mentions, incidents = [], [], []
    for at in range(number):
        report = changed(held.reports[0], id=f"r-u{at}", source=unit.id, said_on=WEEK)
        mention = changed(told, id=f"{report.id}#0", report=report.id, source=unit.id)
        reports.append(report)
        mentions.append(mention)
        incidents.append(changed(
            model, id=f"i-u{at}", kind=kind, mentions=(mention.id,), reports=(report.id,),
            sources=(unit.id,), origins=(), first=WEEK + timedelta(days=at % 5),
        ))  # fmt: skip
    return changed(
        held, sources=(*held.sources, unit), reports=(*held.reports, *reports),
        mentions=(*held.mentions, *mentions), incidents=(*held.incidents, *incidents),
    )  # fmt: skip


def test_h1_no_canary_of_any_input_field_is_in_any_public_output(hunted, leaving):
    found = hunted.everything(leaving)
    for canary in (hunted.CANARY, hunted.CANARY_FA, hunted.NAME, hunted.MEDIUM):
        assert canary not in found
    assert len(leaving) > 30


@pytest.mark.slow
def test_h1_no_canary_of_any_input_field_is_in_a_release(hunted, hiding, leaving):
    assert leaving  # a release is of what was published
    released = releasing.release(hiding.desk, "first").folder
    files = [path for path in sorted(released.rglob("*")) if path.is_file()]
    found = hunted.everything(files)
    for canary in (hunted.CANARY, hunted.CANARY_FA, hunted.NAME, hunted.MEDIUM):
        assert canary not in found
    assert len(files) > 20


def test_h1_no_canary_is_in_a_temporary_file_or_in_what_is_said(
    hunted, hiding, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        _ = exported(hiding.public, tmp_path / "out")
        examined = edition.examine(hiding.desk, hiding.built)
    found = said.getvalue() + encode(examined).decode()
    found += (hiding.desk.folder / "releases" / "told.json").read_text("utf-8")
    found += hunted.everything(p for p in (tmp_path / "scratch").rglob("*") if p.is_file())
    assert hunted.CANARY not in found
    assert hunted.CANARY_FA not in found


def test_h1_the_canaries_would_be_found_if_the_reports_were_open(hunted, hiding, tmp_path):
    whole = edition.held(hiding.desk, hiding.built)
    public = tuple(changed(one, visibility=Visibility.PUBLIC) for one in whole.reports)
    told = tuple(changed(one, kind=SourceKind.PRESS) for one in whole.sources)
    control = disclose(changed(whole, reports=public, sources=told), Policy(), lambda _: ())
    page = tmp_path / "report.html"
    page.write_text(report_html(control), encoding="utf-8")
    paths = [page, *export(control, [name for name, *_ in EXPORTERS], tmp_path)]
    telling = {
        path.name
        for path in paths
        if (found := hunted.everything([path])).count(hunted.CANARY)
        and hunted.CANARY_FA in found
    }  # fmt: skip
    # wherever words or sources go, the search sees into it: packed pages, Parquet, workbooks
    assert telling >= {"report.html", "reports.csv", "reports.parquet", "tables.xlsx", "reports.jsonl",
                       "sources.jsonl", "acled.parquet", "plover.csv"}  # fmt: skip


@pytest.mark.parametrize("trace", [None, "1"])
def test_h1_a_crash_tells_no_value_that_it_held(hunted, capsys, monkeypatch, trace):
    @click.command()
    def broken() -> None:
        held = f"{hunted.CANARY} {hunted.CANARY_FA}"
        raise ValueError(held)

    if trace:
        monkeypatch.setenv("CROSSTALLY_TRACE", trace)
    assert run([], command=broken) == 1
    told = "".join(capsys.readouterr())
    assert "something went wrong (ValueError" in told
    assert hunted.CANARY not in told
    assert hunted.CANARY_FA not in told


def test_h1_h4_the_page_is_what_it_would_be_if_nothing_were_hidden(bare, hiding):
    """Sealed reports of the same events arrived first; nothing of the page shows that they did."""
    assert len(hiding.built.linked.incidents) > len(hiding.public.incidents)
    for name in Public.__struct_fields__:
        if name in {"door", "held_back", "method", "issues"}:
            continue
        assert encode(getattr(hiding.public, name)) == encode(getattr(bare.public, name)), name
    apart = {
        fact.name
        for fact, other in zip(hiding.public.method, bare.public.method, strict=True)
        if fact != other
    }
    assert apart <= {"reports"}  # nothing of it depends on what is closed


def test_h2_a_name_that_the_desk_masks_stands_nowhere_and_spans_still_hold(hunted, bare):
    assert hunted.NAME.encode() not in hunted.told(bare.public)
    words = next(one.words for one in bare.public.reports if one.words and "█" in one.words)
    assert len(words) == len(hunted.OPEN[1][2])


PERSONAL = {
    "person", "face", "voiceprint", "phone", "national_id", "passport", "birth", "father",
    "protester", "detainee", "handle", "username", "fingerprint", "biometric",
}  # fmt: skip


def test_h3_no_record_that_may_leave_has_a_field_for_a_person():
    kinds = [
        one for one in vars(opened).values() if isinstance(one, type) and issubclass(one, Record)
    ]
    fields = {(one.__name__, name) for one in kinds for name in one.__struct_fields__}
    assert len(fields) > 100
    assert [f for f in fields if PERSONAL & set(f[1].split("_"))] == []


@pytest.mark.parametrize("number", [1, 4])
def test_h4_fewer_than_k_are_told_in_no_number_of_the_page(tiny, held, number):
    plain_page = disclose(held, Policy(blur=1), tiny.tallies)
    page = disclose(units(held, number), Policy(blur=1), tiny.tallies)
    for name in ("tallies", "incidents", "aggregates", "reports", "origins", "claims"):
        assert getattr(page, name) == getattr(plain_page, name), name
    # what could not be read may have been a closed report: told in whole k's
    named = tuple(one for one in plain_page.issues if one.where)
    assert page.issues == named
    assert page.figures == changed(plain_page.figures, set_aside=sum(o.count for o in named))


def test_h4_what_is_held_back_is_told_in_words_that_do_not_change_with_its_number(tiny, held):
    pages = [disclose(units(held, n), Policy(secret=b"s"), tiny.tallies) for n in (1, 3, 9)]
    assert len({encode(one.held_back) for one in pages}) == 1


def test_h4_a_cell_once_told_tells_nothing_by_its_difference_to_a_later_release(tiny, held):
    policy = Policy(k=5, blur=1)
    first = units(held, 7)
    told = remember(Told(), policy, first.reports, first.sources, first.incidents)
    assert [one.count for one in told.cells] == [5]
    for number in (6, 4, 0, 12, 60):
        later = units(held, number)
        again = remember(told, policy, later.reports, later.sources, later.incidents)
        assert disclose(later, policy, tiny.tallies, told=again).aggregates == told.cells


def test_h4_ethnicity_is_told_of_k_in_a_province_or_of_nobody(tiny, held):
    place = held.incidents[0].place
    group = GroupValue(value=Group.MINORITY, span=Span(0, 1))
    mention = held.incidents[0].mentions[0]
    said = Resolved(value=group, rule="union", mention=mention, report=None)

    def shown(number: int) -> int:
        marked = [changed(one, groups=(said,), place=place) for one in held.incidents[:number]]
        incidents = (*marked, *held.incidents[number:])
        page = disclose(changed(held, incidents=incidents), Policy(), tiny.tallies)
        values = [f.value.term for one in page.incidents for f in one.fields if f.name == "group"]
        return values.count("minority")

    assert [shown(number) for number in (1, 4, 5, 6)] == [0, 0, 5, 6]


def test_h5_what_a_unit_alone_knows_is_a_province_and_a_week_and_then_an_incident(tiny, held):
    held = units(held, 6)
    page = disclose(held, Policy(k=5, blur=1), tiny.tallies)
    province = held.incidents[0].place.value.province
    assert page.aggregates == (Aggregate(province=province, week=WEEK, kind="ASM", count=5),)
    assert not any(one.id.startswith("i-u") for one in page.incidents)
    # the press tells of one of them: it stands on the page, and the cell does not say which it was
    told = remember(Told(), Policy(k=5, blur=1), held.reports, held.sources, held.incidents)
    press = changed(held.reports[-1], id="r-press", source=SourceId("s-wire"))
    mention = changed(
        held.mentions[-1], id="r-press#0", report="r-press", source=SourceId("s-wire")
    )
    both = changed(
        held.incidents[-1], mentions=(*held.incidents[-1].mentions, mention.id),
        reports=(*held.incidents[-1].reports, press.id),
    )  # fmt: skip
    held = changed(
        held, reports=(*held.reports, press), mentions=(*held.mentions, mention),
        incidents=(*held.incidents[:-1], both),
    )  # fmt: skip
    later = remember(told, Policy(k=5, blur=1), held.reports, held.sources, held.incidents)
    after = disclose(held, Policy(k=5, blur=1), tiny.tallies, told=later)
    assert len(after.incidents) == len(page.incidents) + 1
    assert after.aggregates == page.aggregates


def test_h5_no_place_on_the_page_is_finer_than_a_town(tiny, held):
    told = held.incidents[0].place
    site = changed(told.value, level=Level.SITE, name="میدان", id=PlaceId("x:square"), lat=36.1234)
    incident = changed(held.incidents[0], place=changed(told, value=site, rivals=()))
    page = disclose(changed(held, incidents=(incident, *held.incidents[1:])), Policy())
    assert {one.level for one in page.towns} <= {"city", "county", "province", "country"}
    assert "36.1234" not in encode(page.towns).decode()


def test_h6_words_open_only_where_the_report_is_public_at_its_address_and_agreed_to(tiny, held):
    first = changed(held.reports[0], provenance=None, url=None)
    spoken = changed(held.reports[1], provenance=None, url="https://example.org/1")
    held = changed(held, reports=(first, spoken, *held.reports[2:]))
    page = {one.id: one for one in disclose(held, Policy()).reports}
    assert page[first.id].words is None
    assert page[spoken.id].words
    silent = disclose(held, Policy(no_words=(spoken.id,)))
    assert next(one for one in silent.reports if one.id == spoken.id).words is None
    source = disclose(held, Policy(no_words=(spoken.source,)))
    assert not any(one.words for one in source.reports if one.source == spoken.source)


def test_h7_h12_no_medium_leaves_the_desk(leaving):
    kinds = {path.suffix for path in leaving}
    assert not kinds & {".jpg", ".jpeg", ".mp4", ".mp3", ".ogg", ".webm", ".heic"}
    names = {name for one in vars(opened).values() if isinstance(one, type)
             for name in getattr(one, "__struct_fields__", ())}  # fmt: skip
    assert not names & {"media", "thumbnail", "image", "audio", "video"}
    assert not any(b"\xff\xd8\xff\xe0" in path.read_bytes() for path in leaving)


def test_h8_organisers_stay_in_the_desk_even_where_the_report_is_public(
    hunted, tiny, held, tmp_path
):
    quote = Quote(text=f"{hunted.CANARY} committee", span=Span(0, 3))
    first = changed(
        held.mentions[0], organised_by=(quote,), called_by=(quote,), claimed_by=(quote,)
    )
    page = disclose(changed(held, mentions=(first, *held.mentions[1:])), Policy(), tiny.tallies)
    assert hunted.CANARY.encode() not in hunted.told(page)


def test_h9_what_is_withheld_or_taken_back_is_in_no_later_release(hunted, bare, tmp_path):
    policy = promises.policy_of(bare.desk)
    whole = edition.held(bare.desk, bare.built)
    gone = whole.reports[0]
    told = remember(
        Told(), changed(policy, withheld=(gone.source,)), whole.reports, whole.sources, ()
    )
    # the settings forget it; the desk does not
    page = disclose(whole, policy, lambda _: (), told=told)
    assert {one.source for one in page.reports} == {"wire", "daily"} - {gone.source}
    assert gone.id.encode() not in hunted.told(page)


def test_h9_an_embargo_opens_by_the_public_reports_own_days(hunted, bare):
    whole = edition.held(bare.desk, bare.built)
    last = max(one.said_on for one in whole.reports)
    page = disclose(whole, Policy(embargo_days=30), lambda _: ())
    assert {one.day for one in page.reports} == {
        one.said_on for one in whole.reports if one.said_on <= last - timedelta(days=30)
    }


def test_h10_a_call_to_violence_is_neither_issued_nor_counted_with_the_closed(tiny, held):
    violent = changed(held.calls[0], violent=True)
    page = disclose(changed(held, calls=(violent,)), Policy(), tiny.tallies)
    assert page.calls == ()
    sealed = [changed(one, visibility=Visibility.SEALED) for one in held.reports]
    page = disclose(changed(held, calls=(violent,), reports=tuple(sealed)), Policy(), tiny.tallies)
    assert ("violent-calls", "0") in [(one.what, one.number) for one in page.held_back]


def test_h13_a_machine_never_confirms_and_what_is_confirmed_two_persons_have_read():
    def said(by: str) -> Judgement:
        return Judgement(
            id=JudgementId(f"j-{by}"), decision=Decision.ACCEPT, about=("i",), by=by,
            at="2020-01-01T00:00:00Z", reason="read",
        )  # fmt: skip

    assert status_of([], deaths=False) is Status.MACHINE
    for deaths in (False, True):
        assert status_of([said("a")], deaths=deaths) is Status.UNDER_REVIEW
        assert status_of([said("a"), said("a")], deaths=deaths) is Status.UNDER_REVIEW
        assert status_of([said("a"), said("b")], deaths=deaths) is Status.CONFIRMED
        one_reader = status_of([said("a")], deaths=deaths, readers=1)
        assert one_reader is (Status.UNDER_REVIEW if deaths else Status.CONFIRMED)


def test_h14_what_is_not_recorded_is_empty_and_never_zero(tiny, held, tmp_path):
    first = changed(held.incidents[0], size=None, arrested=None)
    page = disclose(changed(held, incidents=(first, *held.incidents[1:])), Policy(), tiny.tallies)
    rows = (path for path in write_csv(page, tmp_path) if path.name == "incidents.csv")
    head, row, *_ = next(rows).read_text("utf-8-sig").splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=False))
    assert cells["size_low"] == cells["killed_low"] == cells["arrested_low"] == ""


def test_h15_nothing_that_makes_a_page_can_open_the_network():
    for room in ("publish", "counting", "linking", "claims", "ledger"):
        for path in sorted((SRC / room).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
            names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
            roots = {name.split(".")[0] for name in names}
            assert not roots & {"socket", "http", "requests", "httpx", "ssl", "ftplib"}, path.name
            assert "urllib.request" not in names, path.name


def test_h16_no_public_id_can_be_made_by_who_has_the_text_but_not_the_key(hunted, tiny, held, bare):
    ids = {one.id for one in bare.public.reports}
    report = bare.built.log.reports[0]
    own = report_id(b"another desk's key, 32 bytes long", report.source, report.native_id or "",
                    report.published or "", report.body)  # fmt: skip
    assert own not in ids
    assert all(one.split("-")[0] == "r" for one in ids)


def test_h17_the_door_is_the_only_way_out(planted):
    source = "from crosstally.publish.held import Held\ndef write(held: Held) -> None: ...\n"
    assert planted.faults(source, "any_exporter")


def test_the_desk_explains_what_it_holds_back_without_telling_it(hunted, hiding):
    found = edition.examine(hiding.desk, hiding.built)
    rows = {(one.what, one.why): one.number for one in found.held_back}
    assert rows[("reports", "sealed, or for the desk alone")] == "fewer than 5"
    assert rows[("reports", "a unit's")] == "fewer than 5"
    assert all(one.holds for one in found.laws), [one.law for one in found.laws if not one.holds]
    assert {one.rule for one in found.laws} == {"H2", "H4", "H5", "H6", "H9", "H10"}


def test_a_check_keeps_nothing_of_what_it_would_tell(hiding):
    path = hiding.desk.folder / "releases" / "told.json"
    before = path.read_bytes()
    _ = edition.examine(hiding.desk, hiding.built)
    assert path.read_bytes() == before
    assert read_told(path).cells == ()  # ids are public here: there is no secret, and no number


def test_a_broken_law_stops_whoever_would_publish(hunted, hiding, tmp_path, capsys):
    """A name that is masked and stands on the page as an outlet's: the check says so, exit 1."""
    desk = tmp_path / "desk"
    shutil.copytree(hiding.desk.folder / "tables", desk / "tables")
    for log in hiding.desk.folder.glob(
        "desk.db*"
    ):  # it is open: what it wrote last stands beside it
        shutil.copy(log, desk)
    settings = (hiding.desk.folder / "crosstally.toml").read_text("utf-8")
    masked = settings.replace(f'"{hunted.NAME}"', '"Wire"')
    (desk / "crosstally.toml").write_text(masked, encoding="utf-8")
    assert run(["disclose", str(desk), "--check"]) == 1
    told = "".join(capsys.readouterr())
    assert "no name that the desk masks stands in it" in told
    assert "BROKEN" in told
    assert "publish nothing, and report it" in told
    assert hunted.CANARY not in told
