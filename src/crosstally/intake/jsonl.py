"""Our own JSON lines: one report a line; or the same objects in one JSON list.

Invariant: a line makes one report or one issue, however broken it is; blank lines are no items.
Unknown fields are passed over; those that name a person are dropped and named once a file.
"""

from collections.abc import Iterator
from typing import Any

from crosstally.errors import FormatError
from crosstally.intake.arrive import (
    Arrived,
    Inlet,
    Outcome,
    Told,
    aside,
    dropped,
    forbidden,
    report_of,
)
from crosstally.intake.elements import Pieces, elements
from crosstally.intake.lines import Line, line_text, read_lines
from crosstally.intake.plain import named_source
from crosstally.records import (
    Digest,
    Issue,
    Knowing,
    Provenance,
    Reason,
    Visibility,
    convert,
    parse_json,
)

_WORDS = ("id", "source", "published", "lang", "title", "url", "relay_of")
_MORE = ("text", "provenance", "basis", "visibility", "media")
_HEX = frozenset("0123456789abcdef")


def read_jsonl(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every line as a report or as an issue, in order; then what was dropped at the door."""
    gone: set[str] = set()
    with inlet.open() as stream:
        for line in read_lines(stream, told.limits.line):
            if line.raw is not None and not line.raw.strip():
                continue
            where = f"{inlet.name}#{line.number}"
            fields = _fields(line, where, told)
            if isinstance(fields, Issue):
                yield fields
                continue
            gone.update(forbidden(fields.keys() - set(_WORDS) - set(_MORE)))
            item = _item(fields, where, named_source(inlet.name))
            yield report_of(item, told, where) if isinstance(item, Arrived) else item
    if gone:
        yield dropped(inlet.name, gone)


def read_array(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every element of a JSON list of such objects, as `read_jsonl` gives lines.

    Raises:
        FormatError: the file is no JSON list.
    """
    gone: set[str] = set()
    with inlet.open() as stream:
        pieces = Pieces(stream, told.limits.line)
        try:
            while pieces.more() and not pieces.text.strip():
                pass
        except UnicodeDecodeError:
            raise FormatError(f"{inlet.name} is no JSON list", hint="it is not UTF-8") from None
        if not pieces.text.lstrip().startswith("["):
            raise FormatError(
                f"{inlet.name} is no JSON list", hint="save one object a line as .jsonl"
            )
        pieces.text = pieces.text.lstrip()[1:]
        for number, element in enumerate(elements(pieces), 1):
            where = f"{inlet.name}#{number}"
            if isinstance(element, Reason):
                yield aside(f"{inlet.name}#after {number - 1} objects", element)
            elif not isinstance(element, dict):
                yield aside(where, Reason.NOT_A_RECORD, "an element is one JSON object")
            else:
                gone.update(forbidden(element.keys() - set(_WORDS) - set(_MORE)))
                item = _item(element, where, named_source(inlet.name))
                yield report_of(item, told, where) if isinstance(item, Arrived) else item
    if gone:
        yield dropped(inlet.name, gone)


def _fields(line: Line, where: str, told: Told) -> dict[str, Any] | Issue:
    if line.raw is None:
        return aside(where, Reason.TOO_LONG, f"a line of more than {told.limits.line >> 20} MB")
    text = line_text(line.raw)
    if text is None:
        return aside(where, Reason.WRONG_ENCODING)
    try:
        fields = parse_json(text)
    except FormatError as error:
        cut = line.unfinished and text.lstrip().startswith("{")
        return aside(where, Reason.TRUNCATED if cut else Reason.NOT_JSON, error.message)
    if not isinstance(fields, dict):
        return aside(where, Reason.NOT_A_RECORD, "a line is one JSON object")
    return fields


def _item(fields: dict[str, Any], where: str, source: str) -> Arrived | Issue:
    for name in (*_WORDS, "text"):
        value = fields.get(name)
        if (
            value is not None
            and not isinstance(value, str)
            and not (name == "id" and _whole(value))
        ):
            return aside(where, Reason.NOT_A_RECORD, f"{name} is no text")
    if "text" not in fields:
        return aside(where, Reason.NOT_A_RECORD, "text is missing")
    media = fields.get("media") or []
    if not isinstance(media, list) or not all(_is_digest(one) for one in media):
        return aside(where, Reason.NOT_A_RECORD, "media is no list of SHA-256 digests")
    terms = _terms(fields)
    if isinstance(terms, str):
        return aside(where, Reason.NOT_A_RECORD, f"{terms} is not of the codebook")
    provenance, basis, visibility = terms
    return Arrived(
        source=fields.get("source") or source,
        body=fields["text"] or "",
        published=fields.get("published"),
        native_id=str(fields["id"]) if fields.get("id") is not None else None,
        lang=fields.get("lang"),
        title=fields.get("title"),
        url=fields.get("url"),
        provenance=provenance,
        basis=basis,
        visibility=visibility or Visibility.PUBLIC,
        relay_of=fields.get("relay_of"),
        media=tuple(Digest(one) for one in media),
    )


def _terms(
    fields: dict[str, Any],
) -> tuple[Provenance | None, Knowing | None, Visibility | None] | str:
    """The three closed lists of a line, or the name of the field that is not of its list.

    A visibility that nobody can read must never become public: hence no default on a slip.
    """
    name = "provenance"
    try:
        provenance = convert(Provenance, fields[name]) if fields.get(name) else None
        name = "basis"
        basis = convert(Knowing, fields[name]) if fields.get(name) else None
        name = "visibility"
        visibility = convert(Visibility, fields[name]) if fields.get(name) else None
    except FormatError:
        return name
    return provenance, basis, visibility


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= _HEX
