"""The light model: weights of words and rules, and the file that they stand in.

Invariant: a model that was read is whole (its digest holds) and depends on nothing but its file.
It knows rules by name and words by hash only, so that the file of a desk's own model holds no word
of the reports it was trained on. `spec/model-v1.md` describes the file.
"""

from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from math import exp
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from crosstally.errors import FormatError
from crosstally.records import Kind, LabelHead, ModelHead, decode, digest_of, encode, parse_json

FORMAT: Final = "crosstally-model"
VERSION: Final = 1
WORDS: Final = ("w=", "b=")  # what begins so is words of a text: written as a hash
FORCE, CIVIL = "force", "civil"  # who of the state acts: a force, or a court or an office
KILLED: Final = "+killed"  # ends the name of a label that says that people died of it
LARGEST: Final = 5_000_000  # bytes
_STEEP: Final = 35.0  # a logit past which a share is 0 or 1 in four digits


class Label(NamedTuple):
    """A label made ready: its kind, who acts ("" where the kind is nobody's), and its numbers."""

    name: str
    kind: Kind
    who: str
    killed: bool
    head: LabelHead


class Model(NamedTuple):
    """A model made ready. `weights` has, for the hash of a feature, a weight for each label."""

    id: str
    head: ModelHead
    labels: tuple[Label, ...]
    weights: Mapping[int, tuple[float, ...]]


def key_of(feature: str) -> int:
    """The hash by which a feature is known, the same on every machine."""
    return crc32(feature.encode("utf-8", "surrogatepass"))


def logits(model: Model, features: Iterable[str]) -> list[float]:
    """What the features of one sentence add up to, for each label in turn."""
    sums = [label.head.bias for label in model.labels]
    weights = model.weights
    for feature in features:
        row = weights.get(crc32(feature.encode("utf-8", "surrogatepass")))
        if row is not None:
            sums = [one + weight for one, weight in zip(sums, row, strict=True)]
    return sums


def share(head: LabelHead, logit: float) -> float:
    """How likely it is, from 0 to 1, that a sentence with this logit tells of the label."""
    raw = head.slope * logit + head.shift
    return 1 / (1 + exp(-min(max(raw, -_STEEP), _STEEP)))


def read_model(path: Path) -> Model:
    """The model of a file.

    Raises:
        FormatError: it is no model, of another version, too large, or damaged.
    """
    if path.stat().st_size > LARGEST:
        raise FormatError(f"{path.name} is no model: it is too large", hint=_HINT)
    return parse_model(path.read_bytes(), path.name)


def locate_model(name: str, folder: Path) -> Path:
    """The file of a model: one that comes with the program, by its bare name, or a path.

    Args:
        name: as settings and `--model` have it.
        folder: what a path begins in.

    Raises:
        FormatError: there is no such file.
    """
    shipped = Path(str(resources.files("crosstally.packs"))) / "models"
    built_in = shipped / f"{name}.model"
    path = built_in if built_in.parent == shipped and built_in.is_file() else folder / name
    if not path.is_file():
        names = ", ".join(sorted(path.stem for path in shipped.glob("*.model")))
        raise FormatError(
            f"there is no model {Path(name).name}",
            hint=f"name a file of `crosstally train`{', or one of: ' + names if names else ''}",
        )
    return path


def parse_model(data: bytes, name: str) -> Model:
    """The model of the bytes of a file of that name.

    Raises:
        FormatError: they are no model, of another version, or damaged.
    """
    first, _, rest = data.partition(b"\n")
    head = _head(first, name)
    if digest_of(rest) != head.digest:
        raise FormatError(f"{name} is damaged: its digest does not hold", hint=_HINT)
    weights: dict[int, tuple[float, ...]] = {}
    for number, line in enumerate(rest.splitlines(), 2):
        feature, row = _row(line, len(head.labels), f"{name}, line {number}")
        weights[feature] = row
    labels = tuple(_label(label, name) for label in head.labels)
    return Model(f"{head.name}.{head.digest[:8]}", head, labels, weights)


def model_file(head: ModelHead, weights: Mapping[str, Sequence[float]]) -> bytes:
    """The bytes of a model's file: rules by their names, words by their hashes."""
    lines = sorted(
        encode([_written(feature), *row]) for feature, row in weights.items() if any(row)
    )
    rest = b"".join(line + b"\n" for line in lines)
    whole = ModelHead(
        format=FORMAT, version=VERSION, name=head.name, languages=head.languages,
        coder=head.coder, told=head.told, alike=head.alike, cases=head.cases, labels=head.labels,
        digest=digest_of(rest),
    )  # fmt: skip
    return encode(whole) + b"\n" + rest


def _written(feature: str) -> str:
    return f"#{key_of(feature):08x}" if feature.startswith(WORDS) else feature


def _head(line: bytes, name: str) -> ModelHead:
    try:
        raw = parse_json(line)
        version = raw.get("version") if isinstance(raw, dict) else None
        if version is not None and version != VERSION and raw.get("format") == FORMAT:
            raise FormatError(
                f"{name} is a model of version {version}, not {VERSION}",
                hint="train it again with `crosstally train`",
            )
        head = decode(ModelHead, line)
    except FormatError as error:
        if error.hint:
            raise
        raise FormatError(f"{name} is no model: {error.message}", hint=_HINT) from None
    if head.format != FORMAT:
        raise FormatError(f"{name} is no model", hint=_HINT)
    return head


def _row(line: bytes, width: int, where: str) -> tuple[int, tuple[float, ...]]:
    """A feature's hash and its weights."""
    raw = parse_json(line)
    if not isinstance(raw, list) or len(raw) != width + 1 or not isinstance(raw[0], str):
        raise FormatError(f"{where}: not a feature and {width} weights", hint=_HINT)
    row = [float(value) for value in raw[1:] if isinstance(value, int | float)]
    if len(row) != width:
        raise FormatError(f"{where}: a weight is no number", hint=_HINT)
    feature = raw[0]
    key = int(feature[1:], 16) if feature.startswith("#") else key_of(feature)
    return key, tuple(row)


def _label(head: LabelHead, name: str) -> Label:
    """A label from its name: `ASM`, `ARR/force`, `FRC/force+killed`."""
    killed = head.name.endswith(KILLED)
    kind, _, who = head.name.removesuffix(KILLED).partition("/")
    if kind not in tuple(Kind) or who not in ("", FORCE, CIVIL):
        raise FormatError(f"{name} is no model: it has a label of no kind", hint=_HINT)
    return Label(head.name, Kind(kind), who, killed, head)


_HINT: Final = "models are written by `crosstally train`; spec/model-v1.md has the form"
