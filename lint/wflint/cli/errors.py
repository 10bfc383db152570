"""Exit codes, and errors that end a command with one line."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

OK, FINDINGS, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 2, 130
# What only running workflows needs.
_LIVE = ("numpy", "PIL", "plotext", "psutil", "pydantic", "pynvml", "websocket")
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
    if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):  # since click 8.2
        write_text([error.format_message() + "\n"], sys.stderr)
        return
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


def ordinary(error: BaseException) -> str | None:
    """One line about an error that the machine or the input is to blame for; None for one of wflint's own.

    Commands say more where they know more; this is what is left: a folder that is gone, too little memory.
    """
    if isinstance(error, ImportError) and _no_file_opens():
        return "too many open files; `ulimit -n` shows how many there may be"
    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] in _LIVE:
        return f"this needs the live extra: pip install 'wflint[live]' ({error.name})"
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, RecursionError):
        return "the input is nested too deep"
    if not isinstance(error, OSError):
        return None
    if error.filename is None and _folder_is_gone():
        return "the working directory does not exist any more, or cannot be read"
    if is_output(error):
        closed = error.errno == errno.EBADF
        return f"cannot write to standard output: {'it is closed' if closed else error.strerror}"
    said = error.strerror or str(error)
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "too many open files; `ulimit -n` shows how many there may be"
    if error.filename is None:
        return said
    name = os.fsdecode(error.filename) if isinstance(error.filename, bytes) else str(error.filename)
    return f"{name}: {said}"


def _folder_is_gone() -> bool:
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def is_output(error: BaseException) -> bool:
    """Whether click raised it: it opens no files of itself, but prints help."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place is not None and place.tb_frame.f_globals.get("__name__") == "click.utils"


def _no_file_opens() -> bool:
    """Whether the process has all the open files it may have: Python then finds none of its modules."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return True
    return False
