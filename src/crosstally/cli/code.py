"""`crosstally code`: reports in, coded lines out."""

import gc
import sys
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from crosstally.cli.engine import asked_engine, engine_options
from crosstally.cli.network import asked_network, network_options
from crosstally.cli.options import codes_in, country_packs
from crosstally.coding.coder import Coder, load_coder
from crosstally.coding.filter import code_chunk, code_in_processes, code_lines, read_lines
from crosstally.coding.model import locate_model, read_model
from crosstally.engines.spark import each_line, open_spark
from crosstally.errors import UsageError

# Objects made between two looks of the collector. Packs are half a million that stay and records
# hold no circles: at the default of 700 it took two fifths of the start, at 100,000 a twelfth still,
# and freed nothing.
_SELDOM = 1_000_000


@click.command()
@country_packs
@click.option(
    "--zone", help='Where "today" is read, e.g. Asia/Tehran; the first pack\'s if left out.'
)
@click.option("--lang", help="The language of every report, whatever the report says.")
@click.option(
    "--model",
    metavar="MODEL",
    help="A light model that corrects what the rules find: a file of `crosstally train`, or the "
    "name of one that comes with the program.",
)
@engine_options
@network_options
def code(pack: str, zone: str | None, lang: str | None, model: str | None) -> None:
    """Code reports: JSON lines on stdin, a coded line for each on stdout, in order."""
    make = partial(_coder, codes_in(pack), _known_zone(zone), lang, model)
    lines = read_lines(sys.stdin.buffer)
    network, engine = asked_network(), asked_engine()
    if network is not None:
        if engine.processes > 1 or engine.name == "spark":
            hint = "leave --processes and --engine out"
            raise UsageError("--network-llm asks in one process", hint=hint)
        import_module("crosstally.cli.asking").code_by_model(network, make, lines)
        return
    if engine.name == "spark":
        folder, chunk = engine.folder(), partial(code_chunk, make)
        coded = each_line(open_spark(engine.master), lines, chunk, folder)
    elif engine.processes > 1:
        coded = code_in_processes(make, lines, processes=engine.processes)
    else:
        coded = code_lines(make(), lines)
    out = sys.stdout.buffer
    for line in coded:
        out.write(line)
    out.flush()


@lru_cache(maxsize=1)
def _coder(packs: tuple[str, ...], zone: str | None, lang: str | None, model: str | None) -> Coder:
    """The coder of this process, made once."""
    gc.set_threshold(_SELDOM)
    light = read_model(locate_model(model, Path())) if model is not None else None
    return load_coder(countries=packs, zone=zone, lang=lang, model=light)


def _known_zone(zone: str | None) -> str | None:
    try:
        return ZoneInfo(zone).key if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError(
            f"there is no zone {zone!r}", hint="name it as Asia/Tehran or UTC"
        ) from None
