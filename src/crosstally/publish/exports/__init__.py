"""The record in the formats that others read. A format is a row of `EXPORTERS`.

Invariant: an exporter takes a `Public`, which `disclose` alone makes, and writes files of the same
bytes for equal records into the folder that it is given, nowhere else.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from crosstally.errors import UsageError
from crosstally.publish.calls import write_calls
from crosstally.publish.exports.feed import write_feed
from crosstally.publish.exports.lines import write_jsonl
from crosstally.publish.exports.shapes import write_acled, write_plover
from crosstally.publish.exports.workbook import write_workbook
from crosstally.publish.public import Public, checked
from crosstally.publish.tables import write_csv, write_geojson, write_parquet
from crosstally.records import changed

Exporter = Callable[[Public, Path, str], tuple[Path, ...]]  # the language last: `en` or `fa`
LANGUAGES = ("en", "fa")


def _wordless(write: Callable[[Public, Path], tuple[Path, ...]]) -> Exporter:
    """An exporter of what is the same in every language."""
    return lambda public, folder, _: write(public, folder)


EXPORTERS: tuple[tuple[str, str, Exporter], ...] = (
    ("csv", "tables for a spreadsheet", _wordless(write_csv)),
    ("parquet", "tables for R, Python, DuckDB", _wordless(write_parquet)),
    ("geojson", "incidents as points of towns", _wordless(write_geojson)),
    ("xlsx", "one workbook, a sheet a table", write_workbook),
    ("jsonl", "records whole, with rivals and spans", _wordless(write_jsonl)),
    ("acled", "a table shaped as ACLED's", _wordless(write_acled)),
    ("plover", "a table shaped after PLOVER", _wordless(write_plover)),
    ("atom", "a feed of confirmed incidents", write_feed),
    ("calls", "announced protests: calendar, feeds, what became of them", write_calls),
)


def exporter(name: str) -> Exporter:
    """What writes a format.

    Raises:
        UsageError: there is no such format.
    """
    for known, _, write in EXPORTERS:
        if known == name:
            return write
    formats = ", ".join(known for known, _, _ in EXPORTERS)
    raise UsageError(f"there is no format {name!r}", hint=f"formats: {formats}")


def export(
    public: Public, names: Iterable[str], folder: Path, lang: str = "en"
) -> tuple[Path, ...]:
    """The paths of the files written, format by format.

    Args:
        public: what `disclose` let out.
        names: of the formats, as `EXPORTERS` has them.
        folder: where the files shall be; made where it is missing.
        lang: the language of what is worded, `en` or `fa`.
    """
    public = checked(public)
    writers = [exporter(one) for one in names]
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(path for write in writers for path in write(public, folder, lang))


def under_rule(public: Public, rule: str) -> Public:
    """The record with only those incidents that a rule counts, and what tells of them.

    Raises:
        UsageError: the desk does not count under that rule.
    """
    tally = next((one for one in public.tallies if one.rule.id == rule), None)
    if tally is None:
        known = ", ".join(one.rule.id for one in public.tallies)
        raise UsageError(f"this desk does not count under {rule!r}", hint=f"rules: {known}")
    counted = {one for _, ids in tally.units for one in ids}
    incidents = tuple(one for one in public.incidents if one.id in counted)
    told = {mention.report for one in incidents for mention in one.mentions}
    used = {origin for one in incidents for origin in one.origins}
    return changed(
        public,
        incidents=incidents,
        reports=tuple(one for one in public.reports if one.id in told),
        origins=tuple(one for one in public.origins if one.id in used),
        tallies=(tally,),
    )
