"""When: the times a report names, and the days of each event."""
