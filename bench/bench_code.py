#!/usr/bin/env python3
"""How fast coding is, beside two searches for the same phrases, in one run.

Invariant: all read the same texts on one core; the ratio is what travels from machine to machine,
the rates are this one's. The bar is 6,000 sentences and 900,000 characters a second, memory flat.

  python bench/bench_code.py [--characters N]

Read are the example desk's reports by language and, where `../shared/data` stands beside the
repository, English news and Persian sentences from there. The peers look for every phrase of the
language pack and every place name, and do nothing more: a blank spaCy pipeline (its tokenizer, its
sentencizer and a PhraseMatcher on lower-cased tokens; left out where spaCy is not installed: `pip
install spacy`), and one alternation of the standard library's `re` over the folded text. Start-up
is `crosstally code` given one line.
"""

import argparse
import gc
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from itertools import cycle
from pathlib import Path

import crosstally.coding.coder as coder_module
from crosstally.coding.coder import Coder, load_coder
from crosstally.coding.filter import code_line
from crosstally.text.fold import fold
from crosstally.text.sentences import sentences

HOME = Path(__file__).resolve().parent.parent
INBOX = HOME / "examples" / "iran-2017-2020" / "inbox"
SHARED = HOME.parent / "shared" / "data"
NEWS = (("en", "gva"), ("en", "glocon_docs"), ("en", "ipe"), ("fa", "parstdex_fa"))
PEER_SHARE = 20  # the peer reads one report in so many: it is that slow
ROUNDS = 3  # the best of so many counts: other work on the machine only takes time away
ONE = b'{"id":"1","text":"Teachers rallied in Shiraz on Monday.","lang":"en"}\n'

Report = tuple[bytes, str]


def read_sets() -> Iterator[tuple[str, str, list[Report]]]:
    """Each set's language, name and reports: the line that is coded, and its text."""
    rows = [
        json.loads(line)
        for path in sorted(INBOX.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    for lang, name in (("en", "example, news"), ("fa", "example, posts")):
        yield lang, name, [_report(row) for row in rows if row["lang"] == lang]
    for lang, name in NEWS:
        path = SHARED / name / "reports.jsonl"
        if path.is_file():
            lines = path.read_text(encoding="utf-8").splitlines()
            yield lang, name, [_report(json.loads(line)) for line in lines]


def _report(row: dict[str, str]) -> Report:
    keys = ("id", "text", "published", "lang", "source", "title")
    line = json.dumps({key: row[key] for key in keys if key in row}, ensure_ascii=False)
    return line.encode() + b"\n", row["text"]


def stretch(reports: Sequence[Report], characters: int) -> list[Report]:
    """The reports again and again, until they hold so many characters."""
    taken: list[Report] = []
    for report in cycle(reports):
        if characters <= 0:
            return taken
        taken.append(report)
        characters -= len(report[1])
    return taken


def rate(reports: Sequence[Report], work: Callable[[Report], object]) -> tuple[float, float]:
    """Sentences and characters a second, the best of some rounds."""
    spent = min(_spent(reports, work) for _ in range(ROUNDS))
    cut = sum(len(sentences(text)) for _, text in reports)
    return cut / spent, sum(len(text) for _, text in reports) / spent


def _spent(reports: Sequence[Report], work: Callable[[Report], object]) -> float:
    begun = time.process_time()
    for report in reports:
        work(report)
    return time.process_time() - begun


def alternation(coder: Coder, lang: str) -> re.Pattern[str]:
    """Every phrase that coding looks for, as one pattern, the longest first."""
    phrases = {term.phrase.strip() for group in coder.tongue(lang).lexicon.terms for term in group}
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b")


def _search(pattern: re.Pattern[str], report: Report) -> list[str]:
    return pattern.findall(fold(report[1]).text)


def spacy_pipeline(coder: Coder, lang: str) -> Callable[[Report], object] | None:
    """A blank pipeline of spaCy that finds the same phrases, where spaCy is installed."""
    try:
        spacy = import_module("spacy")
        matching = import_module("spacy.matcher")
    except ImportError:
        return None
    pipeline = spacy.blank(lang)
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 10_000_000
    matcher = matching.PhraseMatcher(pipeline.vocab, attr="LOWER")
    phrases = {term.phrase.strip() for group in coder.tongue(lang).lexicon.terms for term in group}
    matcher.add("phrase", list(pipeline.tokenizer.pipe(sorted(phrases))))

    def find(report: Report) -> object:
        document = pipeline(report[1])
        return matcher(document), list(document.sents)

    return find


def _code(coder: Coder, report: Report) -> bytes:
    return code_line(coder, report[0])


def start_up() -> float:
    """Seconds of one core from nothing to the first coded line."""
    command = [sys.executable, "-c", "from crosstally.cli import main; main()", "code"]
    spent = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, input=ONE, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def peak() -> float:
    """Most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print a line for each set, then memory and start-up."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--characters", type=int, default=400_000, help="read of each set")
    characters: int = parser.parse_args().characters
    gc.set_threshold(1_000_000)  # as `crosstally code` does
    coder = load_coder()
    patterns = {lang: alternation(coder, lang) for lang in ("en", "fa")}
    peers = {lang: spacy_pipeline(coder, lang) for lang in ("en", "fa")}
    print(
        "the coder is " + ("plain Python" if coder_module.__file__.endswith(".py") else "compiled")
    )
    print(
        f"{'set':20}{'sentences/s':>13}{'characters/s':>14}"
        f"{'spaCy chars/s':>15}{'ratio':>7}{'re chars/s':>12}{'ratio':>8}"
    )
    for lang, name, own in read_sets():
        reports = stretch(own, characters)
        cut, read = rate(reports, partial(_code, coder))
        few = stretch(own, characters // PEER_SHARE)
        _, peer = rate(few, partial(_search, patterns[lang]))
        beside = f"{'-':>15}{'-':>7}"
        if (pipeline := peers[lang]) is not None:
            _, blank = rate(stretch(own, characters // 4), pipeline)
            beside = f"{blank:15,.0f}{read / blank:7.1f}"
        label = f"{lang} {name}"
        print(f"{label:20}{cut:13,.0f}{read:14,.0f}{beside}{peer:12,.0f}{read / peer:8.1f}")
    before = peak()
    for _, _, own in read_sets():
        for line, _ in stretch(own, 3 * characters):
            code_line(coder, line)
    print(f"peak memory {before:,.0f} MB, after three times as much {peak():,.0f} MB")
    print(f"start-up {start_up():.2f} s of one core, from nothing to one coded line")


if __name__ == "__main__":
    main()
