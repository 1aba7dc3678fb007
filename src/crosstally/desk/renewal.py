"""Another build's tables, taken up while the desk is open.

Invariant: a page is made of one build, never of two; the tables are read and the judgements laid on
them beside the requests, and a build that is not whole is not read.
"""

import threading
from pathlib import Path

from crosstally.desk.built import read_at_rest, stamp_of
from crosstally.desk.room import Room
from crosstally.errors import FormatError

SECONDS = 2.0  # between two looks at the folder


class Renewal:
    """Looks whether there is a new build, reads it, and lays the judgements on it."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._folder: Path = room.desk.folder
        self._looked = 0.0
        self._reading: threading.Thread | None = None
        self._laid: Room | None = None

    def look(self, now: float) -> bool:
        """Whether the desk stands on another build since the last look.

        Args:
            now: seconds of a clock that never goes back.
        """
        if self._laid is not None:
            laid, self._laid, self._reading = self._laid, None, None
            self._room.adopt(laid)
            return True
        if self._reading is None and now - self._looked >= SECONDS:
            self._looked = now
            if self._is_new():
                self._reading = threading.Thread(target=self._take, daemon=True)
                self._reading.start()
        return False

    def wait(self) -> None:
        """Wait for the reading that is under way, if one is."""
        if self._reading is not None:
            self._reading.join()

    def _is_new(self) -> bool:
        try:
            return stamp_of(self._folder) != self._room.built.stamp
        except (FormatError, OSError):  # a build is being made
            return False

    def _take(self) -> None:
        try:
            built = read_at_rest(self._folder, zone=self._room.zone)
            self._laid = self._room.laid_on(built)
        except (FormatError, OSError):  # another build began meanwhile
            self._reading = None
