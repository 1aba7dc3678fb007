"""What a desk holds back and why, in numbers, for the desk's own eyes; and whether the laws hold.

Invariant: no row names a report, a place, a day or a person, and no number of what is closed is
finer than `banded` makes it: the account may stand on a screen that others see.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from crosstally.publish.closed import Cell, banded, cell_of, last_week
from crosstally.publish.disclose import is_spoken
from crosstally.publish.gate import (
    EMBARGO,
    SEALED,
    UNIT,
    WITHHELD,
    is_named,
    open_reports,
    record_day,
    shut_reports,
    unit_sources,
)
from crosstally.publish.held import Held
from crosstally.publish.mask import STRUCK
from crosstally.publish.policy import Policy
from crosstally.publish.public import Public
from crosstally.publish.sensitive import rare_words
from crosstally.publish.told import Told, closed_only
from crosstally.records import Incident, Record, plain

NO_CELL = "no province or no day is known"
IN_CELL = "in a cell that is told, or come to it since"
WAITING = "the week or its delay is not over"
TOO_FEW = "below the threshold of the cell"


class Kept(Record, frozen=True, kw_only=True):
    """So many of something held back for a reason; a number of closed things is a band."""

    what: str
    why: str
    number: str


class Law(Record, frozen=True, kw_only=True):
    """A law of disclosure by its number (docs/why/no-harm.md), and whether an edition keeps it."""

    rule: str
    law: str
    holds: bool


def account(held: Held, policy: Policy, told: Told, public: Public) -> tuple[Kept, ...]:
    """What is held back of a desk and why.

    Args:
        held: all that the build made.
        policy: as it binds, with the promises of earlier editions.
        told: what is told of closed reports.
        public: what `disclose` let out.
    """
    rows = (*_reports(held, policy), *_incidents(held, policy, told), *_open(held, policy, public))
    return tuple(Kept(what=what, why=why, number=number) for what, why, number in rows)


def laws(held: Held, policy: Policy, before: Told, told: Told, public: Public) -> tuple[Law, ...]:
    """The laws that an edition can be held to by looking at it, each with whether it is kept."""
    fields = (name for name in public.__struct_fields__ if name not in ("door", "outlines"))
    texts = {text for name in fields for text in _texts(plain(getattr(public, name)))}
    shut = shut_reports(held.reports, held.sources, policy)
    closed = {*shut, *(m.id for m in held.mentions if m.report in shut)}
    closed |= {one.id for one in held.incidents if set(one.reports) <= shut.keys()}
    reports = {one.id: one for one in held.reports}
    spoken = [reports[one.id] for one in public.reports if one.words is not None]  # type: ignore[index]
    names = policy.mask_names
    found = (
        ("H2", "no name that the desk masks stands in it",
         not any(name in text for name in names for text in texts)),
        ("H4", "no cell tells of fewer than k", all(c.count >= policy.k for c in public.aggregates)),
        ("H4", "every cell told before is told as it was", set(before.cells) <= set(told.cells)),
        ("H5", "it names nothing that closed reports alone tell, and no unit",
         texts.isdisjoint({*closed, *unit_sources(held.sources)})),
        ("H6", "words stand only where they are public, and agreed to",
         all(is_spoken(one) and not is_named(one, policy.no_words) for one in spoken)),
        ("H9", "every earlier promise not to publish is kept",
         set(before.withheld) <= set(told.withheld)),
        ("H10", "it calls nobody to violence",
         not {one.id for one in public.calls} & {one.id for one in held.calls if one.violent}),
    )  # fmt: skip
    return tuple(Law(rule=rule, law=law, holds=holds) for rule, law, holds in found)


def rule_of(policy: Policy) -> str:
    """From how many incidents on, and when, a cell of closed reports is told, in words."""
    if policy.blur <= 1:
        least = f"from {policy.k} incidents on"
    elif policy.secret:
        last = policy.k + policy.blur - 1
        least = f"from a number of incidents on, {policy.k} to {last}, that the desk's key hides"
    else:
        return "no cell is told: the desk's ids are public, so that it has no key to hide behind"
    return f"a cell is told once, {least}, {policy.delay_days} days after its week"


def _reports(held: Held, policy: Policy) -> Iterator[tuple[str, str, str]]:
    reasons = Counter(shut_reports(held.reports, held.sources, policy).values())
    for reason, why in (
        (SEALED, "sealed, or for the desk alone"),
        (UNIT, "a unit's"),
        (WITHHELD, "withheld: not to be published"),
        (EMBARGO, f"under embargo, of {policy.embargo_days} days"),
    ):
        yield "reports", why, banded(reasons[reason], policy.k)


def _incidents(held: Held, policy: Policy, told: Told) -> Iterator[tuple[str, str, str]]:
    shut = shut_reports(held.reports, held.sources, policy)
    cells = {(one.province, one.week, one.kind) for one in told.cells}
    day = record_day(held.reports, unit_sources(held.sources))
    last = last_week(day, policy) if day is not None else None
    closed = closed_only(held.incidents, shut)
    standing = Counter(_standing(one, cells, last) for one in closed)
    for why in (IN_CELL, TOO_FEW, WAITING, NO_CELL):
        yield "incidents that closed reports alone tell", why, banded(standing[why], policy.k)


def _standing(incident: Incident, cells: set[Cell], last: date | None) -> str:
    cell = cell_of(incident)
    if cell is None:
        return NO_CELL
    if cell in cells:
        return IN_CELL
    return WAITING if last is None or cell[1] > last else TOO_FEW


def _open(held: Held, policy: Policy, public: Public) -> Iterator[tuple[str, str, str]]:
    open_ = open_reports(held.reports, held.sources, policy)
    agreed = sum(is_named(one, policy.no_words) for one in open_.values())
    silent = sum(one.words is None for one in public.reports)
    yield "words of open reports", "coded fields alone were agreed to", f"{agreed}"
    yield "words of open reports", "not public at an address, or none shown", f"{silent - agreed}"
    struck = sum(STRUCK in f"{one.words or ''}{one.title or ''}" for one in public.reports)
    yield "open reports", "something in their words is struck out", f"{struck}"
    violent = sum(one.violent and one.report in open_ for one in held.calls)
    yield "calls", "to violence", f"{violent}"
    told = tuple(one for one in held.incidents if set(one.reports) & open_.keys())
    rare = rare_words(told, policy)
    yield "sensitive groups and themes", f"fewer than {policy.k} in the province", f"{rare}"


def _texts(value: Any) -> Iterator[str]:
    """Every text in some plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
