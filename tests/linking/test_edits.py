"""What a sheet may set: a value taken away, a reality, a note that sets nothing."""

from datetime import UTC, datetime

import pytest

from crosstally.records import Decision, Judgement, JudgementId, Kind

AT = datetime(2026, 5, 1, tzinfo=UTC)


def judge(about, field=None, value=None, *, decision=Decision.EDIT, by="a reader", hour=0):
    return Judgement(
        id=JudgementId(f"j-{field}-{by}-{hour}"), decision=decision, about=(about,), by=by,
        at=AT.replace(hour=hour), reason="in a sheet", field=field, value=value,
    )  # fmt: skip


@pytest.fixture
def one(made):
    """A report and its incident, with what judgements make of it."""
    told = made.tell("a", made.event(size=(100, 200), killed=2, subtype="rally"))

    def after(*judgements):
        linked = made.join(told, judgements=judgements)
        (incident,) = linked.incidents
        return incident, linked.issues

    return after


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "null"), ("reality", "null"), ("reality", '"maybe"'), ("x", "1")]
)
def test_what_a_field_cannot_be_is_an_issue_and_changes_nothing(one, field, value):
    before, _ = one()
    after, issues = one(judge(before.id, field, value))
    assert (after, len(issues)) == (before, 1)


def test_a_value_is_taken_away_by_null(one):
    name = one()[0].id
    fields = ("size", "killed", "days", "place", "subtype", "stance")
    incident, issues = one(*(judge(name, field, "null", hour=n) for n, field in enumerate(fields)))
    assert [getattr(incident, field) for field in (*fields, "first", "last")] == [None] * 8
    assert not incident.counts
    assert {issue.reason.value for issue in issues} == {"no-place"}


def test_what_a_reader_calls_past_counts_no_more(one):
    before, _ = one()
    after, _ = one(judge(before.id, "reality", '"past"'))
    assert (before.counts, after.counts, after.reality) == (True, False, "past")


def test_another_kind_leaves_no_subtype_that_is_none_of_its(one):
    name = one()[0].id
    struck, _ = one(judge(name, "kind", '"STK"'))
    assert (struck.kind, struck.subtype) == (Kind.STK, None)
    closed, _ = one(judge(name, "kind", '"STK"'), judge(name, "subtype", '"closure"'))
    assert closed.subtype == "closure"
    sat, _ = one(judge(name, "subtype", '"closure"'))
    assert sat.subtype is None


def test_a_note_and_an_own_column_change_nothing_and_undo_no_acceptance(one):
    name = one()[0].id
    read = [judge(name, decision=Decision.ACCEPT, by=by) for by in ("a", "b")]
    notes = [judge(name, "note", '"n"', by="c", hour=1), judge(name, "x:ستون", '"=1"', hour=2)]
    incident, issues = one(*read, *notes)
    assert (incident.status, issues) == ("confirmed", ())
    assert incident == one(*read)[0]
    moved, _ = one(*read, judge(name, "size", "null", by="c", hour=3))
    assert moved.status == "under_review"
