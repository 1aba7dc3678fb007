"""The form for the field is one file that asks nothing of any machine."""

import re

import pytest

from crosstally.packs.gazetteer import load_country
from crosstally.publish.capture import LANGUAGES, capture_html
from crosstally.records import SUBTYPES, Kind, parse_json

IRAN = load_country("IR")


@pytest.fixture(scope="module")
def page() -> str:
    return capture_html(IRAN, lang="fa")


def test_it_names_no_machine_and_keeps_nothing(page: str) -> None:
    policy = re.search('content="(default-src[^"]*)"', page)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1] or "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert set(re.findall("https?://[^\"' ]+", page)) <= {"http://www.w3.org/2000/svg"}
    for word in ("localStorage", "sessionStorage", "indexedDB", "fetch(", "XMLHttp", "WebSocket"):
        assert word not in page


def test_equal_packs_give_equal_bytes_and_each_language_its_own(page: str) -> None:
    assert capture_html(IRAN, lang="fa") == page
    assert len({capture_html(IRAN, lang=lang) for lang in LANGUAGES}) == len(LANGUAGES)


def test_every_word_stands_in_three_languages_and_every_kind_is_of_the_codebook(page: str) -> None:
    told = parse_json(re.search('id="data">(.*)</script>', page)[1].encode())
    assert all(len(word) == 3 and all(word) for word in told["words"].values())
    for kind in told["kinds"]:
        code, _, subtype = kind.partition("/")
        assert not subtype or subtype in SUBTYPES[Kind(code)]
    for word in re.findall('data-word="([^"]*)"', page):
        assert word in told["words"]


def test_a_town_is_offered_under_its_province_in_the_readers_script(page: str) -> None:
    told = parse_json(re.search('id="data">(.*)</script>', page)[1].encode())
    arak = next(row for row in told["places"]["Markazi"] if row[0] == "Arak")
    assert arak[1] == "اراک"
    assert sum(map(len, told["places"].values())) > 2000
