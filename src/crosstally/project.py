"""A desk: a folder on disk, and the order of the stages. Only this page knows that order.

Invariant: the log (`desk.db`) is the only thing that cannot be rebuilt. Everything else follows
from the log, the packs and the settings, byte for byte, however often and in whatever parts the
reports were added.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from crosstally.claims import judge, read_claims
from crosstally.coding.coder import Coder, code_report, compile_coder
from crosstally.coding.filter import code_in_processes
from crosstally.config import FILE, Config, new_settings, read_config
from crosstally.counting import Rule, load_rules, tally
from crosstally.errors import FormatError, UsageError
from crosstally.intake import (
    Told,
    amount_reader,
    coded_row,
    in_place,
    lookup_in,
    read_inputs,
    source_index,
)
from crosstally.ledger.store import Head, Store, create_store, open_store
from crosstally.linking import Linked, Weights, link, load_weights
from crosstally.packs.gazetteer import Country, load_country
from crosstally.packs.language import Language, load_language
from crosstally.records import (
    Call,
    Claim,
    Coded,
    Decision,
    Incident,
    Issue,
    Judgement,
    JudgementId,
    Link,
    Mention,
    Origin,
    Reason,
    Record,
    Report,
    ReportId,
    ReportLine,
    Source,
    Stage,
    Statement,
    Tally,
    changed,
    convert,
    decode,
    encode,
    short_id,
)
from crosstally.tables.files import read_lines, write_lines, write_table
from crosstally.text.numbers import compile_numbers

T = TypeVar("T")


class Progress(Protocol):
    """Something that watches items go by: the items again, unchanged."""

    def __call__(self, items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
        """The items, each shown as it passes."""
        ...


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


class Log(NamedTuple):
    """What the log holds, withdrawn reports left out, each kind in the order of its ids."""

    reports: tuple[Report, ...]
    issues: tuple[Issue, ...]
    judgements: tuple[Judgement, ...]
    head: Head


class Built(NamedTuple):
    """All that a build gives, before disclosure."""

    log: Log
    coded: tuple[Coded, ...]
    linked: Linked
    claims: tuple[Claim, ...]
    tallies: tuple[Tally, ...]
    issues: tuple[Issue, ...]
    coder: str

    def figures(self) -> dict[str, int]:
        """How many reports, mentions, incidents and independent origins, and what was set aside.

        The origins are those behind incidents that count as protests; all that do not say how they
        know are one (DESIGN section 3, Origin).
        """
        used = {key for i in self.linked.incidents if i.counts for key in i.origins}
        behind = [origin for origin in self.linked.origins if origin.id in used]
        known = sum(origin.known for origin in behind)
        return {
            "reports": len(self.log.reports),
            "mentions": sum(len(coded.mentions) for coded in self.coded),
            "incidents": len(self.linked.incidents),
            "origins": known + any(not origin.known for origin in behind),
            "aside": len(self.issues),
        }


def new_desk(folder: Path, *, name: str, country: str) -> None:
    """A new desk's folder with its settings and an empty log.

    Raises:
        UsageError: there is a desk in it already.
        PackError: there is no such country pack.
    """
    load_country(country)
    if (folder / FILE).exists():
        raise UsageError(f"{folder.name} is a desk already", hint="add to it with `crosstally add`")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(new_settings(name, country), encoding="utf-8", newline="\n")
    create_store(folder / "desk.db").close()


def open_desk(folder: Path, *, create: bool = False) -> Desk:
    """The desk in a folder.

    Args:
        folder: the folder that holds `crosstally.toml`.
        create: whether to begin the log where there is none.

    Raises:
        FormatError: settings, packs or log are missing or broken.
    """
    config = read_config(folder)
    packs = load_packs(config, search=(folder / "packs",))
    path = folder / "desk.db"
    if create and not path.exists():
        create_store(path, key=_PUBLIC_KEY if config.desk.public_ids else None).close()
    return Desk(folder, config, packs, desk_sources(config, packs), open_store(path))


def load_packs(config: Config, *, search: tuple[Path, ...] = ()) -> Packs:
    """The packs that some settings name."""
    codes = dict.fromkeys((config.desk.country, *config.desk.packs))
    return Packs(
        languages=tuple(load_language(code, search=search) for code in config.desk.languages),
        countries=tuple(load_country(code, search=search) for code in codes),
        rules=load_rules(config.count.rules, search=search),
        weights=load_weights(),
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
    """
    told = Told(desk.store.key, now, source_index(desk.sources))
    seen = {decode(Report, e.body).id for e in desk.store.read(kinds=("report",))}
    noted = {e.body for e in desk.store.read(kinds=("issue",))}
    tally_of: Counter[str] = Counter()
    aside: Counter[Reason] = Counter()

    def entries() -> Iterator[tuple[str, bytes]]:
        items = read_inputs(tuple(paths), told, mapped=mapped)
        for item in progress(items, "reading", None):
            body = encode(item)
            if isinstance(item, Issue):
                aside[item.reason] += in_place(item)
                if body not in noted:
                    noted.add(body)
                    yield "issue", body
            elif item.id in seen:
                tally_of["known"] += 1
            else:
                seen.add(item.id)
                tally_of["new"] += 1
                yield "report", body

    desk.store.append(entries())
    return Added(tally_of["new"], tally_of["known"], dict(aside))


def withdraw(desk: Desk, report: str, *, by: str, reason: str, now: datetime) -> Judgement:
    """A report taken back, for every later build and release (H9). The log keeps that it was.

    Raises:
        UsageError: the desk has no such report.
    """
    if all(decode(Report, e.body).id != report for e in desk.store.read(kinds=("report",))):
        raise UsageError("the desk has no such report", hint="`crosstally explain` lists ids")
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
        judgements=tuple(sorted(judgements, key=lambda j: j.id)),
        head=store.head(),
    )


def build(desk: Desk, *, progress: Progress, processes: int = 1) -> Built:
    """The stages in their order: log, coding, linking, claims, counting; and the tables written.

    What was coded before by the same coder is not coded again; the result has the same bytes.
    """
    log = read_log(desk.store)
    coder = _coder(desk.config, desk.packs)
    coded = tuple(_code(desk, coder, log.reports, progress, processes))
    linked = link(log.reports, coded, desk.sources, log.judgements, desk.packs.weights)
    statements = tuple(s for c in coded for s in c.statements)
    claims = judge(
        read_claims(desk.folder / "claims.jsonl"),
        log.reports, statements, linked.incidents, linked.origins, desk.sources,
    )  # fmt: skip
    tallies = tuple(tally(linked.incidents, rule) for rule in desk.packs.rules)
    later = (*(i for c in coded for i in c.issues), *linked.issues)
    built = Built(log, coded, linked, claims, tallies, log.issues + later, coder.id)
    _write_tables(desk, built)
    return built


def _code(
    desk: Desk, coder: Coder, reports: tuple[Report, ...], progress: Progress, processes: int
) -> Iterator[Coded]:
    known = _coded_before(desk, coder)
    fresh = [r for r in reports if r.id not in known and not r.cells]
    lines = map(_line_of, fresh)
    made: Iterable[Coded] = (code_report(coder, line) for line in lines)
    if processes > 1:
        make = partial(_coder_in, desk.folder)
        coded = code_in_processes(make, map(encode, lines), processes=processes)
        made = (decode(Coded, line) for line in coded)
    known.update((c.report, c) for c in progress(made, "coding", len(fresh)) if c.report)
    look = lookup_in(desk.packs.country)
    amounts = amount_reader([compile_numbers(pack) for pack in desk.packs.languages])
    for report in reports:
        row = coded_row(report, lookup=look, amounts=amounts) if report.cells else known[report.id]
        yield _stamped(row, report)


def _stamped(coded: Coded, report: Report) -> Coded:
    """The same, each mention and statement naming its report and source."""
    own = {"report": report.id, "source": report.source}
    return changed(
        coded,
        mentions=tuple(changed(m, **own) for m in coded.mentions),
        statements=tuple(changed(s, **own) for s in coded.statements),
    )


def _line_of(report: Report) -> ReportLine:
    return ReportLine(
        id=report.id, text=report.body, source=report.source, published=report.published,
        lang=report.lang, title=report.title,
    )  # fmt: skip


def _coder_in(folder: Path) -> Coder:
    """The coder of the desk in a folder, for another process."""
    config = read_config(folder)
    return _coder(config, load_packs(config, search=(folder / "packs",)))


def _coder(config: Config, packs: Packs) -> Coder:
    zone = ZoneInfo(config.desk.zone or packs.country.zone)
    return compile_coder(packs.languages, countries=packs.countries, zone=zone)


def _coded_before(desk: Desk, coder: Coder) -> dict[ReportId, Coded]:
    """What the last build coded, if by the same coder; a table that cannot be read is made anew."""
    tables = desk.folder / "tables"
    try:
        if (tables / "coder.txt").read_text(encoding="utf-8") != coder.id:
            return {}
        lines = read_lines(tables / "coded.jsonl", Coded)
        return {c.report: c for c in lines if c.report is not None}
    except (OSError, FormatError):
        return {}


def _write_tables(desk: Desk, built: Built) -> None:
    """Every table of the build, whole."""
    tables = desk.folder / "tables"
    (tables / "coder.txt").unlink(missing_ok=True)
    _ = write_lines(tables / "coded.jsonl", built.coded)
    rows: tuple[tuple[str, Iterable[Record], type[Record]], ...] = (
        ("reports", built.log.reports, Report),
        ("mentions", (m for c in built.coded for m in c.mentions), Mention),
        ("statements", (s for c in built.coded for s in c.statements), Statement),
        ("incidents", built.linked.incidents, Incident),
        ("origins", built.linked.origins, Origin),
        ("links", built.linked.links, Link),
        ("calls", built.linked.calls, Call),
        ("claims", built.claims, Claim),
        ("tallies", built.tallies, Tally),
        ("issues", built.issues, Issue),
    )
    for name, records, kind in rows:
        _ = write_table(tables / f"{name}.parquet", records, kind)
    _ = (tables / "coder.txt").write_text(built.coder, encoding="utf-8")


def _source_of(row: Mapping[str, str]) -> Source:
    """A source from a row of the country pack."""
    told = {name: row.get(name) or None for name in ("mirror_of", "country", "basis")}
    lists = {
        name: tuple(filter(None, row.get(column, "").split("|")))
        for name, column in (("aliases", "names"), ("languages",) * 2, ("domains",) * 2)
    }
    known = {name: value for name, value in told.items() if value is not None}
    own = {"id": row["id"], "name": row["name"], "kind": row["kind"], "family": row.get("owner")}
    return convert(Source, {**own, **known, **lists})
