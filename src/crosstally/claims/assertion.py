"""What a desk wants tested: an assertion in the desk's own words, and what it rests on.

Invariant: an assertion names what would speak for and against it before anything is looked up, and
names no source that is to be believed.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path

from crosstally.errors import FormatError
from crosstally.records import ClaimType, Kind, Record, SourceId, decode


class Sort(StrEnum):
    """How a part of an assertion is looked up.

    `said`: reports that hold certain words. `primary`: a primary text holds them, or others in
    their place. `figure`: a number beside the rival numbers of the incidents in scope. `incident`:
    incidents of certain kinds. `whole`: a quotation stands unaltered. `cannot`: nothing could show
    it, and why. `undefined`: it depends on a definition that the asserter does not give.
    """

    SAID = "said"
    PRIMARY = "primary"
    FIGURE = "figure"
    INCIDENT = "incident"
    WHOLE = "whole"
    CANNOT = "cannot"
    UNDEFINED = "undefined"


class Scope(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where and when an assertion holds: incidents outside it are no evidence.

    `place` is an English name of a town, province or country; None is anywhere.
    """

    first: date | None = None
    last: date | None = None
    place: str | None = None


class Part(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that an assertion rests on.

    `words` and `against` are groups of phrases: a text holds a group if it holds one phrase of it,
    and speaks for the part if it holds every group of `words`. A phrase that ends in `*` is the
    beginning of a word. `primary` names the reports that are primary texts.
    """

    sort: Sort
    text: str
    text_fa: str | None = None
    words: tuple[tuple[str, ...], ...] = ()
    against: tuple[tuple[str, ...], ...] = ()
    primary: tuple[str, ...] = ()
    of: str | None = None
    low: int | None = None
    high: int | None = None
    kinds: tuple[Kind, ...] = ()
    cuts: int = 0
    scope: Scope | None = None

    def __post_init__(self) -> None:
        """Each sort has what it needs."""
        needs = {
            Sort.SAID: bool(self.words),
            Sort.PRIMARY: bool(self.primary and (self.words or self.against)),
            Sort.FIGURE: self.low is not None and self.of in ("killed", "injured", "arrested"),
            Sort.INCIDENT: bool(self.kinds),
        }
        if not needs.get(self.sort, True):
            raise ValueError(f"a part of sort {self.sort.value} lacks what it looks for")


class Assertion(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who asserts what, in our paraphrase, and the parts that would show it.

    `reports` name the reports that assert it, by report id, by `source:native id`, or by a native id
    that no other report has; `number` its place in the text it comes from.
    """

    id: str
    asserter: str
    source: SourceId
    type: ClaimType
    text: str
    text_fa: str | None = None
    reports: tuple[str, ...] = ()
    number: int | None = None
    scope: Scope = Scope()
    parts: tuple[Part, ...] = ()


def read_claims(path: Path) -> tuple[Assertion, ...]:
    """The assertions of a desk's `claims.jsonl`, one a line, in order; none where it has no file.

    Raises:
        FormatError: a line is no assertion, or an id stands twice. The message gives the line.
    """
    found: dict[str, Assertion] = {}
    if not path.exists():
        return ()
    with path.open("rb") as handle:
        for number, line in enumerate(handle, 1):
            if not line.strip():
                continue
            try:
                one = decode(Assertion, line)
            except FormatError as error:
                raise FormatError(f"{path.name}:{number}: {error.message}") from None
            if one.id in found:
                raise FormatError(f"{path.name}:{number}: the id of an earlier line again")
            found[one.id] = one
    return tuple(found.values())
