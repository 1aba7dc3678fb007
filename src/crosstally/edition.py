"""An edition of a desk: what a build gives, gathered for the page, and put through the one door.

Invariant: exporters never see a build, only what `publish.disclose` lets through; and the statement
of method names everything that the result depends on and nothing that it does not (no clock, no
machine, no path).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crosstally import __version__
from crosstally.archive import Desk
from crosstally.counting import Rule, tally, why_said
from crosstally.openly import rebuilt
from crosstally.packs.gazetteer import Country
from crosstally.project import CLAIMS, Built, read_studies, stamp_of
from crosstally.promises import RELEASES, policy_of
from crosstally.publish.account import Kept, Law, account, laws, rule_of
from crosstally.publish.disclose import disclose
from crosstally.publish.geography import geography
from crosstally.publish.held import Desk as DeskNote
from crosstally.publish.held import Held, MethodFact, RuleNote
from crosstally.publish.policy import Policy
from crosstally.publish.public import Public
from crosstally.publish.site import publish
from crosstally.publish.studies import codes_of, is_open
from crosstally.publish.told import TOLD, Told, read_told, remember, write_told
from crosstally.records import (
    Digest,
    Incident,
    Record,
    ReportId,
    SourceKind,
    Study,
    Tally,
    changed,
    decode,
    digest_of,
    encode,
)
from crosstally.records.rest import at_rest
from crosstally.tables.files import tables_of

STAMP = "edition.json"  # among the tables: what they are and were made from when last published


class Edition(NamedTuple):
    """What was published: the files by name, and how many reports the page could tell of."""

    files: tuple[Path, ...]
    reports: int


def publish_desk(desk: Desk, built: Built) -> Edition:
    """The files of the desk's site, written: the report page, charts and exports."""
    with at_rest():
        public = public_of(desk, built)
        files = publish(public, desk.folder / "site")
    if tables_of(desk.folder).is_dir():
        mark(desk, built)
    return Edition(files, public.figures.reports)


def mark(desk: Desk, built: Built) -> None:
    """Note beside the tables what they are and were made from, for `is_current`."""
    _ = (tables_of(desk.folder) / STAMP).write_bytes(encode(_stamp_of(desk, built)))


class _Stamp(Record, frozen=True, kw_only=True):
    """What the tables of a desk are, and what they were made from."""

    tables: Digest
    inputs: Digest


def _stamp_of(desk: Desk, built: Built) -> _Stamp:
    return _Stamp(
        tables=stamp_of(desk), inputs=digest_of(b"".join(map(encode, _method(desk, built))))
    )


def is_current(desk: Desk, built: Built) -> bool:
    """Whether a desk's tables are those that it would make now, and were published as they are.

    Args:
        desk: the open desk.
        built: what its tables hold, with the log as it is now.
    """
    path = tables_of(desk.folder) / STAMP
    return path.is_file() and decode(_Stamp, path.read_bytes()) == _stamp_of(desk, built)


def public_of(desk: Desk, built: Built) -> Public:
    """What a desk lets out, for every exporter alike (H17).

    What is told of closed reports is kept, before it is out: it is told once (`publish/told.py`).
    """
    policy, whole, told = _telling(desk, built)
    write_told(desk.folder / RELEASES / TOLD, told)
    return _disclosed(desk, built, whole, policy, told)


class Examined(NamedTuple):
    """What an edition would hold back, how many cells it tells, and the laws that it is held to.

    `rule` says in words from how many incidents on, and when, a cell is told.
    """

    held_back: tuple[Kept, ...]
    cells: int
    rule: str
    laws: tuple[Law, ...]


def examine(desk: Desk, built: Built) -> Examined:
    """What an edition of the desk would hold back and why; nothing is published, nothing kept."""
    policy, whole, told = _telling(desk, built)
    public = _disclosed(desk, built, whole, policy, told)
    before = read_told(desk.folder / RELEASES / TOLD)
    return Examined(
        account(whole, policy, told, public),
        len(told.cells),
        rule_of(policy),
        laws(whole, policy, before, told, public),
    )


def _telling(desk: Desk, built: Built) -> tuple[Policy, Held, Told]:
    """The policy that binds, all that the desk holds, and what will have been told of it."""
    policy, whole = policy_of(desk), held(desk, built)
    before = read_told(desk.folder / RELEASES / TOLD)
    told = remember(before, policy, whole.reports, whole.sources, whole.incidents)
    return policy, whole, told


def _disclosed(desk: Desk, built: Built, whole: Held, policy: Policy, told: Told) -> Public:
    studied = {name: getattr(whole, name) for name in ("studies", "studies_note", "study_words")}

    def recount(incidents: tuple[Incident, ...]) -> tuple[Tally, ...]:
        return tuple(tally(incidents, rule) for rule in desk.packs.rules)

    def again(ids: frozenset[ReportId]) -> Held:
        return changed(held(desk, rebuilt(desk, built, ids)), **studied)

    return disclose(whole, policy, recount, again=again, told=told)


def held(desk: Desk, built: Built) -> Held:
    """All that the page may need, before disclosure."""
    about = desk.config.desk
    studies, note = _studies(desk, built)
    return Held(
        desk=DeskNote(
            name=about.name, country=about.country, name_fa=about.name_fa,
            note=about.note, note_fa=about.note_fa,
        ),
        geography=geography(desk.packs.country),
        sources=desk.sources,
        reports=built.log.reports,
        mentions=tuple(m for coded in built.coded for m in coded.mentions),
        origins=built.linked.origins,
        incidents=built.linked.incidents,
        tallies=built.tallies,
        rules=tuple(map(_note, desk.packs.rules)),
        claims=built.claims,
        calls=built.linked.calls,
        issues=built.issues,
        judgements=built.log.judgements,
        method=tuple(_method(desk, built)),
        words_fa=tuple(sorted(_reasons(desk, built))),
        studies=studies, studies_note=note, study_words=tuple(_study_words(studies)),
    )  # fmt: skip


def _studies(desk: Desk, built: Built) -> tuple[tuple[Study, ...], str | None]:
    """The studies that may be shown, if they were made of these tables; else why there are none."""
    opened = not is_open(built.log.reports, desk.sources, policy_of(desk))
    made = read_studies(desk, opened=opened)
    stamp = stamp_of(desk, opened=opened) if made else None
    current = tuple(one for one in made if one.inputs[0] == stamp)
    return current, "outdated" if len(current) < len(made) else None


def _study_words(studies: tuple[Study, ...]) -> Iterator[tuple[str, str, str]]:
    """The words of the codes that studies use, with gaps where figures stand."""
    if not studies:
        return
    # scipy comes with it, which a desk without studies need not load
    from crosstally.analysis.words import codes, told

    gaps = {"value": "{value}", "bound": "{bound}"}
    for table, code in sorted({pair for one in studies for pair in codes_of(one)}):
        if code in codes(table, "en"):
            yield (
                f"{table}.{code}",
                told(table, code, "en", **gaps),
                told(table, code, "fa", **gaps),
            )


def _reasons(desk: Desk, built: Built) -> set[tuple[str, str]]:
    """Why a rule leaves an incident out, English and Persian: each reason by its first incident."""
    known = {str(one.id): one for one in built.linked.incidents}
    rules = {one.id: one for one in desk.packs.rules}
    found: dict[str, set[str]] = {}
    for told in built.tallies:
        rule, first = (
            rules[told.rule],
            {out.reason: out.incident for out in reversed(told.left_out)},
        )
        for reason, incident in first.items():
            why = why_said(reason, known[incident], rule)
            if why is not None:
                found.setdefault(reason, set()).add(why.fa)
    return {(en, fa) for en, many in found.items() for fa in many}


def _note(rule: Rule) -> RuleNote:
    return RuleNote(
        id=rule.id, title=rule.name.en, title_fa=rule.name.fa, unit=rule.unit_name.en,
        unit_fa=rule.unit_name.fa, source=f"{rule.source.publisher}: {rule.source.title}",
        note=rule.source.note,
    )  # fmt: skip


def _method(desk: Desk, built: Built) -> Iterator[MethodFact]:
    for section, name, value in (
        ("program", "crosstally", __version__),
        ("program", "coder", built.coder),
        ("program", "linking weights", desk.packs.weights.version),
        ("settings", "crosstally.toml", _settings_digest(desk)),
        *(("settings", key, value) for key, value in _settings(desk)),
        *(
            ("packs", f"language {p.code}", _stamp(p.version, p.digest))
            for p in desk.packs.languages
        ),
        *(("packs", f"country {p.code}", _pack(p)) for p in desk.packs.countries),
        *(("rules", rule.id, _stamp(rule.version, rule.digest)) for rule in desk.packs.rules),
        ("inputs", "reports", f"{len(built.log.reports):,}"),
        ("inputs", "reports' digest", digest_of(b"".join(map(encode, built.log.reports)))),
        ("inputs", "judgements", f"{len(built.log.judgements):,}"),
        ("inputs", "judgements' digest", digest_of(b"".join(map(encode, built.log.judgements)))),
        ("inputs", "claims' digest", _claims_digest(desk.folder / CLAIMS)),
    ):
        yield MethodFact(section=section, name=name, value=value)


def _claims_digest(path: Path) -> str:
    """The digest of what the desk wants tested."""
    return digest_of(path.read_bytes()) if path.is_file() else "none"


def _settings(desk: Desk) -> Iterator[tuple[str, str]]:
    about = desk.config.desk
    yield "country", about.country
    yield "languages", ", ".join(about.languages)
    yield "zone", about.zone or desk.packs.country.zone
    model = desk.config.network_llm.model if desk.config.network_llm else None
    yield "language model", f"{model}, shown public reports only" if model else "none"
    yield "disclosure k", str(desk.config.disclosure.k)
    told = desk.config.disclosure
    yield "disclosure blur", f"{told.blur}, told {told.delay_days} days after the week"
    yield "embargo", f"{told.embargo_days} days" if told.embargo_days else "none"
    # never which, nor how many
    yield "names struck out", "those that the desk declares" if told.masked_names else "none"
    yield "words of public reports", "shown" if told.public else "not shown"


def _settings_digest(desk: Desk) -> str:
    """The digest of the settings without what is nobody's business: names, and units."""
    kept = {"masked_names": (), "withheld": (), "no_words": ()}
    config = changed(
        desk.config,
        digest=Digest(""),
        disclosure=changed(desk.config.disclosure, **kept),
        sources=tuple(one for one in desk.config.sources if one.kind is not SourceKind.UNIT),
    )
    return digest_of(encode(config))


def _pack(country: Country) -> str:
    return _stamp(country.version, country.digest)


def _stamp(version: str, digest: str) -> str:
    return f"version {version}, digest {digest[:16]}"
