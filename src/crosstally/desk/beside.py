"""What runs beside an open desk in a process of its own: folders taken in, and training.

Invariant: a reader waits for neither; what comes back is a build in the desk's folder or the figures
of a training. A process ends with the desk that started it, also where that was killed.
"""

import os
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from crosstally import archive, live
from crosstally.coding.coder import compile_coder
from crosstally.config import read_config
from crosstally.errors import CrosstallyError
from crosstally.ledger.opening import Opener
from crosstally.scoring import Case
from crosstally.training import Gain, train

MODEL = "own.model"
_NICE = 5  # readers come first
T = TypeVar("T")


class Taking:
    """Folders that another program fills, looked at until the desk closes."""

    def __init__(
        self, folder: Path, folders: Sequence[Path], *, every: float, opener: Opener | None
    ) -> None:
        self.folders = tuple(folders)
        self._process = get_context("spawn").Process(
            target=_take, args=(os.getpid(), folder, self.folders, every, opener), daemon=True
        )

    def start(self) -> None:
        """Begin to look."""
        self._process.start()

    def stop(self) -> None:
        """End it, between two writes or within one: the log takes a report whole or not at all."""
        self._process.terminate()
        self._process.join(5)

    @property
    def goes_on(self) -> bool:
        """Whether it still looks."""
        return self._process.is_alive()


class Lesson(NamedTuple):
    """What a training came to: the gains on cases not seen, or why it was refused."""

    cases: int
    gains: tuple[Gain, ...] = ()
    left_out: tuple[str, ...] = ()
    refusal: str = ""
    written: bool = False

    @property
    def whole(self) -> Gain | None:
        """The gain in all, the last."""
        return self.gains[-1] if self.gains else None


class School:
    """One training at a time, and what the last one came to."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._running: Future[Lesson] | None = None
        self.last: Lesson | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is being trained; takes up what has come back since."""
        if self._running is not None and self._running.done():
            try:
                self.last = self._running.result()
            except Exception as error:  # noqa: BLE001  told by its type, for its message may quote
                self.last = Lesson(0, refusal=type(error).__name__)
            self._end()
        return self._running is None

    def begin(self, folder: Path, cases: Sequence[Case]) -> None:
        """Train on cases, beside; nothing where a training goes on already."""
        if self.is_open:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            self._running = self._pool.submit(_train, folder, tuple(cases))

    def wait(self) -> None:
        """Wait for the training that goes on, if one does."""
        if self._running is not None:
            _ = self._running.exception()

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False)
        self._pool = self._running = None


def learn(folder: Path, cases: Sequence[Case]) -> Lesson:
    """What a desk's cases teach; the model is written into its folder where it gains.

    Args:
        folder: the desk's.
        cases: what its people judged (`training/judged`).
    """
    config = read_config(folder)
    packs = archive.load_packs(config, search=(folder / "packs",))
    zone = ZoneInfo(config.desk.zone or packs.country.zone)
    coder = compile_coder(packs.languages, countries=packs.countries, zone=zone)
    try:
        trained = train(coder, cases, name=MODEL.removesuffix(".model"))
    except CrosstallyError as error:
        return Lesson(len(cases), refusal=f"{error}" + (f" ({error.hint})" if error.hint else ""))
    gains = trained.gains[-1].gain > 0
    if gains:
        part = folder / f"{MODEL}.part"
        _ = part.write_bytes(trained.file)
        _ = part.replace(folder / MODEL)
    return Lesson(len(cases), trained.gains, trained.left_out, written=gains)


def _train(folder: Path, cases: Sequence[Case]) -> Lesson:
    _step_back()
    return learn(folder, cases)


def _take(
    parent: int, folder: Path, folders: Sequence[Path], every: float, opener: Opener | None
) -> None:
    """Look at folders until the desk that started this is gone."""
    _step_back()
    with suppress(KeyboardInterrupt):
        desk = archive.open_desk(folder, opener=lambda: opener or Opener(""))
        state = live.NOTHING
        state = state._replace(built_at=desk.store.head().digest)  # what is built is shown already
        while os.getppid() == parent:
            state, _ = live.look(desk, folders, state, now=datetime.now(UTC), progress=_silent)
            time.sleep(every)
        desk.store.close()


def _silent(items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
    _ = label, total
    return items


def _step_back() -> None:
    if hasattr(os, "nice"):
        _ = os.nice(_NICE)
