"""What the page counts over and what its incidents open to say what the public record says."""

import base64
import gzip
import hashlib
import json
import re
from itertools import accumulate, pairwise

import pytest

from crosstally.publish.columns import NONE, day_of, in_order, rule_columns
from crosstally.publish.payload import load
from crosstally.publish.report import SCRIPTS, report_files
from crosstally.publish.search import stretches, words_of
from crosstally.publish.site import publish


@pytest.fixture(scope="module")
def carried(public):
    return load(public)


@pytest.fixture(scope="module")
def narrow(public):
    """The same with room for few incidents on a shelf."""
    return load(public, room=9_000)


def test_columns_tell_of_every_incident_in_order(public, carried):
    table, days = carried.head["incidents"], list(carried.head["days"])
    known = {one.id: one for one in public.incidents}
    assert sorted(table["id"]) == sorted(known)
    firsts = list(accumulate(table["first"]))
    assert firsts == sorted(firsts)
    for at, one in enumerate(known[id_] for id_ in table["id"]):
        assert days[firsts[at]] == one.first.isoformat()
        assert days[firsts[at] + table["days"][at]] == one.last.isoformat()
        assert table["codes"]["kind"][table["kind"][at]] == one.kind
        assert bool(table["flags"][at] & 1) == one.counts
        assert bool(table["flags"][at] & 4) == (day_of(one) is not None)
        size = next((f.value for f in one.fields if f.name == "size"), None)
        assert table["size"][3 * at] == (NONE if size is None else size.low)


def test_the_units_of_a_rule_read_back_the_same(public):
    order = in_order(public)
    for tally in public.tallies:
        columns = rule_columns(tally, order, lambda day: NONE if day is None else day.toordinal())
        rest = {at: list(accumulate(steps)) for at, *steps in columns["rest"]}
        units = [
            [face, *(face + one for one in rest.get(at, ()))]
            for at, face in enumerate(accumulate(columns["first"]))
        ]
        wanted = sorted(sorted(order.number[one] for one in ids) for _, ids in tally.units)
        assert units == wanted
        for incident, reason in tally.left_out:
            assert columns["reasons"][columns["out"][order.number[incident]]] == reason


def test_an_incident_opens_to_its_fields_its_witnesses_and_their_words(public, narrow):
    assert len(narrow.shelves) > 5
    reports = {one.id: one for one in public.reports}
    for shelf in narrow.shelves:
        held = json.loads(shelf.json)
        for at, detail in enumerate(held["incidents"], start=shelf.first):
            incident = in_order(public).incidents[at]
            told = [held["reports"][one["report"]] for one in detail["mentions"]]
            assert [one["id"] for one in told] == [one.report for one in incident.mentions]
            assert all(one.get("words") == reports[one["id"]].words for one in told)
            assert [f["name"] for f in detail["fields"]] == [f.name for f in incident.fields]
            rivals = [len(f.get("rivals", ())) for f in detail["fields"]]
            assert rivals == [len(f.rivals) for f in incident.fields]
            spans = [[tuple(s) for s in one.get("spans", ())] for one in detail["mentions"]]
            assert spans == [list(one.spans) for one in incident.mentions]
    assert [shelf.first for shelf in narrow.shelves] == narrow.head["shelves"]


def test_every_report_that_the_page_names_stands_where_it_says(public, narrow):
    shelves = [json.loads(one.json)["reports"] for one in narrow.shelves]
    assert narrow.head["cited"]
    for report, (shelf, at, source, _) in narrow.head["cited"].items():
        assert (shelves[shelf][at]["id"], shelves[shelf][at]["source"]) == (report, source)
    named = {one for claim in public.claims for one in claim.reports}
    named |= {one for source in narrow.head["sources"] for one in source["reports"]}
    assert named <= set(narrow.head["cited"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Kargaran-e كارخانه", ("kargaran", "کارخانه")), ("مى‌روند", ("می", "روند")), ("A b", ()), ("۱۳۹۶", ("1396",))],
)  # fmt: skip
def test_words_are_folded_as_they_are_looked_up(typed, found):
    assert words_of(typed) == found


def test_a_word_leads_to_the_incidents_whose_open_reports_hold_it(public):
    order = in_order(public)
    index = {}
    made = tuple(stretches(public, order, {}))
    for stretch in made:
        index |= {word: list(accumulate(steps)) for word, steps in json.loads(stretch.json).items()}
    assert list(index) == sorted(index)
    assert [one.first for one in made] == sorted(one.first for one in made)
    words = {one.id: words_of(f"{one.title or ''} {one.words or ''}") for one in public.reports}
    for word in ("governor", "صدها"):
        holds = [
            at
            for at, one in enumerate(order.incidents)
            if any(word in words[mention.report] for mention in one.mentions)
        ]
        assert index[word] == holds != []


def test_closed_words_are_in_no_index_and_on_no_shelf(tiny):
    from crosstally.publish.disclose import Policy, disclose

    made = load(disclose(tiny.held(), Policy(public=False), tiny.tallies))
    for piece in (*made.shelves, *made.words):
        assert "governor" not in piece.json
        assert "صدها" not in piece.json


def test_pieces_beside_the_page_are_named_by_their_digest_and_hold_what_the_page_would(public):
    (name, page), *files = report_files(public, inside_up_to=0)
    assert name == "report.html"
    assert len(files) >= 2
    whole = dict(report_files(public))["report.html"].decode()
    for path, data in files:
        piece, digest = re.fullmatch(r"report/(\w+-\d+)-([0-9a-f]{16})\.js", path).groups()
        assert hashlib.sha256(data).hexdigest().startswith(digest)
        called, packed = re.fullmatch(rb'crosstally\("([\w-]+)","([\w+/=]+)"\);\n', data).groups()
        assert called.decode() == piece
        inside = re.search(rf'id="{piece}">(.*?)</script>', whole, re.DOTALL).group(1)
        assert gzip.decompress(base64.b64decode(packed)).decode() == inside
    policy = re.search(rb'Content-Security-Policy" content="([^"]+)"', page).group(1).decode()
    assert "script-src &#39;sha256-" in policy
    assert "&#39;self&#39; file:;" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_equal_records_give_equal_files(public):
    one, other = (list(report_files(public, inside_up_to=0)) for _ in range(2))
    assert one == other


def test_publishing_again_takes_away_what_another_edition_left(public, tmp_path):
    (tmp_path / "report").mkdir()
    old = tmp_path / "report" / "shelf-0-0000000000000000.js"
    old.write_text("", encoding="utf-8")
    paths = publish(public, tmp_path)
    assert not old.exists()
    assert all(path.is_file() for path in paths)
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(paths)


def test_no_two_scripts_of_the_page_give_one_name_to_two_things():
    from importlib import resources

    page = resources.files("crosstally.publish").joinpath("page")
    found = [
        name
        for script in SCRIPTS
        for name in re.findall(
            r"^(?:async )?(?:function|const|let) (\w+)",
            page.joinpath(script).read_text("utf-8"),
            re.MULTILINE,
        )
    ]
    assert [one for one, other in pairwise(sorted(found)) if one == other] == []
