"""The command line: one verb, one thing. Thin: parse, call, say.

Invariant: nothing is decided here, and nothing that is raised prints a value: a fault of ours is
told by its type and place, since its message may quote a report. A verb is loaded when it is
called, so that `crosstally code` does not pay for the page's libraries.
"""

import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from crosstally import __version__
from crosstally.cli.say import complain, remark
from crosstally.errors import CrosstallyError

TRACE = "CROSSTALLY_TRACE"  # set: a fault tells the places it came by, still no value

# verb, its module's function, and its help line (shown without loading the module)
VERBS = (
    ("new", "desk", "make a desk folder"),
    ("add", "desk", "take reports into a desk"),
    ("build", "build", "from the log to tables and the report page"),
    ("watch", "watching", "take in what another program puts into folders, as it comes"),
    ("desk", "serve", "open the review desk in a browser"),
    ("queue", "workload", "what to review next and why; what would teach most"),
    ("workload", "workload", "what reviewing takes: minutes, backlog, how far readers agree"),
    ("account", "account", "who may use a desk in a browser, and as what"),
    ("report", "report", "write the page and the exports again"),
    ("export", "export", "tables, points, workbook, feed and others' shapes, for other programs"),
    ("brief", "brief", "one page of what is known of a day, as HTML, PDF or Markdown"),
    ("disclose", "disclose", "what is held back and why, in numbers; and whether the laws hold"),
    ("code", "code", "reports in, coded lines out (stateless)"),
    ("link", "link", "coded lines in, incidents out (stateless)"),
    ("changes", "changes", "what the last build made of the incidents before it"),
    ("count", "count", "count under the named rules; a desk or anyone's table"),
    ("study", "study", "what the record means: estimates that may refuse"),
    ("sensitivity", "sensitivity", "how sure the counts are: links, sources, fields"),
    ("evaluate", "evaluate", "score coding on texts that you have coded yourself"),
    ("fit", "fit", "what a desk's own pairs say of the linking weights"),
    ("train", "train", "learn a light model from texts that you have coded yourself"),
    ("explain", "explain", "from an id to what it rests on"),
    ("draft", "draft", "what a report asserts, as lines for claims.jsonl"),
    ("issues", "issues", "what was set aside and why"),
    ("source", "source", "the sources of a desk, their kinds and owners"),
    ("capture", "capture", "a form for the field that works offline, in one file"),
    ("media", "media", "pictures and films sealed in a desk; copies without metadata"),
    ("unit", "unit", "a unit's contacts and sealed bundles; not for people at risk"),
    ("release", "release", "freeze what the last build made, under a name, for ever"),
    ("verify", "verify", "whether a release is whole and unchanged"),
    ("diff", "diff", "what moved between two releases, and why"),
    ("sheet", "sheet", "incidents to a spreadsheet, and the edits made there back"),
    ("withdraw", "desk", "take a report back, for every later release"),
    ("backup", "backup", "all of a desk that cannot be rebuilt, in one file"),
    ("restore", "backup", "a desk from such a file, verified"),
    ("pack", "pack", "make a country's pack from GeoNames, or check one"),
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
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a library's warning may quote a cell
    sys.exit(run())


def run(arguments: Sequence[str] | None = None, command: click.Command = crosstally) -> int:
    """The exit status of a call, what went wrong having been told on stderr.

    Args:
        arguments: the words behind `crosstally`; those of this process where None.
        command: what is called.
    """
    try:
        code = command.main(arguments, standalone_mode=False)
    except CrosstallyError as error:
        complain(error.message, error.hint)
        code = error.exit_code
    except click.ClickException as error:
        complain(error.format_message()[:1].lower() + error.format_message()[1:].rstrip("."), None)
        code = 2
    except click.Abort:
        complain("stopped", None)
        code = 1
    except SystemExit:  # click's answer where nobody reads on, as in `| head`
        code = 0
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else "a file"
        why = (error.strerror or "cannot be used").lower()
        complain(f"{name}: {why}", "check the path, its permissions, and the room on the disk")
        code = 3
    except Exception as error:  # noqa: BLE001  what is left is a fault of ours, told without values
        _tell_fault(error)
        code = 1
    return code if isinstance(code, int) else 0


def _tell_fault(error: Exception) -> None:
    """A fault of ours on stderr: type and place, never the message, a value or a line of a file."""
    places = [
        f"{name}:{line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if (name := str(frame.f_globals.get("__name__", "?"))).startswith("crosstally")
    ]
    if os.environ.get(TRACE):
        for place in places:
            remark(f"  {place}")
    more = "report it, and no text with it" if os.environ.get(TRACE) else f"{TRACE}=1 tells the way"
    complain(f"something went wrong ({type(error).__name__} in {places[-1]})", more)
