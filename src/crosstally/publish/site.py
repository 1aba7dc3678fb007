"""Everything that a desk publishes, as files in one folder.

Invariant: only a `Public` comes in; equal records give equal bytes in every file, and nothing is
written outside the folder.
"""

from itertools import chain
from pathlib import Path

from crosstally.publish.pictures import pictures
from crosstally.publish.public import Public, checked
from crosstally.publish.report import BESIDE, report_files
from crosstally.publish.tables import write_tables


def publish(public: Public, site: Path) -> tuple[Path, ...]:
    """The paths of all files written: the report and what stands beside it, tables and pictures.

    Args:
        public: what `disclose` let out.
        site: the folder, made where it is missing.
    """
    public = checked(public)
    site.mkdir(parents=True, exist_ok=True)
    paths = list(write_tables(public, site))
    for name, data in chain(report_files(public), pictures(public)):
        path = site / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        paths.append(path)
    _clear(site / BESIDE, keep=set(paths))
    return tuple(sorted(paths))


def _clear(folder: Path, keep: set[Path]) -> None:
    """Takes away what an earlier edition left beside the page."""
    if folder.is_dir():
        for path in sorted(folder.glob("*.js")):
            if path not in keep:
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
