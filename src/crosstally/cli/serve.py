"""`crosstally desk`: the review desk in a browser."""

from pathlib import Path

import click

from crosstally import archive
from crosstally.cli import say
from crosstally.cli.desk import desk_folder
from crosstally.cli.unlock import asked
from crosstally.ledger.opening import is_sealed


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
@click.option(
    "--watch", "folders", multiple=True, type=click.Path(path_type=Path, exists=True),
    help="A folder that another program fills, taken in while the desk is open; repeatable.",
)  # fmt: skip
@click.option(
    "--every", default=60, show_default=True, type=click.IntRange(1), help="Seconds between looks."
)
def desk(  # noqa: PLR0913  (one parameter an option)
    *, desk: Path, port: int, host: str, certificate: Path | None, key: Path | None, name: str,
    folders: tuple[Path, ...], every: int,
) -> None:  # fmt: skip
    """Open a built desk in a browser: the queue, the cards, every decision into the log.

    Without accounts only this machine reaches it, by the address that is printed. With accounts
    everybody logs in (`crosstally account`). Example: crosstally desk my-desk --as lead
    """
    from crosstally.desk.beside import Taking
    from crosstally.desk.serve import Address, serve

    opener = asked() if is_sealed(desk / "desk.db") else None
    opened = archive.open_desk(desk, opener=(lambda: opener) if opener else None)
    taking = Taking(desk, folders, every=every, opener=opener) if folders else None
    address = Address(host, port, certificate, key)
    try:
        serve(opened, address, name=name, tell=say.line, taking=taking)
    finally:
        opened.store.close()
