"""`crosstally desk`: the review desk in a browser."""

from pathlib import Path

import click

from crosstally.cli import say
from crosstally.cli.desk import desk_folder
from crosstally.cli.unlock import open_desk


@click.command()
@desk_folder
@click.option("--port", default=8321, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="Another address than this machine's needs accounts and a certificate.",
)  # fmt: skip
@click.option("--certificate", type=click.Path(dir_okay=False, path_type=Path), help="Of TLS, PEM.")
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), help="Of the certificate.")
@click.option(
    "--as", "name", default="desk", show_default=True,
    help="Who judges where there are no accounts: initials or a role, not a full name.",
)  # fmt: skip
def desk(
    desk: Path, port: int, host: str, certificate: Path | None, key: Path | None, name: str
) -> None:
    """Open a built desk in a browser: the queue, the cards, every decision into the log.

    Without accounts only this machine reaches it, by the address that is printed. With accounts
    everybody logs in (`crosstally account`). Example: crosstally desk my-desk --as lead
    """
    from crosstally.desk.serve import Address, serve

    opened = open_desk(desk)
    try:
        serve(opened, Address(host, port, certificate, key), name=name, tell=say.line)
    finally:
        opened.store.close()
