#!/usr/bin/env python3
"""Counts the truth under the eight rules: `python counts.py` rewrites counts.json beside it.

Standard library only, and none of the program: a stranger can check it line by line. What a rule
means is said in `src/crosstally/packs/rules/`; here it is done by hand.
"""

import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
One = dict[str, Any]
NO_GATHERING = {
    "self-immolation", "writing", "banner", "leaflet", "broadcast", "symbol-damaged", "unveiling",
    "stay-home",
}  # fmt: skip


def lines(name: str) -> list[One]:
    """The records of a file of JSON lines."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def days(incident: One) -> list[date]:
    """Each day of an incident."""
    first, last = (date.fromisoformat(incident[key]) for key in ("first", "last"))
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def city(incident: One) -> tuple[str, str] | None:
    """The town of an incident, or None where only the country is told."""
    place = incident["place"]
    return (place["province"], place["name"]) if place["level"] == "city" else None


def at_least(incident: One, floor: int, *, unknown: bool) -> bool:
    """Whether an incident is so large; `unknown` decides where its words do not."""
    size = incident["size"]
    if size is None or size["low"] < floor <= size["high"]:
        return unknown
    return size["low"] >= floor


def independent(incident: One, origins: dict[str, One], sources: dict[str, str]) -> int:
    """Independent origins: one source's reports are one, all of unknown basis one at most."""
    groups = {name: name for name in incident["reports"]}
    for key_of in (lambda name: origins[name]["origin"], lambda name: sources[name]):
        by_key = defaultdict(list)
        for name in incident["reports"]:
            by_key[key_of(name)].append(name)
        for members in by_key.values():
            joined = {groups[name] for name in members}
            target = min(joined)
            groups = {name: target if group in joined else group for name, group in groups.items()}
    known = {groups[name] for name in groups if origins[name]["known"]}
    unknown = {groups[name] for name in groups} - known
    return len(known) + bool(unknown)


def count(incidents: list[One], origins: dict[str, One], sources: dict[str, str]) -> dict[str, int]:
    """The number of units under each rule."""
    protests = [one for one in incidents if one["counts"]]
    crowds = [one for one in protests if one["what"] != "HNG"]
    gathered = [
        one
        for one in protests
        if one["what"] in ("ASM", "BLK", "EXP", "RIO") and one["subtype"] not in NO_GATHERING
    ]
    return {
        "gatherings": len(protests),
        "city_days": len(
            {
                (day, city(one))
                for one in protests
                if city(one) and at_least(one, 12, unknown=True)
                for day in days(one)
            }
        ),
        "merged": len(
            {
                (one["first"], one["last"], city(one), tuple(sorted(one["groups"])), one["what"])
                for one in gathered
                if city(one) and at_least(one, 3, unknown=True)
            }
        ),
        "mm50": sum(at_least(one, 50, unknown=False) for one in crowds),
        "hrana_sites": len({(day, city(one)) for one in crowds if city(one) for day in days(one)}),
        "hrana_cities": len({city(one) for one in crowds if city(one)}),
        "strict": sum(independent(one, origins, sources) >= 2 for one in protests),
        "confirmed": 0,
    }


def counted(
    incidents: list[One], origins: dict[str, One], sources: dict[str, str]
) -> dict[str, int]:
    """The counts, the rows of the place-days taken in as one source of unknown basis."""
    days_rows = {
        name for one in incidents for name in one["reports"] if name.startswith("place-days.csv#")
    }
    table = {name: {"origin": "place-days", "known": False} for name in days_rows}
    return count(incidents, origins | table, sources | dict.fromkeys(days_rows, "fa-wikipedia"))


def main() -> None:
    """Count, and write what was counted."""
    origins = {name: one for one in lines("origins.jsonl") for name in one["reports"]}
    named = json.loads((HERE / "reports.json").read_text(encoding="utf-8"))
    sources = {name: entry["source"] for name, entry in named.items()}
    counts = counted(lines("incidents.jsonl"), origins, sources)
    text = json.dumps(counts, indent=1) + "\n"
    (HERE / "counts.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
