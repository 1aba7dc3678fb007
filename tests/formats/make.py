"""The logs beside this file, made anew: the same few entries in every format there was.

Run by hand and never in a test: a fixture that is made anew shows nothing of the past. Format 1 is
written here as 0.1.0 wrote it; a sealed log comes out with other bytes each time.
"""

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import apsw

from crosstally.ledger.opening import Opener, create_store
from crosstally.ledger.slots import Effort
from crosstally.records import (
    Decision,
    Issue,
    Judgement,
    JudgementId,
    Reason,
    Report,
    SourceId,
    Stage,
    encode,
    report_id,
)

HERE, KEY, DAY = Path(__file__).parent, bytes(range(32)), datetime(2026, 5, 1, tzinfo=UTC)
TEXTS = (
    ("union", "fa", "سه‌شنبه ۹ مرداد ۱۳۹۷ صدها راننده در شیراز تجمع کردند."),
    ("wire", "en", "About 300 truck drivers rallied in Shiraz on 31 July 2018, the police said."),
)


def entries() -> list[tuple[str, bytes]]:
    """Two reports, an issue and a judgement."""
    reports = [
        Report(id=report_id(KEY, source, "", "2018-08-01", text), source=SourceId(source), body=text,
               said_on=date(2018, 8, 1), lang=lang)
        for source, lang, text in TEXTS
    ]  # fmt: skip
    issue = Issue(stage=Stage.INTAKE, reason=Reason.EMPTY, where="a.jsonl#3")
    judgement = Judgement(id=JudgementId("j-1"), decision=Decision.ACCEPT, by="reader 1", at=DAY,
                          about=(f"{reports[0].id}#1",), reason="read")  # fmt: skip
    kinds = (*(("report", one) for one in reports), ("issue", issue), ("judgement", judgement))
    return [(kind, encode(one)) for kind, one in kinds]


def main() -> None:
    """Write the files."""
    db, last = apsw.Connection(str(HERE / "1.db")), bytes(32)
    db.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value)").fetchall()
    db.execute("CREATE TABLE log (number INTEGER PRIMARY KEY, kind, body, digest)").fetchall()
    db.execute("INSERT INTO about VALUES ('format', 1), ('key', ?)", (KEY,)).fetchall()
    for number, (kind, body) in enumerate(entries(), 1):
        framed = len(kind).to_bytes(4, "big") + kind.encode() + len(body).to_bytes(8, "big") + body
        last = sha256(b"crosstally log entry 1\0" + last + framed).digest()
        db.execute("INSERT INTO log VALUES (?, ?, ?, ?)", (number, kind, body, last)).fetchall()
    db.close()
    for name, opener in (("2.db", None), ("2-sealed.db", Opener("a passphrase"))):
        effort = Effort(64, 1)
        store = create_store(HERE / name, key=KEY, opener=opener, effort=effort, clock=lambda: DAY)
        store.append(entries())
        store.close()


if __name__ == "__main__":
    main()
