"""Vectors of bodies (spec/ledger-v1, section 7): what a kind may say, and messages that none may."""

from collections.abc import Iterator

from crosstally.ledger.kinds import Media, MediaType, Withdrawal, WithdrawalReason
from crosstally.records import Digest, encode
from vectors import bundles, notes, rosters
from vectors.shown import Vector

_MEDIA = encode(Media(digest=Digest("ab" * 32), size=5, type=MediaType.IMAGE))
_WITHDRAWAL = encode(Withdrawal(reason=WithdrawalReason.CONSENT))
_CALL = (
    '{"id":"c-1","mention":"m-1","report":"r-1","kind":"rally","quote":'
    '{"report":"r-1","field":"body","start":0,"end":4,"text":"تجمع"},'
    '"days":null,"place":null,"violent":%s}'
)
MESSAGES = {
    "words": b"meet at noon",
    "persian-words": "ظهر، درِ شمالی".encode(),
    "order": b'{"to":"R.","text":"bring the others"}',
    "task": b'{"task":"watch the gate"}',
    "text": b'"meet"',
    "list": b"[]",
    "nothing": b"",
    "bare": b"{}",
}
KINDS = ("report", "judgement", "issue", "call", "media", "roster", "checkpoint", "withdrawal")


def vectors() -> Iterator[Vector]:
    """All of them."""
    right = {
        "report": bundles.REPORT, "media": _MEDIA, "withdrawal": _WITHDRAWAL,
        "roster": rosters.FIRST_FILE, "checkpoint": notes.RIGHT,
    }  # fmt: skip
    for kind, body in right.items():
        yield Vector(f"ok-{kind}", "ok", f"a {kind}", body, (("kind", kind),))
    for kind in KINDS:
        for name, body in MESSAGES.items():
            what = f"a {kind} that is no {kind}: {name.replace('-', ' ')}"
            yield Vector(f"{kind}-{name}", "no", what, body, (("kind", kind),))
    yield from _refused()


def _refused() -> Iterator[Vector]:
    of_kind = {
        "redaction-body": ("redaction", "where none may be", _WITHDRAWAL),
        "withdrawal-note": ("withdrawal", "no", _WITHDRAWAL[:-1] + b',"note":"go"}'),
        "withdrawal-own-reason": ("withdrawal", "no", b'{"reason":"go to the gate"}'),
        "media-maker": ("media", "no", _MEDIA[:-1] + b',"maker":"x"}'),
        "media-name": ("media", "no", _MEDIA.replace(b"ab" * 32, b"gate")),
        "media-too-large": ("media", "no", _MEDIA.replace(b":5", b":%d" % (2**31 + 1))),
        "media-spaces": ("media", "one form", _MEDIA.replace(b":5", b": 5")),
        "report-more": ("report", "no", bundles.REPORT[:-1] + b',"to":"x"}'),
    }
    for name, (kind, expect, body) in of_kind.items():
        yield Vector(name, expect, name.replace("-", " "), body, (("kind", kind),))
