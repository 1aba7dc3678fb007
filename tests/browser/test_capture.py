"""The form for the field: filled in with the network off, saved, and read by the desk."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from crosstally.intake import Inlet, Told, amount_reader, coded_row, lookup_in
from crosstally.intake.folder import read_file
from crosstally.packs.gazetteer import load_country
from crosstally.packs.language import load_language
from crosstally.publish.capture import capture_html
from crosstally.records import Kind, Knowing, Visibility


@pytest.fixture(scope="module")
def form(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("form") / "form.html"
    path.write_text(capture_html(load_country("IR"), lang="fa"), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, form: Path) -> Iterator[Page]:
    context = browser.new_context(offline=True, accept_downloads=True)
    page, noise = context.new_page(), []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda asked: noise.append(asked.url) if asked.url[:4] == "http" else None)
    page.goto(form.as_uri())
    yield page
    context.close()
    assert noise == []


def filled(page: Page) -> None:
    page.check("[name=what][value='ASM/march']")
    page.select_option("#province", "Markazi")
    page.fill("#city", "اراک")
    page.check("[name=when][value='1']")
    page.check("[name=many][value='2']")
    page.check("[name=known][value='seen']")
    page.fill("#words", "کارگران از کارخانه تا میدان رفتند <b>")


def test_what_is_answered_is_what_the_desk_reads(page: Page, tmp_path: Path) -> None:
    filled(page)
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(b"a picture")
    page.set_input_files("#media", picture)
    page.click("button.first")
    page.wait_for_function("document.getElementById('kept').textContent !== ''")
    with page.expect_download() as saved:
        page.click("#save")
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    now = datetime.now(UTC) + timedelta(hours=14)
    inlet = Inlet(path.name, lambda: path.open("rb"))
    (report,) = read_file(inlet, Told(bytes(32), now))
    assert report.visibility is Visibility.SEALED
    assert report.basis is Knowing.WITNESS
    assert report.body == "کارگران از کارخانه تا میدان رفتند <b>"
    assert len(report.media) == 1
    look, amounts = lookup_in(load_country("IR")), amount_reader(load_language("fa"))
    (mention,) = coded_row(report, lookup=look, amounts=amounts).mentions
    assert (mention.kind, mention.subtype) == (Kind.ASM, "march")
    assert (mention.place.name, mention.place.province) == ("Arak", "Markazi")
    assert abs(mention.days.first - (datetime.now(UTC).date() - timedelta(days=1))) <= timedelta(
        days=1
    )
    assert (mention.size.low, mention.size.high) == (50, 199)
    assert mention.size.ground.column == "size_low"


def test_what_is_missing_or_still_to_come_is_said_and_not_kept(page: Page) -> None:
    page.click("button.first")
    assert page.inner_text("#wrong") != ""
    filled(page)
    page.fill("#date", (datetime.now(UTC).date() + timedelta(days=3)).isoformat())
    page.dispatch_event("#date", "change")
    page.click("button.first")
    assert page.inner_text("#wrong") != ""
    assert page.is_disabled("#save")


def test_it_speaks_three_languages_and_shows_the_day_in_the_readers_calendar(page: Page) -> None:
    filled(page)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert "۱۴" in page.inner_text("#shown-day"), "a Jalali year"
    for name, direction in (("en", "ltr"), ("ar", "rtl"), ("fa", "rtl")):
        page.click(f"#languages [lang={name}]")
        assert page.evaluate("document.documentElement.dir") == direction
        assert page.evaluate("document.documentElement.lang") == name
        assert page.inner_text("h1")


def test_nothing_is_kept_in_the_browser(page: Page) -> None:
    filled(page)
    page.click("button.first")
    page.wait_for_function("document.getElementById('kept').textContent !== ''")
    stored = page.evaluate("JSON.stringify([Object.keys(localStorage), document.cookie])")
    assert json.loads(stored) == [[], ""]
    assert page.input_value("#words") == ""
