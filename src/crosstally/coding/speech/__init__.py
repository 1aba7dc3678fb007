"""Who said what: speaker, cue, content, and what it is about."""
