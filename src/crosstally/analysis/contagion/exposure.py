"""Kernels: what earlier incidents add to the expectation of a place and day, one unit of each.

Invariant: an exposure at a day is made of days before it alone; every kernel sums to one, so that a
coefficient α is how many later incidents one incident accounts for, and α X / Y a share.
"""

import numpy as np
from scipy.signal import lfilter

from crosstally.analysis.inputs import Floats

_EARTH_KM = 6371.0


def same_place(counts: Floats, delay: float) -> Floats:
    """X_pd = Σ_{l≥1} g_l Y_{p,d−l}, g_l = (1 − e^{−β}) e^{−β (l−1)}, β = 1 / `delay` (days)."""
    fade = float(np.exp(-1.0 / delay))
    exposure: Floats = lfilter([0.0, 1.0 - fade], [1.0, -fade], counts, axis=-1)
    return exposure


def near(same: Floats, weights: Floats) -> Floats:
    """X_pd = Σ_q w_qp X^same_qd."""
    return weights.T @ same


def power_law(distance: Floats, exponent: float) -> Floats:
    """w_qp ∝ (1 + d_qp / δ)^{−ρ} over the other places p, Σ_p w_qp = 1.

    δ is the median distance of a place to its nearest: the law bends where neighbours are.
    """
    others = distance + np.diag(np.full(len(distance), np.inf))
    scale = max(float(np.median(others.min(axis=1))), 1e-9)
    weights: Floats = (1.0 + others / scale) ** -exponent
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def distances(lat: Floats, lon: Floats) -> Floats:
    """Great-circle distances between places in km, from their degrees."""
    phi, lam = np.radians(lat), np.radians(lon)
    half = np.sin((phi[:, None] - phi) / 2) ** 2
    half = half + np.cos(phi)[:, None] * np.cos(phi) * np.sin((lam[:, None] - lam) / 2) ** 2
    found: Floats = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return found


def same_group(by_group: Floats, delay: float) -> Floats:
    """What the same groups did elsewhere, sent where each had been active before.

    X_pd = Σ_g π_gp(d) Σ_{q≠p} X^same_gqd, where π_gp(d) is the share of g's incidents before d that
    took place in p: it looks back only.

    Args:
        by_group: counts, groups × places × days.
        delay: 1 / β in days.
    """
    recent = same_place(by_group, delay)
    before = np.cumsum(by_group, axis=-1) - by_group
    share = before / np.maximum(before.sum(axis=1, keepdims=True), 1.0)
    elsewhere = recent.sum(axis=1, keepdims=True) - recent
    exposure: Floats = (share * elsewhere).sum(axis=0)
    return exposure


def unseen(delay: float) -> float:
    """h_0 = 1 − (1 − e^{−β}) / β: what part of an exponential kernel falls on the day itself.

    For an incident at any moment of its day; days cannot show it.

    >>> round(unseen(1.0), 4)
    0.3679
    """
    beta = 1.0 / delay
    return 1.0 - (1.0 - float(np.exp(-beta))) / beta


def within_days(share: float, delay: float) -> float:
    """The share with what follows on the same day, n, from the share of later days, s.

    Within a day each incident brings n h_0 more, so s = n (1 − h_0) / (1 − n h_0) and
    n = s / (1 − h_0 (1 − s)).

    >>> within_days(0.0, 2.0), within_days(1.0, 2.0)
    (0.0, 1.0)
    """
    return share / (1.0 - unseen(delay) * (1.0 - share))
