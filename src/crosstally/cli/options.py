"""Options that several verbs share.

Invariant: an option is called and read alike wherever it stands.
"""

import click

from crosstally.coding.coder import COUNTRIES

country_packs = click.option(
    "--pack",
    default=",".join(COUNTRIES),
    show_default=True,
    help="Country packs whose places are known, the desk's own first.",
)


def codes_in(listed: str) -> tuple[str, ...]:
    """The codes that a value of `--pack` lists, parted by commas.

    >>> codes_in("IR, WORLD,")
    ('IR', 'WORLD')
    """
    return tuple(filter(None, map(str.strip, listed.split(","))))
