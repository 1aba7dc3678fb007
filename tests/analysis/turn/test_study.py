"""A turn is refused where sources cannot be held fixed, and every code of its study has words."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from crosstally.analysis.frame import Options, generator
from crosstally.analysis.turn import (
    Panel,
    constant,
    of_desk,
    of_table,
    panel_of,
    pooled,
    read_heard,
    read_panel,
    trend,
    turn,
    youden,
)
from crosstally.analysis.words import LANGUAGES, codes
from crosstally.errors import FormatError
from crosstally.publish.studies import codes_of
from crosstally.records import Slogan, Standing, Theme, changed

START = date(2018, 1, 1)


def _day(n: int) -> str:
    return (START + timedelta(days=n)).isoformat()


def _table(tmp_path, text: str):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _counts(tmp_path, level, sources=("الف", "b"), days=600):
    """A table in which every source speaks every other day, `level` of the day and the source."""
    rows = [f"{_day(n)},{s},{level(n, s)}" for n in range(0, days, 2) for s in sources]
    return _table(tmp_path, "\n".join(["day,source,count", *rows]))


def _slogans(tmp_path, political, *, checked=""):
    """A table of slogans: two sources a day for eighty days, the n-th slogan political or not."""
    rows = []
    for n in range(80):
        for source in ("خبر", "b"):
            theme = "political" if political(n, source) else "labour"
            rows.append(f"{_day(n)},{source},شهر {n % 3},{theme},{checked and theme}")
    return _table(tmp_path, "\n".join(["day,source,place,theme,checked", *rows]))


def _standing(study):
    return {one.name: one.refusal for one in study.estimates}


@pytest.mark.parametrize(
    "text",
    [
        "day,count\n2018-01-01,1\n",
        "day,source\n2018-01-01,a\n",
        "day,source,count\n",
        "day,source,count\n2018-01-01,a,-1\n",
        "day,source,count\n1 Dey,a,1\n",
        "day,source,theme\n2018-01-01,a,anger\n",
        "day,source,theme\n2018-01-01,a,gender\n",
    ],
)
def test_a_wrong_table_is_told(tmp_path, text):
    with pytest.raises(FormatError):
        of_table(_table(tmp_path, text), None, Options())


def test_a_table_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FormatError):
        of_table(tmp_path / "none.csv", None, Options())


def test_one_source_throughout_is_not_enough(tmp_path):
    study = of_table(_counts(tmp_path, lambda n, _: n // 100 + 1, sources=("a",)), None, Options())
    assert set(_standing(study).values()) == {"panel-enough"}


def test_a_short_record_is_refused(tmp_path):
    study = of_table(_counts(tmp_path, lambda n, _: 3, days=40), None, Options())
    assert study.estimates[0].refusal == "steps-enough"


def test_what_nobody_told_is_refused(tmp_path):
    study = of_table(_counts(tmp_path, lambda n, _: int(n % 150 == 0)), None, Options())
    assert all(one.status is Standing.REFUSED for one in study.estimates)


def test_a_source_alone_in_its_trend_makes_no_growth(tmp_path):
    path = _counts(tmp_path, lambda n, s: 20 - n // 100 if s == "b" else n // 10 + 5)
    assert "no-source-alone" in {
        check.name
        for check in of_table(path, None, Options()).estimates[0].checks
        if not check.passed
    }


def test_steady_growth_is_claimed_and_the_headline_is_the_more_careful_of_both(tmp_path):
    study = of_table(_counts(tmp_path, lambda n, _: 3 + n // 40), None, Options())
    head, fixed, adjusted, raw = study.estimates
    assert head.status is Standing.OK
    assert head.value == min(fixed.value, adjusted.value) > 1
    assert (head.low, head.high) == (min(fixed.low, adjusted.low), max(fixed.high, adjusted.high))
    assert raw.status is Standing.CAUTION


def test_a_decline_is_claimed_as_well(tmp_path):
    study = of_table(_counts(tmp_path, lambda n, _: 20 - n // 40), None, Options())
    assert study.estimates[0].high < 1


def test_a_large_source_that_comes_late_is_growth_in_the_raw_count_only(tmp_path):
    chance = np.random.default_rng(20261123)
    rows = [
        f"{_day(n)},{source},{chance.poisson(6 if source == 'late' else 1)}"
        for n in range(700)
        for source in ("a", "b", "late")
        if source != "late" or n > 350
    ]
    study = of_table(_table(tmp_path, "\n".join(["day,source,count", *rows])), None, Options())
    head, _, _, raw = study.estimates
    assert head.refusal == "panels-agree"
    assert raw.low > 1


def test_a_source_that_falls_silent_is_not_in_the_constant_panel(tmp_path):
    rows = [f"{_day(n)},{s},1" for n in range(600) for s in "abc" if s != "c" or not 100 < n < 200]
    panel = read_panel(_table(tmp_path, "\n".join(["day,source,count", *rows])))
    assert (len(panel.counts), len(constant(panel).counts)) == (3, 2)
    assert panel.looked[2].sum() < panel.looked[0].sum()
    assert pooled(panel).counts.sum() == len(rows)


@settings(max_examples=12)
@given(st.lists(st.floats(0.2, 5), min_size=2, max_size=4), st.floats(-0.1, 0.1))
def test_the_slope_does_not_know_how_much_a_source_sees(sees, slope):
    months = np.arange(20 * 28) / 30.4375
    exact = 1000 * np.exp(slope * months)
    counts = np.round(np.array(sees)[:, None] * exact).astype(np.int64)
    panel = panel_of(counts, np.ones_like(counts), counts.sum(axis=0))
    assert trend(panel).slope == pytest.approx(slope, abs=1e-3)


def test_two_levels_have_the_slope_of_their_ratio():
    counts = np.repeat([[10] * 9 + [20] * 9], 28, axis=1).reshape(1, -1)
    panel = panel_of(counts, np.ones_like(counts), counts[0])
    one = trend(panel._replace(months=np.repeat([0.0, 1.0], 9)))
    assert one.slope == pytest.approx(np.log(2))


def test_the_slope_is_that_of_greatest_likelihood_of_the_whole_model():
    chance = np.random.default_rng(20261123)
    mean = np.exp(np.array([[0.5], [1.5], [2.5]]) + 0.04 * np.arange(24))
    y = chance.negative_binomial(4, 4 / (4 + mean))
    days = np.full(24, 28)
    t = np.arange(24.0)
    panel = Panel(y, np.broadcast_to(days, y.shape), y.sum(axis=0), t, days)

    def cost(told):
        mu, size = np.exp(told[:3, None] + told[3] * (t - t.mean())), np.exp(-told[4])
        return -stats.nbinom.logpmf(y, size, size / (size + mu)).sum()

    found = optimize.minimize(cost, np.array([1.0, 2.0, 3.0, 0.0, -1.0]), tol=1e-10)
    assert trend(panel).slope == pytest.approx(found.x[3], abs=1e-4)


def test_slogans_that_turn_within_each_source_are_claimed(tmp_path):
    chance = np.random.default_rng(20261123)
    path = _slogans(tmp_path, lambda n, _: chance.random() < n / 80, checked="yes")
    study = of_table(path, None, Options())
    head = study.estimates[0]
    assert (head.name, head.status) == ("slogans-turn", Standing.OK)
    assert head.low < 7 / 80 < head.high
    assert [row[1] for row in study.tables[0].rows] == list(range(1, 13))


def test_a_turn_of_who_is_heard_is_refused(tmp_path):
    chance = np.random.default_rng(20261123)
    rows = [
        f"{_day(n)},{source},{'political' if source == 'b' else 'economic'}"
        for n in range(80)
        for source in ("b" if chance.random() < n / 80 else "خبر",)
    ]
    study = of_table(_table(tmp_path, "\n".join(["day,source,theme", *rows])), None, Options())
    head, raw = study.estimates
    assert head.refusal == "within-source"
    assert raw.low > 0


def test_a_coder_that_cannot_tell_is_refused_and_one_that_errs_makes_the_turn_larger(tmp_path):
    chance = np.random.default_rng(20261123)
    heard = read_heard(_slogans(tmp_path, lambda n, _: chance.random() < n / 80))
    assert heard.confusion is None
    plain = turn(heard, 0.95, generator(1))
    matrix = np.array([[45, 5], [10, 40]])
    held = turn(heard._replace(confusion=matrix), 0.95, generator(1))
    assert youden(matrix) == pytest.approx(0.7)
    assert held.slope == pytest.approx(plain.slope / 0.7)
    assert held.high - held.low > plain.high - plain.low


def test_a_coder_no_better_than_chance_refuses_the_turn(tmp_path):
    rows = [
        f"{_day(n)},{s},{'political' if n > 40 else 'labour'},{'political' if n % 2 else 'labour'}"
        for n in range(80)
        for s in "ab"
    ]
    path = _table(tmp_path, "\n".join(["day,source,theme,checked", *rows]))
    assert of_table(path, None, Options()).estimates[0].refusal == "coder-tells"


def test_no_draw_of_chance_hangs_on_what_a_source_is_called(tmp_path):
    text = _slogans(tmp_path, lambda n, s: (n + len(s)) % 3 == 0).read_text(encoding="utf-8")
    first = of_table(_table(tmp_path, text), None, Options())
    again = of_table(_table(tmp_path, text.replace(",b,", ",ی,")), None, Options())
    assert first.estimates == again.estimates


def _desk(desks):
    """Two sources that look for two years, and a wave of slogans in the middle."""
    chance = np.random.default_rng(20261123)
    incidents, reports, mentions = [], [], []
    days = [*range(0, 700, 3), *(n for n in range(340, 361) for _ in range(4))]
    for number, day in enumerate(days):
        told = [desks.report(f"r{number}-{s}", s, day) for s in ("منبع", "b")]
        for one in told:
            political = chance.random() < (day - 340) / 21
            theme = Theme.POLITICAL if political else Theme.ECONOMIC
            slogan = Slogan(text="شعار", theme=theme, span=desks.SPAN)
            mentions.append(desks.mention(f"m-{one.id}", one, slogans=(slogan,)))
        own = [one.id for one in mentions[-2:]]
        town = f"شهر {number % 4}"
        incidents.append(desks.incident(f"i{number}", day, town=town, reports=told, mentions=own))
        reports += told
    sources = [desks.source("منبع"), desks.source("b")]
    return desks.desk(incidents, reports, sources, mentions=tuple(mentions))


def test_a_desk_tells_of_growth_and_of_the_slogans_of_its_waves(desks):
    study = of_desk(_desk(desks), Options())
    assert _standing(study) == {
        "growth": "panels-agree",
        "growth-constant": None,
        "growth-adjusted": None,
        "growth-raw": None,
        "slogans-turn": None,
        "slogans-raw": None,
    }
    assert {row[0] for row in study.tables[0].rows} == {_day(340)}
    assert study.estimates[4].warnings == ("coder-unchecked",)


def test_other_linkings_never_make_growth_surer(desks):
    tables = _desk(desks)
    fewer = [tables.incidents[::2], tables.incidents[: len(tables.incidents) // 2]]
    one = of_desk(tables, Options()).estimates[1]
    other = of_desk(tables._replace(replicates=tuple(fewer)), Options()).estimates[1]
    assert other.high - other.low >= one.high - one.low
    assert other.value == one.value


def test_a_mirror_is_no_second_voice(desks):
    tables = _desk(desks)
    mirror = changed(tables.sources[1], mirror_of=tables.sources[0].id)
    study = of_desk(tables._replace(sources=(tables.sources[0], mirror)), Options())
    assert study.estimates[0].refusal == "panel-enough"


def test_a_desk_without_days_is_refused(desks):
    study = of_desk(desks.desk([desks.incident("i", None)]), Options())
    assert all(one.status is Standing.REFUSED for one in study.estimates)


def test_every_code_of_a_turn_has_words(desks, tmp_path):
    studies = (
        of_desk(_desk(desks), Options()),
        of_table(_slogans(tmp_path, lambda n, _: n > 40, checked="yes"), None, Options()),
    )
    for study in studies:
        for table, code in codes_of(study):
            known = all(code in codes(table, lang) for lang in LANGUAGES)
            assert known or (table, code) == ("name", _day(340)), (table, code)
