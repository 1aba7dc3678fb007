"""The nightly brief in a real browser: nothing is asked for, nothing runs, it prints on one sheet."""

import importlib.util
import re
from datetime import date
from pathlib import Path

import pytest

from crosstally.publish.brief import Asked, brief, html
from crosstally.publish.disclose import Policy, disclose
from crosstally.records import changed

DAY = date(2018, 1, 1)


@pytest.fixture(scope="module")
def tiny():
    """The module that makes the hand-made desk."""
    path = Path(__file__).parents[1] / "publish" / "tiny.py"
    spec = importlib.util.spec_from_file_location("tiny", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("copies", [1, 40])
def test_a_brief_prints_on_one_sheet_of_a4_and_asks_for_nothing(
    browser, tiny, tmp_path, lang, copies
):
    public = disclose(tiny.held(), Policy(), tiny.tallies)
    on = [one for one in public.incidents if one.first == DAY]
    more = tuple(changed(one, id=f"{one.id}-{n}") for n in range(copies - 1) for one in on)
    public = changed(public, incidents=(*public.incidents, *more))
    path = tmp_path / "brief.html"
    path.write_bytes(html(brief(public, Asked(DAY, "gatherings", lang=lang))))
    context = browser.new_context(offline=True, java_script_enabled=False)
    page, noise = context.new_page(), []
    page.on("console", lambda said: noise.append(said.text))
    page.on("request", lambda asked: noise.append(asked.url))
    page.goto(path.as_uri())
    assert [one for one in noise if one != path.as_uri() and not one.startswith("data:")] == []
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "fa" else "ltr")
    assert page.locator("section li").count() > 0
    context.close()
