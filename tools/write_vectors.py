#!/usr/bin/env python3
"""Write the test vectors of `spec/vectors`: one file, one case, wrong for one reason.

python tools/write_vectors.py          write them
python tools/write_vectors.py --check  only say, with exit 1, whether they would change
"""

import sys
from pathlib import Path

from vectors import bodies, bundles, entries, notes, releases, rosters, slots
from vectors.shown import shown

FOLDER = Path(__file__).resolve().parents[1] / "spec" / "vectors"
FORMATS = {
    "ledger": entries, "bundle": bundles, "roster": rosters, "checkpoint": notes,
    "slots": slots, "body": bodies, "release": releases,
}  # fmt: skip


def written() -> dict[str, str]:
    """The text of every vector, by its path under `spec/vectors`."""
    return {
        f"{name}/{vector.name}.txt": shown(vector)
        for name, module in FORMATS.items()
        for vector in module.vectors()
    }


def main() -> int:
    """Exit 1 with --check if a file would change."""
    made = written()
    there = {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
        for path in FOLDER.glob("*/*.txt")
    }
    if "--check" in sys.argv:
        return int(there != made)
    for old in sorted(set(there) - set(made)):
        (FOLDER / old).unlink()
    for name, text in made.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} vectors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
