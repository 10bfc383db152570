"""The one door to terminals and pipes, whatever their encoding and however early they close.

Nothing is written to a person but through here (a test looks for other ways), so that no text of a file, a
configuration or a server reaches a terminal as anything but text.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from wflint.plain import line_of, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
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

# What stands for the escape character of our own colours until a line is written. Nobody can guess it, so no
# text of others becomes a colour.
_MARK = os.urandom(16).hex()


def write(pieces: Iterable[str], stream: TextIO | None = None, kind: str = "lines") -> None:
    """Write to standard output (or another stream); a reader that went away ends it quietly.

    Raises OSError where standard output takes no more; what standard error does not take is lost.
    Each piece is one line or a part of one: whatever else than its end would act on a terminal, a newline
    inside it too, is shown as an escape. Colours come from ``painter`` alone. ``kind`` is as in ``cleaned``.
    """
    _send(cleaned(pieces, kind), stream)


def write_text(pieces: Iterable[str], stream: TextIO | None = None) -> None:
    """Write text of several lines that wflint itself has laid out; each line is as safe as with ``write``."""
    write((line for piece in pieces for line in piece.splitlines(keepends=True)), stream)


def write_json(text: str, stream: TextIO | None = None) -> None:
    """Write a JSON document: the same values, in JSON's own escapes what the stream lacks or acts on."""
    from wflint.plain import ascii_json, safe_json

    stream, text = stream or sys.stdout, safe_json(text)
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = ascii_json(text)
    _send([text], stream)


def write_document(raw: bytes) -> None:
    """Write the bytes of a JSON file to standard output, as programs want them that keep what they read.

    They came from standard input; what that still holds of a file that is too large to be read goes along.
    A terminal gets the same values, and nothing that would act on it.
    """
    stream = sys.stdout
    buffer = getattr(stream, "buffer", None)
    if buffer is None or stream.isatty():
        write_json(raw.decode("utf-8", "replace"))
        return
    _send([], stream)  # what was written before comes first
    from wflint.cli.streams import with_rest

    _send(with_rest(raw), buffer)  # type: ignore[arg-type]  # as open for bytes


def put_bytes(raw: bytes) -> None:
    """Write bytes that are no text to standard output, behind what was written before."""
    _send([], None)
    _send([raw], sys.stdout.buffer)  # type: ignore[list-item,arg-type]  # as open for bytes


def cleaned(pieces: Iterable[str], kind: str = "lines") -> Iterable[str]:
    """The pieces as they may be shown: ``lines``, ``json`` (a document in pieces), or ``github``: lines of
    which some are commands (``::error ...``), as their writer means them."""
    if kind == "json":
        from wflint.plain import safe_json

        return [safe_json("".join(pieces))]
    return (_ended(piece, one_line if kind == "github" else line_of) for piece in pieces)


def _ended(piece: str, escape: Callable[[str], str]) -> str:
    end = "\n" if piece[-1:] == "\n" else ""
    return escape(piece[:-1] if end else piece).replace(_MARK, "\x1b") + end


def draw(text: str, stream: TextIO, *, erase: bool = False) -> None:
    """Write over the line that the cursor is in, which then has no end yet; ``erase`` what is there first."""
    _send(["\r\x1b[K" if erase else "\r", line_of(text)], stream)


def complain(message: str, details: Iterable[str] = ()) -> None:
    """One error line on standard error, and lines below it, such as the end of a log.

    No URL in it has a user name or a query.
    """
    if "://" in message:
        from wflint.net.http import urls_without_credentials

        message = urls_without_credentials(message)
    write([f"wflint: error: {message}\n", *(f"  {line}\n" for line in details)], sys.stderr)


def note(message: str) -> None:
    """One line on standard error that is no error."""
    write([f"wflint: {message}\n"], sys.stderr)


def _send(pieces: Iterable[str], stream: TextIO | None) -> None:
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
        return style(text, **_STYLES[role]).replace("\x1b", _MARK)  # type: ignore[arg-type]

    return paint
