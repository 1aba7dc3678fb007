"""How a report knows what it tells, and whom it repeats: read from cues, never guessed.

Invariant: a cue counts only for a source that the desk has declared; anybody can write "our
correspondent saw". What is declared for a report stands above its text, its text above what is
declared for its source.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from crosstally.errors import PackError
from crosstally.packs.language import expand
from crosstally.records import Knowing, Report, Source, SourceId, SourceKind
from crosstally.text.fold import fold, fold_phrase

SIDES = ("before", "after")
VIOLENT = "violent"
REACH = 28  # folded characters between a cue and the name it attributes to


class Cue(NamedTuple):
    """A folded phrase: what basis it shows, on which side of a name it attributes, or violence."""

    phrase: str
    means: str


class Names(NamedTuple):
    """The folded names of declared sources, the longest first, and whom they name."""

    rows: tuple[tuple[str, SourceId], ...]


def load_cues(path: Path | None = None) -> tuple[Cue, ...]:
    """The cues of a file, or the built-in ones of all languages.

    Raises:
        PackError: a cue means nothing known.
    """
    source = path or Path(str(resources.files("crosstally.packs"))) / "linking" / "cues.csv"
    known = {*Knowing, *SIDES, VIOLENT}
    cues: list[Cue] = []
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        if row["means"] not in known:
            raise PackError(
                f"{source.name}: no such meaning of a cue", hint=", ".join(sorted(known))
            )
        cues.extend(Cue(fold_phrase(phrase), row["means"]) for phrase in expand(row["phrase"]))
    return tuple(cues)


def source_names(sources: Iterable[Source]) -> Names:
    """The names and aliases by which texts call the declared sources."""
    rows = {
        (fold_phrase(name), source.id)
        for source in sources
        for name in (source.name, *source.aliases)
        if name.strip()
    }
    return Names(tuple(sorted(rows, key=lambda row: (-len(row[0]), row))))


def relayed(
    report: Report, *, text: str, names: Names, cues: Sequence[Cue]
) -> tuple[SourceId, ...]:
    """The declared sources to which a report attributes what it tells, in the text's order.

    Args:
        report: the report; its own source is never among the answers.
        text: its body, folded.
        names: the names of the declared sources.
        cues: the cues; "according to" stands before a name, "reported" after it.
    """
    if report.relay_of is not None:
        return (report.relay_of,)
    found: dict[SourceId, int] = {}
    for name, source in names.rows:
        at = text.find(name)
        while at >= 0 and source != report.source:
            if source not in found and _attributed(text, at, at + len(name), cues):
                found[source] = at
            at = text.find(name, at + 1)
    return tuple(sorted(found, key=lambda source: (found[source], source)))


def basis_of(
    report: Report,
    *,
    text: str,
    declared: Mapping[SourceId, Source],
    cues: Sequence[Cue],
    relays: bool,
) -> Knowing:
    """How a report knows what it tells.

    What is declared for the report, and is not what its source usually rests on, stands above what its text shows, that above an attribution to
    another source, and that above what is declared for its source.
    """
    source = declared.get(report.source)
    if source is None or source.kind is SourceKind.UNKNOWN:
        return Knowing.UNKNOWN
    if report.basis not in (Knowing.UNKNOWN, source.basis):
        return report.basis
    for cue in cues:
        if cue.means not in (*SIDES, VIOLENT) and cue.phrase in text:
            return Knowing(cue.means)
    return Knowing.RELAY if relays else source.basis


def _attributed(text: str, start: int, end: int, cues: Sequence[Cue]) -> bool:
    left, right = text[max(0, start - REACH) : start + 1], text[end - 1 : end + REACH]
    return any(
        cue.phrase in (left if cue.means == "before" else right)
        for cue in cues
        if cue.means in SIDES
    )


def folded(body: str) -> str:
    """A body as cues are looked for in it."""
    return fold(body).text
