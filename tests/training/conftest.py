"""Gold of our own making: a word that no rule knows, and that tells of a rally."""

import json

import pytest

from crosstally.coding.coder import load_coder
from crosstally.scoring import parse_case

TOWNS = ("Arak", "Yazd", "Qom", "Rasht", "Ilam", "Bam")
WHO = ("teachers", "nurses", "weavers", "miners", "drivers", "farmers", "bakers")


def row_of(number, text, *events, lang="en"):
    return {"id": f"c{number}", "lang": lang, "text": text, "events": events}


@pytest.fixture(scope="session")
def case():
    """Makes a case of a text and its events."""

    def make(number, text, *events, lang="en"):
        return parse_case(json.dumps(row_of(number, text, *events, lang=lang)))

    return make


@pytest.fixture(scope="session")
def rally_rows():
    """Makes cases of which those with the word tell of a rally, where `right` says so."""

    def make(count, *, right=lambda n: n % 2 == 0):
        rally = {"kind": "ASM", "reality": "occurred"}
        for n in range(count):
            verb = "glorped" if n % 2 == 0 else "dined"
            text = f"The {WHO[n % 7]} {verb} in {TOWNS[n % 6]}. The weather was mild."
            yield row_of(n, text, *([rally] if right(n) else []))

    return make


@pytest.fixture(scope="session")
def rallies(rally_rows):
    """The same, read."""

    def make(count, **more):
        return [parse_case(json.dumps(row)) for row in rally_rows(count, **more)]

    return make


@pytest.fixture(scope="session")
def plain_coder():
    """A coder of two languages that knows the places of one country."""
    return load_coder(languages=("en", "fa"), countries=("IR",))
