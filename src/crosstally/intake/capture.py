"""What our own form saved (`crosstally capture`): one JSON object a line, all answers closed.

Invariant: a line makes one sealed report or one issue; a line with a member that the form does not
write is refused, so that nothing can travel beside its answers.
"""

from collections.abc import Iterator

from crosstally.errors import FormatError
from crosstally.intake.arrive import Inlet, Outcome, Told, aside
from crosstally.intake.field import BASES, QUESTIONS, Answers, field_report
from crosstally.intake.lines import line_text, read_lines
from crosstally.records import Digest, Reason, Record, decode

SUFFIX = ".capture.jsonl"
_MOST_MEDIA = 32
_HEX = frozenset("0123456789abcdef")


class Captured(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the form, version 1."""

    capture: int
    id: str
    lang: str
    basis: str
    answers: dict[str, str]
    media: tuple[str, ...] = ()
    text: str = ""

    def __post_init__(self) -> None:
        """Only what the form writes."""
        if self.capture != 1 or len(self.id) != 32 or not set(self.id) <= _HEX:
            raise ValueError("no line of this version")
        if self.basis not in BASES or not set(self.answers) <= set(QUESTIONS):
            raise ValueError("an answer to no question of the form")
        if len(self.media) > _MOST_MEDIA or not all(map(_is_digest, self.media)):
            raise ValueError("media is no list of digests")


def read_capture(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every line of a file that the form saved, as a sealed report or as an issue, in order."""
    with inlet.open() as stream:
        for line in read_lines(stream, told.limits.line):
            if line.raw is not None and not line.raw.strip():
                continue
            where = f"{inlet.name}#{line.number}"
            text = None if line.raw is None else line_text(line.raw)
            if text is None:
                reason = Reason.TOO_LONG if line.raw is None else Reason.WRONG_ENCODING
                yield aside(where, reason)
                continue
            try:
                found = decode(Captured, text.encode())
            except FormatError:
                reason = Reason.TRUNCATED if line.unfinished else Reason.NOT_A_RECORD
                yield aside(where, reason, "no line of the capture form")
                continue
            answers = Answers(
                found.answers, found.text, found.id, line.number, BASES[found.basis],
                tuple(map(Digest, found.media)), found.lang,
            )  # fmt: skip
            yield field_report(answers, "field", where, told)


def _is_digest(told: str) -> bool:
    return len(told) == 64 and set(told) <= _HEX
