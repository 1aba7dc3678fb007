"""A desk that has everything to hide, and its twin that never had it.

Both take in the same public reports and have the same ids; the first holds sealed reports, a unit's
and one that was taken back besides, with canaries in every field that there is.
"""

import io
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from crosstally import archive, edition, project
from crosstally.publish.public import Public
from crosstally.records import Decision, Judgement, JudgementId, digest_of, encode

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CANARY, CANARY_FA = "kanari7qx", "قناری‌زرد"
MEDIUM = digest_of(CANARY.encode())
NAME = "پرویز تندر"
OPEN = (
    ("wire", "2018-08-02", "On 1 August 2018 hundreds of truck drivers gathered in Shiraz."),
    ("daily", "2018-08-03", f"روز ۱۰ مرداد ۱۳۹۷ صدها راننده در شیراز تجمع کردند. {NAME} سخن گفت."),
    ("wire", "2018-08-05", "On 4 August 2018 about 300 teachers rallied in Isfahan over pay."),
    ("daily", "2018-09-20", "روز ۲۸ شهریور ۱۳۹۷ کارگران در اراک اعتصاب کردند."),
)
CLOSED = (
    ("sealed", "vault", "2018-08-01", f"Drivers gathered in Shiraz on 1 August 2018. {CANARY}"),
    ("sealed", "vault", "2018-08-04", f"روز ۱۳ مرداد ۱۳۹۷ معلمان در اصفهان تجمع کردند. {CANARY_FA}"),
    ("desk", "vault", "2018-08-10", f"On 9 August 2018 workers of {CANARY} gathered in Ahvaz."),
    ("public", "unit", "2018-08-11", f"On 10 August 2018 residents gathered in Qom: {CANARY}."),
    ("public", "unit", "2018-08-11", f"در قم روز ۱۹ مرداد ۱۳۹۷ زنان تجمع کردند. {CANARY_FA}"),
)  # fmt: skip
SETTINGS = """[desk]
name = "میز"
country = "IR"
languages = ["fa", "en"]
packs = []
public_ids = true
[sources.wire]
kind = "press"
name = "Wire"
[sources.daily]
kind = "press"
name = "روزنامه"
"""
HIDDEN = f"""[sources.{CANARY}-unit]
kind = "unit"
name = "واحد {CANARY_FA}"
owner = "{CANARY}"
aliases = ["{CANARY} alias"]
domains = ["{CANARY}.example"]
coverage = "{CANARY_FA}"
[disclosure]
masked_names = ["{CANARY} Name", "{NAME}"]
withheld = ["r-{CANARY}", "{CANARY}-source"]
no_words = ["{CANARY}-silent"]
"""


class Made(NamedTuple):
    """A desk that is built, and what it lets out."""

    desk: archive.Desk
    built: project.Built
    public: Public


def watch(items: Iterable[object], label: str, total: int | None) -> Iterable[object]:
    return items


def make_bare(folder: Path, coded: Path) -> Made:
    """The twin: the public reports and nothing else.

    Args:
        folder: where it shall be.
        coded: tables whose coded lines are taken over: coding is by the report and need not be
            done twice.
    """
    folder.mkdir()
    (folder / "tables").mkdir()
    for name in ("coded.jsonl", "coder.txt"):
        _ = shutil.copy(coded / name, folder / "tables" / name)
    masked = f'[disclosure]\nmasked_names = ["{NAME}"]\n'
    (folder / "crosstally.toml").write_text(SETTINGS + masked, encoding="utf-8")
    _open_reports(folder / "inbox")
    return built(folder)


def make_hiding(folder: Path) -> Made:
    """The desk with canaries in reports, sources, judgements, settings, names of files and media."""
    folder.mkdir()
    (folder / "crosstally.toml").write_text(SETTINGS + HIDDEN, encoding="utf-8")
    inbox = folder / "inbox"
    _open_reports(inbox)
    closed = inbox / f"{CANARY}-folder"
    closed.mkdir()
    lines = [_closed(n, *one) for n, one in enumerate((*CLOSED, ("public", *OPEN[2])))]
    (closed / f"{CANARY_FA}.jsonl").write_bytes(b"".join(encode(one) + b"\n" for one in lines))
    (closed / f"{CANARY}.jpg").write_bytes(b"\xff\xd8\xff\xe0" + CANARY.encode())
    (closed / f"{CANARY}.jsonl").write_text(f'{{"{CANARY}": "no report"}}\n', encoding="utf-8")
    return built(folder)


def _open_reports(inbox: Path) -> None:
    inbox.mkdir()
    lines = [
        {"id": f"{n}", "source": source, "published": day, "text": text,
         "url": f"https://example.org/{n}"}
        for n, (source, day, text) in enumerate(OPEN)
    ]  # fmt: skip
    (inbox / "open.jsonl").write_bytes(b"".join(encode(one) + b"\n" for one in lines))


def _closed(number: int, visibility: str, source: str, day: str, text: str) -> dict[str, object]:
    """A report with a canary in every field; the last is public, and taken back."""
    return {
        "id": f"{CANARY}-{number}", "source": f"{CANARY}-{source}", "published": day,
        "title": f"{CANARY} {CANARY_FA}", "text": f"{text} {CANARY_FA}", "visibility": visibility,
        "url": f"https://{CANARY}.example/{number}", "relay_of": f"{CANARY}-relay",
        "phone": CANARY, "sender": CANARY_FA, "media": [MEDIUM], CANARY: CANARY_FA,
    }  # fmt: skip


def built(folder: Path) -> Made:
    """A desk with all that is in its inbox, one report taken back, the closed ones judged."""
    desk = archive.open_desk(folder, create=True)
    _ = archive.add(desk, [folder / "inbox"], now=NOW, progress=watch, mapped=None)
    for report in archive.read_log(desk.store).reports:
        if report.native_id == f"{CANARY}-{len(CLOSED)}":
            _ = archive.withdraw(desk, report.id, by=CANARY, reason=CANARY_FA, now=NOW)
        elif CANARY in report.source:
            judgement = Judgement(
                id=JudgementId(f"j-{CANARY}{report.id}"), decision=Decision.ACCEPT,
                about=(f"{report.id}#0", f"{CANARY}-about"), by=CANARY, at=NOW, reason=CANARY_FA,
            )  # fmt: skip
            desk.store.append([("judgement", encode(judgement))])
    made = project.build(desk, progress=watch)
    return Made(desk, made, edition.public_of(desk, made))


def told(public: Public) -> bytes:
    """All that a public record says, its maps aside."""
    names = (name for name in Public.__struct_fields__ if name not in ("door", "outlines"))
    return b"\n".join(encode(getattr(public, name)) for name in names)


def everything(paths: Iterable[Path]) -> str:
    """All that files hold as text, whatever is packed in them unpacked, and their names."""
    parts = []
    for path in paths:
        parts += [path.name, *_texts(path.read_bytes())]
        if path.suffix == ".parquet":
            rows = duckdb.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()
            meta = duckdb.execute(f"SELECT * FROM parquet_kv_metadata('{path}')").fetchall()
            parts.append(str(rows) + str(meta))
    return "\n".join(parts)


def _texts(raw: bytes) -> Iterator[str]:
    yield raw.decode("utf-8", "ignore")
    yield raw.decode("utf-16-be", "ignore")  # titles in a PDF
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for name in packed.namelist():
                yield name
                yield from _texts(packed.read(name))
    for mark in (b"x\x9c", b"x\xda", b"x\x01"):  # streams of a PDF, chunks of a PNG
        at = raw.find(mark)
        while at >= 0:
            unpack = zlib.decompressobj()
            with suppress(zlib.error):
                yield unpack.decompress(raw[at:]).decode("utf-8", "ignore")
            at = raw.find(mark, at + 1)
