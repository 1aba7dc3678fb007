"""Taken in as it comes: folders that another program fills, looked at again and again.

Invariant: a file is read when it has stood still between two looks, so that none is read half
written; a file that cannot be read stops nothing and is told by its name; nothing here opens the
network: what fills the folders is another program.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crosstally import edition, project
from crosstally.archive import Desk, Progress, add
from crosstally.errors import CrosstallyError
from crosstally.publish.projector import File, Night, projector

PAGE = "tonight.html"
_UNFINISHED = (".part", ".tmp", ".crdownload", ".download", ".swp", "~")
_MAP = ".map.toml"
_NIGHT_ENDS = 8  # o'clock: until then it is still the night of the day before


class Mark(NamedTuple):
    """What changes when a file is written: its size and the instant, in nanoseconds."""

    size: int
    at: int


class Watched(NamedTuple):
    """What was seen at the last look, what was taken in, and where the log then ended."""

    seen: Mapping[Path, Mark]
    taken: Mapping[Path, Mark]
    built_at: str | None


class Look(NamedTuple):
    """What one look came to. `figures` are those of the build, if there was one."""

    new: int
    known: int
    aside: int
    failed: tuple[str, ...]
    figures: Mapping[str, int] | None


NOTHING = Watched({}, {}, None)


def look(
    desk: Desk,
    folders: Sequence[Path],
    before: Watched,
    *,
    now: datetime,
    progress: Progress,
    patient: bool = True,
) -> tuple[Watched, Look]:
    """What has come since the last look, taken in; and a build where the log has grown.

    Args:
        desk: the open desk.
        folders: what other programs fill; single files too.
        before: what the last look gave, `NOTHING` at first.
        now: the present instant.
        progress: what shows the items as they pass.
        patient: whether a file must have stood still since the look before.
    """
    after, found = take(desk, folders, before, now=now, progress=progress, patient=patient)
    head = desk.store.head().digest  # judgements count too: what was confirmed is drawn filled
    if head == before.built_at:
        return after, found
    figures = _build(desk, now, progress)
    return after._replace(built_at=head), found._replace(figures=figures)


def take(
    desk: Desk,
    folders: Sequence[Path],
    before: Watched,
    *,
    now: datetime,
    progress: Progress,
    patient: bool = True,
) -> tuple[Watched, Look]:
    """What has come since the last look, taken in and not built; `look` says what the arguments are."""
    seen = dict(_files(folders))
    taken = dict(before.taken)
    new = known = aside = 0
    failed = []
    for path, mark in seen.items():
        if (patient and before.seen.get(path) != mark) or taken.get(path) == mark:
            continue
        taken[path] = mark  # a broken one is tried again when it has changed
        try:
            added = add(desk, _with_map(path), now=now, progress=progress, mapped=None)
        except (CrosstallyError, OSError):
            failed.append(path.name)
            continue
        new, known, aside = new + added.new, known + added.known, aside + sum(added.aside.values())
    return before._replace(seen=seen, taken=taken), Look(new, known, aside, tuple(failed), None)


def tonight(desk: Desk, now: datetime) -> date:
    """The day whose night it is at the desk: until eight in the morning the day before."""
    zone = ZoneInfo(desk.config.desk.zone or desk.packs.country.zone)
    return (now.astimezone(zone) - timedelta(hours=_NIGHT_ENDS)).date()


def show(desk: Desk, built: project.Built, now: datetime, *, refresh_seconds: int = 60) -> Path:
    """The projector's page in the desk's site, written: what is open of tonight, and nothing else."""
    public = edition.public_of(desk, built)
    page = projector(public, Night(tonight(desk, now), now, refresh_seconds))
    return _write(desk.folder / "site", page)


def _build(desk: Desk, now: datetime, progress: Progress) -> Mapping[str, int]:
    built = project.build(desk, progress=progress)
    _ = show(desk, built, now)  # first: the wall waits for no picture file
    _ = edition.publish_desk(desk, built)
    return built.figures()


def _write(folder: Path, page: File) -> Path:
    """The page, in place of the one before in one step: a screen never shows half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    path, part = folder / PAGE, folder / f"{PAGE}.part"
    _ = part.write_bytes(page)
    return part.replace(path)


def _with_map(path: Path) -> Iterable[Path]:
    """A table with the map that says how its columns are read."""
    beside = path.with_name(path.stem + _MAP)
    return (path, beside) if beside.is_file() else (path,)


def _files(folders: Sequence[Path]) -> Iterator[tuple[Path, Mark]]:
    """The finished files of some folders, in order; what vanishes meanwhile is passed over."""
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else (folder,):
            hidden = path.name.startswith(".") or path.name.endswith((*_UNFINISHED, _MAP))
            if hidden or any(part.startswith(".") for part in path.relative_to(folder).parts):
                continue
            try:
                told = path.stat()
            except OSError:
                continue
            if path.is_file() and told.st_size:
                yield path, Mark(told.st_size, told.st_mtime_ns)
