"""Saved pages: their main text, and no page that stops the reader."""

import time
from collections.abc import Callable
from datetime import date

import pytest

from crosstally.intake.arrive import Inlet, Limits, Told
from crosstally.intake.html import read_html
from crosstally.records import Issue, Reason, Report

STORY = "کارگران نیشکر هفت‌تپه روز شنبه دست به اعتصاب زدند و مقابل فرمانداری شوش تجمع کردند. " * 3
PAGE = f"""<!doctype html><html lang="fa-IR" dir="rtl"><head><meta charset="utf-8">
<title>عنوان صفحه</title><link rel="canonical" href="https://www.khabar.example/1">
<meta property="article:published_time" content="2018-11-05T10:00:00+03:30"></head>
<body><nav><p>خانه درباره ما</p></nav><script>var canary = 1</script>
<article><h1>تیتر</h1><p>{STORY}</p><p>پاراگراف <b>دوم</b></p></article>
<footer>حق نشر</footer></body></html>"""


def one(inlet: Inlet, told: Told) -> Report | Issue:
    (found,) = read_html(inlet, told)
    return found


def test_a_page_gives_its_main_text_and_nothing_around_it(
    file: Callable[..., Inlet], told: Told
) -> None:
    report = one(file(PAGE, "page.html"), told)
    assert isinstance(report, Report)
    assert report.body == f"تیتر\n{STORY.strip()}\nپاراگراف دوم"
    assert "\u200c" in report.body


def test_a_page_gives_its_own_date_title_language_and_address(
    file: Callable[..., Inlet], told: Told
) -> None:
    report = one(file(PAGE, "page.html"), told)
    assert isinstance(report, Report)
    assert report.published == "2018-11-05T10:00:00+03:30"
    assert (report.title, report.lang) == ("عنوان صفحه", "fa")
    assert (report.url, report.source) == ("https://www.khabar.example/1", "khabar.example")


def test_a_date_without_a_zone_is_not_taken_and_the_files_day_is(
    file: Callable[..., Inlet], told: Told
) -> None:
    page = PAGE.replace("T10:00:00+03:30", "T10:00:00")
    report = one(file(page, "khabar/2018-11-06 shush.html"), told)
    assert isinstance(report, Report)
    assert report.said_on == date(2018, 11, 6)


def test_the_date_of_linked_data_is_found(file: Callable[..., Inlet], told: Told) -> None:
    page = (
        '<script type="application/ld+json">[{"datePublished": "2019-01-02"}, 3]</script><p>متن</p>'
    )
    report = one(file(page, "a.html"), told)
    assert isinstance(report, Report)
    assert report.said_on == date(2019, 1, 2)


def test_a_page_without_an_article_gives_its_richest_block(
    file: Callable[..., Inlet], told: Told
) -> None:
    page = f"<body><div><p>منو</p></div><div><p>{STORY}</p><p>{STORY}</p></div></body>"
    report = one(file(page, "a.html"), told)
    assert isinstance(report, Report)
    assert report.body == f"{STORY.strip()}\n{STORY.strip()}"


def test_words_side_by_side_in_blocks_do_not_run_together(
    file: Callable[..., Inlet], told: Told
) -> None:
    report = one(file("<p>یک</p>دو<div>سه</div><ul><li>چهار<li>پنج</ul>", "a.html"), told)
    assert isinstance(report, Report)
    assert report.body.split("\n") == ["یک", "دو", "سه", "چهار", "پنج"]


@pytest.mark.parametrize("tag", ["div", "b", "table", "font", "blockquote"])
def test_a_page_nested_without_end_is_an_issue_within_a_second(
    tag: str, file: Callable[..., Inlet], told: Told
) -> None:
    begun = time.process_time()
    issue = one(file(f"<{tag}>" * 100_000 + "x", "bomb.html"), told)
    assert isinstance(issue, Issue)
    assert issue.reason is Reason.TOO_LONG
    assert time.process_time() - begun < 1.0


def test_a_long_list_without_closing_tags_is_not_deep(
    file: Callable[..., Inlet], told: Told
) -> None:
    report = one(file("<ul>" + "<li>شهر" * 20_000, "list.html"), told)
    assert isinstance(report, Report)
    assert report.body.count("شهر") == 20_000


def test_a_page_beyond_the_limit_is_an_issue(file: Callable[..., Inlet], told: Told) -> None:
    issue = one(file("<p>" + "x" * 5000, "a.html"), told._replace(limits=Limits(file=1000)))
    assert isinstance(issue, Issue)
    assert issue.reason is Reason.TOO_LONG


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"<html><body><script>x</script></body></html>", Reason.EMPTY),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", Reason.BINARY),
        ("<p>Привет, мир".encode("cp1251"), Reason.WRONG_ENCODING),
        (b'<meta charset="no-such"><p>caf\xe9', Reason.WRONG_ENCODING),
    ],
)
def test_what_is_no_page_is_an_issue(
    raw: bytes, reason: Reason, file: Callable[..., Inlet], told: Told
) -> None:
    issue = one(file(raw, "a.html"), told)
    assert isinstance(issue, Issue)
    assert issue.reason is reason


def test_an_encoding_that_the_page_declares_is_believed(
    file: Callable[..., Inlet], told: Told
) -> None:
    raw = '<meta charset="windows-1251"><p>Привет, мир'.encode("cp1251")
    report = one(file(raw, "a.html"), told)
    assert isinstance(report, Report)
    assert report.body == "Привет, мир"
