"""The report page in a real browser, offline: drawn, chosen from, opened, read in two languages."""

from pathlib import Path

import pytest

AXE = Path(__file__).parent / "axe" / "axe.min.js"
DOTS = "#map > svg > path.dots, #map > svg > path.rough"
RINGS = "#map path.rings"
BARS = "#timeline .bars path"
BARS_OF_ALL = "#timeline .pale path"
PERSIAN_DIGITS = set("۰۱۲۳۴۵۶۷۸۹")


def _status(page):
    return page.inner_text("#status")


def _number(page):
    return int(page.inner_text("#status").split()[0])


def _listed(page):
    """How long the list is, of which the lines in sight are made."""
    return int(page.get_attribute("#list [role=listitem]", "aria-setsize"))


def _marks(page, selector):
    """The marks that paths hold: each begins with a move."""
    return sum((one.get_attribute("d") or "").count("M") for one in page.locator(selector).all())


def _first(page, selector):
    """Where in the window the first mark of a path stands: its left edge and its foot."""
    begin = page.locator(selector).first.get_attribute("d").split("h")[0].split("a")[0]
    x, y = map(float, begin.removeprefix("M").split())
    svg = page.locator(selector).first.evaluate(
        "node => { const svg = node.closest('svg'); const box = svg.getBoundingClientRect();"
        " return [box.x, box.y, box.width / svg.viewBox.baseVal.width]; }"
    )
    return svg[0] + x * svg[2], svg[1] + y * svg[2]


def _rect(page, selector):
    box = page.locator(selector).first.bounding_box()
    return box["x"], box["y"], box["width"], box["height"]


def _brush(page, start, end):
    """Drags over the timeline from one share of its width to another."""
    page.locator("#timeline").scroll_into_view_if_needed()
    x, y, width, height = _rect(page, "#timeline svg")
    page.mouse.move(x + width * start, y + height * 0.3)
    page.mouse.down()
    page.mouse.move(x + width * (start + end) / 2, y + height * 0.4, steps=4)
    page.mouse.move(x + width * end, y + height * 0.4, steps=4)
    page.mouse.up()


def test_map_timeline_and_multiples_are_drawn(visit):
    page = visit()
    assert page.locator("#map path.land").count() == 31
    assert _marks(page, DOTS) == _marks(page, RINGS) >= 15
    assert _marks(page, BARS) == _marks(page, BARS_OF_ALL) >= 20
    assert page.locator("#multiples button").count() >= 10
    assert _marks(page, "#multiples path.chosen") >= 20
    assert "59 gatherings" in _status(page)
    assert "Tabriz" in page.inner_html("#map")


def test_persian_text_is_visible_in_the_face_that_ships(visit):
    page = visit(locale="fa-IR")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.fonts.check('16px Vazirmatn', 'تبریز')")
    names = page.locator("#map svg text", has_text="تبریز")
    assert names.count() >= 1
    assert all(side > 0 for side in _rect(page, "#map svg text >> text=تبریز")[2:])
    assert "۱۳۹۶" in page.inner_html("#timeline")
    assert page.inner_text("h1") == "میزِ کوچک"


def test_the_language_switch_turns_the_page_around_and_back(visit, until):
    page = visit()
    page.click("button[data-lang=fa]")
    until.true(page, "document.documentElement.dataset.drawn === 'fa'")
    assert page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == [
        "rtl",
        "fa",
    ]
    assert PERSIAN_DIGITS & set(_status(page))
    assert page.get_attribute("button[data-calendar=jalali]", "aria-pressed") == "true"
    page.click("button[data-lang=en]")
    until.true(page, "document.documentElement.dataset.drawn === 'en'")
    assert page.evaluate("document.documentElement.dir") == "ltr"
    assert _status(page).startswith("59")


def test_the_calendar_switch_changes_the_days_and_not_the_language(visit, until):
    page = visit()
    assert "28 Dec 2017" in page.inner_text("#controls")
    page.click("button[data-calendar=jalali]")
    until.true(page, "document.getElementById('controls').innerText.includes('7 Dey 1396')")
    until.true(page, "document.getElementById('timeline').innerHTML.includes('Dey')")
    assert page.evaluate("document.documentElement.dir") == "ltr"


def test_brushing_the_timeline_filters_map_list_and_multiples(visit, until):
    page = visit()
    dots = _marks(page, DOTS)
    _brush(page, 0.62, 0.99)
    until.true(page, "!document.getElementById('status').innerText.startsWith('59')")
    left = _number(page)
    assert 0 < left < 59
    assert "2018" in _status(page) or "2019" in _status(page)
    assert _marks(page, DOTS) < dots == _marks(page, RINGS)
    assert _listed(page) == left
    assert _marks(page, "#multiples path.chosen") < _marks(page, "#multiples path.all")
    page.click("#reset")
    until.true(page, "document.getElementById('status').innerText.startsWith('59')")
    assert page.is_disabled("#reset")


def test_clicking_a_bar_lists_the_incidents_of_its_day(visit, until):
    page = visit()
    page.locator("#timeline").scroll_into_view_if_needed()
    x, y = _first(page, BARS)
    page.mouse.click(x + 2, y + 2)
    until.true(page, "document.getElementById('status').innerText.includes('28 Dec 2017')")
    assert page.locator("#list .incident").count() == _listed(page) == _number(page) < 10
    assert set(page.locator("#list .day").all_inner_texts()) == {"28 Dec 2017"}


def test_clicking_a_dot_lists_its_town_and_an_incident_opens_to_its_words(visit, until):
    page = visit()
    page.locator("#map").scroll_into_view_if_needed()
    x, y = _first(page, "#map > svg > path.dots")
    page.mouse.click(x + 8, y)
    until.true(page, "!document.getElementById('status').innerText.startsWith('59')")
    heads = page.locator("#list .head").all_inner_texts()
    assert heads
    town = heads[0].split(", ")[1].split()[0]
    assert all(town in head for head in heads)
    page.locator("#list .incident summary").first.click()
    first = page.locator("#list .incident").first
    until.true(page, "document.querySelectorAll('#list .incident:first-child mark').length >= 4")
    assert "machine, not reviewed" in first.inner_text()
    assert first.locator(".tag").count() >= 1


def test_a_persian_report_is_set_right_to_left_with_its_spans_in_colour(visit):
    page = visit(fragment="#i-005")
    incident = page.locator("#i-005")
    incident.locator("mark").first.wait_for()
    assert incident.get_attribute("open") is not None
    words = incident.locator("p.words[lang=fa]").first
    assert words.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert words.locator("mark.size").inner_text().startswith("صدها نفر")
    assert words.locator("mark.when").inner_text().startswith("امروز")
    colour = words.locator("mark.where").evaluate("node => getComputedStyle(node).backgroundColor")
    assert colour not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    assert "fold into one" in incident.inner_text()
    assert incident.locator(".rivals li").count() >= 1


def test_every_count_opens_to_the_incidents_it_rests_on(visit, until):
    page = visit()
    strict = page.locator(".rulecard[data-rule=strict] .big")
    number = int(strict.inner_text())
    strict.click()
    until.true(page, "document.activeElement.id === 'list-title'")
    assert page.inner_text("#list-title") == "Two origins or more"
    assert _listed(page) == number


def test_two_rules_part_on_named_incidents_for_a_reason(visit):
    page = visit()
    rows = page.locator("#boundary-rows tbody tr")
    assert rows.count() == 59 - int(page.inner_text(".rulecard[data-rule=strict] .big"))
    assert "fewer origins" in rows.first.inner_text()


def test_a_contradicted_claim_opens_to_its_primary_text(visit):
    page = visit()
    claim = page.locator("#c-31")
    assert claim.locator(".verdict").inner_text() == "contradicted"
    assert "3 reports of one origin" in claim.locator("summary").first.inner_text()
    claim.locator("summary").first.click()
    claim.locator("ul.plainlist details").last.wait_for()
    claim.locator("ul.plainlist details").last.locator("summary").click()
    claim.locator("mark.altered").wait_for()
    assert claim.locator("mark.altered").count() == 1
    assert "Primary text" in claim.inner_text()
    assert page.locator("#c-2 .verdict").inner_text() == "open"


def test_the_tables_beside_the_charts_choose_as_the_charts_do(visit, until):
    page = visit()
    page.locator("#map-table summary").focus()
    page.keyboard.press("Enter")
    button = page.locator("#map-table tbody button").first
    button.focus()
    page.keyboard.press("Enter")
    until.true(page, "!document.getElementById('reset').disabled")
    assert 0 < _number(page) < 59
    assert page.evaluate("document.activeElement.closest('#map-table') !== null")
    page.locator("#timeline-table summary").click()
    until.true(page, "document.querySelectorAll('#timeline-table tbody tr').length >= 15")


def test_a_rule_and_a_kind_can_be_chosen_from_the_keyboard(visit, until):
    page = visit()
    page.select_option("#controls select >> nth=0", label="City-days (54)")
    until.true(page, "document.getElementById('status').innerText.startsWith('54 city-days')")
    page.locator("button[data-kind=STK]").focus()
    page.keyboard.press("Space")
    until.true(
        page,
        "document.querySelector('button[data-kind=ASM]').getAttribute('aria-pressed') === 'false'",
    )
    assert 0 < _number(page) < 54
    assert page.evaluate("document.activeElement.dataset.kind") == "STK"
    page.locator("#multiples button").nth(1).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"


def test_invented_incidents_are_marked_and_can_be_left_out(visit, until):
    page = visit()
    assert "SYNTHETIC 59 of them rest on invented reports alone" in _status(page)
    drawn = _marks(page, BARS_OF_ALL)
    assert drawn >= 20
    assert page.locator("#list .incident .tag").count() == page.locator("#list .incident").count()
    page.click("#made")
    until.true(page, "document.getElementById('status').innerText.startsWith('0 of 59')")
    assert page.locator("#list .incident").count() == 0
    assert "No coverage is not zero" in page.inner_text("#list")
    assert _marks(page, BARS_OF_ALL) == drawn  # pale, to choose from
    assert _marks(page, BARS) == 0
    page.click("#reset")
    until.true(page, "document.getElementById('status').innerText.startsWith('59')")


def test_another_rule_draws_its_own_axis(visit, until):
    page = visit()
    bars = _marks(page, BARS)
    page.select_option("#controls select >> nth=0", label="Two origins or more (39)")
    until.true(page, "document.getElementById('status').innerText.startsWith('39')")
    assert _marks(page, BARS) < bars
    assert _marks(page, DOTS) == _marks(page, RINGS) >= 10


def test_a_study_shows_its_number_with_interval_status_and_chart(visit):
    page = visit("studied")
    told = page.inner_text("[data-study=series]")
    assert "12.5" in told
    assert "9.25 to 17" in told
    assert "95 % interval" in told
    assert "With caution" in told
    assert page.locator("[data-study=series] svg .points_marks path").count() == 51
    assert page.locator("[data-study=series] svg .unseen_marks path").count() == 9
    assert page.locator("[data-study=series] svg .band_marks path").count() == 51
    assert page.locator("[data-study=series] svg .reach_marks line").count() >= 2
    assert page.locator("[data-study=series] svg .levels_marks line").count() == 2


def test_a_study_that_refuses_shows_the_reason_and_no_number(visit):
    page = visit("studied", locale="fa-IR")
    told = page.inner_text("[data-study=response]")
    assert "«dated» به فارسی ۰٫۲۵ از ۰٫۵" in told
    assert "بی‌عدد" in told
    assert page.locator("[data-study=response] svg").count() == 0


def test_what_a_study_rests_on_opens_and_its_months_follow_the_calendar(visit, until):
    page = visit("studied")
    page.locator("[data-study=series] > details > summary").click()
    assert "The first day" in page.inner_text("[data-study=series]")
    assert "(passed)" in page.inner_text("[data-study=series]")
    page.click("button[data-calendar=jalali]")
    until.true(page, "document.querySelector('[data-study=series]').innerHTML.includes('Dey 1396')")
    page.locator("[data-study=series] > details > summary").click()
    page.locator("[data-study=series] details summary", has_text="jalali month").click()
    assert "Esfand 1396" in page.inner_text("[data-study=series]")
    assert page.locator("[data-study=series] b b").count() == 0  # hostile text stays text


def test_a_page_without_studies_has_no_section_for_them(visit):
    page = visit()
    assert not page.is_visible("#studies")
    assert not page.is_visible("[href='#studies']")


@pytest.mark.parametrize("language", ["en-US", "fa-IR"])
def test_axe_finds_nothing_in_studies(visit, language):
    page = visit("studied", locale=language)
    page.locator("[data-study=series] > details > summary").click()
    page.locator("[data-study=series] details details summary").first.click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run('#studies').then(result => result.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 160)).slice(0, 4)]))"
    )
    assert found == []


def test_studies_need_no_sideways_scroll_on_a_telephone(visit):
    page = visit("studied", viewport={"width": 360, "height": 740}, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["en-US", "fa-IR"])
def test_axe_finds_nothing(visit, language):
    page = visit(fragment="#i-002", locale=language)
    page.locator("#i-002 mark").first.wait_for()
    page.locator("#map-table summary").click()
    page.locator("#multiples-table summary").click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run().then(result => result.violations.map(one => [one.impact, one.id, one.nodes.map(node => node.html.slice(0, 160)).slice(0, 4)]))"
    )
    assert found == []


@pytest.mark.parametrize("language", ["en-US", "fa-IR"])
def test_a_telephone_needs_no_sideways_scroll(visit, language):
    page = visit(
        fragment="#i-002", locale=language, viewport={"width": 360, "height": 740},
        device_scale_factor=2, is_mobile=True, has_touch=True,
    )  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#map path.land").count() == 31
    small = page.evaluate(
        "[...document.querySelectorAll('#controls button, .switch button, #list summary')].filter(one => one.getBoundingClientRect().height < 28).length"
    )
    assert small == 0


def test_hostile_text_runs_nothing_and_is_read_as_text(visit):
    page = visit("hostile", fragment="#i-000")
    page.locator("#claims summary").first.click()
    page.locator("#claims .claim-body summary").first.click()
    assert page.evaluate("window.pwned === undefined")
    assert page.locator("img").count() == 0
    assert "<img src=x" in page.inner_text("h1")
    assert page.locator("a[href^='javascript']").count() == 0


def test_a_packed_page_shows_the_same_as_a_plain_one(visit):
    plain, packed = visit(), visit("tiny-packed")
    for part in ("#figures", "#status", "#list", "#counts-body", "#claims-body", "#sources-body"):
        assert packed.inner_text(part) == plain.inner_text(part)
    assert packed.evaluate("document.getElementById('data').type") == "application/gzip"
    assert _marks(packed, DOTS) == _marks(plain, DOTS)


def test_every_named_file_beside_the_page_is_one_that_publish_writes(visit, tmp_path):
    page = visit()
    named = set(page.locator("#method-body a").all_inner_texts())
    assert len(named) >= 15
    from crosstally.publish.tables import TABLES

    tables = {f"{name}.{kind}" for name, _, _ in TABLES for kind in ("csv", "parquet")}
    pictures = {
        f"{name}{mark}.{kind}"
        for name in ("map", "timeline")
        for mark in ("", ".fa")
        for kind in ("png", "svg")
    }
    assert named == tables | pictures | {"incidents.geojson"}


def test_the_page_can_be_printed(visit):
    page = visit()
    page.emulate_media(media="print")
    assert not page.is_visible("#controls")
    assert page.is_visible("#map svg")
    assert page.evaluate("getComputedStyle(document.getElementById('list')).maxHeight") == "none"
