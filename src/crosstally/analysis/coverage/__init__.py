"""How many events there were that nobody's list holds: multiple systems estimation.

The pieces are usable alone, on a `Table` of lists:

>>> from crosstally.analysis.inputs import lists_of
>>> seen = {
...     (1, 0, 0): 60,
...     (0, 1, 0): 49,
...     (0, 0, 1): 247,
...     (1, 1, 0): 4,
...     (1, 0, 1): 112,
...     (0, 1, 1): 142,
...     (1, 1, 1): 12,
... }
>>> round(lower_bound(table(lists_of(("A", "B", "C"), seen)), level=0.95).value)
764
"""

from pathlib import Path

from crosstally.analysis.coverage.chao import Answer, chao, corrected_bound, lower_bound
from crosstally.analysis.coverage.closed import closed_models, closed_models_of_counts
from crosstally.analysis.coverage.desk import study_of_desk
from crosstally.analysis.coverage.existence import existence
from crosstally.analysis.coverage.graphs import average, decomposable
from crosstally.analysis.coverage.groups import captures, groups_of
from crosstally.analysis.coverage.hierarchical import (
    fit_model,
    hierarchical_models,
    profile_model,
    ranked,
    terms_of,
)
from crosstally.analysis.coverage.lcmcr import sample
from crosstally.analysis.coverage.methods import loglinear
from crosstally.analysis.coverage.sensitivity import left_out, reassumed, relinked
from crosstally.analysis.coverage.sparse import bootstrapped, stepwise
from crosstally.analysis.coverage.study import study_of
from crosstally.analysis.coverage.table import Table, table
from crosstally.analysis.frame import Analysis, Options
from crosstally.analysis.inputs import read_lists
from crosstally.records import Study

__all__ = [
    "ANALYSIS",
    "Answer",
    "Table",
    "average",
    "bootstrapped",
    "captures",
    "chao",
    "closed_models",
    "closed_models_of_counts",
    "corrected_bound",
    "decomposable",
    "existence",
    "fit_model",
    "groups_of",
    "hierarchical_models",
    "left_out",
    "loglinear",
    "lower_bound",
    "profile_model",
    "ranked",
    "reassumed",
    "relinked",
    "sample",
    "stepwise",
    "study_of",
    "table",
    "terms_of",
]


def of_table(path: Path, places: Path | None, options: Options) -> Study:  # noqa: ARG001
    """The study of a CSV of one 0/1 column a list and `count`."""
    return study_of(read_lists(path), options)


ANALYSIS = Analysis("coverage", of_table, study_of_desk)
