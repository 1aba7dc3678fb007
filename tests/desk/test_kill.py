"""The server is killed while it works, again and again: no judgement is lost, none is there twice."""

import http.client
import random
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from crosstally.archive import read_log
from crosstally.ledger.opening import open_store

JUDGEMENTS, EVERY = 20_000, 700  # a kill after about so many
CROSSTALLY = Path(sys.executable).with_name("crosstally")


class _Server:
    """The desk in a process of its own, and a person at it."""

    def __init__(self, folder):
        self.folder, self.port, self.kills = folder, random.Random(4).randrange(20_000, 60_000), 0
        self.begin()

    def begin(self):
        command = [CROSSTALLY, "desk", self.folder, "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        path = re.search(r"/key/\S+", self.process.stdout.readline())[0]
        for _ in range(400):
            try:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                self.line.request("GET", path)
                break
            except OSError:
                time.sleep(0.05)
        answer = self.line.getresponse()
        answer.read()
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        self.line.request("GET", "/", headers={"cookie": self.cookie})
        text = self.line.getresponse().read().decode()
        self.token = re.search(r'name="token" value="([^"]+)"', text)[1]

    def send(self, path, fields):
        """The status; after a kill the same form is sent to the next process until it is answered."""
        while True:
            heads = {"cookie": self.cookie, "content-type": "application/x-www-form-urlencoded"}
            try:
                self.line.request("POST", path, urlencode(fields | {"token": self.token}), heads)
                answer = self.line.getresponse()
                answer.read()
                return answer.status
            except (OSError, http.client.HTTPException):
                self.kills += 1
                self.process.wait()
                self.begin()

    def kill_soon(self, chance):
        threading.Timer(chance.random() * 0.02, self.process.kill).start()


@pytest.mark.slow
def test_twenty_thousand_judgements_with_kills_in_between(built, read, tmp_path):
    import shutil

    folder = tmp_path / "night"
    shutil.copytree(built.folder, folder)
    chance, incidents = random.Random(9), list(read.incidents.values())
    said = dict.fromkeys((i.id for i in incidents), 0)
    server = _Server(folder)
    try:
        for n in range(JUDGEMENTS):
            one = incidents[n % len(incidents)]
            form = {
                "once": f"{n:032x}", "seen": f"{said[one.id]}-{len(one.mentions)}", "reason": f"look {n}",
            }  # fmt: skip
            if chance.random() < 1 / EVERY:
                server.kill_soon(chance)
            assert server.send(f"/incident/{one.id}/review", form) == 303, n
            said[one.id] += 1
    finally:
        server.process.kill()
        server.process.wait()
    store = open_store(folder / "desk.db")
    reasons = [j.reason for j in read_log(store).judgements]
    assert sorted(reasons) == sorted(f"look {n}" for n in range(JUDGEMENTS))
    assert store.check().entries >= JUDGEMENTS
    store.close()
    assert server.kills >= 15
