"""The page carries all it needs, asks for nothing, and runs nothing that a record says."""

import base64
import gzip
import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.payload import load
from crosstally.publish.report import inert_json, report_html
from crosstally.records import Level, changed

HOSTILE = "</script><script>window.pwned=1</script><img src=x onerror='window.pwned=2'>\u202e\u2028"


@pytest.fixture(scope="module")
def page(public):
    return report_html(public)


def hostile(tiny):
    """The tiny desk with hostile text in every field that the page shows."""
    held = tiny.held()
    report = changed(
        held.reports[0],
        title=HOSTILE,
        url="javascript:window.pwned=3",
        body=held.reports[0].body + HOSTILE,
    )
    first = held.incidents[0]
    county = changed(
        first.place.value, level=Level.COUNTY, name=HOSTILE, id=None, city_id=None, city=None
    )
    incident = changed(
        first,
        flags=(HOSTILE,),
        size=changed(first.size, asserters=(HOSTILE,), rule=HOSTILE),
        place=changed(first.place, value=county),
    )
    claim = changed(
        held.claims[0], text=HOSTILE, asserter=HOSTILE, because=HOSTILE, text_fa=HOSTILE
    )
    return changed(
        held,
        desk=changed(held.desk, name=HOSTILE, name_fa=HOSTILE, note=HOSTILE),
        reports=(report, *held.reports[1:]),
        incidents=(incident, *held.incidents[1:]),
        tallies=tuple(
            changed(one, left_out=tuple(changed(out, reason=HOSTILE) for out in one.left_out))
            for one in held.tallies
        ),
        words_fa=((HOSTILE, HOSTILE),),
        sources=tuple(changed(one, name=HOSTILE, family=HOSTILE) for one in held.sources),
        claims=(claim, *held.claims[1:]),
        rules=tuple(changed(one, title=HOSTILE, source=HOSTILE, title_fa=HOSTILE) for one in held.rules),
        method=(changed(held.method[0], name=HOSTILE, value=HOSTILE),),
    )  # fmt: skip


def test_the_page_allows_its_own_scripts_and_style_and_nothing_else(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    for text in (*scripts, *styles):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert (len(scripts), len(styles)) == (1, 1)  # Vega-Lite comes with studies alone


def test_the_page_names_no_file_to_load(page):
    markup = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"\b(src|srcset|data|action|poster)\s*=", markup)
    assert set(re.findall(r'href="([^"]*)"', markup)) <= {
        "#main", "#chart", "#counts", "#claims", "#studies", "#sources", "#aside", "#calls", "#method"
    }  # fmt: skip
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)
    assert set(re.findall(r"url\((\w+):", style)) == {"data"}


def test_the_script_never_writes_markup(page):
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)[0]
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert way not in script


def test_the_page_is_under_four_megabytes(page):
    assert len(page.encode()) < 4_000_000


def test_packed_data_read_back_the_same(public, page):
    def carried(text):
        return re.search(r'id="data">(.*?)</script>', text, re.DOTALL).group(1)

    packed = report_html(public, pack_above=0)
    assert gzip.decompress(base64.b64decode(carried(packed))).decode() == carried(page)
    assert len(packed) < len(page)


def test_equal_records_give_an_equal_page(tiny, page):
    assert report_html(disclose(tiny.held(), Policy(), tiny.tallies)) == page


def test_hostile_text_stays_text(tiny):
    page = report_html(disclose(hostile(tiny), Policy(), tiny.tallies))
    assert "<img" not in page
    assert page.count("<script") == 4  # data, a shelf, an index, the page's own
    assert "window.pwned=1</script>" not in page


@pytest.mark.parametrize(
    "text", ["</script>", "<!--", "-->", "]]>", "\u2028\u2029", "&lt;", "سلام"]
)
def test_inert_json_reads_back_the_same_and_holds_no_markup(text):
    written = inert_json({"a": text})
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == {"a": text}


def test_the_page_carries_both_calendars_of_every_day_it_prints(public):
    days = load(public).head["days"]
    assert days["2017-12-28"] == [1396, 10, 7]
    assert {one.first.isoformat() for one in public.incidents} <= set(days)
    assert {one.day.isoformat() for one in public.reports} <= set(days)
    assert list(days) == sorted(days)


def test_every_word_of_the_page_is_given_in_two_languages(public):
    words = load(public).head["words"]
    assert all(len(pair) == 2 and all(pair) for pair in words.values())
    for english, persian in words.values():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", persian))


def test_every_code_of_the_codebook_has_words(public):
    from crosstally.records import SUBTYPES, Group, Kind, Reason, Stance, Theme, Verdict

    words = load(public).head["words"]
    for prefix, codes in (("kind", Kind), ("group", Group), ("theme", Theme), ("stance", Stance),
                          ("verdict", Verdict), ("why", Reason),
                          ("sub", {one for subs in SUBTYPES.values() for one in subs})):  # fmt: skip
        assert not [code for code in codes if f"{prefix}_{code}" not in words], prefix


def test_spans_on_the_page_point_at_the_words_they_ground(public):
    words = {one.id: one.words for one in public.reports}
    for incident in public.incidents:
        for field in incident.fields:
            value = field.value
            if value.span is not None and value.words is not None:
                assert words[value.report][value.span.start : value.span.end] == value.words


PAGES = Path(__file__).parent.parent / "pages"


def test_the_data_of_a_small_page_is_the_one_kept(tiny):
    """To keep a new one after a wanted change: CROSSTALLY_KEEP=1, and read the difference."""
    held = tiny.held()
    incidents = held.incidents[:6]
    reports = {one for incident in incidents for one in incident.reports}
    small = changed(
        held,
        incidents=incidents,
        reports=tuple(one for one in held.reports if one.id in reports),
        mentions=tuple(one for one in held.mentions if one.report in reports),
        origins=tuple(one for one in held.origins if set(one.reports) & reports),
        claims=(),
        tallies=tiny.tallies(incidents),
    )
    carried = load(disclose(small, Policy(), tiny.tallies))
    data = carried.head | {
        "shelf": [json.loads(one.json) for one in carried.shelves],
        "index": [json.loads(one.json) for one in carried.words],
    }
    for constant in ("outlines", "charts", "words", "provinces", "months", "kinds"):
        del data[constant]
    kept = PAGES / "tiny.json"
    text = json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"
    if os.environ.get("CROSSTALLY_KEEP"):
        kept.write_text(text, encoding="utf-8", newline="\n")
    assert text == kept.read_text(encoding="utf-8")
