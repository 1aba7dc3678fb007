"""Where batches and queries run: one machine by default."""
