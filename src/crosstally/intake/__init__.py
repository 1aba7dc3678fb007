"""Files in, `Report` and `Issue` out, one for one.

Invariant: for each item of a file, in its order, one report comes out or one issue in its place.
The one issue that stands *beside* reports is `forbidden-field`, once a file (`in_place`).
"""

from crosstally.intake.amounts import AmountReader, amount_reader, read_amount
from crosstally.intake.arrive import Inlet, Limits, Outcome, Told, in_place, source_index
from crosstally.intake.coded import coded_row, origins_told, reviewed, totals_row
from crosstally.intake.columns import ColumnMap, map_text, parse_map
from crosstally.intake.folder import read_file, read_folder, read_inputs
from crosstally.intake.places import Located, Lookup, lookup_in, no_places
from crosstally.intake.propose import Proposal, propose_for, propose_map
from crosstally.intake.readers import READERS, Reader
from crosstally.intake.rows import Row, read_rows
from crosstally.intake.table import read_table

__all__ = [
    "READERS",
    "AmountReader",
    "ColumnMap",
    "Inlet",
    "Limits",
    "Located",
    "Lookup",
    "Outcome",
    "Proposal",
    "Reader",
    "Row",
    "Told",
    "amount_reader",
    "coded_row",
    "in_place",
    "lookup_in",
    "map_text",
    "no_places",
    "origins_told",
    "parse_map",
    "propose_for",
    "propose_map",
    "read_amount",
    "read_file",
    "read_folder",
    "read_inputs",
    "read_rows",
    "read_table",
    "reviewed",
    "source_index",
    "totals_row",
]
