"""Languages, countries and rules as data, and what reads them. No code lives in a pack."""
