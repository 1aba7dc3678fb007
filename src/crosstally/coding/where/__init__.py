"""Where: the places a report names, and the one of each event."""
