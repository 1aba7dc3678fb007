"""What the page carries: the public record as plain values, empty ones left out.

Invariant: it is built from a `Public` and nothing else; equal records give equal values in equal
order. The page's script reads it and computes no date.
"""

from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Any

from crosstally.publish.axis import Axis, folded, named, spread, ticks
from crosstally.publish.charts import interval_spec, map_spec, steps_spec, timeline_spec
from crosstally.publish.dates import GREGORIAN, JALALI, jalali
from crosstally.publish.look import KINDS
from crosstally.publish.public import OpenIncident, Public
from crosstally.records import parse_json, plain

FOLD_STEPS_APART = (0.015, 0.05)  # the same for the numbers on folds, which stand upright
DAYS = ("day", "week", "first", "last")  # columns of a study's table that hold days
LABEL_STEPS = (0.062, 0.16)  # share of the axis between two labels: on a desk, on a telephone


def payload(public: Public) -> dict[str, Any]:
    """The page's data, ready to be written as JSON."""
    axes = axes_of(public)
    return {
        "desk": _slim(public.desk),
        "figures": plain(public.figures),
        "sources": [_slim(one) for one in public.sources],
        "reports": [_slim(one) for one in public.reports],
        "towns": [_slim(one) for one in public.towns],
        "provinces": [plain(one) for one in public.provinces],
        "origins": [_slim(one) for one in public.origins],
        "incidents": [_slim(one) for one in public.incidents],
        "tallies": [_slim(one) for one in public.tallies],
        "claims": [_slim(one) for one in public.claims],
        "calls": [_slim(one) for one in public.calls],
        "issues": [_slim(one) for one in public.issues],
        "aggregates": [_slim(one) for one in public.aggregates],
        "held_back": [plain(one) for one in public.held_back],
        "credits": list(public.credits),
        "method": [plain(one) for one in public.method],
        "days": {day.isoformat(): list(jalali(day)) for day in sorted(set(_days(public)))},
        "axes": [_axis(axis) for axis in axes],
        "kinds": [list(one) for one in KINDS],
        "months": {"gregorian": [list(m) for m in GREGORIAN], "jalali": [list(m) for m in JALALI]},
        "words_fa": dict(public.words_fa),
        "outlines": parse_json(public.outlines)["features"],
        "charts": {
            "map": map_spec(620, 560),
            "timeline": timeline_spec(1080, 210, spread(axes[0].positions)),
            "steps": steps_spec(1080, 190),
            "intervals": interval_spec(1080, 190),
        },
        "studies": [plain(one) for one in public.studies],
        "studies_note": public.studies_note,
        "day_numbers": {
            day.isoformat(): day.toordinal() for day in sorted(set(_study_days(public)))
        },
        "study_words": {key: [en, fa] for key, en, fa in public.study_words},
        "words": parse_json(
            resources.files("crosstally.publish").joinpath("page", "words.json").read_bytes()
        ),
    }


def axes_of(public: Public) -> tuple[Axis, ...]:
    """A folded axis for each rule, of the days on which it counts; one for all without rules."""
    known = {one.id: one for one in public.incidents}
    if not public.tallies:
        return (folded(day for one in public.incidents if (day := day_of(one)) is not None),)
    return tuple(
        folded(
            found
            for day, ids in tally.units
            if (found := day or day_of(face_of([known[one] for one in ids]))) is not None
        )
        for tally in public.tallies
    )


def face_of(unit: list[OpenIncident]) -> OpenIncident:
    """The incident that stands for a unit: its first, the undated ones last."""
    return min(unit, key=lambda one: (one.first is None, one.first or date.max, one.id))


def day_of(incident: OpenIncident) -> date | None:
    """The one day on which a counted incident stands in the timeline, where it is known to the day."""
    when = next((one.value for one in incident.fields if one.name == "when"), None)
    return incident.first if incident.counts and when is not None and when.term == "day" else None


def _axis(axis: Axis) -> dict[str, Any]:
    return {
        "days": [day.isoformat() for day in axis.days],
        "positions": list(axis.positions),
        "domain": spread(axis.positions),
        "folds": [{"position": one.position, "days": one.days} for one in axis.folds],
        "named": [
            [one.position for one in named(axis, apart=share * max(axis.length, 1))]
            for share in FOLD_STEPS_APART
        ],
        "ticks": [ticks(axis, apart=share * max(axis.length, 1)) for share in LABEL_STEPS],
    }


def _days(public: Public) -> Iterator[date]:
    for axis in axes_of(public):
        yield from axis.days
    yield from (one.week for one in public.aggregates)
    yield from (one.day for one in public.reports if one.day is not None)
    yield from _study_days(public)
    for call in public.calls:
        yield from (day for day in (call.first, call.last) if day is not None)
    for incident in public.incidents:
        yield from (day for day in (incident.first, incident.last) if day is not None)
        for field in incident.fields:
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
