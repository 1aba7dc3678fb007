"""How sure the coder is of a mention.

Invariant: monotone. A stronger trigger, a firmer reality and every further field that the text
gives can only raise it; it stays between 0 and 1.
"""

from crosstally.records import Reality

# What remains of a trigger's strength when the text says something other than that it happened.
FIRMNESS = {
    Reality.OCCURRED: 1.0,
    Reality.ONGOING: 1.0,
    Reality.PLANNED: 0.9,
    Reality.CALLED: 0.9,
    Reality.THREATENED: 0.9,
    Reality.PREVENTED: 0.9,
    Reality.DENIED: 0.85,
    Reality.HYPOTHETICAL: 0.6,
    Reality.PAST: 0.5,
}


def weigh_confidence(
    *, strength: float, reality: Reality, fields: int, repeats: int, position: float
) -> float:
    """A share from 0 to 1.

    Args:
        strength: of the trigger's rule.
        reality: what the text says of the event.
        fields: how many of day, place, size, groups, demands, slogans and harm the text gives.
        repeats: how many further triggers of the report tell of the same kind of event.
        position: where in the report it stands, 0 first to 1 last.
    """
    odds = strength / (1 - min(strength, 0.99))
    odds *= 1.25 ** min(fields, 5) * 1.2 ** min(repeats, 6) * (1.15 - 0.3 * position)
    return round(FIRMNESS[reality] * odds / (1 + odds), 4)
