"""The stateless filter: a line of JSON in, a line of JSON out, in order (DESIGN section 5).

Invariant: as many lines come out as lines that are not blank went in, in the same order, and no
more than a few chunks of them are ever held at once.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from typing import BinaryIO, Final

from crosstally.coding.coder import Coder, code_report
from crosstally.errors import FormatError
from crosstally.records import Coded, Issue, Reason, ReportId, ReportLine, Stage, decode, encode

LONGEST_LINE: Final = 8_000_000  # bytes: a book has one; a longer line is no report
LONGEST_TEXT: Final = 2_000_000  # characters
CHUNK: Final = 64  # lines a process codes at a time


def code_line(coder: Coder, line: bytes) -> bytes:
    """The coded line, with its line feed, for one line of input."""
    return encode(_code(coder, line)) + b"\n"


def code_lines(coder: Coder, lines: Iterable[bytes]) -> Iterator[bytes]:
    """A coded line for each line, in order."""
    for line in lines:
        yield code_line(coder, line)


def code_in_processes(
    make_coder: Callable[[], Coder], lines: Iterable[bytes], *, processes: int
) -> Iterator[bytes]:
    """The same lines as `code_lines` gives, by several processes.

    Args:
        make_coder: makes the coder in each process; it must be a function of a module.
        lines: the input.
        processes: how many.
    """
    source = iter(lines)
    waiting: deque[Future[list[bytes]]] = deque()
    with ProcessPoolExecutor(processes) as pool:
        while True:
            while len(waiting) < 2 * processes and (chunk := list(islice(source, CHUNK))):
                waiting.append(pool.submit(code_chunk, make_coder, chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()


def read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream that are not blank; of one that is too long only its beginning."""
    for line in iter(partial(stream.readline, LONGEST_LINE + 1), b""):
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            for rest in iter(partial(stream.readline, LONGEST_LINE), b""):
                if rest.endswith(b"\n"):
                    break
        if line.strip():
            yield line


def code_chunk(make_coder: Callable[[], Coder], chunk: list[bytes]) -> list[bytes]:
    """A coded line for each line of a chunk, by the coder of this process."""
    return list(code_lines(make_coder(), chunk))


def read_report(line: bytes) -> ReportLine | Coded:
    """The report in a line of input, or what comes out in its place where there is none."""
    if len(line) > LONGEST_LINE:
        return _set_aside(Reason.TOO_LONG)
    try:
        report = decode(ReportLine, line)
    except FormatError:
        return _set_aside(_why_unreadable(line))
    if len(report.text) > LONGEST_TEXT:
        return _set_aside(Reason.TOO_LONG, ReportId(report.id))
    return report


def _code(coder: Coder, line: bytes) -> Coded:
    report = read_report(line)
    return report if isinstance(report, Coded) else code_report(coder, report)


def _set_aside(reason: Reason, report: ReportId | None = None) -> Coded:
    return Coded(report=report, issues=(Issue(stage=Stage.INTAKE, reason=reason, report=report),))


def _why_unreadable(line: bytes) -> Reason:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return Reason.WRONG_ENCODING
    return Reason.NOT_A_RECORD if line.lstrip()[:1] == b"{" else Reason.NOT_JSON
