"""Coding with a language model (`network-llm`): what may be asked, the answer, the rules instead.

Invariant: nothing is sent of a report that is not public. A report for which the model gives nothing
that holds is coded by the rules, and an issue says so; given the kept answers, the same reports give
the same bytes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from time import sleep
from typing import Final, NamedTuple

from crosstally.coding.asking.answer import Answer, read_answer, read_reply
from crosstally.coding.asking.cache import answer_key, keep, kept
from crosstally.coding.asking.fields import refusal
from crosstally.coding.asking.mentions import mark
from crosstally.coding.asking.schema import PROMPT, answer_schema, request, schema_digest
from crosstally.coding.coder import Coder, code_report, language_in, read_published
from crosstally.coding.document import Document, open_document
from crosstally.coding.filter import read_report
from crosstally.coding.llm import Endpoint, Post, ask, post
from crosstally.coding.when.resolve import day_said
from crosstally.records import (
    Coded,
    Issue,
    Reason,
    ReportId,
    ReportLine,
    Visibility,
    changed,
    encode,
    parse_json,
)

LONGEST_TEXT: Final = 30_000  # characters sent; a longer report is a book and costs like one
GIVEN_UP: Final = 4  # reports in a row for which nobody answered: the rest is not sent any more
_SHORTEST_KEY: Final = 8  # characters; a shorter key could be a word of a report
_SILENT: Final = "silent in a row"
_RULES: Final = "rules: "


class Account(NamedTuple):
    """What coding came to: reports by the model and by the rules (by reason), requests, cost.

    `refused` counts values that the model gave and the text does not hold, `cache_broken` kept
    answers that were asked for again.
    """

    model: str
    reports: int
    by_model: int
    from_cache: int
    by_rules: Mapping[str, int]
    requests: int
    refused: int
    cache_broken: int
    tokens_in: int
    tokens_out: int
    cost: float | None


class Llm(NamedTuple):
    """All that coding with a model needs. `counts` is what it came to, told by `account`."""

    coder: Coder
    endpoint: Endpoint
    model: str
    seconds: float
    cache: Path | None
    post: Post
    wait: Callable[[float], None]
    counts: Counter[str]

    def __repr__(self) -> str:
        """The type alone: the endpoint holds a key."""
        return "<Llm>"

    @property
    def id(self) -> str:
        """What a mention was made by: the prompt and the model, then the rules and packs."""
        return f"{PROMPT}.{self.model}+{self.coder.id}"


def open_llm(
    coder: Coder, endpoint: Endpoint, model: str, *, seconds: float, cache: Path | None
) -> Llm:
    """A model that is asked over the network.

    Args:
        coder: the rules and packs that read its words, and stand in for it.
        endpoint: where it answers.
        model: its name there.
        seconds: for one answer.
        cache: where answers are kept.
    """
    return Llm(coder, endpoint, model, seconds, cache, post, sleep, Counter())


def code_lines_asking(
    llm: Llm, lines: Iterable[bytes], *, all_public: bool = False
) -> Iterator[bytes]:
    """A coded line for each line of the filter's input, in order.

    Args:
        llm: the model and the rules.
        lines: the input.
        all_public: whether every report may be sent; else only one whose line says
            `"visibility": "public"`.
    """
    for line in lines:
        report = read_report(line)
        if isinstance(report, Coded):
            coded = report
        else:
            coded = code_asking(llm, report, public=all_public or _says_public(line))
        yield encode(coded) + b"\n"


def code_asking(llm: Llm, line: ReportLine, *, public: bool) -> Coded:
    """What one report tells of: by the model where it may see it and answers, else by the rules."""
    llm.counts["reports"] += 1
    lang = language_in(llm.coder, line)
    if lang not in llm.coder.languages or not line.text.strip():
        return _by_rules(llm, line, None)
    if not public:
        return _by_rules(llm, line, refusal(line.id, "not asked", Reason.NOT_PUBLIC))
    if len(line.text) > LONGEST_TEXT:
        return _by_rules(llm, line, refusal(line.id, "the text", Reason.TOO_LONG))
    published, issues = read_published(line, llm.coder.zone)
    tongue = llm.coder.tongue(lang)
    document = open_document(line, lexicon=tongue.lexicon, lang=lang, published=published)
    answer = _answer(llm, document)
    if isinstance(answer, Issue):
        return _by_rules(llm, line, answer)
    marked = mark(llm.id, document, answer, tongue, llm.coder.atlas)
    llm.counts["refused"] += len(marked.refused)
    if not marked.mentions and (answer.events or (answer.statements and not marked.statements)):
        return _by_rules(
            llm, line, refusal(line.id, "no word of it stands in the text", Reason.UNGROUNDED)
        )
    if marked.rules and not marked.mentions:
        told = f"tells of none, the rules of {marked.rules}"
        issues = (*issues, refusal(line.id, told, Reason.NO_EVENT))
    llm.counts["by model"] += 1
    return Coded(
        report=ReportId(line.id),
        mentions=marked.mentions,
        statements=marked.statements,
        times=marked.times,
        issues=(*issues, *marked.refused),
    )


def account(llm: Llm, prices: tuple[float, float] | None) -> Account:
    """What coding came to, with its cost where the prices of a million tokens, in and out, are told."""
    counts = llm.counts
    cost: float | None = None
    if prices is not None:
        spent = prices[0] * counts["tokens in"] + prices[1] * counts["tokens out"]
        cost = round(spent / 1_000_000, 6)
    return Account(
        model=llm.model,
        reports=counts["reports"],
        by_model=counts["by model"],
        from_cache=counts["kept"],
        by_rules={
            name.removeprefix(_RULES): number
            for name, number in sorted(counts.items())
            if name.startswith(_RULES)
        },
        requests=counts["requests"],
        refused=counts["refused"],
        cache_broken=counts["broken"],
        tokens_in=counts["tokens in"],
        tokens_out=counts["tokens out"],
        cost=cost,
    )


def _by_rules(llm: Llm, line: ReportLine, issue: Issue | None) -> Coded:
    """A report by the rules, and why not by the model."""
    coded = code_report(llm.coder, line)
    llm.counts[f"{_RULES}{issue.reason if issue is not None else 'nothing to ask'}"] += 1
    return coded if issue is None else changed(coded, issues=(*coded.issues, issue))


def _answer(llm: Llm, document: Document) -> Answer | Issue:
    """The answer for a report, kept or asked for, or the issue that there is none."""
    day = day_said(document.published)
    key = answer_key(llm.model, schema_digest(), document.body, day)
    entry = kept(llm.cache, key)
    told = read_answer(entry.content, answer_schema()) if entry.content is not None else None
    if isinstance(told, Answer):
        llm.counts["kept"] += 1
        return told
    llm.counts["broken"] += entry.broken or told is not None
    if llm.counts[_SILENT] >= GIVEN_UP:
        return refusal(document.id, "given up, nobody answered", Reason.NO_ANSWER)
    content = _asked(llm, document, request(llm.model, document.body, day))
    if isinstance(content, Issue):
        return content
    answer = read_answer(content, answer_schema())
    if not isinstance(answer, Answer):
        return refusal(document.id, "the answer", answer)
    if _tells_key(content, llm.endpoint.key):
        return refusal(document.id, "the answer holds the key", Reason.NO_ANSWER)
    keep(llm.cache, key, content)
    return answer


def _asked(llm: Llm, document: Document, payload: bytes) -> str | Issue:
    """The content of a fresh answer, its tokens counted."""
    reply, tries = ask(llm.endpoint, payload, seconds=llm.seconds, post=llm.post, wait=llm.wait)
    llm.counts["requests"] += tries
    if reply.fault is not None:
        llm.counts[_SILENT] += 1
        return refusal(document.id, reply.fault, Reason.NO_ANSWER)
    llm.counts[_SILENT] = 0
    told = read_reply(reply.body)
    llm.counts["tokens in"] += told.tokens_in
    llm.counts["tokens out"] += told.tokens_out
    if told.refused is not None:
        return refusal(document.id, "the answer", told.refused)
    return told.content


def _says_public(line: bytes) -> bool:
    """Whether a line of input says, in so many words, that its report is public."""
    row = parse_json(line)
    return isinstance(row, dict) and row.get("visibility") == Visibility.PUBLIC


def _tells_key(content: str, key: str | None) -> bool:
    """Whether an answer holds the key, however it is escaped: then it is not kept on the disk."""
    if key is None or len(key) < _SHORTEST_KEY:
        return False
    return encode(key)[1:-1] in encode(parse_json(content))
