"""The wire: one address, nothing followed, an end to every wait, and no fault that tells a secret."""

import time

import pytest

from crosstally.coding import llm as wire
from crosstally.coding.llm import Reply, ask, key_in, post, read_endpoint
from crosstally.errors import UsageError

KEY = "sk-canary-5d1f0a9b"
BAD_ADDRESSES = [
    "", "x", "ftp://localhost/v1", "https://", "https:///v1", "http://example.org/v1",
    "http://localhost.example.org/v1", "http://127.0.0.1.example.org", "http://192.168.0.1/v1",
    "http://0.0.0.0/v1", "https://user:pass@example.org/v1", "http://localhost@example.org/v1",
    "https://example.org/v1?key=1", "https://example.org/v1#x", "https://example.org:port/v1",
    "https://exam ple.org/v1", "https://example.org/v1\r\nHost: other", "https://[::1/v1",
    "https://نمونه.ایران/v1", "file:///etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_an_address_that_is_none_or_sends_in_the_clear_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_endpoint(url, KEY)
    assert KEY not in str(caught.value)
    assert "pass" not in caught.value.message


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "[::1]"])
def test_plain_http_is_for_this_machine_alone(host: str) -> None:
    assert not read_endpoint(f"http://{host}:8080/v1/", None).secure
    assert read_endpoint(f"https://{host}/v1", None).path == "/v1/chat/completions"


@pytest.mark.parametrize("key", ["", "a b", "a\r\nX: y", "کلید", "a\x00"])
def test_a_key_that_could_write_a_header_is_refused_and_not_told(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_endpoint("https://example.org/v1", key)
    assert not key or key not in caught.value.message


def test_a_key_is_read_from_the_variable_that_is_named() -> None:
    assert key_in(None, {"K": KEY}) is None
    assert key_in("K", {"K": f"{KEY}\n"}) == KEY
    with pytest.raises(UsageError):
        key_in("K", {})


def test_nothing_that_holds_a_key_shows_it() -> None:
    assert KEY not in repr(read_endpoint("https://example.org/v1", KEY))


def test_the_key_travels_in_its_header_and_the_path_is_the_known_one(stub) -> None:
    stub.behaviours = [stub.gives(b"{}")]
    assert post(read_endpoint(stub.url, KEY), b"{}", 5.0) == Reply(b"{}")
    assert (stub.keys, stub.paths) == ([f"Bearer {KEY}"], ["/v1/chat/completions"])
    post(read_endpoint(stub.url, None), b"{}", 5.0)
    assert stub.keys[1] is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(stub, status: int) -> None:
    stub.behaviours = [stub.gives(b"", status, Location=f"{stub.url}/elsewhere")]
    assert post(read_endpoint(stub.url, KEY), b"{}", 5.0).fault == "a redirect"
    assert len(stub.paths) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_what_the_other_side_refuses_is_asked_once(stub, status: int) -> None:
    stub.behaviours = [stub.gives(KEY.encode(), status)]
    waits: list[float] = []
    endpoint = read_endpoint(stub.url, KEY)
    reply, tries = ask(endpoint, b"{}", seconds=5.0, post=post, wait=waits.append)
    assert (reply, tries, waits) == (Reply(fault=f"status {status}"), 1, [])


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_who_is_busy_is_asked_again_a_few_times(stub, status: int) -> None:
    stub.behaviours = [stub.gives(b"", status)]
    waits: list[float] = []
    endpoint = read_endpoint(stub.url, None)
    reply, tries = ask(endpoint, b"{}", seconds=5.0, post=post, wait=waits.append)
    assert (reply.fault, tries, waits) == (f"status {status}", 3, [1.0, 2.0])


def test_busy_then_good_is_good_and_waits_as_long_as_asked_but_not_for_ever(stub) -> None:
    stub.behaviours = [
        stub.gives(b"", 429, Retry_After="7"), stub.gives(b"", 429, Retry_After="999999"),
        stub.gives(b"{}"),
    ]  # fmt: skip
    waits: list[float] = []
    endpoint = read_endpoint(stub.url, None)
    reply, tries = ask(endpoint, b"{}", seconds=5.0, post=post, wait=waits.append)
    assert (reply, tries, waits) == (Reply(b"{}"), 3, [7.0, wire.LONGEST_WAIT])


@pytest.mark.parametrize("asked", ["-1", "soon", "1e9", "inf", "nan", "٣", ""])
def test_a_strange_wish_to_wait_is_no_wish(stub, asked: str) -> None:
    stub.behaviours = [stub.gives(b"", 429, Retry_After=asked.encode().decode("latin-1"))]
    assert post(read_endpoint(stub.url, None), b"{}", 5.0).wait == 0.0


def test_nobody_at_the_address_is_no_connection(stub) -> None:
    endpoint = read_endpoint(stub.url, None)
    stub.server.server_close()
    assert post(endpoint, b"{}", 2.0) == Reply(fault="no connection")


def _silent(stub):
    return lambda _: stub.over.wait(20)


def _drips(stub, first: bytes):
    """A byte every hundredth of a second: no single read of it ever takes too long."""

    def behave(handler) -> None:
        handler.wfile.write(first)
        while not stub.over.wait(0.01):
            handler.wfile.write(b"a")

    return behave


SLOW = {
    "silent": _silent,
    "a status line without end": lambda stub: _drips(stub, b"HTTP/1.1 200 "),
    "headers without end": lambda stub: _drips(stub, b"HTTP/1.1 200 OK\r\nX: "),
    "a body byte by byte": lambda stub: _drips(
        stub, b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"
    ),
    "a body without end, byte by byte": lambda stub: _drips(stub, b"HTTP/1.1 200 OK\r\n\r\n"),
}


@pytest.mark.parametrize("sort", SLOW)
def test_an_answer_that_never_ends_is_cut_when_its_time_is_over(stub, sort: str) -> None:
    stub.behaviours = [SLOW[sort](stub)]
    began = time.monotonic()
    reply = post(read_endpoint(stub.url, None), b"{}", 0.3)
    assert (reply.fault, reply.wait) == ("no answer in time", 0.0)
    assert time.monotonic() - began < 3


def _endless(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(b"a" * 100_000)


def _announced(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    while True:
        handler.wfile.write(b"a" * 100_000)


@pytest.mark.parametrize("behave", [_endless, _announced])
def test_a_body_of_a_gigabyte_is_not_read(stub, monkeypatch, behave) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 300_000)
    stub.behaviours = [behave]
    reply = post(read_endpoint(stub.url, None), b"{}", 10.0)
    assert reply == Reply(fault="an answer beyond all measure")


BROKEN = [
    b"", b"\x00" * 50, b"hello\r\n\r\n", b"HTTP/1.1 twohundred OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
]  # fmt: skip


@pytest.mark.parametrize("sent", BROKEN)
def test_what_is_no_http_is_no_connection(stub, sent: bytes) -> None:
    stub.behaviours = [lambda handler: handler.wfile.write(sent)]
    assert post(read_endpoint(stub.url, None), b"{}", 5.0).fault == "no connection"


def test_a_body_that_is_shorter_than_announced_is_told(stub) -> None:
    short = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}"
    stub.behaviours = [lambda handler: handler.wfile.write(short)]
    assert post(read_endpoint(stub.url, None), b"{}", 5.0).fault == "an answer cut short"
