"""Places: one choice, its level, and the rivals that the text also allows."""

from crosstally.records.base import Record
from crosstally.records.ground import Ground, Span
from crosstally.records.ids import PlaceId
from crosstally.records.terms import Level


class RivalPlace(Record, frozen=True, kw_only=True):
    """A place that the same words could also mean, and why it was not chosen."""

    id: PlaceId
    name: str
    province: str | None
    reason: str


class Place(Record, frozen=True, kw_only=True):
    """Where an event took place.

    `name` is the name as written, `span` the whole expression around it ("the city of X");
    `city`, `province` and `country` are the chain above it, by the pack's names (of a city its own,
    of a county its capital's, of a site that of the city it lies in). `lat` and `lon` are degrees
    WGS 84, `radius_km` how far off they may be. `reasons` say why this choice.
    """

    name: str
    id: PlaceId | None
    level: Level
    city: str | None
    province: str | None
    country: str | None
    lat: float | None
    lon: float | None
    span: Span | None
    radius_km: float | None = None
    city_id: PlaceId | None = None
    rivals: tuple[RivalPlace, ...] = ()
    reasons: tuple[str, ...] = ()
    ground: Ground | None = None

    def __post_init__(self) -> None:
        """Shown by something, and on the globe."""
        if self.span is None and self.ground is None:
            raise ValueError("a place needs a span or another ground")
        if self.lat is not None and not -90 <= self.lat <= 90:
            raise ValueError("a latitude is from -90 to 90 degrees")
        if self.lon is not None and not -180 <= self.lon <= 180:
            raise ValueError("a longitude is from -180 to 180 degrees")
