"""RSS and Atom: one report an entry.

Invariant: an entry's words are its content, else its summary, else its title, without the tags;
a bare day stays a day (feedparser's own reading would make midnight in Greenwich of it).
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from crosstally.errors import FormatError
from crosstally.intake.arrive import Arrived, Inlet, Outcome, Told, aside, known_source, report_of
from crosstally.intake.dates import read_mail_date
from crosstally.intake.html import text_of
from crosstally.intake.plain import named_source, whole_bytes
from crosstally.records import Issue, Reason


def read_feed(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every entry as a report or as an issue, in order; one issue more where the file is cut off.

    Raises:
        FormatError: the file is neither RSS nor Atom.
    """
    import feedparser  # type: ignore[import-untyped]  # 0.1 s that other readers need not pay

    raw = whole_bytes(inlet, told)
    if isinstance(raw, Issue):
        yield raw
        return
    feed = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version") and not feed.entries:
        raise FormatError(f"{inlet.name} is neither RSS nor Atom", hint="save the feed itself")
    for number, entry in enumerate(feed.entries, 1):
        yield _entry(entry, feed.feed, f"{inlet.name}#{number}", told)
    if feed.bozo and not raw.rstrip().endswith((b"</rss>", b"</feed>", b"</rdf:RDF>")):
        yield aside(f"{inlet.name}#after {len(feed.entries)} entries", Reason.TRUNCATED)


def _entry(entry: Any, feed: Any, where: str, told: Told) -> Outcome:
    try:
        body = _body(entry, told.limits.depth)
    except FormatError as error:
        return aside(where, Reason.TOO_LONG, error.message)
    # of the plain dict: feedparser's own get takes one for the other, and warns
    written = dict.get(entry, "published") or dict.get(entry, "updated")
    when = read_mail_date(written) if written else None
    if written and when is None:
        return aside(where, Reason.BAD_DATE, "no RFC 822 date, no day and no RFC 3339 instant")
    url = entry.get("link")
    lang = feed.get("language")
    item = Arrived(
        source=_source(feed, url, where, told),
        body=body,
        published=when,
        native_id=entry.get("id") or url,
        lang=lang.split("-")[0].lower() if lang else None,
        title=entry.get("title") or None,
        url=url,
    )
    return report_of(item, told, where)


def _body(entry: Any, depth: int) -> str:
    content = entry.get("content") or []
    value = next((part.get("value") for part in content if part.get("value")), None)
    text = str(value or entry.get("summary") or entry.get("title") or "")
    return text_of(text, depth) if "<" in text or "&" in text else text


def _source(feed: Any, url: str | None, where: str, told: Told) -> str:
    """The feed's site, where the desk knows it; else its host, else the folder it lies in."""
    link = feed.get("link") or feed.get("id") or url or ""
    try:
        host = (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    title = str(feed.get("title") or "").strip()
    if title and known_source(title, told) is not None:
        return title
    return host or named_source(where.partition("#")[0])
