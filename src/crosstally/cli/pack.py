"""`crosstally pack`: a country's own pack, made from GeoNames and Natural Earth, and checked."""

import re
from pathlib import Path

import click

from crosstally.cli import say
from crosstally.cli.desk import as_json
from crosstally.errors import UsageError
from crosstally.packs.gazetteer import load_country
from crosstally.packs.making.country import build_country
from crosstally.packs.making.geonames import read_cache, read_dump

_CODE = re.compile("[A-Z]{2}")
_FLAWS_NAMED = 8  # --json names all
_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_folder = click.Path(file_okay=False, path_type=Path)


@click.group()
def pack() -> None:
    """Make a country's pack, or check one."""


@pack.command()
@click.argument("code")
@click.option("--into", type=_folder, default=Path("packs"), show_default=True,
              help="A folder of packs, as that of a desk.")  # fmt: skip
@click.option("--places", type=_file, help="A dump of GeoNames, XX.zip or XX.txt.")
@click.option("--map", "world_map", type=_file, help="Natural Earth 1:10m as a GeoPackage.")
@click.option("--known", type=click.IntRange(min=0), default=0, show_default=True,
              help="People from which other spellings are kept.")  # fmt: skip
@as_json
def build(
    code: str, into: Path, places: Path | None, world_map: Path | None, known: int, json: bool
) -> None:  # fmt: skip
    """Make the pack of country CODE (ISO 3166, as IQ): places, provinces, outlines, neighbours.

    What you wrote by hand in its folder is read and never overwritten. Nothing is fetched.
    """
    code = code.upper()
    if not _CODE.fullmatch(code):
        raise UsageError(f"{code!r} is no country's code", hint="two letters of ISO 3166, as IQ")
    land = read_dump(places, code) if places else read_cache(code)
    built = build_country(land, into, world_map, known=known)
    folder = into / "country" / code
    if json:
        say.lines([{"pack": folder.as_posix(), **built._asdict()}])
        return
    say.line(
        f"{code}: {built.places:,} {'place' if built.places == 1 else 'places'}, {built.provinces} provinces, {built.outlines} outlines; "
        f"{built.shared_names:,} names belong to several places"
    )
    for flaw in built.flaws[:_FLAWS_NAMED]:
        say.remark(flaw)
    if len(built.flaws) > _FLAWS_NAMED:
        say.remark(f"and {len(built.flaws) - _FLAWS_NAMED} more: --json names all")
    say.line(f"wrote {folder.as_posix()} · next: look at pack.toml and provinces.csv in it")


@pack.command()
@click.argument("code")
@click.option("--into", type=_folder, default=Path("packs"), show_default=True,
              help="A folder of packs, as that of a desk.")  # fmt: skip
@as_json
def check(code: str, into: Path, json: bool) -> None:
    """Load the pack of country CODE and say what it holds, or what is broken in it."""
    found = load_country(code, search=(into,))
    told = {
        "pack": found.code, "name": found.name, "version": found.version, "zone": found.zone,
        "languages": list(found.languages), "places": len(found.places),
        "provinces": len(found.provinces), "officials": len(found.officials),
        "sources": len(found.sources), "digest": found.digest,
    }  # fmt: skip
    if json:
        say.lines([told])
    else:
        rows = [(key, ", ".join(v) if isinstance(v, list) else f"{v}") for key, v in told.items()]
        say.table("pack", ("", ""), rows)
