"""How much a count moves when a link, a source or a field moves."""

from crosstally.counting import load_rules
from crosstally.counting.sensitivity import UNKNOWN, sensitivity
from crosstally.records import (
    Incident,
    IncidentId,
    Kind,
    Knowing,
    MentionId,
    Origin,
    OriginId,
    ReportId,
    SourceId,
    Status,
)  # fmt: skip

RULES = load_rules("gatherings,strict")


def incident(name, *sources):
    """An incident that each of some sources tells of, each from an origin of its own."""
    return Incident(
        id=IncidentId(name), kind=Kind.ASM, subtype=None, first=None, last=None,
        status=Status.MACHINE, counts=True, reality="occurred", mentions=(MentionId(name),),
        reports=(ReportId(name),), sources=tuple(map(SourceId, sources)),
        origins=tuple(OriginId(f"o-{source}") for source in sources), independent=len(sources),
        voices=tuple(sources),
    )  # fmt: skip


def origin(source, *, known=True, family=None):
    """The origin of a source."""
    return Origin(
        id=OriginId(f"o-{source}"), reports=(ReportId(source),), sources=(SourceId(source),),
        basis=Knowing.WITNESS if known else Knowing.UNKNOWN, known=known, first=ReportId(source),
        families=(family,) if family else (),
    )  # fmt: skip


ORIGINS = {
    o.id: o
    for o in (
        origin("a", family="x"),
        origin("b", family="x"),
        origin("c"),
        origin("d", known=False),
        origin("e", known=False),
    )
}
DESK = (
    incident("1", "a"),
    incident("2", "a", "c"),
    incident("3", "b", "d"),
    incident("4", "d", "e"),
)


def _of(rule, replicates=()):
    return next(s for s in sensitivity(DESK, ORIGINS, RULES, replicates) if s.rule == rule)


def test_what_only_one_source_tells_is_gone_without_it():
    assert {(w.what, w.value) for w in _of("gatherings").sources} == {("a", 3)}


def test_what_loses_a_voice_falls_below_a_rule_that_asks_for_two():
    found = {w.what: w.value for w in _of("strict").sources}
    assert found == {"a": 2, "c": 2, "b": 2, "d": 1, "e": 2}


def test_an_owner_and_all_of_unknown_basis_are_left_out_whole():
    found = {w.what: w.value for w in _of("gatherings").owners}
    assert found == {"x": 3, UNKNOWN: 3}


def test_without_replicates_no_interval_is_told():
    assert (_of("gatherings").low, _of("gatherings").high) == (None, None)


def test_the_interval_and_what_is_in_doubt_follow_from_the_replicates():
    found = _of("gatherings", [DESK] * 20 + [DESK[:3]] * 10 + [DESK[:2]] * 10)
    assert (found.value, found.low, found.high) == (4, 2, 4)
    assert {d.incident: d.share for d in found.drivers} == {"3": 0.75, "4": 0.5}
    assert found.drivers[0].incident == "4"
