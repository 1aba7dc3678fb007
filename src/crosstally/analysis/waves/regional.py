"""The estimates and tables of regional clusters: circles of towns, and pieces of the province graph.

Invariant: each says how many clusters chance hardly makes, and what it cannot see: a wave that is
everywhere at once.
"""

from typing import NamedTuple

import numpy as np

from crosstally.analysis.frame import Options
from crosstally.analysis.inputs import Ints
from crosstally.analysis.waves.checks import LEAST_TOWNS, doubts, input_checks
from crosstally.analysis.waves.scan import Chance, Scan, permutation_scan
from crosstally.analysis.waves.scene import Scene
from crosstally.analysis.waves.search import Windows
from crosstally.analysis.waves.zones import Zones, circles, distances_km, pieces
from crosstally.records import Check, Entry, Estimate, Grid, Standing

METHOD = "permutation-scan-1"
ASSUMPTIONS = ("first-day", "days-shuffled", "nationwide-unseen", "clusters-apart")
LONGEST = 14  # days
REPLICATES = 199  # with the Gumbel tail for what they are too few to tell
ENOUGH = 20
MOST_PROVINCES = 4  # in one piece of the graph


class _Ground(NamedTuple):
    """What is scanned: counts by place and day, the places' names, the zones."""

    name: str
    labels: tuple[str, ...]
    counts: Ints
    zones: Zones | None


def regional(scene: Scene, options: Options) -> tuple[tuple[Estimate, ...], tuple[Grid, ...]]:
    """The number of regional clusters, by circles of towns and by the graph of provinces."""
    made = [_scanned(scene, ground, options) for ground in (_towns(scene), _provinces(scene))]
    return tuple(estimate for estimate, _ in made), tuple(grid for _, grid in made if grid)


def _towns(scene: Scene) -> _Ground:
    zones = None
    if scene.lat is not None and scene.lon is not None:
        zones = circles(distances_km(scene.lat, scene.lon), scene.counts.sum(axis=1))
    return _Ground("town-clusters", scene.labels, scene.counts, zones)


def _provinces(scene: Scene) -> _Ground:
    """Counts by province; zones are its connected pieces, where the borders are known."""
    names = tuple(sorted({name for pair in scene.borders for name in pair}))
    at = {name: number for number, name in enumerate(names)}
    counts = np.zeros((len(names), scene.counts.shape[1]), dtype=np.int64)
    for town, province in enumerate(scene.provinces):
        if province in at:
            counts[at[province]] += scene.counts[town]
    near: list[list[int]] = [[] for _ in names]
    for one, other in scene.borders:
        near[at[one]].append(at[other])
        near[at[other]].append(at[one])
    zones = pieces(near, counts.sum(axis=1), most_size=MOST_PROVINCES) if names else None
    return _Ground("province-clusters", names, counts, zones)


def _scanned(scene: Scene, ground: _Ground, options: Options) -> tuple[Estimate, Grid | None]:
    checks = _checks(scene, ground)
    failed = next((check.name for check in checks if not check.passed), None)
    if failed is not None or ground.zones is None:
        return _estimate(ground.name, None, checks, failed, options), None
    windows = Windows(1, min(LONGEST, ground.counts.shape[1] // 2))
    chance = Chance(
        options.seed, REPLICATES, ENOUGH, options.progress, options.keep, _key(scene, ground)
    )
    scan = permutation_scan(ground.counts, ground.zones, windows, chance)
    alone = Check(name="clusters-not-tied", passed=not scan.tied, value=float(scan.tied), bound=0.0)
    some = (*checks, alone, *doubts(scene))
    number = sum(cluster.p <= 1 - options.level for cluster in scan.clusters)
    return _estimate(ground.name, number, some, None, options), _grid(scene, ground, scan)


def _key(scene: Scene, ground: _Ground) -> str:
    return f"{scene.digest} {ground.name} {METHOD}"


def _checks(scene: Scene, ground: _Ground) -> tuple[Check, ...]:
    places = int(np.count_nonzero(ground.counts.sum(axis=1)))
    known = ground.zones is not None
    return (
        *input_checks(scene),
        Check(name="places-known", passed=known, value=float(known), bound=1.0),
        Check(name="several-places", passed=places >= LEAST_TOWNS, value=places, bound=LEAST_TOWNS),
    )


def _estimate(
    name: str, number: int | None, checks: tuple[Check, ...], failed: str | None, options: Options
) -> Estimate:
    doubted = any(not check.passed for check in checks)
    standing = Standing.CAUTION if doubted else Standing.OK
    return Estimate(
        name=name,
        value=number,
        low=None,
        high=None,
        level=options.level,
        unit="clusters",
        method=METHOD,
        status=Standing.REFUSED if number is None else standing,
        assumptions=ASSUMPTIONS,
        checks=checks,
        refusal=failed,
    )


def _grid(scene: Scene, ground: _Ground, scan: Scan) -> Grid:
    rows: tuple[tuple[Entry, ...], ...] = tuple(
        (
            rank,
            scene.day(cluster.start),
            scene.day(cluster.stop - 1),
            ground.labels[cluster.centre],
            len(cluster.places),
            round(cluster.radius_km, 2),
            cluster.cases,
            round(cluster.expected, 3),
            round(cluster.ratio, 6),
            round(cluster.p, 6),
            round(cluster.gumbel, 6),
            ", ".join(ground.labels[place] for place in cluster.places),
        )
        for rank, cluster in enumerate(scan.clusters, start=1)
    )
    columns = ("rank", "first", "last", "centre", "places-held", "radius-km", "count")
    more = ("cases-expected", "log-ratio", "p-shuffled", "p-gumbel", "which-places")
    return Grid(name=ground.name, columns=(*columns, *more), rows=rows)
