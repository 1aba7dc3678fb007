"""Everything that moved between two releases is told once, with its reason, from the folders alone."""

import importlib.util
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosstally.publish.disclose import disclose
from crosstally.publish.frozen import write_frozen
from crosstally.publish.held import Held, MethodFact
from crosstally.publish.moved import Cause, Change, Difference
from crosstally.publish.policy import Policy
from crosstally.publish.tables import write_parquet
from crosstally.publish.thaw import Frozen, read_frozen
from crosstally.records import (
    Decision,
    Incident,
    Judgement,
    JudgementId,
    Kind,
    Mention,
    MentionId,
    ReportId,
    Resolved,
    Rival,
    Status,
    changed,
    decode,
)
from crosstally.records.when import Moment
from crosstally.releasing import difference

Edit = Callable[[Held], Held]
METHOD = (
    MethodFact(section="program", name="crosstally", value="0.1.0"),
    MethodFact(section="program", name="coder", value="rules.v1"),
    MethodFact(section="packs", name="country IR", value="version 1"),
    MethodFact(section="rules", name="mm50", value="version 1"),
)
TWO = 7  # an incident of two reports; 9 has one, 5 has three
ONE, THREE = 9, 5


@pytest.fixture(scope="module")
def tiny() -> ModuleType:
    path = Path(__file__).parent / "publish" / "tiny.py"
    spec = importlib.util.spec_from_file_location("tiny", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("tiny", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def desk(tiny: ModuleType) -> Held:
    held: Held = changed(tiny.held(), method=METHOD, claims=(), calls=(), issues=())
    return held


@pytest.fixture(scope="module")
def freeze(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Held], Frozen]:
    def frozen(held: Held) -> Frozen:
        folder = tmp_path_factory.mktemp("release")
        counted = changed(held, tallies=tiny.tallies(held.incidents))
        public = disclose(counted, Policy(sensitive=()), tiny.tallies)
        write_parquet(public, folder)
        write_frozen(public, folder)
        return read_frozen(folder, folder.name)

    return frozen


@pytest.fixture(scope="module")
def first(desk: Held, freeze: Callable[[Held], Frozen]) -> Frozen:
    return freeze(desk)


@pytest.fixture
def moved(desk: Held, first: Frozen, freeze: Callable[[Held], Frozen]) -> Callable[..., Difference]:
    def compared(*edits: Edit) -> Difference:
        held = desk
        for edit in edits:
            held = edit(held)
        return difference(first, freeze(held))

    return compared


# --- edits of a desk ------------------------------------------------------------------------------


def with_incident(held: Held, number: int, **fields: object) -> Held:
    rows = list(held.incidents)
    rows[number] = changed(rows[number], **fields)
    return changed(held, incidents=tuple(rows))


def mention_of(held: Held, name: str) -> Mention:
    return next(one for one in held.mentions if one.id == name)


def told_again(number: int, *, low: int, source: str | None = None) -> Edit:
    """One more report of an incident, whose size is then resolved to what it says."""

    def edit(held: Held) -> Held:
        incident = held.incidents[number]
        old = mention_of(held, incident.mentions[0])
        before = next(one for one in held.reports if one.id == old.report)
        name = ReportId(f"r-new{number}")
        report = changed(before, id=name, source=source or before.source)
        size = changed(old.size, low=low, high=low)
        mention = changed(
            old, id=MentionId(f"{name}#0"), report=name, source=report.source, size=size
        )
        was = incident.size.value if incident.size else old.size
        resolved = Resolved(
            value=size, rule="newest", mention=mention.id, report=name,
            rivals=(Rival(value=was, mentions=(old.id,), asserters=()),),
        )  # fmt: skip
        grown = changed(held, reports=(*held.reports, report), mentions=(*held.mentions, mention))
        return with_incident(
            grown, number, size=resolved, mentions=(*incident.mentions, mention.id),
            reports=(*incident.reports, name),
        )  # fmt: skip

    return edit


def method(section: str, name: str, value: str) -> Edit:
    def edit(held: Held) -> Held:
        rows = [one for one in held.method if (one.section, one.name) != (section, name)]
        return changed(held, method=(*rows, MethodFact(section=section, name=name, value=value)))

    return edit


def read_as(number: int, kind: Kind) -> Edit:
    """The same reports, read as another kind."""

    def edit(held: Held) -> Held:
        own = set(held.incidents[number].mentions)
        mentions = tuple(changed(m, kind=kind) if m.id in own else m for m in held.mentions)
        return with_incident(changed(held, mentions=mentions), number, kind=kind)

    return edit


def confirmed(number: int) -> Edit:
    def edit(held: Held) -> Held:
        incident = held.incidents[number]
        judgement = judged("j-1", Decision.ACCEPT, incident.mentions[0])
        return with_incident(
            changed(held, judgements=(judgement,)), number, status=Status.CONFIRMED
        )

    return edit


def judged(name: str, decision: Decision, *about: str) -> Judgement:
    return Judgement(
        id=JudgementId(name), decision=decision, about=about, by="کاناری", reason="canary",
        at=decode(Moment, b'"2026-01-01T00:00:00Z"'),
    )  # fmt: skip


def withdrawn(number: int) -> Edit:
    """The first report of an incident taken back, and the incident with it if there is no other."""

    def edit(held: Held) -> Held:
        incident = held.incidents[number]
        gone, *reports = incident.reports
        mentions = tuple(m for m in incident.mentions if mention_of(held, m).report != gone)
        held = changed(
            held,
            reports=tuple(r for r in held.reports if r.id != gone),
            mentions=tuple(m for m in held.mentions if m.report != gone),
            origins=tuple(o for o in held.origins if gone not in o.reports),
            judgements=(*held.judgements, judged("j-withdraw", Decision.WITHDRAW, gone)),
        )
        if not mentions:
            rows = tuple(one for one in held.incidents if one.id != incident.id)
            return changed(held, incidents=tuple(map(_without(incident.id), rows)))
        known = {one.id for one in held.origins}
        rest: dict[str, object] = dict.fromkeys(("size", "arrested", "injured", "killed", "days"))
        return with_incident(
            held, number, mentions=mentions, reports=tuple(reports), groups=(), slogans=(),
            origins=tuple(o for o in incident.origins if o in known), independent=1, **rest,
        )  # fmt: skip

    return edit


def _without(gone: str) -> Callable[[Incident], Incident]:
    def edit(incident: Incident) -> Incident:
        return changed(
            incident, relations=tuple(r for r in incident.relations if r.incident != gone)
        )

    return edit


def joined(one: int, other: int, *judgements: Judgement) -> Edit:
    """The second incident made one with the first."""

    def edit(held: Held) -> Held:
        into, gone = held.incidents[one], held.incidents[other]
        both = with_incident(
            held,
            one,
            mentions=(*into.mentions, *gone.mentions),
            reports=(*into.reports, *gone.reports),
        )
        rows = tuple(row for row in both.incidents if row.id != gone.id)
        return changed(both, incidents=rows, judgements=judgements)

    return edit


def causes(change: Change) -> set[Cause]:
    return {reason.cause for reason in change.reasons}


def the_one(found: Difference, incident: str) -> Change:
    (change,) = (one for one in found.changes if one.incident == incident)
    return change


# --- cases ----------------------------------------------------------------------------------------


def test_the_same_record_differs_in_nothing(moved: Callable[..., Difference]) -> None:
    found = moved()
    assert (found.changes, found.versions, found.withdrawn_reports, found.new_reports) == (
        (), (), 0, 0,
    )  # fmt: skip
    assert all(row.before == row.after and not row.changed for row in found.counts)


def test_what_moved_without_any_cause_is_said_to_be_unexplained(
    desk: Held, moved: Callable[..., Difference]
) -> None:
    found = moved(lambda held: with_incident(held, TWO, subtype="march"))
    assert causes(the_one(found, desk.incidents[TWO].id)) == {Cause.UNEXPLAINED}


def test_a_new_report_is_named_as_the_reason(desk: Held, moved: Callable[..., Difference]) -> None:
    found = moved(told_again(TWO, low=40, source="s-rights"))
    change = the_one(found, desk.incidents[TWO].id)
    assert [(r.cause, r.shown) for r in change.reasons] == [(Cause.NEW_REPORT, (f"r-new{TWO}",))]
    assert "size_low" in {value.name for value in change.fields}
    assert (found.new_reports, len(found.changes)) == (1, 1)


def test_a_figure_that_its_own_source_gives_otherwise_is_a_revision(
    desk: Held, moved: Callable[..., Difference]
) -> None:
    found = moved(told_again(TWO, low=40))
    change = the_one(found, desk.incidents[TWO].id)
    old = desk.incidents[TWO].reports[0]
    assert [(r.cause, r.shown) for r in change.reasons] == [
        (Cause.REVISED, ("size", old, f"r-new{TWO}"))
    ]


def test_a_judgement_is_the_reason_and_neither_its_author_nor_its_words_are_told(
    desk: Held, moved: Callable[..., Difference], freeze: Callable[[Held], Frozen]
) -> None:
    found = moved(confirmed(TWO))
    change = the_one(found, desk.incidents[TWO].id)
    assert [(r.cause, r.shown) for r in change.reasons] == [(Cause.JUDGEMENT, ("j-1",))]
    folder = freeze(confirmed(TWO)(desk)).folder
    files = [path.read_bytes() for path in folder.iterdir()]
    assert not any(b"canary" in data or "کاناری".encode() in data for data in files)


def test_a_coder_that_reads_otherwise_is_the_reason_and_what_it_left_alone_is_not_told(
    desk: Held, moved: Callable[..., Difference]
) -> None:
    found = moved(read_as(TWO, Kind.RIO), method("program", "coder", "rules.v2"))
    (change,) = found.changes
    assert [(r.cause, r.shown) for r in change.reasons] == [
        (Cause.CODER, ("coder", "rules.v1", "rules.v2"))
    ]
    assert [(value.name, value.before) for value in found.versions] == [("coder", "rules.v1")]


def test_a_pack_of_places_is_the_reason_where_a_town_moved(
    desk: Held, moved: Callable[..., Difference]
) -> None:
    place = desk.incidents[0].place
    other = changed(desk.incidents[TWO].place, value=place.value)
    found = moved(
        lambda held: with_incident(held, TWO, place=other),
        method("packs", "country IR", "version 2"),
    )
    change = the_one(found, desk.incidents[TWO].id)
    assert causes(change) == {Cause.PACK}


def test_a_rule_that_is_another_moves_incidents_over_its_boundary_and_says_so(
    tiny: ModuleType, desk: Held, first: Frozen, tmp_path: Path
) -> None:
    counts = tuple(
        changed(one, value=0, units=()) if one.rule == "mm50" else one for one in desk.tallies
    )
    public = disclose(
        changed(method("rules", "mm50", "version 2")(desk), tallies=counts), Policy(sensitive=())
    )
    write_parquet(public, tmp_path)
    write_frozen(public, tmp_path)
    found = difference(first, read_frozen(tmp_path, "second"))
    assert found.changes
    assert all(causes(one) == {Cause.RULE} and not one.fields for one in found.changes)
    (row,) = (row for row in found.counts if row.rule == "mm50")
    assert (row.changed, row.entered, row.left) == (True, 0, len(found.changes))


def test_a_withdrawal_is_a_number_and_points_to_nothing(
    desk: Held, moved: Callable[..., Difference]
) -> None:
    found = moved(withdrawn(ONE), withdrawn(TWO))
    assert (found.withdrawn_reports, found.withdrawn_incidents, found.changes) == (2, 2, ())
    told = repr([found.counts, found.changes, found.versions])
    gone = {desk.incidents[n].id for n in (ONE, TWO)} | {
        desk.incidents[n].reports[0] for n in (ONE, TWO)
    }
    assert not any(name in told for name in gone)
    rows = {row.rule: row for row in found.counts}
    assert rows["gatherings"].withdrawn >= 1
    assert rows["gatherings"].left == 0


def test_two_incidents_that_a_person_joined_are_told_as_merged(
    desk: Held, moved: Callable[..., Difference]
) -> None:
    one, other = desk.incidents[TWO], desk.incidents[TWO + 3]
    same = judged("j-same", Decision.SAME, one.mentions[0], other.mentions[0])
    found = moved(joined(TWO, TWO + 3, same))
    for change in (the_one(found, one.id), the_one(found, other.id)):
        assert change.became == "merged"
        assert causes(change) == {Cause.JUDGEMENT}
    assert the_one(found, other.id).others == (one.id,)


def test_an_incident_that_fell_into_two_is_told_as_split(
    desk: Held, freeze: Callable[[Held], Frozen], first: Frozen
) -> None:
    one, other = desk.incidents[TWO], desk.incidents[TWO + 3]
    found = difference(freeze(joined(TWO, TWO + 3)(desk)), first)
    assert the_one(found, other.id).became == "split"
    assert the_one(found, other.id).others == (one.id,)


def test_what_moved_because_of_the_record_around_it_says_so(
    desk: Held, moved: Callable[..., Difference]
) -> None:
    found = moved(told_again(TWO, low=40), lambda held: with_incident(held, THREE, independent=1))
    assert causes(the_one(found, desk.incidents[THREE].id)) == {Cause.OTHERS}


EDITS = st.lists(
    st.one_of(
        st.builds(told_again, st.integers(30, 34), low=st.integers(1, 900)),
        st.builds(read_as, st.integers(35, 39), st.sampled_from([Kind.RIO, Kind.STK, Kind.FRC])),
        st.builds(confirmed, st.integers(40, 44)),
        st.builds(withdrawn, st.integers(45, 49)),
        st.just(method("program", "coder", "rules.v3")),
    ),
    max_size=4,
    unique_by=id,
)


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_every_incident_that_differs_is_told_once_or_counted_as_withdrawn(
    edits: Iterable[Edit], desk: Held, first: Frozen, freeze: Callable[[Held], Frozen]
) -> None:
    held = desk
    names = [one.id for one in desk.incidents]
    for edit in edits:
        if [one.id for one in held.incidents] == names:  # the edits go by number
            held = edit(held)
    second = freeze(held)
    found = difference(first, second)
    listed = [one.incident for one in found.changes]
    differing = {
        key
        for key in {*first.incidents, *second.incidents}
        if first.incidents.get(key) != second.incidents.get(key)
        or any(first.sides[rule].get(key) != second.sides[rule].get(key) for rule in first.sides)
    }
    assert len(listed) == len(set(listed))
    assert len(listed) + found.withdrawn_incidents == len(differing)
    assert set(listed) <= differing
    assert all(one.reasons for one in found.changes)
