"""The review desk: a queue, a card, and what a person decides.

Invariant: a person's decision is a `Judgement` appended to the log and nothing else; what a page
shows follows from the tables of the last build and the judgements since. Nothing here asks another
machine for anything.
"""
