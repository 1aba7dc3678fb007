"""How fast the review desk answers ten reviewers at once, beside a static page in the same run.

Run by hand: `python bench/bench_desk.py FOLDER [INCIDENTS] [SECONDS] [THINK]`. FOLDER is made where it
is missing: a desk of invented incidents from a seed (`big_desk.py`), its tables written as a build
writes them. Ten accounts log in; each takes what is next, claims it, and accepts, edits, rejects,
searches, undoes or looks at the queue in turn, with THINK seconds between two requests (0: at once).
Read the milliseconds beside those of the static page.
"""

import http.client
import random
import re
import resource
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode

from big_desk import held

from crosstally.archive import new_desk
from crosstally.desk.users import Role, add_account
from crosstally.ledger.opening import open_store
from crosstally.records import Incident, Link, Mention, Origin, Report
from crosstally.tables.files import WHOLE, write_table

REVIEWERS, WORD = 10, "five quite ordinary words here"
WORDS = ("workers", "rall", "تجمع", "police", "شیر", "2019")
Times = dict[str, list[float]]


def make(folder: Path, count: int) -> None:
    """A desk of so many incidents, as after a build."""
    new_desk(folder, name="bench", country="IR")
    big = held(count)
    rows = (
        ("reports", big.reports, Report), ("mentions", big.mentions, Mention),
        ("incidents", big.incidents, Incident), ("origins", big.origins, Origin), ("links", (), Link),
    )  # fmt: skip
    for name, records, kind in rows:
        _ = write_table(folder / "tables" / f"{name}.parquet", records, kind)
    _ = (folder / "tables" / WHOLE).write_text("bench", encoding="utf-8")
    store = open_store(folder / "desk.db")
    for n in range(REVIEWERS):
        _ = add_account(store, f"reader{n}", Role.SECOND_READER, WORD)
    store.close()


class Reviewer:
    """One of those who ask: keeps a connection, a cookie and what each request took."""

    def __init__(self, port: int, name: str, times: Times, think: float) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port)
        self.name, self.times, self.think = name, times, think
        self.cookie = ""
        self.chance = random.Random(name)

    def ask(self, what: str, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """The answer's text and where it leads."""
        if self.think:
            time.sleep(self.chance.expovariate(1 / self.think))
        heads = {"cookie": self.cookie} if self.cookie else {}
        body = None
        if fields is not None:
            body = urlencode(fields)
            heads["content-type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.line.request("GET" if fields is None else "POST", path, body, heads)
        answer = self.line.getresponse()
        text = answer.read().decode()
        self.times[what].append(time.perf_counter() - began)
        if answer.status >= 500:
            raise SystemExit(f"{what}: {answer.status}")
        for value in answer.headers.get_all("set-cookie") or ():
            self.cookie = value.split(";")[0]
        return text, answer.headers.get("location") or ""

    def enter(self) -> None:
        """Log in."""
        text, _ = self.ask("door", "/enter")
        self.ask("log in", "/enter", {**_hidden(text), "name": self.name, "passphrase": WORD})

    def work(self, until: float) -> None:
        """Review until the time is up."""
        turn = self.chance.randrange(6)
        while time.perf_counter() < until:
            _, path = self.ask("next", "/next")
            text, _ = self.ask("card", path)
            form = _hidden(text)
            at = path.split("?")[0]
            self.ask("lock", f"{at}/lock", form)
            turn += 1
            if turn % 6 == 0:
                said = {"field": "size", "value": str(self.chance.randrange(20, 900))}
                _, path = self.ask("edit", f"{at}/edit", form | said)
                text, _ = self.ask("card", path)
                form = _hidden(text)
            if turn % 7 == 0:
                self.ask("reject", f"{at}/reject", form | {"reason": "hoax"})
            else:
                self.ask("accept", f"{at}/accept", form)
            if turn % 5 == 0:
                text, _ = self.ask("card", at)
                self.ask("undo", f"{at}/undo", _hidden(text))
            if turn % 4 == 0:
                self.ask("queue", "/")
                self.ask("search", "/?" + urlencode({"q": self.chance.choice(WORDS)}))
            self.ask("counts", "/counts")
            self.ask("static page", "/desk.css")


def _hidden(text: str) -> dict[str, str]:
    names = ("token", "seen", "once", "back")
    found = {n: re.search(rf'name="{n}" value="([^"]*)"', text) for n in names}
    return {n: m[1] for n, m in found.items() if m is not None}


def main() -> None:
    """Make the desk, serve it, measure, print."""
    folder = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 30.0
    think = float(sys.argv[4]) if len(sys.argv) > 4 else 0.0
    if not (folder / "tables" / WHOLE).is_file():
        make(folder, count)
    port = random.randrange(20_000, 60_000)
    began = time.perf_counter()
    command = [
        str(Path(sys.executable).with_name("crosstally")),
        "desk",
        str(folder),
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        _ = server.stdout.readline()
        print(f"open after {time.perf_counter() - began:.1f} s")
        try:
            measure(port, seconds, think)
        finally:
            server.terminate()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"the server's memory: {children.ru_maxrss / 1024:.0f} MB")


def measure(port: int, seconds: float, think: float) -> None:
    """Ten reviewers for some seconds."""
    times: Times = defaultdict(list)
    people = [Reviewer(port, f"reader{n}", times, think) for n in range(REVIEWERS)]
    for _ in range(200):
        try:
            people[0].ask("door", "/enter")
            break
        except OSError:
            people[0].line.close()
            time.sleep(0.05)
    for one in people:
        one.think = 0.0
        one.enter()
        one.think = think
    times.clear()
    until = time.perf_counter() + seconds
    threads = [threading.Thread(target=one.work, args=(until,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    static = sorted(times["static page"])
    base = static[int(len(static) * 0.95)] * 1000
    every = [t for what, found in times.items() if what != "static page" for t in found]
    print(f"{len(every)} requests of {REVIEWERS} reviewers, {len(every) / seconds:.0f} a second")
    for what, found in (*sorted(times.items()), ("all but the static page", every)):
        found.sort()
        p50, p95 = (found[int(len(found) * share)] * 1000 for share in (0.5, 0.95))
        print(
            f"{what:24} {len(found):6} p50 {p50:7.1f} ms  p95 {p95:7.1f} ms  {p95 / base:5.1f} of the static page's"
        )


if __name__ == "__main__":
    main()
