"""Batches on the processors of one machine.

Invariant: what comes back is in the order of the parts and the same for any number of processes. A
worker that dies takes the call with it: nothing is silently left out.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from crosstally.errors import CrosstallyError

A = TypeVar("A")
B = TypeVar("B")
S = TypeVar("S")


def each(work: Callable[[A], B], batches: Iterable[A], *, processes: int) -> Iterator[B]:
    """What a function of a module gives for each batch, in order; few batches are held at once."""
    if processes == 1:
        yield from map(work, batches)
        return
    source = iter(batches)
    waiting: deque[Future[B]] = deque()
    with ProcessPoolExecutor(processes) as pool:
        while True:
            for batch in islice(source, 2 * processes - len(waiting)):
                waiting.append(pool.submit(work, batch))
            if not waiting:
                return
            yield waiting.popleft().result()


def share(work: Callable[[S, A], B], shared: S, parts: Sequence[A], *, processes: int) -> list[B]:
    """What a function gives for each part with what all of them read, in the order of the parts.

    Where the system can fork, `shared` is not copied: a gigabyte of columns costs nothing.

    Args:
        work: a function of a module.
        shared: read by every part, changed by none.
        parts: one process for each but the last, which runs here.
        processes: 1 where everything shall run here.
    """
    if processes == 1 or len(parts) < 2:
        return [work(shared, part) for part in parts]
    context = get_context("fork") if hasattr(os, "fork") else get_context("spawn")
    running = []
    for part in parts[:-1]:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_answer, args=(there, work, shared, part))
        process.start()
        there.close()
        running.append((process, here))
    last = work(shared, parts[-1])
    found = [_heard(here) for _, here in running]
    for process, _ in running:
        process.join()
    return [*found, last]


def _answer(there: Connection, work: Callable[[S, A], B], shared: S, part: A) -> None:
    there.send(work(shared, part))
    there.close()


def _heard(here: Connection) -> Any:
    try:
        return here.recv()
    except EOFError:
        raise CrosstallyError(
            "a process stopped before its work was done", hint="it may have run out of memory"
        ) from None
