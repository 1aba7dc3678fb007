"""What a desk lets out, as data: one policy for every exporter.

Invariant: nothing here is decided in code that a desk cannot read in its settings, and no policy
opens what a law of the house shuts: sealed and desk reports and those of units stay closed (H5).
"""

import hmac

from crosstally.records import Record

BLUR = 25  # with it nobody tells better than chance + 1/50 whether one incident is in a cell
_PURPOSE = b"crosstally disclosure v1"


class Policy(Record, frozen=True, kw_only=True):
    """What may leave the desk.

    `public` says whether the words of public reports are shown at all. `k` is the smallest number
    told of closed reports and of `sensitive` groups and themes (H4). `blur` is how many incidents
    wide the secret ramp is over which a cell begins to be told (`closed.py`), `delay_days` how long
    after its week. `embargo_days` is how old a public report must be, by the record's own clock.
    `withheld` are reports and sources never to be published, `no_words` those that agreed to coded
    fields alone (H9); a withheld name may stand as `keyed` gives it. `mask_names` are struck out of
    every text (H2). `secret` is the desk's own: without one nothing blurred is told.
    """

    public: bool = True
    k: int = 5
    blur: int = BLUR
    delay_days: int = 14
    embargo_days: int = 0
    withheld: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    mask_names: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ("minority", "ethnic")
    secret: bytes = b""


def secret_of(key: bytes) -> bytes:
    """What a desk's key gives for disclosure alone, so that neither tells of the other."""
    return hmac.digest(key, _PURPOSE, "sha256")


def keyed(secret: bytes, name: str) -> str:
    """A name as a file may keep it that others might see: known again, and not readable."""
    return "w-" + hmac.digest(secret or _PURPOSE, name.encode(), "sha256").hex()[:32]


def offset(secret: bytes, blur: int, *cell: str) -> int:
    """A cell's own secret place on the ramp, from 0 to `blur` - 1, the same in every release."""
    if blur <= 1:
        return 0
    text = b"".join(len(one).to_bytes(4, "big") + one for one in map(str.encode, cell))
    return int.from_bytes(hmac.digest(secret, text, "sha256"), "big") % blur
