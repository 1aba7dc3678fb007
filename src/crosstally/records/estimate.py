"""A number that may be doubted, and the study it belongs to.

Invariant: what is refused has no number and names the check that refused it; what is not refused
has one. Names (of what is estimated, of checks, assumptions, warnings, columns) are codes that
`analysis/words` explains in each language; no sentence is stored.
"""

from crosstally.records.base import Record
from crosstally.records.terms import Standing

Entry = str | int | float | None


class Check(Record, frozen=True, kw_only=True):
    """A check that an estimate had to pass: what was found, and the bound it was held against."""

    name: str
    passed: bool
    value: float | None = None
    bound: float | None = None


class Variant(Record, frozen=True, kw_only=True):
    """The same estimate under another choice: what was changed, and to what."""

    change: str
    to: str | None
    value: float | None
    low: float | None = None
    high: float | None = None


class Estimate(Record, frozen=True, kw_only=True):
    """A number with its doubt.

    `name` says what is estimated and `method` how, with its version. `low` and `high` bound it at
    `level`; an open end is None. `refusal` is the name of the check that failed.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    level: float
    unit: str
    method: str
    status: Standing
    assumptions: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: str | None = None
    sensitivity: tuple[Variant, ...] = ()

    def __post_init__(self) -> None:
        """A refused estimate shows no number and says why; any other one shows a number."""
        refused = self.status is Standing.REFUSED
        if refused != (self.value is None) or refused != (self.refusal is not None):
            raise ValueError("an estimate has a value, or is refused and says why")
        if refused and (self.low is not None or self.high is not None):
            raise ValueError("a refused estimate has no interval")


class Grid(Record, frozen=True, kw_only=True):
    """A table of a study, as a page or another program may show it."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]


class Study(Record, frozen=True, kw_only=True):
    """One analysis of one desk or table: its headline first, then the other estimates and tables.

    `inputs` are digests of what was analysed; with the version and the seed they fix every byte.
    """

    name: str
    version: str
    inputs: tuple[str, ...]
    seed: int
    estimates: tuple[Estimate, ...]
    tables: tuple[Grid, ...] = ()
