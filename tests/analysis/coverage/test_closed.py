"""Models of a closed population give what the R package Rcapture gives."""

from collections.abc import Callable

import numpy as np
import pytest

from crosstally.analysis.coverage import Table, closed_models, closed_models_of_counts
from crosstally.analysis.coverage.closed import gamma35
from crosstally.analysis.coverage.poisson import profile

# name: abundance, standard error, deviance, degrees of freedom, AIC (Rcapture's own reference)
HARE = {
    "M0": (75.4, 3.5, 68.516, 61, 154.707),
    "Mt": (75.1, 3.4, 58.314, 56, 154.505),
    "Mh Chao": (79.8, 6.4, 58.023, 58, 150.214),
    "Mh Poisson2": (81.5, 5.7, 59.107, 60, 147.298),
    "Mh Darroch": (90.4, 11.6, 61.600, 60, 149.791),
    "Mh Gamma3.5": (100.6, 21.7, 62.771, 60, 150.961),
    "Mth Chao": (79.6, 6.3, 47.115, 52, 151.305),
    "Mth Poisson2": (81.1, 5.6, 48.137, 55, 146.327),
    "Mth Darroch": (90.5, 11.7, 50.706, 55, 148.896),
    "Mth Gamma3.5": (101.6, 22.4, 51.956, 55, 150.147),
}
BBS2001 = {
    "M0": (71.1, 0.2, 214.075, 18, 270.028),
    "Mh Chao": (87.2, 10.9, 12.403, 14, 76.356),
    "Mh Poisson2": (71.1, 0.3, 170.128, 17, 228.081),
    "Mh Darroch": (74.0, 2.0, 34.733, 17, 92.687),
    "Mh Gamma3.5": (111.1, 16.0, 18.806, 17, 76.759),
}
SEBER = {"M0": (2805.6, 164.1, 281.334, 1, 308.166), "Mt": (2389.9, 130.4, 0.0, 0, 28.831)}
# North American Breeding Bird Survey 2001: species seen at k of 50 stops
BIRDS = {1: 15, 2: 7, 3: 5, 4: 2, 5: 5, 6: 6, 7: 3, 8: 2, 9: 1, 10: 2, 11: 4, 12: 4, 14: 1, 16: 2,
         17: 3, 18: 1, 19: 1, 20: 1, 21: 1, 25: 1, 26: 1, 28: 1, 30: 1, 36: 1}  # fmt: skip


def birds() -> np.ndarray:
    return np.array([BIRDS.get(k, 0) for k in range(1, 51)], dtype=float)


def printed(models: tuple) -> dict[str, tuple[float, ...]]:
    return {
        one.name: (
            round(one.fit.total, 1), round(one.fit.error, 1), round(abs(one.fit.deviance), 3),
            one.fit.freedom, round(one.fit.aic, 3),
        )
        for one in models
    }  # fmt: skip


@pytest.mark.parametrize(("name", "answers"), [("hare", HARE), ("seber", SEBER)])
def test_the_family_gives_the_published_numbers(
    name: str, answers: dict, known: Callable[[str], Table]
) -> None:
    assert printed(closed_models(known(name))) == answers


def test_species_counted_by_stops_give_the_published_numbers() -> None:
    assert printed(closed_models_of_counts(birds(), 50, 20)) == BBS2001


def test_lists_of_patients_give_the_published_numbers(known: Callable[[str], Table]) -> None:
    made = printed(closed_models(known("hiv")))
    assert made["Mt"][:2] == (11124.6, 904.8)
    assert made["Mth Chao"][0] == 11701.0


def test_a_gamma_profile_of_species_gives_the_published_interval() -> None:
    k = np.arange(1.0, 21.0)
    offset = np.array([np.log(float(_choose(50, int(one)))) for one in k])
    design = np.column_stack([np.ones(20), k, gamma35(k)])
    made = profile(design, birds()[:20], offset, level=0.95, seen=71.0)
    assert [round(one, 1) for one in made] == [109.1, 86.2, 150.6]


def test_captures_at_any_time_are_the_limit_of_many_occasions() -> None:
    anytime = printed(closed_models_of_counts(birds()[:20], None))["Mh Darroch"][0]
    many = printed(closed_models_of_counts(birds()[:20], 100_000, 20))["Mh Darroch"][0]
    assert anytime == pytest.approx(many, rel=1e-3)


def _choose(n: int, k: int) -> int:
    return 1 if k == 0 else _choose(n - 1, k - 1) * n // k
