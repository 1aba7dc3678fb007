"""What the open reports alone make is kept, read again, and made anew when it is not that any more."""

import pytest

from crosstally import openly
from crosstally.publish.gate import open_reports


@pytest.fixture(scope="module")
def made(hiding):
    """The desk that hides, its build, and the ids of its open reports."""
    return hiding.desk, hiding.built, frozenset(
        open_reports(hiding.built.log.reports, hiding.desk.sources)
    )  # fmt: skip


def test_it_is_the_same_when_it_is_made_and_when_it_is_read(made, hunted):
    first, second = openly.rebuilt(*made), openly.rebuilt(*made)
    assert (made[0].folder / "tables" / "open.txt").is_file()
    assert first == second
    assert len(first.log.reports) == len(hunted.OPEN)
    assert {r for i in first.linked.incidents for r in i.reports} <= made[2]


def test_a_table_that_cannot_be_read_or_is_of_something_else_is_made_anew(made):
    desk, built, ids = made
    first = openly.rebuilt(desk, built, ids)
    folder = desk.folder / "tables"
    (folder / "incidents-open.parquet").write_bytes(b"not a table")
    assert openly.rebuilt(desk, built, ids) == first
    (folder / "open.txt").write_text("of something else", encoding="utf-8")
    (folder / "claims-open.parquet").unlink()
    assert openly.rebuilt(desk, built, ids) == first


def test_nothing_closed_stands_in_what_is_kept_of_the_open_part(made, hunted):
    _ = openly.rebuilt(*made)
    found = hunted.everything(sorted((made[0].folder / "tables").glob("*-open.parquet")))
    assert hunted.CANARY not in found
    assert hunted.CANARY_FA not in found
    assert not any(one.id in found for one in made[1].log.reports if one.id not in made[2])
