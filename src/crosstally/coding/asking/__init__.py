"""A language model asked instead of the rules; `coding/llm.py` alone opens the network."""
