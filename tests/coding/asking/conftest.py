"""A model that stands in for one: it answers as it is told to, rightly, wrongly or not at all."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crosstally.coding.asking.coder import Llm
from crosstally.coding.coder import Coder
from crosstally.coding.llm import post, read_endpoint

Behaviour = Callable[[BaseHTTPRequestHandler], None]
KEY = "sk-canary-5d1f0a9b"


def event(kind: str, trigger: str, **more: Any) -> dict[str, Any]:
    """An event of an answer, whatever is not told being null or empty."""
    empty = dict.fromkeys(
        ("subtype", "actor", "day", "place", "size", "killed", "injured", "arrested")
    )
    lists: dict[str, Any] = {"slogans": [], "groups": [], "demands": []}
    return {"kind": kind, "reality": "occurred", "trigger": trigger, **empty, **lists, **more}


def completion(content: str | None, *, ended: str = "stop", **more: Any) -> bytes:
    """The body of an answer with a content."""
    message = {"role": "assistant", "content": content, **more}
    usage = {"prompt_tokens": 1000, "completion_tokens": 100}
    return json.dumps(
        {"choices": [{"index": 0, "message": message, "finish_reason": ended}], "usage": usage}
    ).encode()


def told(*events: dict[str, Any], statements: tuple[dict[str, Any], ...] = ()) -> bytes:
    """The body of an answer that tells of events and statements."""
    return completion(json.dumps({"events": events, "statements": statements}))


def gives(body: bytes, status: int = 200, **headers: str) -> Behaviour:
    """Answers with a body."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


class Stub:
    """A server on this machine. It behaves as listed, the last behaviour for ever."""

    key = KEY
    event = staticmethod(event)
    completion = staticmethod(completion)
    told = staticmethod(told)
    gives = staticmethod(gives)

    def __init__(self) -> None:
        self.behaviours: list[Behaviour] = []
        self.asked: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.keys: list[str | None] = []
        self.paths: list[str] = []
        self.over = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stub.raw.append(body)
                stub.asked.append(json.loads(body))
                stub.keys.append(self.headers.get("Authorization"))
                stub.paths.append(self.path)
                behaviours = stub.behaviours
                behave = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
                try:
                    behave(self)
                except OSError:
                    self.close_connection = True

            def log_message(self, *args: Any) -> None:
                """Nothing is told."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self.thread.start()

    def close(self) -> None:
        """Stop, and let go whoever still waits."""
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def shown(self) -> list[dict[str, Any]]:
        """What was asked of it: the part of each request that is about the report."""
        return [json.loads(asked["messages"][-1]["content"]) for asked in self.asked]


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A model on this machine."""
    server = Stub()
    yield server
    server.close()


@pytest.fixture
def llm(stub: Stub, coder: Coder) -> Callable[..., Llm]:
    """Makes a coder that asks the stub; it waits for nothing."""

    def make(cache: Path | None = None, *, key: str | None = None, seconds: float = 5.0) -> Llm:
        endpoint = read_endpoint(stub.url, key)
        counts: Counter[str] = Counter()
        return Llm(coder, endpoint, "tiny-1", seconds, cache, post, lambda _: None, counts)

    return make
