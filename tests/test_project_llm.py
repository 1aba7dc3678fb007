"""A desk whose settings name a language model: public reports alone are shown to it."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crosstally import archive, edition, project
from crosstally.coding.asking import coder as llm_coder
from crosstally.errors import UsageError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = """[desk]
name = "d"
country = "IR"
public_ids = true
packs = []
languages = ["en"]
"""
POSTS = [
    ("public", "Hundreds of drivers rallied in Shiraz on Tuesday."),
    ("sealed", "Hundreds of canaries rallied in Yazd on Tuesday."),
    ("desk", "Hundreds of canaries rallied in Arak on Tuesday."),
]
EVENT = {
    "kind": "ASM", "subtype": None, "reality": "occurred", "actor": None, "trigger": "rallied",
    "day": "Tuesday", "place": "Shiraz", "size": None, "killed": None, "injured": None,
    "arrested": None, "slogans": [], "groups": [], "demands": [],
}  # fmt: skip


def watch(items, label, total):
    return items


@pytest.fixture
def model():
    """A model that tells of one rally, whatever it is shown; gives its address and what it saw."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append(self.rfile.read(int(self.headers["Content-Length"])))
            content = json.dumps({"events": [EVENT], "statements": []})
            message = {"message": {"content": content}, "finish_reason": "stop"}
            body = json.dumps({"choices": [message]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Nothing is told."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1", seen
    server.shutdown()
    server.server_close()
    thread.join()


def desk(folder: Path, more: str = "") -> archive.Desk:
    (folder / "crosstally.toml").write_text(SETTINGS + more, encoding="utf-8")
    opened = archive.open_desk(folder, create=True)
    rows = [
        {"id": str(n), "source": "s", "published": "2018-08-01", "text": text, "visibility": seen}
        for n, (seen, text) in enumerate(POSTS)
    ]
    file = folder / "in.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    archive.add(opened, [file], now=NOW, progress=watch, mapped=None)
    return opened


def test_a_desk_shows_public_reports_alone_and_says_which_it_did_not(tmp_path, model):
    url, seen = model
    opened = desk(tmp_path, f'[network_llm]\nurl = "{url}"\nmodel = "tiny-1"\nprice_in = 1.0\n')
    built = project.build(opened, progress=watch)
    assert len(seen) == 1
    assert b"canaries" not in seen[0]
    by = {m.place.city: m.coder for c in built.coded for m in c.mentions}
    assert by["Shiraz"].startswith("network-llm-1.tiny-1+rules-")
    assert by["Yazd"].startswith("rules-")
    assert by["Arak"].startswith("rules-")
    told = [i for i in built.issues if i.reason == "not-public"]
    assert len(told) == 2
    assert (built.asked.by_model, built.asked.requests, built.asked.cost) == (1, 1, None)
    (path,) = edition.publish_desk(opened, built).files[:1]
    opened.store.close()
    page = (path.parent / "report.html").read_text(encoding="utf-8")
    assert "tiny-1" in page
    assert "canaries" not in page


def test_a_desk_built_again_asks_nothing_and_has_the_same_tables(tmp_path, model):
    url, seen = model
    opened = desk(tmp_path, f'[network_llm]\nurl = "{url}"\nmodel = "tiny-1"\n')
    project.build(opened, progress=watch)
    before = (tmp_path / "tables" / "coded.jsonl").read_bytes()
    again = project.build(opened, progress=watch)
    opened.store.close()
    assert (len(seen), again.asked.from_cache) == (1, 1)
    assert (tmp_path / "tables" / "coded.jsonl").read_bytes() == before
    files = b"".join(p.read_bytes() for p in (tmp_path / project.ANSWERS).rglob("*.json"))
    assert b"canaries" not in files


def test_a_desk_whose_settings_name_no_model_asks_none(tmp_path, monkeypatch):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr(llm_coder, "post", never)
    opened = desk(tmp_path)
    built = project.build(opened, progress=watch)
    opened.store.close()
    assert built.asked is None
    assert not (tmp_path / project.ANSWERS).exists()


@pytest.mark.parametrize(
    "bad", ['url = "http://example.org"\nmodel = "m"', 'url = "https://a"\nmodel = "m"\nkey_env = "NO_SUCH_KEY"']
)  # fmt: skip
def test_a_desk_that_would_send_in_the_clear_or_without_its_key_is_not_built(tmp_path, bad):
    opened = desk(tmp_path, f"[network_llm]\n{bad}\n")
    with pytest.raises(UsageError):
        project.build(opened, progress=watch)
    opened.store.close()
