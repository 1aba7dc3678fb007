"""Statements and assertions against incidents, figures and primary texts: `Claim` out.

Invariant: no party's claim is fact. Renaming the sources changes no verdict, and evidence mirrored
from one side to the other gets the same one.
"""

from crosstally.claims.assertion import Assertion, Part, Scope, Sort, read_claims
from crosstally.claims.verdict import judge

__all__ = ["Assertion", "Part", "Scope", "Sort", "judge", "read_claims"]
