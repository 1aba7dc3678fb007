"""Who is in a unit, how many must agree, and how it goes on. Not for people at risk: no review yet."""
