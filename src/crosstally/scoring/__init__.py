"""Gold cases and coded lines in, figures out: how well coding does, and how sure that is."""

from crosstally.scoring.figures import Figure
from crosstally.scoring.gold import Case, Event, Said, parse_case, parse_gold, read_gold
from crosstally.scoring.pairing import Scored, pair, pair_all
from crosstally.scoring.score import GROUPINGS, faults, grouped, score

__all__ = [
    "GROUPINGS",
    "Case",
    "Event",
    "Figure",
    "Said",
    "Scored",
    "faults",
    "grouped",
    "pair",
    "pair_all",
    "parse_case",
    "parse_gold",
    "read_gold",
    "score",
]
