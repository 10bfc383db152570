"""Exit codes, and errors that end a command with one line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

OK, FINDINGS, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 2, 130
DEBUG = os.environ.get("WFLINT_DEBUG", "") not in ("", "0")


class Failure(click.ClickException):
    """Ends a command with exit code 2 and one line: a bad configuration, an unknown target, a lost path."""

    exit_code = USAGE

    def __init__(self, message: str, details: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.details = tuple(details)

    def show(self, file: object = None) -> None:
        from wflint.cli.output import complain

        complain(self.message, self.details)


def show_error(error: click.ClickException) -> None:
    """Say it as click does, usage before it; what it repeats of the command line stays on its line."""
    if isinstance(error, Failure):
        error.show()
        return
    from wflint.cli.output import write, write_text

    context = getattr(error, "ctx", None)
    if isinstance(error, click.UsageError) and context is not None:
        write_text([context.get_usage() + "\n"], sys.stderr)
        names = context.help_option_names
        if context.command.get_help_option(context) is not None and names:
            write([f"Try '{context.command_path} {names[0]}' for help.\n", "\n"], sys.stderr)
    write([f"Error: {error.format_message()}\n"], sys.stderr)


def one_line_error(error: Exception) -> str:
    """What is said of an error inside wflint itself."""
    text = " ".join(str(error).split())[:300]
    return f"internal error: {type(error).__name__}: {text} (please report it; WFLINT_DEBUG=1 shows more)"
