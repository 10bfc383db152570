"""The ``wflint`` command: finds its subcommands when they are called, and turns errors into exit codes."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import suppress
from importlib import import_module
from typing import TextIO

import click

from wflint.cli.errors import (
    DEBUG,
    INTERNAL,
    INTERRUPTED,
    USAGE,
    is_output,
    one_line_error,
    ordinary,
    show_error,
)
from wflint.errors import ReleaseWarning
from wflint.stopping import Stops, stopped

_PYTHONS_OWN = warnings.showwarning
_CLEAN_SECONDS = 20.0  # for cleaning up after a signal
_WORDS = 20  # of a name that was not quoted

# Command -> its module in this package; the module holds the command under its own name (a trailing
# underscore where the name is Python's). Imported when called, so that a command pays for itself only.
COMMANDS = {
    "check": "find faults in workflow files, graphs and enqueue bodies",
    "init": "set wflint up in a repository: configuration, pre-commit, CI, baseline",
    "explain": "show the manual page of a rule",
    "rules": "list all rules",
    "catalogue": "show what nodes an InvokeAI release has",
    "schema": "print the JSON Schema of a kind of document",
    "packs": "show community node packs, and which ones workflows need",
    "models": "save the list of a server's models, for exact checks",
    "estimate": "estimate the memory that a workflow needs",
    "convert": "convert workflows, graphs, enqueue bodies and Python code",
    "graph": "draw a workflow, with its faults marked",
    "diff": "show what changed between two workflows, by nodes and edges",
    "upgrade": "judge workflows by another InvokeAI: what breaks, why, and migrate them",
    "format": "rewrite workflows in one form that gives small diffs",
    "new": "start a workflow from the library, as Python code",
    "build": "build workflows and graphs from Python code",
    "stubs": "write types for the builders of another release",
    "run": "run workflows on an InvokeAI server and save their images",
    "library": "keep a server's saved workflows in step with files",
    "queue": "show and remove what wflint left on a server",
    "compare": "run the same cases on two servers or releases and tell what differs",
    "bisect": "find the InvokeAI release that changed what a case gives",
    "doctor": "tell whether a server has what workflows need, without running them",
    "serve": "start a throwaway InvokeAI server, with tiny models if need be",
    "goldens": "take what came out of cases as their new golden images",
    "history": "show what cases showed in earlier runs, with charts of their figures",
    "config": "show the configuration in force and where it comes from",
    "login": "keep credentials for a server, and allow it",
    "logout": "forget a server and the credentials kept for it",
    "allow": "allow configurations to name a server",
}


class LazyGroup(click.Group):
    """A group whose commands are imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"wflint.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            hint = f'did you mean "{near[0]}"?' if near else "`wflint --help` lists them."
            if (path := _named_path(args)) is not None:
                hint = f"to check that path, write `wflint check {_word(path)}`"
            raise click.UsageError(f'no command "{name}"; {hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _named_path(args: list[str]) -> str | None:
    """The path that a command line begins with, with quotation marks or without; None for none."""
    path = ""
    for count, word in enumerate(args[:_WORDS]):
        path = f"{path} {word}" if count else word
        if os.path.exists(path):
            return path
    return None


def _word(text: str) -> str:
    """A text as one word of a command line, as this system's shell takes it."""
    if sys.platform == "win32":
        return f'"{text}"' if " " in text else text
    import shlex

    return shlex.quote(text)


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from wflint.cli.output import write
    from wflint.engine.targets import covered_releases
    from wflint.version import __version__

    write([f"wflint {__version__} (InvokeAI {covered_releases()})\n"])
    ctx.exit()


EPILOG = """\b
Examples:
  wflint check my-workflow.json          one file against the newest InvokeAI
  wflint check workflows/                every workflow under a folder
  wflint check --target 5.15.0 .         against the InvokeAI you run
  wflint explain dangling-edge           what a finding means

\b
Exit codes: 0 no findings that count, 1 findings, 2 wrong usage or a path that cannot be read;
130, 143 and 129 when Ctrl-C, SIGTERM or SIGHUP ended it.
Shell completion: eval "$(_WFLINT_COMPLETE=bash_source wflint)" (or zsh_source, fish_source).
"""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and the range of InvokeAI releases it knows.",
)
def cli() -> None:
    """Lint InvokeAI workflows: find broken node graphs before a server does."""


def main() -> None:
    """Run the command line and exit: 0, 1 and 2 as the commands say, 128 and its number after a signal."""
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        from wflint.cli.streams import stand_in

        stand_in()
    warnings.showwarning = _tell_warning
    with Stops(seconds=_CLEAN_SECONDS, interrupt=True) as stops:
        try:
            code = _run()
        except BaseException:  # a second signal, or a terminal that is gone
            if stops.number is None:
                raise
            code = INTERRUPTED
        stops.leave()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = _finish(code)
    sys.exit(code)


def _run() -> int:
    try:
        code = cli.main(prog_name="wflint", standalone_mode=False)
    except click.ClickException as error:
        with suppress(OSError):  # standard error takes nothing: then nobody reads it
            show_error(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        if stopped():  # such as a terminal that is gone, and what was to be written there
            return INTERRUPTED
        return _say(error)
    return code if isinstance(code, int) else 0


def _tell_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning that is meant for users as a note, and all others as Python shows them."""
    if issubclass(category, ReleaseWarning):
        from wflint.cli.output import note

        note(str(message))
    else:
        _PYTHONS_OWN(message, category, filename, lineno, file, line)


def _finish(code: int) -> int:
    """Let go of output that cannot be written; the exit code."""
    from wflint.cli.output import finish

    try:
        finish()
    except OSError as error:
        return _say(error)
    return code


def _say(error: Exception) -> int:
    from wflint.cli.output import complain, note, write_text

    said = ordinary(error)
    if is_output(error):
        from wflint.cli.streams import let_go

        let_go(sys.stdout)
    with suppress(OSError, ValueError):
        if DEBUG:
            from traceback import format_exception

            write_text(format_exception(error), sys.stderr)
        elif said is None:
            note(one_line_error(error))
        else:
            complain(said)
    return INTERNAL if said is None else USAGE
