"""`Report` in, `Mention` and `Statement` out, every value with its span."""
