"""How soon the state answered: refused where nobody can know, and covered where one can."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from crosstally.analysis.answers import HORIZON, Answers, answers_of
from crosstally.analysis.frame import Options
from crosstally.analysis.response import (
    LEAST_PROTESTS,
    of_desk,
    of_table,
    shares,
    shares_within,
)
from crosstally.analysis.watch import watch_of
from crosstally.errors import UsageError
from crosstally.records import (
    Bound,
    Count,
    Kind,
    Level,
    Precision,
    SourceKind,
    Standing,
    changed,
)

SEED = 20261123


def _desk(desks, acts=(), *, towns=6, each=5, apart=40, follow=40, kind=SourceKind.PRESS):
    """Protests in several towns, one every `apart` days, each town with a source that follows."""
    reports, incidents = [], []
    for n in range(towns):
        for m in range(each):
            day = apart * m + n
            own = [desks.report(f"r{n}-{m}-{d}", "s", day + d) for d in range(0, follow, 7)]
            reports += own
            incidents.append(desks.incident(f"i{n}-{m}", day, town=f"شهر {n}", reports=own[:1]))
    sources = [desks.source("s", kind)]
    return desks.desk([*incidents, *acts], reports, sources)


def _of(tables, name: str) -> Answers:
    watch = watch_of(tables)
    assert watch is not None
    return next(one for one in answers_of(tables, watch) if one.name == name)


def _estimate(study, name):
    return next(one for one in study.estimates if one.name == name)


def test_a_plain_table_is_refused(tmp_path):
    with pytest.raises(UsageError, match="study of desks"):
        of_table(tmp_path / "t.csv", None, Options())


def test_a_desk_without_days_is_refused(desks):
    study = of_desk(desks.desk([desks.incident("i", None)]), Options())
    assert [(one.name, one.refusal) for one in study.estimates] == [
        ("arrests-within-7", "protests-known")
    ]


def test_where_no_arrest_is_recorded_at_all_there_is_no_share_not_even_nought(desks):
    study = of_desk(_desk(desks), Options())
    arrests = _estimate(study, "arrests-within-7")
    assert (arrests.value, arrests.refusal) == (None, "answers-recorded")


def test_few_protests_and_few_towns_are_refused(desks):
    acts = [desks.incident("a", 0, town="شهر 0", kind=Kind.ARR)]
    few = of_desk(_desk(desks, acts, each=2), Options())
    assert _estimate(few, "arrests-within-7").refusal == "protests-known"
    narrow = of_desk(_desk(desks, acts, towns=3, each=9), Options())
    assert _estimate(narrow, "arrests-within-7").refusal == "towns-known"


def test_protests_that_nobody_followed_are_refused_and_never_unanswered(desks):
    acts = [desks.incident("a", 0, town="شهر 0", kind=Kind.ARR)]
    study = of_desk(_desk(desks, acts, follow=1), Options())
    assert _estimate(study, "arrests-within-7").refusal == "followed"


def test_an_answer_after_nobody_looked_any_more_is_not_seen(desks):
    act = desks.incident("a", 20, town="شهر 0", kind=Kind.ARR)
    followed = _of(_desk(desks, [act]), "arrests")
    lost = _of(_desk(desks, [act], follow=8), "arrests")
    assert (followed.low.min(), followed.high[0]) == (19, 20)
    assert np.isinf(lost.high[0])
    assert lost.low[0] < 20


@pytest.mark.parametrize(
    ("fields", "high"),
    [
        ({"town": "شهر 0"}, 3),
        ({"town": "شهر 1"}, np.inf),
        ({"town": "شهر 0", "subtype": "release"}, np.inf),
        ({"town": "شهر 0", "level": Level.PROVINCE}, np.inf),
    ],
)
def test_an_arrest_answers_in_its_own_town_only(desks, fields, high):
    act = changed(
        desks.incident(
            "a", 3, kind=Kind.ARR, **{k: v for k, v in fields.items() if k != "subtype"}
        ),
        subtype=fields.get("subtype"),
    )
    found = _of(_desk(desks, [act], apart=400), "arrests")
    assert found.high[0] == high


def test_a_shutdown_of_the_country_is_felt_in_every_town(desks):
    act = desks.incident("n", 6, town="IR", level=Level.COUNTRY, kind=Kind.NET)
    found = _of(_desk(desks, [act], apart=400), "shutdown")
    assert sorted(found.high[np.isfinite(found.high)]) == [1, 2, 3, 4, 5, 6]


def test_a_day_known_to_the_week_leaves_a_range(desks):
    act = desks.incident("a", 2, last=8, town="شهر 0", kind=Kind.ARR, precision=Precision.WEEK)
    found = _of(_desk(desks, [act], apart=400), "arrests")
    assert (found.low[0], found.high[0]) == (1, 8)


def test_arrests_told_of_the_protest_itself_came_by_the_day_of_that_report(desks):
    tables = _desk(desks, apart=400)
    late = desks.report("late", "s", 4)
    taken = Count(low=9, high=9, bound=Bound.ABOUT, span=desks.SPAN)
    first = changed(tables.incidents[0], arrested=desks.resolved(taken, late))
    found = _of(
        tables._replace(incidents=(first, *tables.incidents[1:]), reports=(*tables.reports, late)),
        "arrests",
    )
    assert (found.low[0], found.high[0]) == (-1, 4)
    assert found.acts == 1


def test_a_word_of_the_state_is_the_first_report_of_an_official_source(desks):
    press = _of(_desk(desks), "word")
    state = _of(_desk(desks, kind=SourceKind.STATE_MEDIA), "word")
    assert press.acts == 0
    assert (state.low == -1).all()
    assert (state.high == 0).all()


def test_what_comes_as_often_before_as_after_is_marked(desks):
    days = [40 * m + n + shift for n in range(6) for m in range(5) for shift in (-2, 2)]
    towns = [f"شهر {n}" for n in range(6) for _ in range(10)]
    acts = [
        desks.incident(f"a{at}", max(day, 0), town=town, kind=Kind.ARR)
        for at, (day, town) in enumerate(zip(days, towns, strict=True))
    ]
    arrests = _estimate(of_desk(_desk(desks, acts), Options()), "arrests-within-7")
    assert arrests.status is Standing.CAUTION
    assert "no-more-than-before" in arrests.warnings


def _made(chance, towns=30, each=8, spread=0.05, coarse=0.0) -> tuple[Answers, float]:
    """Answers of a set share within a week, alike inside towns, lost from sight by chance."""
    rate = chance.beta(0.3 / spread, 0.7 / spread, towns)
    town = np.repeat(np.arange(towns), each)
    answered = chance.random(towns * each) < rate[town]
    lag = np.where(answered, chance.integers(0, 8, towns * each), HORIZON + 5)
    lost = np.minimum(chance.geometric(0.03, towns * each) - 1, HORIZON)
    seen = lag <= lost
    low, high = np.where(seen, lag - 1.0, lost), np.where(seen, lag, np.inf)
    vague = seen & (chance.random(len(lag)) < coarse)
    low = np.where(vague, np.maximum(low - chance.integers(0, 4, len(lag)), -1), low)
    high = np.where(vague, high + chance.integers(0, 4, len(lag)), high)
    return Answers("arrests", low, high, town, np.zeros_like(town), 50), 0.3


def _covered(runs: int, **fields) -> int:
    hit = 0
    for run in range(runs):
        answers, truth = _made(np.random.default_rng([SEED, run]), **fields)
        share = shares_within(answers, [7], 0.95, np.random.default_rng([SEED, run, 1]))[0]
        hit += share.low <= truth <= share.high
    return hit


def test_the_interval_covers_though_protests_of_a_town_are_alike():
    hit = _covered(300)
    assert stats.binomtest(hit, 300, 0.95, alternative="less").pvalue > 0.01


@pytest.mark.slow
@pytest.mark.parametrize("fields", [{}, {"towns": 12, "each": 20}, {"spread": 0.2}], ids=str)
def test_the_interval_covers_in_two_thousand_runs(fields):
    hit = _covered(2000, **fields)
    assert hit >= 0.93 * 2000
    assert stats.binomtest(hit, 2000, 0.95, alternative="less").pvalue > 0.01


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 0.5))
@example(831, 0.0)  # masses that added up to a little more than one
def test_shares_grow_with_time_and_lie_in_their_intervals(seed, coarse):
    answers, _ = _made(np.random.default_rng(seed), towns=8, each=4, coarse=coarse)
    found = shares_within(answers, [1, 3, 7, 14], 0.95, np.random.default_rng(1))
    values = [one.value for one in found]
    assert values == sorted(values)
    assert all(0 <= one.low <= one.value <= one.high <= 1 for one in found)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_which_town_is_numbered_first_does_not_matter(seed):
    answers, _ = _made(np.random.default_rng(seed), towns=8, each=4)
    order = np.random.default_rng(seed + 1).permutation(len(answers.low))
    mixed = answers._replace(
        low=answers.low[order], high=answers.high[order], town=(7 - answers.town)[order],
        before=answers.before[order],
    )  # fmt: skip
    one, other = shares(answers, Options())[0], shares(mixed, Options())[0]
    for name in ("value", "low", "high"):
        found = [getattr(e, name) for e in one]
        assert found == pytest.approx([getattr(e, name) for e in other])


def test_other_linkings_widen_the_interval_and_leave_the_share():
    answers, _ = _made(np.random.default_rng(3))
    fewer = answers._replace(high=np.where(np.arange(len(answers.low)) % 2, answers.high, np.inf),
                             low=np.where(np.arange(len(answers.low)) % 2, answers.low, 20.0))  # fmt: skip
    (plain,) = shares_within(answers, [7], 0.95, np.random.default_rng(1))
    (same,) = shares_within(answers, [7], 0.95, np.random.default_rng(1), [answers] * 20)
    (wide,) = shares_within(answers, [7], 0.95, np.random.default_rng(1), [answers, fewer] * 10)
    assert same == pytest.approx(plain)
    assert wide.value == plain.value
    assert wide.high - wide.low > plain.high - plain.low


def test_other_linkings_of_a_desk_enter_its_study(desks):
    acts = [desks.incident(f"a{n}", 40 * n + 2, town="شهر 1", kind=Kind.ARR) for n in range(5)]
    tables = _desk(desks, acts)
    without = tuple(one for one in tables.incidents if one.id not in ("a1", "a2"))
    one = of_desk(tables, Options()).estimates[0]
    other = of_desk(tables._replace(replicates=(tables.incidents, without)), Options()).estimates[0]
    assert other.value == one.value
    assert (other.low, other.high) != (one.low, one.high)


def test_renaming_the_sources_changes_nothing(desks):
    acts = [desks.incident(f"a{n}", 40 * n + 2, town="شهر 1", kind=Kind.ARR) for n in range(5)]
    tables = _desk(desks, acts)
    renamed = tables._replace(
        reports=tuple(changed(one, source="منبع") for one in tables.reports),
        sources=(desks.source("منبع"),),
    )
    one, other = of_desk(tables, Options()), of_desk(renamed, Options())
    assert one == other
    assert one.estimates[0].value is not None
    assert len(tables.incidents) > LEAST_PROTESTS


def test_every_code_has_words(desks):
    from crosstally.analysis.words import codes

    acts = [desks.incident("a", 2, last=8, town="شهر 0", kind=Kind.ARR, precision=Precision.WEEK)]
    study = of_desk(_desk(desks, acts), Options())
    for one in study.estimates:
        assert one.name in codes("name", "fa")
        assert {check.name for check in one.checks} <= codes("check", "fa")
        assert set(one.warnings) <= codes("warning", "fa")
    assert {grid.name for grid in study.tables} <= codes("table", "fa")
