"""The desk's log: append-only. Sees records and errors only."""
