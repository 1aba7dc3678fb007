"""How many events there were that nobody's list holds: multiple systems estimation."""
