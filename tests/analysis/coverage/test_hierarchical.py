"""Hierarchical log-linear models: their names, all of them, and the published fits."""

from collections.abc import Callable

import pytest

from crosstally.analysis.coverage import (
    Table,
    fit_model,
    hierarchical_models,
    profile_model,
    ranked,
    terms_of,
)
from crosstally.analysis.coverage.hierarchical import name_of
from crosstally.analysis.coverage.table import mains
from crosstally.errors import FormatError

KOSOVO = {
    "[1,2,3,4]": (7394.6, 129.6),
    "[123,14,34]": (10356.5, 785.9),
    "[12,13,14,23,24,34]": (14402.5, 1050.9),
    "[123,124,134,234]": (16941.9, 5937.6),
}
# name: N, its profile estimate and interval (Rcapture's own reference)
HIV = {
    "[12,3,4]": (12318.5, 12308.0, 10266.0, 14992.3),
    "[12,13,14,23,24,34]": (23443.5, 23269.8, 10027.6, 50046.3),
}


@pytest.mark.parametrize("name", ["", "[]", "[15]", "[11]", "[0]", "[1;2]", "A:B", "[12,,3]"])
def test_what_is_no_model_is_refused(name: str) -> None:
    with pytest.raises(FormatError):
        terms_of(name, 4)


def test_too_many_lists_are_refused_before_millions_of_models_are_fitted(
    known: Callable[[str], Table],
) -> None:
    with pytest.raises(FormatError):
        ranked(known("ukdat"))


@pytest.mark.parametrize("lists", [2, 3, 4])
def test_every_model_is_named_once_and_its_name_reads_back(lists: int) -> None:
    models = list(hierarchical_models(lists))
    names = [name_of(terms) for terms in models]
    assert len(set(names)) == len(names) == {2: 1, 3: 8, 4: 113}[lists]
    assert [set(terms_of(name, lists)) for name in names] == [set(terms) for terms in models]


@pytest.mark.parametrize("name", KOSOVO)
def test_kosovo_gives_the_published_numbers(name: str, known: Callable[[str], Table]) -> None:
    made = fit_model(known("kosovo"), terms_of(name, 4))
    assert (round(made.total, 1), round(made.error, 1)) == KOSOVO[name]


@pytest.mark.parametrize(
    ("name", "total"), [("ukdat_5", 13444), ("ned_5", 52924), ("australia", 827)]
)
def test_independence_gives_the_published_numbers_of_trafficking(
    name: str, total: int, known: Callable[[str], Table]
) -> None:
    found = known(name)
    assert round(fit_model(found, mains(found.lists)).total) == total


@pytest.mark.parametrize("name", HIV)
def test_profiles_of_patients_give_the_published_intervals(
    name: str, known: Callable[[str], Table]
) -> None:
    found, terms = known("hiv"), terms_of(name, 4)
    total = fit_model(found, terms).total
    made = profile_model(found, terms, level=0.95)
    assert [round(one, 1) for one in (total, *made)] == pytest.approx(HIV[name], abs=0.11)


def test_the_ten_models_of_kosovo_that_fit_best_span_the_published_range(
    known: Callable[[str], Table],
) -> None:
    best = ranked(known("kosovo"))[:10]
    totals = [one.fit.total for one in best]
    assert (round(min(totals)), round(max(totals))) == (7665, 20704)
    assert best[0].name == "[123,14,34]"
    assert best[0].fit.bic == min(one.fit.bic for one in best)
