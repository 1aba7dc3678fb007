"""Tables in, `Study` out: estimates with their interval, assumptions, checks and refusals.

Each analysis is usable alone: `from crosstally.analysis import coverage`.
"""

from crosstally.analysis.frame import Analysis, Options, Tables

ANALYSES: tuple[Analysis, ...] = ()

__all__ = ["ANALYSES", "Analysis", "Options", "Tables"]
