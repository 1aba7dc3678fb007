"""The tables of a study of coverage: what each list saw, what each method says, what would change.

Invariant: a table repeats numbers that an estimate or a model gave; nothing is estimated here but
the many models that stand side by side.
"""

from crosstally.analysis.coverage.chao import chao, corrected_bound, lower_bound, moment_bound
from crosstally.analysis.coverage.closed import closed_models
from crosstally.analysis.coverage.hierarchical import ranked
from crosstally.analysis.coverage.sensitivity import RATIOS, Prediction, bound_without
from crosstally.analysis.coverage.table import Table, frequencies, overlaps, pairs, singles
from crosstally.analysis.inputs import Lists
from crosstally.records import Entry, Estimate, Grid

BEST = 10
MOST_CLOSED = 8  # lists: 255 cells, 11 fits
MOST_RANKED = 5  # lists: 1,024 models of pairs


def grids_of(
    lists: Lists, found: Table, told: tuple[Estimate, ...],
    predictions: dict[str, tuple[Prediction, ...]],
) -> tuple[Grid, ...]:  # fmt: skip
    """Every table of a study that gives a number."""
    made = [
        lists_grid(lists, found),
        overlaps_grid(lists, found),
        methods_grid(told),
        bounds_grid(found, told[0].level),
        without_grid(lists, found),
        predictions_grid(lists, predictions),
        assumption_grid(found, told),
    ]
    if found.lists <= MOST_CLOSED:
        made.append(closed_grid(found))
    if found.lists <= MOST_RANKED:
        made.append(models_grid(found))
    return tuple(made)


def lists_grid(lists: Lists, found: Table) -> Grid:
    """Each list: how many it saw, how many it alone saw."""
    seen, alone = found.counts @ found.seen, singles(found)
    rows = tuple(
        (name, int(some), int(only))
        for name, some, only in zip(lists.names, seen, alone, strict=True)
    )
    return Grid(name="lists", columns=("list", "seen", "seen-alone"), rows=rows)


def overlaps_grid(lists: Lists, found: Table) -> Grid:
    """Each pair of lists: how many both saw."""
    counts = overlaps(found)
    rows = tuple((lists.names[i], lists.names[j], int(counts[i, j])) for i, j in pairs(found.lists))
    return Grid(name="overlaps", columns=("list", "other-list", "seen-by-both"), rows=rows)


def methods_grid(told: tuple[Estimate, ...]) -> Grid:
    """Each method: its number, its interval, how far it may be used."""
    rows = tuple((one.name, one.value, one.low, one.high, one.status.value) for one in told)
    return Grid(name="side-by-side", columns=("estimate", "value", "low", "high", "status"),
                rows=rows)  # fmt: skip


def bounds_grid(found: Table, level: float) -> Grid:
    """The forms of the lower bound."""
    f = frequencies(found)
    value, low, high = lower_bound(found, level=level)
    rows: list[tuple[Entry, ...]] = [
        ("lists-differ", *_round(value, low, high)),
        ("lists-differ-corrected", *_round(corrected_bound(found), None, None)),
        ("lists-differ-closed-form", *_round(moment_bound(found), None, None)),
    ]
    for form, corrected in (("lists-alike", False), ("lists-alike-corrected", True)):
        rows.append((form, *_round(*chao(f, found.lists, level=level, corrected=corrected))))
    return Grid(name="bounds", columns=("form", "value", "low", "high"), rows=tuple(rows))


def without_grid(lists: Lists, found: Table) -> Grid:
    """The lower bound without each list."""
    rows = tuple(
        (name, *_round(bound_without(found, index), None, None)[:1])
        for index, name in enumerate(lists.names)
    )
    return Grid(name="without", columns=("list", "value"), rows=rows)


def predictions_grid(lists: Lists, predictions: dict[str, tuple[Prediction, ...]]) -> Grid:
    """What each method makes of each list from the others, beside what that list saw."""
    rows: list[tuple[Entry, ...]] = []
    for method, some in predictions.items():
        for one in some:
            told = (None, None, None) if one.answer is None else _round(*one.answer)
            held = "yes" if one.holds else "no"
            rows.append((method, lists.names[one.place], int(one.truth), *told, held))
    columns = ("estimate", "list", "seen", "predicted", "low", "high", "holds")
    return Grid(name="left-out", columns=columns, rows=tuple(rows))


def assumption_grid(found: Table, told: tuple[Estimate, ...]) -> Grid:
    """Each method's number if the identifying assumption were off by a ratio."""
    rows = tuple(
        (one.name, ratio, round(found.total + ratio * (one.value - found.total), 4))
        for one in told
        if one.value is not None
        for ratio in RATIOS
    )
    return Grid(name="assumption", columns=("estimate", "ratio", "value"), rows=rows)


def closed_grid(found: Table) -> Grid:
    """The family of models of a closed population."""
    rows = tuple(
        (one.name, *_round(one.fit.total, one.fit.error, one.fit.deviance), one.fit.freedom,
         round(one.fit.aic, 4))
        for one in closed_models(found)
    )  # fmt: skip
    columns = ("model", "value", "standard-error", "deviance", "freedom", "aic")
    return Grid(name="closed", columns=columns, rows=rows)


def models_grid(found: Table) -> Grid:
    """The hierarchical models that fit best by BIC; of five lists those of pairs."""
    order = None if found.lists < MOST_RANKED else 2
    rows = tuple(
        (one.name, *_round(one.fit.total, one.fit.error, one.fit.bic))
        for one in ranked(found, order)[:BEST]
    )
    return Grid(name="models", columns=("model", "value", "standard-error", "bic"), rows=rows)


def _round(*values: float | None) -> tuple[float | None, ...]:
    return tuple(None if one is None or one > 1e12 else round(one, 4) for one in values)
