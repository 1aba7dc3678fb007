"""Who calls: in the aggregate alone, and never on an organisation's own word."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from crosstally.analysis.callers import K, linked, of_desk, of_table, sectors_by_month
from crosstally.analysis.frame import Options
from crosstally.analysis.organisations import acts_of, callers_by_month
from crosstally.analysis.words import codes
from crosstally.errors import UsageError
from crosstally.records import (
    Claim,
    ClaimType,
    Group,
    GroupValue,
    Kind,
    Knowing,
    Origin,
    Source,
    SourceKind,
    Standing,
    Verdict,
    changed,
    encode,
)

OWN, MIRROR, WIRE = "party-site", "party-mirror", "wire"


def _sources(own=OWN, mirror=MIRROR, wire=WIRE):
    return (
        Source(id=own, name="سایت سازمان", kind=SourceKind.PARTY, family=f"{own}-org",
               aliases=("سازمان", f"the {own} Organisation")),
        Source(id=mirror, name="Mirror", kind=SourceKind.PRESS, mirror_of=own),
        Source(id=wire, name="Wire", kind=SourceKind.PRESS),
    )  # fmt: skip


def _origin(name, by, *, known=True):
    return Origin(
        id=name, reports=(), sources=(by,), first="r", known=known,
        basis=Knowing.WITNESS if known else Knowing.UNKNOWN,
    )  # fmt: skip


def _desk(desks, *, seen=0, claimed=12, by=WIRE, known=True, who="سازمان", sources=None):
    """Acts that an organisation claims; of some of them another source tells, too."""
    mentions, incidents, origins = [], [], []
    for n in range(claimed):
        mentions.append(desks.mention(f"m{n}", claimed_by=(desks.quote(who),)))
        own = _origin(f"o{n}", (sources or _sources())[0].id)
        other = _origin(f"w{n}", by, known=known)
        origins += [own, other]
        keys = [own.id, other.id] if n < seen else [own.id]
        incidents.append(
            desks.incident(f"i{n}", 31 * (n % 6), mentions=[f"m{n}"], origins=keys, kind=Kind.EXP)
        )
    return desks.desk(
        incidents, (), sources or _sources(), origins, mentions=tuple(mentions)
    )  # fmt: skip


def _of(study, name):
    return next(one for one in study.estimates if one.name == name)


def test_a_plain_table_is_refused(tmp_path):
    with pytest.raises(UsageError, match="study of desks"):
        of_table(tmp_path / "t.csv", None, Options())


def test_acts_that_nobody_else_saw_give_no_share_and_no_growth(desks):
    study = of_desk(_desk(desks), Options())
    assert _of(study, "claimed-seen").refusal == "anything-independent"
    assert _of(study, "growth-of-seen").refusal == "anything-independent"
    row = next(grid for grid in study.tables if grid.name == "organisations").rows[0]
    assert row == ("party-site-org", None, None, None, 12, 0, 0, "anything-independent", 12)


@pytest.mark.parametrize("by", [OWN, MIRROR])
def test_an_organisation_s_own_outlets_and_mirrors_see_nothing_for_it(desks, by):
    study = of_desk(_desk(desks, seen=12, by=by), Options())
    assert _of(study, "claimed-seen").refusal == "anything-independent"


def test_who_does_not_say_how_it_knows_has_seen_nothing(desks):
    study = of_desk(_desk(desks, seen=12, known=False), Options())
    assert _of(study, "claimed-seen").refusal == "anything-independent"


def test_a_role_is_refused_whatever_was_seen(desks):
    study = of_desk(_desk(desks, seen=12), Options())
    role = _of(study, "role")
    assert (role.status, role.refusal) == (Standing.REFUSED, "role-is-not-counted")


def _sure(tables):
    """The desk, its other linkings all like its own."""
    return tables._replace(replicates=(tables.incidents,) * 3)


def test_few_acts_that_others_saw_give_a_share_and_no_growth(desks):
    study = of_desk(_sure(_desk(desks, seen=3)), Options())
    share = _of(study, "claimed-seen")
    assert (share.value, share.status) == (0.25, Standing.OK)
    assert share.low < 0.25 < share.high
    assert _of(study, "growth-of-seen").refusal == "seen-enough"


def test_growth_is_that_of_acts_that_others_saw(desks):
    found = _of(of_desk(_desk(desks, seen=12), Options()), "growth-of-seen")
    assert found.value == pytest.approx(1, abs=0.2)
    assert found.low < 1 < found.high


def test_claims_of_a_role_or_of_growth_are_counted_to_who_makes_them(desks):
    claims = tuple(
        Claim(
            id=f"c{n}", type=kind, asserter="سازمان", source=OWN, reports=(), text="t",
            verdict=Verdict.OPEN, rule="r", because="b",
        )
        for n, kind in enumerate([ClaimType.ROLE] * 4 + [ClaimType.TREND] * 2 + [ClaimType.EVENT])
    )  # fmt: skip
    tables = _desk(desks, claimed=0)._replace(claims=claims)
    (acts,) = acts_of(tables)
    assert (acts.name, acts.claims, dict(acts.claimed)) == ("party-site-org", 6, {})
    study = of_desk(tables, Options())
    assert _of(study, "claimed-seen").refusal == "acts-claimed"
    assert next(g for g in study.tables if g.name == "organisations").rows[0][-2:] == (
        "acts-claimed",
        6,
    )


def test_a_name_of_fewer_than_five_is_in_no_table_and_no_incident_in_any(desks):
    tables = _desk(desks, claimed=K - 1, seen=1)
    study = of_desk(tables, Options())
    assert "party-site-org" not in encode(study).decode()
    bigger = encode(of_desk(_desk(desks, claimed=40, seen=5), Options()).tables).decode()
    assert not any(f'"i{n}"' in bigger for n in range(40))


def test_without_other_linkings_a_number_is_a_caution(desks):
    study = of_desk(_desk(desks, seen=12), Options())
    for name in ("claimed-seen", "growth-of-seen"):
        found = _of(study, name)
        assert (found.status, found.warnings) == (Standing.CAUTION, ("no-linking-interval",))
    assert _of(study, "role").warnings == ()


def test_other_linkings_that_mostly_give_no_number_are_a_caution(desks):
    tables = _desk(desks, seen=12)
    thin = tables._replace(replicates=(tables.incidents,) * 2 + (tables.incidents[:4],) * 3)
    assert _of(of_desk(thin, Options()), "claimed-seen").warnings == ("no-linking-interval",)


def test_other_linkings_widen_every_interval_and_leave_the_value(desks):
    tables = _desk(desks, seen=6, claimed=24)
    few, many = (_desk(desks, seen=n, claimed=24).incidents for n in (3, 12))
    alike = _of(of_desk(_sure(tables), Options()), "claimed-seen")
    apart = _of(
        of_desk(tables._replace(replicates=(few, many, tables.incidents)), Options()),
        "claimed-seen",
    )
    assert apart.value == alike.value == 0.25
    assert 0 <= apart.low < alike.low < alike.high < apart.high <= 1


def test_a_factor_is_widened_by_logarithms_as_worked_by_hand(desks):
    plain = _of(of_desk(_sure(_desk(desks, seen=12)), Options()), "growth-of-seen")
    found, half, twice = (changed(plain, value=x, low=x / 2, high=x * 2) for x in (1.0, 0.5, 2.0))
    wide = linked(found, (half, twice))
    within, between = (math.log(2) / 1.959964) ** 2, 2 * math.log(2) ** 2
    df = (1 + within / (1.5 * between)) ** 2
    reach = stats.t.ppf(0.975, df) * math.sqrt(within + 1.5 * between)
    assert wide.low == pytest.approx(math.exp(-reach), abs=1e-6)
    assert wide.high == pytest.approx(math.exp(reach), rel=1e-5)


def test_a_caller_is_counted_by_month_under_one_name(desks):
    mentions = tuple(
        desks.mention(f"m{n}", called_by=(desks.quote(name),))
        for n, name in enumerate(["سازمان", "The party-site Organisation", "سازمان", "شورای صنفی"] * 3)
    )  # fmt: skip
    incidents = [desks.incident(f"i{n}", n, mentions=[one.id]) for n, one in enumerate(mentions)]
    tables = desks.desk(incidents, (), _sources(), mentions=mentions)
    assert callers_by_month(tables) == {"2018-01": {"party-site-org": 9, "شورای صنفی": 3}}
    grid = next(g for g in of_desk(tables, Options()).tables if g.name == "callers-by-month")
    assert grid.rows == (("2018-01", "party-site-org", 9),)


def _grouped(desks, months):
    """Incidents of two groups in turn shares by month."""
    incidents = []
    for month, (one, other) in enumerate(months):
        for n in range(one + other):
            group = Group.TEACHERS if n < one else Group.WORKERS
            value = desks.resolved(GroupValue(value=group, span=desks.SPAN))
            incidents.append(desks.incident(f"i{month}-{n}", 31 * month, groups=(value,)))
    return desks.desk(incidents)


def test_groups_that_stay_the_same_do_not_change(desks):
    tables = _grouped(desks, [(15, 15)] * 6)
    assert sectors_by_month(tables)["2018-01"] == {"teachers": 15, "workers": 15}
    found = _of(of_desk(_sure(tables), Options()), "sectors-turnover")
    assert found.value == 0
    assert found.status is Standing.OK


def test_groups_that_give_way_to_one_another_change(desks):
    found = _of(of_desk(_grouped(desks, [(28, 2), (2, 28)] * 3), Options()), "sectors-turnover")
    assert found.low > 0.5


def test_thin_months_are_refused(desks):
    found = _of(of_desk(_grouped(desks, [(2, 2)] * 6), Options()), "sectors-turnover")
    assert found.refusal == "months-in-a-row"


def test_change_after_arrests_needs_months_of_both_sorts(desks):
    tables = _grouped(desks, [(20, 10), (10, 20)] * 5)
    refused = _of(of_desk(tables, Options()), "sectors-after-arrests")
    assert refused.refusal == "months-of-arrests"
    arrests = [desks.incident(f"a{n}", 62 * (n % 4), kind=Kind.ARR) for n in range(12)]
    found = of_desk(tables._replace(incidents=(*tables.incidents, *arrests)), Options())
    assert _of(found, "sectors-after-arrests").low <= 0 <= _of(found, "sectors-after-arrests").high


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 12), st.permutations(["alpha", "beta", "گاما"]))
def test_renaming_the_sources_changes_no_number(desks, seen, names):
    plain = of_desk(_desk(desks, seen=seen), Options())
    own, mirror, wire = names
    renamed = of_desk(
        _desk(desks, seen=seen, by=wire, sources=_sources(own, mirror, wire)), Options()
    )
    assert plain.estimates == renamed.estimates
    text = json.dumps(json.loads(encode(renamed.tables)), ensure_ascii=False)
    assert json.loads(text.replace(f"{own}-org", "party-site-org")) == json.loads(
        encode(plain.tables)
    )


def test_every_code_has_words_in_both_languages(desks):
    for tables in (_desk(desks), _desk(desks, seen=12), _grouped(desks, [(15, 15)] * 6)):
        study = of_desk(tables, Options())
        for lang in ("en", "fa"):
            for one in study.estimates:
                assert one.name in codes("name", lang)
                assert one.unit in codes("unit", lang)
                assert one.method in codes("method", lang)
                assert {check.name for check in one.checks} <= codes("check", lang)
                assert set(one.assumptions) <= codes("assumption", lang)
                assert set(one.warnings) <= codes("warning", lang)
            for grid in study.tables:
                assert grid.name in codes("table", lang)
                assert set(grid.columns) <= codes("column", lang)
