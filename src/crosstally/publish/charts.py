"""The charts as Vega-Lite: map and timeline as pictures, and those of studies.

Invariant: a specification names its datasets and holds none of them. The page draws its own map and
timeline (`page/map.js`, `page/timeline.js`), which answer a choice faster, in the same look.
"""

from typing import Any

from crosstally.publish.look import ACCENT, FACE, INK, KINDS, LAND, LINE, PAGE, QUIET, config

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec = dict[str, Any]

_SIZES: Spec = {
    "orient": "bottom-left",
    "symbolType": "circle",
    "values": {"expr": "[1, round(reach / 2), reach]"},
    "symbolFillColor": ACCENT,
    "symbolStrokeColor": PAGE,
    "symbolOpacity": 0.75,
    "labelColor": QUIET,
    "labelFontSize": 11,
    "format": "d",
}


def map_spec(width: int, height: int) -> Spec:
    """The country as a picture: outlines, and a dot for each town.

    Datasets: `outlines` (GeoJSON features), `dots` (lon, lat, label, number, rough, rank).
    """
    size = {
        "type": "quantitative",
        "scale": {
            "type": "linear",
            "domain": [0, {"expr": "reach"}],
            "range": [0, 1500],
        },
        "legend": None,
    }
    where: Spec = {"longitude": {"field": "lon", "type": "quantitative"}, "latitude": {"field": "lat", "type": "quantitative"}}  # fmt: skip
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "config": config(),
        "padding": 4,
        "params": [
            {"name": "reach", "value": 30},
            {"name": "unit", "value": 1},
        ],
        "projection": {"type": "mercator"},
        "resolve": {"legend": {"size": "independent"}, "scale": {"size": "independent"}},
        "layer": [
            {
                "name": "land",
                "data": {"name": "outlines"},
                "mark": {
                    "type": "geoshape",
                    "stroke": PAGE,
                    "strokeWidth": 1.1,
                },
                "encoding": {"color": {"value": LAND}},
            },
            {
                "name": "dots",
                "data": {"name": "dots"},
                "mark": {"type": "point", "strokeWidth": 1.2},
                "encoding": where
                | {
                    "size": size | {"field": "number", "legend": _SIZES},
                    "fill": {"condition": {"test": "datum.rough", "value": PAGE}, "value": ACCENT},
                    "stroke": {
                        "condition": {"test": "datum.rough", "value": ACCENT},
                        "value": PAGE,
                    },
                    "fillOpacity": {"value": 0.82},
                    "order": {"field": "number", "sort": "descending"},
                },
            },
            {
                "name": "names",
                "data": {"name": "dots"},
                "transform": [{"filter": "datum.rank > 0"}],
                "mark": {
                    "type": "text",
                    "font": FACE,
                    "fontSize": 11.5,
                    "dy": {"expr": "-6 - 21 * unit * sqrt(datum.number / reach)"},
                    "fill": INK,
                    "stroke": PAGE,
                    "strokeWidth": 3,
                    "strokeJoin": "round",
                },
                "encoding": where | {"text": {"field": "label"}},
            },
            {
                "name": "names-over",
                "data": {"name": "dots"},
                "transform": [{"filter": "datum.rank > 0"}],
                "mark": {
                    "type": "text",
                    "font": FACE,
                    "fontSize": 11.5,
                    "dy": {"expr": "-6 - 21 * unit * sqrt(datum.number / reach)"},
                    "fill": INK,
                },
                "encoding": where | {"text": {"field": "label"}},
            },
        ],
    }


def timeline_spec(width: int, height: int, domain: tuple[float, float]) -> Spec:
    """The days as a picture: bars stacked by kind on the folded axis.

    Datasets: `bars` (left, right, kind, low, high), `folds` (position, label). The axis
    labels are filled in by `labelled`, the height of the highest bar by the parameter `top`.
    """
    x = {
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False, "zero": False},
    }
    color = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": [kind for kind, _ in KINDS], "range": [colour for _, colour in KINDS]},
        "legend": None,
    }
    y = {"type": "quantitative", "stack": None, "scale": {"domain": [0, {"expr": "top"}], "nice": True}, "axis": {"tickCount": 4, "tickSize": 0, "labelPadding": 6, "format": "d", "tickMinStep": 1}}  # fmt: skip
    bar = {
        "x": x | {"field": "left", "axis": {"grid": False, "values": [], "labelPadding": 5, "tickSize": 5, "labelOverlap": False}},
        "x2": {"field": "right"},
        "color": color,
    }  # fmt: skip
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "config": config(),
        "padding": {"left": 4, "right": 12, "top": 8, "bottom": 4},
        "params": [{"name": "top", "value": 1}],
        "layer": [
            {
                "name": "bars",
                "data": {"name": "bars"},
                "mark": {"type": "bar"},
                "encoding": bar
                | {
                    "y": y | {"field": "low"},
                    "y2": {"field": "high"},
                },
            },
            {
                "name": "folds",
                "data": {"name": "folds"},
                "mark": {"type": "rule", "stroke": LINE, "strokeDash": [3, 3]},
                "encoding": {"x": x | {"field": "position"}},
            },
            {
                "name": "fold-names",
                "data": {"name": "folds"},
                "mark": {"type": "text", "angle": 270, "fill": QUIET, "fontSize": 10, "align": "right",
                         "baseline": "bottom", "dy": -3},
                "encoding": {"x": x | {"field": "position"}, "y": {"value": 2}, "text": {"field": "label"}},
            },
        ],
    }  # fmt: skip


def steps_spec(width: int, height: int) -> Spec:
    """A study's numbers step by step: a line in its band, grey where nobody looked.

    Datasets: `steps` (at, left, right, value, low, high, floor, top, tip). The axis labels are
    filled in as those of the timeline. Stretches of time are drawn as levels instead of a line.
    """
    x: Spec = {"type": "quantitative", "scale": {"nice": False, "zero": False}}
    y: Spec = {"type": "quantitative", "scale": {"zero": True},
               "axis": {"tickCount": 4, "tickSize": 0, "labelPadding": 6}}  # fmt: skip
    axis = {"grid": False, "values": [], "labelPadding": 5, "tickSize": 5, "labelOverlap": False}
    told = {"name": "steps"}
    value = y | {"field": "value"}
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "config": config(),
        "padding": {"left": 4, "right": 14, "top": 8, "bottom": 4},
        "layer": [
            {
                "name": "unseen",
                "data": told,
                "transform": [{"filter": "datum.value === null"}],
                "mark": {"type": "bar", "color": LAND},
                "encoding": {"x": x | {"field": "left", "axis": axis}, "x2": {"field": "right"},
                             "y": y | {"field": "floor"}, "y2": {"field": "top"},
                             "tooltip": {"field": "tip", "type": "nominal"}},
            },
            {
                "name": "band",
                "data": told,
                "transform": [{"filter": "datum.low !== null && datum.high !== null"}],
                "mark": {"type": "bar", "color": ACCENT, "opacity": 0.22},
                "encoding": {"x": x | {"field": "left", "axis": axis}, "x2": {"field": "right"},
                             "y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "name": "line",
                "data": told,
                "mark": {"type": "line", "color": ACCENT, "strokeWidth": 1.4, "invalid": "break-paths-filter-domains"},
                "encoding": {"x": x | {"field": "at"}, "y": value},
            },
            {
                "name": "levels",
                "data": told,
                "transform": [{"filter": "datum.value !== null"}],
                "mark": {"type": "rule", "stroke": ACCENT, "strokeWidth": 2.4},
                "encoding": {"x": x | {"field": "left"}, "x2": {"field": "right"}, "y": value,
                             "tooltip": {"field": "tip", "type": "nominal"}},
            },
            {
                "name": "points",
                "data": told,
                "transform": [{"filter": "datum.value !== null"}],
                "mark": {"type": "point", "filled": True, "size": 14, "color": ACCENT, "opacity": 1},
                "encoding": {"x": x | {"field": "at"}, "y": value, "tooltip": {"field": "tip", "type": "nominal"}},
            },
        ],
    }  # fmt: skip


def interval_spec(width: int, height: int) -> Spec:
    """A study's estimates beside one another: a dot in its interval, its name above it.

    Datasets: `rows` (rank, label, value, low, high, open, tip). An open interval is drawn dashed.
    """
    x: Spec = {"type": "quantitative", "scale": {"zero": False},
               "axis": {"tickCount": 5, "tickSize": 0, "labelPadding": 6}}  # fmt: skip
    y: Spec = {"field": "rank", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0}}
    told = {"name": "rows"}
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "config": config(),
        "padding": {"left": 8, "right": 14, "top": 4, "bottom": 4},
        "layer": [
            {
                "name": "reach",
                "data": told,
                "transform": [{"filter": "datum.low !== null"}],
                "mark": {"type": "rule", "stroke": ACCENT, "strokeWidth": 3, "opacity": 0.45, "yOffset": 8},
                "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}, "y": y,
                             "strokeDash": {"condition": {"test": "datum.open", "value": [4, 3]}, "value": [1, 0]}},
            },
            {
                "name": "value",
                "data": told,
                "mark": {"type": "point", "filled": True, "size": 64, "color": ACCENT, "opacity": 1, "yOffset": 8},
                "encoding": {"x": x | {"field": "value"}, "y": y, "tooltip": {"field": "tip", "type": "nominal"}},
            },
            {
                "name": "names",
                "data": told,
                "mark": {"type": "text", "font": FACE, "fontSize": 11.5, "fill": INK, "dy": -9,
                         "align": {"expr": "side ? 'right' : 'left'"}, "limit": {"expr": "width"}},
                "encoding": {"x": {"value": {"expr": "side ? width : 0"}}, "y": y, "text": {"field": "label"}},
            },
        ],
        "params": [{"name": "side", "value": 0}],
    }  # fmt: skip


def labelled(spec: Spec, labels: dict[float, list[str]]) -> Spec:
    """A timeline with these labels (lines of text) at these positions of its axis."""
    pairs = ",".join(f"'{_plain(at)}':{_lines(text)}" for at, text in labels.items())
    layers = [dict(layer) for layer in spec["layer"]]
    for layer in layers[:1]:
        x = layer["encoding"]["x"]
        axis = x["axis"] | {"values": list(labels), "labelExpr": f"({{{pairs}}})[datum.value]"}
        layer["encoding"] = layer["encoding"] | {"x": x | {"axis": axis}}
    return spec | {"layer": layers}


def _plain(number: float) -> str:
    return f"{number:g}"


def _lines(text: list[str]) -> str:
    quoted = (line.replace("\\", "").replace("'", "’") for line in text)
    return "[" + ",".join(f"'{line}'" for line in quoted) + "]"
