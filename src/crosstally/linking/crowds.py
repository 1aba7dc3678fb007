"""Many mentions of one profile stand behind one of them, so that a flood stays linear.

Invariant: a mention stands behind another only where everything coded of the two is equal, the pair
speaks for one event, and nobody judged it; the one in front is the first of its profile. Few of a
profile are compared one by one as all others are.
"""

import numpy as np
import numpy.typing as npt

from crosstally.linking.columns import Columns, Numbers, weigh_pairs
from crosstally.linking.compare import FEATURES
from crosstally.linking.facet import TOWN
from crosstally.linking.weigh import Weights

FEW = 30  # mentions of one profile that are compared with everything: 435 pairs
_BY_TEXT = ("words", "naming", "copy", "report")  # features that look at more than what was coded


def thin(columns: Columns, weights: Weights, *, judged: Numbers) -> Numbers:
    """For each mention the one that stands for it: itself, or the first of its profile.

    Args:
        columns: the mentions, by id.
        weights: what each feature is worth.
        judged: mentions that people judged: they always stand for themselves.
    """
    front = np.arange(len(columns.names))
    able = _placed(columns)
    able[judged] = False
    places = np.flatnonzero(able)
    _, first, profile, count = np.unique(
        _profiles(columns)[places], return_index=True, return_inverse=True, return_counts=True
    )
    one, other = places[first[profile]], places
    crowd = (count[profile] > FEW) & (one != other)
    one, other = one[crowd], other[crowd]
    joined = weigh_pairs(columns, one, other, weights) > weights.join
    front[other[joined]] = one[joined]
    return front


def _placed(columns: Columns) -> npt.NDArray[np.bool_]:
    """Whether each mention names a town and states one day."""
    named = {
        feature.name: column for feature, column in zip(FEATURES, columns.features, strict=True)
    }
    days, place = named["days"], named["place"]
    towns = [f.spot is not None and f.spot.rank <= TOWN for f in place.samples]
    known = [f.day_known for f in days.samples]
    told: npt.NDArray[np.bool_] = np.array([*known, False])[days.codes]
    told &= np.array([*towns, False])[place.codes]
    return told


def _profiles(columns: Columns) -> Numbers:
    """A number for all that was coded of each mention, the same where it is the same."""
    profile = np.zeros(len(columns.names), dtype=np.int64)
    for feature, column in zip(FEATURES, columns.features, strict=True):
        if feature.name not in _BY_TEXT:
            for codes in (column.codes, column.days):
                profile = profile * (int(codes.max(initial=0)) + 2) + codes + 1
                profile = np.unique(profile, return_inverse=True)[1]
    return profile
