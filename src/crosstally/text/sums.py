"""What a run of number words is worth.

Invariant: words are added where the next is smaller than the last one's place ("two hundred and
fifty"), multiplied where a scale follows ("three thousand"), and never joined otherwise.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.text.number_words import Atom

MOST: Final = 10**15  # nothing counted here is more; a larger number fits no column


class Sum(NamedTuple):
    """A number as its words say it, and the atom after it; `scale` is 0 where none was said."""

    low: int
    high: int
    scale: int
    vague: bool
    after: int


class _Part(NamedTuple):
    """A sum on the way: what is settled, what a scale would still multiply, what fits below."""

    total: float = 0
    low: float = 0
    high: float = 0
    room: float = 0
    scale: int = 0
    vague: bool = False
    open: bool = False  # needs a scale to follow: "half a", "1.5", "a"
    before: "_Part | None" = None  # what it was before "and a half"


def compose(atoms: list[Atom], at: int) -> Sum | None:
    """The number that begins at an atom, or None where none does."""
    part = _begin(atoms[at]) if at < len(atoms) else None
    if part is None:
        return None
    at += 1
    while at < len(atoms) and atoms[at].joined:
        linked = atoms[at].code == "and"
        item = at + 1 if linked else at
        if item >= len(atoms) or not atoms[item].joined:
            break
        longer = _extend(part, atoms[item], linked)
        if longer is None:
            break
        part, at = longer, item + 1
    return _settled(part, at)


def _begin(atom: Atom) -> _Part | None:
    """The sum that an atom begins."""
    low, high, code = atom.low, atom.high, atom.code
    if code in ("unit", "tens"):
        return _Part(low=low, high=high, room=_place(low))
    if code == "figure":
        return _Part(low=low, high=high, room=1)
    if code == "scale":
        return _scale(_Part(low=1, high=1), atom, linked=False)
    if code in ("vague", "several"):
        return _Part(low=low, high=high, room=-1 if code == "vague" else 0, vague=True)
    if code in _OPENERS:
        size = _OPENERS[code] or low
        return _Part(low=size, high=size, open=True)
    return None


def _extend(part: _Part, atom: Atom, linked: bool) -> _Part | None:
    step = _STEPS.get(atom.code)
    if step is None or (part.open and step is not _scale):
        return None
    return step(part, atom, linked)


def _settled(part: _Part, after: int) -> Sum | None:
    if part.open and part.before is not None:
        whole = part.before
        if whole.total and not whole.low:  # "a million and a half"
            half = whole.scale / 2
            part = whole._replace(low=half, high=half)
        else:  # "five and a half" of what has no scale: the half is left out
            part, after = whole, after - 1
    elif part.open:
        return None
    low, high = part.total + part.low, part.total + part.high
    return Sum(round(low), round(high), part.scale, part.vague, after)


def _unit(part: _Part, atom: Atom, linked: bool) -> _Part | None:
    value = atom.low
    if not linked and value == 10 and 0 < part.low < 10 and not part.vague:  # Arabic: five ten
        return part._replace(low=part.low + 10, high=part.high + 10, room=1)
    if value < part.room:
        return part._replace(low=part.low + value, high=part.high + value, room=_place(value))
    return None


def _tens(part: _Part, atom: Atom, linked: bool) -> _Part | None:
    """Arabic says the ones before the tens: five and twenty."""
    if linked and part.room == 1 and 0 < part.low % 100 < 10:
        return part._replace(low=part.low + atom.low, high=part.high + atom.low)
    return _unit(part, atom, linked)


def _figure(part: _Part, atom: Atom, linked: bool) -> _Part | None:
    """A figure after thousands: 78 thousand and 411, 2 thousand 500."""
    if 1000 <= part.room > atom.low and (linked or atom.low >= 100):
        return part._replace(low=atom.low, high=atom.low, room=1)
    return None


def _scale(part: _Part, atom: Atom, linked: bool) -> _Part | None:
    scale = atom.scale
    if linked:  # one thousand and a hundred
        if scale >= part.room or part.open:
            return None
        part = part._replace(total=part.total + part.low, low=1, high=1)
    elif part.room < 0:
        return None
    elif not part.low:
        part = part._replace(total=0, low=part.total, high=part.total)  # a thousand million
    low, high = part.low * scale, part.high * scale
    if high > MOST:
        return None
    part = part._replace(low=low, high=high, scale=scale, open=False, before=None)
    if part.vague:
        return part._replace(room=-1)
    if scale < 1000:
        return part._replace(room=100 if scale == 100 else 1)
    return part._replace(total=part.total + low, low=0, high=0, room=scale)


def _vague(part: _Part, atom: Atom, linked: bool) -> _Part | None:
    """A plural that counts something is a scale: three thousands, several hundreds."""
    return _scale(part, atom, linked) if atom.scale and not linked else None


def _and_half(part: _Part, atom: Atom, linked: bool) -> _Part | None:
    if linked or part.vague or part.room < 0:
        return None
    half = atom.low or 0.5
    return part._replace(low=part.low + half, high=part.high + half, open=True, before=part)


def _place(value: float) -> float:
    """The place of the last digit said: 20 leaves room for ones, 200 for tens."""
    place = 1
    while value and value % (place * 10) == 0:
        place *= 10
    return place


_OPENERS: Final = MappingProxyType({"decimal": 0, "half": 0.5, "article": 1})
_STEPS: Final[Mapping[str, Callable[[_Part, Atom, bool], _Part | None]]] = MappingProxyType({
    "unit": _unit, "tens": _tens, "figure": _figure, "scale": _scale, "vague": _vague,
    "and half": _and_half,
})  # fmt: skip
