"""What the codes of a study say, in each language: `en/*.toml`, `fa/*.toml`.

A file for each analysis, and `shared.toml`.

Invariant: every code that an analysis uses is explained in every language (a test counts). The
words stand in tables, `[name]`, `[check]`, `[assumption]`, `[warning]`, `[change]`, `[unit]`,
`[method]`, `[table]`, `[column]`; a check's words may use `{value}` and `{bound}`.
"""

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "fa")


@cache
def _tables(lang: str) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for path in sorted((files(__name__) / lang).iterdir(), key=lambda path: path.name):
        for table, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
            merged.setdefault(table, {}).update(words)
    return merged


def told(table: str, code: str, lang: str = "en", **figures: str) -> str:
    """The words of a code, its figures filled in.

    Raises:
        KeyError: no such code: a gap in the tables that the test of words finds.
    """
    return _tables(lang)[table][code].format(**figures)


def codes(table: str, lang: str) -> frozenset[str]:
    """The codes that a language explains in a table."""
    return frozenset(_tables(lang).get(table, {}))
