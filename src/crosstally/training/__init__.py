"""Gold cases in, a light model out, with what it adds to the rules; or a refusal.

Invariant: no model is given that was not measured on cases it had not seen, and none that makes
things worse.
"""

from collections.abc import Sequence
from typing import NamedTuple

from crosstally.coding.coder import Coder
from crosstally.coding.model import model_file, parse_model
from crosstally.errors import CrosstallyError
from crosstally.records import ModelHead
from crosstally.scoring import Case
from crosstally.training.examples import Example, Scheme, open_case, scheme_of
from crosstally.training.fitting import FEWEST_CASES, head_of, learn, teachable
from crosstally.training.gain import Gain, corrected_by_folds, gains

FEWEST = 40  # cases in all: with fewer a fold has too few to learn from

__all__ = ["FEWEST", "Gain", "Trained", "learn_file", "train"]


class Trained(NamedTuple):
    """A model's file, its first line, and what it adds by label and in all (`all`, the last).

    `left_out` are labels that were learned and lost on cases not seen: the model has them not.
    """

    file: bytes
    head: ModelHead
    gains: tuple[Gain, ...]
    left_out: tuple[str, ...]


def train(coder: Coder, cases: Sequence[Case], *, name: str) -> Trained:
    """A model learned from cases, and what it adds to the rules on cases it had not seen.

    Raises:
        CrosstallyError: there are too few cases to learn from, or no label of theirs gains.
    """
    known = [case for case in cases if case.lang in coder.languages]
    if len(known) < FEWEST:
        raise CrosstallyError(
            f"{len(known)} cases are too few to learn from",
            hint=f"at least {FEWEST}, of which {FEWEST_CASES} tell of one kind",
        )
    scheme = scheme_of(known)
    examples = [open_case(coder, case) for case in known]
    if not teachable(examples, scheme):
        raise _nothing_learned()
    corrected = corrected_by_folds(
        examples, lambda some: parse_model(_file(coder, some, scheme, name), name)
    )
    found = gains(examples, corrected, scheme)
    lost = tuple(gain.name for gain in found[:-1] if gain.lost)
    file = _file(coder, examples, scheme, name, without=lost)
    model = parse_model(file, name)
    if not model.labels:
        raise _nothing_learned()
    return Trained(file, model.head, found, lost)


def _nothing_learned() -> CrosstallyError:
    return CrosstallyError(
        "no kind can be learned from these cases so that it helps",
        hint=f"each kind needs {FEWEST_CASES} cases that tell of it, and as many that do not",
    )


def learn_file(coder: Coder, cases: Sequence[Case], *, name: str) -> bytes:
    """The file of a model learned from cases, not measured: for those who measure it themselves."""
    examples = [open_case(coder, case) for case in cases if case.lang in coder.languages]
    return _file(coder, examples, scheme_of(cases), name)


def _file(
    coder: Coder,
    examples: Sequence[Example],
    scheme: Scheme,
    name: str,
    *,
    without: Sequence[str] = (),
) -> bytes:
    learned = learn(examples, scheme, without=without)
    languages = sorted({example.case.lang for example in examples})
    head = head_of(name, learned, scheme, languages=languages, coder=coder.id, cases=len(examples))
    return model_file(head, learned.weights)
