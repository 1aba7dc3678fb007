"""`crosstally code`: reports in, coded lines out."""

import sys
from functools import lru_cache, partial

import click

from crosstally.coding.coder import Coder, load_coder
from crosstally.coding.filter import code_in_processes, code_lines, read_lines


@click.command()
@click.option("--processes", default=1, show_default=True, help="How many processes code.")
def code(processes: int) -> None:
    """Code reports: JSON lines on stdin, a coded line for each on stdout, in order."""
    make = partial(_coder)
    lines = read_lines(sys.stdin.buffer)
    if processes > 1:
        coded = code_in_processes(make, lines, processes=processes)
    else:
        coded = code_lines(make(), lines)
    out = sys.stdout.buffer
    for piece in coded:
        out.write(piece)
    out.flush()


@lru_cache(maxsize=1)
def _coder() -> Coder:
    return load_coder()
