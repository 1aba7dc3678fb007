"""The order of the stages. Only this page knows it.

Invariant: everything but the log follows from the log, the packs and the settings, byte for byte,
however often and in whatever parts the reports were added.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from crosstally import __version__
from crosstally.archive import KEPT, Desk, Log, Packs, Progress, keeper, load_packs, read_log
from crosstally.claims import judge, read_claims
from crosstally.coding.asking.coder import Account, Llm, account, code_asking, open_llm
from crosstally.coding.coder import Coder, code_report, compile_coder
from crosstally.coding.filter import code_in_processes
from crosstally.coding.llm import key_in, read_endpoint
from crosstally.coding.model import locate_model, read_model
from crosstally.config import Config, read_config
from crosstally.counting import tally
from crosstally.errors import FormatError, UsageError
from crosstally.intake import amount_reader, coded_row, lookup_in
from crosstally.linking import Linked, link
from crosstally.linking.changes import changes, seen
from crosstally.linking.incidents import prepare
from crosstally.linking.replicates import replicates
from crosstally.promises import alone, coded_of, open_stamp, policy_of
from crosstally.publish.studies import Part, is_open
from crosstally.records import (
    Call,
    Claim,
    Coded,
    Digest,
    Incident,
    Issue,
    Link,
    Mention,
    Origin,
    Reason,
    Record,
    Report,
    ReportId,
    ReportLine,
    Stage,
    Statement,
    Study,
    Tally,
    Visibility,
    changed,
    decode,
    encode,
)
from crosstally.tables.files import (
    WHOLE,
    clear_scratch,
    read_lines,
    read_table,
    tables_of,
    write_lines,
    write_table,
)
from crosstally.text.numbers import compile_numbers

if TYPE_CHECKING:
    from crosstally.analysis import Analysis, Options, Tables

CLAIMS = "claims.jsonl"
CHANGES = "changes.jsonl"  # what the last build that changed an incident made of those before
STUDIES, OPEN_STUDIES = "studies.jsonl", "studies-open.jsonl"
STUDIED: dict[str, type[Any]] = {
    "reports": Report, "mentions": Mention, "origins": Origin, "incidents": Incident,
    "statements": Statement, "claims": Claim, "calls": Call, "links": Link,
}  # fmt: skip
RELINKINGS = 20  # other linkings that studies are made under, to carry the doubt of linking
MOST_RELINKED = 10_000  # mentions: above it they would take longer than all studies together
ANSWERS = "answers"  # of the language model, if the settings name one


class Built(NamedTuple):
    """All that a build gives, before disclosure.

    `asked` is what a language model was asked, where the settings name one.
    """

    log: Log
    coded: tuple[Coded, ...]
    linked: Linked
    claims: tuple[Claim, ...]
    tallies: tuple[Tally, ...]
    issues: tuple[Issue, ...]
    coder: str
    asked: Account | None = None

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


def build(desk: Desk, *, progress: Progress, processes: int = 1) -> Built:
    """The stages in their order: log, coding, linking, claims, counting; and the tables written.

    What was coded before by the same coder is not coded again; the result has the same bytes.
    """
    log = read_log(desk.store)
    coder = _coder(desk.folder, desk.config, desk.packs)
    llm = _llm(desk, coder)
    coded = tuple(_code(desk, llm or coder, log.reports, progress, processes))
    weights, readers = desk.packs.weights, desk.config.desk.readers
    linked = link(log.reports, coded, desk.sources, log.judgements, weights, readers=readers)
    statements = tuple(s for c in coded for s in c.statements)
    claims = judge(
        read_claims(desk.folder / CLAIMS),
        log.reports, statements, linked.incidents, linked.origins, desk.sources,
    )  # fmt: skip
    tallies = tuple(tally(linked.incidents, rule) for rule in desk.packs.rules)
    later = (*(i for c in coded for i in told_of(c)), *linked.issues)
    by = llm or coder
    asked = (
        account(llm, desk.config.network_llm.prices) if llm and desk.config.network_llm else None
    )
    built = Built(log, coded, linked, claims, tallies, log.issues + later, by.id, asked)
    _write_changes(desk, linked)
    _write_tables(desk, built)
    return built


def told_of(coded: Coded) -> Iterator[Issue]:
    """The issues of a coded report; that it tells of nothing is one."""
    yield from coded.issues
    if not (coded.mentions or coded.statements or coded.issues):
        yield Issue(stage=Stage.CODING, reason=Reason.NO_EVENT, report=coded.report)


def _code(
    desk: Desk,
    coder: Coder | Llm,
    reports: tuple[Report, ...],
    progress: Progress,
    processes: int,
) -> Iterator[Coded]:
    known = _coded_before(desk, coder) if isinstance(coder, Coder) else {}
    fresh = [r for r in reports if r.id not in known and not r.cells]
    lines = map(_line_of, fresh)
    made: Iterable[Coded]
    if not isinstance(coder, Coder):
        made = _asking(coder, fresh)
    elif processes == 1:
        made = (code_report(coder, line) for line in lines)
    else:
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
    return _coder(folder, config, load_packs(config, search=(folder / "packs",)))


def _coder(folder: Path, config: Config, packs: Packs) -> Coder:
    zone = ZoneInfo(config.desk.zone or packs.country.zone)
    name = config.desk.model
    model = read_model(locate_model(name, folder)) if name is not None else None
    return compile_coder(packs.languages, countries=packs.countries, zone=zone, model=model)


def _llm(desk: Desk, coder: Coder) -> Llm | None:
    """The language model that the settings name, if they do: what it sees leaves the machine."""
    named = desk.config.network_llm
    if named is None:
        return None
    endpoint = read_endpoint(named.url, key_in(named.key_env, os.environ))
    seconds, answers = named.timeout_seconds, desk.folder / ANSWERS
    return open_llm(coder, endpoint, named.model, seconds=seconds, cache=answers)


def _asking(llm: Llm, reports: Iterable[Report]) -> Iterator[Coded]:
    """Each report by the model if it is public, else by the rules, as an issue says."""
    for report in reports:
        yield code_asking(llm, _line_of(report), public=report.visibility is Visibility.PUBLIC)


def _coded_before(desk: Desk, coder: Coder) -> dict[ReportId, Coded]:
    """What the last build coded, if by the same coder; a table that cannot be read is made anew."""
    tables = desk.folder / "tables"
    try:
        if (tables / WHOLE).read_text(encoding="utf-8") != coder.id:
            return {}
        lines = read_lines(tables / "coded.jsonl", Coded)
        return {c.report: c for c in lines if c.report is not None}
    except (OSError, FormatError):
        return {}


def _write_changes(desk: Desk, linked: Linked) -> None:
    """What became of the incidents since the last build, where there was one and anything did."""
    try:
        table = read_table(desk.folder / "tables" / "incidents.parquet", Incident)
        found = changes(map(seen, table), map(seen, linked.incidents), linked.links)
    except FormatError:
        return
    if found:
        _ = write_lines(desk.folder / CHANGES, found)


def _write_tables(desk: Desk, built: Built) -> None:
    """Every table of the build, whole."""
    tables = desk.folder / "tables"
    clear_scratch(tables)
    (tables / WHOLE).unlink(missing_ok=True)
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
    _ = (tables / WHOLE).write_text(built.coder, encoding="utf-8")


def study(
    desk: Desk, names: Sequence[str], *, seed: int | None, progress: Progress
) -> tuple[Study, ...]:
    """The named analyses of a desk that is built, or all of them; and the table of studies.

    Where some reports are closed, the same is made of the open ones alone, in a table of its own:
    those are the studies that may be shown. What was made before of the same tables with the same
    seed is not made again, and a run that broke off goes on where it was.

    Raises:
        UsageError: there is no such analysis, or the desk is not built.
    """
    from crosstally.analysis import Options, Tables, named  # scipy, which no build need load

    chosen = named(names)
    stamp = stamp_of(desk)
    _forget(desk.folder / KEPT, stamp[:16])
    options = Options(progress=progress)
    options = options if seed is None else options._replace(seed=seed)
    part = _read_part(desk)
    linked = cache(partial(_relinked, desk, part, options.seed))

    def whole() -> Tables:
        return _tables_of(desk, part, linked())

    def opened() -> Tables:
        fresh = alone(desk, part)
        return _tables_of(desk, fresh, _relinked(desk, fresh, options.seed))

    made = _study_part(desk, whole, chosen, options, STUDIES)
    if not is_open(part.reports, part.sources, policy_of(desk)):
        _ = _study_part(desk, opened, chosen, options, OPEN_STUDIES)
    return made


def read_studies(desk: Desk, *, opened: bool) -> tuple[Study, ...]:
    """The studies that were made of a desk or of its open reports, current or not."""
    path = desk.folder / "tables" / (OPEN_STUDIES if opened else STUDIES)
    return tuple(read_lines(path, Study)) if path.is_file() else ()


def stamp_of(desk: Desk, *, opened: bool = False) -> Digest:
    """The digest of all that the studies of a desk follow from: tables, sources, rules, program.

    The first input of each study; one with another stamp is out of date. Those of the open part
    have a stamp that nothing closed moves.
    """
    folder = tables_of(desk.folder)
    if not folder.is_dir():
        raise UsageError(
            f"{desk.folder.name} is not built", hint=f"crosstally build {desk.folder.as_posix()}"
        )
    digest = hashlib.sha256(__version__.encode())
    if opened:
        reports = read_table(folder / "reports.parquet", Report)
        incidents = read_table(folder / "incidents.parquet", Incident)
        coder = (folder / WHOLE).read_text(encoding="utf-8")
        judged = read_log(desk.store).judgements
        digest.update(open_stamp(desk, coder, reports, incidents, judged).encode())
        return Digest(digest.hexdigest())
    for name in (*STUDIED, "tallies"):
        with (folder / f"{name}.parquet").open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    digest.update(b"".join(map(encode, desk.sources)))
    digest.update(encode(policy_of(desk)))  # what is open decides what a study may be made of
    return Digest(digest.hexdigest())


def _study_part(
    desk: Desk,
    read: "Callable[[], Tables]",
    chosen: "tuple[Analysis, ...]",
    options: "Options",
    file: str,
) -> tuple[Study, ...]:
    """The studies of a part of the desk, written to its table beside those made before."""
    from crosstally.analysis import ANALYSES, code_digest

    stamp = stamp_of(desk, opened=file == OPEN_STUDIES)
    kept = desk.folder / KEPT / stamp_of(desk)[:16]
    keep = keeper(kept, stamp, code_digest(), str(options.seed), file)
    options = options._replace(keep=keep)
    tables = cache(read)  # not read at all where everything is kept
    made: dict[str, Study] = {}
    for one in options.progress(chosen, "studies", len(chosen)):
        found = keep(one.name, Study, partial(_studied, one, tables, options))
        made[one.name] = changed(found, inputs=(stamp, *found.inputs))
    before = read_studies(desk, opened=file == OPEN_STUDIES)
    known = {one.name: one for one in before if one.inputs[0] == stamp} | made
    rows = [known[one.name] for one in ANALYSES if one.name in known]
    _ = write_lines(tables_of(desk.folder) / file, rows)
    return tuple(made.values())


def _studied(one: "Analysis", tables: "Callable[[], Tables]", options: "Options") -> Study:
    return one.of_desk(tables(), options)


def _tables_of(desk: Desk, part: Part, others: Iterable[tuple[Incident, ...]]) -> "Tables":
    """A part of the desk as analyses see it, counted under the desk's rules."""
    from crosstally.analysis import Tables

    tallies = tuple(tally(part.incidents, rule) for rule in desk.packs.rules)
    return Tables(**part._asdict(), tallies=tallies, replicates=tuple(others))


def _relinked(desk: Desk, part: Part, seed: int) -> tuple[tuple[Incident, ...], ...]:
    """The incidents as they might as well have been linked; none of a desk too large for it."""
    if not 0 < len(part.mentions) <= MOST_RELINKED:
        return ()
    judged = read_log(desk.store).judgements
    weights, readers = desk.packs.weights, desk.config.desk.readers
    known = prepare(part.reports, coded_of(part), desk.sources, judged, weights, readers=readers)
    return tuple(replicates(known, number=RELINKINGS, seed=seed))


def _read_part(desk: Desk) -> Part:
    """The tables of the last build."""
    folder = tables_of(desk.folder)
    read = {n: tuple(read_table(folder / f"{n}.parquet", kind)) for n, kind in STUDIED.items()}
    return Part(sources=desk.sources, **read)


def _forget(kept: Path, current: str) -> None:
    """Remove the pieces of studies of tables that are no more."""
    for folder in sorted(kept.glob("*")) if kept.is_dir() else ():
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)
