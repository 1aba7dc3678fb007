"""A brief counts by its rule, keeps confirmed apart, names public asserters only, fits one page."""

import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from crosstally.errors import UsageError
from crosstally.publish.brief import FORMATS, Asked, brief, html, last_day, markdown, pdf
from crosstally.publish.brief.content import Section, shortened
from crosstally.publish.brief.paper import HEIGHT, MARGIN, svg
from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.public import OpenField, OpenValue, Public
from crosstally.records import Status, Visibility, changed

DAY = date(2018, 1, 1)
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"


@pytest.fixture(scope="module")
def night(tiny) -> Public:
    """The tiny desk, with something confirmed and something rejected on its fullest day."""
    held = tiny.held()
    on = [n for n, one in enumerate(held.incidents) if one.first == DAY and one.counts]
    assert len(on) >= 3
    chosen = list(held.incidents)
    chosen[on[0]] = changed(chosen[on[0]], status=Status.CONFIRMED)
    chosen[on[1]] = changed(chosen[on[1]], status=Status.REJECTED)
    return disclose(changed(held, incidents=tuple(chosen)), Policy(), tiny.tallies)


def crowded(public: Public, number: int) -> Public:
    """The same desk with many more incidents on one day, each with a rival figure of deaths."""
    one = next(i for i in public.incidents if i.first == DAY and i.kind == "ASM")
    one = changed(one, status="machine")
    rival = OpenField(
        name="killed", rule="only-one",
        value=OpenValue(low=2, high=2, bound="exact", asserters=("s-wire",)),
        rivals=(OpenValue(low=5, high=9, bound="about", asserters=("s-party", "s-nobody")),),
    )  # fmt: skip
    more = (
        changed(one, id=f"i-x{n:03}", fields=(*one.fields, rival), town=public.towns[n % 9].id)
        for n in range(number)
    )
    return changed(public, incidents=(*public.incidents, *more))


def test_a_rule_that_the_desk_has_not_is_refused(public):
    with pytest.raises(UsageError, match="does not count under 'nobodys'"):
        brief(public, Asked(DAY, "nobodys"))


@pytest.mark.parametrize("days", [1, 2, 3])
def test_the_numbers_are_those_of_the_rule_and_of_the_days_before(night, days):
    said = brief(night, Asked(DAY, "gatherings", days))
    units = next(one.units for one in night.tallies if one.rule.id == "gatherings")
    first = {one.id: one.first for one in night.incidents}
    told = [first[ids[0]] for _, ids in units]
    begin = DAY - timedelta(days=days - 1)
    now = sum(begin <= day <= DAY for day in told)
    before = sum(begin - timedelta(days=days) <= day < begin for day in told)
    assert said.numbers[0].value == str(now)
    assert said.numbers[0].beside.startswith(f"{before} ")
    assert f"{sum(day <= DAY for day in told)} so far" in said.numbers[0].beside
    assert now > 0


def test_confirmed_under_review_and_rejected_stand_apart(night):
    said = brief(night, Asked(DAY, "gatherings"))
    numbers = {one.label: one.value for one in said.numbers[1:]}
    protests = [one for one in night.incidents if one.first == DAY and one.counts]
    left = len(protests) - 2
    assert numbers == {"Confirmed": "1", "Under review": str(left), "Rejected": "1"}
    lines = {one.name: one.lines for one in said.sections}
    assert (len(lines["confirmed"]), len(lines["rejected"])) == (1, 1)
    assert len(lines["under_review"]) == left
    assert said.numbers[2].beside == f"{left} read by machine alone"


def test_an_official_rally_armed_action_and_what_is_past_stand_on_no_brief(public):
    one = next(i for i in public.incidents if i.first == DAY and i.kind == "ASM")
    for odd in ({"stance": "pro-state"}, {"kind": "ARM"}, {"reality": "past"}):
        said = brief(changed(public, incidents=(changed(one, **odd),)), Asked(DAY, "gatherings"))
        assert [line for section in said.sections for line in section.lines] == [], odd


def test_what_lasts_days_is_told_on_each_and_what_names_no_day_on_none(public):
    one = next(i for i in public.incidents if i.first == DAY and i.kind == "ASM")
    long = changed(one, last=DAY + timedelta(days=4))
    when = OpenField(
        name="when", rule="only-one",
        value=OpenValue(term="month", first=DAY, last=DAY + timedelta(days=30)),
    )  # fmt: skip
    fields = (when, *(f for f in one.fields if f.name != "when"))
    vague = changed(one, fields=fields, last=DAY + timedelta(days=30))

    def told(incident, day: date) -> bool:
        return not brief(changed(public, incidents=(incident,)), Asked(day, "gatherings")).nothing

    days = [DAY + timedelta(days=n) for n in range(-1, 6)]
    assert [told(long, day) for day in days] == [False, True, True, True, True, True, False]
    assert not any(told(vague, day) for day in days)


def test_what_is_told_of_the_whole_country_is_called_nationwide_in_either_language(public):
    one = next(i for i in public.incidents if i.first == DAY and i.kind == "ASM")
    whole = changed(public.towns[0], id="IR", name="Iran", name_fa=None, level="country")
    public = changed(public, incidents=(changed(one, town="IR"),), towns=(whole,))
    heads = [
        line.head
        for lang in ("en", "fa")
        for section in brief(public, Asked(DAY, "gatherings", lang=lang)).sections
        for line in section.lines if section.name == "under_review"
    ]  # fmt: skip
    assert heads == ["Assembly, nationwide", "تجمع، سراسر کشور"]


def test_a_day_of_which_nobody_told_is_no_zero(public):
    said = brief(public, Asked(date(2016, 5, 5), "strict"))
    assert "no zero" in said.nothing
    assert [one for one in said.sections if one.lines] == []
    assert all("no zero" in FORMATS[form](said).decode("utf-8") for form in ("html", "md"))
    assert "صفر نیست" in brief(public, Asked(date(2016, 5, 5), "strict", lang="fa")).nothing


def test_the_last_day_is_the_records_own(public):
    assert last_day(public) == max(one.first for one in public.incidents)
    assert last_day(changed(public, incidents=())) is None


def test_rival_figures_are_a_range_with_the_public_sources_that_assert_them(public):
    said = brief(crowded(public, 1), Asked(DAY, "gatherings"))
    (figures,) = [one for one in said.sections if one.name == "figures"]
    (line,) = [one for one in figures.lines if one.head.startswith("Killed")]
    assert line.head.startswith("Killed 2–9, ")
    assert line.detail == "2: Northgate Wire; about 5–9: Party Herald · not reviewed"


def test_what_only_closed_reports_and_units_say_is_in_no_brief(tiny):
    held = tiny.held()
    on = {one.id for i in held.incidents if i.first == DAY for one in held.reports
          if one.id in i.reports}  # fmt: skip
    reports = tuple(
        changed(one, body="کاناری " * 40, title="canary", visibility=Visibility.SEALED)
        if one.id in on else one
        for one in held.reports
    )  # fmt: skip
    public = disclose(changed(held, reports=reports), Policy(), tiny.tallies)
    for lang in ("en", "fa"):
        said = brief(public, Asked(DAY, "gatherings", lang=lang))
        assert said.nothing  # the whole day is closed: the brief tells nothing of it
        for form in FORMATS.values():
            told = form(said).decode("utf-8", "replace")
            assert "canary" not in told
            assert "کاناری" not in told


def test_synthetic_incidents_are_marked_and_counted_on_the_brief(night):
    said = brief(night, Asked(DAY, "gatherings"))
    assert said.banner.startswith("SYNTHETIC")
    assert all(line.mark for section in said.sections for line in section.lines)


def test_the_persian_brief_has_persian_digits_and_the_jalali_day_first(night):
    said = brief(night, Asked(DAY, "gatherings", lang="fa"))
    assert said.days == "دوشنبه ۱۱ دی ۱۳۹۶ · ۱ ژانویه ۲۰۱۸"
    assert brief(night, Asked(DAY, "gatherings")).days == "Monday 1 Jan 2018 · 11 Dey 1396"
    shown = [one.value + one.beside for one in said.numbers]
    shown += [line.head + line.detail for one in said.sections for line in one.lines]
    assert not [
        text for text in shown if re.search(r"\d", text.translate(dict.fromkeys(map(ord, PERSIAN))))
    ]
    assert 'dir="rtl"' in html(said).decode("utf-8")


def test_the_page_runs_nothing_asks_for_nothing_and_shows_markup_as_text(night):
    desk = changed(night.desk, name='<script>alert(1)</script><img src="https://x">')
    told = html(brief(changed(night, desk=desk), Asked(DAY, "gatherings"))).decode("utf-8")
    assert "<script" not in told
    assert "<img" not in told
    assert "default-src 'none'" in unescape(told)
    assert not re.search(r"<[^>]*(src|href)=", told)


def test_signs_of_markdown_stay_signs(night):
    desk = changed(night.desk, name="- *a* [x](https://y) <b>\n# head")
    told = markdown(brief(changed(night, desk=desk), Asked(DAY, "gatherings"))).decode("utf-8")
    assert "*\\- \\*a\\* \\[x\\](https://y) \\<b\\> \\# head*" in told.splitlines()


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_equal_records_give_an_equal_brief_in_every_format(night, lang):
    asked = Asked(DAY, "gatherings", lang=lang)
    for form in FORMATS.values():
        assert form(brief(night, asked)) == form(brief(night, asked))


# --- the sheet -----------------------------------------------------------------------------------


def ink(drawing: str) -> int:
    """How many pixels of a drawing are dark."""
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(drawing, scale=0.6))).convert("L")
    return sum(picture.histogram()[:160])


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_sheet_is_one_page_of_a4_and_its_text_is_drawn(night, lang):
    said = brief(night, Asked(DAY, "gatherings", lang=lang))
    made = pdf(said)  # registers the face
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", made)) == 1
    assert b"/MediaBox [0 0 595 842]" in made
    assert b"Vazirmatn" in made
    drawing = svg(said)
    bare = re.sub(r"<text.*?</text>", "", drawing)
    assert ink(drawing) > ink(bare) + 1_500
    assert ink(drawing.replace("Vazirmatn", "NoSuchFace")) == ink(bare)  # the trap, still there


def test_the_files_properties_name_nothing_but_the_drawing_program(night):
    made = pdf(brief(night, Asked(DAY, "gatherings")))
    assert re.findall(rb"/(Producer|Creator|Author|Title|CreationDate|ModDate)", made) == [
        b"Producer"
    ]
    assert b"/Producer (svg2pdf)" in made


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_full_night_fits_the_sheet_and_says_how_many_more_there_are(night, lang):
    public = crowded(night, 300)
    said = brief(public, Asked(DAY, "gatherings", lang=lang))
    feet = [float(one) for one in re.findall(r'<(?:text|rect) [^>]*y="([\d.]+)"', svg(said))]
    assert max(feet) <= HEIGHT - MARGIN
    review = next(one for one in said.sections if one.name == "under_review")
    assert len(review.lines) + review.left >= 300
    assert sum(len(one.lines) for one in said.sections) <= 30
    assert review.more in html(said).decode("utf-8")


def test_control_characters_of_a_record_break_no_sheet(night):
    desk = changed(night.desk, name="a\x1b[2J\x9b<b>&\ufffe")
    said = brief(changed(night, desk=desk), Asked(DAY, "gatherings"))
    assert pdf(said).startswith(b"%PDF-")
    for told in (markdown(said), html(said)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", told.decode("utf-8"))


@given(st.lists(st.integers(0, 60), max_size=6), st.integers(0, 40))
def test_shortening_loses_no_line_and_keeps_to_its_number(sizes, most):
    sections = tuple(
        Section(str(n), "", ("line",) * size, "none" if not size else "", 0, str)
        for n, size in enumerate(sizes)
    )
    shown = shortened(sections, most)
    assert [len(one.lines) + one.left for one in shown] == sizes
    assert sum(len(one.lines) for one in shown) <= max(most, len(sizes))
    again = shortened(shown, most)
    assert [one.lines for one in again] == [one.lines for one in shown]
