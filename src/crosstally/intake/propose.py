"""A column map proposed from a table's header and first rows, to be read and mended by a person.

Invariant: nothing is proposed that the header or the cells do not show, and each choice that could
be wrong is said in a remark.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import NamedTuple

from crosstally.errors import FormatError
from crosstally.intake.arrive import forbidden
from crosstally.intake.columns import DATE_FORMATS, ColumnMap, Pairs
from crosstally.intake.places import Lookup
from crosstally.intake.rows import HEADER_WITHIN, brief
from crosstally.intake.values import read_day
from crosstally.records import Level
from crosstally.text.fold import fold

_CAMEO = ("eventcode", "eventrootcode", "eventbasecode")
# Of the words for kinds that are known, of the names that are found: below that the column holds
# something else (tried on the headers of ACLED, GDELT, CCC, FDD-like and HRANA-like tables).
_ENOUGH = 0.5
_NEARLY_ALL = 0.9


class Proposal(NamedTuple):
    """A map, and what a person should look at before trusting it."""

    map: ColumnMap
    remarks: tuple[str, ...]


def propose_map(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    countries: Iterable[tuple[str, Lookup]] = (),
) -> Proposal:
    """The column map that a table's header and rows suggest.

    Args:
        header: the names of the columns.
        rows: some rows, or all: the more, the surer the order of dates and the words for kinds.
        countries: country codes and what finds places in each; the table's country is the one
            that knows most of its names, if it knows half of them; one that knows nearly all ends
            the search.

    Raises:
        FormatError: no column holds a date and none a text.
    """
    known = _known()
    names = {_folded(name): name.strip() for name in reversed(header) if name.strip()}
    for banned in forbidden(names.values()):
        _ = names.pop(_folded(banned), None)
    fields = {sort: _fields(known[sort], names) for sort in ("totals", "coded", "reports")}
    if "text" in fields["reports"] and "city" not in fields["coded"]:
        return Proposal(ColumnMap(columns=_pairs(fields["reports"]), rows="reports"), ())
    if "date" not in fields["coded"]:
        raise FormatError(
            "no column of the table is known to hold the date",
            hint=f"write a map by hand; the columns are: {', '.join(map(brief, sorted(names.values())))}",
        )
    cells = _Cells(header, rows)
    order, remark = _date_format(cells.of(fields["coded"]["date"]))
    remarks = [remark] if remark else []
    sums = fields["totals"]
    if {"total_gatherings", "total_cities"} & set(sums) and "city" not in fields["coded"]:
        columns = _pairs(sums)
        return Proposal(
            ColumnMap(columns=columns, rows="totals", date_format=order), tuple(remarks)
        )
    coded = _located(fields["coded"], names)
    kinds, said = _kinds(known["kinds"], coded, cells)
    remarks += said
    country = _country(coded, cells, countries)
    constants = ((("kind", "ASM"),) if "kind" not in coded else ()) + country
    return Proposal(
        ColumnMap(
            columns=_pairs(coded),
            constants=constants,
            values=(("kind", kinds),) if kinds else (),
            date_format=order,
        ),
        tuple(remarks),
    )


def propose_for(
    rows: Sequence[Sequence[str]], *, countries: Iterable[tuple[str, Lookup]] = ()
) -> Proposal:
    """The column map of a table whose header is the first of its rows that makes one.

    Args:
        rows: the table's rows from the top; a title or a legend may stand above the header.
        countries: as for `propose_map`.

    Raises:
        FormatError: none of the first rows names a column of days or of texts.
    """
    first: FormatError | None = None
    for at, header in enumerate(rows[:HEADER_WITHIN]):
        try:
            return propose_map(header, rows[at + 1 :], countries=countries)
        except FormatError as error:
            first = first or error
    raise first or FormatError("the table is empty", hint="its first row names the columns")


class _Cells(NamedTuple):
    """The cells of some rows, by column."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def of(self, column: str) -> list[str]:
        """What a column holds, blanks left out."""
        at = [name.strip() for name in self.header].index(column)
        return [row[at].strip() for row in self.rows if at < len(row) and row[at].strip()]


def _known() -> dict[str, dict[str, list[str]]]:
    path = resources.files("crosstally.intake").joinpath("headers.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _fields(known: Mapping[str, Iterable[str]], names: Mapping[str, str]) -> dict[str, str]:
    """The column of each field; no column is taken twice."""
    found: dict[str, str] = {}
    for field, words in known.items():
        column = next((names[f] for w in words if (f := _folded(w)) in names), None)
        if column is not None and column not in found.values():
            found[field] = column
    return found


def _located(fields: dict[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """The same with what a table calls "location": the town, unless another column has it."""
    if "tags" in names and "event id cnty" in names:  # ACLED: "crowd size=about 40"
        fields = {"size": names["tags"], **fields}
    location = next(
        (names[f] for w in ("location", "actiongeo_fullname") if (f := _folded(w)) in names), None
    )
    if location is None:
        return fields
    field = "site" if "city" in fields else "city"
    return fields if field in fields else {**fields, field: location}


def _date_format(texts: Sequence[str]) -> tuple[str, str | None]:
    """The order that reads the most dates, and what to look at where two read as many."""
    read = {order: sum(read_day(t, order) is not None for t in texts) for order in DATE_FORMATS}
    years = [digits[:4] for t in texts if (digits := fold(t).text.strip())[:4].isdigit()]
    if sum("1250" < year < "1500" for year in years) * 2 <= len(texts):
        _ = read.pop("jalali")  # a Gregorian year would be read as one far ahead
    best = max(read, key=lambda order: (read[order], -DATE_FORMATS.index(order)))
    if best in ("dmy", "mdy") and read["dmy"] == read["mdy"] and _differ(texts):
        return best, "day and month cannot be told apart from these dates: look at date_format"
    missed = len(texts) - read[best]
    return best, f"{missed} dates cannot be read" if missed else None


def _differ(texts: Sequence[str]) -> bool:
    return any(read_day(text, "dmy") != read_day(text, "mdy") for text in texts)


def _kinds(
    known: Mapping[str, Iterable[str]], fields: dict[str, str], cells: _Cells
) -> tuple[Pairs, list[str]]:
    """What the words of the kind column mean; the column is given up where few are known."""
    column = fields.get("kind")
    if column is None:
        return (), ["no column tells the kind: every row is taken for an assembly (ASM)"]
    meant = {_folded(word): code for code, words in known.items() for word in words}
    words = sorted(set(cells.of(column)))
    found = tuple((word, meant[f]) for word in words if (f := _folded(word)) in meant)
    parts = [w for w in words if _folded(w) not in meant]
    pieces = {p.strip() for w in parts for p in w.split(";") if ";" in w}
    found += tuple((p, meant[_folded(p)]) for p in sorted(pieces) if _folded(p) in meant)
    found = tuple(dict(found).items())
    if _folded(column) in _CAMEO:  # a code that is no protest is known to be none
        return (*found, *((word, "-") for word in parts if word not in dict(found))), []
    whole = {word for word, _ in found}
    missing = [w for w in parts if not whole & {p.strip() for p in w.split(";")}]
    if words and len(missing) > _ENOUGH * len(words):
        del fields["kind"]
        said = f"the words of column {column!r} are not known: every row is taken for an assembly"
        return (), [said]
    return found, [
        f"not known in {column!r}: {brief(word)!r}; add it to [values.kind]" for word in missing
    ]


def _country(
    fields: Mapping[str, str], cells: _Cells, countries: Iterable[tuple[str, Lookup]]
) -> Pairs:
    field = next((f for f in ("city", "province") if f in fields), None)
    if field is None:
        return ()
    level = Level.CITY if field == "city" else Level.PROVINCE
    names = sorted({cell.partition(",")[0].strip() for cell in cells.of(fields[field])})
    best, most = "", _ENOUGH * len(names)
    for code, look in countries:
        found = sum(look(name, None, level) is not None for name in names)
        if found > most:
            best, most = code, found
        if most >= _NEARLY_ALL * len(names):
            break
    return (("country", best),) if best else ()


def _pairs(fields: Mapping[str, str]) -> Pairs:
    return tuple(fields.items())


def _folded(name: str) -> str:
    return fold(name).text.strip()
