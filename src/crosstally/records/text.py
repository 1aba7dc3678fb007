"""Words of a text, and the rule that nothing stands without its ground."""

from crosstally.records.base import Record
from crosstally.records.ground import Ground, Span


def need_ground(span: Span | None, ground: Ground | None) -> None:
    """Refuse a value that nothing shows.

    Raises:
        ValueError: there is neither a span nor another ground.
    """
    if span is None and ground is None:
        raise ValueError("a value needs a span or another ground")


class Quote(Record, frozen=True, kw_only=True):
    """Words of the text and where they stand."""

    text: str
    span: Span | None
    ground: Ground | None = None

    def __post_init__(self) -> None:
        """Shown by something."""
        need_ground(self.span, self.ground)
