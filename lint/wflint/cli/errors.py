"""Exit codes, and errors that end a command with one line."""

from __future__ import annotations

import os

import click

OK, FINDINGS, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 2, 130
DEBUG = os.environ.get("WFLINT_DEBUG", "") not in ("", "0")


class Failure(click.ClickException):
    """Ends a command with exit code 2 and one line: a bad configuration, an unknown target, a lost path."""

    exit_code = USAGE

    def show(self, file: object = None) -> None:
        from wflint.cli.output import complain

        complain(self.message)


def one_line_error(error: Exception) -> str:
    """What is said of an error inside wflint itself."""
    text = " ".join(str(error).split())[:300]
    return (
        f"wflint: internal error: {type(error).__name__}: {text} "
        "(please report it; WFLINT_DEBUG=1 shows more)"
    )
