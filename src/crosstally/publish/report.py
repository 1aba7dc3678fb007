"""The report: one file that carries its data, its script, its style and its face.

Invariant: the file asks for nothing (`default-src 'none'`, scripts and styles allowed by digest), it
writes no text of a record as markup, and equal records give equal bytes.
"""

import base64
import gzip
import hashlib
from importlib import resources

import jinja2
import vl_convert

from crosstally.publish.payload import payload
from crosstally.publish.public import Public
from crosstally.records import encode, parse_json

PACK_ABOVE = (
    2_000_000  # below it the data can be read in the file itself; 9,000 reports pack into 1 MB
)
SCRIPTS = (
    "dom.js", "state.js", "words.js", "charts.js", "multiples.js", "values.js", "texts.js",
    "incidents.js", "counts.js", "claims.js", "sources.js", "studies.js", "rest.js", "main.js",
)  # fmt: skip


def report_html(public: Public, *, pack_above: int = PACK_ABOVE) -> str:
    """The page, whole.

    Args:
        public: what `disclose` let out.
        pack_above: the length of data from which they are carried packed (gzip, base 64).
    """
    data = inert_json(payload(public))
    packed = len(data) > pack_above
    engine = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    script = "(async () => {\n'use strict';\n" + "\n".join(map(_asset, SCRIPTS)) + "\n})();\n"
    face = base64.b64encode(_bytes("vazirmatn.woff2")).decode("ascii")
    style = _asset("page.css").replace("FACE_DATA", face)
    page = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    words = {name: text[0] for name, text in parse_json(_bytes("words.json")).items()}
    return page.from_string(_asset("report.html.j2")).render(
        public=public,
        words=words,
        policy=_policy((engine, script), style),
        style=jinja2.filters.do_mark_safe(style),
        engine=jinja2.filters.do_mark_safe(engine),
        script=jinja2.filters.do_mark_safe(script),
        packed=packed,
        data=jinja2.filters.do_mark_safe(_packed(data) if packed else data),
    )


def _packed(text: str) -> str:
    raw = gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)
    return base64.b64encode(raw).decode("ascii")


def inert_json(value: object) -> str:
    """JSON that no parser of markup can end or open: `<`, `>`, `&` and line separators escaped."""
    text = encode(value).decode("utf-8")
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _policy(scripts: tuple[str, ...], style: str) -> str:
    allowed = " ".join(_digest(one) for one in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(style)}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    raw = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(raw).decode('ascii')}'"


def _asset(name: str) -> str:
    return _bytes(name).decode("utf-8")


def _bytes(name: str) -> bytes:
    return resources.files("crosstally.publish").joinpath("page", name).read_bytes()
