"""Waves of protest: national regimes with their breadth, and regional clusters by the scan."""

from crosstally.analysis.waves.scan import Chance, Cluster, Scan, permutation_scan, poisson_scan
from crosstally.analysis.waves.search import Windows
from crosstally.analysis.waves.zones import Zones, circles, distances_km, pieces

__all__ = [
    "Chance",
    "Cluster",
    "Scan",
    "Windows",
    "Zones",
    "circles",
    "distances_km",
    "permutation_scan",
    "pieces",
    "poisson_scan",
]
