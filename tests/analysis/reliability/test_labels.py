"""Who labels rightly: the published anaesthetists, and truths that we set."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.analysis import Options
from crosstally.analysis.reliability import dawid_skene, of_desk, of_table, study_labels, votes_of
from crosstally.analysis.reliability.labels import right
from crosstally.records import Claim, ClaimType, Evidence, Standing, Study, Verdict, decode, encode

# Dawid and Skene (1979), table 1: 45 patients; the first anaesthetist labelled each three times,
# the other four once.
TOLD = (
    "1111111 3334334 1122122 2223121 2223222 2223332 1222111 3333433 2222223 2322223 4444444 2223343 "
    "1111111 2223212 1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 "
    "1111111 1111111 2322222 1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 "
    "2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222 "
)
ANAESTHETISTS = tuple(
    (f"{patient:02}", str(max(1, at - 1)), label)
    for patient, labels in enumerate(TOLD.split(), 1)
    for at, label in enumerate(labels)
)
SAID = st.lists(
    st.tuples(st.sampled_from("123456"), st.sampled_from("abc"), st.sampled_from(("ASM", "STR"))),
    min_size=1, max_size=40,
)  # fmt: skip


def _planted(chance: np.random.Generator, items: int) -> list[tuple[str, str, str]]:
    """Labels of items by four groups, right nine, eight, seven and six times in ten."""
    truth = chance.integers(0, 3, items)
    said = []
    for group, share in (("a", 0.9), ("b", 0.8), ("c", 0.7), ("d", 0.6)):
        wrong = (truth + chance.integers(1, 3, items)) % 3
        told = np.where(chance.random(items) < share, truth, wrong)
        said += [(f"{item:04}", group, str(label)) for item, label in enumerate(told)]
    return said


def test_the_anaesthetists_classes_and_errors_are_as_published() -> None:
    votes = votes_of(ANAESTHETISTS)
    fit = dawid_skene(votes.n, votes.weights)
    assert fit.p == pytest.approx([0.40, 0.42, 0.11, 0.07], abs=0.01)
    first = fit.pi[votes.groups.index("1")]
    assert first[0] == pytest.approx([0.89, 0.11, 0, 0], abs=0.005)
    assert first[1] == pytest.approx([0.07, 0.88, 0.05, 0], abs=0.01)


def test_the_anaesthetists_are_as_another_program_has_them() -> None:
    """crowd-kit 1.4.2, 1000 steps, tolerance 1e-10, of the same 315 labels."""
    votes = votes_of(ANAESTHETISTS)
    fit = dawid_skene(votes.n, votes.weights)
    assert fit.p == pytest.approx([0.399531, 0.416107, 0.117696, 0.066667], abs=2e-5)
    first = fit.pi[votes.groups.index("1")]
    assert first[2] == pytest.approx([0, 0.3723, 0.6277, 0], abs=2e-4)
    assert first[3] == pytest.approx([0, 0, 0.5556, 0.4444], abs=2e-4)


def test_groups_that_we_made_right_so_often_are_found_so() -> None:
    votes = votes_of(_planted(np.random.default_rng(1), 3000))
    _, of_group = right(dawid_skene(votes.n, votes.weights), votes.n, votes.weights)
    found = dict(zip(votes.groups, of_group, strict=True))
    assert [found[name] for name in "abcd"] == pytest.approx([0.9, 0.8, 0.7, 0.6], abs=0.03)


def test_the_interval_holds_the_share_that_we_set() -> None:
    estimate, grids = study_labels(
        _planted(np.random.default_rng(2), 400), "right-labels", Options()
    )
    assert estimate.status is Standing.OK
    assert estimate.low < 0.75 < estimate.high
    assert [grid.name for grid in grids] == [
        "right-labels", "right-labels-errors", "right-labels-truths",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "items", "refusal"), [("ab", 100, "label-groups"), ("abcd", 19, "told-by-three")]
)
def test_too_few_groups_or_items_are_refused(groups: str, items: int, refusal: str) -> None:
    said = [one for one in _planted(np.random.default_rng(3), items) if one[1] in groups]
    estimate, grids = study_labels(said, "right-labels", Options())
    assert (estimate.status, estimate.refusal, grids) == (Standing.REFUSED, refusal, ())


def test_nothing_said_is_refused() -> None:
    assert study_labels((), "right-kinds", Options())[0].refusal == "label-groups"


@given(SAID, st.permutations("xyz"))
def test_renaming_the_groups_changes_no_number(
    said: list[tuple[str, str, str]], names: list[str]
) -> None:
    called = dict(zip("abc", names, strict=True))
    plain = votes_of(said)
    other = votes_of([(item, called[group], label) for item, group, label in said])
    assert (plain.n == other.n).all()
    fit = dawid_skene(plain.n, plain.weights)
    assert np.allclose(fit.t.sum(axis=1), 1)
    assert np.allclose(fit.pi.sum(axis=2), 1)


@given(SAID)
def test_equal_items_as_one_pattern_are_as_items_apart(said: list[tuple[str, str, str]]) -> None:
    votes = votes_of(said)
    at = list(votes.items.values())
    whole = dawid_skene(votes.n, votes.weights)
    apart = dawid_skene(votes.n[at], np.ones(len(at), dtype=np.int64))
    assert whole.log_likelihood == pytest.approx(apart.log_likelihood, abs=1e-6)


def test_a_table_of_labels_in_any_script_is_studied(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [
        f"{item},خبرگزاری {group},{'تجمع' if label == '0' else 'اعتصاب'}"
        for item, group, label in _planted(np.random.default_rng(4), 60)
    ]
    path.write_text("\n".join(["incident,source,label", *rows]), encoding="utf-8")
    study = of_table(path, None, Options())
    assert study.estimates[0].status is Standing.OK
    assert decode(Study, encode(study)) == study


def test_groups_that_speak_for_and_against_claims_are_weighed(desks: ModuleType) -> None:
    sides = _planted(np.random.default_rng(5), 80)
    claims = [_claim(n, [one for one in sides if one[0] == f"{n:04}"]) for n in range(80)]
    study = of_desk(desks.desk([], claims=tuple(claims)), Options())
    found = next(one for one in study.estimates if one.name == "right-evidence")
    assert found.status is Standing.OK
    assert (
        found.low < 0.83 < found.high
    )  # a wrong label of three is on the right side half the time


def _claim(number: int, sides: list[tuple[str, str, str]]) -> Claim:
    told = [
        (side, Evidence(record="r", source=source, origin=None, note="n"))
        for _, source, side in sides
    ]
    return Claim(
        id=f"c{number}", type=ClaimType.EVENT, asserter="a", source=None, reports=(), text="t",
        verdict=Verdict.OPEN, rule="r", because="b",
        evidence_for=tuple(one for side, one in told if side == "0"),
        evidence_against=tuple(one for side, one in told if side != "0"),
    )  # fmt: skip
