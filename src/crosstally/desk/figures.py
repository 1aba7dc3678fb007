"""What reviewing takes, how far readers agree, what would teach most; and the first-run guide.

Invariant: a figure comes with its interval or is refused with the reason; nothing is told by person.
"""

from collections.abc import Callable
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from crosstally.desk.guard import Refused
from crosstally.desk.room import Room
from crosstally.desk.web import Asked
from crosstally.errors import FormatError
from crosstally.ledger.persons import by_persons
from crosstally.records import Coded, Estimate
from crosstally.reviewing.agreement import agreement
from crosstally.reviewing.pace import STINTS, Stint, stints_of, workload
from crosstally.reviewing.standing import State
from crosstally.reviewing.teach import Lesson, lessons
from crosstally.reviewing.words import guide as steps
from crosstally.tables.files import read_lines, tables_of
from crosstally.training.judged import cases_of_judgements

SEED = 20170801  # any will do; fixed, so that the same judgements give the same figures
LESSONS = 15


class Figures(NamedTuple):
    """The figures of a desk, and what would teach it most."""

    estimates: tuple[Estimate, ...]
    lessons: tuple[Lesson, ...]


async def figures(asked: Asked) -> Response:
    """The page of figures; they are worked out beside other requests, from what stood when asked."""
    _ = asked.room.refresh()
    found = await run_in_threadpool(_worked_out(asked.room))
    return asked.page("figures.html", found=found, room=asked.room, path="/figures",
                      school=asked.house.school)  # fmt: skip


def training(asked: Asked) -> Response:
    """How far a training is, or what the last one came to; a part of the page of figures."""
    return asked.page("training.html", school=asked.house.school)


def teach(asked: Asked) -> Response:
    """Begin a training on what was judged so far; it goes on beside.

    Raises:
        Refused: a build is being made.
    """
    room, folder = asked.room, asked.room.desk.folder
    _ = room.refresh()
    try:
        coded = tuple(read_lines(tables_of(folder) / "coded.jsonl", Coded))
    except FormatError:
        raise Refused(409, "building") from None
    cases = cases_of_judgements(
        room.built.reports.values(), coded, tuple(by_persons(room.judgements, room.persons)),
        room.built.incidents.values(),
    )  # fmt: skip
    asked.house.school.begin(folder, tuple(cases))
    return asked.go("/figures")


def guide(asked: Asked) -> Response:
    """The first-run guide."""
    return asked.page("guide.html", steps=steps(asked.lang), path="/guide")


def _worked_out(room: Room) -> Callable[[], Figures]:
    """What works the figures out, from copies of what changes."""
    judgements, persons, built = tuple(room.judgements), dict(room.persons), room.built
    decided = sum(room.counted[state] for state in (State.CONFIRMED, State.REJECTED))
    waiting, join_bits = len(built.incidents) - decided, room.desk.packs.weights.join / 1000
    path = room.desk.folder / STINTS

    def work() -> Figures:
        stints = tuple(read_lines(path, Stint)) if path.is_file() else stints_of(judgements)
        incidents = built.incidents.values()
        taught = lessons(
            incidents, built.mentions.values(), built.links, judgements, join_bits=join_bits
        )
        return Figures(
            estimates=(
                *workload(stints, open_incidents=waiting),
                *agreement(incidents, judgements, persons, seed=SEED),
            ),
            lessons=taught[:LESSONS],
        )

    return work
