"""Everything that a desk publishes, as files in one folder.

Invariant: only a `Public` comes in; equal records give equal bytes in every file, and nothing is
written outside the folder.
"""

from pathlib import Path

from crosstally.publish.pictures import pictures
from crosstally.publish.public import Public
from crosstally.publish.report import report_html
from crosstally.publish.tables import write_tables


def publish(public: Public, site: Path) -> tuple[Path, ...]:
    """The paths of all files written: the report, the tables and the pictures, by name.

    Args:
        public: what `disclose` let out.
        site: the folder, made where it is missing.
    """
    site.mkdir(parents=True, exist_ok=True)
    report = site / "report.html"
    report.write_bytes(report_html(public).encode("utf-8"))
    paths = [report, *write_tables(public, site)]
    for name, data in pictures(public):
        path = site / name
        path.write_bytes(data)
        paths.append(path)
    return tuple(sorted(paths))
