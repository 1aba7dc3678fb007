"""What a report asserts, drafted for a desk: which of its sentences hold a claim, and whose.

Invariant: a draft is a run of the body and has no verdict; it says that something is asserted, and
never that it holds.
"""

import csv
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import NamedTuple

from crosstally.records import ClaimType, Coded, Span, Statement
from crosstally.text.fold import fold, fold_phrase
from crosstally.text.sentences import sentences

# Of what one sentence says in several ways, the first of these: who did it outweighs how it grew,
# and an opinion is what is left.
_RANK = (ClaimType.ROLE, ClaimType.TREND, ClaimType.FIGURE, ClaimType.EVENT, ClaimType.OPINION)
_FEW = 3  # words: "he said so" asserts nothing that could be tested


class Draft(NamedTuple):
    """A claim that a report makes or passes on. `speaker` is None where it is the report's own."""

    type: ClaimType
    span: Span
    speaker: str | None


class _Cue(NamedTuple):
    phrase: str
    type: ClaimType


Cues = Mapping[str, tuple[_Cue, ...]]


def read_cues() -> Cues:
    """The words of each language that tell a claim, from the pack."""
    pack = resources.files("crosstally.packs") / "claims" / "drafts.csv"
    found: dict[str, list[_Cue]] = {}
    for row in csv.DictReader(pack.read_text(encoding="utf-8").splitlines(), strict=True):
        cue = _Cue(fold_phrase(row["phrase"]), ClaimType(row["type"]))
        found.setdefault(row["lang"], []).append(cue)
    return {lang: tuple(rows) for lang, rows in sorted(found.items())}


def draft_claims(body: str, coded: Coded, *, lang: str, cues: Cues) -> tuple[Draft, ...]:
    """The claims of a report in its order: statements by sentence, slogans, then its own words.

    Args:
        body: the report's text.
        coded: what coding found in it.
        lang: the language whose words are looked for.
        cues: of `read_cues`.
    """
    bounds = [Span(*bound) for bound in sentences(body)]
    found = [draft for one in coded.statements for draft in _said(one, bounds, body)]
    told = [draft.span for draft in found]
    slogans = {s.span for m in coded.mentions for s in m.slogans if s.span is not None}
    found += [Draft(ClaimType.SLOGAN, span, None) for span in slogans]
    rows = cues.get(lang, ())
    for bound in bounds:
        if not any(span.start < bound.end and bound.start < span.end for span in told):
            found.extend(_asserted(bound, body, rows))
    return tuple(sorted(set(found), key=_place))


def _said(statement: Statement, bounds: list[Span], body: str) -> Iterator[Draft]:
    """What somebody is quoted as saying, one draft a sentence; wishes and tastes are no claims."""
    content = statement.content.span if statement.content is not None else None
    if content is None or statement.speaker is None or not _is_claim(statement):
        return
    for bound in bounds:
        start, end = max(bound.start, content.start), min(bound.end, content.end)
        if start < end and len(body[start:end].split()) >= _FEW:
            yield Draft(ClaimType.STATEMENT, Span(start, end), statement.speaker.text)


def _is_claim(statement: Statement) -> bool:
    """Whether a statement asserts something, or tells where or to whom it was made."""
    placed = statement.venue is not None or statement.audience is not None
    return placed or statement.quoted or statement.act is not None


def _asserted(bound: Span, body: str, cues: tuple[_Cue, ...]) -> Iterator[Draft]:
    """What the report itself asserts in a sentence."""
    words = fold(bound.of(body)).text
    types = {cue.type for cue in cues if cue.phrase in words}
    best = next((one for one in (ClaimType.STATEMENT, *_RANK) if one in types), None)
    if best is not None and len(words.split()) >= _FEW:
        yield Draft(best, bound, None)


def _place(draft: Draft) -> tuple[int, int, str, str]:
    return draft.span.start, draft.span.end, draft.type.value, draft.speaker or ""
