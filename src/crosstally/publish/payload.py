"""What the page carries: columns to count over, and the public record's smaller parts, as plain values.

Invariant: it is built from a `Public` and nothing else; equal records give equal values in equal
order. The page's script reads it and computes no date. What grows with the record and is read one
piece at a time stands in shelves (`shelves.py`) and in the index of words (`search.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from importlib import resources
from typing import Any, NamedTuple

from crosstally.publish.axis import Axis, folded, named, spread, ticks
from crosstally.publish.charts import interval_spec, steps_spec
from crosstally.publish.cited import Cited, cited, source_rows
from crosstally.publish.columns import (
    Order,
    in_order,
    incident_columns,
    place_of,
    rule_columns,
)
from crosstally.publish.dates import GREGORIAN, JALALI, jalali
from crosstally.publish.look import KINDS
from crosstally.publish.public import OpenIncident, Public
from crosstally.publish.search import Stretch, stretches
from crosstally.publish.shelves import SHELF_BYTES, Shelf, shelves
from crosstally.records import parse_json, plain

FOLD_STEPS_APART = (0.015, 0.05)  # the same for the numbers on folds, which stand upright
DAYS = ("day", "week", "first", "last")  # columns of a study's table that hold days
LABEL_STEPS = (0.062, 0.16)  # share of the axis between two labels: on a desk, on a telephone


class Load(NamedTuple):
    """All that the page carries or has beside it. `head` is read at once, the rest when asked for."""

    head: dict[str, Any]
    shelves: tuple[Shelf, ...]
    words: tuple[Stretch, ...]


def load(public: Public, *, room: int = SHELF_BYTES) -> Load:
    """The page's data.

    Args:
        public: what `disclose` let out.
        room: bytes of JSON with which a shelf is full.
    """
    order = in_order(public)
    refers = cited(public)
    made = tuple(shelves(public, order, refers.reports, room=room))
    index = tuple(stretches(public, order, _words()))
    return Load(
        _head(public, order, refers, made) | {"words_from": [s.first for s in index]}, made, index
    )


def _head(public: Public, order: Order, refers: Cited, made: Sequence[Shelf]) -> dict[str, Any]:
    axes = axes_of(public, order)
    days = sorted(set(_days(public, axes)))
    at = {day: number for number, day in enumerate(days)}

    def day(one: date | None) -> int:
        return -1 if one is None else at[one]

    return {
        "desk": _slim(public.desk),
        "figures": plain(public.figures),
        "sources": source_rows(public),
        "provenance": refers.provenance,
        "towns": [_slim(one) for one in public.towns],
        "provinces": [plain(one) for one in public.provinces],
        "incidents": incident_columns(order, day),
        "tallies": [
            {"rule": _slim(one.rule), "value": one.value} | rule_columns(one, order, day)
            for one in public.tallies
        ],
        "shelves": [one.first for one in made],
        "cited": _stubs(public, refers, made),
        "folded": refers.folded,
        "folded_origins": refers.folded_origins,
        "claims": [_slim(one) for one in public.claims],
        "calls": [_slim(one) for one in public.calls],
        "issues": refers.issues,
        "aggregates": [_slim(one) for one in public.aggregates],
        "held_back": [plain(one) for one in public.held_back],
        "credits": list(public.credits),
        "method": [plain(one) for one in public.method],
        "days": {one.isoformat(): list(jalali(one)) for one in days},
        "axes": [_axis(axis, day) for axis in axes],
        "kinds": [kind for kind, _ in KINDS],
        "months": {"gregorian": [list(m) for m in GREGORIAN], "jalali": [list(m) for m in JALALI]},
        "words_fa": dict(public.words_fa),
        "outlines": parse_json(public.outlines)["features"],
        "charts": {
            "steps": steps_spec(1080, 190),
            "intervals": interval_spec(1080, 190),
        },
        "studies": [plain(one) for one in public.studies],
        "studies_note": public.studies_note,
        "day_numbers": {
            day.isoformat(): day.toordinal() for day in sorted(set(_study_days(public)))
        },
        "study_words": {key: [en, fa] for key, en, fa in public.study_words},
        "words": {key: list(pair) for key, pair in _words().items()},
    }


def axes_of(public: Public, order: Order) -> tuple[Axis, ...]:
    """A folded axis for each rule, of the days on which it counts; one for all without rules."""
    if not public.tallies:
        return (folded({day for day in order.days if day is not None}),)
    number = order.number
    return tuple(
        folded(
            {
                found
                for day, ids in tally.units
                if (found := day or order.days[min(number[one] for one in ids)]) is not None
            }
        )
        for tally in public.tallies
    )


def ends_of(axis: Axis) -> tuple[date, ...]:
    """The last day of each step of an axis."""
    return tuple(one + timedelta(days=axis.step - 1) for one in axis.days)


def face_of(unit: list[OpenIncident]) -> OpenIncident:
    """The incident that stands for a unit: its first, the undated ones last."""
    return min(unit, key=place_of)


def _words() -> dict[str, tuple[str, str]]:
    raw = resources.files("crosstally.publish").joinpath("page", "words.json").read_bytes()
    return {key: (pair[0], pair[1]) for key, pair in parse_json(raw).items()}


def _axis(axis: Axis, day: Any) -> dict[str, Any]:
    return {
        "step": axis.step,
        "starts": [day(one) for one in axis.days],
        "ends": [day(one) for one in ends_of(axis)],
        "positions": list(axis.positions),
        "domain": spread(axis.positions),
        "folds": [{"position": one.position, "days": one.days} for one in axis.folds],
        "named": [
            [one.position for one in named(axis, apart=share * max(axis.length, 1))]
            for share in FOLD_STEPS_APART
        ],
        "ticks": [ticks(axis, apart=share * max(axis.length, 1)) for share in LABEL_STEPS],
    }


def _stubs(public: Public, refers: Cited, made: Sequence[Shelf]) -> dict[str, list[Any]]:
    """Of each cited report: its shelf, its place there, its source and its day."""
    wanted = set(refers.reports)
    where: dict[str, tuple[int, int]] = {}
    for number, shelf in enumerate(made):
        for report, at in shelf.reports.items():
            if report in wanted:
                _ = where.setdefault(report, (number, at))
    return {
        one.id: [*where[one.id], one.source, one.day.isoformat() if one.day is not None else None]
        for one in public.reports
        if one.id in where
    }


def _days(public: Public, axes: Iterable[Axis]) -> Iterator[date]:
    for axis in axes:
        yield from axis.days
        yield from ends_of(axis)
    yield from (one.week for one in public.aggregates)
    yield from (one.day for one in public.reports if one.day is not None)
    yield from _study_days(public)
    for tally in public.tallies:
        yield from (day for day, _ in tally.units if day is not None)
    for call in public.calls:
        yield from (day for day in (call.first, call.last) if day is not None)
    for incident in public.incidents:
        yield from (day for day in (incident.first, incident.last) if day is not None)
        for field in incident.fields:
            if field.name == "when":
                for value in (field.value, *field.rivals):
                    yield from (day for day in (value.first, value.last) if day is not None)
    if public.desk.day is not None:
        yield public.desk.day


def _study_days(public: Public) -> Iterator[date]:
    """The days that stand in tables of studies."""
    for study in public.studies:
        for grid in study.tables:
            at = [n for n, name in enumerate(grid.columns) if name in DAYS]
            for row in grid.rows:
                yield from (date.fromisoformat(str(row[n])) for n in at if row[n] is not None)


def _slim(value: Any) -> Any:
    """Plain values without what is empty: None, no text, no items, False."""
    return _without_empty(plain(value))


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        slim = ((name, _without_empty(one)) for name, one in value.items())
        return {name: one for name, one in slim if not _is_empty(one)}
    return [_without_empty(one) for one in value] if isinstance(value, list | tuple) else value


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})
