"""Pictures draw their text, in Persian too, and say what is synthetic."""

import re
from importlib import resources

import pytest
import vl_convert

from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.pictures import pictures
from crosstally.records import Provenance, changed

NAMES = ["map.png", "map.svg", "timeline.png", "timeline.svg", "map.fa.png", "map.fa.svg", "timeline.fa.png", "timeline.fa.svg"]  # fmt: skip


@pytest.fixture(scope="module")
def drawn(public):
    return dict(pictures(public))


def _words(svg):
    return " ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL))


def test_map_and_timeline_are_drawn_in_both_languages(drawn):
    assert sorted(drawn) == sorted(NAMES)


@pytest.mark.parametrize(("name", "words"), [
    ("map.svg", ("Tabriz", "A tiny desk", "SYNTHETIC", "GeoNames")), ("timeline.svg", ("28 Dec", "2017", "Strike", "days")),
    ("map.fa.svg", ("تبریز", "میزِ کوچک", "ساختگی")), ("timeline.fa.svg", ("۷ دی", "۱۳۹۶", "اعتصاب", "روز")),
])  # fmt: skip
def test_a_picture_says_where_when_and_that_it_is_synthetic(drawn, name, words):
    text = _words(drawn[name].decode())
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("name", ["map.fa.svg", "timeline.fa.svg", "map.svg"])
def test_the_text_is_truly_drawn_and_not_left_out_for_want_of_a_face(drawn, name):
    svg = re.sub(r"<style>.*?</style>", "", drawn[name].decode(), flags=re.DOTALL)
    blank = re.sub(r"(<text[^>]*>).*?(</text>)", r"\1\2", svg, flags=re.DOTALL)
    lost = svg.replace("Vazirmatn", "No Such Face")
    with_text, without = vl_convert.svg_to_png(svg), vl_convert.svg_to_png(blank)
    assert with_text != without
    assert len(with_text) > len(without) * 1.02
    assert drawn[name.replace(".svg", ".png")] == vl_convert.svg_to_png(svg, scale=2)
    assert vl_convert.svg_to_png(lost) != with_text


@pytest.mark.parametrize(("name", "words"), [
    ("map.svg", ("counted under “Gatherings”", "28 Dec 2017 –", "reports of 3 sources", "Rule: Crosstally codebook")),
    ("timeline.svg", ("counted under “Gatherings”", "Nov 2019", "with Crosstally")),
    ("map.fa.svg", ("شمارش با قاعدهٔ «تجمع‌ها»", "۷ دی ۱۳۹۶ –", "منبع")),
    ("timeline.fa.svg", ("شمارش با قاعدهٔ «تجمع‌ها»", "۱۳۹۸", "گزارش از")),
])  # fmt: skip
def test_a_picture_that_travels_alone_names_its_rule_its_days_and_its_sources(drawn, name, words):
    text = _words(drawn[name].decode())
    assert [word for word in words if word not in text] == []


def test_an_svg_carries_its_face(drawn):
    face = resources.files("crosstally.publish").joinpath("page", "vazirmatn.woff2").read_bytes()
    assert len(drawn["map.fa.svg"]) > len(face) * 4 / 3


def test_a_picture_of_summaries_alone_does_not_call_itself_synthetic(tiny):
    held = tiny.held()
    reports = tuple(changed(one, provenance=Provenance.SUMMARY) for one in held.reports)
    files = dict(pictures(disclose(changed(held, reports=reports), Policy(), tiny.tallies)))
    assert "SYNTHETIC" not in _words(files["map.svg"].decode())


def test_the_same_record_gives_the_same_pictures(public, drawn):
    assert dict(pictures(public)) == drawn
