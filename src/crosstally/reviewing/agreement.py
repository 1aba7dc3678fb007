"""How far readers agree: Krippendorff's alpha by field.

Invariant: too few incidents that two persons judged, or no variety in what they say, give a refusal
and no number. Readers are persons: two accounts of one are one reader.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.errors import FormatError
from crosstally.records import (
    Check,
    Count,
    Days,
    Decision,
    Estimate,
    Incident,
    Judgement,
    Kind,
    Place,
    Size,
    Stance,
    Standing,
    Target,
    decode,
)
from crosstally.reviewing.standing import holding, names_of

Vector = npt.NDArray[np.float64]
FEWEST = 20  # units of two readers: with fewer the interval runs over most of what can be
RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff, Content Analysis, chapter 12
METHOD = "krippendorff.v1"
_DRAWS = 1000
_LEVEL = 0.95
_BY_HAND = "set by a person"  # the rule of a value that an edit set (linking/edits)


class Metric(StrEnum):
    """How far two values of a field are apart."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class _Field(NamedTuple):
    """A field that readers may set: its form in an edit, how values compare, and what is compared."""

    name: str
    metric: Metric
    form: type[Any]
    part: str | None = None


FIELDS = (
    _Field("kind", Metric.NOMINAL, Kind),
    _Field("stance", Metric.NOMINAL, Stance),
    _Field("target", Metric.NOMINAL, Target),
    _Field("place", Metric.NOMINAL, Place, "name"),
    _Field("days", Metric.INTERVAL, Days, "first"),
    _Field("size", Metric.RATIO, Size, "low"),
    _Field("killed", Metric.RATIO, Count, "low"),
    _Field("injured", Metric.RATIO, Count, "low"),
    _Field("arrested", Metric.RATIO, Count, "low"),
)


def alpha(units: Sequence[Sequence[float | None]], metric: Metric) -> float | None:
    """Krippendorff's alpha of units, each a row of the readers' values; None where undefined.

    alpha = 1 - Do / De: Do is the mean distance of two values of one unit, each unit weighing as
    many values as it has, De that of any two values. Units with one value or none say nothing.

    >>> alpha([(1, 1), (2, 2), (1, 2), (2, 2)], Metric.NOMINAL)
    0.5333333333333333

    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).
    """
    counts, values = _counts(units)
    return _alpha(counts, values, metric)


def agreement(
    incidents: Iterable[Incident],
    judgements: Iterable[Judgement],
    persons: Mapping[str, str],
    *,
    seed: int,
) -> tuple[Estimate, ...]:
    """Alpha of the verdict and of each field that readers judged, with its interval, or a refusal.

    A reader who accepts without an edit holds the value that stood there; so where readers saw one
    another's edits, agreement is flattered, and a warning says so.
    """
    known = sorted(incidents, key=lambda one: one.id)
    about: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in holding(judgements):
        for name in judgement.about:
            about[name].append(judgement)
    heard: list[tuple[Incident, list[Judgement]]] = []
    for incident in known if about else ():
        own = {j.id: j for name in names_of(incident) for j in about.get(name, ())}
        if own:
            heard.append((incident, sorted(own.values(), key=lambda j: (j.at.timestamp(), j.id))))
    rows = [("verdict", Metric.NOMINAL, [_verdicts(own, persons) for _, own in heard])]
    rows += [(f.name, f.metric, [_values(f, i, own, persons) for i, own in heard]) for f in FIELDS]
    return tuple(_estimate(name, metric, said, seed) for name, metric, said in rows)


def _verdicts(own: Sequence[Judgement], persons: Mapping[str, str]) -> list[object]:
    """The newest verdict of each person."""
    newest: dict[str, object] = {}
    for judgement in own:
        if judgement.decision in (Decision.ACCEPT, Decision.REJECT):
            newest[persons.get(judgement.by, judgement.by)] = judgement.decision.value
    return [newest[person] for person in sorted(newest)]


def _values(
    field: _Field, incident: Incident, own: Sequence[Judgement], persons: Mapping[str, str]
) -> list[object]:
    """What each person holds the field to be: what was set by then, or what stood there."""
    stands = _machine(field, incident)
    held: dict[str, object] = {}
    for judgement in own:
        person = persons.get(judgement.by, judgement.by)
        if judgement.decision is Decision.EDIT and judgement.field == field.name:
            try:
                value: object = decode(field.form, judgement.value or "")
            except FormatError:
                continue  # linking has made it an issue
            stands = getattr(value, field.part) if field.part else value
            held[person] = stands
        elif judgement.decision is Decision.ACCEPT and stands is not None:
            held[person] = stands
        elif judgement.decision is Decision.REJECT:
            held.pop(person, None)
    return [held[person] for person in sorted(held)]


def _machine(field: _Field, incident: Incident) -> object:
    """The value before any person set one."""
    value = getattr(incident, field.name)
    if field.part is None or value is None:
        return value
    plain = value.rivals[0].value if value.rule == _BY_HAND and value.rivals else value.value
    return getattr(plain, field.part)


def _estimate(name: str, metric: Metric, said: Sequence[Sequence[object]], seed: int) -> Estimate:
    units = [unit for unit in said if len(unit) > 1]
    varied = len({repr(value) for unit in units for value in unit}) > 1
    checks = (
        Check(name="two-readers", passed=len(units) >= FEWEST, value=len(units), bound=FEWEST),
        Check(name="variety", passed=varied),
    )
    refusal = next((check.name for check in checks if not check.passed), None)
    shape: dict[str, Any] = {
        "name": f"alpha.{name}", "level": _LEVEL, "unit": "alpha", "method": METHOD, "checks": checks,
    }  # fmt: skip
    if refusal is not None:
        return Estimate(
            **shape, value=None, low=None, high=None, status=Standing.REFUSED, refusal=refusal
        )
    counts, values = _counts(_numbered(units))
    value = _alpha(counts, values, metric)
    if value is None:  # there is variety, so that two values are apart
        raise AssertionError(name)
    low, high = _interval(counts, values, metric, seed)
    warnings = ["unreliable"] if low < TENTATIVE else ["tentative"] if low < RELIABLE else []
    return Estimate(
        **shape,
        value=round(value, 4),
        low=round(low, 4),
        high=round(high, 4),
        status=Standing.CAUTION if warnings else Standing.OK,
        assumptions=("readers-apart",),
        warnings=tuple(warnings),
    )


def _numbered(units: Sequence[Sequence[object]]) -> list[list[float]]:
    """The values as numbers: numbers and days as they are, names by their order."""
    flat = [value for unit in units for value in unit]
    if all(isinstance(value, int) for value in flat):
        return [[float(str(value)) for value in unit] for unit in units]
    if all(hasattr(value, "toordinal") for value in flat):
        return [[float(getattr(value, "toordinal")()) for value in unit] for unit in units]  # noqa: B009
    names = sorted({str(value) for value in flat})
    return [[float(names.index(str(value))) for value in unit] for unit in units]


def _counts(units: Sequence[Sequence[float | None]]) -> tuple[Vector, Vector]:
    """How often each unit was given each value, units of one value left out; and the values."""
    rows = [[value for value in unit if value is not None] for unit in units]
    rows = [row for row in rows if len(row) > 1]
    values = np.array(sorted({value for row in rows for value in row}), dtype=np.float64)
    counts = np.zeros((len(rows), len(values)))
    for at, row in enumerate(rows):
        np.add.at(counts[at], np.searchsorted(values, row), 1)
    return counts, values


def _alpha(counts: Vector, values: Vector, metric: Metric) -> float | None:
    """Alpha of a table of units by values."""
    if len(counts) == 0:
        return None
    each = counts.sum(axis=0)
    total = float(each.sum())
    apart = _apart(values, each, metric)
    pairs = (counts / (counts.sum(axis=1, keepdims=True) - 1)).T @ counts
    observed = float(
        (pairs * apart).sum()
    )  # a value's distance to itself is 0: no need to take it out
    expected = float(each @ apart @ each) / (total - 1)
    return None if expected == 0 else 1 - observed / expected


def _apart(values: Vector, each: Vector, metric: Metric) -> Vector:
    """The squared distance of each two values."""
    one, other = values[:, None], values[None, :]
    if metric is Metric.NOMINAL:
        found = (one != other).astype(np.float64)
    elif metric is Metric.INTERVAL:
        found = (one - other) ** 2
    elif metric is Metric.RATIO:
        whole = one + other
        found = ((one - other) / np.where(whole == 0, 1, whole)) ** 2
    else:  # ordinal: the values between two, the ends by half
        below = np.cumsum(each) - each / 2
        found = (below[:, None] - below[None, :]) ** 2
    return np.asarray(found, dtype=np.float64)


def _interval(counts: Vector, values: Vector, metric: Metric, seed: int) -> tuple[float, float]:
    """The percentile interval of alpha, whole units drawn again."""
    drawn = list(_draws(counts, values, metric, np.random.default_rng(seed)))
    low, high = np.quantile(drawn, ((1 - _LEVEL) / 2, (1 + _LEVEL) / 2))
    return float(low), float(high)


def _draws(
    counts: Vector, values: Vector, metric: Metric, rng: np.random.Generator
) -> Iterator[float]:
    """Alpha of each draw; one in which all values are the same shows full agreement."""
    for _ in range(_DRAWS):
        drawn = counts[rng.integers(0, len(counts), len(counts))]
        found = _alpha(drawn, values, metric)
        yield 1.0 if found is None else found
