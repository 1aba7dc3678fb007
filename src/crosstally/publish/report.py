"""The report: one file with all it needs; of a large record a page, and its details beside it.

Invariant: the page asks nothing of any machine (`default-src 'none'`; scripts and styles allowed by
digest, and scripts beside it only where there are any), it writes no text of a record as markup, and
equal records give equal bytes.

A page opened from disk may not fetch (a file has no origin), but may load a script. So what stands
beside it is a script of one call, `crosstally(number, packed)`. Its file is named by its own digest:
a page finds its own data or none, never another edition's. `integrity` would make a browser compare
digests too, but from disk it refuses every such file as one of another origin; the page therefore
sets it where it was served, and not where it was opened from disk (docs/why/page.md).
"""

import base64
import gzip
import hashlib
from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple

import jinja2
import vl_convert

from crosstally.publish.look import style_of_charts
from crosstally.publish.payload import Load, load
from crosstally.publish.public import Public
from crosstally.records import encode, parse_json

PACK_ABOVE = (
    2_000_000  # below it the data can be read in the file itself; 9,000 reports pack into 1 MB
)
INSIDE_UP_TO = 6_000_000  # packed; a page of 8 MB can still be handed on as one file
BESIDE = "report"  # the folder beside the page
SCRIPTS = (
    "dom.js", "state.js", "words.js", "load.js", "units.js", "find.js", "plot.js", "timeline.js", "map.js",
    "charts.js", "multiples.js",
    "values.js", "texts.js", "list.js", "incidents.js", "counts.js", "claims.js", "sources.js",
    "studies.js", "rest.js", "controls.js", "main.js",
)  # fmt: skip


class Piece(NamedTuple):
    """A shelf or a stretch of words, packed: its name on the page, and its file beside it."""

    name: str
    text: str
    packed: str

    @property
    def script(self) -> bytes:
        """The file beside the page."""
        return f'crosstally("{self.name}","{self.packed}");\n'.encode("ascii")

    @property
    def file(self) -> str:
        """The file's name, by its digest."""
        return f"{BESIDE}/{self.name}-{hashlib.sha256(self.script).hexdigest()[:16]}.js"


def report_html(public: Public, *, pack_above: int = PACK_ABOVE) -> str:
    """The page, whole, with everything inside.

    Args:
        public: what `disclose` let out.
        pack_above: the length of data from which they are carried packed (gzip, base 64).
    """
    carried = load(public)
    return _whole(public, carried, tuple(_pieces(carried)), pack_above)


def _whole(public: Public, carried: Load, pieces: tuple[Piece, ...], pack_above: int) -> str:
    head = inert_json(carried.head | {"beside": {}})
    packed = len(head) + sum(len(one.text) for one in pieces) > pack_above
    return _page(public, _packed(head) if packed else head, pieces, packed=packed)


def report_files(
    public: Public, *, inside_up_to: int = INSIDE_UP_TO
) -> Iterator[tuple[str, bytes]]:
    """The page and the files beside it: names, with `/` between folder and file, and bytes.

    Args:
        public: what `disclose` let out.
        inside_up_to: the length of packed data up to which they all stand in the page.
    """
    carried = load(public)
    pieces = tuple(_pieces(carried))
    if sum(len(one.packed) for one in pieces) <= inside_up_to:
        yield "report.html", _whole(public, carried, pieces, PACK_ABOVE).encode("utf-8")
        return
    beside = {one.name: [one.file, _digest(one.script)] for one in pieces}
    head = _packed(inert_json(carried.head | {"beside": beside}))
    yield "report.html", _page(public, head, (), packed=True).encode("utf-8")
    for one in pieces:
        yield one.file, one.script


def _pieces(carried: Load) -> Iterator[Piece]:
    shelves = [(f"shelf-{number}", one.json) for number, one in enumerate(carried.shelves)]
    words = [(f"words-{number}", one.json) for number, one in enumerate(carried.words)]
    for name, json in shelves + words:
        text = _inert(json)
        yield Piece(name, text, _packed(text))


def _page(public: Public, head: str, pieces: tuple[Piece, ...], *, packed: bool) -> str:
    engine = _engine() if public.studies else ""  # only studies are drawn by it
    script = "(async () => {\n'use strict';\n" + "\n".join(map(_asset, SCRIPTS)) + "\n})();\n"
    face = base64.b64encode(_bytes("vazirmatn.woff2")).decode("ascii")
    style = _asset("page.css").replace("FACE_DATA", face) + style_of_charts() + _asset("print.css")
    page = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    words = {name: text[0] for name, text in parse_json(_bytes("words.json")).items()}
    safe = jinja2.filters.do_mark_safe
    return page.from_string(_asset("report.html.j2")).render(
        public=public,
        words=words,
        policy=_policy(tuple(filter(None, (engine, script))), style, beside=packed and not pieces),
        style=safe(style),
        engine=safe(engine),
        script=safe(script),
        packed=packed,
        head=safe(head),
        pieces=[(one.name, safe(one.packed if packed else one.text)) for one in pieces],
    )


def _engine() -> str:
    """The script of Vega-Lite."""
    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def _packed(text: str) -> str:
    raw = gzip.compress(text.encode("utf-8"), compresslevel=6, mtime=0)
    return base64.b64encode(raw).decode("ascii")


def inert_json(value: object) -> str:
    """JSON that no parser of markup can end or open: `<`, `>`, `&` and line separators escaped."""
    return _inert(encode(value).decode("utf-8"))


def _inert(text: str) -> str:
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _policy(scripts: tuple[str, ...], style: str, *, beside: bool) -> str:
    allowed = " ".join(f"'{_digest(one.encode('utf-8'))}'" for one in scripts)
    if beside:  # 'self' is the server's folder, file: the disk's; a served page cannot load file:
        allowed += " 'self' file:"
    return (
        f"default-src 'none'; script-src {allowed}; style-src '{_digest(style.encode('utf-8'))}'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(data: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode('ascii')}"


def _asset(name: str) -> str:
    return _bytes(name).decode("utf-8")


def _bytes(name: str) -> bytes:
    return resources.files("crosstally.publish").joinpath("page", name).read_bytes()
