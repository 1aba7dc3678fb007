"""An Atom feed of what people have confirmed (RFC 4287).

Invariant: an entry's id follows from its incident's id alone, and every date in the feed is a day of
the record, never the clock's; so the same record gives the same bytes, and a feed reader shows an
incident anew only where a later report tells of it.
"""

import uuid
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path

from crosstally.publish.public import OpenIncident, OpenReport, Public
from crosstally.publish.said import Said, clean, said

MOST_ENTRIES = 500  # newest first; a reader that asks daily misses none
_SPACE = uuid.uuid5(uuid.NAMESPACE_OID, "crosstally")
_TITLE = {"en": "confirmed incidents", "fa": "رویدادهای تأییدشده"}


def write_feed(public: Public, folder: Path, lang: str) -> tuple[Path, ...]:
    """The path of the feed."""
    path = folder / "confirmed.atom"
    _ = path.write_bytes(feed(public, lang))
    return (path,)


def feed(public: Public, lang: str) -> bytes:
    """The feed of confirmed incidents, the newest first.

    Args:
        public: what `disclose` let out.
        lang: `en` or `fa`.
    """
    words = said(public, lang)
    reports = {one.id: one for one in public.reports}
    confirmed = [one for one in public.incidents if one.status == "confirmed"]
    dated = sorted(
        ((_updated(one, reports), one) for one in confirmed),
        key=lambda pair: (pair[0], pair[1].id), reverse=True,
    )[:MOST_ENTRIES]  # fmt: skip
    newest = dated[0][0] if dated else _record_day(public)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"<id>{_urn('feed', public.desk.name)}</id>",
        f"<title>{_text(words.desk)}: {_TITLE[lang]}</title>",
        f"<updated>{_instant(newest)}</updated>",
        f"<author><name>{_text(words.desk)}</name></author>",
        "<generator>Crosstally</generator>",
    ]
    for updated, incident in dated:
        lines += _entry(incident, updated, words, reports)
    return "\n".join([*lines, "</feed>", ""]).encode("utf-8")


def _entry(
    incident: OpenIncident, updated: date, words: Said, reports: dict[str, OpenReport]
) -> Iterator[str]:
    yield "<entry>"
    yield f"<id>{_urn('incident', incident.id)}</id>"
    yield f"<title>{_text(words.title(incident))}</title>"
    yield f"<updated>{_instant(updated)}</updated>"
    if incident.first is not None:
        yield f"<published>{_instant(incident.first)}</published>"
    yield f'<category term="{incident.kind}" label={_attribute(words.kind(incident))}/>'
    if incident.synthetic:
        yield f'<category term="synthetic" label={_attribute(words.word("tag_synthetic"))}/>'
    told = [reports[one] for one in dict.fromkeys(m.report for m in incident.mentions)]
    for address in dict.fromkeys(one.url for one in told if one.url):
        yield f'<link rel="related" href={_attribute(address)}/>'
    yield f'<content type="text">{_text(words.account(incident))} ({incident.id})</content>'
    yield "</entry>"


def _updated(incident: OpenIncident, reports: dict[str, OpenReport]) -> date:
    """The day of the last report that tells of it; its own first day where none says its day."""
    days = [
        day for m in incident.mentions if m.report in reports
        if (day := reports[m.report].day) is not None
    ]  # fmt: skip
    return max(days, default=incident.first or date(1970, 1, 1))


def _record_day(public: Public) -> date:
    days = (one.day for one in public.reports if one.day is not None)
    return public.desk.day or max(days, default=date(1970, 1, 1))


def _urn(sort: str, name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_SPACE, f'{sort}/{name}')}"


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _text(value: str) -> str:
    return escape(clean(value), quote=False)


def _attribute(value: str) -> str:
    return f'"{escape(clean(value))}"'
