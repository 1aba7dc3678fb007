"""A blob is sealed whole or not there; it opens to its digest, or to nobody once it is destroyed."""

import io
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosstally.errors import FormatError, SealError, StoreError
from crosstally.ledger.media import MAGIC, PIECE, Blobs
from crosstally.ledger.opening import create_store, open_store
from crosstally.records import Digest, digest_of

PICTURE = "canary تصویر ".encode() * 9000  # more than two pieces


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(create_store(tmp_path / "desk.db"), tmp_path / "media")


def whole(blobs: Blobs, digest: Digest) -> bytes:
    return b"".join(blobs.read(digest))


def file_of(blobs: Blobs) -> Path:
    (path,) = [each for each in blobs.folder.rglob("*") if each.is_file()]
    return path


def test_what_was_sealed_reads_back_and_nothing_of_it_is_on_disk(blobs: Blobs) -> None:
    digest = blobs.put(io.BytesIO(PICTURE))
    assert digest == digest_of(PICTURE)
    assert whole(blobs, digest) == PICTURE
    for path in blobs.folder.parent.rglob("*"):
        assert path.is_dir() or b"canary" not in path.read_bytes()
        assert digest not in str(path), "who has the picture cannot tell that it is here"


def test_twice_is_once(blobs: Blobs) -> None:
    blobs.put(io.BytesIO(PICTURE))
    before = file_of(blobs).read_bytes()
    blobs.put(io.BytesIO(PICTURE))
    assert file_of(blobs).read_bytes() == before


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_every_length_reads_back(blobs: Blobs, size: int) -> None:
    data = random.Random(size).randbytes(size)
    assert whole(blobs, blobs.put(io.BytesIO(data))) == data


def test_nothing_is_no_media(blobs: Blobs) -> None:
    with pytest.raises(FormatError):
        blobs.put(io.BytesIO(b""))
    assert list(blobs.folder.rglob("*")) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d[:-1], lambda d: d + b"\x00", lambda d: d[: len(MAGIC) + 24],
        lambda d: d[: len(MAGIC) + 24 + PIECE + 17], lambda d: b"", lambda d: b"x" + d[1:],
        lambda d: d[: len(MAGIC) + 24] + d[len(MAGIC) + 24 + PIECE + 17 :],
    ],
)  # fmt: skip
def test_a_changed_blob_is_refused(blobs: Blobs, change) -> None:
    digest = blobs.put(io.BytesIO(PICTURE))
    file_of(blobs).write_bytes(change(file_of(blobs).read_bytes()))
    with pytest.raises(SealError):
        whole(blobs, digest)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(at=st.integers(0), by=st.integers(1, 255))
def test_any_changed_byte_is_refused(blobs: Blobs, at: int, by: int) -> None:
    digest = blobs.put(io.BytesIO(b"picture"))
    path = file_of(blobs)
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= by
    path.write_bytes(data)
    with pytest.raises(SealError):
        whole(blobs, digest)
    data[at % len(data)] ^= by
    path.write_bytes(data)
    assert whole(blobs, digest) == b"picture"


def test_another_blob_in_its_place_is_refused(blobs: Blobs) -> None:
    one = blobs.put(io.BytesIO(b"one"))
    path = file_of(blobs)
    two = blobs.put(io.BytesIO(b"two"))
    (other,) = [each for each in blobs.folder.rglob("*") if each.is_file() and each != path]
    other.write_bytes(path.read_bytes())
    assert whole(blobs, one) == b"one"
    with pytest.raises(SealError):
        whole(blobs, two)


def test_a_destroyed_blob_opens_to_nobody_though_its_bytes_were_copied(
    blobs: Blobs, tmp_path: Path
) -> None:
    digest = blobs.put(io.BytesIO(PICTURE))
    path = file_of(blobs)
    copy, key = path.read_bytes(), next(blobs.store.kept("blob/"))[1]
    assert blobs.destroy(digest)
    assert not blobs.destroy(digest)
    assert not path.exists()
    for each in tmp_path.glob("desk.db*"):
        assert key not in each.read_bytes()
    path.write_bytes(copy)
    with pytest.raises(StoreError):
        whole(blobs, digest)


def test_a_writer_that_was_stopped_between_leaves_nothing_that_opens(blobs: Blobs) -> None:
    digest = blobs.put(io.BytesIO(PICTURE))
    (name, _) = next(blobs.store.kept("blob/"))
    blobs.store.forget(name)  # as if stopped before the key was kept
    assert not blobs.has(digest)
    assert blobs.put(io.BytesIO(PICTURE)) == digest
    assert whole(blobs, digest) == PICTURE


def test_it_opens_again_later(blobs: Blobs) -> None:
    digest = blobs.put(io.BytesIO(PICTURE))
    blobs.store.close()
    again = Blobs(open_store(blobs.folder.parent / "desk.db"), blobs.folder)
    assert whole(again, digest) == PICTURE


def test_a_full_disk_is_said_and_leaves_nothing(blobs: Blobs) -> None:
    blobs.folder.write_bytes(b"a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        blobs.put(io.BytesIO(PICTURE))
