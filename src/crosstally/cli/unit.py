"""`crosstally unit`: people who document together. Not for people at risk: no review yet."""

import click

from crosstally.cli import unit_bundles, unit_growth, unit_rosters


@click.group()
def unit() -> None:
    """A unit of people who document together: its contacts and what it hands them.

    Not for people at risk: there has been no outside review.
    """


for _each in (*unit_bundles.VERBS, *unit_rosters.VERBS, *unit_growth.VERBS):
    unit.add_command(_each)
