"""What a turn is studied on in a desk: its sources' counts, and the slogans of its waves.

Invariant: a mirror is no second voice; what a source is called does not enter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from crosstally.analysis.frame import Tables
from crosstally.analysis.series import series_of
from crosstally.analysis.turn.heard import Heard
from crosstally.analysis.turn.panels import Panel
from crosstally.analysis.turn.table import Told, heard_of, panel_from, side_of
from crosstally.analysis.watch import day_of, days_told, watch_of
from crosstally.analysis.waves import Thresholds, regimes, waves
from crosstally.records import Incident, SourceId

WAVE = Thresholds()  # how high and how long; how wide does not matter here


def panels_of(tables: Tables) -> tuple[Panel, ...]:
    """The panel of a desk's incidents that count, then those of its other linkings."""
    voice = {one.id: one.mirror_of or one.id for one in tables.sources}
    spoke: dict[str, set[date]] = defaultdict(set)
    for source, days in days_told(tables.reports, tables.incidents).items():
        spoke[voice.get(source, source)] |= days
    found = (_panel(one, voice, spoke) for one in (tables.incidents, *tables.replicates))
    return tuple(panel for panel in found if panel is not None)


def _panel(
    incidents: Iterable[Incident],
    voice: Mapping[SourceId, SourceId],
    spoke: Mapping[str, set[date]],
) -> Panel | None:
    counts: Counter[tuple[str, date]] = Counter()
    raw: Counter[date] = Counter()
    for one in incidents:
        day = day_of(one)
        if day is not None:
            raw[day] += 1
            heard = {voice.get(source, source) for source in one.sources}
            counts.update((source, day) for source in heard if source in spoke)
    return panel_from(counts, spoke, raw) if raw and spoke else None


def heard_in(tables: Tables) -> Heard | None:
    """The slogans of a desk's waves, each as often as a source heard it; None without any."""
    voice = {one.id: one.mirror_of or one.id for one in tables.sources}
    mentions = {one.id: one for one in tables.mentions}
    spans = _waves(tables)
    told: list[tuple[Told, bool]] = []
    for incident in tables.incidents:
        day = day_of(incident)
        wave = next((name for name, first, last in spans if day and first <= day <= last), None)
        if day is None or wave is None:
            continue
        place = incident.place.value.id if incident.place is not None else None
        for one in incident.mentions:
            mention = mentions.get(one)
            if mention is None or mention.source is None:
                continue
            source = voice.get(mention.source, mention.source)
            for slogan in mention.slogans:
                political = side_of(slogan.theme)
                if political is not None:
                    told.append(((wave, source, place or "", day), political))
    return heard_of(told) if told else None


def _waves(tables: Tables) -> list[tuple[str, date, date]]:
    """The desk's waves by their first day, as the study of waves finds them."""
    watch = watch_of(tables)
    if watch is None:
        return []
    series = series_of(tables.incidents, watch)
    found = regimes(series.counts, series.first.weekday(), seen=series.seen)
    spans = waves(series.counts, found, ratio=WAVE.ratio, days=WAVE.days, gap=WAVE.gap)
    days = [(_after(watch.first, one.start), _after(watch.first, one.stop - 1)) for one in spans]
    return [(first.isoformat(), first, last) for first, last in days]


def _after(first: date, days: int) -> date:
    return first + timedelta(days=days)
