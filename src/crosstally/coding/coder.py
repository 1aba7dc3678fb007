"""A report in, what it tells of out: the one place where coding begins and ends.

Invariant: `code_report` is pure. The same coder and the same line give the same bytes, whatever
was coded before; what cannot be coded comes out as an issue, never as nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from crosstally.coding.correct import correct
from crosstally.coding.document import open_document
from crosstally.coding.events import find_events
from crosstally.coding.fields import find_told
from crosstally.coding.mentions import make_mentions
from crosstally.coding.model import Model
from crosstally.coding.tongue import Tongue, compile_tongue
from crosstally.packs.atlas import Atlas, open_atlas, place_terms
from crosstally.packs.gazetteer import Country, load_country
from crosstally.packs.language import Language, load_language
from crosstally.records import (
    Coded,
    Issue,
    Reason,
    Report,
    ReportId,
    ReportLine,
    Stage,
)
from crosstally.text.language import language_of

_YEARS: Final = range(1900, 2200)  # said in another year, a date is wrong; past 9999 there is none
VERSION: Final = "rules-1"
LANGUAGES: Final = ("en", "fa", "ar")
COUNTRIES: Final = ("IR", "US", "WORLD")


class Coder(NamedTuple):
    """All that coding needs. `id` names the rules and packs that it was made of.

    `tongue` gives a language compiled, each once and only when a report asks for it.
    """

    id: str
    languages: tuple[str, ...]
    tongue: Callable[[str], Tongue]
    atlas: Atlas
    zone: ZoneInfo
    lang: str | None
    model: Model | None = None


def compile_coder(
    languages: Iterable[Language],
    *,
    countries: Iterable[Country],
    zone: ZoneInfo | None = None,
    lang: str | None = None,
    model: Model | None = None,
) -> Coder:
    """A coder for these languages and countries.

    Args:
        languages: their packs.
        countries: the packs whose places are known, the desk's own first.
        zone: where a report's "today" is read; the first country's where None.
        lang: the language of every report, whatever the report says.
        model: a light model that corrects what the rules find.
    """
    packs, lands = tuple(languages), tuple(countries)
    known = {pack.code: pack for pack in packs}

    def tongue(code: str) -> Tongue:
        return _tongue(known[code], lands)

    home = zone or ZoneInfo(lands[0].zone if lands else "UTC")
    own = coder_id(packs, lands) + (f"+{model.id}" if model else "")
    return Coder(own, tuple(known), tongue, open_atlas(lands), home, lang, model)


@lru_cache(maxsize=8)
def _tongue(pack: Language, lands: tuple[Country, ...]) -> Tongue:
    """A language compiled, once for all coders of the same packs."""
    month_first = bool(lands) and lands[0].code == "US"
    return compile_tongue(pack, place_terms(lands, pack.code), month_first=month_first)


def coder_id(languages: Iterable[Language], countries: Iterable[Country]) -> str:
    """What a coder was made of: its rules, and each pack with version and digest."""
    made_of = [(p.code, p.version, p.digest) for p in languages]
    made_of += [(p.code, p.version, p.digest) for p in countries]
    return "+".join([VERSION, *(f"{code}.{version}.{dig[:8]}" for code, version, dig in made_of)])


def load_coder(
    *,
    languages: Iterable[str] = LANGUAGES,
    countries: Iterable[str] = COUNTRIES,
    zone: str | None = None,
    lang: str | None = None,
    model: Model | None = None,
) -> Coder:
    """A coder of built-in packs, by their codes."""
    return compile_coder(
        [load_language(code) for code in languages],
        countries=[load_country(code) for code in countries],
        zone=ZoneInfo(zone) if zone else None,
        lang=lang,
        model=model,
    )


def code_report(coder: Coder, report: ReportLine | Report) -> Coded:
    """What one report tells of."""
    line = line_of(report) if isinstance(report, Report) else report
    name = ReportId(line.id)
    lang = language_in(coder, line)
    if lang not in coder.languages:
        issue = Issue(stage=Stage.CODING, reason=Reason.UNKNOWN_LANGUAGE, report=name)
        return Coded(report=name, issues=(issue,))
    tongue = coder.tongue(lang)
    published, issues = read_published(line, coder.zone)
    document = open_document(line, lexicon=tongue.lexicon, lang=lang, published=published)
    tellings = tuple(find_events(tongue, document))
    if coder.model is not None and lang in coder.model.head.languages:
        tellings = correct(coder.model, document, tellings)
    told = find_told(document, [telling.event for telling in tellings], tongue, coder.atlas)
    mentions, refused = make_mentions(coder.id, document, tellings, told, tongue, coder.atlas)
    return Coded(
        report=name,
        mentions=mentions,
        statements=told.statements,
        times=tuple(time.as_time() for time in told.times),
        issues=issues + refused,
    )


def language_in(coder: Coder, line: ReportLine) -> str:
    """What a report is read in: as told, else by its letters; "fa-IR" is read as fa."""
    told = coder.lang or line.lang or language_of(line.text) or coder.languages[0]
    return told.split("-")[0].lower()


def code_batch(coder: Coder, reports: Iterable[ReportLine | Report]) -> Iterator[Coded]:
    """What each report tells of, one for one and in order."""
    for report in reports:
        yield code_report(coder, report)


def line_of(report: Report) -> ReportLine:
    """A report as the filter's input gives it."""
    return ReportLine(
        id=report.id,
        text=report.body,
        source=report.source,
        published=report.published,
        lang=report.lang,
        title=report.title,
    )


def read_published(
    line: ReportLine, zone: ZoneInfo
) -> tuple[datetime | date | None, tuple[Issue, ...]]:
    """When a report was said, in the desk's zone; an issue where that cannot be read."""
    if line.published is None:
        return None, ()
    text = line.published.strip()
    try:
        said = date.fromisoformat(text) if len(text) == 10 else _moment(text, zone)
    except (ValueError, OverflowError):
        said = None
    if said is not None and said.year in _YEARS:
        return said, ()
    report = ReportId(line.id)
    return None, (Issue(stage=Stage.INTAKE, reason=Reason.BAD_DATE, report=report),)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone)
