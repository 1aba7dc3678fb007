"""What a language model answered, checked against the schema that it was sent.

Invariant: an answer is taken whole or not at all, and nothing of one that is refused goes on: its
reason is a term of a closed list.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from crosstally.coding.asking.schema import COUNTED
from crosstally.errors import FormatError
from crosstally.records import Actor, Group, Kind, Reality, Reason, Theme, parse_json

LONGEST: Final = 4_000  # characters of one value
MOST: Final = 200  # items of one list
_CUT_SHORT, _WITHHELD = "length", "content_filter"
_TOKENS: Final = 1_000_000_000  # more than this is no count of tokens


class Reply(NamedTuple):
    """The content of a completion, or why it has none, and what it cost in tokens."""

    content: str = ""
    refused: Reason | None = None
    tokens_in: int = 0
    tokens_out: int = 0


class EventTold(NamedTuple):
    """An event in terms of the closed lists and in words that the text may hold.

    `counted` holds the words for size, killed, injured and arrested, where told.
    """

    kind: Kind
    subtype: str | None
    reality: Reality
    actor: Actor | None
    trigger: str
    day: str | None
    place: str | None
    counted: Mapping[str, str]
    slogans: tuple[str, ...]
    groups: tuple[tuple[Group, str], ...]
    demands: tuple[tuple[str, Theme | None], ...]

    def words(self) -> Iterator[str]:
        """Every run of words but the trigger."""
        yield from filter(None, (self.day, self.place, *self.counted.values(), *self.slogans))
        yield from (words for _, words in self.groups)
        yield from (words for words, _ in self.demands)


class StatementTold(NamedTuple):
    """Who said what, in words that the text may hold."""

    speaker: str
    cue: str | None
    content: str


class Answer(NamedTuple):
    """All that a model tells of a report."""

    events: tuple[EventTold, ...]
    statements: tuple[StatementTold, ...]


def read_reply(body: bytes) -> Reply:
    """The content of the body of an answer, as OpenAI-compatible endpoints give it."""
    try:
        whole = parse_json(body)
    except FormatError:
        return Reply(refused=Reason.NOT_JSON)
    usage = _part(whole, "usage")
    spent = _tokens(usage, "prompt_tokens"), _tokens(usage, "completion_tokens")
    choices = whole.get("choices") if isinstance(whole, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = _part(choice, "message")
    content = message.get("content")
    ended = choice.get("finish_reason") if isinstance(choice, dict) else None
    refused: Reason | None = None
    if ended == _CUT_SHORT:
        refused = Reason.TRUNCATED
    elif ended == _WITHHELD or message.get("refusal"):
        refused = Reason.NO_ANSWER
    elif not isinstance(content, str | None) or not message:
        refused = Reason.NOT_A_RECORD
    elif content is None or not content.strip():
        refused = Reason.EMPTY
    return Reply(content if isinstance(content, str) else "", refused, *spent)


def read_answer(content: str, schema: Mapping[str, Any]) -> Answer | Reason:
    """The answer in a content, or why it is none."""
    try:
        told = parse_json(content)
    except FormatError:
        return Reason.NOT_JSON
    if not _holds(told, schema):
        return Reason.NOT_A_RECORD
    if _too_long(told):
        return Reason.TOO_LONG
    return Answer(
        tuple(_event(event) for event in told["events"]),
        tuple(StatementTold(**statement) for statement in told["statements"]),
    )


def _event(told: Mapping[str, Any]) -> EventTold:
    return EventTold(
        kind=Kind(told["kind"]),
        subtype=told["subtype"],
        reality=Reality(told["reality"]),
        actor=Actor(told["actor"]) if told["actor"] is not None else None,
        trigger=told["trigger"],
        day=told["day"],
        place=told["place"],
        counted={name: told[name] for name in COUNTED if told[name] is not None},
        slogans=tuple(told["slogans"]),
        groups=tuple((Group(item["group"]), item["words"]) for item in told["groups"]),
        demands=tuple(
            (item["words"], Theme(item["theme"]) if item["theme"] is not None else None)
            for item in told["demands"]
        ),
    )


def _holds(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value has the form of a schema, of the few words that ours is written in."""
    kinds = schema["type"]
    if value is None:
        return "null" in kinds
    if kinds == "object":
        fields = schema["properties"]
        return (
            isinstance(value, dict)
            and set(value) == set(fields)
            and all(_holds(value[name], part) for name, part in fields.items())
        )
    if kinds == "array":
        return isinstance(value, list) and all(_holds(item, schema["items"]) for item in value)
    return isinstance(value, str) and ("enum" not in schema or value in schema["enum"])


def _too_long(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) > LONGEST
    parts = list(value.values()) if isinstance(value, dict) else value
    return isinstance(parts, list) and (len(parts) > MOST or any(_too_long(part) for part in parts))


def _part(whole: Any, name: str) -> dict[str, Any]:
    part = whole.get(name) if isinstance(whole, dict) else None
    return part if isinstance(part, dict) else {}


def _tokens(usage: Mapping[str, Any], name: str) -> int:
    told = usage.get(name)
    return told if type(told) is int and 0 <= told < _TOKENS else 0
