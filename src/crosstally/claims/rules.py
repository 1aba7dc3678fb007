"""The verdict rules: data, tried in order, the first that fits decides.

Invariant: a rule sees the type of a claim and the states of its parts, and nothing else.
"""

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from importlib import resources
from typing import NamedTuple

from crosstally.claims.match import Notes
from crosstally.errors import PackError
from crosstally.records import ClaimType, Verdict


class State(StrEnum):
    """What the record outside the asserter's family says of one part of a claim."""

    SHOWN = "shown"
    ONE_VOICE = "one-voice"
    DISPUTED = "disputed"
    REFUTED = "refuted"
    DOUBTED = "doubted"
    ALTERED = "altered"
    OWN_ONLY = "own-only"
    CANNOT = "cannot"
    UNDEFINED = "undefined"


class Rule(NamedTuple):
    """A verdict rule: for which types, when some or all parts are so, and what it then gives.

    `some`: at least one part is in one of these states. `also`: so is another. `every`: all are.
    """

    id: str
    verdict: Verdict
    types: tuple[ClaimType, ...]
    some: tuple[State, ...]
    also: tuple[State, ...]
    every: tuple[State, ...]
    text: str
    text_fa: str

    def fits(self, kind: ClaimType, states: Sequence[State]) -> bool:
        """Whether the rule decides a claim of this type with parts in these states."""
        if self.types and kind not in self.types:
            return False
        if self.some and not any(state in self.some for state in states):
            return False
        if self.also and not any(state in self.also for state in states):
            return False
        return not self.every or all(state in self.every for state in states)


class Rules(NamedTuple):
    """The verdict rules in the order they are tried, and the words of the notes."""

    rules: tuple[Rule, ...]
    notes: Notes
    version: str

    def first_that_fits(self, kind: ClaimType, states: Sequence[State]) -> Rule:
        """The rule that decides; the last one fits every claim."""
        return next(rule for rule in self.rules if rule.fits(kind, states))


def read_rules(text: str | None = None) -> Rules:
    """The verdict rules, from the built-in pack unless their TOML is given.

    Raises:
        PackError: a rule names an unknown type, state or verdict, or the last does not fit all.
    """
    if text is None:
        pack = resources.files("crosstally.packs") / "claims" / "verdicts.toml"
        text = pack.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text)
        rules = tuple(_rule(row) for row in tables["rule"])
        notes = {key: (row["en"], row["fa"]) for key, row in tables["note"].items()}
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise PackError(f"verdicts.toml is broken: {type(error).__name__}") from None
    last = rules[-1]
    if last.types or last.some or last.also or last.every:
        raise PackError("the last verdict rule must fit every claim")
    return Rules(rules, notes, str(tables["version"]))


def _rule(row: dict[str, object]) -> Rule:
    def states(key: str) -> tuple[State, ...]:
        values = row.get(key, ())
        return tuple(State(str(v)) for v in values) if isinstance(values, list) else ()

    types = row.get("types", [])
    return Rule(
        id=str(row["id"]),
        verdict=Verdict(str(row["verdict"])),
        types=tuple(ClaimType(str(t)) for t in types) if isinstance(types, list) else (),
        some=states("some"),
        also=states("also"),
        every=states("every"),
        text=str(row["text"]),
        text_fa=str(row["text_fa"]),
    )
