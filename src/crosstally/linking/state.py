"""What was linked, on disk, so that more can be added to it.

Invariant: a state is whole or refused; it is read back only with the weights it was made with. It
holds what was coded, slogans and names of places among it, no other text and no source, and can
always be made again from the coded lines.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.errors import FormatError
from crosstally.linking.block import Blocks
from crosstally.linking.bulk import Bulk, Divided
from crosstally.linking.columns import Column, Columns
from crosstally.linking.compare import FEATURES
from crosstally.linking.facet import Facet
from crosstally.linking.weigh import Weights
from crosstally.records import Digest, Record, decode, encode, encode_in_order

HEAD = "state.json"  # written last, so that a state without it is none
SAMPLES = "samples.jsonl"
FORM = 1
_MENTION = ("mention", "report", "said", "row")
_BLOCKS = ("family", "cell", "low", "high", "keys")


class Head(Record, frozen=True, kw_only=True):
    """What a state was made with: the form of its files, the weights, the features in order."""

    form: int
    weights: Digest
    features: tuple[str, ...]
    mentions: int


class State(NamedTuple):
    """All mentions so far and how they fall into events."""

    bulk: Bulk
    divided: Divided


def write_state(folder: Path, state: State, weights: Weights) -> None:
    """The state in a folder, in the place of what was there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / HEAD).unlink(missing_ok=True)
    for name, column in _arrays(state).items():
        np.save(folder / f"{name}.npy", column, allow_pickle=False)
    with (folder / SAMPLES).open("wb") as out:
        out.write(encode(state.bulk.blocks.names) + b"\n")
        for feature in state.bulk.columns.features:
            out.write(encode(len(feature.samples)) + b"\n")
            out.writelines(encode_in_order(sample) + b"\n" for sample in feature.samples)
    head = Head(
        form=FORM,
        weights=weights.digest,
        features=tuple(feature.name for feature in FEATURES),
        mentions=len(state.bulk.mention),
    )
    (folder / HEAD).write_bytes(encode(head))


def read_state(folder: Path, weights: Weights) -> State | None:
    """The state in a folder; None where there is none, or it was made with other weights.

    Raises:
        FormatError: its files do not fit together.
    """
    if not (folder / HEAD).is_file():
        return None
    head = decode(Head, (folder / HEAD).read_bytes())
    features = tuple(feature.name for feature in FEATURES)
    if (head.form, head.weights, head.features) != (FORM, weights.digest, features):
        return None
    try:
        state = _read(folder)
    except (OSError, ValueError, EOFError, StopIteration):
        raise _broken(folder) from None
    if len(state.bulk.mention) != head.mentions:
        raise _broken(folder)
    return state


def _read(folder: Path) -> State:
    def load(name: str) -> Any:
        return np.load(folder / f"{name}.npy", allow_pickle=False)

    with (folder / SAMPLES).open("rb") as lines:
        names = decode(tuple[str, ...], next(lines))
        samples = []
        for _ in FEATURES:
            count = decode(int, next(lines))
            samples.append(tuple(decode(Facet, next(lines)) for _ in range(count)))
    features = tuple(
        Column(load(f"codes-{at}"), row, load(f"days-{at}")) for at, row in enumerate(samples)
    )
    columns = Columns(load("names"), load("of-report"), load("of-copy"), features)
    blocks = Blocks(**{name: load(name) for name in _BLOCKS}, names=names)
    mention = {name: load(name) for name in _MENTION}
    divided = Divided(**{name: load(name) for name in Divided._fields})
    return State(Bulk(**mention, columns=columns, blocks=blocks), divided)


def _arrays(state: State) -> dict[str, npt.NDArray[Any]]:
    """Every column by the name of its file."""
    bulk, columns = state.bulk, state.bulk.columns
    found: dict[str, npt.NDArray[Any]] = {name: getattr(bulk, name) for name in _MENTION}
    found |= {name: getattr(bulk.blocks, name) for name in _BLOCKS}
    found |= {"names": columns.names, "of-report": columns.report, "of-copy": columns.copy}
    for at, column in enumerate(columns.features):
        found |= {f"codes-{at}": column.codes, f"days-{at}": column.days}
    return found | state.divided._asdict()


def _broken(folder: Path) -> FormatError:
    return FormatError(f"the state in {folder.name} is broken", hint="remove it and link all again")
