"""Trains the light model that comes with the program, and writes its card's table.

Run it after the rules or the cases that may be looked at have changed. It learns from nothing but
`eval/cases/seen`, texts of our own; what it gains is measured by folds of them, and on the blind
cases, of which only figures are ever shown.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from crosstally.coding.coder import Coder, code_report, load_coder
from crosstally.coding.model import Model, parse_model
from crosstally.records import ReportLine
from crosstally.scoring import Case, pair_all, read_gold, score
from crosstally.training import Trained, train

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "eval" / "cases"
FOLDER = ROOT / "src" / "crosstally" / "packs" / "models"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
SHOWN = ("kinds_macro_f1", "relevance_f1", "extra_on_negatives", "whole_case")


def cases_in(split: str) -> dict[str, tuple[Case, ...]]:
    """The cases of a part, by the name of their file."""
    return {path.stem: read_gold(path) for path in sorted((CASES / split).glob("*.jsonl"))}


def figures(coder: Coder, cases: Sequence[Case]) -> list[float]:
    """The figures of the card."""
    lines = [ReportLine(id=c.id, text=c.text, lang=c.lang, published=c.published) for c in cases]
    scored = score(pair_all(cases, [code_report(coder, line) for line in lines]))
    found = {figure.name: figure.value for figure in scored}
    return [found[name] or 0.0 for name in SHOWN]


def table(coder: Coder, trained: Trained, model: Model) -> Iterator[str]:
    """The lines of the card's tables."""
    yield f"Model `{model.id}`, {len(trained.file) / 1000:.0f} kB, {trained.head.cases} cases.\n"
    yield "| label it decides on | cases | rules | with it | 95 % of the gain |"
    yield "|---|---|---|---|---|"
    decided = {label.name for label in trained.head.labels}
    for gain in trained.gains:
        if gain.name in decided or gain.name == "all":
            numbers = f"{gain.rules:.3f} | {gain.model:.3f} | {gain.low:+.3f} - {gain.high:+.3f}"
            yield f"| {gain.name} | {gain.cases} | {numbers} |"
    yield f"\n| blind cases | {' | '.join(f'{name}: rules | with it' for name in SHOWN)} |"
    yield f"|---|{'---|' * 2 * len(SHOWN)}"
    for name, cases in cases_in("blind").items():
        both = zip(figures(coder, cases), figures(coder._replace(model=model), cases), strict=True)
        yield f"| {name} | {' | '.join(f'{one:.3f} | {other:.3f}' for one, other in both)} |"


def main() -> None:
    """Write the model and its card."""
    coder = load_coder()
    cases = [case for part in cases_in("seen").values() for case in part]
    trained = train(coder, cases, name="base")
    model = parse_model(trained.file, "base.model")
    (FOLDER / "base.model").write_bytes(trained.file)
    card = FOLDER / "base.md"
    before, rest = card.read_text(encoding="utf-8").split(BEGIN)
    lines = "\n".join(table(coder, trained, model))
    text = f"{before}{BEGIN}\n{lines}\n{END}{rest.split(END)[1]}"
    card.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
