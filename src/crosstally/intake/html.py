"""A saved page: its main text as one report.

Invariant: the words are the page's own, in its order, with nothing but blanks evened out; joiners
(ZWNJ) stay. Date, title, language and address come from the page's own marks, or stay unknown.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crosstally.errors import FormatError
from crosstally.intake.arrive import Arrived, Inlet, Outcome, Told, aside, report_of
from crosstally.intake.dates import read_published
from crosstally.intake.encoding import decode_text
from crosstally.intake.plain import named_day, named_source, whole_bytes
from crosstally.records import Issue, Reason, parse_json

_APART = (
    "script, style, noscript, template, svg, iframe, form, button, select, nav, header, footer, "
    "aside, figure, [hidden], [aria-hidden=true]"
)
_MAIN = "[itemprop=articleBody], article, main, [role=main]"
_BLOCKS = (
    "p, div, br, li, ul, ol, h1, h2, h3, h4, h5, h6, tr, table, blockquote, pre, section, dd, dt"
)
_DATES = (
    ("meta[property='article:published_time']", "content"),
    ("meta[itemprop=datePublished]", "content"),
    ("meta[name='date']", "content"),
    ("meta[name='DC.date.issued']", "content"),
    ("time[pubdate]", "datetime"),
    ("article time[datetime]", "datetime"),
    ("time[datetime]", "datetime"),
)
_ADDRESSES = (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content"))
_TITLES = ("meta[property='og:title']", "content")
# Tags that close by themselves are left out: a long list without </li> is not deep.
_TAG = re.compile(
    rb"<(/?)(?!(?:p|li|td|th|tr|dt|dd|option|thead|tbody|tfoot|br|hr|img|input|meta|link|source|col|"
    rb"wbr|area|base|embed|track|param)\b)[a-zA-Z][^<>]*?(/?)>"
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[\n ]*")
_MIN_BODY = 80  # characters: a shorter <article> is a teaser, and the page's text is looked at


def read_html(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """The page as one report, or one issue."""
    raw = whole_bytes(inlet, told)
    if isinstance(raw, Issue):
        yield raw
        return
    item = page_item(raw, inlet.name, told)
    if isinstance(item, Issue):
        yield item
        return
    if item.published is None:
        item = item._replace(published=named_day(inlet.name))
    yield report_of(item, told, inlet.name)


def page_item(raw: bytes, where: str, told: Told, *, address: str | None = None) -> Arrived | Issue:
    """A page's own marks and main text, or the issue in its place.

    Args:
        raw: the page's bytes.
        where: its file and item, for issues.
        told: what every reader is told.
        address: where it was fetched, which names the source if no folder does.
    """
    if _depth(raw) > told.limits.depth:
        return aside(where, Reason.TOO_LONG, f"tags nested {told.limits.depth} deep")
    text = _page_text(raw)
    if isinstance(text, Reason):
        return aside(where, text)
    tree = LexborHTMLParser(text)
    url = address or _first(tree, _ADDRESSES)
    title = _mark(tree, *_TITLES) or _title(tree)
    published = _published(tree)  # before the text, which takes the scripts away
    html = tree.css_first("html")
    lang = html.attributes.get("lang") if html is not None else None
    return Arrived(
        source=_source(url, where),
        body=_main_text(tree),
        published=published,
        native_id=url,
        lang=lang.split("-")[0].lower() if lang else None,
        title=title,
        url=url,
    )


def text_of(fragment: str, limits_depth: int) -> str:
    """The words of a piece of HTML (a feed's entry), block by block.

    Raises:
        FormatError: it is nested deeper than `limits_depth`.
    """
    if _depth(fragment.encode("utf-8", "replace")) > limits_depth:
        raise FormatError("the page is nested too deeply", hint="it may be made to stop a reader")
    tree = LexborHTMLParser(fragment)
    for node in tree.css("script, style, template, svg"):
        node.decompose()
    return _words(tree.body) if tree.body is not None else ""


def _page_text(raw: bytes) -> str | Reason:
    decoded = decode_text(raw)
    if decoded.text is not None:
        return decoded.text
    declared = _CHARSET.search(raw[:4096])
    if declared is not None and decoded.reason is not Reason.BINARY:
        try:
            return raw.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            return Reason.WRONG_ENCODING
    return decoded.reason or Reason.WRONG_ENCODING


def _main_text(tree: LexborHTMLParser) -> str:
    for node in tree.css(_APART):
        node.decompose()
    if tree.body is None:
        return ""
    found = [_words(node) for node in tree.css(_MAIN)]
    best = max(found, key=len, default="")
    if len(best) >= _MIN_BODY:
        return best
    return max(best, _richest(tree.body), key=len)


def _richest(body: LexborNode) -> str:
    """The block whose own paragraphs hold the most words; the whole body where none does."""
    weights: dict[int, tuple[int, LexborNode]] = {}
    for paragraph in body.css("p"):
        parent = paragraph.parent
        if parent is not None:
            weight = weights.get(parent.mem_id, (0, parent))[0]
            weights[parent.mem_id] = (weight + len(paragraph.text(strip=True)), parent)
    best = max(weights.values(), key=lambda pair: pair[0], default=(0, body))
    whole = _words(body)
    words = _words(best[1])
    return words if 2 * len(words) >= len(whole) or best[0] >= 3 * _MIN_BODY else whole


def _words(node: LexborNode) -> str:
    for block in node.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    text = _BLANKS.sub(" ", node.text().replace("\r", "\n"))
    return _LINES.sub("\n", text).strip()


def _published(tree: LexborHTMLParser) -> str | None:
    for selector, name in _DATES:
        value = _mark(tree, selector, name)
        if value is not None and read_published(value) is not None:
            return value
    for node in tree.css("script[type='application/ld+json']"):
        value = _linked_date(node.text())
        if value is not None and read_published(value) is not None:
            return value
    return None


def _linked_date(text: str) -> str | None:
    try:
        data = parse_json(text)
    except FormatError:
        return None
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict) and isinstance(thing.get("datePublished"), str):
            return str(thing["datePublished"])
    return None


def _first(tree: LexborHTMLParser, places: tuple[tuple[str, str], ...]) -> str | None:
    return next((value for place in places if (value := _mark(tree, *place))), None)


def _mark(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node = tree.css_first(selector)
    value = node.attributes.get(name) if node is not None else None
    return value.strip() or None if value else None


def _title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title")
    return node.text(strip=True) or None if node is not None else None


def _source(url: str | None, where: str) -> str:
    folder = named_source(where.partition("#")[0])
    host = _host(url)
    return host or folder


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _depth(raw: bytes) -> int:
    deepest = depth = 0
    for match in _TAG.finditer(raw):
        if match.group(1):
            depth = max(depth - 1, 0)
        elif not match.group(2):
            depth += 1
            deepest = max(deepest, depth)
    return deepest
