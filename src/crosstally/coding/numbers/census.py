"""Who is counted in each sentence of a report, and what harm is told of them.

Invariant: a sentence is counted once, however many events it tells of.
"""

from collections.abc import Callable
from typing import NamedTuple

from crosstally.coding.document import Document
from crosstally.coding.numbers.toll import Harmed, told_in
from crosstally.coding.who.people import People, people_in
from crosstally.text.numbers import NumberGrammar


class Counted(NamedTuple):
    """The people counted in a sentence, and the harm told of them or of nobody named."""

    people: list[People]
    told: list[Harmed]

    def harmed(self) -> list[People]:
        """Those of whom harm is told."""
        return [person for told in self.told for person in told.people]


Census = Callable[[int], Counted]


def take_census(document: Document, numbers: NumberGrammar) -> Census:
    """Those counted in a sentence of the report, by its index; worked out when first asked for."""
    known: dict[int, Counted] = {}

    def counted(index: int) -> Counted:
        if index not in known:
            sentence = document.sentences[index]
            people = people_in(document, sentence, numbers)
            known[index] = Counted(people, told_in(document, sentence, people))
        return known[index]

    return counted
