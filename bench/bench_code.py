#!/usr/bin/env python3
"""How fast coding is, beside a plain search for the same phrases, in one run.

Invariant: both read the same texts, the example desk's own reports, on one core; the ratio is what
travels from machine to machine, the rates are this one's.

  python bench/bench_code.py [--reports N]

The peer is the standard library's `re`: one alternation of every phrase of the language pack and of
every place name, searched over the folded text. It finds phrases and nothing more.
"""

import argparse
import json
import re
import resource
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from crosstally.coding.coder import Coder, code_report, load_coder
from crosstally.records import ReportLine
from crosstally.text.fold import fold
from crosstally.text.sentences import sentences

INBOX = Path(__file__).parent.parent / "examples" / "iran-2017-2020" / "inbox"
PEER_SHARE = 20  # the peer reads one report in so many: it is that slow


def read_reports(lang: str, count: int) -> list[ReportLine]:
    """So many reports of a language, the example's own, again and again in their order."""
    rows = [
        json.loads(line)
        for path in sorted(INBOX.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    own = [row for row in rows if row["lang"] == lang]
    return [
        ReportLine(id=str(n), text=row["text"], published=row["published"], lang=lang)
        for n, row in enumerate(islice(cycle(own), count))
    ]


def rate(
    reports: Sequence[ReportLine], work: Callable[[ReportLine], object]
) -> tuple[float, float]:
    """Sentences and characters a second."""
    begun = time.process_time()
    for report in reports:
        work(report)
    spent = time.process_time() - begun
    cut = sum(len(sentences(report.text)) for report in reports)
    return cut / spent, sum(len(report.text) for report in reports) / spent


def alternation(coder: Coder, lang: str) -> re.Pattern[str]:
    """Every phrase that coding looks for, as one pattern, the longest first."""
    phrases = {term.phrase.strip() for group in coder.tongue(lang).lexicon.terms for term in group}
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b")


def _search(pattern: re.Pattern[str], report: ReportLine) -> list[str]:
    return pattern.findall(fold(report.text).text)


def main() -> None:
    """Print a line for each language."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--reports", type=int, default=4000)
    count: int = parser.parse_args().reports
    coder = load_coder()
    head = ("lang", "sentences/s", "characters/s", "peer chars/s", "ratio")
    print("{:5}{:>13}{:>14}{:>14}{:>8}".format(*head))
    for lang in ("en", "fa"):
        reports = read_reports(lang, count)
        code_report(coder, reports[0])
        cut, read = rate(reports, partial(code_report, coder))
        pattern = alternation(coder, lang)
        few = reports[::PEER_SHARE]
        _, peer = rate(few, partial(_search, pattern))
        print(f"{lang:5}{cut:13,.0f}{read:14,.0f}{peer:14,.0f}{read / peer:8.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB; peer: re alternation of the same phrases")


if __name__ == "__main__":
    main()
