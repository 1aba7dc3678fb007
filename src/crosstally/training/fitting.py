"""A light model learned from examples.

Invariant: a label is learned only where it helps: its threshold and whether it stays are decided on
examples that its weights have not seen, never on those that measure it afterwards.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from crosstally.coding.model import (
    FORMAT,
    KILLED,
    VERSION,
    WORDS,
)
from crosstally.records import LabelHead, ModelHead
from crosstally.training.examples import (
    OPEN,
    Example,
    Scheme,
    gold_names,
    rule_names,
    targets,
)
from crosstally.training.logistic import Rows, Vector, fit_logistic, make_rows

FEWEST_CASES = 10  # that tell of a label, and that do not: fewer teach its words, not its meaning
FEWEST_SENTENCES = 20
SURE = 1.0  # standard errors that a gain must exceed
PARTS = 5  # into which the examples are cut to try what was learned on what was not seen
PENALTY = 1.0  # .3 and 3 tried
WORD_SCALE = 1.0
_COMMON = 2  # cases in which a feature stands: what stands in one only is that case's own
_DECIMALS = 3
_LEAST = 0.01  # a weight below is none
_THRESHOLDS = tuple(n / 50 for n in range(3, 46))

_DRAWS = 200
_SEED = 20170801  # any will do; fixed, so that a second run says the same

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


class Learned(NamedTuple):
    """What was learned: the labels, and for each feature a weight for each label."""

    labels: tuple[LabelHead, ...]
    weights: Mapping[str, tuple[float, ...]]


class Table(NamedTuple):
    """Examples as numbers: a row for each sentence.

    `cases` is the number of the example of each row, `parts` the part it was put into.
    """

    rows: Rows
    features: tuple[str, ...]
    scale: Vector
    cases: Numbers
    parts: Numbers


class _Fitted(NamedTuple):
    head: LabelHead
    weights: Vector


def learn(examples: Sequence[Example], scheme: Scheme, *, without: Sequence[str] = ()) -> Learned:
    """All labels that these examples teach well enough to help, but for some."""
    table = tabulate(examples)
    ruled = [names for example in examples for names in rule_names(example, scheme)]
    fitted: list[_Fitted] = []
    for name in teachable(examples, scheme):
        if name.removesuffix(KILLED) in without:
            continue
        answers = np.array([t for e in examples for t in targets(e, name, scheme)], dtype=np.int64)
        rules = np.array([name in names for names in ruled])
        one = _fit_label(name, table, answers, None if name.endswith(KILLED) else rules)
        if one is not None and _has_deed(name, fitted):
            fitted.append(one)
    return _learned(table, fitted)


def _has_deed(name: str, fitted: Sequence[_Fitted]) -> bool:
    """Whether a label stands by itself, or says of a deed that was learned that people died of it."""
    plain = name.removesuffix(KILLED)
    return plain == name or any(one.head.name == plain for one in fitted)


def head_of(
    name: str, learned: Learned, scheme: Scheme, *, languages: Sequence[str], coder: str, cases: int
) -> ModelHead:
    """The first line of the file of what was learned; its digest is worked out in writing."""
    return ModelHead(
        format=FORMAT, version=VERSION, name=name, languages=tuple(languages), coder=coder,
        told=scheme.told, alike=dict(scheme.alike),
        cases=cases, labels=learned.labels, digest="",
    )  # fmt: skip


def tabulate(examples: Sequence[Example]) -> Table:
    """Examples as numbers, with the features that stand in more than one of them."""
    spread: dict[str, int] = {}
    for example in examples:
        for feature in dict.fromkeys(f for features in example.features for f in features):
            spread[feature] = spread.get(feature, 0) + 1
    features = tuple(sorted(f for f, n in spread.items() if n >= _COMMON))
    number = {feature: at for at, feature in enumerate(features)}
    rows = [
        [number[f] for f in features_ if f in number]
        for example in examples
        for features_ in example.features
    ]
    counts = [len(example.features) for example in examples]
    cases = np.repeat(np.arange(len(examples), dtype=np.int64), counts)
    scale = np.array([WORD_SCALE if f.startswith(WORDS) else 1.0 for f in features])
    parts = np.array([part_of(e.case.id, PARTS, salt="inner") for e in examples], dtype=np.int64)
    return Table(make_rows(rows, len(features)), features, scale, cases, parts[cases])


def part_of(case: str, parts: int, *, salt: str = "") -> int:
    """The part that a case is put into by its id, the same on every machine."""
    return crc32(f"{salt}{case}".encode("utf-8", "surrogatepass")) % parts


def teachable(examples: Sequence[Example], scheme: Scheme) -> list[str]:
    """The labels that enough cases tell of, and enough do not, in the order of their names."""
    cases: dict[str, int] = {}
    for example in examples:
        for name in gold_names(example.case, scheme):
            cases[name] = cases.get(name, 0) + 1
    most = len(examples) - FEWEST_CASES
    return sorted(name for name, many in cases.items() if FEWEST_CASES <= many <= most)


def _fit_label(name: str, table: Table, answers: Numbers, rules: Flags | None) -> _Fitted | None:
    """A label's weights and numbers; None where there is too little, or it does not help."""
    answers = _placed(table, answers)
    known, told = answers != OPEN, answers == 1
    if told.sum() < FEWEST_SENTENCES:
        return None
    unseen = _unseen(table, known, told)
    slope, shift = _calibrated(unseen[known], told[known])
    threshold = _best_threshold(_sigmoid(slope * unseen + shift), answers, table.cases)
    said = _sigmoid(slope * unseen + shift) >= threshold
    rivals = [np.ones(len(told), dtype=bool)]  # to say it of everything is no knowledge
    if rules is not None:
        rivals.append(rules)
    best = max(rivals, key=lambda rival: _quality(rival, answers, table.cases))
    gain, error = _gain(said, best, answers, table.cases)
    if gain <= SURE * error:
        return None
    weights, bias = _fit(table, known, told)
    head = LabelHead(
        name=name,
        bias=round(bias, _DECIMALS),
        slope=round(slope, _DECIMALS),
        shift=round(shift, _DECIMALS),
        threshold=threshold,
        examples=int(told.sum()),
        gain=round(gain, _DECIMALS),
    )
    return _Fitted(head, weights)


def _placed(table: Table, answers: Numbers) -> Numbers:
    """The answers, each case that tells of the label having a sentence that does.

    Where neither gold nor rules say which, every open sentence of the case is tried first, and then
    the one kept that looks most like those of other cases.
    """
    has = np.bincount(table.cases, weights=answers == 1) > 0
    lost = (answers == OPEN) & ~has[table.cases]
    if not lost.any():
        return answers
    first = np.where(lost, 1, answers)
    looks = np.where(lost, _unseen(table, first != OPEN, first == 1), -np.inf)
    best = np.full(len(has), -np.inf)
    np.maximum.at(best, table.cases, looks)
    return np.where(lost & (looks == best[table.cases]), 1, answers)


def _fit(table: Table, known: Flags, told: Flags) -> tuple[Vector, float]:
    return fit_logistic(table.rows.some(known), told[known], table.scale, penalty=PENALTY)


def _unseen(table: Table, known: Flags, told: Flags) -> Vector:
    """The logit of each sentence by weights that were learned without its part."""
    found = np.zeros(len(told))
    for part in range(PARTS):
        inside = table.parts == part
        kept = known & ~inside
        if inside.any() and told[kept].any():
            weights, bias = _fit(table, kept, told)
            found[inside] = table.rows.some(inside).times(weights) + bias
    return found


def _calibrated(logits: Vector, told: Flags) -> tuple[float, float]:
    """Slope and shift that make shares of logits: of what gets .7, seven in ten are so (Platt)."""
    wide = np.column_stack([logits, np.ones(len(logits))])
    at = np.array([1.0, 0.0])
    for _ in range(25):
        shares = _sigmoid(wide @ at)
        slope = wide.T @ (shares - told) + 0.01 * (at - np.array([1.0, 0.0]))
        bend = (wide * (shares * (1 - shares))[:, None]).T @ wide + 0.01 * np.eye(2)
        move = np.linalg.solve(bend, slope)
        at = at - np.clip(move, -1.0, 1.0)
        if np.abs(move).max() < 1e-9:
            break
    return (float(at[0]), float(at[1])) if at[0] > 0 else (1.0, 0.0)


def _best_threshold(shares: Vector, answers: Numbers, cases: Numbers) -> float:
    """The share from which a sentence is best taken to tell of a label; of equals nearest a half."""
    found = [(_quality(shares >= at, answers, cases), at) for at in _THRESHOLDS]
    best = max(quality for quality, _ in found)
    good = [at for quality, at in found if quality >= best - 1e-9]
    return min(good, key=lambda at: (abs(at - 0.5), at))


def _quality(said: Flags, answers: Numbers, cases: Numbers) -> float:
    """The mean of F1 by sentence and F1 by case."""
    return float(_qualities(_tally(said, answers, cases).sum(axis=0)))


def _gain(said: Flags, rival: Flags, answers: Numbers, cases: Numbers) -> tuple[float, float]:
    """How much better one is than its rival, and by how much that differs from draw to draw."""
    one, other = _tally(said, answers, cases), _tally(rival, answers, cases)
    draws = draws_of(len(one), _DRAWS)
    drawn = _qualities(draws @ one) - _qualities(draws @ other)
    gain = _qualities(one.sum(axis=0)) - _qualities(other.sum(axis=0))
    return float(gain), float(np.std(drawn))


def draws_of(cases: int, many: int) -> Numbers:
    """How often each case is in each of many draws of as many cases, the same in every run."""
    even = np.full(cases, 1.0 / cases)
    return np.random.default_rng(_SEED).multinomial(cases, even, size=many)


def _tally(said: Flags, answers: Numbers, cases: Numbers) -> Numbers:
    """For each case: sentences said and told, said, told; and the same of the case as a whole.

    Sentences that are open count for their case.
    """
    known, told, many = answers != OPEN, answers == 1, int(cases.max()) + 1
    by_sentence = [
        np.bincount(cases, weights=flags, minlength=many)
        for flags in (said & told, said & known, told)
    ]
    case_said = np.bincount(cases, weights=said, minlength=many) > 0
    case_told = np.bincount(cases, weights=answers != 0, minlength=many) > 0
    by_case = [case_said & case_told, case_said, case_told]
    return np.column_stack([*by_sentence, *by_case]).astype(np.int64)


def _qualities(sums: Numbers) -> Vector:
    """The mean of the two F1 of sums of tallies."""
    both, whole = sums[..., (0, 3)], sums[..., (1, 4)] + sums[..., (2, 5)]
    mean: Vector = (2 * both / np.maximum(whole, 1)).mean(axis=-1)
    return mean


def _learned(table: Table, fitted: Sequence[_Fitted]) -> Learned:
    """The labels with their weights, those that weigh nothing left out."""
    weights: dict[str, tuple[float, ...]] = {}
    if fitted:
        whole = np.round(np.column_stack([one.weights for one in fitted]), _DECIMALS)
        whole[np.abs(whole) < _LEAST] = 0.0
        for feature, row in zip(table.features, whole.tolist(), strict=True):
            if any(row):
                weights[feature] = tuple(value or 0.0 for value in row)
    return Learned(tuple(one.head for one in fitted), weights)


def _sigmoid(logit: Vector) -> Vector:
    return 1.0 / (1.0 + np.exp(-np.clip(logit, -35.0, 35.0)))
