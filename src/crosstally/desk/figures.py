"""What reviewing takes, how far readers agree, what would teach most; and the first-run guide.

Invariant: a figure comes with its interval or is refused with the reason; nothing is told by person.
"""

from collections.abc import Callable
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from crosstally.desk.room import Room
from crosstally.desk.web import Asked
from crosstally.records import Estimate
from crosstally.reviewing.agreement import agreement
from crosstally.reviewing.pace import STINTS, Stint, stints_of, workload
from crosstally.reviewing.standing import State
from crosstally.reviewing.teach import Lesson, lessons
from crosstally.reviewing.words import guide as steps
from crosstally.tables.files import read_lines

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
    return asked.page("figures.html", found=found, room=asked.room, path="/figures")


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
