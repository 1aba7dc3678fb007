"""The study of a turn: what may be claimed of growth and of slogans, and what may not.

Invariant: a change is claimed only where it holds however the sources changed; the numbers that it
was held against stand beside it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from crosstally.analysis.combine import LEAST_YOUDEN, corrected_share, total_variance
from crosstally.analysis.frame import Options, generator
from crosstally.analysis.turn.heard import Heard, Turn, direction, turn, without, youden
from crosstally.analysis.turn.panels import LEAST_STEPS, Panel, Trend, constant, pooled, trend
from crosstally.records import Check, Entry, Estimate, Grid, Standing

LEAST_PANEL = 2  # sources through the whole period
LEAST_CASES = 30
LEAST_SPARE = 30  # rows of slogans beyond the levels of sources and places
WEEK = 7


class Found(NamedTuple):
    """A value with its interval."""

    value: float
    low: float
    high: float


# --- growth ---------------------------------------------------------------------------------------


def growth(panels: Sequence[Panel], options: Options) -> tuple[Estimate, ...]:
    """exp(β) a month: what both panels bear out, then each of them, then the raw count.

    The headline's interval spans those of the constant panel and of the adjusted one, its value is
    the nearer to no change; it is refused unless both leave out no change on the same side.

    Args:
        panels: the panel, then the same under other linkings.
        options: the level.
    """
    fixed = [constant(one) for one in panels]
    enough = _enough(fixed[0] if fixed else None)
    ways = {
        "growth-constant": fixed,
        "growth-adjusted": panels,
        "growth-raw": list(map(pooled, panels)),
    }
    found = {name: _times(some, options.level) for name, some in ways.items()}
    both = [one for name in ("growth-constant", "growth-adjusted") if (one := found[name])]
    checks = (*enough, *_claim(both, fixed))
    headline = _hull(both) if len(both) == 2 else None
    return (
        _estimate("growth", headline, checks, options),
        _estimate("growth-constant", found["growth-constant"], enough, options),
        _estimate("growth-adjusted", found["growth-adjusted"], enough, options),
        _estimate("growth-raw", found["growth-raw"], enough, options, ("mix-not-held",)),
    )


def _enough(panel: Panel | None) -> tuple[Check, ...]:
    steps = int((panel.counts.sum(axis=0) > 0).sum()) if panel else 0
    sources, cases = (len(panel.counts), int(panel.counts.sum())) if panel else (0, 0)
    return (
        Check(name="panel-enough", passed=sources >= LEAST_PANEL, value=sources, bound=LEAST_PANEL),
        Check(name="cases-enough", passed=cases >= LEAST_CASES, value=cases, bound=LEAST_CASES),
        Check(name="steps-enough", passed=steps >= LEAST_STEPS, value=steps, bound=LEAST_STEPS),
    )


def _claim(both: Sequence[Found], fixed: Sequence[Panel]) -> tuple[Check, ...]:
    """Whether both panels show one change, and none of the constant sources is alone in it."""
    side = _hull(both).value > 1 if both else False
    agree = sum(one.low > 1 if side else one.high < 1 for one in both)
    sources = len(fixed[0].counts) if fixed else 0
    stays = sum(
        (rest.slope > 0) == side
        for one in range(sources)
        if (rest := trend(_without(fixed[0], one))) is not None
    )
    return (
        Check(name="panels-agree", passed=agree == 2, value=agree, bound=2),
        _stays(stays, sources),
    )


def _without(panel: Panel, source: int) -> Panel:
    counts, looked = (np.delete(one, source, axis=0) for one in (panel.counts, panel.looked))
    return panel._replace(counts=counts, looked=looked)


def _times(panels: Sequence[Panel], level: float) -> Found | None:
    """exp(β) with its interval, over other linkings by total variance."""
    trends = [one for panel in panels if (one := trend(panel)) is not None]
    if not trends:
        return None
    own: Trend = trends[0]
    slope, variance, df = own.slope, own.variance, float(own.df)
    if len(trends) > 1:
        among = total_variance(
            [one.slope for one in trends[1:]], [one.variance for one in trends[1:]], level, df=df
        )
        variance, df = max(among.total, variance), min(among.df, df)
    reach = float(stats.t.ppf((1 + level) / 2, df)) * variance**0.5
    return Found(*(float(np.exp(slope + by)) for by in (0.0, -reach, reach)))


def _hull(both: Sequence[Found]) -> Found:
    value = min((one.value for one in both), key=lambda value: abs(np.log(value)))
    return Found(value, min(one.low for one in both), max(one.high for one in both))


# --- slogans --------------------------------------------------------------------------------------


def slogans(heard: Heard | None, options: Options) -> tuple[Estimate, ...]:
    """The change of the political share of slogans a week within a wave; refused where it vanishes.

    Beside it stands the same without the levels of sources and places.
    """
    found = raw = None
    if heard is not None:
        chance = (generator(options.seed, "turn", name) for name in ("within", "raw"))
        found = turn(heard, options.level, next(chance))
        raw = turn(heard, options.level, next(chance), effects=False)
    told = _told(heard, found)
    within = (_within(found, 1 - options.level), _alone(heard))
    coder = ("coder-unchecked",) if heard is not None and heard.confusion is None else ()
    weekly = _weekly(found), _weekly(raw)
    return (
        _estimate("slogans-turn", weekly[0], (*told, *within), options, coder),
        _estimate("slogans-raw", weekly[1], told, options, ("mix-not-held", *coder)),
    )


def _told(heard: Heard | None, found: Turn | None) -> tuple[Check, ...]:
    spare = found.spare if found is not None else 0
    check = Check(
        name="slogans-enough", passed=spare >= LEAST_SPARE, value=spare, bound=LEAST_SPARE
    )
    if heard is None or heard.confusion is None:
        return (check,)
    j = round(youden(heard.confusion), 4)
    return check, Check(name="coder-tells", passed=j >= LEAST_YOUDEN, value=j, bound=LEAST_YOUDEN)


def _within(found: Turn | None, alpha: float) -> Check:
    """Whether chance within sources is an unlikely maker of the trend."""
    p = found.p if found is not None else 1.0
    held = found is not None and p <= alpha and (found.low > 0 or found.high < 0)
    return Check(name="within-source", passed=held, value=p, bound=round(alpha, 6))


def _alone(heard: Heard | None) -> Check:
    """Whether the direction stays without any one of the sources."""
    sources = np.unique(heard.source).tolist() if heard is not None else []
    side = direction(heard) if heard is not None else 0
    stays = sum(direction(without(heard, one)) == side != 0 for one in sources if heard is not None)
    return _stays(stays, len(sources))


def _stays(stays: int, sources: int) -> Check:
    return Check(name="no-source-alone", passed=stays == sources, value=stays, bound=sources)


def _weekly(found: Turn | None) -> Found | None:
    return found and Found(*(WEEK * x for x in (found.slope, found.low, found.high)))


def shares_by_week(heard: Heard, level: float) -> Grid:
    """The political share of all slogans by week of a wave, the coder's mistakes taken out.

    No interval where nobody has checked the coder.
    """
    rows: list[tuple[Entry, ...]] = []
    weeks = heard.day // WEEK
    for wave, week in sorted(set(zip(heard.wave.tolist(), weeks.tolist(), strict=True))):
        here = (heard.wave == wave) & (weeks == week)
        political = int(heard.political[here].sum())
        total = political + int(heard.economic[here].sum())
        share = _corrected((political, total), heard, level)
        ends = share or (political / total, None, None)
        shown = (None if x is None else round(x, 4) for x in ends)
        rows.append((heard.waves[wave] or None, week + 1, *shown, total))
    return Grid(
        name="slogans-by-week",
        columns=("wave", "week-of-wave", "value", "low", "high", "slogans"),
        rows=tuple(rows),
    )


def _corrected(
    coded: tuple[int, int], heard: Heard, level: float
) -> tuple[float, float, float] | None:
    if heard.confusion is None:
        return None
    (wrong, right), others = heard.confusion[1], heard.confusion[0]
    truly = int(right), int(right + wrong)
    falsely = int(others[1]), int(others.sum())
    return corrected_share(coded, truly, falsely, level)


# --- both -----------------------------------------------------------------------------------------

UNITS = {"growth": "times-a-month", "slogans": "share-a-week"}
METHODS = {"growth": "nb-panel", "slogans": "permuted-within"}
ASSUMPTIONS = {"growth": ("reports-alike", "looked-when-active"), "slogans": ("hears-alike",)}


def _estimate(
    name: str,
    found: Found | None,
    checks: tuple[Check, ...],
    options: Options,
    warnings: tuple[str, ...] = (),
) -> Estimate:
    """An estimate with its checks; the first that failed refuses it."""
    family = name.partition("-")[0]
    refusal = next((check.name for check in checks if not check.passed), None)
    value, low, high = found if found is not None and refusal is None else (None, None, None)
    status = Standing.CAUTION if warnings else Standing.OK
    return Estimate(
        name=name, value=_round(value), low=_round(low), high=_round(high), level=options.level,
        unit=UNITS[family], method=METHODS[family], status=Standing.REFUSED if refusal else status,
        assumptions=ASSUMPTIONS[family], checks=checks, warnings=() if refusal else warnings,
        refusal=refusal,
    )  # fmt: skip


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
