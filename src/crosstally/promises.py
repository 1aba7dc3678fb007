"""What a desk lets out: its settings, and every promise that earlier editions made.

Invariant: whoever lets anything out asks here, so that there is one policy, and what was once
withheld stays so whatever the settings say now (H9).
"""

from collections.abc import Iterable

from crosstally.archive import Desk, read_log
from crosstally.linking import link
from crosstally.publish.gate import open_reports, unit_sources
from crosstally.publish.policy import Policy, secret_of
from crosstally.publish.studies import Part, open_part
from crosstally.publish.told import TOLD, bound, read_told
from crosstally.records import (
    Coded,
    Digest,
    Incident,
    Judgement,
    Mention,
    Report,
    ReportId,
    Statement,
    digest_of,
    encode,
)

RELEASES = "releases"


def policy_of(desk: Desk) -> Policy:
    """What may leave the desk, every promise of earlier editions kept.

    A desk whose ids are public has no secret: of what is closed in it no number is told at all.
    """
    told = desk.config.disclosure
    policy = Policy(
        public=told.public, k=told.k, blur=told.blur, delay_days=told.delay_days,
        embargo_days=told.embargo_days, withheld=told.withheld, no_words=told.no_words,
        mask_names=told.masked_names, sensitive=told.sensitive,
        secret=b"" if desk.config.desk.public_ids else secret_of(desk.store.key),
    )  # fmt: skip
    return bound(policy, read_told(desk.folder / RELEASES / TOLD))


def alone(desk: Desk, part: Part) -> Part:
    """The open part of a desk as linking makes it where there is nothing else."""
    told = open_part(part, policy_of(desk))
    judged = read_log(desk.store).judgements
    linked = link(
        told.reports, coded_of(told), desk.sources, judged, desk.packs.weights,
        readers=desk.config.desk.readers,
    )  # fmt: skip
    return told._replace(incidents=linked.incidents, origins=linked.origins, links=linked.links)


def coded_of(part: Part) -> tuple[Coded, ...]:
    """What coding gave, by report, of the tables that it was laid into."""
    said: dict[ReportId, tuple[list[Mention], list[Statement]]] = {}
    for mention in part.mentions:
        said.setdefault(mention.report or ReportId(""), ([], []))[0].append(mention)
    for statement in part.statements:
        said.setdefault(statement.report or ReportId(""), ([], []))[1].append(statement)
    return tuple(
        Coded(report=key, mentions=tuple(told), statements=tuple(quoted))
        for key, (told, quoted) in sorted(said.items())
    )


def open_stamp(
    desk: Desk,
    coder: str,
    reports: Iterable[Report],
    incidents: Iterable[Incident],
    judgements: Iterable[Judgement],
) -> Digest:
    """The digest of all that follows from the open part alone: a closed report never moves it.

    Args:
        desk: the open desk.
        coder: what coded its tables.
        reports: of its tables, closed ones too.
        incidents: of its tables, closed ones too.
        judgements: all of its log.
    """
    policy, every = policy_of(desk), tuple(reports)
    open_ = open_reports(every, desk.sources, policy)
    closed = {str(one.id) for one in every if one.id not in open_}
    closed |= {str(one.id) for one in incidents if not open_.keys() & set(one.reports)}
    units = unit_sources(desk.sources)
    judged = (
        one for one in judgements if closed.isdisjoint(name.partition("#")[0] for name in one.about)
    )
    parts = (
        policy,
        coder,
        desk.packs.weights.version,
        tuple(rule.digest for rule in desk.packs.rules),
        tuple(one for one in desk.sources if one.id not in units),
        tuple(open_.values()),
        tuple(judged),
    )
    return digest_of(encode(parts))
