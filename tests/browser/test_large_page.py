"""A page with its details beside it: opened from disk, offline, searched, printed, by night."""

import shutil
from pathlib import Path

import pytest

AXE = Path(__file__).parent / "axe" / "axe.min.js"


def _listed(page):
    lines = page.locator("#list [role=listitem]")
    return int(lines.first.get_attribute("aria-setsize")) if lines.count() else 0


def _find(page, until, words):
    page.fill("#words", words)
    until.true(page, f"document.getElementById('status').innerText.includes({words!r})")
    return _listed(page)


def test_an_incident_opens_to_the_same_from_a_file_beside_the_page_as_from_inside(visit):
    pages = visit("beside/report", fragment="#i-005"), visit("tiny", fragment="#i-005")
    for page in pages:
        page.locator("#i-005 mark").first.wait_for()
    beside, inside = (page.locator("#i-005").inner_text() for page in pages)
    assert beside == inside
    assert "[object" not in beside
    assert "31 Dec 2017" in beside or "2018" in beside
    assert pages[0].locator("script[src]").count() == 0  # each is taken away when it has spoken


def test_a_claim_and_a_source_open_to_their_reports_from_beside(visit):
    page = visit("beside/report")
    page.locator("#c-31 > summary").click()
    page.locator("#c-31 ul.plainlist details").last.locator("summary").click()
    page.locator("#c-31 mark.altered").wait_for()
    page.locator("#sources-body details summary").first.click()
    page.locator("#sources-body .report .words").first.wait_for()


@pytest.mark.parametrize("harm", ["missing", "another"])
def test_a_file_that_is_missing_or_not_the_pages_own_is_named_and_the_rest_stands(
    browser, folder, tmp_path, harm
):
    shutil.copytree(folder / "beside", tmp_path / "moved")
    shelf = next((tmp_path / "moved" / "report").glob("shelf-0-*.js"))
    if harm == "missing":
        shelf.unlink()
    else:
        shelf.write_text('crosstally("shelf-7","");', encoding="utf-8")
    context = browser.new_context(locale="en-US")
    context.set_offline(True)
    page = context.new_page()
    page.goto((tmp_path / "moved" / "report.html").as_uri() + "#i-005")
    page.locator("#i-005 [role=alert]").wait_for()
    assert shelf.name in page.locator("#i-005").inner_text()
    assert page.inner_text("#status").startswith("59")
    context.close()


@pytest.mark.parametrize(
    "spellings",
    [("تبریز", "تبريز", "TABRIZ", "tabr"), ("صدها", "صدها نفر"), ("نان کار", "نان، كار")],
)
def test_words_find_the_same_incidents_however_they_are_typed(visit, until, spellings):
    page = visit("beside/report")
    found = {_find(page, until, words) for words in spellings}
    assert len(found) == 1
    assert 0 < found.pop() < 60
    assert page.evaluate("document.activeElement.id") in ("words", "")
    page.click("#reset")
    until.true(page, "document.getElementById('status').innerText.startsWith('59 gatherings, all')")
    assert page.input_value("#words") == ""


def test_words_that_nothing_holds_find_nothing_and_say_what_that_means(visit, until):
    page = visit("beside/report")
    assert _find(page, until, "zzzz") == 0
    assert "No coverage is not zero" in page.inner_text("#list")


def test_ten_years_are_drawn_by_weeks_and_a_week_is_chosen_whole(visit, years, until):
    page = visit(years)
    assert page.inner_text("#timeline-title") == "Week by week"
    page.locator("#timeline-table summary").click()
    row = page.locator("#timeline-table tbody tr").nth(30)
    number = int(row.locator("td").last.inner_text())
    row.locator("button").click()
    until.true(page, f"document.getElementById('status').innerText.startsWith('{number} of')")
    first, last = (page.input_value(f"#controls select >> nth={at}") for at in (1, 2))
    assert int(last) - int(first) <= 6
    assert page.locator("#timeline .brush").get_attribute("width") != "0"


def test_a_status_is_chosen_and_counted(visit, years, until):
    page = visit(years)
    page.select_option("#controls select >> nth=4", label="confirmed by people")
    until.true(page, "document.getElementById('status').innerText.includes('confirmed by people')")
    chosen = int(page.inner_text("#status").split()[0].replace(",", ""))
    assert 0 < chosen < 300
    assert _listed(page) == chosen
    page.locator("#list summary").nth(3).click()
    page.locator("#list .fields").first.wait_for()
    assert "confirmed by people" in page.locator("#list .fields").first.inner_text()


def test_a_long_list_is_made_where_it_is_read_and_goes_to_its_end(visit, years, until):
    page = visit(years)
    drawn = page.locator("#list .incident").count()
    assert 0 < drawn < 200 < _listed(page)
    page.evaluate("document.getElementById('list').scrollTo(0, 1e9)")
    until.true(page, "document.querySelector('#list .block:last-child .incident') !== null")
    page.evaluate("document.getElementById('list').scrollTo(0, 1e9)")
    last = page.locator("#list [role=listitem]").last
    assert int(last.get_attribute("aria-posinset")) == _listed(page)
    assert page.locator("#list .incident").count() < 400


@pytest.mark.parametrize(
    ("name", "settings"),
    [("years/report", {}), ("beside/report", {"color_scheme": "dark"}),
     ("beside/report", {"locale": "fa-IR", "color_scheme": "dark"})],
)  # fmt: skip
@pytest.mark.usefixtures("years")
def test_axe_finds_nothing_by_day_or_by_night(visit, name, settings):
    page = visit(name, **settings)
    page.locator("#list summary").first.click()
    page.locator("#list .fields").first.wait_for()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run().then(result => result.violations.map(one => [one.impact, one.id, one.nodes.map(node => node.html.slice(0, 160)).slice(0, 4)]))"
    )
    assert found == []


def test_the_page_is_dark_by_night_and_white_on_paper(visit, years):
    page = visit(years, color_scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(21, 25, 29)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"


def test_on_paper_stand_the_first_incidents_the_address_of_a_link_and_no_controls(visit, years):
    page = visit(years)
    page.locator("#list .tag").first.locator("xpath=ancestor::summary").click()
    page.locator("#list .report a[href^=http]").first.wait_for()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert 200 <= page.locator("#list .incident").count() <= 240
    assert "more" in page.inner_text(".unrolled")
    for part in ("#controls", ".search", "nav.sections", ".switches", "#timeline-share"):
        assert not page.is_visible(part)
    address = page.locator("#list .report a[href^=http]").first
    assert "https://" in address.evaluate("node => getComputedStyle(node, '::after').content")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".unrolled").count() == 0
    assert page.pdf(format="A4").startswith(b"%PDF")
