"""The turn: whether protests grew, and whether slogans turned from economic to political.

The pieces are usable alone, on numpy arrays:

>>> import numpy as np
>>> counts = np.stack([np.arange(1, 337) // 28, np.arange(1, 337) // 14])
>>> panel = panel_of(counts, np.ones_like(counts), counts.sum(axis=0))
>>> found = trend(constant(panel))
>>> found is not None and found.slope > 0
True
"""

from pathlib import Path

from crosstally.analysis.frame import Analysis, Options, Tables
from crosstally.analysis.inputs import rows_of
from crosstally.analysis.turn.desk import heard_in, panels_of
from crosstally.analysis.turn.heard import Heard, Turn, turn, youden
from crosstally.analysis.turn.panels import Panel, Trend, constant, panel_of, pooled, trend
from crosstally.analysis.turn.study import growth, shares_by_week, slogans
from crosstally.analysis.turn.table import heard_of, read_heard, read_panel
from crosstally.records import Digest, Estimate, Study, digest_of, encode

VERSION = "1"

__all__ = [
    "ANALYSIS", "Heard", "Panel", "Trend", "Turn", "constant", "growth", "heard_of", "panel_of",
    "pooled", "read_heard", "read_panel", "shares_by_week", "slogans", "trend", "turn", "youden",
]  # fmt: skip


def of_table(path: Path, places: Path | None, options: Options) -> Study:  # noqa: ARG001
    """The study of a table: of slogans where it has a column `theme`, else of counts by source."""
    digest = digest_of(path.read_bytes()) if path.is_file() else digest_of(b"")
    if "theme" not in rows_of(path, ("day", "source"))[0]:
        return _study(growth((read_panel(path),), options), None, (digest,), options)
    heard = read_heard(path)
    return _study(slogans(heard, options), heard, (digest,), options)


def of_desk(tables: Tables, options: Options) -> Study:
    """The study of a desk: growth first, then the slogans of its waves."""
    heard = heard_in(tables)
    estimates = (*growth(panels_of(tables), options), *slogans(heard, options))
    inputs = digest_of(b"".join(map(encode, (*tables.incidents, *tables.mentions))))
    return _study(estimates, heard, (inputs,), options)


def _study(
    estimates: tuple[Estimate, ...],
    heard: Heard | None,
    inputs: tuple[Digest, ...],
    options: Options,
) -> Study:
    tables = (shares_by_week(heard, options.level),) if heard is not None else ()
    return Study(
        name="turn", version=VERSION, inputs=inputs, seed=options.seed, estimates=estimates,
        tables=tables,
    )  # fmt: skip


ANALYSIS = Analysis("turn", of_table, of_desk)
