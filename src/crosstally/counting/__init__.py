"""`Incident` in, `Tally` out, under named rules that are data."""
