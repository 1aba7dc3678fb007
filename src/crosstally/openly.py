"""A desk as its open reports alone make it: what every page is made of where something is closed.

Invariant: nothing here depends on a closed report, neither by what it joins nor by what it names.
What was made is kept beside the tables and read again as long as nothing open has changed.
"""

from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path

from crosstally import __version__
from crosstally.archive import Desk
from crosstally.claims import judge, read_claims
from crosstally.counting import tally
from crosstally.errors import FormatError
from crosstally.linking import Linked, link
from crosstally.project import CLAIMS, Built, told_of
from crosstally.promises import open_stamp
from crosstally.records import (
    Call,
    Claim,
    Coded,
    Incident,
    Issue,
    Judgement,
    Origin,
    Record,
    ReportId,
    Tally,
    digest_of,
    encode,
)
from crosstally.tables.files import read_table, write_table

STAMP = "open.txt"  # among the tables, beside `NAME-open.parquet`
_KINDS: tuple[tuple[str, type[Record]], ...] = (
    ("incidents", Incident), ("origins", Origin), ("calls", Call), ("claims", Claim),
    ("tallies", Tally), ("issues", Issue),
)  # fmt: skip


def rebuilt(desk: Desk, built: Built, ids: AbstractSet[ReportId]) -> Built:
    """What the stages would have given if these reports were all that the desk has."""
    coded = tuple(one for one in built.coded if one.report in ids)
    folder = desk.folder / "tables"
    stamp = _stamp(desk, built, coded)
    made = _read(folder, stamp)
    if made is None:
        made = _made(desk, built, ids, coded)
        _write(folder, stamp, made)
    linked = Linked(
        incidents=made["incidents"], origins=made["origins"], links=(), calls=made["calls"],
        issues=made["issues"],
    )  # fmt: skip
    closed = {one.id for one in built.log.reports} - ids
    issues = tuple(one for one in built.log.issues if one.report not in closed)
    return built._replace(
        log=built.log._replace(
            reports=tuple(one for one in built.log.reports if one.id in ids),
            judgements=tuple(_judgements(built, ids, coded, linked)),
            issues=issues,
        ),
        coded=coded,
        linked=linked,
        claims=made["claims"],
        tallies=made["tallies"],
        issues=(*issues, *(i for c in coded for i in told_of(c)), *linked.issues),
    )


def _judgements(
    built: Built, ids: AbstractSet[ReportId], coded: tuple[Coded, ...], linked: Linked
) -> tuple[Judgement, ...]:
    """Those that are about nothing but what is open."""
    names = {str(one) for one in ids} | {m.id for c in coded for m in c.mentions}
    names |= {str(one.id) for one in linked.incidents}
    return tuple(one for one in built.log.judgements if names.issuperset(one.about))


_Made = dict[str, tuple]  # type: ignore[type-arg]  # each table's records, by its name


def _made(desk: Desk, built: Built, ids: AbstractSet[ReportId], coded: tuple[Coded, ...]) -> _Made:
    reports = tuple(one for one in built.log.reports if one.id in ids)
    linked = link(
        reports, coded, desk.sources, built.log.judgements, desk.packs.weights,
        readers=desk.config.desk.readers,
    )  # fmt: skip
    statements = tuple(s for c in coded for s in c.statements)
    claims = judge(
        read_claims(desk.folder / CLAIMS),
        reports, statements, linked.incidents, linked.origins, desk.sources,
    )  # fmt: skip
    tallies = tuple(tally(linked.incidents, rule) for rule in desk.packs.rules)
    return {
        "incidents": linked.incidents, "origins": linked.origins, "calls": linked.calls,
        "claims": claims, "tallies": tallies, "issues": linked.issues,
    }  # fmt: skip


def _stamp(desk: Desk, built: Built, coded: tuple[Coded, ...]) -> str:
    """The digest of all that the open part follows from."""
    log, incidents = built.log, built.linked.incidents
    told = open_stamp(desk, built.coder, log.reports, incidents, log.judgements)
    claims = desk.folder / CLAIMS
    tested = digest_of(claims.read_bytes()) if claims.is_file() else ""
    lines = digest_of(b"".join(map(encode, (*desk.sources, *coded))))
    return digest_of("\n".join((__version__, told, tested, lines)).encode())


def _read(folder: Path, stamp: str) -> _Made | None:
    """What was made before of the same, or None; what cannot be read is made anew."""
    try:
        if (folder / STAMP).read_text(encoding="utf-8") != stamp:
            return None
        rows = partial(_rows, folder)
        return {name: rows(name, kind) for name, kind in _KINDS}
    except (OSError, FormatError):
        return None


def _rows(folder: Path, name: str, kind: type[Record]) -> tuple[Record, ...]:
    return tuple(read_table(folder / f"{name}-open.parquet", kind))


def _write(folder: Path, stamp: str, made: _Made) -> None:
    """The tables, whole before they are stamped; none where a desk has no tables."""
    if not folder.is_dir():
        return
    (folder / STAMP).unlink(missing_ok=True)
    for name, kind in _KINDS:
        _ = write_table(folder / f"{name}-open.parquet", made[name], kind)
    _ = (folder / STAMP).write_text(stamp, encoding="utf-8")
