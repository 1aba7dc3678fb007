"""What the readers' tests share: a clock that stands still, and files that are only bytes."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest

from crosstally.intake.arrive import Inlet, Told


@pytest.fixture
def told() -> Told:
    return Told(key=b"k" * 32, now=datetime(2020, 2, 1, tzinfo=UTC))


@pytest.fixture
def file() -> Callable[..., Inlet]:
    def made(data: bytes | str, name: str = "inbox.jsonl") -> Inlet:
        raw = data.encode() if isinstance(data, str) else data
        return Inlet(name, lambda: BytesIO(raw))

    return made
