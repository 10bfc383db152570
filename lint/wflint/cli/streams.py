"""Standard streams that are closed, full or gone: said in one line where somebody can still read it.

Python has no object for a stream that was closed before it started (``2>&-``), and the next file that is
opened would take its number. So each gets one: what is read or written there fails as it would in any other
program. What could not be written is let go of, or Python would complain about it again at its end.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

# Name, how its stand-in is opened, and what Python may do with it. Errors go nowhere where nobody reads them.
_STREAMS = (("stdin", os.O_WRONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w"))

_CHUNK: Final = 1 << 20


def stand_in() -> None:
    """Give each standard stream that is closed an object: reading or writing it fails, errors go nowhere."""
    for name, flags, mode in _STREAMS:
        if getattr(sys, name) is None:
            number = os.open(os.devnull, flags)  # the lowest that is free, so the stream's own
            stream = open(number, mode, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


def read_stdin() -> bytes:
    """A document on standard input; of one that is too large, one byte more than allowed. Raises OSError."""
    from wflint.reading import read_stream

    try:
        return read_stream(sys.stdin.buffer)
    except OSError as error:
        raise OSError(error.errno, why(error)) from None


def with_rest(raw: bytes) -> Iterator[bytes]:
    """What :func:`read_stdin` gave, and all that is behind it where that was too large."""
    from wflint.reading import DOCUMENT

    yield raw
    while len(raw) > DOCUMENT and (more := sys.stdin.buffer.read(_CHUNK)):
        yield more


def why(error: OSError) -> str:
    """What is wrong with a standard stream."""
    return "it is closed" if error.errno == errno.EBADF else error.strerror or str(error)


def let_go(stream: TextIO) -> None:
    """Have what a stream still holds go nowhere, now and when Python ends."""
    with suppress(OSError, ValueError):  # a stream of a test has no number
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    with suppress(OSError, ValueError):
        stream.flush()
