"""Which items came before, in little memory however many there are.

Invariant: 32 bytes an item at most in the end (5 million in 160 MB); what two items share is told
by 128 bits of a keyed hash, so that no text and no unkeyed digest is kept.
"""

import hashlib
from array import array


class Seen:
    """The items seen so far: open addressing over pairs of 64-bit numbers. Grows by doubling."""

    def __init__(self, key: bytes) -> None:
        self._key = key[:64]
        self._slots = array("Q", [0]) * 2048
        self._held = 0

    def __len__(self) -> int:
        return self._held

    def again(self, *parts: str) -> bool:
        """Whether an item with these parts came before; if not, it has now."""
        text = b"".join(
            len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts)
        )
        raw = hashlib.blake2b(text, digest_size=16, key=self._key).digest()
        one, two = int.from_bytes(raw[:8], "big") or 1, int.from_bytes(raw[8:], "big")
        if not self._put(one, two):
            return True
        self._held += 1
        if self._held * 3 > len(self._slots):  # two thirds full
            self._grow()
        return False

    def _put(self, one: int, two: int) -> bool:
        slots, mask = self._slots, len(self._slots) // 2 - 1
        at = one & mask
        while slots[2 * at]:
            if slots[2 * at] == one and slots[2 * at + 1] == two:
                return False
            at = (at + 1) & mask
        slots[2 * at], slots[2 * at + 1] = one, two
        return True

    def _grow(self) -> None:
        old, self._slots = self._slots, array("Q", [0]) * (2 * len(self._slots))
        for at in range(0, len(old), 2):
            if old[at]:
                _ = self._put(old[at], old[at + 1])
