"""Tables in, `Study` out: estimates with their interval, assumptions, checks and refusals.

Each analysis is usable alone: `from crosstally.analysis import coverage`.
"""

from collections.abc import Sequence
from pathlib import Path

from crosstally.analysis import (
    callers,
    contagion,
    coverage,
    reliability,
    response,
    series,
    turn,
    waves,
)
from crosstally.analysis.frame import Analysis, Options, Tables
from crosstally.errors import UsageError
from crosstally.records import Digest, Study, digest_of

ANALYSES: tuple[Analysis, ...] = (
    coverage.ANALYSIS,
    contagion.ANALYSIS,
    waves.ANALYSIS,
    turn.ANALYSIS,
    series.ANALYSIS,
    response.ANALYSIS,
    reliability.ANALYSIS,
    callers.ANALYSIS,
)

__all__ = ["ANALYSES", "Analysis", "Options", "Tables", "code_digest", "named", "study_table"]


def named(names: Sequence[str]) -> tuple[Analysis, ...]:
    """The analyses of these names in the order of `ANALYSES`, or all without a name.

    Raises:
        UsageError: there is no such analysis.
    """
    known = [one.name for one in ANALYSES]
    for name in names:
        if name not in known:
            raise UsageError(f"there is no study {name}", hint=f"known: {', '.join(known)}")
    return tuple(one for one in ANALYSES if not names or one.name in names)


def code_digest() -> Digest:
    """The digest of the analyses' own code: what other code made is made anew."""
    folder = Path(__file__).parent
    paths = sorted(folder.rglob("*.py"), key=lambda path: path.as_posix())
    return digest_of(b"".join(path.read_bytes() for path in paths))


def study_table(name: str, table: Path, places: Path | None, options: Options) -> Study:
    """An analysis of a plain table, by its name.

    Raises:
        UsageError: there is no such analysis, or none of tables.
        FormatError: the table is not as it must be.
    """
    return named([name])[0].of_table(table, places, options)
