"""What a light model adds to the rules, measured on cases that it has not seen.

Invariant: a case is never measured by a model that learned from it, and never cut in two. The draws
of the intervals are seeded: the same cases give the same intervals.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crosstally.coding.correct import correct
from crosstally.coding.events import Telling
from crosstally.coding.model import Model
from crosstally.training.examples import Example, Scheme, gold_names, names_in
from crosstally.training.fitting import draws_of, part_of

FOLDS = 5
_DRAWS = 1000

Tally = NDArray[np.int64]  # for each case: said and true, said, true


class Gain(NamedTuple):
    """F1 by case of a label by the rules alone and with a model, and the difference with its 95 %.

    `chance` is the F1 of who says it of every case: what a model has to beat, too.
    """

    name: str
    cases: int
    chance: float
    rules: float
    model: float
    low: float
    high: float

    @property
    def gain(self) -> float:
        """What the model adds."""
        return self.model - self.rules

    @property
    def lost(self) -> bool:
        """Whether the rules alone, or one who knows nothing, do better."""
        return self.model < self.rules or (self.model != self.rules and self.model <= self.chance)


def corrected_by_folds(
    examples: Sequence[Example], train: Callable[[Sequence[Example]], Model]
) -> list[tuple[Telling, ...]]:
    """The events of each case, corrected by a model that was trained without its fold."""
    folds = [part_of(example.case.id, FOLDS) for example in examples]
    found: dict[int, tuple[Telling, ...]] = {}
    for fold in range(FOLDS):
        if fold not in folds:
            continue
        model = train([e for e, own in zip(examples, folds, strict=True) if own != fold])
        for at, (example, own) in enumerate(zip(examples, folds, strict=True)):
            if own == fold:
                found[at] = correct(model, example.document, example.tellings)
    return [found[at] for at in range(len(examples))]


def gains(
    examples: Sequence[Example], corrected: Sequence[Sequence[Telling]], scheme: Scheme
) -> tuple[Gain, ...]:
    """What was gained for each label that gold holds, the mean of them (`all`) last.

    Labels that lost are left to the rules, and count so in the mean.
    """
    gold = [set(gold_names(example.case, scheme)) for example in examples]
    ruled = [_names(example.tellings, scheme) for example in examples]
    found = [_names(tellings, scheme) for tellings in corrected]
    names = sorted({n for one in gold for n in one if "+" not in n})
    draws = draws_of(len(examples), _DRAWS)
    pairs = [(_tally(name, ruled, gold), _tally(name, found, gold)) for name in names]
    rules = np.array([_f1s(before, draws) for before, _ in pairs])
    model = np.array([_f1s(after, draws) for _, after in pairs])
    told = [sum(name in one for one in gold) / len(gold) for name in names]
    chance = [2 * share / (1 + share) for share in told]
    each = [
        _gain(name, round(share * len(gold)), by_chance, before, after)
        for name, share, by_chance, before, after in zip(
            names, told, chance, rules, model, strict=True
        )
    ]
    mean = float(np.mean(chance))
    lost = np.array([one.lost for one in each])
    model = np.where(lost[:, None], rules, model)
    return (*each, _gain("all", len(gold), mean, rules.mean(axis=0), model.mean(axis=0)))


def _gain(
    name: str,
    cases: int,
    chance: float,
    rules: NDArray[np.float64],
    model: NDArray[np.float64],
) -> Gain:
    low, high = np.quantile((model - rules)[1:], (0.025, 0.975))
    return Gain(name, cases, chance, float(rules[0]), float(model[0]), float(low), float(high))


def _names(tellings: Sequence[Telling], scheme: Scheme) -> set[str]:
    return {name for telling in tellings for name in names_in(telling, scheme)}


def _tally(name: str, said: Sequence[set[str]], gold: Sequence[set[str]]) -> Tally:
    return np.array(
        [
            (name in one and name in true, name in one, name in true)
            for one, true in zip(said, gold, strict=True)
        ],
        dtype=np.int64,
    )


def _f1s(tally: Tally, draws: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of all cases, then of each draw of them."""
    sums = np.vstack([tally.sum(axis=0), draws @ tally])
    whole = sums[:, 1] + sums[:, 2]
    return np.where(whole > 0, 2 * sums[:, 0] / np.maximum(whole, 1), 1.0)
