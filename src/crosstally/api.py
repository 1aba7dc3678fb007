"""The program from Python: `import crosstally as ct`.

Invariant: nothing here computes what the command line would not. `ct.code`, `ct.link` and `ct.count`
are the functions behind `crosstally code`, `link` and `count`; `ct.open` reads tables as they stand.
The import costs nothing: this module is loaded when one of its names is asked for.

    >>> import crosstally as ct
    >>> reports = [
    ...     {
    ...         "id": "1",
    ...         "source": "kanal",
    ...         "published": "2018-01-01",
    ...         "lang": "fa",
    ...         "text": "امروز صدها معلم در اصفهان تجمع کردند.",
    ...     },
    ...     {
    ...         "id": "2",
    ...         "source": "paygah",
    ...         "published": "2018-01-02",
    ...         "lang": "fa",
    ...         "text": "معلمان دیروز در اصفهان تجمع کردند. دو نفر بازداشت شدند.",
    ...     },
    ... ]
    >>> coded = ct.code(reports, packs=["IR"])
    >>> linked = ct.link(reports, coded)
    >>> [(str(one.first), len(one.reports)) for one in linked.incidents if one.counts]
    [('2018-01-01', 2)]
    >>> ct.count(linked.incidents, "gatherings").value
    1
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from crosstally.errors import UsageError
from crosstally.records import (
    Coded,
    Incident,
    Judgement,
    Record,
    ReportLine,
    Source,
    Tally,
    decode,
    encode,
    parse_json,
)

if TYPE_CHECKING:
    import duckdb

    from crosstally.coding.coder import Coder
    from crosstally.linking import Linked

__all__ = ["Tables", "code", "count", "link", "open", "rows"]

Told = Mapping[str, object] | ReportLine  # a report: a dict as the filter reads it, or its record


class Tables:
    """The tables of a desk, of its site, of an export or of a release, each an attribute.

    A table is a DuckDB relation: `.pl()` and `.arrow()` give it to Polars and Arrow, `.df()` to
    pandas, `.filter("counts")` and `.sql` go on in SQL. Close it, or use it in a `with` statement.
    """

    def __init__(self, name: str, paths: Sequence[Path]) -> None:
        from crosstally.tables.views import open_views  # DuckDB, 0.1 s

        self.name = name
        self.tables: tuple[str, ...] = tuple(path.stem for path in paths)
        self._folder = paths[0].parent
        self._engine = open_views(paths)

    def __getattr__(self, name: str) -> "duckdb.DuckDBPyRelation":
        if name.startswith("_") or name not in self.tables:
            raise AttributeError(f"there is no table {name!r}")
        return self._engine.view(name)

    def __dir__(self) -> Iterable[str]:
        return (*super().__dir__(), *self.tables)

    def __repr__(self) -> str:
        return f"Tables({self.name!r}: {', '.join(self.tables)})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def sql(
        self, query: str, parameters: Sequence[object] | Mapping[str, object] | None = None
    ) -> "duckdb.DuckDBPyRelation":
        """What a query gives, as a relation.

        Args:
            query: SQL, each table under its name.
            parameters: what stands for `?` or `$name` in it.
        """
        return self._engine.sql(query, params=parameters)

    def incident_records(self) -> tuple[Incident, ...]:
        """The incidents of a desk as records, which `ct.count` takes.

        Raises:
            FormatError: these are the flat tables of a site or a release, which hold no records.
        """
        from crosstally.tables.files import read_table

        return tuple(read_table(self._folder / "incidents.parquet", Incident))

    def close(self) -> None:
        """Let the files go."""
        self._engine.close()


def open(folder: str | Path) -> Tables:  # noqa: A001  `ct.open` is how it reads best
    """The tables in a folder: a desk's own, or those of a site, an export or a release.

    A desk's own hold everything, closed reports too: they are for the desk. What is to be shown is
    in its site and its releases.

    >>> import crosstally as ct
    >>> ct.open("nowhere")
    Traceback (most recent call last):
    crosstally.errors.UsageError: nowhere holds no tables

    Args:
        folder: the desk's folder, or one that holds Parquet tables.

    Raises:
        UsageError: there are no tables in it.
        FormatError: the desk's last build broke off.
    """
    from crosstally.config import FILE
    from crosstally.tables.files import tables_of

    place = Path(folder)
    if (place / FILE).is_file():
        place = tables_of(place)
        hint = f"crosstally build {Path(folder).as_posix()}"
    else:
        hint = "name a desk, a site, an export with --to parquet, or a release"
        place = place / "tables" if (place / "tables").is_dir() else place
    paths = sorted(place.glob("*.parquet"))
    if not paths:
        raise UsageError(f"{Path(folder).name} holds no tables", hint=hint)
    return Tables(Path(folder).name, paths)


def code(
    reports: Iterable[Told],
    *,
    packs: Sequence[str] = ("IR", "US", "WORLD"),
    zone: str | None = None,
    lang: str | None = None,
) -> tuple[Coded, ...]:
    """What each report tells of, one for one and in order: mentions, statements, times, issues.

    What cannot be coded comes out as an issue in its place, as in `crosstally code`.

    Args:
        reports: dicts with `id` and `text`, and `source`, `published`, `lang`, `title` if known.
        packs: country packs whose places are known, the desk's own first.
        zone: where "today" is read; the first pack's if left out.
        lang: the language of every report, whatever it says.
    """
    from crosstally.coding.filter import code_line

    coder = _coder(tuple(packs), zone, lang)
    return tuple(decode(Coded, code_line(coder, encode(_line_in(one)))) for one in reports)


def link(
    reports: Iterable[Told],
    coded: Iterable[Coded],
    *,
    sources: Sequence[Source] = (),
    judgements: Sequence[Judgement] = (),
    weights: str | Path | None = None,
) -> "Linked":
    """Incidents with their independent origins, the links behind them, calls, and what was set aside.

    Args:
        reports: the reports that were coded.
        coded: what `code` gave for them.
        sources: declared sources: who owns them decides what is independent.
        judgements: what people decided.
        weights: other linking weights than the built-in ones, a TOML file.
    """
    from crosstally.linking import link as link_records
    from crosstally.linking import load_weights
    from crosstally.linking.lines import read_report

    read = [read_report(_line(one)) for one in reports]
    found = link_records(
        [report for report, _ in read],
        [line for line in coded if line.report is not None],
        sources,
        judgements,
        load_weights(Path(weights) if weights is not None else None),
    )
    return found._replace(issues=(*(issue for _, issue in read if issue), *found.issues))


def count(
    incidents: Iterable[Incident],
    rule: str = "strict",
    *,
    by: str | None = None,
    packs: Sequence[str | Path] = (),
) -> Tally:
    """The count of incidents under a named rule, with the ids behind every unit and what is left out.

    Args:
        incidents: as `link` gave them, or `Tables.incident_records`.
        rule: its name, as `gatherings` or `strict`; `crosstally count --help` and docs tell them.
        by: `day`, `week`, `month`, `year`, `province`, `city` or `kind`: a unit's key begins with it.
        packs: folders with rules of your own in `rules/*.toml`.
    """
    from crosstally.counting import load_rules, tally

    (found,) = load_rules((rule,), search=[Path(one) for one in packs])
    return tally(incidents, found, by)


def rows(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Records as dicts, which `polars.DataFrame` and `pandas.json_normalize` take.

    >>> import crosstally as ct
    >>> ct.rows([ct.count([], "strict")])[0]["value"]
    0
    """
    return [parse_json(encode(one)) for one in records]


def _line_in(report: Told) -> object:
    return report if isinstance(report, ReportLine) else dict(report)


def _line(report: Told) -> ReportLine:
    return report if isinstance(report, ReportLine) else decode(ReportLine, encode(dict(report)))


@cache
def _coder(packs: tuple[str, ...], zone: str | None, lang: str | None) -> "Coder":
    """A coder, made once: its packs take a second to read."""
    from crosstally.coding.coder import load_coder

    return load_coder(countries=packs, zone=zone, lang=lang)
