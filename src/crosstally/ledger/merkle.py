"""Merkle trees over entries, and proofs of what they hold (RFC 6962, section 2; RFC 9162, 2.1).

Invariant: a leaf and a node are never hashed alike, and a proof has exactly the length that its
tree asks for: neither a byte is missing nor one too many.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY = sha256(b"").digest()

Proof = tuple[bytes, ...]


def leaf(data: bytes) -> bytes:
    """The hash of a leaf: `SHA-256(0x00 || data)`."""
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees: `SHA-256(0x01 || left || right)`."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, in order: MTH of RFC 6962, in one pass and little memory."""
    peaks: list[tuple[int, bytes]] = []  # perfect subtrees, from the left, each with its height
    for each in leaves:
        height, hashed = 0, each
        while peaks and peaks[-1][0] == height:
            hashed = node(peaks.pop()[1], hashed)
            height += 1
        peaks.append((height, hashed))
    if not peaks:
        return EMPTY
    hashed = peaks.pop()[1]
    while peaks:
        hashed = node(peaks.pop()[1], hashed)
    return hashed


def prove_inclusion(leaves: Sequence[bytes], index: int) -> Proof:
    """The path from a leaf to the root: PATH(m, D[n]) of RFC 6962, section 2.1.1.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    if len(leaves) == 1:
        return ()
    split = _split(len(leaves))
    if index < split:
        return (*prove_inclusion(leaves[:split], index), root(leaves[split:]))
    return (*prove_inclusion(leaves[split:], index - split), root(leaves[:split]))


def prove_consistency(leaves: Sequence[bytes], size: int) -> Proof:
    """That a tree of `size` is the beginning of this one: PROOF(m, D[n]), section 2.1.2.

    Raises:
        IndexError: there was no such tree.
    """
    if not 0 <= size <= len(leaves):
        raise IndexError("no such tree")
    return () if size in (0, len(leaves)) else _subproof(leaves, size, whole=True)


def _subproof(leaves: Sequence[bytes], size: int, *, whole: bool) -> Proof:
    if size == len(leaves):
        return () if whole else (root(leaves),)
    split = _split(len(leaves))
    if size <= split:
        return (*_subproof(leaves[:split], size, whole=whole), root(leaves[split:]))
    return (*_subproof(leaves[split:], size - split, whole=False), root(leaves[:split]))


def includes(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], told: bytes) -> bool:
    """Whether a proof shows that a leaf stands at an index of the tree with this root."""
    if not 0 <= index < size or not _hashes(leaf_hash, told, *proof):
        return False
    inner, border = _parts(index, size)
    if len(proof) != inner + border:
        return False
    hashed = _inner(leaf_hash, proof[:inner], index)
    return _border(hashed, proof[inner:]) == told


def extends(size: int, told: bytes, later_size: int, later: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of `size` is the beginning of the later one.

    Of the empty tree nothing can be shown but that it is itself.
    """
    if not 0 <= size <= later_size or not _hashes(told, later, *proof):
        return False
    if size == later_size:
        return told == later and not proof
    if size == 0:
        return False
    inner, border = _parts(size - 1, later_size)
    shift = (size & -size).bit_length() - 1  # the perfect subtree at the end of the smaller tree
    inner -= shift
    if size == 1 << shift:
        seed, rest = told, list(proof)
    else:
        seed, rest = (proof[0] if proof else b""), list(proof[1:])
    if len(rest) != inner + border:
        return False
    mask = (size - 1) >> shift
    first = _border(_right_only(seed, rest[:inner], mask), rest[inner:])
    second = _border(_inner(seed, rest[:inner], mask), rest[inner:])
    return first == told and second == later


def _hashes(*told: bytes) -> bool:
    """Whether each has the length of a hash."""
    return all(len(each) == HASH_BYTES for each in told)


def _split(count: int) -> int:
    """The largest power of two that is smaller than a count of two or more."""
    return 1 << ((count - 1).bit_length() - 1)


def _parts(index: int, size: int) -> tuple[int, int]:
    """How many hashes of a path lie below the border of the tree, and how many on it."""
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _inner(seed: bytes, path: Sequence[bytes], index: int) -> bytes:
    for level, each in enumerate(path):
        seed = node(each, seed) if index >> level & 1 else node(seed, each)
    return seed


def _right_only(seed: bytes, path: Sequence[bytes], index: int) -> bytes:
    for level, each in enumerate(path):
        if index >> level & 1:
            seed = node(each, seed)
    return seed


def _border(seed: bytes, path: Sequence[bytes]) -> bytes:
    for each in path:
        seed = node(each, seed)
    return seed
