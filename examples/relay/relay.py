#!/usr/bin/env python3
"""A relay for sealed bundles: put, get and delete by a random name; nothing is listed.

An example to read and to run behind a proxy that speaks TLS. It sees sealed files, their sizes and
when they came. Standard library only.

  python relay.py FOLDER [--port 8080] [--days 30] [--most-mib 64] [--total-mib 4096]
"""

import argparse
import os
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

NAME = re.compile("/([0-9a-f]{32})")
PIECE = 65_536
MIB = 2**20
DAY_SECONDS = 86_400


class Relay(ThreadingHTTPServer):
    """Where blobs lie, how large each and all of them may be, and for how long."""

    def __init__(self, address: tuple[str, int], options: argparse.Namespace) -> None:
        super().__init__(address, Handler)
        self.folder: Path = options.folder
        self.most, self.total = options.most_mib * MIB, options.total_mib * MIB
        self.seconds = options.days * DAY_SECONDS

    def forget(self) -> int:
        """The bytes that are left after everything too old was removed."""
        held = 0
        for path in self.folder.iterdir():
            try:
                told = path.stat()
                if time.time() - told.st_mtime > self.seconds:
                    path.unlink()
                else:
                    held += told.st_size
            except FileNotFoundError:
                continue
        return held


class Handler(BaseHTTPRequestHandler):
    """Three verbs. No answer tells more than that it was done, or was not."""

    server: Relay
    server_version, sys_version = "relay", ""
    timeout = 60

    def do_PUT(self) -> None:
        """Keep a blob under a name that is free."""
        path, length = self.path_of(), self.headers.get("Content-Length", "")
        if path is None or not length.isdecimal() or not 0 < int(length) <= self.server.most:
            return self.answer(413 if length.isdecimal() else 400)
        if self.server.forget() + int(length) > self.server.total:
            return self.answer(507)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                left = int(length)
                while left and (piece := self.rfile.read(min(PIECE, left))):
                    left -= out.write(piece)
        except FileExistsError:
            return self.answer(409)
        if left:
            path.unlink(missing_ok=True)  # cut off: it never was
        return self.answer(400 if left else 201)

    def do_GET(self) -> None:
        """Give a blob."""
        _ = self.server.forget()
        path = self.path_of()
        if path is None or not path.is_file():
            self.answer(404)
            return
        with path.open("rb") as blob:
            self.answer(200, os.fstat(blob.fileno()).st_size)
            while piece := blob.read(PIECE):
                self.wfile.write(piece)

    def do_DELETE(self) -> None:
        """Remove a blob: whoever knows its name may."""
        path = self.path_of()
        if path is None or not path.is_file():
            return self.answer(404)
        path.unlink(missing_ok=True)
        return self.answer(204)

    def path_of(self) -> Path | None:
        """The file of a name; None of anything else."""
        found = NAME.fullmatch(self.path)
        return None if found is None else self.server.folder / found[1]

    def answer(self, code: int, length: int = 0) -> None:
        """A status, and how much follows."""
        self.send_response(code)
        self.send_header("Content-Length", str(length))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


def main() -> None:
    """Serve on the machine itself; a proxy with TLS stands before it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    for name, default in (("port", 8080), ("days", 30), ("most-mib", 64), ("total-mib", 4096)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    Relay(("127.0.0.1", options.port), options).serve_forever()


if __name__ == "__main__":
    main()
