"""A desk's settings, read once from `crosstally.toml` and checked.

Invariant: an unknown key is refused, so that a misspelt setting never changes a result in silence;
every setting that changes a result is printed in the method statement.
"""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crosstally.errors import ConfigError, FormatError
from crosstally.records import READERS, Digest, Record, Source, convert, digest_of
from crosstally.records.base import Meta

FILE = "crosstally.toml"


class DeskSettings(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who the desk is and what it reads.

    `public_ids` says that everything in the desk is public, so that its ids need no secret key and
    come out the same on every machine. `zone` overrides the country pack's time zone. `model` is a
    light model that corrects what the rules find: the name of one that comes with the program, or
    a file in the desk's folder. `readers` is how many persons must have accepted an incident before
    it is confirmed and goes public so: two, or one at the desk of a single person. Deaths need two.
    """

    name: Annotated[str, Meta(min_length=1)]
    country: Annotated[str, Meta(min_length=1)]
    name_fa: str | None = None
    languages: Annotated[tuple[str, ...], Meta(min_length=1)] = ("fa", "en", "ar")
    packs: tuple[str, ...] = ("WORLD",)
    zone: str | None = None
    model: Annotated[str, Meta(min_length=1)] | None = None
    public_ids: bool = False
    readers: Annotated[int, Meta(ge=1, le=2)] = READERS
    note: str | None = None
    note_fa: str | None = None

    def __post_init__(self) -> None:
        """The zone, if one is named, is a zone."""
        try:
            _ = ZoneInfo(self.zone) if self.zone is not None else None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("`zone` names no time zone, as Asia/Tehran or UTC") from None


class CountSettings(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rules the desk counts under: names, or "all"."""

    rules: str | tuple[str, ...] = "all"


class DisclosureSettings(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may leave the desk (DESIGN section 7).

    `k` is the least number told of closed reports and of the `sensitive` groups and themes; `blur`
    the width of the secret ramp over which a province-week begins to be told, `delay_days` how long
    after its end. `embargo_days` is how old a public report must be. `withheld` are reports and
    sources that are never published, `no_words` those of which only coded fields are;
    `masked_names` are struck out of every public text.
    """

    public: bool = True
    k: Annotated[int, Meta(ge=1)] = 5
    blur: Annotated[int, Meta(ge=1, le=10_000)] = 25
    delay_days: Annotated[int, Meta(ge=0, le=3660)] = 14
    embargo_days: Annotated[int, Meta(ge=0, le=3660)] = 0
    withheld: tuple[Annotated[str, Meta(min_length=1)], ...] = ()
    no_words: tuple[Annotated[str, Meta(min_length=1)], ...] = ()
    sensitive: tuple[Annotated[str, Meta(min_length=1)], ...] = ("minority", "ethnic")
    masked_names: tuple[Annotated[str, Meta(min_length=2)], ...] = ()


class NetworkLlmSettings(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A language model that codes the desk's public reports: this opens the network (H15).

    `url` is the base of an OpenAI-compatible endpoint, `key_env` the environment variable that
    holds its key; prices are for a million tokens.
    """

    url: Annotated[str, Meta(min_length=1)]
    model: Annotated[str, Meta(min_length=1)]
    key_env: str | None = None
    timeout_seconds: Annotated[float, Meta(gt=0, le=3600)] = 60.0
    price_in: Annotated[float, Meta(ge=0)] | None = None
    price_out: Annotated[float, Meta(ge=0)] | None = None

    @property
    def prices(self) -> tuple[float, float] | None:
        """Both prices, if both are told."""
        told = self.price_in, self.price_out
        return None if told[0] is None or told[1] is None else (told[0], told[1])


class Config(Record, frozen=True, kw_only=True):
    """All settings of a desk, and the digest of the file they stand in."""

    desk: DeskSettings
    count: CountSettings = CountSettings()
    disclosure: DisclosureSettings = DisclosureSettings()
    network_llm: NetworkLlmSettings | None = None
    sources: tuple[Source, ...] = ()
    digest: Digest = Digest("")


_TABLES: tuple[tuple[str, type[Record]], ...] = (
    ("desk", DeskSettings),
    ("count", CountSettings),
    ("disclosure", DisclosureSettings),
    ("network_llm", NetworkLlmSettings),
)


def read_config(folder: Path) -> Config:
    """The settings of the desk in a folder.

    Raises:
        ConfigError: there are none, they are no TOML, or a key or value is not allowed.
    """
    path = folder / FILE
    try:
        raw = path.read_bytes()
        tables = tomllib.loads(raw.decode("utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{folder.name} is no desk: it has no {FILE}", hint="make one with `crosstally new`"
        ) from None
    except OSError as error:
        why = (error.strerror or "no reason told").lower()
        raise ConfigError(f"{FILE} cannot be read: {why}", hint="check its permissions") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{FILE} is no TOML: {_place(error)}") from None
    unknown = sorted(set(tables) - {name for name, _ in _TABLES} - {"sources"})
    if unknown:
        known = ", ".join(f"[{name}]" for name, _ in _TABLES)
        raise ConfigError(f"{FILE} has an unknown table [{unknown[0]}]", hint=f"known: {known}")
    parts: dict[str, Any] = {
        name: _read_part(name, kind, tables[name]) for name, kind in _TABLES if name in tables
    }
    if "desk" not in parts:
        raise ConfigError(f"{FILE} has no table [desk]", hint="it needs a name and a country")
    return Config(**parts, sources=_read_sources(tables), digest=digest_of(raw))


def new_settings(name: str, country: str) -> str:
    """The text of a new desk's settings file."""
    written = name.encode("utf-8", "replace").decode()  # a folder's name may be no text
    quoted = json.dumps(written, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML's way too
    return (
        "# A desk's settings. docs/reference/settings.md explains every key.\n"
        f'[desk]\nname = {quoted}\ncountry = "{country}"\nlanguages = ["fa", "en", "ar"]\n\n'
        '[count]\nrules = "all"\n\n'
        "[disclosure]\n"
        "public = true   # the page shows the words of reports that are public at their address\n"
        "k = 5           # the smallest group shown of what comes only from sealed reports\n\n"
        "# [sources.my-channel]\n"
        '# name = "My channel"\n'
        '# kind = "channel"      # official, state_media, party, union, rights_group, press, …\n'
        '# family = "its owner"  # shown as interest\n'
    )


def _read_part(name: str, kind: type[Record], values: object) -> Record:
    try:
        return convert(kind, values)
    except FormatError as error:
        raise ConfigError(f"{FILE} [{name}]: {error.message}") from None


def _read_sources(tables: dict[str, Any]) -> tuple[Source, ...]:
    sources = tables.get("sources", {})
    if not isinstance(sources, dict):
        raise ConfigError(f"{FILE} [sources] holds no tables", hint="write [sources.ID]")
    found = []
    for key in sorted(sources):
        if not isinstance(sources[key], dict):
            raise ConfigError(f"{FILE} [sources] {key} is no table", hint="write [sources.ID]")
        values = dict(sources[key])
        values.setdefault("name", key)
        values.setdefault("kind", "unknown")
        if "owner" in values:
            values["family"] = values.pop("owner")
        try:
            found.append(convert(Source, {**values, "id": key}))
        except FormatError as error:
            raise ConfigError(f"{FILE} [sources.{key}]: {error.message}") from None
    return tuple(found)


def _place(error: Exception) -> str:
    return str(error) if isinstance(error, tomllib.TOMLDecodeError) else "not UTF-8"
