"""RSS and Atom: one outcome an entry."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from crosstally.errors import FormatError
from crosstally.intake.arrive import Inlet, Told, source_index
from crosstally.intake.feed import read_feed
from crosstally.records import Issue, Reason, Report, Source, SourceId, SourceKind

ENTRY = """<item><title>تیتر</title><guid>g-{n}</guid><link>https://k.example/{n}</link>
<pubDate>{date}</pubDate><description>{text}</description></item>"""
DATE = "Mon, 01 Jan 2018 18:00:00 +0330"


def rss(*entries: tuple[str, str], end: str = "</channel></rss>") -> str:
    body = "".join(ENTRY.format(n=n, date=d, text=t) for n, (d, t) in enumerate(entries))
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>آذر خبر</title>'
        f"<link>https://www.azar.example/</link><language>fa-IR</language>{body}{end}"
    )


def outcomes(text: str, file: Callable[..., Inlet], told: Told) -> list[Report | Issue]:
    return list(read_feed(file(text, "feed.xml"), told))


def test_an_entry_is_a_report_with_its_zone_kept(file: Callable[..., Inlet], told: Told) -> None:
    (report,) = outcomes(rss((DATE, "تجمع در ارومیه و می\u200cگویند")), file, told)
    assert isinstance(report, Report)
    assert report.published == "2018-01-01T18:00:00+03:30"
    assert report.body == "تجمع در ارومیه و می\u200cگویند"
    assert (report.native_id, report.lang, report.title) == ("g-0", "fa", "تیتر")
    assert (report.source, report.path) == ("azar.example", "feed.xml#1")


def test_the_tags_of_an_entry_are_taken_out_and_its_words_stay(
    file: Callable[..., Inlet], told: Told
) -> None:
    text = "&lt;p&gt;یک &amp;amp; دو&lt;/p&gt;&lt;p&gt;سه&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;"
    (report,) = outcomes(rss((DATE, text)), file, told)
    assert isinstance(report, Report)
    assert report.body == "یک & دو\nسه"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("yesterday", Reason.BAD_DATE),
        ("Mon, 01 Jan 2018 18:00:00 -0000", Reason.BAD_DATE),
        ("Mon, 01 Jan 0025 18:00:00 +0000", Reason.BAD_DATE),
        ("Thu, 01 Jan 2099 18:00:00 +0000", Reason.FUTURE_DATE),
    ],
)
def test_a_date_that_is_none_is_an_issue(
    written: str, reason: Reason, file: Callable[..., Inlet], told: Told
) -> None:
    bad, good = outcomes(rss((written, "متن"), (DATE, "متن")), file, told)
    assert isinstance(bad, Issue)
    assert bad.reason is reason
    assert isinstance(good, Report)


def test_a_bare_day_stays_a_day(file: Callable[..., Inlet], told: Told) -> None:
    (report,) = outcomes(rss(("2018-01-02", "متن")), file, told)
    assert isinstance(report, Report)
    assert report.said_on == date(2018, 1, 2)


def test_an_atom_feed_is_read(file: Callable[..., Inlet], told: Told) -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>urn:x</id><entry><id>e1</id>'
        "<title>T</title><updated>2018-01-01T00:30:00Z</updated>"
        '<content type="html">&lt;b&gt;rally&lt;/b&gt; in Qom</content></entry></feed>'
    )
    (report,) = outcomes(text, file, told)
    assert isinstance(report, Report)
    assert report.body == "rally in Qom"
    assert report.said_at == datetime(2018, 1, 1, 0, 30, tzinfo=UTC)


def test_a_feed_cut_off_gives_what_came_before_and_an_issue(
    file: Callable[..., Inlet], told: Told
) -> None:
    found = outcomes(rss((DATE, "یک"), (DATE, "دو"), end="<item><title>ne"), file, told)
    assert isinstance(found[-1], Issue)
    assert found[-1].reason is Reason.TRUNCATED
    assert [one.body for one in found if isinstance(one, Report)][:2] == ["یک", "دو"]


def test_a_feed_whose_title_the_desk_knows_is_that_source(
    file: Callable[..., Inlet], told: Told
) -> None:
    azar = Source(id=SourceId("azar"), name="آذر خبر", kind=SourceKind.PRESS)
    known = told._replace(sources=source_index([azar]))
    (report,) = outcomes(rss((DATE, "متن")), file, known)
    assert isinstance(report, Report)
    assert report.source == "azar"


@pytest.mark.parametrize("text", ["", "<html><body>x", "{}", "PK\x03\x04"])
def test_what_is_no_feed_is_refused(text: str, file: Callable[..., Inlet], told: Told) -> None:
    with pytest.raises(FormatError):
        outcomes(text, file, told)


def test_an_entity_that_unpacks_without_end_does_not(
    file: Callable[..., Inlet], told: Told
) -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    bomb = f"<!DOCTYPE rss [{entities}]>" + rss((DATE, "&a11;")).partition("?>")[2]
    found = outcomes(bomb, file, told)
    assert all(len(one.body) < 1000 for one in found if isinstance(one, Report))
