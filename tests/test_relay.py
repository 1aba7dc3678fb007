"""The example relay keeps sealed blobs by name, and nothing else."""

import argparse
import http.client
import importlib.util
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "examples" / "relay" / "relay.py"
NAME, OTHER = "/" + "ab" * 16, "/" + "cd" * 16


@pytest.fixture(scope="module")
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("relay", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def relay(module: ModuleType, tmp_path: Path) -> Iterator[object]:
    options = argparse.Namespace(folder=tmp_path, most_mib=1, total_mib=2, days=30)
    server = module.Relay(("127.0.0.1", 0), options)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def ask(relay: object, verb: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*relay.server_address, timeout=10)
    connection.request(verb, path, body)
    answer = connection.getresponse()
    told = answer.status, answer.read()
    connection.close()
    return told


def test_a_blob_is_put_once_given_and_removed(relay: object, tmp_path: Path) -> None:
    assert ask(relay, "PUT", NAME, b"sealed") == (201, b"")
    assert ask(relay, "PUT", NAME, b"other") == (409, b"")
    assert ask(relay, "GET", NAME) == (200, b"sealed")
    assert (tmp_path / NAME[1:]).stat().st_mode & 0o077 == 0
    assert ask(relay, "DELETE", NAME) == (204, b"")
    assert ask(relay, "GET", NAME) == (404, b"")
    assert ask(relay, "DELETE", NAME) == (404, b"")


@pytest.mark.parametrize(
    "path",
    ["/", "/ab", "/../etc/passwd", "/%2e%2e/x", NAME + "/x", NAME.upper(), NAME + "?list", "//"],
)
def test_nothing_is_listed_and_no_other_name_is_known(relay: object, path: str) -> None:
    assert ask(relay, "PUT", path, b"x")[0] in (400, 413)
    assert ask(relay, "GET", path) == (404, b"")
    assert ask(relay, "DELETE", path) == (404, b"")


def test_sizes_are_limited_one_by_one_and_in_all(relay: object) -> None:
    assert ask(relay, "PUT", NAME, bytes(2**20 + 1))[0] == 413
    assert ask(relay, "PUT", NAME, b"")[0] == 413
    assert ask(relay, "PUT", NAME, bytes(2**20))[0] == 201
    assert ask(relay, "PUT", OTHER, bytes(2**20))[0] == 201
    assert ask(relay, "PUT", "/" + "ef" * 16, b"x")[0] == 507


def test_what_is_too_old_is_gone(relay: object, tmp_path: Path) -> None:
    ask(relay, "PUT", NAME, b"sealed")
    os.utime(tmp_path / NAME[1:], (0, 0))
    assert ask(relay, "GET", NAME) == (404, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_put_that_breaks_off_leaves_nothing(relay: object, tmp_path: Path) -> None:
    connection = http.client.HTTPConnection(*relay.server_address, timeout=10)
    connection.putrequest("PUT", NAME)
    connection.putheader("Content-Length", "100")
    connection.endheaders(b"only this")
    connection.sock.shutdown(1)
    assert connection.getresponse().status == 400
    connection.close()
    assert list(tmp_path.iterdir()) == []


def test_it_is_short_enough_to_be_read() -> None:
    assert len(SCRIPT.read_text("utf-8").splitlines()) <= 130
