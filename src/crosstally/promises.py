"""What a desk lets out: its settings, and every promise that earlier editions made.

Invariant: whoever lets anything out asks here, so that there is one policy, and what was once
withheld stays so whatever the settings say now (H9).
"""

from crosstally.archive import Desk
from crosstally.publish.policy import Policy, secret_of
from crosstally.publish.told import TOLD, bound, read_told

RELEASES = "releases"


def policy_of(desk: Desk) -> Policy:
    """What may leave the desk, every promise of earlier editions kept.

    A desk whose ids are public has no secret: of what is closed in it no number is told at all.
    """
    told = desk.config.disclosure
    policy = Policy(
        public=told.public, k=told.k, blur=told.blur, delay_days=told.delay_days,
        embargo_days=told.embargo_days, withheld=told.withheld, no_words=told.no_words,
        mask_names=told.masked_names, sensitive=told.sensitive,
        secret=b"" if desk.config.desk.public_ids else secret_of(desk.store.key),
    )  # fmt: skip
    return bound(policy, read_told(desk.folder / RELEASES / TOLD))
