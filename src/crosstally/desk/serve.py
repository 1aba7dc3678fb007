"""A desk opened to browsers: on this machine alone, unless a certificate and accounts are set.

Invariant: no other machine reaches a desk that has no accounts or no certificate; what the server
writes to a terminal is an address and its key, and no line of a request.
"""

import gc
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import uvicorn

from crosstally.archive import Desk
from crosstally.desk.app import app_of, fresh_secret, house_of
from crosstally.desk.beside import Taking
from crosstally.desk.built import read_at_rest
from crosstally.desk.renewal import Renewal
from crosstally.desk.room import Room, zone_of
from crosstally.desk.users import Account, accounts
from crosstally.errors import UsageError

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Address(NamedTuple):
    """Where a desk is served: host, port, and the certificate and key of TLS, both or neither."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in LOOPBACK

    @property
    def url(self) -> str:
        """How a browser names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"

    @property
    def names(self) -> frozenset[str]:
        """What a browser may say that it asks."""
        hosts = ("127.0.0.1", "[::1]", "localhost") if self.is_local else (self.host,)
        default = 443 if self.certificate else 80
        own = {f"{host}:{self.port}" for host in hosts}
        return frozenset(own | set(hosts if self.port == default else ()))


def check_address(address: Address, known: Mapping[str, Account]) -> None:
    """Nothing, if a desk may be served there.

    Raises:
        UsageError: others would reach it in the clear, or without having to say who they are.
    """
    if (address.certificate is None) is not (address.key is None):
        raise UsageError("a certificate and its key go together", hint="--certificate and --key")
    if address.is_local:
        return
    if address.certificate is None:
        raise UsageError(
            "only this machine may reach a desk without TLS",
            hint="leave --host out, or give --certificate and --key",
        )
    if not any(not account.closed for account in known.values()):
        raise UsageError(
            "only this machine may reach a desk without accounts",
            hint="add them with `crosstally account DESK NAME --role lead`",
        )


def serve(
    desk: Desk,
    address: Address,
    *,
    name: str,
    tell: Callable[[str], None],
    taking: Taking | None = None,
) -> None:
    """Serve a desk until it is stopped.

    Args:
        desk: the open desk.
        address: where.
        name: who judges where there are no accounts.
        tell: what shows the person at the terminal the address.
        taking: what takes folders in meanwhile, not started yet.

    Raises:
        UsageError: it may not be served there.
    """
    known = accounts(desk.store)
    check_address(address, known)
    persons = {account.name: account.person for account in known.values() if account.person}
    built = read_at_rest(desk.folder, zone=zone_of(desk))
    room = Room(desk, built, clock=lambda: datetime.now(UTC), persons=persons)
    key = None if known else fresh_secret()
    house = house_of(
        room, hosts=address.names, key=key, local_name=name, cookie=f"desk-{address.port}",
        secure=address.certificate is not None, renewal=Renewal(room), taking=taking,
    )  # fmt: skip
    tell(f"{address.url}/key/{key}" if key else f"{address.url}/")
    if taking is not None:
        taking.start()
    try:
        uvicorn.run(
            app_of(house), host=address.host, port=address.port, workers=1, log_config=None,
            access_log=False, server_header=False, date_header=True, proxy_headers=False,
            ssl_certfile=address.certificate, ssl_keyfile=address.key, ws="none", lifespan="off",
            timeout_graceful_shutdown=2, timeout_keep_alive=75, h11_max_incomplete_event_size=32 << 10,
        )  # fmt: skip
    finally:
        if taking is not None:
            taking.stop()
        gc.unfreeze()  # so that all is put away in order
