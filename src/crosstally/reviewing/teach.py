"""Which judgement would teach the most: where the record is likeliest to be wrong.

Invariant: what was judged is not asked again; the same desk gives the same order. How likely an
incident is wrong is learned from the desk's own judgements as they come, from a stated beginning.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp, log, log1p
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.records import (
    PROTEST_KINDS,
    Basis,
    Decision,
    Incident,
    Judgement,
    Link,
    Mention,
    MentionId,
    Record,
)
from crosstally.reviewing.standing import holding, names_of, pairs_of
from crosstally.reviewing.words import Why, why

Vector = npt.NDArray[np.float64]

# What is believed before anybody judged, in logits of "wrong": what counts is wrong where the coder
# is unsure of it, what does not count where the coder is sure that something took place.
_FEATURES = (
    "one",
    "sure",
    "sure-aside",
    "aside",
    "no-day",
    "rivals",
    "reports",
    "protest",
    "model",
)
_PRIOR = np.array([-0.5, -1.0, 1.0, -2.0, 0.3, 0.3, -0.3, 0.0, 2.0])
_SPREAD = np.array([1.0, 0.5, 0.5, 1.0, 0.5, 0.5, 0.5, 0.5, 1.0])  # how far it may be off
CURIOUS = 0.5  # standard deviations of doubt that count as gain: 0 and 1 tried (eval/active.py)
FAR_BITS = 6.0  # links further from the threshold than this are not asked about
_STEPS = 25
_PAIRS = (Decision.SAME, Decision.DIFFERENT, Decision.UNSURE)
# Of a link so many bits above the threshold, the logit of "one event": nought there, and half of
# what bits would say if features were independent, which they are not.
_SAME_PRIOR, _SAME_SPREAD = np.array([0.0, 0.35]), np.array([1.0, 0.15])


class Lesson(Record, frozen=True, kw_only=True):
    """What to judge next and why: an incident, or a pair of mentions (`pair`) of it and another.

    `gain` is the chance, as far as is known, that the record is wrong there.
    """

    incident: str
    other: str | None
    pair: tuple[str, str] | None
    gain: float
    whys: tuple[Why, ...]


class _Case(NamedTuple):
    """An incident as numbers, and whether people found it wrong; None where nobody judged."""

    incident: Incident
    features: Vector
    wrong: bool | None


def lessons(
    incidents: Iterable[Incident],
    mentions: Iterable[Mention],
    links: Iterable[Link],
    judgements: Iterable[Judgement],
    *,
    join_bits: float,
    model: Mapping[str, float] | None = None,
) -> tuple[Lesson, ...]:
    """What would teach most, first.

    Args:
        incidents: as the last build gave them.
        mentions: theirs.
        links: all links that linking kept.
        judgements: all of the desk.
        join_bits: the linking threshold.
        model: what a light model holds likely of each mention, where there is one.
    """
    known = sorted(incidents, key=lambda one: one.id)
    told = {mention.id: mention for mention in mentions}
    held = holding(judgements)
    found = [
        *_of_incidents(list(_cases(known, told, held, model or {}))),
        *_of_links(known, links, held, join_bits),
    ]
    return tuple(sorted(found, key=lambda one: (-one.gain, one.incident, one.pair or ("", ""))))


def _of_incidents(cases: Sequence[_Case]) -> Iterator[Lesson]:
    if not cases:
        return
    known = [case for case in cases if case.wrong is not None]
    weights, doubt = _learn(
        np.array([case.features for case in known]).reshape(-1, len(_FEATURES)),
        np.array([case.wrong for case in known], dtype=np.float64),
        _PRIOR,
        _SPREAD,
    )
    for case in cases:
        if case.wrong is not None:
            continue
        spread = float(np.sqrt(case.features @ doubt @ case.features))
        gain = 1 / (1 + exp(-float(case.features @ weights) - CURIOUS * spread))
        yield Lesson(
            incident=case.incident.id,
            other=None,
            pair=None,
            gain=round(gain, 4),
            whys=tuple(_whys(case, gain)),
        )


def _learn(rows: Vector, told: Vector, prior: Vector, spread: Vector) -> tuple[Vector, Vector]:
    """The weights that judgements and the prior give together, and their covariance (Laplace)."""
    weights, precision = prior.copy(), np.diag(1 / spread**2)
    bend = precision
    for _ in range(_STEPS):
        shares = 1 / (1 + np.exp(-np.clip(rows @ weights, -35, 35)))
        slope = rows.T @ (shares - told) + precision @ (weights - prior)
        bend = (rows.T * (shares * (1 - shares))) @ rows + precision
        move = np.linalg.solve(bend, slope)
        weights = weights - np.clip(move, -1, 1)
        if np.abs(move).max() < 1e-8:
            break
    return weights, np.asarray(np.linalg.inv(bend), dtype=np.float64)


def _cases(
    incidents: Iterable[Incident],
    told: Mapping[MentionId, Mention],
    held: Iterable[Judgement],
    model: Mapping[str, float],
) -> Iterator[_Case]:
    wrong: dict[str, bool] = {}
    for judgement in held:  # oldest first, so that the newest stays; an edit stays above all
        for name in judgement.about:
            if judgement.decision in (Decision.REJECT, Decision.EDIT):
                wrong[name] = True
            elif judgement.decision is Decision.ACCEPT:
                wrong.setdefault(name, False)
    for incident in incidents:
        own = [told[m] for m in incident.mentions if m in told]
        if own:
            said = [wrong[n] for n in sorted(names_of(incident)) if n in wrong] if wrong else []
            yield _Case(incident, _features(incident, own, model), any(said) if said else None)


def _features(incident: Incident, own: Sequence[Mention], model: Mapping[str, float]) -> Vector:
    """What may show that an incident is wrong (`_FEATURES`)."""
    sure = max(m.confidence for m in own)
    logit = log(min(max(sure, 0.01), 0.99) / (1 - min(max(sure, 0.01), 0.99)))
    aside = 0.0 if incident.counts else 1.0
    undated = incident.days is not None and incident.days.value.basis is Basis.PUBLICATION
    resolved = (incident.days, incident.place, incident.size, incident.killed, incident.arrested)
    rivals = sum(len(one.rivals) for one in resolved if one is not None)
    against = max((abs(model[m.id] - m.confidence) for m in own if m.id in model), default=0.0)
    return np.array(
        [
            1.0, logit * (1 - aside), logit * aside, aside, float(undated), log1p(rivals),
            log(len(incident.reports) or 1), float(incident.kind in PROTEST_KINDS), against,
        ]
    )  # fmt: skip


def _whys(case: _Case, gain: float) -> Iterator[Why]:
    one = dict(zip(_FEATURES, case.features.tolist(), strict=True))
    yield why("teach.chance", percent=str(round(100 * gain)))
    if one["model"] >= 0.3:
        yield why("teach.disagree")
    if abs(one["sure"] + one["sure-aside"]) < 1.0:
        yield why("teach.unsure")
    if one["rivals"] > 0:
        yield why("teach.rivals")
    if one["no-day"]:
        yield why("teach.no-day")


def _of_links(
    incidents: Iterable[Incident],
    links: Iterable[Link],
    held: Sequence[Judgement],
    join_bits: float,
) -> Iterator[Lesson]:
    """Of each two incidents, and of each incident, the link that is likeliest to be wrong."""
    home = {mention: str(incident.id) for incident in incidents for mention in incident.mentions}
    known = [one for one in links if one.one in home and one.other in home]
    same = _same(held)
    answered = [(one, same[pair]) for one in known if (pair := frozenset(_ends(one))) in same]
    weights, doubt = _learn(
        np.array([(1.0, one.bits - join_bits) for one, _ in answered]).reshape(-1, 2),
        np.array([told for _, told in answered], dtype=np.float64),
        _SAME_PRIOR,
        _SAME_SPREAD,
    )
    closed = {pair for j in held if j.decision in _PAIRS for pair in pairs_of(j)}
    closed |= {frozenset(home.get(MentionId(name), name) for name in pair) for pair in closed}
    found: dict[tuple[str, str], Lesson] = {}
    for link in known:
        away = link.bits - join_bits
        one, other = sorted((home[link.one], home[link.other]))
        between = frozenset((one, other))
        if abs(away) > FAR_BITS or _of_one_report(link):
            continue
        if frozenset(_ends(link)) in closed or (one != other and between in closed):
            continue
        row = np.array([1.0, away])
        logit = float(row @ weights) * (1 if one != other else -1)
        gain = 1 / (1 + exp(-logit - CURIOUS * float(np.sqrt(row @ doubt @ row))))
        if (one, other) not in found or found[one, other].gain < round(gain, 4):
            found[one, other] = Lesson(
                incident=one,
                other=other if one != other else None,
                pair=_ends(link),
                gain=round(gain, 4),
                whys=(why("teach.near", bits=f"{abs(away):.1f}"),),
            )
    yield from found.values()


def _same(held: Iterable[Judgement]) -> dict[frozenset[str], bool]:
    """The pairs that people held to be of one event, or of two; the newest judgement of a pair."""
    return {
        pair: judgement.decision is Decision.SAME
        for judgement in held
        if judgement.decision in (Decision.SAME, Decision.DIFFERENT)
        for pair in sorted(pairs_of(judgement), key=sorted)
    }


def _ends(link: Link) -> tuple[str, str]:
    return str(link.one), str(link.other)


def _of_one_report(link: Link) -> bool:
    """Whether one report tells both: what it sets apart or together is its own to say."""
    return link.one.rpartition("#")[0] == link.other.rpartition("#")[0]
