"""The server is killed while it works, again and again: no judgement is lost, none is there twice."""

import http.client
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from crosstally.archive import read_log
from crosstally.ledger.opening import open_store

JUDGEMENTS, KILLS, PEOPLE = 20_000, 20, 6
CROSSTALLY = Path(sys.executable).with_name("crosstally")


class _Server:
    """The desk in a process of its own, begun again whenever it was killed."""

    def __init__(self, folder):
        self.folder, self.port, self.kills = folder, random.Random().randrange(20_000, 60_000), 0
        self.lock = threading.Lock()
        self.begin()

    def begin(self):
        command = [CROSSTALLY, "desk", self.folder, "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        path = re.search(r"/key/\S+", self.process.stdout.readline())[0]
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _ in range(400):
            try:
                line.request("GET", path)
                break
            except OSError:
                line.close()
                time.sleep(0.05)
        answer = line.getresponse()
        answer.read()
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        line.request("GET", "/", headers={"cookie": self.cookie})
        self.token = re.search(r'name="token" value="([^"]+)"', line.getresponse().read().decode())[
            1
        ]
        line.close()

    def again(self, process):
        """Begins anew, unless another person already did."""
        with self.lock:
            if self.process is process:
                self.process.wait(30)
                self.process.stdout.close()
                self.kills += 1
                self.begin()


class _Person:
    """Sends forms, each until it is answered."""

    def __init__(self, server):
        self.server, self.process, self.line = server, None, None

    def send(self, path, fields):
        while True:
            server = self.server
            if self.process is not server.process:
                with server.lock:
                    self.process, self.heads = server.process, {"cookie": server.cookie}
                    self.token = server.token
                if self.line is not None:
                    self.line.close()
                self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            heads = self.heads | {"content-type": "application/x-www-form-urlencoded"}
            try:
                self.line.request("POST", path, urlencode(fields | {"token": self.token}), heads)
                answer = self.line.getresponse()
                answer.read()
                return answer.status
            except (OSError, http.client.HTTPException):
                server.again(self.process)


@pytest.mark.slow
def test_twenty_thousand_judgements_with_kills_in_between(built, read, tmp_path):
    folder = tmp_path / "night"
    shutil.copytree(built.folder, folder)
    incidents = list(read.incidents.values())
    server = _Server(folder)
    shares = [
        [n for n in range(JUDGEMENTS) if n % len(incidents) % PEOPLE == p] for p in range(PEOPLE)
    ]
    kill_at = set(random.Random(9).sample(range(JUDGEMENTS), KILLS))

    def work(numbers):
        person, said = _Person(server), {}
        for n in numbers:
            one = incidents[n % len(incidents)]
            seen = said.get(one.id, 0)
            form = {
                "once": f"{n:032x}",
                "seen": f"{seen}-{len(one.mentions)}",
                "reason": f"look {n}",
            }
            if n in kill_at:
                threading.Timer(random.Random(n).random() * 0.01, server.process.kill).start()
            assert person.send(f"/incident/{one.id}/review", form) == 303, n
            said[one.id] = seen + 1
        person.line.close()

    try:
        with ThreadPoolExecutor(PEOPLE) as pool:
            list(pool.map(work, shares))
    finally:
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
    store = open_store(folder / "desk.db")
    reasons = [j.reason for j in read_log(store).judgements]
    assert sorted(reasons) == sorted(f"look {n}" for n in range(JUDGEMENTS))
    assert store.check().entries >= JUDGEMENTS
    store.close()
    print(f"{server.kills} kills")
    assert server.kills >= KILLS // 2
