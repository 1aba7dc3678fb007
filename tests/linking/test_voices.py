"""Whose voices an incident has."""

import pytest


def _voices(made, *told, sources):
    (incident,) = made.join(*told, sources=sources).incidents
    return incident.voices


@pytest.fixture
def outlets(made):
    """Three witnesses, two of one owner, and one of whom nobody knows how it knows."""
    return [
        made.source("a", family="x", basis=made.Knowing.WITNESS),
        made.source("b", family="x", basis=made.Knowing.WITNESS),
        made.source("c", basis=made.Knowing.DOCUMENT),
        made.source("d"),
        made.source("e"),
    ]


def test_an_undeclared_source_is_an_origin_and_no_voice(made, outlets):
    told = [made.tell("1", made.event(), source="a"), made.tell("2", made.event(), source="new")]
    (incident,) = made.join(*told, sources=outlets).incidents
    assert (incident.independent, incident.voices) == (2, ("x",))


def test_two_outlets_of_one_owner_are_one_voice(made, outlets):
    told = [made.tell(name, made.event(), source=name) for name in "abc"]
    assert _voices(made, *told, sources=outlets) == ("c", "x")


def test_all_of_unknown_basis_are_one_voice_at_most(made, outlets):
    told = [made.tell(name, made.event(), source=name) for name in "ade"]
    assert _voices(made, *told, sources=outlets) == ("d", "x")


def test_what_tells_later_nothing_new_is_no_voice_in_any_language(made, outlets):
    first = made.event(arrested=20, groups=("workers",))
    told = [
        made.tell("1", first, source="a", said="2017-12-31"),
        made.tell(
            "2",
            made.event(arrested=20),
            source="c",
            said="2018-01-01",
            body="کارگران تجمع کردند",
            lang="fa",
        ),
    ]
    assert _voices(made, *told, sources=outlets) == ("x",)


def test_what_tells_later_something_of_its_own_is_a_voice(made, outlets):
    told = [
        made.tell("1", made.event(groups=("workers",)), source="a", said="2017-12-31"),
        made.tell("2", made.event(size=(200, 300)), source="c", said="2018-01-01"),
    ]
    assert _voices(made, *told, sources=outlets) == ("c", "x")


def test_who_calls_it_a_rally_for_the_state_does_not_confirm_a_protest(made, outlets):
    rally = made.event(stance=made.Stance.PRO_STATE, size=(10, 20))
    told = [
        made.tell("1", made.event(), source="a"),
        made.tell("2", made.event(size=(30, 40)), source="d"),
        made.tell("3", rally, source="c"),
    ]
    for incident in made.join(*told, sources=outlets).incidents:
        assert not ({"x", "c"} <= set(incident.voices))


def test_renaming_the_sources_renames_the_voices_and_changes_no_number(made, outlets):
    def voices(rename):
        sources = [
            made.source(rename(s.id), family=rename(s.family) if s.family else None, basis=s.basis)
            for s in outlets
        ]
        told = [made.tell(f"{n}", made.event(), source=rename(n)) for n in "abcde"]
        return _voices(made, *told, sources=sources)

    assert len(voices(lambda n: f"z{n}")) == len(voices(lambda n: n))
    assert sorted(voices(lambda n: f"z{n}")) == sorted(f"z{n}" for n in voices(lambda n: n))
