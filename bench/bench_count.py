"""A foreign sheet of 1,000 rows recounted with start-up, and the tally of many incidents.

Run by hand: `python bench/bench_count.py [INCIDENTS]` (default 100,000). The bar is 3 s for 1,000
rows, all eight rules, the program's start included. The peer is the group-by that a newsroom might
write: one `Counter` over (day, city), without a size floor, reasons or rivals.
"""

import csv
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from crosstally.counting import SheetRow, boundary, incident_of, load_rules, tally
from crosstally.records import (
    Basis,
    Bound,
    Cell,
    Days,
    Incident,
    Kind,
    Level,
    Mention,
    MentionId,
    Place,
    PlaceId,
    Precision,
    Quote,
    Reality,
    Size,
    Status,
)

CELL = Cell(column="c", row=1)
KINDS = (Kind.ASM, Kind.ASM, Kind.ASM, Kind.STK, Kind.BLK, Kind.ARR, Kind.RIO)
CITIES = ("مشهد", "قم", "اصفهان", "شیراز", "تبریز", "اهواز", "رشت", "کرمانشاه", "سنندج", "ایذه")
SIZES = ("", "ده‌ها نفر", "حدود ۳۰۰", "12", "50-100", "more than 60", "hundreds")
TYPES = ("تجمع", "اعتصاب", "راهپیمایی", "تحصن")


def write_sheet(path: Path, rows: int, *, seed: int = 7) -> None:
    """A coded sheet with a Persian header, invented from a seed."""
    draw = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["تاریخ", "شهر", "تعداد", "نوع"])
        for _ in range(rows):
            day = f"1396/10/{int(draw.integers(1, 30)):02}"
            picks = (list_[int(draw.integers(len(list_)))] for list_ in (CITIES, SIZES, TYPES))
            out.writerow([day, *picks])


def incidents(number: int, *, seed: int = 7) -> Iterator[Incident]:
    """Incidents by towns as cities are by size and on days in waves, invented from a seed."""
    draw = np.random.default_rng(seed)
    for n in range(number):
        city = f"c{min(int(draw.pareto(1.1) * 4), 999)}"
        first = date(2018, 1, 1) + timedelta(days=int(abs(draw.normal()) * 300) % 900)
        last = first + timedelta(days=int(draw.integers(0, 3)) if n % 9 == 0 else 0)
        low = int(draw.integers(1, 500))
        mention = Mention(
            id=MentionId(f"m{n}"), kind=KINDS[int(draw.integers(len(KINDS)))], subtype=None,
            reality=Reality.OCCURRED, stance=None, actor=None, sentence=None,
            trigger=Quote(text="x", span=None, ground=CELL),
            days=Days(first=first, last=last, precision=Precision.DAY, basis=Basis.STATED,
                      span=None, ground=CELL),
            place=Place(name=city, id=PlaceId(city), level=Level.CITY, city=city,
                        city_id=PlaceId(city), province="p", country="IR", lat=None, lon=None,
                        span=None, ground=CELL),
            size=Size(low=low, high=2 * low, bound=Bound.EXACT, text="x", span=None, ground=CELL)
            if n % 3 else None,
            groups=(), demands=(), slogans=(), harm=None, asserter=None, confidence=1.0,
        )  # fmt: skip
        yield incident_of(SheetRow(n, mention, Status.MACHINE, int(draw.integers(1, 4))))


def main() -> None:
    """Both measures, each beside its bar or its peer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "theirs.csv"
        write_sheet(path, 1000)
        command = [sys.executable, "-m", "crosstally", "count", "--table", str(path), "--json"]
        begun = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=True)
        print(f"1,000 rows, map proposed, start included: {time.perf_counter() - begun:.2f} s")
        print(f"  {len(done.stdout):,} bytes of JSON (bar: 3 s)")
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    held = list(incidents(number))
    rules = load_rules("all")
    for rule in rules:
        begun = time.perf_counter()
        value = tally(held, rule).value
        print(f"{rule.id}: {value:,} of {number:,} in {time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    differing = boundary(held, rules)
    print(f"boundary: {len(differing):,} incidents in {time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    plain = Counter((i.first, i.place.value.name) for i in held if i.place)
    print(f"peer, Counter of (day, city): {len(plain):,} in {time.perf_counter() - begun:.2f} s")


if __name__ == "__main__":
    main()
