"""Writing to terminals, pipes and files, whatever their encoding and however early they close."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from wflint.report.formats import Paint

_STYLES: dict[str, dict[str, object]] = {
    "path": {"bold": True},
    "code": {"bold": True},
    "dim": {"dim": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "cyan"},
}


def write(pieces: Iterable[str], stream: TextIO | None = None) -> None:
    """Write text to standard output (or another stream); a reader that went away ends it quietly."""
    stream = stream or sys.stdout
    try:
        for piece in pieces:
            _write(piece, stream)
        stream.flush()
    except BrokenPipeError:
        # Whoever read us (head, a pager) has seen enough. Python would complain at exit when it
        # flushes what is left, so that goes nowhere.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _write(text: str, stream: TextIO) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        buffer = getattr(stream, "buffer", None)
        if buffer is None:
            stream.write(text.encode("ascii", "backslashreplace").decode("ascii"))
            return
        stream.flush()
        buffer.write(encode(text, stream.encoding or "utf-8"))


def encode(text: str, encoding: str = "utf-8") -> bytes:
    """The bytes of a text: file names as they were on disk, what the encoding lacks as an escape."""
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode(encoding, "backslashreplace")


def complain(message: str) -> None:
    """One error line on standard error."""
    write([f"wflint: error: {message}\n"], sys.stderr)


def note(message: str) -> None:
    """One line on standard error that is no error."""
    write([f"wflint: {message}\n"], sys.stderr)


def wants_colour(stream: TextIO) -> bool:
    """Whether to colour: ``NO_COLOR`` and ``FORCE_COLOR`` decide, otherwise whether a person reads it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def painter(stream: TextIO) -> Paint:
    """Colours for a stream, or none."""
    from wflint.report.formats import plain

    if not wants_colour(stream):
        return plain
    from click import style

    def paint(text: str, role: str) -> str:
        return style(text, **_STYLES[role])  # type: ignore[arg-type]

    return paint


def write_file(path: str, pieces: Iterable[str]) -> None:
    """Write a file whole or not at all, in UTF-8. Raises OSError.

    What is no ordinary file (a pipe, ``/dev/stderr``) is written to as it stands.
    """
    raw = encode("".join(pieces))
    path = os.path.realpath(path)
    if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
        with open(path, "wb") as file:
            file.write(raw)
        return
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(raw)
        os.replace(temporary, path)
    except OSError:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
