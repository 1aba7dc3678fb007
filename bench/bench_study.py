"""All studies of a desk of 50,000 incidents, 400 towns and 3,000 days, in a process of their own.

Run by hand: `python bench/bench_study.py [INCIDENTS]`. Bars: five minutes and 3 GB on two cores, and
the same bytes from a second run under another hash seed.

The desk is invented from a seed: twenty sources of six owners, each of which sees an incident by
its own chance; towns by Zipf's law; a background with weekdays, four nationwide waves and some
contagion in towns; arrests, force and shutdowns after some protests.
"""

import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crosstally import archive, project
from crosstally.counting import tally
from crosstally.packs.gazetteer import PlaceRow, load_country
from crosstally.records import (
    Basis,
    Bound,
    Call,
    Claim,
    Days,
    Group,
    GroupValue,
    Incident,
    Issue,
    Kind,
    Knowing,
    Level,
    Link,
    Mention,
    Origin,
    Place,
    Precision,
    Quote,
    Reality,
    Report,
    Resolved,
    Size,
    Slogan,
    Span,
    Statement,
    Status,
    Tally,
    Theme,
)
from crosstally.tables.files import WHOLE, write_lines, write_table

SEED = 20261123
INCIDENTS, TOWNS, DAYS = 50_000, 400, 3_000
FIRST = date(2012, 3, 20)
SPAN = Span(0, 4)
BODY = "تجمع کارگران در شهر؛ شعار «نان، کار، آزادی» سر دادند."
KINDS = (Kind.ASM, Kind.STK, Kind.EXP, Kind.BLK, Kind.ARR, Kind.FRC, Kind.DSP, Kind.NET)
SHARES = (0.55, 0.15, 0.08, 0.07, 0.08, 0.03, 0.035, 0.005)
PROTESTS = KINDS[:4]
THEMES = (Theme.ECONOMIC, Theme.LABOUR, Theme.POLITICAL, Theme.JUSTICE)
OWNERS = 6
BARS = (300.0, 3072.0)  # seconds, MiB


class Made(NamedTuple):
    """An incident with what tells of it."""

    incident: Incident
    mentions: tuple[Mention, ...]
    reports: tuple[Report, ...]
    origins: tuple[Origin, ...]


def main() -> None:
    """Makes the desk, studies it twice, and prints the seconds, the memory and the digests."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else INCIDENTS
    folder = Path(tempfile.mkdtemp(prefix="bench-study-")) / "desk"
    began = time.perf_counter()
    make_desk(folder, number)
    print(f"desk of {number:,} incidents made in {time.perf_counter() - began:.0f} s", flush=True)
    digests = []
    for hash_seed in ("0", "1"):
        shutil.rmtree(folder / archive.KEPT, ignore_errors=True)
        (folder / "tables" / project.STUDIES).unlink(missing_ok=True)
        seconds = _study(folder, hash_seed)
        digests.append(
            hashlib.sha256((folder / "tables" / project.STUDIES).read_bytes()).hexdigest()
        )
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        told = "within" if seconds <= BARS[0] and peak <= BARS[1] else "OVER"
        print(f"study: {seconds:.1f} s, {peak:,.0f} MiB, {told} the bars", flush=True)
    print(f"same bytes under two hash seeds: {len(set(digests)) == 1} ({digests[0][:16]})")
    shutil.rmtree(folder.parent)


def _study(folder: Path, hash_seed: str) -> float:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    began = time.perf_counter()
    command = [sys.executable, "-m", "crosstally", "study", str(folder), "--json"]
    with (folder.parent / "studies.out").open("wb") as out:
        subprocess.run(command, check=True, stdout=out, env=environment)
    return time.perf_counter() - began


def make_desk(folder: Path, number: int = INCIDENTS) -> None:
    """A desk in a folder, with the tables of a build and a log without reports."""
    archive.new_desk(folder, name="bench", country="IR")
    settings = folder / "crosstally.toml"
    with settings.open("a", encoding="utf-8") as out:
        for n in range(20):
            kind = ("press", "channel", "rights_group", "state_media")[n % 4]
            out.write(f'[sources.s{n:02}]\nname = "Source {n}"\nkind = "{kind}"\n')
            out.write(f'owner = "owner-{n % OWNERS}"\n')
    made = sorted(_made(number), key=lambda one: one.incident.id)
    incidents = tuple(one.incident for one in made)
    desk = archive.open_desk(folder)
    tallies = tuple(tally(incidents, rule) for rule in desk.packs.rules)
    desk.store.close()
    rows: dict[str, tuple[tuple[object, ...], type]] = {
        "reports": (tuple(r for one in made for r in one.reports), Report),
        "mentions": (tuple(m for one in made for m in one.mentions), Mention),
        "origins": (tuple(o for one in made for o in one.origins), Origin),
        "incidents": (incidents, Incident),
        "statements": ((), Statement),
        "claims": ((), Claim),
        "calls": ((), Call),
        "links": ((), Link),
        "tallies": (tallies, Tally),
        "issues": ((), Issue),
    }
    tables = folder / "tables"
    for name, (records, kind) in rows.items():
        _ = write_table(tables / f"{name}.parquet", records, kind)
    _ = write_lines(tables / "coded.jsonl", ())
    _ = (tables / WHOLE).write_text("bench", encoding="utf-8")


def _made(number: int) -> Iterator[Made]:
    chance = np.random.default_rng(SEED)
    towns = [p for p in load_country("IR").places if p.level is Level.CITY][:TOWNS]
    town, day = _when_and_where(chance, number)
    kind = chance.choice(len(KINDS), size=number, p=SHARES)
    sight = np.clip(chance.beta(1.2, 6, 20), 0.02, 0.6)  # of each source
    crowd = chance.lognormal(4, 1.3, number)
    group, theme = chance.integers(0, 14, number), chance.integers(0, len(THEMES), number)
    for n in range(number):
        seen = np.flatnonzero(chance.random(20) < sight * (1.6 if crowd[n] > 100 else 0.8))
        seen = seen if len(seen) else chance.choice(20, size=1, p=sight / sight.sum())
        values = (KINDS[kind[n]], tuple(Group)[group[n]], THEMES[theme[n]], int(crowd[n]) + 3)
        yield _one(n, values, FIRST + timedelta(days=int(day[n])), towns[town[n]], seen.tolist())


def _when_and_where(
    chance: np.random.Generator, number: int
) -> tuple[
    "np.ndarray[tuple[int], np.dtype[np.int64]]", "np.ndarray[tuple[int], np.dtype[np.int64]]"
]:
    """Towns and days: weekdays, waves, and offspring in the same town within a week."""
    rate = np.where(np.arange(DAYS) % 7 == 3, 0.6, 1.0)
    for start, length in ((500, 12), (1200, 9), (1900, 20), (2600, 10)):
        rate[start : start + length] *= 6
    share = 1 / np.arange(1, TOWNS + 1)
    day = chance.choice(DAYS, size=number, p=rate / rate.sum())
    town = chance.choice(TOWNS, size=number, p=share / share.sum())
    copied = np.flatnonzero(chance.random(number) < 0.25)
    parent = chance.integers(0, number, len(copied))
    town[copied] = town[parent]
    day[copied] = np.minimum(day[parent] + chance.geometric(0.4, len(copied)), DAYS - 1)
    return town, day


def _one(
    n: int, values: tuple[Kind, Group, Theme, int], day: date, town: PlaceRow, seen: list[int]
) -> Made:
    kind, group, theme, crowd = values
    days = Days(first=day, last=day, precision=Precision.DAY, basis=Basis.STATED, span=SPAN)
    place = Place(
        name=town.name, id=town.id, level=Level.CITY, city=town.name, province=town.province,
        country="IR", lat=town.lat, lon=town.lon, span=SPAN, city_id=town.id,
    )  # fmt: skip
    size = Size(low=crowd, high=crowd * 2, bound=Bound.ABOUT, text="t", span=SPAN)
    groups = (GroupValue(value=group, span=SPAN),)
    slogans = (Slogan(text="نان، کار، آزادی", theme=theme, span=SPAN),)
    reports, mentions, origins = [], [], []
    for source in seen:
        key, by = f"{n:06}-{source:02}", f"s{source:02}"
        said = day + timedelta(days=(n + source) % 3)
        reports.append(
            Report(id=f"r-{key}", source=by, body=BODY, said_on=said, basis=Knowing.WITNESS)
        )
        origins.append(
            Origin(
                id=f"o-{key}", reports=(f"r-{key}",), sources=(by,), basis=Knowing.WITNESS,
                known=True, first=f"r-{key}", families=(f"owner-{source % OWNERS}",),
            )
        )  # fmt: skip
        mentions.append(
            Mention(
                id=f"r-{key}#1", kind=kind, subtype=None, reality=Reality.OCCURRED, stance=None,
                trigger=Quote(text="تجمع", span=SPAN), sentence=SPAN, actor=None, days=days,
                place=place, size=size, groups=groups, demands=(), slogans=slogans, harm=None,
                asserter=None, confidence=0.9, report=f"r-{key}", source=by,
            )
        )  # fmt: skip
    first = mentions[0]
    incident = Incident(
        id=f"i-{n:06}", kind=kind, subtype=None, first=day, last=day, status=Status.MACHINE,
        counts=kind in PROTESTS, reality="occurred",
        mentions=tuple(one.id for one in mentions), reports=tuple(one.id for one in reports),
        sources=tuple(one.source for one in reports), origins=tuple(one.id for one in origins),
        independent=len(origins), days=_resolved(days, first), place=_resolved(place, first),
        size=_resolved(size, first), groups=tuple(_resolved(one, first) for one in groups),
        slogans=tuple(_resolved(one, first) for one in slogans),
    )  # fmt: skip
    return Made(incident, tuple(mentions), tuple(reports), tuple(origins))


def _resolved(value: object, mention: Mention) -> Resolved[object]:
    return Resolved(value=value, rule="only", mention=mention.id, report=mention.report)


if __name__ == "__main__":
    main()
