"""How far readers agree: Krippendorff's alpha by field.

Invariant: too few units that two readers judged give a refusal and no number.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from crosstally.records import Estimate, Incident, Judgement


class Metric(StrEnum):
    """How far two values of a field are apart."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def alpha(units: Sequence[Sequence[float | None]], metric: Metric) -> float | None:
    """Krippendorff's alpha of units, each a row of the readers' values; None where undefined."""
    raise NotImplementedError


def agreement(
    incidents: Iterable[Incident], judgements: Iterable[Judgement], *, seed: int
) -> tuple[Estimate, ...]:
    """Alpha of each field that readers judged, with its bootstrap interval, or its refusal."""
    raise NotImplementedError
