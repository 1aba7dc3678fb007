"""Count rules: data with a source, read from `packs/rules/*.toml`.

Invariant: a rule says all that decides a count: what is a unit, which kinds, realities and
stances, how small is too small and what an unknown size means, how many origins, what status, and
what makes two incidents one. An unknown key in its file is refused.
"""

import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Literal

from crosstally.errors import FormatError, PackError
from crosstally.records import (
    Digest,
    Kind,
    Reality,
    Record,
    Stance,
    Status,
    Target,
    convert,
    digest_of,
)

Unknown = Literal["count", "leave-out"]
MergeKey = Literal["day", "days", "city", "place", "province", "groups", "kind"]


class Words(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same words in English and Persian."""

    en: str
    fa: str


class RuleSource(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The publication that a rule is taken from, and where our reading goes beyond it."""

    title: str
    publisher: str
    year: int | None = None
    url: str | None = None
    note: str | None = None


class BlocTest(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When sources that confirm one another count as one voice (`counting/blocs.py`).

    `share` is the most of the sources that one hand may own; `often` how many incidents a voice must
    have told of, with others, to be suspected at all; `least` the fewest incidents that show
    a bloc, as a number and as a `portion` of all; `deviations` (times the root of the number of
    voices) and `margin` how far they must go beyond chance, and beyond what others tell too.
    """

    share: float
    often: int
    least: int
    portion: float
    deviations: float
    margin: float


class Rule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is counted under a name.

    A size meets `size_floor` where its low end does; where only its high end does, or none is
    told, `unknown_size` decides. `merge` names what two incidents must share to be one unit: `day`
    makes one unit of each day of an incident, `days` keeps its days together; without keys each
    incident is one. `cumulative` says that a unit counts from its first day on. `voices_floor` asks
    for voices (`Incident.voices`), those of a bloc being one where `blocs` is given.
    """

    id: str
    version: str
    order: int
    unit: str
    name: Words
    unit_name: Words
    source: RuleSource
    kinds: tuple[Kind, ...]
    realities: tuple[Reality, ...]
    subtypes_out: tuple[str, ...] = ()
    stances_out: tuple[Stance, ...] = ()
    targets: tuple[Target, ...] = ()
    unknown_target: Unknown = "count"
    size_floor: int = 0
    unknown_size: Unknown = "count"
    origins_floor: int = 0
    voices_floor: int = 0
    blocs: BlocTest | None = None
    status_floor: Status = Status.MACHINE
    merge: tuple[MergeKey, ...] = ()
    cumulative: bool = False
    digest: Digest = Digest("")


def load_rules(names: str | Sequence[str], *, search: Sequence[Path] = ()) -> tuple[Rule, ...]:
    """The rules of these names in their own order, a desk's own folders looked into first.

    Args:
        names: "all", names with commas between, or a sequence of names.
        search: folders that may hold `rules/*.toml`; the built-in rules come last.

    Raises:
        PackError: there is no such rule, or its file is broken.
    """
    paths = _paths(search)
    wanted = names.split(",") if isinstance(names, str) else list(names)
    asked = [name.strip() for name in wanted if name.strip()]
    if asked == ["all"]:
        asked = sorted(paths)
    unknown = sorted(set(asked) - set(paths))
    if unknown or not asked:
        raise PackError(
            f"there is no count rule {unknown[0]!r}" if unknown else "no count rule is named",
            hint=f"there are: {', '.join(sorted(paths))}, or all",
        )
    rules = (_read(paths[name]) for name in dict.fromkeys(asked))
    return tuple(sorted(rules, key=lambda rule: (rule.order, rule.id)))


def _paths(search: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in _files(search):
        _ = found.setdefault(path.stem, path)
    return found


def _files(search: Sequence[Path]) -> Iterator[Path]:
    for root in (*search, Path(str(resources.files("crosstally.packs")))):
        yield from sorted((root / "rules").glob("*.toml"))


def _read(path: Path) -> Rule:
    try:
        raw = path.read_bytes()
        values = tomllib.loads(raw.decode("utf-8"))
        rule = convert(Rule, {**values, "digest": digest_of(raw)})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, FormatError) as error:
        raise PackError(f"the count rule {path.name} is broken: {error}") from None
    if rule.id != path.stem:
        raise PackError(f"the count rule {path.name} calls itself {rule.id!r}")
    return rule
