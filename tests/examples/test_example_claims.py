"""What the example's claims come to, from its own reports and origins."""

import importlib.util
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from crosstally.claims.assertion import read_claims
from crosstally.claims.family import kinship, voices
from crosstally.claims.verdict import judge
from crosstally.config import read_config
from crosstally.records import (
    Knowing,
    Origin,
    OriginId,
    Report,
    ReportId,
    Source,
    SourceId,
    SourceKind,
    changed,
)

ROOT = Path(__file__).parents[2]
DESK = ROOT / "examples" / "iran-2017-2020"
ARTICLE = ROOT.parent / "shared" / "data" / "article" / "article.txt"


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


claims_score = load(ROOT / "eval" / "claims_score.py", "claims_score")


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def report(row):
    day = row["published"]
    said = (
        {"said_at": datetime.fromisoformat(day)}
        if "T" in day
        else {"said_on": date.fromisoformat(day)}
    )
    return Report(
        id=ReportId(row["id"]),
        native_id=row["id"],
        source=SourceId(row["source"]),
        body=row["text"],
        lang=row["lang"],
        **said,
    )


@pytest.fixture(scope="module")
def reports():
    paths = sorted((DESK / "inbox").glob("*.jsonl"))
    return tuple(report(row) for path in paths for row in lines(path))


@pytest.fixture(scope="module")
def origins():
    return tuple(
        Origin(
            id=OriginId(one["origin"]),
            reports=tuple(one["reports"]),
            sources=(),
            basis=Knowing.UNKNOWN,
            known=True,
            first=one["reports"][0],
        )
        for one in lines(DESK / "truth" / "origins.jsonl")
    )


@pytest.fixture(scope="module")
def sources():
    return read_config(DESK).sources


@pytest.fixture(scope="module")
def claims(reports, origins, sources):
    asserted = read_claims(DESK / "claims.jsonl")
    return judge(asserted, reports, (), (), origins, sources)


VERDICTS = {
    1: "untestable", 2: "open", 3: "open", 4: "partly", 7: "supported", 8: "supported",
    12: "untestable", 13: "supported", 14: "open", 15: "single-channel", 16: "single-channel", 17: "partly",
    18: "open", 25: "open", 20: "untestable", 21: "untestable", 24: "supported", 27: "partly",
    28: "single-channel", 31: "contradicted", 32: "supported", 33: "partly", 34: "open",
    36: "partly", 37: "single-channel", 38: "single-channel", 39: "untestable",
}  # fmt: skip


@pytest.mark.parametrize(("number", "wanted"), VERDICTS.items())
def test_each_claim_of_the_article_gets_the_verdict_its_record_allows(claims, number, wanted):
    found = {claim.number: claim.verdict.value for claim in claims}
    assert found[number] == wanted


def test_all_39_claims_are_there_in_both_languages(claims):
    assert [claim.number for claim in claims if claim.number] == list(range(1, 40))
    assert all(claim.text_fa and claim.because_fa for claim in claims)


def test_the_venue_of_claim_31_is_contradicted_by_the_primary_text(claims, reports):
    claim = next(claim for claim in claims if claim.number == 31)
    (against,) = claim.evidence_against
    text = {one.id: one for one in reports}[ReportId(against.record)]
    assert text.source == "khamenei-ir"
    assert against.span.of(text.body) == "student groups"
    assert claim.evidence_for == ()


def test_the_party_its_council_and_their_sites_are_one_voice(claims, reports, origins, sources):
    family = {one.id for one in sources if one.family == "pmoi"}
    assert {"pmoi", "ncri", "ifmat", "iran-news-update", "defend-ashraf"} <= family
    venue = next(claim for claim in claims if claim.number == 31)
    outlets = {one.source for one in reports if one.id in venue.reports}
    assert outlets == {"pmoi", "ncri"}
    assert venue.origins_asserting == 1
    toll = next(claim for claim in claims if claim.number == 37)
    assert [item.record for item in toll.evidence_for] == ["abn-059"]
    assert toll.origins_for == 0
    assert voices(toll.evidence_for, kinship(origins, sources)) == 1


def test_officials_and_the_press_are_held_to_the_same_rules(claims):
    found = {claim.text: claim.verdict.value for claim in claims if claim.number is None}
    assert found["Nobody was killed in Khorramshahr on 30 June 2018."] == "contradicted"
    assert found["There was no gathering in Birjand."] == "open"


def test_renaming_every_source_changes_no_verdict(claims, reports, origins, sources):
    new = {one.id: SourceId(f"s{n:03}") for n, one in enumerate(sources)}
    renamed_sources = tuple(
        Source(
            id=new[one.id],
            name=f"Source {n}",
            kind=SourceKind.UNKNOWN,
            family=f"F{one.family}" if one.family else None,
        )
        for n, one in enumerate(sources)
    )
    renamed = tuple(changed(one, source=new[one.source]) for one in reports)
    asserted = [
        changed(one, source=new[one.source], asserter="somebody")
        for one in read_claims(DESK / "claims.jsonl")
    ]
    again = judge(asserted, renamed, (), (), origins, renamed_sources)
    assert [one.verdict for one in again] == [one.verdict for one in claims]


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article itself is not here")
def test_with_the_article_itself_the_desk_judges_as_with_the_paraphrase(
    claims, reports, origins, sources
):
    article = Report(
        id=ReportId("article"),
        native_id="article",
        source=SourceId("pmoi"),
        body=ARTICLE.read_text(encoding="utf-8"),
        said_on=date(2020, 8, 25),
        lang="en",
    )
    asserted = [
        changed(one, reports=(*one.reports, "article")) if one.number else one
        for one in read_claims(DESK / "claims.jsonl")
    ]
    again = judge(asserted, (*reports, article), (), (), origins, sources)
    assert [one.verdict for one in again] == [one.verdict for one in claims]


def test_the_verdicts_agree_with_the_truth_above_their_floor(claims):
    found = claims_score.agreement(claims, claims_score.read_truth())
    assert found["strict"] >= claims_score.AGREEMENT_FLOOR
    assert found["settled"] == []
