"""From Python: nothing loads before it is asked for, and what it gives is what the verbs give."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import crosstally as ct
from crosstally.errors import FormatError, PackError, UsageError
from crosstally.publish.tables import CountRow
from crosstally.records import Incident, Reason, Record, ReportLine, Tally
from crosstally.tables.files import WHOLE, write_table

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "examples" / "notebook" / "a-desk-in-python.ipynb"
REPORTS = [
    {"id": "1", "source": "wire", "published": "2018-08-01", "lang": "en",
     "url": "https://example.org/1",
     "text": "Dozens of truckers rallied in Shiraz on Tuesday. Two people were killed."},
    {"id": "2", "source": "kanal", "published": "2018-08-01T20:00:00+04:30", "lang": "fa",
     "url": "https://example.org/2",
     "text": "سه‌شنبه ۹ مرداد ۱۳۹۷ صدها راننده در شیراز تجمع کردند."},
    {"id": "3", "source": "wire", "published": "2018-08-03", "lang": "en",
     "url": "https://example.org/3", "text": "Teachers went on strike in Ahvaz on Thursday."},
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a built desk's: its tables, and an export of one beside them."""
    folder = tmp_path_factory.mktemp("میز من")
    (folder / "crosstally.toml").touch()
    linked = ct.link(REPORTS, ct.code(REPORTS, packs=["IR"]))
    tallies = [ct.count(linked.incidents, rule) for rule in ("gatherings", "strict")]
    lines = [ReportLine(**{k: v for k, v in one.items() if k != "url"}) for one in REPORTS]
    rows: tuple[tuple[str, Sequence[Record], type[Record]], ...] = (
        ("incidents", linked.incidents, Incident), ("tallies", tallies, Tally),
        ("reports", lines, ReportLine),
    )  # fmt: skip
    for name, records, kind in rows:
        write_table(folder / "tables" / f"{name}.parquet", records, kind)
    write_table(folder / "exports" / "counts.parquet", (), CountRow)
    (folder / "tables" / WHOLE).touch()
    return folder


def test_the_import_takes_no_time_and_loads_nothing() -> None:
    code = (
        "import sys, time; before = set(sys.modules); t = time.perf_counter(); import crosstally;"
        "took = time.perf_counter() - t; print(took, sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    took, _, loaded = done.stdout.partition(" ")
    assert float(took) < 0.05
    assert loaded.strip() == "['crosstally']"


def test_a_name_that_is_not_there_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ct.nothing
    assert {"open", "code", "link", "count", "rows"} <= set(dir(ct))
    assert all(getattr(ct, name).__doc__ for name in ct.__all__ if name != "__version__")


def test_a_folder_without_tables_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no tables") as told:
        ct.open(tmp_path)
    assert "release" in str(told.value.hint)
    (tmp_path / "crosstally.toml").touch()
    with pytest.raises(UsageError) as told:
        ct.open(str(tmp_path))
    assert "crosstally build" in str(told.value.hint)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.parquet").write_bytes(b"no table")
    with pytest.raises(FormatError, match=r"a\.parquet is no table"):
        ct.open(tmp_path / "x")


def test_a_desks_tables_go_to_polars_and_pandas_alike(desk: Path) -> None:
    with ct.open(desk) as tables:
        assert tables.tables == ("incidents", "reports", "tallies")
        assert set(tables.tables) <= set(dir(tables))
        rows = tables.incidents.fetchall()
        frame, table = tables.incidents.pl(), tables.incidents.df()
        assert isinstance(frame, pl.DataFrame)
        assert isinstance(table, pd.DataFrame)
        assert len(rows) == len(frame) == len(table) > 0
        assert frame["id"].to_list() == table["id"].to_list() == [row[0] for row in rows]
        found = tables.sql("SELECT count(*) FROM reports WHERE lang = ?", ["fa"]).fetchall()
        assert found == [(1,)]
        with pytest.raises(AttributeError, match="no table 'nobody'"):
            _ = tables.nobody
        assert repr(tables).startswith("Tables('میز من")
        assert "تجمع" not in repr(tables)


def test_what_a_desk_lets_out_opens_the_same_way(desk: Path) -> None:
    with ct.open(desk / "exports") as tables:
        assert tables.tables == ("counts",)
        assert tables.counts.columns == ["rule", "incident", "unit", "left_out"]
        with pytest.raises(FormatError):
            tables.incident_records()


def test_a_count_is_that_of_the_build(desk: Path) -> None:
    with ct.open(desk) as tables:
        incidents = tables.incident_records()
        told = dict(tables.sql("SELECT rule, value FROM tallies").fetchall())
    assert {rule: ct.count(incidents, rule).value for rule in told} == told
    monthly = ct.count(incidents, "gatherings", by="month")
    assert {unit.key[:7] for unit in monthly.units} <= {"2018-07", "2018-08"}
    with pytest.raises(PackError, match="no count rule 'nobodys'"):
        ct.count(incidents, "nobodys")


def test_what_cannot_be_coded_comes_out_as_an_issue_in_its_place() -> None:
    lines = [
        {"id": "a", "text": 5}, ReportLine(id="b", text="Teachers rallied in Shiraz.", lang="en"),
        {"id": "c", "text": "x", "lang": "tlh"},
    ]  # fmt: skip
    first, second, third = ct.code(lines, packs=["IR"])
    assert [one.reason for one in first.issues] == [Reason.NOT_A_RECORD]
    assert [one.kind for one in second.mentions] == ["ASM"]
    assert [one.reason for one in third.issues] == [Reason.UNKNOWN_LANGUAGE]


def test_reports_in_two_languages_are_one_incident_and_rows_are_plain() -> None:
    coded = ct.code(REPORTS, packs=["IR"])
    assert [one.report for one in coded] == ["1", "2", "3"]
    linked = ct.link(REPORTS, coded)
    protests = [one for one in linked.incidents if one.counts]
    assert sorted((one.first, len(one.reports)) for one in protests) == [
        (date(2018, 7, 31), 2), (date(2018, 8, 2), 1),
    ]  # fmt: skip
    assert ct.rows(protests)[0]["reports"] == list(protests[0].reports)
    assert len(pl.DataFrame(ct.rows(protests))) == 2


def test_a_report_with_a_day_that_is_none_is_linked_and_told() -> None:
    report = {
        "id": "1",
        "published": "someday",
        "lang": "en",
        "text": "Teachers rallied in Shiraz.",
    }
    linked = ct.link([report], ct.code([report], packs=["IR"]))
    assert Reason.BAD_DATE in {one.reason for one in linked.issues}


# --- the notebook --------------------------------------------------------------------------------


def test_the_notebooks_cells_run_as_python(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSTALLY_DESK", str(desk))
    told = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    cells = ["".join(one["source"]) for one in told["cells"] if one["cell_type"] == "code"]
    assert len(cells) > 5
    for cell in cells:
        exec(compile(cell, NOTEBOOK.name, "exec"), names)
    assert names["one"].kind == "ASM"  # type: ignore[attr-defined]
    assert {rule: one.value for rule, one in names["counts"].items()}["gatherings"] >= 2  # type: ignore[attr-defined]


def test_the_notebook_is_kept_without_what_it_gave() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert all(not one.get("outputs") for one in cells)
    assert all(one.get("execution_count") is None for one in cells)


@pytest.mark.slow
@pytest.mark.enable_socket  # a kernel is spoken to over the machine's own sockets
@pytest.mark.filterwarnings("ignore")  # the kernel's own
def test_the_notebook_runs_in_a_kernel(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("CROSSTALLY_DESK", str(desk))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    told = NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [out for cell in told.cells if cell.cell_type == "code" for out in cell.outputs]
    assert any("gatherings" in str(out) for out in shown)
