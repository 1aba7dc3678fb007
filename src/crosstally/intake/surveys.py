"""Submissions exported from ODK Central or KoboToolbox, and what Tella sent to either.

Invariant: a submission makes one sealed report or one issue; questions are known by our own names
for them, whatever group they stand in; who submitted, from which device, is dropped at the door.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from crosstally.errors import FormatError
from crosstally.intake.arrive import Inlet, Outcome, Told, aside, dropped, forbidden
from crosstally.intake.elements import Pieces, elements
from crosstally.intake.field import BASES, QUESTIONS, Answers, field_report
from crosstally.intake.rows import Row, read_rows
from crosstally.intake.table import read_table
from crosstally.records import Digest, Issue, Reason

# What people call our questions. A question's own name is its last part: "event/city", "event-city".
_NAMES: Final = {
    **{question.replace("_", ""): question for question in QUESTIONS},
    "what": "kind", "when": "date", "day": "date", "where": "city", "town": "city",
    "howmany": "size", "people": "size", "latitude": "lat", "longitude": "lon",
    "locationlatitude": "lat", "locationlongitude": "lon",
}  # fmt: skip
_WORDS: Final = ("words", "text", "description", "account", "note", "notes")
_BASIS: Final = ("basis", "howknown", "howdoyouknow")
_IDS: Final = ("key", "metainstanceid", "instanceid", "uuid", "id")
_REFUSED: Final = (("reviewstate", "rejected"), ("validationstatus", "notapproved"))
_PERSONAL: Final = (
    "submitterid", "submittername", "submittedby", "subscriberid", "simserial", "enumerator",
    "deviceid", "username", "phonenumber", "email",
)  # fmt: skip
_FORM: Final = "formhub/"  # of the form, the same in all its submissions
_RESULTS = re.compile(r'"results"\s*:\s*\[')
_LONGEST_HEAD = 1 << 16

Attached = Callable[[str], Digest | None]


def is_survey(head: bytes) -> bool:
    """Whether a table begins as ODK Central's or KoboToolbox's exports do."""
    first = head.lstrip(b"\xef\xbb\xbf").partition(b"\n")[0].lower()
    odk = b"submissiondate" in first and (b"instanceid" in first or b"key" in first)
    return odk or (b"_submission_time" in first and b"_uuid" in first)


def is_submissions(head: bytes) -> bool:
    """Whether a JSON file begins as KoboToolbox's submissions do."""
    return b'"results"' in head and b'"_submission_time"' in head


def _nothing(_name: str) -> Digest | None:
    return None


def read_survey(inlet: Inlet, told: Told, attached: Attached = _nothing) -> Iterator[Outcome]:
    """Every row of an exported table as a sealed report or as an issue, in order.

    A table that has a map of its own is read by that map, as any other table is.
    """
    if told.maps.get(inlet.name) or told.maps.get(""):
        yield from read_table(inlet, told)
        return
    rows = read_rows(inlet, told)
    header = next(rows, None)
    if not isinstance(header, Row):
        yield header if header is not None else aside(inlet.name, Reason.EMPTY)
        return
    empty = True
    for row in rows:
        empty = False
        if isinstance(row, Issue):
            yield row
        else:
            cells = dict(zip(header.cells, row.cells, strict=False))
            yield _submission(cells, row.number, inlet.name, told, attached)
    if empty:
        yield aside(inlet.name, Reason.EMPTY, "a survey that nobody has filled in")
    gone = _personal(header.cells)
    if gone:
        yield dropped(inlet.name, gone)


def read_submissions(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every submission of KoboToolbox's JSON as a sealed report or as an issue, in order.

    Raises:
        FormatError: the file holds no list of submissions.
    """
    gone: set[str] = set()
    with inlet.open() as stream:
        pieces = Pieces(stream, told.limits.line)
        found = None
        try:
            while found is None and len(pieces.text) < _LONGEST_HEAD:
                more = pieces.more()
                found = _RESULTS.search(pieces.text)
                if not more:
                    break
        except UnicodeDecodeError:
            pass
        if found is None:
            raise FormatError(f"{inlet.name} holds no submissions", hint="export them as JSON")
        pieces.text = pieces.text[found.end() :]
        for number, element in enumerate(elements(pieces), 1):
            where = f"{inlet.name}#{number}"
            if isinstance(element, Reason):
                yield aside(f"{inlet.name}#after {number - 1} submissions", element)
            elif not isinstance(element, dict):
                yield aside(where, Reason.NOT_A_RECORD, "a submission is one JSON object")
            else:
                gone |= set(_personal(element))
                cells = {name: _flat(value) for name, value in element.items()}
                yield _submission(cells, number, inlet.name, told, _nothing)
    if gone:
        yield dropped(inlet.name, gone)


def _submission(
    cells: Mapping[str, str], number: int, file: str, told: Told, attached: Attached
) -> Outcome:
    where = f"{file}#{number}"
    named: dict[str, str] = {}
    for column, text in cells.items():
        if text.strip() and not column.startswith(_FORM):
            _ = named.setdefault(_own_name(column), text.strip())
    for state, word in _REFUSED:
        if _bare(named.get(state, "")) == word:
            return aside(where, Reason.OUT_OF_SCOPE, "its own coordinators refused it")
    answers = {_NAMES[name]: text for name, text in named.items() if name in _NAMES}
    point = _point(named)
    if point is not None:
        answers |= {"lat": point[0], "lon": point[1]}
    if "kind" in answers:
        answers["kind"] = answers["kind"].replace("_", "/", 1)  # a choice may not hold a slash
    if "date" in answers:
        answers["date"] = answers["date"][:10]  # "2026-01-02T14:00:00.000+03:30"
    media = [digest for text in named.values() if (digest := attached(text)) is not None]
    basis = _bare(next((named[name] for name in _BASIS if name in named), "passed_on"))
    knowing = {_bare(name): value for name, value in BASES.items()}
    return field_report(
        Answers(
            cells=answers,
            words="\n".join(named[name] for name in _WORDS if name in named),
            native_id=next((named[name] for name in _IDS if name in named), f"row {number}"),
            number=number,
            basis=knowing.get(basis, BASES["passed_on"]),
            media=tuple(dict.fromkeys(media)),
        ),
        f"survey:{PurePosixPath(file).stem}",
        where,
        told,
    )


def _personal(columns: Mapping[str, Any] | tuple[str, ...]) -> tuple[str, ...]:
    """The columns that name who submitted, or with what."""
    names = tuple(columns)
    own = {name for name in names if _own_name(name) in _PERSONAL}
    return tuple(sorted(own | set(forbidden(names))))


def _point(named: Mapping[str, str]) -> tuple[str, str] | None:
    """Latitude and longitude of an answer that is a point: "35.68 51.39 1200 5"."""
    for name in ("location", "point", "geopoint", "gps"):
        parts = named.get(name, "").split()
        if len(parts) >= 2 and all(_is_number(part) for part in parts[:2]):
            return parts[0], parts[1]
    return None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,3}(\.\d+)?", text) is not None


def _own_name(column: str) -> str:
    """A question's own name, without its group, case or joiners."""
    return _bare(re.split("[/:.-]", column)[-1]) or _bare(column)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _flat(value: object) -> str:
    """A value as a table would have it; a list or an object is none."""
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""
