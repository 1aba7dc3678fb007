"""The options of `--network-llm`, the one way in which `code` opens the network.

Invariant: the key is named by its environment variable and never given. What opens the network is
not loaded unless it is asked for (`asking`).
"""

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from crosstally.errors import UsageError

_OPTIONS = (
    click.option(
        "--network-llm", "llm_url", metavar="URL",
        help="Opens the network: a language model at this OpenAI-compatible address codes the reports that are public.",
    ),
    click.option("--llm-model", metavar="NAME", help="The model's name there."),
    click.option("--llm-key-env", metavar="VAR", help="The environment variable that holds its key."),
    click.option(
        "--llm-cache", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
        help="Where answers are kept, so that none is paid for twice.",
    ),
    click.option(
        "--llm-timeout", metavar="S", default=60.0, show_default=True,
        type=click.FloatRange(min=0.1, max=3600), help="Seconds for one answer, all in all.",
    ),
    click.option("--llm-prices", metavar="IN,OUT", help="Prices of a million tokens, for the account."),
    click.option(
        "--all-public", is_flag=True,
        help='Send every report; else only lines with "visibility":"public" are sent.',
    ),
    click.option(
        "--json", "as_json", is_flag=True,
        help="As always here: JSON lines; the account of --network-llm on stderr is one then, too.",
    ),
)  # fmt: skip
_NAMES = (
    "llm_url",
    "llm_model",
    "llm_key_env",
    "llm_cache",
    "llm_timeout",
    "llm_prices",
    "all_public",
    "as_json",
)
_ASKED = "crosstally.network"
_WITH_MODEL = ("llm_model", "llm_key_env", "llm_cache", "llm_prices", "all_public")


class Network(NamedTuple):
    """What was asked of a language model on the command line."""

    url: str
    model: str
    key_env: str | None
    cache: Path | None
    seconds: float
    prices: tuple[float, float] | None
    all_public: bool
    as_json: bool


def network_options(verb: Callable[..., None]) -> Callable[..., None]:
    """A verb with the options of `--network-llm`; what was asked is had from `asked_network`."""

    @wraps(verb)
    def asked(**options: Any) -> None:
        own = {name: options.pop(name) for name in _NAMES}
        click.get_current_context().meta[_ASKED] = _network(own)
        verb(**options)

    for option in reversed(_OPTIONS):
        asked = option(asked)
    return asked


def asked_network() -> Network | None:
    """The model that the call in progress asks for, if it asks for one."""
    asked = click.get_current_context().meta.get(_ASKED)
    return asked if isinstance(asked, Network) else None


def _network(told: Mapping[str, Any]) -> Network | None:
    """What was asked for; None where no model was.

    Raises:
        UsageError: the options do not belong together, or one of them holds what it cannot.
    """
    url, model = told["llm_url"], told["llm_model"]
    if url is None:
        if any(told[name] for name in _WITH_MODEL):
            raise UsageError(
                "options for a language model without one", hint="name it: --network-llm URL"
            )
        return None
    if not model:
        raise UsageError("--network-llm needs a model", hint="name it: --llm-model NAME")
    return Network(
        url=url,
        model=model,
        key_env=told["llm_key_env"],
        cache=told["llm_cache"],
        seconds=told["llm_timeout"],
        prices=_prices(told["llm_prices"]),
        all_public=told["all_public"],
        as_json=told["as_json"],
    )


def _prices(told: str | None) -> tuple[float, float] | None:
    if told is None:
        return None
    try:
        first, second = (float(part) for part in told.split(","))
        if not (0 <= first < float("inf") and 0 <= second < float("inf")):
            raise ValueError
    except ValueError:
        raise UsageError(
            "--llm-prices holds no two prices", hint="write them as 0.15,0.60: in, then out"
        ) from None
    return first, second
