"""The rows of `kinds.csv`, read once, and what makes one of them hold at a place in a text.

Invariant: everything that decides whether a phrase is a trigger stands in its row. `unless` and
`needs` hold phrases parted by `;`, each with an optional sign: `<` directly before the trigger,
`>` directly after it, `~` anywhere in the sentence, `^` anywhere in the report, none within 40
characters on either side; `=lower` asks for a last word that begins with a small letter.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from crosstally.errors import PackError
from crosstally.packs.language import Term, expand
from crosstally.records import Kind, Reality
from crosstally.text.fold import fold_phrase

# Wide enough for an object between a verb and its particle; at 60 more than half of the words that
# undo a trigger belonged to another clause.
REACH: Final = 40
LOWER: Final = "=lower"


class Near(NamedTuple):
    """Phrases that may stand near a trigger, by where they must stand.

    Those of one word that may stand anywhere are `words`: a sentence's own are looked up in them.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    lower: bool = False
    words: frozenset[str] = frozenset()


class Rule(NamedTuple):
    """A row of `kinds.csv`.

    `kind` is what it means when the state acts, or whoever acts where `crowd` and `other` are
    None; `crowd` and `other` what it means when a crowd, or neither, acts. An empty tuple means
    that it then tells of nothing. `form` is n (noun), v (verb), t (verb that suffers where no object
    follows), p (always passive), i (infinitive), s (verb whose subject follows).
    `reality` is what the phrase says by itself: "detainees" tells of an arrest that is past.
    """

    kind: Kind | None
    crowd: Kind | None
    other: Kind | None
    depends: bool
    subtype: str | None
    form: str
    unless: Near
    needs: Near
    strength: float
    reality: Reality


def read_rules(terms: Iterable[Term]) -> Mapping[str, tuple[Rule, ...]]:
    """The rules of each phrase of the tables `kinds`, in the order in which they are tried.

    Raises:
        PackError: a row names an unknown kind, form or strength.
    """
    rules: dict[str, list[Rule]] = {}
    read: dict[tuple[int, str], Rule] = {}  # the phrases of a row share its mapping, and its rule
    for term in terms:
        if term.sort == "kinds":
            row = (id(term.row), term.code)
            rule = read.get(row) or read.setdefault(row, _rule(term))
            rules.setdefault(term.phrase, []).append(rule)
    return {phrase: tuple(sorted(found, key=_asks_nothing)) for phrase, found in rules.items()}


def _asks_nothing(rule: Rule) -> bool:
    """Of two rows of one phrase the one that asks for more is tried first."""
    return rule.needs == Near()


def holds(
    near: Near,
    text: str,
    start: int,
    end: int,
    sentence: tuple[int, int],
    words: frozenset[str] | None = None,
) -> bool:
    """Whether one of the phrases stands where it must, seen from `text[start:end]`.

    Args:
        near: the phrases.
        text: the folded text.
        start: where the trigger begins, without its blank.
        end: where it ends, without its blank.
        sentence: folded start and end of its sentence.
        words: those of the sentence, where the caller has them.
    """
    if near.before and text.endswith(near.before, 0, start):
        return True
    if near.after and text.startswith(near.after, end):
        return True
    if near.around:
        left = text[max(start - REACH, sentence[0] - 1, 0) : start]
        right = text[end : min(end + REACH, sentence[1] + 1)]
        if any(phrase in left or phrase in right for phrase in near.around):
            return True
    if near.words:
        own = frozenset(text[sentence[0] : sentence[1]].split()) if words is None else words
        if not near.words.isdisjoint(own):
            return True
    if near.anywhere:
        whole = text[max(sentence[0] - 1, 0) : sentence[1] + 1]
        if any(phrase in whole for phrase in near.anywhere):
            return True
    return any(phrase in text for phrase in near.report)


def _rule(term: Term) -> Rule:
    row = term.row
    try:
        crowd, other = row.get("crowd", ""), row.get("other", "")
        return Rule(
            kind=_kind(term.code),
            crowd=_kind(crowd or term.code),
            other=_kind(other or term.code),
            depends=bool(crowd or other),
            subtype=row.get("subtype") or None,
            form=row.get("form") or "n",
            unless=read_near(row.get("unless", "")),
            needs=read_near(row.get("needs", "")),
            strength=float(row.get("strength") or 0.7),
            reality=Reality(row.get("reality") or Reality.OCCURRED),
        )
    except ValueError:
        raise PackError(
            f"kinds.csv has a broken row for a phrase of kind {term.code!r}",
            hint="kinds are those of the codebook or '-', strength a number from 0 to 1",
        ) from None


def _kind(code: str) -> Kind | None:
    return None if code == "-" else Kind(code)


def read_near(cell: str) -> Near:
    """The phrases of a cell `unless` or `needs`, sorted by where they must stand."""
    parts: dict[str, list[str]] = {"<": [], ">": [], "~": [], "^": [], "": []}
    pieces = [piece.strip() for piece in cell.split(";") if piece.strip()]
    for piece in pieces:
        if piece == LOWER:
            continue
        sign = piece[0] if piece[0] in "<>~^" else ""
        for phrase in expand(piece[len(sign) :]):
            parts[sign].append(fold_phrase(phrase))
    before, after, anywhere, report, around = (tuple(found) for found in parts.values())
    single = frozenset(phrase.strip() for phrase in anywhere if phrase.count(" ") == 2)
    longer = tuple(phrase for phrase in anywhere if phrase.count(" ") > 2)
    return Near(before, after, around, longer, report, LOWER in pieces, single)
