"""Ids that survive: the mention that was there first names its incident."""

from datetime import UTC, datetime

from crosstally.linking.identity import anchor, incident_id, seniority
from crosstally.records import changed


def test_what_was_received_first_names_the_incident_though_later_news_was_published_before(made):
    first, _ = made.tell("z", made.event(), said="2018-01-05")
    later, _ = made.tell("a", made.event(), said="2018-01-01")
    first = changed(first, received_at=datetime(2018, 1, 6, tzinfo=UTC))
    later = changed(later, received_at=datetime(2018, 2, 1, tzinfo=UTC))
    ages = {"z#1": seniority(first), "a#1": seniority(later)}
    assert anchor(["a#1", "z#1"], ages) == "z#1"


def test_a_day_counts_from_its_beginning_and_no_date_at_all_comes_last(made):
    on, _ = made.tell("b", said="2018-01-02")
    undated, _ = made.tell("a", said=None)
    at, _ = made.tell("c", said=None)
    at = changed(at, said_at=datetime(2018, 1, 1, 23, tzinfo=UTC))
    older, _ = made.tell("e", said="0025-12-01")
    old, _ = made.tell("d", said="1969-12-01")
    ordered = sorted((on, undated, at, old, older), key=seniority)
    assert [report.id for report in ordered] == ["e", "d", "c", "b", "a"]


def test_an_id_is_of_its_anchor_alone():
    assert incident_id("a#1") == incident_id("a#1") != incident_id("a#11")
