"""Do incidents cluster beyond what moved everyone? Shares by contrast, exact-time and epidemic fits.

Invariant: it speaks of clustering, never of causing, and refuses where a common cause would do.
"""

from pathlib import Path

from crosstally.analysis.contagion.contrast import Bounds, Kernel, Shares, World, shares
from crosstally.analysis.contagion.desk import question_of_desk
from crosstally.analysis.contagion.exact import Clock, ExactFit, clock, fit_exact, log_likelihood
from crosstally.analysis.contagion.likelihood import Background, Fit, fit_counts, nb_log_likelihood
from crosstally.analysis.contagion.study import VERSION, Question, study_of
from crosstally.analysis.contagion.table import question_of_table
from crosstally.analysis.frame import Analysis, Options, Tables
from crosstally.analysis.inputs import read_place_days
from crosstally.records import Study


def of_table(path: Path, places: Path | None, options: Options) -> Study:
    """The study of a table of counts by place and day."""
    return _kept(question_of_table(read_place_days(path, places)), options)


def of_desk(tables: Tables, options: Options) -> Study:
    """The study of a desk: its incidents that count, in towns, by day."""
    return _kept(question_of_desk(tables, options), options)


def _kept(question: Question, options: Options) -> Study:
    """The study, made now or before."""
    name = f"contagion {VERSION} {options.seed} {options.level} {' '.join(question.inputs)}"
    return options.keep(name, Study, lambda: study_of(question, options))


ANALYSIS = Analysis("contagion", of_table, of_desk)

__all__ = [
    "ANALYSIS",
    "Background",
    "Bounds",
    "Clock",
    "ExactFit",
    "Fit",
    "Kernel",
    "Question",
    "Shares",
    "World",
    "clock",
    "fit_counts",
    "fit_exact",
    "log_likelihood",
    "nb_log_likelihood",
    "of_desk",
    "of_table",
    "question_of_desk",
    "question_of_table",
    "shares",
    "study_of",
]
