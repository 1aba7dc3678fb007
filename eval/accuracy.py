#!/usr/bin/env python3
"""The tables of our own cases in docs/accuracy.md, printed from the baseline that the gate holds.

Invariant: no figure of the page is typed by hand: what stands between the two marks is what this
prints, and a test compares. The gate holds the baseline against the coder.

  python eval/accuracy.py            print the tables
  python eval/accuracy.py --write    put them into docs/accuracy.md
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from crosstally.records import HAPPENED, Kind, Reality

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "accuracy.md"
BASELINE = HERE / "baseline.json"
BEGIN, END = "<!-- own cases -->", "<!-- end of own cases -->"

# what is shown, under which heading, in the words of the page
SHOWN: Mapping[str, Mapping[str, str]] = {
    "What happened": {
        "relevance_f1": "tells of a protest or not, F1",
        "kinds_macro_f1": "kinds, macro-F1",
        "kinds_micro_f1": "kinds, micro-F1",
        "kind_reality_f1": "kind with reality, F1",
        "whole_case": "cases with nothing missing and nothing extra",
    },
    "What did not": {
        "unreal_as_happened": "planned, called, denied and the like coded as having happened",
        "past_as_happened": "background coded as news",
        "extra_on_negatives": "negatives with an extra event",
        "city_invented": "events without a town that were given one",
        "grounding": "values that their span shows",
    },
    "Where, when, how many": {
        "city": "town, end to end",
        "date_exact": "both days exact, end to end",
        "date_exact_night": "the same of posts before 08:00",
        "date_exact_if_found": "the same of events that were found",
        "date_within_1": "within a day, end to end",
        "size_exact": "size, both ends exact",
        "harm_exact": "killed, injured and arrested exact",
        "harm_f1": "the same as F1, invented ones counted",
    },
    "Words": {
        "slogan_exact_f1": "slogans, F1",
        "slogan_char_f1": "slogans, characters, F1",
        "speaker_overlap_f1": "speakers that meet, F1",
        "content_overlap_f1": "contents that meet, F1",
        "groups_f1": "groups, F1",
        "themes_f1": "themes, F1",
    },
    "Leaving the doubtful to a person: precision of the surest mentions": {
        f"precision_of_surest_{share}": f"{share} %" for share in (50, 80, 95, 100)
    },
}
KINDS = tuple(kind.value for kind in Kind if kind not in (Kind.CAL, Kind.STM))
REALITIES = tuple(r.value for r in Reality if r not in HAPPENED)


def tables(baseline: Mapping[str, Any]) -> str:
    """The tables of every language, as they stand in the page."""
    return "\n".join(_tables(baseline)).rstrip() + "\n"


def _tables(baseline: Mapping[str, Any]) -> Iterator[str]:
    shown = baseline["shown"]
    langs = [name for name in shown if " " not in name]
    yield f"| | {' | '.join(langs)} |"
    yield f"|---|{'---|' * len(langs)}"
    for part in ("", " seen", " blind"):
        counts = [str(shown.get(lang + part, {}).get("cases", 0)) for lang in langs]
        yield f"| cases{part} | {' | '.join(counts)} |"
    empty = [str(_figure(shown, lang, "extra_on_negatives")[1]) for lang in langs]
    yield f"| of them with no event | {' | '.join(empty)} |"
    for heading, names in SHOWN.items():
        yield f"\n### {heading}\n"
        yield f"| | {' | '.join(f'{lang} | 95 % | seen | blind' for lang in langs)} |"
        yield f"|---|{'---|' * 4 * len(langs)}"
        for name, words in names.items():
            cells = [cell for lang in langs for cell in _cells(shown, lang, name)]
            yield f"| {words} | {' | '.join(cells)} |"
    yield "\n### Kinds, F1 (gold cases)\n"
    yield from _by_name(shown, langs, [f"{kind}_f1" for kind in KINDS])
    yield "\n### Realities: share coded as having happened (events)\n"
    yield from _by_name(shown, langs, [f"{reality}_as_happened" for reality in REALITIES])
    yield "\n### Classes of cases: how many, wholly right, with an extra event\n"
    yield from _classes(shown, langs)


def _by_name(shown: Mapping[str, Any], langs: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    yield f"| | {' | '.join(langs)} |"
    yield f"|---|{'---|' * len(langs)}"
    for name in names:
        found = [_figure(shown, lang, name) for lang in langs]
        cells = [f"{value:.2f} ({n})" if n else "" for value, n, *_ in found]
        yield f"| {name.split('_')[0]} | {' | '.join(cells)} |"


def _classes(shown: Mapping[str, Any], langs: Sequence[str]) -> Iterator[str]:
    yield f"| | {' | '.join(f'{lang} | right | extra' for lang in langs)} |"
    yield f"|---|{'---|' * 3 * len(langs)}"
    rows = {lang: shown[lang].get("classes", {}) for lang in langs}
    for name in sorted({name for row in rows.values() for name in row}):
        cells = []
        for lang in langs:
            count, right, extra = rows[lang].get(name, (0, None, None))
            cells += [str(count) if count else "", _told(right), _told(extra)]
        yield f"| {name} | {' | '.join(cells)} |"


def _cells(shown: Mapping[str, Any], lang: str, name: str) -> Sequence[str]:
    """A figure of both parts together with its interval, then of each part."""
    value, n, low, high = _figure(shown, lang, name)
    parts = [_figure(shown, f"{lang} {split}", name)[0] for split in ("seen", "blind")]
    wide = f"{low:.2f}-{high:.2f}" if low is not None else f"n {n}" if n else ""
    return [_told(value), wide, *map(_told, parts)]


def _figure(shown: Mapping[str, Any], group: str, name: str) -> Sequence[Any]:
    figure: Sequence[Any] = shown.get(group, {}).get("figures", {}).get(name, (None, 0, None, None))
    return figure


def _told(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def page_with(page: str, text: str) -> str:
    """The page with these tables between its marks."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{text}{END}{after}"


def main() -> int:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true")
    text = tables(json.loads(BASELINE.read_text(encoding="utf-8")))
    if parser.parse_args().write:
        PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
