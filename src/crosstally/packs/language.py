"""A language pack: its tables of terms, versioned and digested.

Invariant: a pack is tables and cases, no code. A term's phrase is folded as the text will be, so
that what matches is decided in one place (`text.fold`).

A pack is a folder `lang/xx/` with `pack.toml` and tables `SORT.csv`. Each table has a column
`phrase`, a column `code` and any others. In a phrase, `(a|b|)` means each of the alternatives in
turn, so `protest(s|ed|)` is three phrases. `forms.csv` is no table of terms: each of its rows gives
alternatives a name, the forms of a verb or the names of a force, and `[name]` in any cell of the
other tables stands for them. `prefixes` and `suffixes` in `pack.toml` are written as words of their
own or joined to their word, as hands and machines do that drop a joiner; a phrase matches both.
"""

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from crosstally.errors import PackError
from crosstally.records import Digest
from crosstally.text.fold import fold_phrase

_MARK = re.compile(r"[(|)]")
_NAMED = re.compile(r"\[([^\[\]\n]+)\]")
_FORMS = "forms.csv"


class Term(NamedTuple):
    """A phrase, the table it stands in, what it means there, and its row's other columns."""

    phrase: str
    sort: str
    code: str
    row: Mapping[str, str]


class Language(NamedTuple):
    """A language pack. `terms` come in the order of the tables' names and of their rows."""

    code: str
    version: str
    terms: tuple[Term, ...]
    digest: Digest

    def __hash__(self) -> int:
        return hash(self.digest)


def load_language(code: str, *, search: tuple[Path, ...] = ()) -> Language:
    """The pack of a language, a desk's own folders looked into first.

    Args:
        code: ISO 639 code, e.g. "fa".
        search: folders that may hold `lang/xx/`; the built-in packs come last.

    Raises:
        PackError: there is no such pack, or a table of it is broken.
    """
    folder = _folder(code, search)
    paths = sorted(folder.glob("*.csv"))
    try:
        return _language(
            code,
            (folder / "pack.toml").read_bytes(),
            tuple((p.name, p.read_bytes()) for p in paths),
        )
    except (KeyError, ValueError, csv.Error) as error:
        raise PackError(
            f"the language pack {code!r} is broken: {type(error).__name__}",
            hint="pack.toml needs a version; its tables are CSV in UTF-8",
        ) from None


@lru_cache(maxsize=8)
def _language(code: str, about: bytes, raws: tuple[tuple[str, bytes], ...]) -> Language:
    """A pack from the bytes of its files: a program that opens two desks reads their words once."""
    told = tomllib.loads(about.decode("utf-8"))
    forms = _read_forms(dict(raws).get(_FORMS, b""))
    joint = _joint(told.get("prefixes", ()), told.get("suffixes", ()))
    digest = hashlib.sha256()
    terms: list[Term] = []
    for name, raw in raws:
        digest.update(name.encode() + b"\0" + raw)
        if name != _FORMS:
            terms.extend(_read_table(name, raw, forms, joint))
    return Language(code, str(told["version"]), tuple(terms), Digest(digest.hexdigest()))


def language_codes(*, search: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The codes of the languages that have a pack."""
    roots = [*search, _built_in()]
    return tuple(sorted({p.parent.name for root in roots for p in root.glob("lang/*/pack.toml")}))


def expand(phrase: str) -> Iterator[str]:
    """Each phrase that a row's phrase stands for; a choice may hold others.

    >>> list(expand("sit(s|)-in"))
    ['sits-in', 'sit-in']
    """
    opened = phrase.find("(")
    choices, closed = _choices(phrase, opened) if opened >= 0 else ([], opened)
    if not choices:
        yield phrase
        return
    rest = list(expand(phrase[closed + 1 :]))
    for choice in choices:
        for words in expand(choice):
            for tail in rest:
                yield phrase[:opened] + words + tail


def _choices(phrase: str, opened: int) -> tuple[list[str], int]:
    """The alternatives of the choice that opens at a place, and where it closes; none where not."""
    bars, depth = [opened], 0
    for match in _MARK.finditer(phrase, opened):
        mark = match[0]
        depth += (mark == "(") - (mark == ")")
        if mark == "|" and depth == 1:
            bars.append(match.start())
        elif depth == 0:
            bars.append(match.start())
            break
    else:
        return [], opened
    return [phrase[a + 1 : b] for a, b in pairwise(bars)], bars[-1]


def _read_forms(raw: bytes) -> Mapping[str, str]:
    """What each name in square brackets stands for, as a choice."""
    rows = csv.DictReader(raw.decode("utf-8-sig").splitlines(), strict=True)
    return {row["code"]: f"({row['phrase']})" for row in rows}


def _joint(prefixes: Sequence[str], suffixes: Sequence[str]) -> re.Pattern[str] | None:
    """The blank of a folded phrase that may be missing, if the language has any."""
    blanks = [rf"(?<= {re.escape(fold_phrase(word).strip())}) (?=\S)" for word in prefixes]
    if suffixes:
        ends = "|".join(re.escape(fold_phrase(word).strip()) for word in suffixes)
        blanks.append(rf"(?<=\S) (?=(?:{ends}) )")
    return re.compile("|".join(blanks)) if blanks else None


def _spellings(phrases: Iterable[str], joint: re.Pattern[str] | None) -> Iterator[str]:
    for phrase in phrases:
        yield phrase
        if joint is not None:
            yield joint.sub("", phrase)


def _read_table(
    name: str, raw: bytes, forms: Mapping[str, str], joint: re.Pattern[str] | None
) -> Iterator[Term]:
    text = raw.decode("utf-8-sig")
    if forms:
        text = _NAMED.sub(lambda named: forms[named[1]], text)
    rows = csv.DictReader(text.splitlines(), restkey="", strict=True)
    sort = name.removesuffix(".csv")
    for number, row in enumerate(rows, 2):
        if "" in row or None in row.values() or not row.get("phrase"):
            raise PackError(
                f"{name} line {number} has too few or too many columns",
                hint="quote a phrase that holds a comma",
            )
        more = MappingProxyType({k: v for k, v in row.items() if k not in ("phrase", "code")})
        phrases = map(fold_phrase, expand(row["phrase"]))
        for phrase in dict.fromkeys(_spellings(phrases, joint)):
            yield Term(phrase, sort, row.get("code", ""), more)


def _folder(code: str, search: tuple[Path, ...]) -> Path:
    known = language_codes(search=search)
    for root in (*search, _built_in()):
        if code in known and (root / "lang" / code / "pack.toml").is_file():
            return root / "lang" / code
    raise PackError(f"there is no language pack {code!r}", hint=f"there are: {', '.join(known)}")


def _built_in() -> Path:
    return Path(str(resources.files("crosstally.packs")))
