"""The projector's page: the map and the timeline of tonight, for a wall that people look at.

Invariant: only what `disclose` let out is shown, places as towns (H5), words of nobody (H6); what
no person has reviewed is drawn hollow and said to be so (H14); the page loads nothing and asks for
itself again, from wherever it was opened.
"""

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from html import escape
from math import cos, radians, sqrt
from typing import Any, NamedTuple

from crosstally.publish.look import ACCENT, INK, KIND_NAMES, KINDS, LAND, LINE, PAGE, QUIET
from crosstally.publish.public import OpenIncident, OpenTown, Public, checked
from crosstally.records import parse_json

DAYS = 14  # of the timeline
WIDTH, HEIGHT = 900.0, 700.0
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_STYLE = f"""
body{{margin:0;background:{PAGE};color:{INK};font:22px Vazirmatn,Tahoma,sans-serif;padding:1.2rem 2rem}}
h1{{font-size:2rem;margin:0}}p{{margin:.3rem 0;color:{QUIET};font-size:1.1rem}}main svg[role]{{width:100%;height:auto;overflow:visible;max-height:74vh}}
main{{display:grid;grid-template-columns:3fr 2fr;gap:2rem}}dl{{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem;margin:0}}
dt{{font-size:2.6rem;font-weight:700;direction:ltr;text-align:end}}dd{{margin:0;align-self:center}}
text{{fill:{QUIET};font-size:20px;text-anchor:middle}}ul{{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}}
@media(max-width:60rem){{main{{grid-template-columns:1fr}}}}
"""

File = bytes


class Night(NamedTuple):
    """Which day's night it is, when the page was made, and after how long it asks again."""

    day: date
    made: datetime
    refresh_seconds: int


def projector(public: Public, night: Night) -> File:
    """The page as HTML, Persian first and English beside it."""
    public = checked(public)
    told = [i for i in public.incidents if i.counts and i.first is not None]
    own = [i for i in told if _falls(i, night.day)]
    head = (
        '<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="refresh" content="{night.refresh_seconds}">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{_digest(_STYLE)}'\">"
        f"<title>امشب · Tonight · {night.day}</title><style>{_STYLE}</style></head><body>"
    )
    name = public.desk.name_fa or public.desk.name
    body = (
        f"<h1><bdi>{escape(name)}</bdi></h1>"
        f'<p>امشب، <bdi>{_fa(night.day.isoformat())}</bdi> · <span lang="en" dir="ltr">Tonight, '
        f"{night.day}; made {night.made:%H:%M} UTC{night.made:%z}</span></p>"
        f"<main><div>{_map(public, own)}</div><div><dl>{''.join(_numbers(own))}</dl>"
        f"{_timeline(told, night.day)}{_legend(own)}</div></main>"
        "<p>توخالی: ماشین خوانده و کسی هنوز بررسی نکرده است. نبودِ گزارش یعنی نامعلوم، نه صفر."
        ' <span lang="en" dir="ltr">Hollow: read by a machine, reviewed by nobody yet. '
        "No report is unknown, not nought.</span></p>"
        f'<p lang="en" dir="ltr">{escape(" · ".join(public.credits))}</p></body></html>'
    )
    return (head + body).encode("utf-8")


def _falls(incident: OpenIncident, day: date) -> bool:
    return incident.first is not None and incident.first <= day <= (incident.last or incident.first)


def _numbers(own: Sequence[OpenIncident]) -> Iterator[str]:
    """The head figures, each with its words in both languages."""
    status = Counter(one.status for one in own)
    rows = (
        (len(own), "رویداد امشب", "incidents tonight"),
        (status["confirmed"], "تأییدشده به دست آدم", "confirmed by a person"),
        (status["under_review"], "در دست بررسی", "under review"),
        (status["machine"], "هنوز بررسی‌نشده", "not reviewed yet"),
        (sum(one.independent > 1 for one in own), "با دو خاستگاه مستقل یا بیشتر",
         "with two independent origins or more"),
    )  # fmt: skip
    for number, fa, en in rows:
        yield f'<dt>{number:,}</dt><dd>{fa}<br><span lang="en" dir="ltr">{en}</span></dd>'


def _legend(own: Sequence[OpenIncident]) -> str:
    found = {one.kind for one in own}
    rows = [
        f'<li><svg width="18" height="18" viewBox="0 0 18 18"><circle cx="9" cy="9" r="8" '
        f'fill="{colour}"/></svg> {KIND_NAMES[kind][1]} · <span lang="en">{KIND_NAMES[kind][0]}</span></li>'
        for kind, colour in KINDS
        if kind in found
    ]
    return f"<ul>{''.join(rows)}</ul>"


def _map(public: Public, own: Sequence[OpenIncident]) -> str:
    """The provinces, and a mark at each town: its size the number, filled where one is confirmed."""
    shapes = [
        ring for feature in parse_json(public.outlines)["features"] for ring in _rings(feature)
    ]
    towns = {town.id: town for town in public.towns}
    placed: dict[tuple[str, str], list[OpenIncident]] = {}
    for one in own:
        if one.town in towns and towns[one.town].lat is not None:
            placed.setdefault((one.town or "", one.kind), []).append(one)
    to = _Sheet.of(shapes, [towns[name] for name, _ in placed])
    if to is None:
        return ""
    land = "".join(
        f'<path d="M{"L".join(to.point(lon, lat) for lon, lat in ring)}Z"/>' for ring in shapes
    )
    colours = dict(KINDS)
    marks = []
    for (name, kind), some in sorted(placed.items(), key=lambda row: (-len(row[1]), row[0])):
        town = towns[name]
        x, y = to.place(town.lon or 0.0, town.lat or 0.0)
        beside = sorted(other for where, other in placed if where == name)
        x += 16 * (beside.index(kind) - (len(beside) - 1) / 2)  # kinds of one town side by side
        sure = any(one.status == "confirmed" for one in some)
        colour = colours.get(kind, ACCENT)
        fill = f'fill="{colour}" fill-opacity=".8"' if sure else 'fill="none"'
        label = f"{town.name_fa or town.name}: {len(some)}"
        marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{6 + 5 * sqrt(len(some)):.1f}" {fill} '
            f'stroke="{colour}" stroke-width="3"><title>{escape(label)}</title></circle>'
        )
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="نقشهٔ امشب · map of '
        f'tonight"><g fill="{LAND}" stroke="{LINE}">{land}</g>{"".join(marks)}</svg>'
    )


class _Sheet(NamedTuple):
    """How degrees become places on the sheet: the least distortion at the middle."""

    west: float
    north: float
    scale: float
    narrow: float

    @classmethod
    def of(cls, rings: Sequence[Any], towns: Sequence[OpenTown]) -> "_Sheet | None":
        """The sheet that holds all of it; None where there is nothing to hold."""
        points = [(lon, lat) for ring in rings for lon, lat in ring]
        points += [(t.lon, t.lat) for t in towns if t.lon is not None and t.lat is not None]
        if not points:
            return None
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        narrow = cos(radians((south + north) / 2))
        wide, high = max((east - west) * narrow, 0.1), max(north - south, 0.1)
        return cls(west, north, min(WIDTH / wide, HEIGHT / high) * 0.96, narrow)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point lies."""
        return 12 + (lon - self.west) * self.narrow * self.scale, 12 + (
            self.north - lat
        ) * self.scale

    def point(self, lon: float, lat: float) -> str:
        """The same as a path has it."""
        x, y = self.place(lon, lat)
        return f"{x:.1f},{y:.1f}"


def _rings(feature: Any) -> Iterator[list[tuple[float, float]]]:
    """The outer rings of a feature."""
    shape = feature["geometry"]
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for part in parts:
        yield [(point[0], point[1]) for point in part[0]]


def _timeline(told: Sequence[OpenIncident], day: date) -> str:
    """A bar for each day up to tonight: what is confirmed filled, the rest hollow."""
    days = [day - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    counts = [[one for one in told if _falls(one, at)] for at in days]
    most = max(1, *(len(some) for some in counts))
    step, bars = 600.0 / DAYS, []
    for at, (own, some) in enumerate(zip(days, counts, strict=True)):
        sure = sum(one.status == "confirmed" for one in some)
        colour = ACCENT if own == day else QUIET
        left, wide = at * step + 4, step - 8
        for number, fill in ((len(some), "none"), (sure, colour)):
            high = 180.0 * number / most
            bars.append(
                f'<rect x="{left:.1f}" y="{200 - high:.1f}" width="{wide:.1f}" height="{high:.1f}" '
                f'fill="{fill}" stroke="{colour}" stroke-width="2"/>'
            )
        if some:
            bars.append(
                f'<text x="{left + wide / 2:.1f}" y="{192 - 180.0 * len(some) / most:.1f}">{len(some)}</text>'
            )
        if at % 3 == 1:
            bars.append(f'<text x="{left + wide / 2:.1f}" y="226">{own:%m-%d}</text>')
    return (
        '<svg viewBox="0 -14 600 246" role="img" direction="ltr" aria-label="رویدادها در روز · '
        f'incidents a day"><path d="M0,200H600" stroke="{LINE}"/>{"".join(bars)}</svg>'
    )


def _fa(text: str) -> str:
    return text.translate(_DIGITS)


def _digest(style: str) -> str:
    return b64encode(hashlib.sha256(style.encode()).digest()).decode()
