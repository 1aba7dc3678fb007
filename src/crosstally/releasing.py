"""Releases of a desk: frozen from the tables of the last build, signed, and compared.

Invariant: what is released is what the last build made of the log, the packs and the settings as
they stand; a desk that has moved since is refused. Exporters see what `public_of` lets out (H17).
"""

from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import rfc8785

from crosstally import __version__
from crosstally.archive import Desk, read_log
from crosstally.edition import is_current, public_of
from crosstally.errors import SealError, UsageError
from crosstally.ledger.seal import derived
from crosstally.ledger.sign import domain, key_of_seed, sign
from crosstally.ledger.verify_release import verify
from crosstally.linking import Linked
from crosstally.linking.changes import Seen as Told
from crosstally.linking.changes import changes
from crosstally.project import Built
from crosstally.promises import RELEASES
from crosstally.publish.differences import Became, differences
from crosstally.publish.manifest import MANIFEST, PURPOSE, Follows, Manifest, Signer, read_manifest
from crosstally.publish.moved import Difference
from crosstally.publish.release import (
    CHANGES,
    VERIFIER,
    Terms,
    codebook,
    day_of,
    new_release,
    seal_release,
    write_release,
)
from crosstally.publish.thaw import Frozen, read_frozen
from crosstally.records import (
    Call,
    Claim,
    Coded,
    Incident,
    IncidentId,
    Issue,
    Link,
    MentionId,
    Origin,
    Tally,
    digest_of,
    plain,
)
from crosstally.records.rest import at_rest
from crosstally.tables.files import WHOLE, read_lines, read_table, tables_of


class Released(NamedTuple):
    """A release that was made, and what moved since the one before, if there is one."""

    folder: Path
    manifest: Manifest
    moved: Difference | None


def release(
    desk: Desk, name: str, *, day: date | None = None, since: str | None = None
) -> Released:
    """A new release of a desk, made from the tables of its last build.

    Args:
        desk: the open desk.
        name: of the release; its folder is `releases/NAME`.
        day: the release's day; that of the newest public report where None.
        since: the release that it follows; the newest of the desk's own where None.

    Raises:
        UsageError: the name is taken or no name, the desk has moved since its last build, or there
            is no such release to follow.
        SealError: the release that it follows was changed.
    """
    releases = desk.folder / RELEASES
    with at_rest(), new_release(releases, name) as folder:
        built = read_built(desk)
        if not is_current(desk, built):
            raise UsageError(
                f"{desk.folder.name} has changed since its last build",
                hint=f"crosstally build {desk.folder.as_posix()}, look at it, and release it then",
            )
        before = _before(releases, since)
        public = public_of(desk, built)
        terms = Terms(
            name=name,
            day=day or day_of(public),
            program=f"crosstally {__version__}",
            rules=desk.packs.rules,
            verifier=_verifier(),
            codebook=codebook(),
            follows=_follows(before) if before is not None else None,
        )
        write_release(public, folder, terms)
        moved = None
        if before is not None:
            moved = compare(before, read_frozen(folder, name))
            _ = (folder / CHANGES).write_bytes(bytes(rfc8785.dumps(plain(moved))) + b"\n")
        manifest = seal_release(public, folder, terms, signer_of(desk))
    return Released(releases / name, manifest, moved)


def compare(before: Path, after: Frozen) -> Difference:
    """What moved between two releases, from what stands in their folders alone.

    Raises:
        SealError: the one before was changed since it was released.
    """
    check(before)
    return difference(read_frozen(before, read_manifest(before).name), after)


def diff(one: Path, other: Path) -> Difference:
    """What moved between two releases in two folders, both checked first.

    Raises:
        SealError: one of them was changed since it was released.
        FormatError: one of them is no release.
    """
    named = read_manifest(other)
    check(other)
    return compare(one, read_frozen(other, named.name))


def difference(before: Frozen, after: Frozen) -> Difference:
    """What moved between two releases that were read, lineage as linking tells it."""
    became = [
        Became(became=one.became.value, incident=one.incident, others=one.others)
        for one in changes(map(_told, before.seen()), map(_told, after.seen()))
    ]
    return differences(before, after, became)


def check(folder: Path, *, key: str | None = None) -> None:
    """Nothing, if the release in a folder is whole and unchanged.

    Raises:
        SealError: it is not; every item that is wrong is named.
    """
    wrong, _ = verify(folder, key=key)
    if wrong:
        items = ", ".join(f"{one.item} ({one.what})" for one in wrong[:5])
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise SealError(
            f"the release {folder.name} does not hold: {items}{more}",
            hint="take it again from whoever released it",
        )


def signer_of(desk: Desk) -> Signer | None:
    """Who signs a desk's releases: a key of its own for that; nobody where its ids are public.

    It follows from the key that signs the desk's log and does not tell it, so that a release cannot
    be tied to a log that somebody seized.
    """
    if desk.config.desk.public_ids:
        return None
    key = key_of_seed(derived(desk.store.author.key.secret[:32], "release"))
    return Signer(key.public, lambda manifest: sign(key, domain(PURPOSE, manifest)))


def read_built(desk: Desk) -> Built:
    """What the last build of a desk made, read from its tables.

    Raises:
        FormatError: the desk is not built, or a build broke off.
    """
    tables = tables_of(desk.folder)
    coded = tuple(read_lines(tables / "coded.jsonl", Coded))
    rows = partial(_rows, tables)
    linked = Linked(
        incidents=rows("incidents", Incident), origins=rows("origins", Origin),
        links=rows("links", Link), calls=rows("calls", Call), issues=(),
    )  # fmt: skip
    return Built(
        log=read_log(desk.store), coded=coded, linked=linked, claims=rows("claims", Claim),
        tallies=rows("tallies", Tally), issues=rows("issues", Issue),
        coder=(tables / WHOLE).read_text(encoding="utf-8"),
    )  # fmt: skip


def _rows(tables: Path, name: str, kind: type) -> tuple:  # type: ignore[type-arg]
    return tuple(read_table(tables / f"{name}.parquet", kind))


def newest(releases: Path) -> Path | None:
    """The newest release in a folder of releases, by its day and then its name."""
    found = [path.parent for path in releases.glob(f"*/{MANIFEST}")]
    named = [path for path in found if not path.name.startswith(".")]
    return max(named, key=lambda path: (read_manifest(path).date, path.name), default=None)


def _before(releases: Path, since: str | None) -> Path | None:
    if since is None:
        return newest(releases)
    if not (releases / since / MANIFEST).is_file():
        raise UsageError("there is no such release to follow", hint="see the folder releases/")
    return releases / since


def _follows(before: Path) -> Follows:
    digest = digest_of((before / MANIFEST).read_bytes())
    return Follows(name=read_manifest(before).name, manifest=digest)


def _verifier() -> bytes:
    return resources.files("crosstally.ledger").joinpath(VERIFIER).read_bytes()


def _told(seen: tuple[str, tuple[str, ...]]) -> Told:
    incident, mentions = seen
    told = tuple(map(MentionId, mentions))
    return Told(id=IncidentId(incident), mentions=told, first=None, last=None, place=None)
