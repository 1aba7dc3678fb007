"""What a desk has told of closed reports so far, and what it promised never to tell.

Invariant: it only grows. A cell keeps the number that it was first told with; a report or source
that was once withheld stays so, even if the settings no longer name it (H9). It is in no way secret:
its cells were published, its withheld names are keyed.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from crosstally.errors import FormatError
from crosstally.publish.closed import tell
from crosstally.publish.gate import EMBARGO, WITHHELD, record_day, shut_reports, unit_sources
from crosstally.publish.policy import Policy, keyed
from crosstally.publish.public import Aggregate
from crosstally.records import Incident, Record, Report, ReportId, Source, changed, decode, encode

TOLD = "told.json"  # in releases/: it belongs to what was released and is backed up with it


class Told(Record, frozen=True, kw_only=True):
    """The cells that were published, and the keyed names of what must never be."""

    cells: tuple[Aggregate, ...] = ()
    withheld: tuple[str, ...] = ()


def read_told(path: Path) -> Told:
    """What the file holds; nothing where there is none.

    Raises:
        FormatError: it cannot be read. Without it the desk would tell again what it told already.
    """
    try:
        return decode(Told, path.read_bytes())
    except FileNotFoundError:
        return Told()
    except (OSError, FormatError):
        raise FormatError(
            f"{path.name} cannot be read: it says what was told of closed reports",
            hint="take it from a backup; without it numbers could be told twice",
        ) from None


def write_told(path: Path, told: Told) -> None:
    """The file, written whole before anything that rests on it, where there is anything to keep."""
    if told == Told():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    _ = part.write_bytes(encode(told) + b"\n")
    _ = part.replace(path)


def bound(policy: Policy, told: Told) -> Policy:
    """The policy with every promise of earlier editions in it."""
    return changed(policy, withheld=tuple(sorted({*policy.withheld, *told.withheld})))


def remember(
    told: Told,
    policy: Policy,
    reports: Iterable[Report],
    sources: Iterable[Source],
    incidents: Iterable[Incident],
) -> Told:
    """What will have been told once this edition is out.

    Args:
        told: what was told before.
        policy: as the settings give it.
        reports: all of the desk's.
        sources: all of the desk's.
        incidents: all of the desk's, closed ones too.
    """
    held, known = tuple(reports), tuple(sources)
    units = unit_sources(known)
    whole = bound(policy, told)
    promised = {keyed(policy.secret, one) for one in policy.withheld if one not in told.withheld}
    return Told(
        cells=tell(
            closed_only(incidents, shut_reports(held, known, whole)),
            policy, record_day(held, units), told.cells,
        ),
        withheld=tuple(sorted({*told.withheld, *promised})),
    )  # fmt: skip


def closed_only(incidents: Iterable[Incident], shut: Mapping[ReportId, str]) -> Iterable[Incident]:
    """The incidents that only sealed reports and units tell, and that nobody asked to keep back.

    What is withheld enters no number; what is under embargo will stand on the page by itself.
    """
    for one in incidents:
        reasons = [shut.get(report) for report in one.reports]
        if one.counts and all(reasons) and not {WITHHELD, EMBARGO} & set(reasons):
            yield one
