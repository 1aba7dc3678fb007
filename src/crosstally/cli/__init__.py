"""The command line: one verb, one thing. Thin: parse, call, say.

Invariant: nothing is decided here. A verb is loaded when it is called, so that `crosstally code`
does not pay for the page's libraries.
"""

import sys
from importlib import import_module

import click

from crosstally import __version__
from crosstally.cli.say import complain
from crosstally.errors import CrosstallyError

# verb, its module's function, and its help line (shown without loading the module)
VERBS = (
    ("new", "desk", "make a desk folder"),
    ("add", "desk", "take reports into a desk"),
    ("build", "desk", "from the log to tables and the report page"),
    ("report", "report", "write the page and the exports again"),
    ("code", "code", "reports in, coded lines out (stateless)"),
    ("link", "link", "coded lines in, incidents out (stateless)"),
    ("count", "count", "count under the named rules; a desk or anyone's table"),
    ("explain", "explain", "from an id to what it rests on"),
    ("issues", "issues", "what was set aside and why"),
    ("source", "source", "the sources of a desk, their kinds and owners"),
    ("withdraw", "desk", "take a report back, for every later release"),
    ("doctor", "doctor", "check this machine and a desk"),
)


class _Verbs(click.Group):
    """The verbs, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [verb for verb, _, _ in VERBS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for verb, module, _ in VERBS:
            if verb == cmd_name:
                command = getattr(import_module(f"crosstally.cli.{module}"), verb)
                assert isinstance(command, click.Command)
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, _, line in VERBS])


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="crosstally")
def crosstally() -> None:
    """A verified, sourced record of protests, from reports to a chart that opens to its sources."""


def main() -> None:
    """The command `crosstally`: exit 0 done, 1 failed, 2 wrong call, 3 bad file, 4 broken seal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = crosstally.main(standalone_mode=False)
    except CrosstallyError as error:
        complain(error.message, error.hint)
        code = error.exit_code
    except click.ClickException as error:
        complain(error.format_message()[:1].lower() + error.format_message()[1:].rstrip("."), None)
        code = 2
    except click.Abort:
        complain("stopped", None)
        code = 1
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
