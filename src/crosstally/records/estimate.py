"""A number that may be doubted: unit, interval, method, assumptions, checks."""

from crosstally.records.base import Record


class Check(Record, frozen=True, kw_only=True):
    """A check that an estimate had to pass."""

    name: str
    passed: bool
    detail: str


class Estimate(Record, frozen=True, kw_only=True):
    """A number with its doubt. A refused one has no value and says why."""

    value: float | None
    low: float | None
    high: float | None
    level: float
    unit: str
    method: str
    status: str
    inputs: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: str | None = None
    seed: int | None = None
