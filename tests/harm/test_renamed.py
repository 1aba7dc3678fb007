"""Renaming every source changes nothing but their names (H11), on a whole desk."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosstally import archive, project
from crosstally.claims import judge, read_claims
from crosstally.counting import tally
from crosstally.linking import link
from crosstally.records import changed

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "iran-2017-2020"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def watch(items, label, total):
    return items


class Names:
    """A new name for everything that names a source or an owner, the same each time."""

    def __init__(self, names):
        order = sorted(names, key=lambda one: one[::-1])
        self.new = {name: f"source-{len(order) - n:04}" for n, name in enumerate(order)}

    def __call__(self, name):
        return self.new.get(name, name) if name is not None else None


def renamed_source(source, new, families):
    # texts name a source by its old name, which is then one of those that it goes by
    return changed(
        source, id=new(source.id), name=f"N {new(source.id)}", mirror_of=new(source.mirror_of),
        family=families(source.family), aliases=(*source.aliases, source.name, source.id),
    )  # fmt: skip


def renamed_claim(claim, new):
    """A claim whose asserting reports are named by their source is named by the new one."""
    reports = []
    for one in claim.reports:
        source, colon, native = one.rpartition(":")
        reports.append(f"{new(source)}{colon}{native}" if colon else one)
    return changed(claim, source=new(claim.source), reports=tuple(reports))


@pytest.mark.slow
def test_h11_renaming_every_source_of_the_example_changes_no_verdict_count_or_order(tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    for name in ("crosstally.toml", "claims.jsonl", "place-days.csv", "place-days.map.toml"):
        shutil.copy(EXAMPLE / name, folder / name)
    shutil.copytree(EXAMPLE / "inbox", folder / "inbox")
    desk = archive.open_desk(folder, create=True)
    _ = archive.add(
        desk, [folder / "inbox", folder / "place-days.csv"], now=NOW, progress=watch, mapped=None
    )
    built = project.build(desk, progress=watch)
    desk.store.close()
    reports = built.log.reports
    named = {one.source for one in reports} | {one.relay_of for one in reports} - {None}
    new = Names(named | {one.id for one in desk.sources})
    families = Names({one.family for one in desk.sources} - {None})
    # a family may be a source's name: then both are renamed alike
    families.new.update({name: new(name) for name in families.new if name in new.new})
    sources = tuple(renamed_source(one, new, families) for one in desk.sources)
    other = tuple(changed(r, source=new(r.source), relay_of=new(r.relay_of)) for r in reports)
    coded = tuple(
        changed(
            c,
            mentions=tuple(changed(m, source=new(m.source)) for m in c.mentions),
            statements=tuple(changed(s, source=new(s.source)) for s in c.statements),
        )
        for c in built.coded
    )
    assert len(new.new) > 60
    linked = link(other, coded, sources, built.log.judgements, desk.packs.weights)
    claims = [renamed_claim(one, new) for one in read_claims(folder / project.CLAIMS)]
    statements = [s for c in coded for s in c.statements]
    judged = judge(claims, other, statements, linked.incidents, linked.origins, sources)

    def incidents(of):
        return [(i.id, i.kind, i.first, i.last, i.independent, i.status, i.counts, i.mentions,
                 i.origins, i.denials, len(i.voices), i.size and i.size.value.low)
                for i in of]  # fmt: skip

    assert incidents(linked.incidents) == incidents(built.linked.incidents)
    assert [(c.id, c.verdict, c.rule, c.origins_for, c.origins_against) for c in judged] == [
        (c.id, c.verdict, c.rule, c.origins_for, c.origins_against) for c in built.claims
    ]
    counts = [tally(linked.incidents, rule) for rule in desk.packs.rules]
    assert counts == list(built.tallies)
