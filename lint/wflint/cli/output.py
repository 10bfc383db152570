"""Writing to terminals, pipes and files, whatever their encoding and however early they close."""

from __future__ import annotations

import os
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
    """Write text to standard output (or another stream); a reader that went away ends it quietly.

    Raises OSError where standard output takes no more; what standard error does not take is lost.
    """
    stream = stream or sys.stdout
    try:
        for piece in pieces:
            _write(piece, stream)
        stream.flush()
    except BrokenPipeError:
        # Whoever read us (head, a pager) has seen enough.
        from wflint.cli.streams import let_go

        let_go(stream)
    except OSError as error:
        from wflint.cli.streams import let_go, why

        let_go(stream)
        if stream is not sys.stderr:
            raise OSError(error.errno, f"cannot write to standard output: {why(error)}") from None


def finish() -> None:
    """Write out what the streams still hold. Raises OSError as :func:`write` does."""
    write([])
    write([], sys.stderr)


def _write(text: str, stream: TextIO) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        buffer = getattr(stream, "buffer", None)
        if buffer is None:
            stream.write(text.encode("ascii", "backslashreplace").decode("ascii"))
            return
        stream.flush()
        from wflint.writing import encode

        buffer.write(encode(text, stream.encoding or "utf-8"))


def complain(message: str) -> None:
    """One error line on standard error; no URL in it has a user name or a query."""
    if "://" in message:
        from wflint.net.http import urls_without_credentials

        message = urls_without_credentials(message)
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
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return False
    if sys.platform == "win32":
        from wflint.cli.windows import takes_colours

        return takes_colours(stream)
    return True


def painter(stream: TextIO) -> Paint:
    """Colours for a stream, or none."""
    from wflint.report.formats import plain

    if not wants_colour(stream):
        return plain
    from click import style

    def paint(text: str, role: str) -> str:
        return style(text, **_STYLES[role])  # type: ignore[arg-type]

    return paint
