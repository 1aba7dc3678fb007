"""Writers killed with signal 9 in the midst of writing: what they acknowledged must be there.

Prints kills, entries acknowledged, lost and broken logs. A process of its own, so that forking
meets no threads.
"""

import os
import random
import signal
import struct
import sys
import time
from pathlib import Path

from crosstally.errors import StoreError
from crosstally.ledger.opening import create_store, open_store

MOST_SECONDS = 0.02


def write(path: Path, pipe: int, seed: int) -> None:
    """Append until killed, and say after each how many entries are on disk."""
    chance, store = random.Random(seed), open_store(path)
    while True:
        batch = [("report", bytes(chance.randrange(2000)))] * chance.randrange(1, 5)
        os.write(pipe, struct.pack("<Q", store.append(batch).entries))


def kill_one(path: Path, chance: random.Random) -> int:
    """The last number that a writer acknowledged before it was killed."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        write(path, writes, chance.randrange(2**32))
    os.close(writes)
    told = os.read(reads, 8)  # it has begun to write
    time.sleep(chance.random() * MOST_SECONDS)
    os.kill(child, signal.SIGKILL)
    while more := os.read(reads, 65_536):
        told += more
    os.waitpid(child, 0)
    os.close(reads)
    whole = len(told) // 8 * 8
    return int(struct.unpack("<Q", told[whole - 8 : whole])[0])


def main(folder: Path, kills: int) -> None:
    """Kill writers of one log after another, a new log every fifty."""
    chance, lost, broken, acknowledged = random.Random(9), 0, 0, 0
    for number in range(kills):
        path = folder / f"{number // 50}.db"
        if number % 50 == 0:
            create_store(path).close()
        acknowledged = kill_one(path, chance)
        store = open_store(path)
        try:
            lost += store.head().entries < acknowledged
            if number % 10 == 9:
                broken += store.check() != store.head()
        except StoreError:
            broken += 1
        store.close()
    print(kills, acknowledged, lost, broken)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
