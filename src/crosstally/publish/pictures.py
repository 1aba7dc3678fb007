"""The map and the timeline as files, in English and in Persian.

Invariant: a picture's text is set in the face that ships with it: it is registered for the PNG and
carried inside the SVG, since a face that is not found draws no text at all. What it says of itself
stands in `captions.py`.
"""

import base64
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Any, NamedTuple

import vl_convert

from crosstally.publish.axis import Axis, folded, named, spread, ticks
from crosstally.publish.captions import sources_of, title_of
from crosstally.publish.charts import labelled, map_spec, timeline_spec
from crosstally.publish.columns import day_of
from crosstally.publish.dates import digits, rtl, tick
from crosstally.publish.look import FACE, KIND_NAMES, KINDS, QUIET
from crosstally.publish.payload import face_of
from crosstally.publish.public import OpenIncident, OpenTown, Public
from crosstally.records import parse_json

LABELS_APART = 0.062
FOLDS_APART = 0.015
NAMED_TOWNS = 14
_PERSIAN = {"decimal": "٫", "thousands": "٬", "grouping": [3], "currency": ["", ""], "numerals": list("۰۱۲۳۴۵۶۷۸۹")}  # fmt: skip


class Drawn(NamedTuple):
    """A counted unit as a picture shows it: its first incident, its town and day where it has them."""

    incident: OpenIncident
    town: OpenTown | None
    day: date | None


def pictures(public: Public) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the picture files: map and timeline, SVG and PNG, English and Persian."""
    rows = tuple(drawn_units(public))
    faces = resources.files("crosstally.publish").joinpath("page")
    with resources.as_file(faces) as folder:
        vl_convert.register_font_directory(str(folder))
    for persian, mark in ((False, ""), (True, ".fa")):
        for name, spec in (
            ("map", _map(public, rows, persian)),
            ("timeline", _timeline(public, rows, persian)),
        ):
            svg = _numbered(
                vl_convert.vegalite_to_svg(spec, format_locale=_PERSIAN if persian else None)
            )
            yield f"{name}{mark}.png", vl_convert.svg_to_png(svg, scale=2)
            yield f"{name}{mark}.svg", _with_face(svg).encode("utf-8")


def drawn_units(public: Public) -> Iterator[Drawn]:
    """The units of the desk's first rule, each as its first incident, or else all that count."""
    towns = {one.id: one for one in public.towns}
    known = {one.id: one for one in public.incidents}
    if public.tallies:
        groups = [(day, [known[one] for one in ids]) for day, ids in public.tallies[0].units]
    else:
        groups = [(None, [one]) for one in public.incidents if one.counts]
    for day, group in groups:
        face = face_of(group)
        yield Drawn(face, towns.get(face.town or ""), day)


def _map(public: Public, rows: tuple[Drawn, ...], persian: bool) -> dict[str, Any]:
    counts = Counter(
        row.town.id for row in rows if row.town is not None and row.town.lat is not None
    )
    towns = {row.town.id: row.town for row in rows if row.town is not None}
    ranked = sorted(counts, key=lambda one: (-counts[one], one))
    named = _apart([towns[one] for one in ranked])
    dots = [
        {
            "id": one,
            "lon": towns[one].lon,
            "lat": towns[one].lat,
            "number": counts[one],
            "rough": towns[one].level == "province",
            "rank": int(one in named),
            "label": _name(towns[one], persian),
        }
        for one in ranked
    ]
    spec = map_spec(760, 660)
    reach = {"name": "reach", "value": max([4, *counts.values()])}
    spec["params"] = [reach, *spec["params"][1:]]
    outlines = parse_json(public.outlines)["features"]
    return spec | {
        "layer": [*spec["layer"], _below(public, persian, under=12, credit=True)],
        "datasets": {
            "outlines": outlines,
            "dots": dots,
        },
        "title": _title(public, rows, persian),
        "padding": 24,
        "background": "#fffdf9",
    }


def _is_inside(town: OpenTown, provinces: set[str]) -> bool:
    """Whether a town can stand on the map: what lies abroad would shrink the country."""
    return town.lat is not None and town.province in provinces


def _apart(towns: list[OpenTown]) -> set[str]:
    """The largest towns whose names do not stand on one another."""
    chosen: list[OpenTown] = []
    for town in towns:
        if len(chosen) < NAMED_TOWNS and town.level != "province" and all(
            abs((one.lon or 0) - (town.lon or 0)) > 1.4 or abs((one.lat or 0) - (town.lat or 0)) > 0.6
            for one in chosen
        ):  # fmt: skip
            chosen.append(town)
    return {one.id for one in chosen}


def _name(town: OpenTown, persian: bool) -> str:
    return rtl(town.name_fa) if persian and town.name_fa else town.name


def _timeline(public: Public, rows: tuple[Drawn, ...], persian: bool) -> dict[str, Any]:
    dated = [(day, row.incident) for row in rows if (day := row.day or day_of(row.incident))]
    axis = folded(day for day, _ in dated)
    bars = _bars(axis, Counter((axis.start_of(day), one.kind) for day, one in dated))
    spec = timeline_spec(1080, 300, spread(axis.positions))
    chosen = ticks(axis, apart=LABELS_APART * max(axis.length, 1))
    labels = {
        float(axis.positions[at]): tick(axis.days[at], persian=persian, by_jalali=persian)
        for at in chosen
    }
    told = set(named(axis, apart=FOLDS_APART * max(axis.length, 1)))
    folds = [
        {"position": one.position, "label": _fold_label(one.days, persian) if one in told else ""}
        for one in axis.folds
    ]
    spec = labelled(spec, labels)
    full = spec | {
        "layer": [*spec["layer"], _below(public, persian, under=46, credit=False)],
        "params": [{"name": "top", "value": max([1, *(bar["high"] for bar in bars)])}],
        "datasets": {"bars": bars, "folds": folds},
        "title": _title(public, rows, persian),
        "padding": 24,
        "background": "#fffdf9",
    }
    return _with_legend(full, persian)


def _bars(axis: Axis, counts: Counter[tuple[date, str]]) -> list[dict[str, Any]]:
    """The bars of each day, one kind upon the other."""
    bars: list[dict[str, Any]] = []
    for day, step in zip(axis.days, axis.positions, strict=True):
        low = 0
        for kind, _ in KINDS:
            high = low + counts[day, kind]
            if high > low:
                at = {"left": step - 0.42, "right": step + 0.42, "kind": kind}
                bars.append(at | {"low": low, "high": high})
            low = high
    return bars


def _fold_label(days: int, persian: bool) -> str:
    return rtl(digits(f"{days} روز")) if persian else f"{days:,} days"


def _with_legend(spec: dict[str, Any], persian: bool) -> dict[str, Any]:
    names = ",".join(
        f"'{kind}':'{rtl(KIND_NAMES[kind][1]) if persian else KIND_NAMES[kind][0]}'"
        for kind, _ in KINDS
    )
    for layer in spec["layer"][:1]:
        color = layer["encoding"]["color"]
        legend = {"orient": "top", "direction": "horizontal", "labelExpr": f"({{{names}}})[datum.label]", "title": None}  # fmt: skip
        layer["encoding"] = layer["encoding"] | {"color": color | {"legend": legend}}
    return spec


def _title(public: Public, rows: tuple[Drawn, ...], persian: bool) -> dict[str, Any]:
    days = [day for row in rows if (day := row.day or day_of(row.incident)) is not None]
    made = sum(row.incident.synthetic for row in rows)
    return title_of(public, days, (len(rows), made), persian=persian)


def _below(public: Public, persian: bool, *, under: int, credit: bool) -> dict[str, Any]:
    """The lines of sources, as a layer below a drawing."""
    lines = sources_of(public, credit=credit, persian=persian)
    return {
        "data": {"values": [{"line": lines}]},
        "mark": {
            "type": "text", "align": "right", "baseline": "top", "fontSize": 9, "fill": QUIET,
            "lineHeight": 13, "dy": under,
        },
        "encoding": {"x": {"value": "width"}, "y": {"value": "height"}, "text": {"field": "line"}},
    }  # fmt: skip


def _numbered(svg: str) -> str:
    """The SVG with its clips numbered from 0: the engine goes on counting from drawing to drawing."""
    names = dict.fromkeys(re.findall(r'id="(clip\d+)"', svg))
    order = {name: f"clip{number}" for number, name in enumerate(names)}
    return re.sub(r"\bclip\d+\b", lambda match: order.get(match.group(), match.group()), svg)


def _with_face(svg: str) -> str:
    """The SVG with the face inside, so that it is drawn the same where the face is not installed."""
    face = resources.files("crosstally.publish").joinpath("page", "vazirmatn.woff2").read_bytes()
    data = base64.b64encode(face).decode("ascii")
    style = (
        f"<style>@font-face{{font-family:{FACE};font-weight:100 900;"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}</style>"
    )
    end = svg.index(">", svg.index("<svg")) + 1
    return svg[:end] + style + svg[end:]
