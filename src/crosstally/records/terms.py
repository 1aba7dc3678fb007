"""The closed lists of the codebook. `spec/codebook.md` says what each term means.

Invariant: a term here is a term there; a test compares the two.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What happened (codebook, section kinds)."""

    ASM = "ASM"
    STK = "STK"
    HNG = "HNG"
    BLK = "BLK"
    EXP = "EXP"
    RIO = "RIO"
    DSP = "DSP"
    FRC = "FRC"
    ARR = "ARR"
    ABD = "ABD"
    CUS = "CUS"
    JUD = "JUD"
    NET = "NET"
    RES = "RES"
    INA = "INA"
    CON = "CON"
    ARM = "ARM"
    CAL = "CAL"
    STM = "STM"


PROTEST_KINDS = (Kind.ASM, Kind.STK, Kind.HNG, Kind.BLK, Kind.EXP, Kind.RIO)
STATE_KINDS = (
    Kind.DSP, Kind.FRC, Kind.ARR, Kind.ABD, Kind.CUS, Kind.JUD, Kind.NET, Kind.RES, Kind.INA, Kind.CON,
)  # fmt: skip

SUBTYPES: dict[Kind, tuple[str, ...]] = {
    Kind.ASM: ("rally", "march", "sit-in", "vigil", "human-chain", "campus", "workplace", "convoy"),
    Kind.STK: ("stoppage", "closure", "boycott", "haulage", "go-slow", "stay-home"),
    Kind.HNG: ("prison", "public"),
    Kind.BLK: ("road", "rail", "gate", "occupation"),
    Kind.EXP: (
        "chanting", "writing", "banner", "symbolic", "unveiling", "self-immolation", "leaflet",
        "symbol-damaged", "broadcast",
    ),
    Kind.RIO: ("clash", "arson", "property", "looting", "attack", "counter-mob"),
    Kind.DSP: ("gas", "water", "batons", "pellets", "warning-shots", "cordon"),
    Kind.FRC: ("live-fire", "killing", "injury", "ramming"),
    Kind.ARR: ("at-event", "raid", "summons", "mass", "release"),
    Kind.ABD: (),
    Kind.CUS: ("torture", "death"),
    Kind.JUD: ("charge", "sentence", "execution", "dismissal", "expulsion"),
    Kind.NET: ("national", "regional", "platform", "throttling", "power"),
    Kind.RES: ("curfew", "martial-law", "deployment", "ban", "closure", "police-action"),
    Kind.INA: (),
    Kind.CON: ("pay", "release", "dismissal", "talks"),
    Kind.ARM: (),
    Kind.CAL: ("protest", "strike", "day-of-action"),
    Kind.STM: ("claim", "deny", "condemn", "support", "threaten", "order", "apologise"),
}  # fmt: skip


DEADLY = ("killing", "death", "execution")  # sub-types that say that somebody died, counted or not
READERS = 2  # persons who must have accepted what is confirmed: deaths always (H13)


class Reality(StrEnum):
    """Whether the text says that it happened. Only occurred and ongoing make incidents."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    PLANNED = "planned"
    CALLED = "called"
    THREATENED = "threatened"
    PREVENTED = "prevented"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    PAST = "past"


HAPPENED = (Reality.OCCURRED, Reality.ONGOING)


class Stance(StrEnum):
    """Towards whom an assembly stands."""

    CHALLENGER = "challenger"
    PRO_STATE = "pro-state"
    COUNTER = "counter"
    UNCLEAR = "unclear"


class Target(StrEnum):
    """At whom it is aimed."""

    GOVERNMENT = "government"
    EMPLOYER = "employer"
    LOCAL = "local"
    GROUP = "group"
    FOREIGN = "foreign"


class Actor(StrEnum):
    """The state agent of a state act. `unknown` is a state agent of unknown force."""

    POLICE = "police"
    GUARDS = "guards"
    BASIJ = "basij"
    PLAINCLOTHES = "plainclothes"
    ARMY = "army"
    PRISON = "prison"
    JUDICIARY = "judiciary"
    GOVERNMENT = "government"
    UNKNOWN = "unknown"


class Group(StrEnum):
    """Who took part, as the text names them."""

    WORKERS = "workers"
    TEACHERS = "teachers"
    DRIVERS = "drivers"
    RETIREES = "retirees"
    STUDENTS = "students"
    FARMERS = "farmers"
    NURSES = "nurses"
    BAZAAR = "bazaar"
    CREDITORS = "creditors"
    FAMILIES = "families"
    WOMEN = "women"
    MINORITY = "minority"
    PRISONERS = "prisoners"
    RESIDENTS = "residents"


class Theme(StrEnum):
    """What a demand or a slogan is about."""

    ECONOMIC = "economic"
    LABOUR = "labour"
    ENVIRONMENT = "environment"
    GENDER = "gender"
    ETHNIC = "ethnic"
    POLITICAL = "political"
    SOLIDARITY = "solidarity"
    JUSTICE = "justice"


class Bound(StrEnum):
    """How a number is bounded by its words."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Precision(StrEnum):
    """How fine a time is: T1 day, T2 week, T3 month, T4 longer."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    LONGER = "longer"


class Basis(StrEnum):
    """Where a day comes from. `publication` is the only inferred value there is."""

    STATED = "stated"
    RELATIVE = "relative"
    PUBLICATION = "publication"


class Calendar(StrEnum):
    """The calendar in which a date was written."""

    GREGORIAN = "gregorian"
    JALALI = "jalali"
    HIJRI = "hijri"


class Level(StrEnum):
    """How fine a place is, finest first (G1 site, G2 neighbourhood, G3 city, G4 county, G5 up)."""

    SITE = "site"
    NEIGHBOURHOOD = "neighbourhood"
    CITY = "city"
    COUNTY = "county"
    PROVINCE = "province"
    COUNTRY = "country"


class SourceKind(StrEnum):
    """What a source is."""

    OFFICIAL = "official"
    STATE_MEDIA = "state_media"
    PARTY = "party"
    UNION = "union"
    RIGHTS_GROUP = "rights_group"
    PRESS = "press"
    CHANNEL = "channel"
    UNIT = "unit"
    RESEARCHER = "researcher"
    UNKNOWN = "unknown"


class Visibility(StrEnum):
    """Who may see a report's words."""

    PUBLIC = "public"
    DESK = "desk"
    SEALED = "sealed"


class Knowing(StrEnum):
    """How a report knows what it tells: its basis of knowledge."""

    WITNESS = "witness"
    OWN_MEDIA = "own_media"
    DOCUMENT = "document"
    RELAY = "relay"
    UNKNOWN = "unknown"


class Provenance(StrEnum):
    """What an example's text is. None outside examples: the text is the source's own."""

    SUMMARY = "summary"
    SYNTHETIC = "synthetic"
    TABLE = "table"


class Status(StrEnum):
    """How far an incident has been reviewed. Machine coding alone never reaches `confirmed`."""

    MACHINE = "machine"
    UNDER_REVIEW = "under_review"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class ClaimType(StrEnum):
    """What sort of assertion it is. Opinion is untestable; role is never settled by counts."""

    EVENT = "event"
    FIGURE = "figure"
    STATEMENT = "statement"
    SLOGAN = "slogan"
    TREND = "trend"
    ROLE = "role"
    OPINION = "opinion"


class Verdict(StrEnum):
    """What the independent record says of a claim, by a stated rule."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    SINGLE_CHANNEL = "single-channel"
    OPEN = "open"
    UNTESTABLE = "untestable"


class Standing(StrEnum):
    """Whether an estimate may be used: as it is, with care, or not at all."""

    OK = "ok"
    CAUTION = "caution"
    REFUSED = "refused"


class Decision(StrEnum):
    """What a person decided. `return` sends it back to the readers before, `undo` takes one back."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    WITHDRAW = "withdraw"
    REVIEW = "review"
    RETURN = "return"
    UNDO = "undo"


class Stage(StrEnum):
    """Where in the house an issue arose."""

    INTAKE = "intake"
    CODING = "coding"
    LINKING = "linking"
    CLAIMS = "claims"
    COUNTING = "counting"
    ANALYSIS = "analysis"
    PUBLISH = "publish"


class Reason(StrEnum):
    """Why something was set aside. `spec/codebook.md` gives the hint for each."""

    UNREADABLE = "unreadable"
    NOT_JSON = "not-json"
    NOT_A_RECORD = "not-a-record"
    NOT_A_MESSAGE = "not-a-message"
    TRUNCATED = "truncated"
    WRONG_ENCODING = "wrong-encoding"
    BINARY = "binary"
    TOO_LONG = "too-long"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    NO_DATE = "no-date"
    BAD_DATE = "bad-date"
    FUTURE_DATE = "future-date"
    BAD_CELL = "bad-cell"
    FORMULA = "formula"
    UNKNOWN_FORMAT = "unknown-format"
    UNKNOWN_LANGUAGE = "unknown-language"
    UNKNOWN_SOURCE = "unknown-source"
    NO_PERMISSION = "no-permission"
    NO_EVENT = "no-event"
    NO_PLACE = "no-place"
    NO_DAY = "no-day"
    AMBIGUOUS_PLACE = "ambiguous-place"
    UNGROUNDED = "ungrounded"
    WITHDRAWN = "withdrawn"
    OUT_OF_SCOPE = "out-of-scope"
    FORBIDDEN_FIELD = "forbidden-field"
    NOT_PUBLIC = "not-public"
    NO_ANSWER = "no-answer"
