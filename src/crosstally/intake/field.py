"""What a person in the field answered, by our form or another's, as a sealed report with its cells.

Invariant: an answer keeps the question that it answers, so that a mention shows where each value
stands; words are sealed until the desk says otherwise; who answered, and on which device, is
dropped at the door.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from crosstally.intake.arrive import Arrived, Outcome, Told, aside, report_of
from crosstally.intake.columns import ColumnMap
from crosstally.intake.dates import is_future
from crosstally.intake.table import MAP_COLUMN
from crosstally.intake.values import read_day
from crosstally.records import Digest, Knowing, Reason, Visibility, encode

# The questions of the form, which are fields of a coded row; `text` is what was written freely.
QUESTIONS: Final = (
    "kind", "subtype", "date", "last_date", "province", "city", "site", "lat", "lon", "size",
    "size_low", "size_high", "groups", "demand", "killed", "injured", "arrested",
)  # fmt: skip
BASES: Final = {"seen": Knowing.WITNESS, "heard": Knowing.RELAY, "passed_on": Knowing.UNKNOWN}
_MOST_ANSWER = 1000


class Answers(NamedTuple):
    """What one submission says: cells by question, its words, and how its writer knows."""

    cells: Mapping[str, str]
    words: str
    native_id: str
    number: int
    basis: Knowing = Knowing.UNKNOWN
    media: tuple[Digest, ...] = ()
    lang: str | None = None


def field_report(answers: Answers, source: str, where: str, told: Told) -> Outcome:
    """A submission as a sealed report, its answers as cells under a map of their own.

    Args:
        answers: what was asked and answered.
        source: who collects: a unit or a form, never a person.
        where: the file and the place in it.
        told: what every reader is told.
    """
    cells = {q: answers.cells[q].strip() for q in QUESTIONS if answers.cells.get(q, "").strip()}
    if any(len(text) > _MOST_ANSWER for text in cells.values()):
        return aside(where, Reason.TOO_LONG, "an answer of more than a thousand letters")
    if "date" in cells:
        day = read_day(cells["date"], "iso")
        if day is None:
            return aside(where, Reason.BAD_DATE, "no day as 2018-01-31")
        if is_future(day, told.now):
            return aside(where, Reason.FUTURE_DATE, f"{day.isoformat()} is still to come")
    coded = "kind" in cells and "date" in cells
    column_map = ColumnMap(columns=tuple((question, question) for question in cells))
    own_map = ((MAP_COLUMN, encode(column_map).decode()),) if coded else ()
    item = Arrived(
        source=source,
        body=answers.words,
        native_id=answers.native_id,
        lang=answers.lang,
        basis=answers.basis,
        visibility=Visibility.SEALED,
        media=answers.media,
        cells=(*cells.items(), *own_map) if coded else (),
        row=answers.number if coded else None,
    )
    if not coded and not answers.words.strip() and answers.media:
        return aside(where, Reason.EMPTY, "a picture without words: tell what it shows")
    return report_of(item, told, where)
