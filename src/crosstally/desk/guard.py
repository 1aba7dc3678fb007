"""What every request passes before a page sees it, and what every answer carries.

Invariant: a request that changes anything carries the token of its session and comes from this
desk's own page; no answer runs a script or loads anything that is not the desk's own.
"""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from crosstally.desk.sessions import Session, same

MOST_BYTES = 64 << 10  # of a form
MOST_FIELDS = 400
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


class Guards(NamedTuple):
    """Which defences stand. All of them, but in a test that shows what one of them keeps out."""

    hosts: bool = True
    tokens: bool = True
    origins: bool = True
    headers: bool = True
    versions: bool = True
    ways: bool = True
    media: bool = True


class Refused(Exception):  # noqa: N818  it is an answer
    """A request that gets no page: the status, and a code of why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def check_host(request: Request, hosts: frozenset[str]) -> None:
    """Refuse what was asked of another name: a page elsewhere that bent its own name to this machine."""
    if request.headers.get("host", "").lower() not in hosts:
        raise Refused(421, "host")


def check_origin(request: Request) -> None:
    """Refuse a form of another site."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refused(403, "origin")
    origin = request.headers.get("origin")
    if origin is None:
        return
    told = urlsplit(origin)
    if (told.scheme, told.netloc.lower()) != (request.url.scheme, request.headers.get("host", "")):
        raise Refused(403, "origin")


def check_token(session: Session | None, given: str) -> None:
    """Refuse a form that this session was not given."""
    if session is None or not same(session.form_token, given):
        raise Refused(403, "token")


def own_way(path: str) -> str:
    """A path of this desk that a form named, to go back to; the queue where it is none."""
    fine = path.startswith("/") and not path.startswith("//") and path.isprintable()
    return path if fine and "\\" not in path else "/"


async def read_form(request: Request) -> dict[str, list[str]]:
    """The fields of a form, each with all its values.

    Raises:
        Refused: it is too long, or no form.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise Refused(415, "form")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(413, "long")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS,
            errors="strict",
        )  # fmt: skip
    except ValueError:
        raise Refused(400, "form") from None
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value.replace("\x00", ""))
    return form
