"""Pure functions over text: folding, numbers, days, sentences, near copies, language."""
