"""What was told stays as it was told, and what was promised stays promised."""

from datetime import date

import pytest

from crosstally.errors import FormatError
from crosstally.publish.disclose import disclose
from crosstally.publish.gate import open_reports, shut_reports
from crosstally.publish.policy import Policy, keyed
from crosstally.publish.public import Aggregate
from crosstally.publish.told import Told, bound, read_told, remember, write_told
from crosstally.records import Report, ReportId, Source, SourceId, SourceKind, Visibility, changed

UNIT = Source(id=SourceId("u"), name="واحد", kind=SourceKind.UNIT)
PRESS = Source(id=SourceId("p"), name="p", kind=SourceKind.PRESS)


def _report(name, source="p", day=1, seen=Visibility.PUBLIC):
    return Report(
        id=ReportId(name), source=SourceId(source), body="ب", said_on=date(2018, 1, day),
        visibility=seen,
    )  # fmt: skip


REPORTS = (
    _report("r-open"), _report("r-late", day=20), _report("r-unit", "u", 30),
    _report("r-sealed", day=2, seen=Visibility.SEALED), _report("r-desk", seen=Visibility.DESK),
)  # fmt: skip


def _shut(policy, reports=REPORTS):
    return shut_reports(reports, (UNIT, PRESS), policy)


def test_each_shut_report_has_its_reason():
    assert _shut(Policy()) == {"r-unit": "unit", "r-sealed": "sealed", "r-desk": "sealed"}
    assert _shut(Policy(withheld=("r-open",)))["r-open"] == "withheld"
    assert set(_shut(Policy(withheld=("p",)))) == {one.id for one in REPORTS}


def test_an_embargo_runs_by_the_public_reports_own_clock():
    assert _shut(Policy(embargo_days=1))["r-late"] == "embargo"
    assert "r-open" not in _shut(Policy(embargo_days=19))
    assert _shut(Policy(embargo_days=20))["r-open"] == "embargo"
    dateless = changed(REPORTS[0], id=ReportId("r-none"), said_on=None)
    assert _shut(Policy(embargo_days=1), (*REPORTS, dateless))["r-none"] == "embargo"


def test_what_was_withheld_once_stays_so_when_the_settings_forget_it():
    secret = b"s" * 32
    once = Policy(withheld=("r-open", "منبع"), secret=secret)
    told = remember(Told(), once, REPORTS, (UNIT, PRESS), ())
    assert told.withheld == tuple(sorted((keyed(secret, "r-open"), keyed(secret, "منبع"))))
    later = bound(Policy(secret=secret), told)
    assert "r-open" not in open_reports(REPORTS, (UNIT, PRESS), later)
    assert remember(told, later, REPORTS, (UNIT, PRESS), ()) == told


def test_a_kept_name_cannot_be_read(tmp_path):
    told = remember(Told(), Policy(withheld=("r-open",), secret=b"k"), REPORTS, (), ())
    write_told(tmp_path / "releases" / "told.json", told)
    assert b"r-open" not in (tmp_path / "releases" / "told.json").read_bytes()
    assert keyed(b"k", "r-open") != keyed(b"l", "r-open")


def test_the_file_reads_back_and_a_broken_one_stops_the_desk(tmp_path):
    path = tmp_path / "told.json"
    assert read_told(path) == Told()
    write_told(path, Told())
    assert not path.exists()
    cell = Aggregate(province="فارس", week=date(2018, 1, 1), kind="ASM", count=5)
    write_told(path, Told(cells=(cell,)))
    assert read_told(path) == Told(cells=(cell,))
    path.write_bytes(path.read_bytes()[:9])
    with pytest.raises(FormatError, match="cannot be read"):
        read_told(path)


def test_a_withheld_source_is_named_by_nobody_who_relays_it(tiny):
    held = tiny.held()
    first, second = held.reports[0], held.reports[1]
    relays = (
        changed(first, relay_of=SourceId("s-quiet")),
        changed(second, relay_of=SourceId("s-gov")),
    )
    held = changed(held, reports=(*relays, *held.reports[2:]))
    quiet = disclose(held, Policy(withheld=("s-quiet", keyed(b"", "s-gov"))), tiny.tallies)
    named = {one.relay_of for one in quiet.reports} | {one.id for one in quiet.sources}
    assert not named & {"s-quiet", "s-gov"}
    spoken = disclose(held, Policy(), tiny.tallies)
    assert {"s-quiet", "s-gov"} <= {one.relay_of for one in spoken.reports}
