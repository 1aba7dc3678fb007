"""Who errs, by how much, and what may be true where figures differ.

Invariant: of labels nothing is said without three groups, of figures no truth without anchors.

`dawid_skene` and `reconcile` are usable alone, on arrays and on `Figure`s.
"""

from pathlib import Path

from crosstally.analysis.frame import Analysis, Options, Tables
from crosstally.analysis.reliability.desk import FIELDS, evidence_said, figures_said, kinds_said
from crosstally.analysis.reliability.figure_study import Case, study_figures
from crosstally.analysis.reliability.figures import Figure, Truths, reconcile
from crosstally.analysis.reliability.label_study import study_labels
from crosstally.analysis.reliability.labels import Fit, Votes, dawid_skene, votes_of
from crosstally.analysis.reliability.table import read_said
from crosstally.records import Estimate, Grid, Study, digest_of, encode

__all__ = [
    "ANALYSIS",
    "Case",
    "Figure",
    "Fit",
    "Truths",
    "Votes",
    "dawid_skene",
    "of_desk",
    "of_table",
    "read_said",
    "reconcile",
    "study_figures",
    "study_labels",
    "votes_of",
]

VERSION = "1"


def of_table(path: Path, places: Path | None, options: Options) -> Study:  # noqa: ARG001
    """The study of a CSV of incident, source and a label or a value."""
    said = read_said(path)
    digest = digest_of(repr(said).encode())
    if isinstance(said, Case):
        estimates, grids = study_figures(said, options)
    else:
        estimate, grids = study_labels(said, "right-labels", options)
        estimates = (estimate,)
    return _study(estimates, grids, digest, options)


def of_desk(tables: Tables, options: Options) -> Study:
    """The study of a desk: kinds of incidents, evidence on claims, each field of rival figures."""
    kinds, grids = study_labels(kinds_said(tables), "right-kinds", options)
    sides, more = study_labels(evidence_said(tables), "right-evidence", options)
    estimates, grids = [kinds, sides], grids + more
    for name, field in FIELDS:
        some, more = study_figures(figures_said(tables, name, field), options)
        estimates += some
        grids += more
    digest = digest_of(b"".join(map(encode, (*tables.incidents, *tables.claims))))
    return _study(tuple(estimates), grids, digest, options)


def _study(
    estimates: tuple[Estimate, ...], grids: tuple[Grid, ...], digest: str, options: Options
) -> Study:
    return Study(
        name="reliability", version=VERSION, inputs=(digest,), seed=options.seed,
        estimates=estimates, tables=grids,
    )  # fmt: skip


ANALYSIS = Analysis("reliability", of_table, of_desk)
