"""The article itself goes through the house, where it is at hand; no sentence of it is kept here."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from crosstally import archive, project
from crosstally.records import Level, Verdict

ROOT = Path(__file__).parents[2]
DESK = ROOT / "examples" / "iran-2017-2020"
ARTICLE = ROOT.parent / "shared" / "data" / "article" / "article.txt"
T = TypeVar("T")

pytestmark = pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not here")


def plainly(items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
    return items


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The example's primary texts and party reports, and the article as one of them."""
    folder = tmp_path_factory.mktemp("desk")
    inbox = folder / "inbox"
    (inbox / "pmoi").mkdir(parents=True)
    for name in ("crosstally.toml", "claims.jsonl"):
        shutil.copy(DESK / name, folder / name)
    for name in ("primary.jsonl", "party.jsonl", "rights.jsonl"):
        shutil.copy(DESK / "inbox" / name, inbox / name)
    shutil.copy(ARTICLE, inbox / "pmoi" / "2020-08-25 article.txt")
    desk = archive.open_desk(folder, create=True)
    try:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        archive.add(desk, [inbox], now=now, progress=plainly, mapped=None)
        yield project.build(desk, progress=plainly)
    finally:
        desk.store.close()


def test_the_venue_is_contradicted_and_the_role_stays_open(built):
    found = {claim.number: claim.verdict for claim in built.claims if claim.number}
    assert found[31] is Verdict.CONTRADICTED
    assert found[2] is Verdict.OPEN
    assert found[1] is Verdict.UNTESTABLE


def test_the_articles_cut_quotation_is_set_beside_the_primary_text(built):
    reports = {one.id: one for one in built.log.reports}
    (article,) = [one for one in reports.values() if (one.path or "").startswith("pmoi/")]
    altered = [
        alteration
        for claim in built.claims
        if claim.number is None
        for alteration in claim.alterations
        if alteration.report == article.id
    ]
    assert "cut" in {one.kind for one in altered}
    assert {reports[one.primary].source for one in altered} == {"khamenei-ir"}
    assert all(one.span.of(article.body) for one in altered if one.span is not None)


def test_the_article_names_no_town_and_yet_tells_of_events(built):
    (article,) = [one for one in built.log.reports if (one.path or "").startswith("pmoi/")]
    told = [m for coded in built.coded if coded.report == article.id for m in coded.mentions]
    assert told
    assert {m.place.level for m in told if m.place is not None} <= {Level.COUNTRY}
