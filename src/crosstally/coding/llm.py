"""The wire to a language model: the one module of all that opens the network (DESIGN H15).

Invariant: one request goes to the one address that a person named, nothing is followed, and an
answer is back, whole or not, before its time is over. No fault tells what was sent or received.
"""

import http.client
import ipaddress
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from crosstally.errors import UsageError

MOST_BYTES: Final = 4_000_000  # of an answer: a thousand times what the longest report needs
TRIES: Final = 3  # requests for one report at most
LONGEST_WAIT: Final = 30.0  # seconds between two of them, whatever the other side asks for
_BOTH_WAYS: Final = 2  # of a connection: shut for reading and writing
_HINT: Final = "give the base address, as https://host/v1 or http://localhost:8080/v1"


class Endpoint(NamedTuple):
    """Where a model answers. The key never shows."""

    secure: bool
    host: str
    port: int | None
    path: str
    key: str | None

    def __repr__(self) -> str:
        """The type alone."""
        return "<Endpoint>"


class Reply(NamedTuple):
    """What came back: the body of a good answer, or in `fault` why there is none.

    `wait` is how long, in seconds, the other side asks to be left alone; None where it is no use to
    ask again.
    """

    body: bytes = b""
    fault: str | None = None
    wait: float | None = None


Post = Callable[[Endpoint, bytes, float], Reply]


def key_in(variable: str | None, environment: Mapping[str, str]) -> str | None:
    """The key that a variable of the environment holds; None where no variable is named.

    Raises:
        UsageError: the variable holds none.
    """
    if variable is None:
        return None
    key = environment.get(variable, "").strip()
    if not key:
        raise UsageError(
            "the environment variable for the language model's key is empty",
            hint="set the variable that --llm-key-env or key_env names; never the key itself",
        )
    return key


def read_endpoint(url: str, key: str | None) -> Endpoint:
    """The endpoint at a base address.

    Args:
        url: https, or http where the host is this machine.
        key: what its owner gave out for it, sent as a bearer token.

    Raises:
        UsageError: the address is none, or would send reports or key in the clear.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    plain = all("!" <= char <= "~" for char in url)
    if not plain or host is None or parts.scheme not in ("http", "https"):
        raise UsageError("the address of the language model is none", hint=_HINT)
    if parts.username is not None or parts.query or parts.fragment:
        raise UsageError(
            "the address of the language model holds more than host and path",
            hint="a key is read from an environment variable only",
        )
    if parts.scheme == "http" and not _is_here(host):
        raise UsageError(
            "reports are not sent over plain http, but to this machine", hint="use https"
        )
    if key is not None and not (key and all("!" <= char <= "~" for char in key)):
        raise UsageError("the key of the language model holds what no key does", hint=None)
    path = parts.path.rstrip("/") + "/chat/completions"
    return Endpoint(parts.scheme == "https", host, port, path, key)


def ask(
    endpoint: Endpoint,
    payload: bytes,
    *,
    seconds: float,
    post: Post,
    wait: Callable[[float], None],
) -> tuple[Reply, int]:
    """The reply to a request, and how often it was sent.

    Args:
        endpoint: where to.
        payload: the request.
        seconds: for one reply, all in all.
        post: sends once, as `post` does.
        wait: sleeps so many seconds.
    """
    reply = post(endpoint, payload, seconds)
    for tried in range(1, TRIES):
        if reply.wait is None:
            return reply, tried
        wait(min(max(reply.wait, 2.0 ** (tried - 1)), LONGEST_WAIT))
        reply = post(endpoint, payload, seconds)
    return reply, TRIES


def post(endpoint: Endpoint, payload: bytes, seconds: float) -> Reply:
    """The reply to one request, or why there is none."""
    kind = http.client.HTTPSConnection if endpoint.secure else http.client.HTTPConnection
    connection = kind(endpoint.host, endpoint.port, timeout=seconds)
    over = monotonic() + seconds
    done, late = threading.Event(), threading.Event()
    guard: threading.Thread | None = None
    try:
        connection.connect()
        watched = (connection.sock, over, done, late)  # a connection lets go of it while it reads
        guard = threading.Thread(target=_cut, args=watched, daemon=True)
        guard.start()
        connection.request("POST", endpoint.path, payload, _headers(endpoint))
        reply = _read(connection.getresponse())
    except TimeoutError:
        reply = Reply(fault="no answer in time", wait=0.0)
    except (OSError, http.client.HTTPException, ValueError):
        reply = Reply(fault="no connection")
    finally:
        done.set()
        if guard is not None:
            guard.join()
        connection.close()
    return Reply(fault="no answer in time", wait=0.0) if late.is_set() else reply


def _cut(wire: Any, over: float, done: threading.Event, late: threading.Event) -> None:
    """Shut a wire when its time is over: a timeout of each read lets a byte a second go on."""
    if not done.wait(max(over - monotonic(), 0.0)):
        late.set()
        with suppress(OSError):
            wire.shutdown(_BOTH_WAYS)


def _headers(endpoint: Endpoint) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key is not None:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    return headers


def _read(answer: http.client.HTTPResponse) -> Reply:
    if answer.status == 200:
        if (answer.length or 0) > MOST_BYTES:
            return Reply(fault="an answer beyond all measure")
        body = answer.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            return Reply(fault="an answer beyond all measure")
        return Reply(fault="an answer cut short") if answer.length else Reply(body)
    fault = "a redirect" if 300 <= answer.status < 400 else f"status {answer.status}"
    if answer.status != 429 and answer.status < 500:
        return Reply(fault=fault)
    asked = answer.getheader("Retry-After") or ""
    return Reply(fault=fault, wait=float(asked[:6]) if asked.isascii() and asked.isdigit() else 0.0)


def _is_here(host: str) -> bool:
    """Whether a host is this machine, by its name or number alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
