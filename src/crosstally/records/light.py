"""What the first line of a light model's file says of it (spec/model-v1.md).

Invariant: a head says what its model was learned from, never a word of it.
"""

from crosstally.records.base import Record
from crosstally.records.terms import Kind, Reality


class LabelHead(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model decides of a sentence: one kind of deed, and who of the state did it.

    `slope` and `shift` make a share of a logit; from `threshold` on a sentence tells of it.
    `examples` are the sentences it was learned from, `gain` what it was found to add to F1.
    """

    name: str
    bias: float
    slope: float
    shift: float
    threshold: float
    examples: int
    gain: float


class ModelHead(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line of a model's file.

    `told` are the realities that its gold knew as "it happened", `alike` the kinds that it never
    used with those that it used in their place; `coder` the rules and packs whose
    hits it was trained on; `digest` is of all the lines that follow.
    """

    format: str
    version: int
    name: str
    languages: tuple[str, ...]
    coder: str
    told: tuple[Reality, ...]
    alike: dict[Kind, Kind]
    cases: int
    labels: tuple[LabelHead, ...]
    digest: str
