"""Coding by a language model from the command line: asked, watched, and told what it came to.

Invariant: a coded line is out before the next report is asked for, and the account is told however
the run ends.
"""

import os
import sys
from collections.abc import Callable, Iterable

from crosstally.cli import say
from crosstally.cli.network import Network
from crosstally.coding.asking.coder import Account, account, code_lines_asking, open_llm
from crosstally.coding.coder import Coder
from crosstally.coding.llm import key_in, read_endpoint
from crosstally.records import encode


def code_by_model(network: Network, make: Callable[[], Coder], lines: Iterable[bytes]) -> None:
    """Coded lines on stdout for lines of input, and the account on stderr.

    Args:
        network: whom to ask.
        make: makes the coder whose rules stand in for the model.
        lines: the input.
    """
    endpoint = read_endpoint(network.url, key_in(network.key_env, os.environ))
    llm = open_llm(make(), endpoint, network.model, seconds=network.seconds, cache=network.cache)
    coded = code_lines_asking(llm, lines, all_public=network.all_public)
    try:
        for line in say.watched(coded, "asking"):
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
    finally:
        tell_account(account(llm, network.prices), as_json=network.as_json)


def tell_account(told: Account, *, as_json: bool) -> None:
    """What coding with a model came to, on stderr."""
    if as_json:
        say.remark(encode(told._asdict()).decode())
        return
    rules = ", ".join(f"{number} {reason}" for reason, number in told.by_rules.items())
    say.remark(
        f"network-llm {told.model}: {told.reports:,} reports, {told.by_model:,} by the model "
        f"({told.from_cache:,} kept before), {told.reports - told.by_model:,} by the rules"
        + (f" ({rules})" if rules else "")
    )
    say.remark(
        f"network-llm: {told.requests:,} requests, {told.refused:,} values refused, "
        f"{told.tokens_in:,} tokens in and {told.tokens_out:,} out"
        + ("" if told.cost is None else f", cost {told.cost:,.4f}")
        + (f"; {told.cache_broken} kept answers were broken" if told.cache_broken else "")
    )
