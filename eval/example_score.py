#!/usr/bin/env python3
"""How well the example desk was linked, beside a truth written before the linker was tuned.

Invariant: nothing here knows how linking works.

  python eval/example_score.py DESK [--floor F1] [--json]            a desk that has been built
  python eval/example_score.py linked.jsonl [--floor F1] [--json]    what `crosstally link` gave

What is compared is who stands
together: each report, once for each sort of event it tells of (a crowd, a strike, force, an
arrest, …), because one report may tell of several. Tolls of the whole country are left out here;
the traps look at them.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crosstally.records import Incident, Origin, Report, Tally
from crosstally.tables.files import read_table

TRUTH = Path(__file__).parent.parent / "examples" / "iran-2017-2020" / "truth"

# Sorts of event that a coder may well call by one another's names: a march that blocks a road.
TRACKS = {
    "ASM": "crowd", "EXP": "crowd", "BLK": "crowd", "RIO": "crowd", "STK": "strike",
    "HNG": "hunger", "FRC": "force", "ARM": "force", "DSP": "dispersal",
    "ARR": "arrest", "ABD": "arrest", "JUD": "other", "CUS": "other", "NET": "other",
    "RES": "other", "INA": "other", "CON": "other",
}  # fmt: skip
PROTESTS = ("crowd", "strike", "hunger")
TOLD_AS = (("tell_no_protest", "protest", PROTESTS), ("tell_no_assembly", "crowd", ("crowd",)))
NATIONWIDE = ("strike", "other")  # tracks whose events may well be the whole country's

Item = tuple[str, str]  # a report and a track
Groups = dict[Item, frozenset[str]]


class Truth(NamedTuple):
    """What is true of the example: its incidents, origins, traps and counts."""

    incidents: tuple[dict[str, Any], ...]
    origins: tuple[dict[str, Any], ...]
    traps: dict[str, Any]
    counts: dict[str, int]


class Agreement(NamedTuple):
    """B-cubed over memberships, and how many memberships only one side has."""

    precision: float
    recall: float
    f1: float
    items: int
    missed: int
    invented: int


def read_truth(folder: Path = TRUTH) -> Truth:
    """The truth of the example desk."""
    return Truth(
        incidents=tuple(_lines(folder / "incidents.jsonl")),
        origins=tuple(_lines(folder / "origins.jsonl")),
        traps=json.loads((folder / "traps.json").read_text(encoding="utf-8")),
        counts=json.loads((folder / "counts.json").read_text(encoding="utf-8")),
    )


def score(
    linked: Iterable[Mapping[str, Any]],
    truth: Truth,
    *,
    origins: Iterable[Mapping[str, Any]] = (),
    tallies: Mapping[str, int] | None = None,
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Agreement by track and over all, over-merges, traps, origins and counts beside the truth.

    Args:
        linked: incidents as `crosstally link` gives them.
        truth: what is true.
        origins: `{"origin", "reports"}` each, if origins are to be compared.
        tallies: the count under each rule, if counts are to be compared.
        names: the truth's name of each report, where the reports carry other ids. Reports that
            are not named are left out on both sides.
    """
    found = [_renamed(one, names) for one in linked]
    known = set(names.values()) if names is not None else None
    true = [_only(one, known) for one in truth.incidents]
    merges = over_merges(found, true)
    result: dict[str, Any] = {
        "protests": agreement(found, true, PROTESTS)._asdict(),
        "tracks": {
            track: agreement(found, true, (track,))._asdict()
            for track in sorted(set(TRACKS.values()))
        },
        "over_merged": merges,
        "alone": alone(found, true),
        "traps": trap_failures(found, true, truth.traps),
    }
    grouped = [_renamed(one, names) for one in origins]
    if grouped:
        result["origins"] = partition_agreement(grouped, [_only(o, known) for o in truth.origins])
    if tallies is not None:
        result["counts"] = {
            rule: {"truth": n, "found": tallies.get(rule)} for rule, n in truth.counts.items()
        }
    return result


def agreement(
    found: Iterable[Mapping[str, Any]], true: Iterable[Mapping[str, Any]], tracks: tuple[str, ...]
) -> Agreement:
    """B-cubed over (report, track) where a report may stand in several incidents.

    For two items e and e' that share C incidents on one side and L on the other, the pair is worth
    min(C, L) / C; precision averages over the pairs found, recall over the true ones. An item that
    one side lacks stands there in an incident of its own, as in the scorer of single incidents.

    Source: Amigó, Gonzalo, Artiles & Verdejo, Information Retrieval 12 (2009), section 5.
    """
    one, other = _groups(found, tracks), _groups(true, tracks)
    if not (items := sorted(set(one) | set(other))):
        return Agreement(1.0, 1.0, 1.0, 0, 0, 0)
    full_one = {item: one.get(item, frozenset({f"own {item}"})) for item in items}
    full_other = {item: other.get(item, frozenset({f"own {item}"})) for item in items}
    precision = _multiplicity(full_one, full_other)
    recall = _multiplicity(full_other, full_one)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Agreement(
        precision, recall, f1, len(items), len(set(other) - set(one)), len(set(one) - set(other))
    )


def alone(
    found: Iterable[Mapping[str, Any]], true: Iterable[Mapping[str, Any]]
) -> list[tuple[str, str, str]]:
    """The reports that only one side has tell of a track: missed or invented, report, track."""
    tracks = tuple(sorted(set(TRACKS.values())))
    one, other = set(_groups(found, tracks)), set(_groups(true, tracks))
    missed = [("missed", *item) for item in sorted(other - one)]
    return missed + [("invented", *item) for item in sorted(one - other)]


def over_merges(
    found: Iterable[Mapping[str, Any]], true: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Incidents whose reports tell of no one true incident in common."""
    groups = _groups(true, tuple(sorted(set(TRACKS.values()))))
    bad = []
    for incident in found:
        track = _track(incident)
        if track is None:
            continue
        told = [groups[(r, track)] for r in incident["reports"] if (r, track) in groups]
        if len(told) > 1 and not frozenset.intersection(*told):
            bad.append({"incident": incident["incident"], "reports": sorted(incident["reports"])})
    return bad


def trap_failures(
    found: list[dict[str, Any]], true: list[dict[str, Any]], traps: Mapping[str, Any]
) -> dict[str, list[str]]:
    """For each trap what went wrong in it; an empty list where nothing did."""
    by_key = {one["incident"]: one for one in true}
    failures: dict[str, list[str]] = {}
    for number, trap in traps.items():
        wrong = [
            f"merged: {one} + {other}"
            for one, other in trap.get("apart", ())
            if _merged(by_key[one], by_key[other], found, true)
        ]
        wrong += [
            f"split: {key} into {parts}"
            for key in trap.get("together", ())
            if (parts := _parts(by_key[key], found)) > 1
        ]
        wrong += [
            f"told as a {word}: {report}"
            for key, word, tracks in TOLD_AS
            for report in trap.get(key, ())
            if _tells(report, found, tracks)
        ]
        failures[number] = wrong
    return failures


def partition_agreement(
    found: list[dict[str, Any]], true: list[dict[str, Any]]
) -> dict[str, float]:
    """B-cubed of two partitions of the reports into origins."""
    one, other = _of_report(found), _of_report(true)
    common = sorted(set(one) & set(other))
    one = {(r, "origin"): one[r] for r in common}
    other = {(r, "origin"): other[r] for r in common}
    precision, recall = _multiplicity(one, other), _multiplicity(other, one)
    total = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / total if total else 0.0,
        "reports": len(common),
    }


def table(result: Mapping[str, Any]) -> str:
    """The score as a small table for a person."""
    rows = ["                     P      R     F1   memberships (missed, invented)"]
    rows += [
        f"  {name:14} {a['precision']:6.3f} {a['recall']:6.3f} {a['f1']:6.3f}"
        f"   {a['items']:4} ({a['missed']}, {a['invented']})"
        for name, a in [("protests", result["protests"]), *sorted(result["tracks"].items())]
    ]
    if "origins" in result:
        o = result["origins"]
        rows.append(
            f"  {'origins':14} {o['precision']:6.3f} {o['recall']:6.3f} {o['f1']:6.3f}"
            f"   {o['reports']:4}"
        )
    failed = {number: wrong for number, wrong in result["traps"].items() if wrong}
    rows.append(f"  incidents that merge different events: {len(result['over_merged'])}")
    rows.append(f"  traps passed: {len(result['traps']) - len(failed)} of {len(result['traps'])}")
    rows += [f"    trap {number}: {one}" for number, wrong in failed.items() for one in wrong[:3]]
    rows += [
        f"  count {rule:12} truth {n['truth']:4}   found {n['found']}"
        for rule, n in result.get("counts", {}).items()
    ]
    return "\n".join(rows)


def main(arguments: list[str] | None = None) -> int:
    """Score a file of linked incidents and print it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("linked", type=Path, metavar="DESK or FILE")
    parser.add_argument("--truth", type=Path, default=TRUTH)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--floor", type=float, help="fail below this F1, or if a trap merges")
    parser.add_argument("--misses", action="store_true", help="name what one side alone has")
    options = parser.parse_args(arguments)
    truth = read_truth(options.truth)
    if options.linked.is_dir():
        result = score_desk(options.linked, truth, named=_names(options.truth))
    else:
        own = {name: name for name in _names(options.truth)}
        result = score(_lines(options.linked), truth, names=own)
    text = json.dumps(result, indent=1) if options.json else table(result)
    if options.misses:
        text = "\n".join(f"{side} {name} {track}" for side, name, track in result["alone"])
    sys.stdout.write(text + "\n")
    if options.floor is None or holds(result, options.floor):
        return 0
    sys.stderr.write(f"the example is linked worse than its floor of {options.floor}\n")
    return 1


def holds(result: Mapping[str, Any], floor: float) -> bool:
    """Whether protests reach a floor of F1 and no trap merges what it sets apart."""
    merges = [wrong for trap in result["traps"].values() for wrong in trap if "merged" in wrong]
    return bool(result["protests"]["f1"] >= floor and not merges)


def score_desk(desk: Path, truth: Truth, *, named: Iterable[str]) -> dict[str, Any]:
    """The score of a built desk, from its tables. `named` are the truth's names of its reports."""
    tables = desk / "tables"
    wanted = set(named)
    names = {}
    for report in read_table(tables / "reports.parquet", Report):
        for name in (report.native_id, report.path):
            if name in wanted or (report.cells and name == report.path):
                names[report.id] = str(name)
                break
    linked = [
        {
            "incident": one.id,
            "reports": one.reports,
            "kind": one.kind.value,
            "counts": one.counts,
            "place": {"level": one.place.value.level.value} if one.place is not None else None,
        }
        for one in read_table(tables / "incidents.parquet", Incident)
    ]
    origins = [
        {"origin": one.id, "reports": one.reports}
        for one in read_table(tables / "origins.parquet", Origin)
    ]
    tallies = {one.rule: one.value for one in read_table(tables / "tallies.parquet", Tally)}
    return score(linked, truth, origins=origins, tallies=tallies, names=names)


def _names(folder: Path) -> tuple[str, ...]:
    return tuple(json.loads((folder / "reports.json").read_text(encoding="utf-8")))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _renamed(one: Mapping[str, Any], names: Mapping[str, str] | None) -> dict[str, Any]:
    if names is None:
        return dict(one)
    return {**one, "reports": [names[r] for r in one["reports"] if r in names]}


def _only(one: Mapping[str, Any], known: set[str] | None) -> dict[str, Any]:
    reports = one["reports"]
    return {**one, "reports": [r for r in reports if known is None or r in known]}


def _track(incident: Mapping[str, Any]) -> str | None:
    """The track of an incident; None for words and for tolls of the whole country."""
    track = TRACKS.get(incident.get("what") or incident.get("kind") or "")
    place = incident.get("place")
    nationwide = place is None or place.get("level") == "country"
    return None if nationwide and track not in NATIONWIDE else track


def _groups(incidents: Iterable[Mapping[str, Any]], tracks: tuple[str, ...]) -> Groups:
    groups: dict[Item, set[str]] = defaultdict(set)
    for incident in incidents:
        track = _track(incident)
        if track in tracks:
            for report in incident["reports"]:
                groups[(report, str(track))].add(incident["incident"])
    return {item: frozenset(keys) for item, keys in groups.items()}


def _multiplicity(one: Groups, other: Groups) -> float:
    """The mean over items of the mean over their partners in `one` of min(C, L) / C."""
    members: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in sorted(one):
        for key in one[item]:
            members[(key, item[1])].append(item)
    total = 0.0
    for item, keys in one.items():
        partners = sorted({p for key in keys for p in members[(key, item[1])]})
        worth = 0.0
        for partner in partners:
            shared = len(keys & one[partner])
            worth += min(shared, len(other[item] & other[partner])) / shared
        total += worth / len(partners)
    return total / len(one)


def _merged(
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    found: list[dict[str, Any]],
    true: list[dict[str, Any]],
) -> bool:
    """Whether an incident holds reports of one and of the other that nothing true unites."""
    tracks = {TRACKS.get(one["what"]), TRACKS.get(other["what"])}
    left = set(one["reports"]) - set(other["reports"])
    right = set(other["reports"]) - set(one["reports"])
    for incident in found:
        held = set(incident["reports"])
        if TRACKS.get(incident["kind"]) not in tracks or not (left & held and right & held):
            continue
        mixed = (left | right) & held
        if not any(mixed <= set(t["reports"]) for t in true if TRACKS.get(t["what"]) in tracks):
            return True
    return False


def _parts(true: Mapping[str, Any], found: list[dict[str, Any]]) -> int:
    """Into how many incidents the reports of a true one fell, among those that tell of it."""
    track, wanted = TRACKS.get(true["what"]), set(true["reports"])
    holding = [
        wanted & set(x["reports"])
        for x in found
        if TRACKS.get(x["kind"]) == track and wanted & set(x["reports"])
    ]
    covered, parts = set[str](), 0
    for held in sorted(holding, key=lambda h: (-len(h), sorted(h))):
        if held - covered:
            parts += 1
            covered |= held
    return parts


def _tells(report: str, found: list[dict[str, Any]], tracks: tuple[str, ...]) -> bool:
    return any(
        TRACKS.get(x["kind"]) in tracks and x.get("counts", True) and report in x["reports"]
        for x in found
    )


def _of_report(groups: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    held: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for report in group["reports"]:
            held[report].add(group["origin"])
    return {report: frozenset(keys) for report, keys in held.items()}


if __name__ == "__main__":
    sys.exit(main())
