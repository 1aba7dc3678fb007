"""`Incident` in, `Tally` out, under named rules that are data."""

from crosstally.counting.reasons import Why, why_said
from crosstally.counting.rules import Rule, load_rules
from crosstally.counting.sheet import (
    Grouped,
    Recount,
    SheetRow,
    TotalsRow,
    incident_of,
    reasons,
    recount,
    recount_totals,
)
from crosstally.counting.tally import (
    GROUPINGS,
    NOT_RECORDED,
    Boundary,
    Side,
    boundary,
    count,
    differences,
    series,
    tally,
)

__all__ = [
    "GROUPINGS",
    "NOT_RECORDED",
    "Boundary",
    "Grouped",
    "Recount",
    "Rule",
    "SheetRow",
    "Side",
    "TotalsRow",
    "Why",
    "boundary",
    "count",
    "differences",
    "incident_of",
    "load_rules",
    "reasons",
    "recount",
    "recount_totals",
    "series",
    "tally",
    "why_said",
]
