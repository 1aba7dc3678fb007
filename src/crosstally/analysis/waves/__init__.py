"""Waves of protest: national regimes with their breadth, and regional clusters by the scan.

The pieces are usable alone, on numpy arrays:

>>> import numpy as np
>>> counts = np.array([4, 5, 3, 4] * 30 + [13, 15, 16, 12, 14] + [4, 5, 3, 4] * 30)
>>> changes(counts, penalty=np.log(len(counts)))
array([120, 125])
"""

from datetime import date
from pathlib import Path

import numpy as np

from crosstally.analysis.frame import Analysis, Options, Tables
from crosstally.analysis.inputs import read_place_days
from crosstally.analysis.watch import Watch, watch_of
from crosstally.analysis.waves.desk import home_of, scene_of_desk, settled
from crosstally.analysis.waves.expected import population_expected
from crosstally.analysis.waves.national import National, national, regimes_of
from crosstally.analysis.waves.pelt import changes, event_changes, rates
from crosstally.analysis.waves.ratio import log_ratio
from crosstally.analysis.waves.regimes import Habit, Regimes, Wave, regimes, waves
from crosstally.analysis.waves.regional import regional
from crosstally.analysis.waves.scan import (
    Chance,
    Cluster,
    Scan,
    gumbel_p,
    permutation_scan,
    poisson_scan,
)
from crosstally.analysis.waves.scene import Scene, cut, scene_of_table
from crosstally.analysis.waves.search import Windows
from crosstally.analysis.waves.uprisings import Thresholds, nationwide, over_thresholds
from crosstally.analysis.waves.zones import Zones, circles, distances_km, pieces
from crosstally.records import Study

VERSION = "1"

__all__ = [
    "ANALYSIS", "Chance", "Cluster", "Habit", "National", "Regimes", "Scan", "Scene", "Thresholds",
    "Wave", "Windows", "Zones", "changes", "circles", "cut", "distances_km", "event_changes",
    "gumbel_p", "log_ratio", "national", "nationwide", "over_thresholds", "permutation_scan",
    "pieces", "poisson_scan", "population_expected", "rates", "regimes", "regimes_of", "regional",
    "scene_of_table", "study_of", "waves",
]  # fmt: skip


def study_of(told: National, options: Options) -> Study:
    """The study of a scene: its nationwide waves first, then its regional clusters."""
    wide, tables = national(told, options)
    clusters, more = regional(told.scene, options)
    return Study(
        name="waves",
        version=VERSION,
        inputs=(told.scene.digest,),
        seed=options.seed,
        estimates=(*wide, *clusters),
        tables=(*tables, *more),
    )


def of_table(path: Path, places: Path | None, options: Options) -> Study:
    """The study of a table of counts by day and place; a column `province` of the places is read."""
    return study_of(National(scene_of_table(read_place_days(path, places), places)), options)


def of_desk(tables: Tables, options: Options) -> Study:
    """The study of a desk: its counted incidents by town and first day, in its own country."""
    watch = watch_of(tables) or Watch(date.min, np.zeros(1, dtype=np.int64))
    home = home_of(tables.incidents)
    others = tuple(scene_of_desk(one, watch, home) for one in tables.replicates)
    known = scene_of_desk(settled(tables), watch, home)
    scene = scene_of_desk(tables.incidents, watch, home)
    return study_of(National(scene, others, known), options)


ANALYSIS = Analysis("waves", of_table, of_desk)
