"""`crosstally evaluate`: how well coding does on texts that a person has coded."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import click

from crosstally.cli import say
from crosstally.cli.options import codes_in, country_packs
from crosstally.coding.coder import code_report, load_coder
from crosstally.errors import FormatError, UsageError
from crosstally.records import Coded, ReportLine, decode, plain
from crosstally.scoring import GROUPINGS, Case, Figure, grouped, pair_all, read_gold, score
from crosstally.text.sentences import sentences

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("gold", type=_FILE)
@click.option("--coded", type=_FILE, help="Lines of `crosstally code`, to score instead of coding.")
@country_packs
@click.option("--by", type=click.Choice(GROUPINGS), help="Figures for each group of cases too.")
@click.option("--json", "json", is_flag=True, help="JSON lines for a pipe: every figure.")
def evaluate(*, gold: Path, coded: Path | None, pack: str, by: str | None, json: bool) -> None:
    """Score coding on GOLD, texts that a person has coded: JSON lines, one case a line.

    A figure that rests on fewer than 150 things shows the interval in which 95 % of the draws of
    cases fall. docs/how-to/score-your-gold.md describes the format and each figure.
    """
    cases = read_gold(gold)
    if not cases:
        raise FormatError(f"{gold.name} holds no case", hint="one case a line of JSON")
    lines = _code(cases, codes_in(pack)) if coded is None else _read(coded, cases)
    scored = pair_all(cases, lines)
    parts = [("all", scored)] + (list(grouped(scored, by).items()) if by else [])
    for name, part in parts:
        figures = score(part)
        if json:
            say.lines({"group": name, "cases": len(part), **plain(f)} for f in figures)
        else:
            title = f"{name}: {len(part)} cases"
            say.table(title, ("figure", "value", "n", "95 %", "better"), _rows(figures))


def _code(cases: Sequence[Case], packs: Sequence[str]) -> list[Coded]:
    """The cases coded now, and how fast that went told on stderr."""
    coder = load_coder(countries=packs)
    for lang in sorted({case.lang for case in cases}):
        code_report(coder, ReportLine(id="", text="", lang=lang))  # a language is compiled once
    lines = [ReportLine(id=c.id, text=c.text, lang=c.lang, published=c.published) for c in cases]
    begun = perf_counter()
    coded = [code_report(coder, line) for line in lines]
    spent = max(perf_counter() - begun, 1e-6)
    cut = sum(len(sentences(case.text)) for case in cases) / spent
    read = sum(len(case.text) for case in cases) / spent
    say.remark(
        f"{len(cases)} cases coded: {cut:,.0f} sentences and {read:,.0f} characters a second"
    )
    return coded


def _read(path: Path, cases: Sequence[Case]) -> list[Coded]:
    """The coded line of each case, found by its id."""
    found: dict[str, Coded] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            coded = decode(Coded, line)
        except FormatError as error:
            raise FormatError(f"{path.name}, line {number}: {error.message}") from None
        if coded.report is not None:
            found[coded.report] = coded
    missing = [number for number, case in enumerate(cases, 1) if case.id not in found]
    if missing:
        raise UsageError(
            f"{path.name} has no line for {len(missing)} of the cases, first for case {missing[0]}",
            hint="code the same texts: crosstally code < GOLD.jsonl > CODED.jsonl",
        )
    return [found[case.id] for case in cases]


def _rows(figures: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    """What is shown of figures that rest on something."""
    for figure in figures:
        if figure.value is None:
            continue
        wide = "" if figure.low is None else f"{figure.low:.3f} - {figure.high:.3f}"
        yield figure.name, f"{figure.value:.3f}", str(figure.n), wide, figure.better
