"""A desk on disk: its settings and packs, and the log that its reports go into.

Invariant: the log (`desk.db`) is only added to, and the order in which things were added leaves no
trace in what is read back.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from crosstally.config import FILE, Config, new_settings, read_config
from crosstally.counting import Rule, load_rules
from crosstally.errors import ConfigError, FormatError, PackError, UsageError
from crosstally.intake import (
    Told,
    in_place,
    read_inputs,
    source_index,
)
from crosstally.intake.seen import Seen
from crosstally.ledger.opening import Opener, create_store, is_sealed, open_store
from crosstally.ledger.persons import by_persons, persons
from crosstally.ledger.store import Head, Store
from crosstally.linking import Weights, load_weights
from crosstally.packs.gazetteer import Country, load_country
from crosstally.packs.language import Language, load_language
from crosstally.records import (
    Decision,
    Issue,
    Judgement,
    JudgementId,
    Reason,
    Record,
    Report,
    ReportId,
    Source,
    SourceId,
    Stage,
    Visibility,
    changed,
    convert,
    decode,
    encode,
    report_id,
    short_id,
)

T = TypeVar("T")


class Progress(Protocol):
    """Something that watches items go by: the items again, unchanged."""

    def __call__(self, items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
        """The items, each shown as it passes."""
        ...


class Keep(Protocol):
    """A memory of long runs: what `make` gives, or gave before under the same name."""

    def __call__(self, name: str, kind: type[T], make: Callable[[], T]) -> T:
        """The record kept under a name that tells everything it follows from; else made, kept."""
        ...


MEDIA = "media"  # pictures, sound and video as they arrived, sealed
KEPT = "kept"  # what long studies made so far, so that one that broke off goes on
_PUBLIC_KEY = b"this desk's ids are public: see docs/reference/settings.md"[:32]


class Packs(NamedTuple):
    """Every pack that a desk's settings name, the desk's own folders looked into first."""

    languages: tuple[Language, ...]
    countries: tuple[Country, ...]
    rules: tuple[Rule, ...]
    weights: Weights

    @property
    def country(self) -> Country:
        """The desk's own country; the others only help to read the news."""
        return self.countries[0]


class Desk(NamedTuple):
    """An open desk. Close its store when done."""

    folder: Path
    config: Config
    packs: Packs
    sources: tuple[Source, ...]
    store: Store


class Added(NamedTuple):
    """What taking files in came to: items = new + known + set aside."""

    new: int
    known: int
    aside: Mapping[Reason, int]


def own_weights(folder: Path) -> Path:
    """Where a desk keeps linking weights of its own, if it has any."""
    return _weights_in(folder / "packs")


def _weights_in(packs: Path) -> Path:
    return packs / "linking" / "weights.toml"


class Log(NamedTuple):
    """What the log holds, withdrawn reports left out, each kind in the order of its ids.

    A judgement is told as its person's, whichever account it was given under.
    """

    reports: tuple[Report, ...]
    issues: tuple[Issue, ...]
    judgements: tuple[Judgement, ...]
    head: Head


def new_desk(folder: Path, *, name: str, country: str, opener: Opener | None = None) -> None:
    """A new desk's folder with its settings and an empty log.

    Args:
        folder: where it shall be.
        name: what the page calls it.
        country: a country pack's code.
        opener: what shall open its log; where None the log is plain, for public data only.

    Raises:
        UsageError: there is a desk in it already.
        PackError: there is no such country pack.
    """
    load_country(country, search=(folder / "packs",))
    if (folder / FILE).exists():
        raise UsageError(f"{folder.name} is a desk already", hint="add to it with `crosstally add`")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(new_settings(name, country), encoding="utf-8", newline="\n")
    create_store(folder / "desk.db", opener=opener).close()


def open_desk(
    folder: Path, *, create: bool = False, opener: Callable[[], Opener] | None = None
) -> Desk:
    """The desk in a folder.

    Args:
        folder: the folder that holds `crosstally.toml`.
        create: whether to begin the log where there is none.
        opener: what gives the passphrase of a sealed desk; it is asked for no other.

    Raises:
        FormatError: settings, packs or log are missing or broken.
    """
    config = read_config(folder)
    packs = load_packs(config, search=(folder / "packs",))
    path = folder / "desk.db"
    if create and not path.exists():
        create_store(path, key=_PUBLIC_KEY if config.desk.public_ids else None).close()
    sources = desk_sources(config, packs)
    store = open_store(path, opener=opener() if opener and is_sealed(path) else None)
    if config.desk.public_ids is not (store.key == _PUBLIC_KEY):
        store.close()
        raise ConfigError(
            f"{FILE} says public_ids = {str(config.desk.public_ids).lower()}, and the log was begun"
            " otherwise",
            hint="ids never change: set it back, or begin another desk with desk.db left out",
        )
    return Desk(folder, config, packs, sources, store)


def load_packs(config: Config, *, search: tuple[Path, ...] = ()) -> Packs:
    """The packs that some settings name."""
    codes = dict.fromkeys((config.desk.country, *config.desk.packs))
    return Packs(
        languages=tuple(load_language(code, search=search) for code in config.desk.languages),
        countries=tuple(load_country(code, search=search) for code in codes),
        rules=load_rules(config.count.rules, search=search),
        weights=load_weights(next((p for p in map(_weights_in, search) if p.is_file()), None)),
    )


def desk_sources(config: Config, packs: Packs) -> tuple[Source, ...]:
    """The sources that the desk declares, then those of its country's pack, by id."""
    found: dict[str, Source] = {}
    for row in packs.country.sources:
        source = _source_of(row)
        found[source.id] = source
    found.update((source.id, source) for source in config.sources)
    return tuple(found[key] for key in sorted(found))


def add(
    desk: Desk, paths: Iterable[Path], *, now: datetime, progress: Progress, mapped: Path | None
) -> Added:
    """Files taken into the log: each item a report or an issue, in order, all of them or none.

    What is known already (the same source, native id, time and words) is counted and not added
    again, so that adding a folder twice adds nothing.

    Args:
        desk: the open desk.
        paths: files and folders.
        now: the present instant; a later publication is set aside.
        progress: what shows the items as they pass.
        mapped: the column map for tables that have none beside them.

    Raises:
        UsageError: a path holds the desk itself, or lies among what it has made.
        FormatError: a path is not there, or nothing is in it.
    """
    told = Told(desk.store.key, now, source_index(desk.sources))
    named = tuple(paths)
    for path in named:
        _refuse_own(desk.folder, path)
    seen, noted = Seen(desk.store.key), Seen(desk.store.key)
    known: Counter[str] = Counter()
    aside: Counter[Reason] = Counter()

    def entries() -> Iterator[tuple[str, bytes]]:
        # asked for when the log is ours alone: what another `add` took in meanwhile is known
        for entry in desk.store.read(kinds=("report",)):
            _ = seen.again(decode(Report, entry.body).id)
        for entry in desk.store.read(kinds=("issue",)):
            _ = noted.again(entry.body.decode())
        items = read_inputs(named, told, mapped=mapped)
        for item in progress(items, "reading", None):
            body = encode(item)
            if isinstance(item, Issue):
                aside[item.reason] += in_place(item)
                if not noted.again(body.decode()):
                    yield "issue", body
            elif seen.again(item.id):
                known["reports"] += 1
            else:
                known["new"] += 1
                yield "report", body

    desk.store.append(entries())
    return Added(known["new"], known["reports"], dict(aside))


def take_shared(store: Store, unit: str, *, now: datetime) -> int:
    """How many reports that a contact shared are new to the desk; they are sealed ones.

    Their source is the contact's unit, whatever the contact wrote there: nobody speaks as another.
    What the contact has destroyed since is destroyed here too.
    """
    source = SourceId(f"unit-{unit[:8]}")
    own = [(e.id, decode(Report, e.body)) for e in store.read(kinds=("report",))]
    known = {report.id for _, report in own}
    fresh = []
    for entry in store.read(kinds=("report",), log=unit):
        told = decode(Report, entry.body)
        name = report_id(store.key, source, entry.id, told.published or "", told.body)
        if name not in known:
            own_copy = changed(
                told, id=name, source=source, native_id=entry.id, received_at=now,
                visibility=Visibility.SEALED, provenance=None,
            )  # fmt: skip
            fresh.append(("report", encode(own_copy)))
    gone = {name for author in store.authors(unit) for name in store.redacted(author)}
    destroyed = [
        name for name, report in own if report.source == source and report.native_id in gone
    ]
    if fresh:
        store.append(fresh)
    if destroyed:
        store.redact(destroyed)
    return len(fresh)


def _refuse_own(folder: Path, path: Path) -> None:
    """A desk never takes in its own log, tables or page: that would be a witness to itself."""
    own, wanted = folder.resolve(), path.resolve()
    made = {
        own / name
        for name in (FILE, "desk.db", "packs", "tables", "site", "exports", "releases", KEPT, MEDIA)
    }
    if wanted in {own, *own.parents, *made} or made & set(wanted.parents):
        raise UsageError(
            f"{path.name or path} holds the desk itself or what it has made",
            hint="name the folder that holds the reports",
        )


def withdraw(desk: Desk, report: str, *, by: str, reason: str, now: datetime) -> Judgement:
    """A report taken back, for every later build and release (H9). The log keeps that it was.

    Raises:
        UsageError: the desk has no such report, or it is withdrawn already.
    """
    if all(decode(Report, e.body).id != report for e in desk.store.read(kinds=("report",))):
        raise UsageError("the desk has no such report", hint="`crosstally explain` lists ids")
    judged = (decode(Judgement, e.body) for e in desk.store.read(kinds=("judgement",)))
    if any(j.decision is Decision.WITHDRAW and report in j.about for j in judged):
        raise UsageError(
            "the report is withdrawn already", hint="rebuild the desk: crosstally build"
        )
    judgement = Judgement(
        id=JudgementId(short_id("j", report, by, now.isoformat(), key=desk.store.key)),
        decision=Decision.WITHDRAW,
        about=(report,),
        by=by,
        at=now,
        reason=reason,
    )
    desk.store.append([("judgement", encode(judgement))])
    return judgement


def read_log(store: Store) -> Log:
    """What the log holds. The order in which things were added leaves no trace."""
    kept: dict[str, list[Record]] = {"report": [], "issue": [], "judgement": []}
    kinds: Mapping[str, type[Record]] = {"report": Report, "issue": Issue, "judgement": Judgement}
    for entry in store.read(kinds=tuple(kinds)):
        kept[entry.kind].append(decode(kinds[entry.kind], entry.body))
    judgements = [j for j in kept["judgement"] if isinstance(j, Judgement)]
    gone = {j.about[0] for j in judgements if j.decision is Decision.WITHDRAW}
    reports = [r for r in kept["report"] if isinstance(r, Report)]
    issues = [i for i in kept["issue"] if isinstance(i, Issue)]
    issues += [
        Issue(stage=Stage.INTAKE, reason=Reason.WITHDRAWN, report=ReportId(one))
        for one in sorted(gone)
    ]
    return Log(
        reports=tuple(sorted((r for r in reports if r.id not in gone), key=lambda r: r.id)),
        issues=tuple(sorted(issues, key=encode)),
        judgements=tuple(sorted(by_persons(judgements, persons(store)), key=lambda j: j.id)),
        head=store.head(),
    )


def _source_of(row: Mapping[str, str]) -> Source:
    """A source from a row of the country pack."""
    told = {name: row.get(name) or None for name in ("mirror_of", "country", "basis")}
    lists = {
        name: tuple(filter(None, row.get(column, "").split("|")))
        for name, column in (("aliases", "names"), ("languages",) * 2, ("domains",) * 2)
    }
    known = {name: value for name, value in told.items() if value is not None}
    own = {"id": row["id"], "name": row["name"], "kind": row["kind"], "family": row.get("owner")}
    try:
        return convert(Source, {**own, **known, **lists})
    except FormatError as error:
        raise PackError(f"sources.csv, {row['id']}: {error.message}") from None


def keeper(folder: Path, *stamp: str) -> Keep:
    """A memory of long runs in a folder: the record kept under a name, or else made and kept.

    Args:
        folder: where the records are kept, one file each.
        stamp: all that a record follows from besides its name (inputs, version, seed).
    """

    def keep(name: str, kind: type[T], make: Callable[[], T]) -> T:
        path = folder / f"{short_id('k', *stamp, name)}.json"
        try:
            return decode(kind, path.read_bytes())
        except (OSError, FormatError):
            raw = encode(make())
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        _ = part.write_bytes(raw)
        _ = part.replace(path)
        return decode(kind, raw)  # as a later run reads it: 1 may stand for 1.0

    return keep
