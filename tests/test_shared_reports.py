"""What a contact shares enters a desk under the contact's own name, and sealed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crosstally import archive
from crosstally.ledger.opening import create_store
from crosstally.ledger.sign import key_of_seed
from crosstally.ledger.store import Author, Store
from crosstally.records import (
    Provenance,
    Report,
    ReportId,
    SourceId,
    Visibility,
    decode,
    encode,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
UNIT = "ab" * 16
CONTACT = Author(UNIT, key_of_seed(bytes(32)))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A desk's log with what a contact wrote: a report that claims to be a newspaper's, and open."""
    made = create_store(tmp_path / "desk.db")
    report = Report(
        id=ReportId("r-theirs"), source=SourceId("a-newspaper"), body="تجمع در اراک",
        said_on=date(2026, 1, 1), visibility=Visibility.PUBLIC, provenance=Provenance.SUMMARY,
    )  # fmt: skip
    made.append([("report", encode(report))], author=CONTACT)
    return made


def own(store: Store) -> list[Report]:
    return [decode(Report, each.body) for each in store.read(kinds=("report",))]


def test_nobody_speaks_as_another_or_opens_what_is_sealed(store: Store) -> None:
    assert archive.take_shared(store, UNIT, now=NOW) == 1
    (report,) = own(store)
    assert report.source == "unit-abababab"
    assert report.visibility is Visibility.SEALED
    assert report.provenance is None
    assert report.id != "r-theirs"
    assert report.body == "تجمع در اراک"


def test_taking_it_twice_is_taking_it_once(store: Store) -> None:
    archive.take_shared(store, UNIT, now=NOW)
    assert archive.take_shared(store, UNIT, now=NOW) == 0
    assert len(own(store)) == 1


def test_what_the_contact_destroys_is_destroyed_here(store: Store) -> None:
    archive.take_shared(store, UNIT, now=NOW)
    store.redact([next(store.read(log=UNIT)).id], author=CONTACT)
    assert archive.take_shared(store, UNIT, now=NOW) == 0
    assert own(store) == []
    assert store.check().entries == 4
