"""The one reader of files that a repository brings along: regular files, up to a size.

A configuration may be a symbolic link to ``/dev/zero``, a pipe that nobody writes to, or hundreds of
megabytes long. Reading it must neither hang nor fill the memory: of what is no regular file nothing is read,
and of what is too long no more than shows that it is.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from typing import BinaryIO

MIB: Final = 1 << 20
CONFIGURATION: Final = 1 * MIB  # wflint.toml, pyproject.toml, .gitignore, cases
RECORDED: Final = 16 * MIB  # what wflint itself records: lists of models, budgets, snapshots, goldens' facts
CATALOGUE: Final = 64 * MIB  # saved catalogues and OpenAPI documents; InvokeAI's has 3
DOCUMENT: Final = 32 * MIB  # workflows and graphs; the texts of one image's metadata
PICTURE: Final = 256 * MIB  # images that documents are looked for in
PICTURES: Final = (b"\x89PNG", b"RIFF")  # how images begin that may hold documents
VALUES: Final = 1_000_000  # lists, objects and their members in one JSON text

_BINARY: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
# Opening a pipe would wait for somebody who writes to it, and a terminal would become wflint's own.
_AT_ONCE: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_CHUNK: Final = 4 * MIB


class UnfitFileError(OSError):
    """A file that is not read, for it is no regular one or too large; ``strerror`` says which."""

    def __init__(self, reason: str, path: str | os.PathLike[str]) -> None:
        super().__init__(errno.EINVAL, reason, os.fspath(path))


def read_bounded(path: str | os.PathLike[str], most: int) -> bytes:
    """The bytes of a regular file, ``most`` of them at most. Raises OSError, UnfitFileError among them."""
    handle = os.open(path, os.O_RDONLY | _BINARY | _AT_ONCE)
    try:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
        if not stat.S_ISREG(found.st_mode):
            raise UnfitFileError("is not a regular file", path)
        # The size is asked for first, but a file of /proc has none and another may grow meanwhile.
        raw = b"" if found.st_size > most else read_open(handle, most + 1, found.st_size)
        if found.st_size > most or len(raw) > most:
            raise UnfitFileError(f"is larger than {most // MIB} MiB", path)
        return raw
    finally:
        os.close(handle)


def read_document_file(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a document, as many as :func:`read_stream` gives. Raises OSError.

    Somebody named it, or a search found it, which passes over what is no regular file: a pipe is read too.
    """
    handle = os.open(path, os.O_RDONLY | _BINARY | getattr(os, "O_NOCTTY", 0))
    try:
        size = os.fstat(handle).st_size
        raw = read_open(handle, DOCUMENT + 1, size)
        if len(raw) > DOCUMENT and raw[:4] in PICTURES:
            raw += read_open(handle, PICTURE - DOCUMENT, max(size - len(raw), 0))
        return raw
    finally:
        os.close(handle)


def read_stream(stream: BinaryIO) -> bytes:
    """The bytes of a document from an open stream: of one that is too large, one more than is allowed."""
    raw = stream.read(DOCUMENT + 1)
    if len(raw) > DOCUMENT and raw[:4] in PICTURES:
        raw += stream.read(PICTURE - DOCUMENT)
    return raw


def read_open(handle: int, most: int, expected: int = 0) -> bytes:
    """Up to ``most`` bytes of what is open; ``expected`` is how many there may be."""
    first = os.read(handle, min(most, expected + 1 if expected else _CHUNK))
    if len(first) == expected > 0:
        return first
    parts, left = [first], most - len(first)
    while parts[-1] and left > 0:
        parts.append(os.read(handle, min(left, _CHUNK)))
        left -= len(parts[-1])
    return b"".join(parts)


def has_too_many(text: str | bytes, most: int = VALUES) -> bool:
    """Whether a JSON text has more lists, objects and members than ``most``, told before it is parsed.

    Each begins with a bracket or follows a comma. Texts hold commas too: they are left out where it matters.
    """
    if len(text) <= most:
        return False
    if isinstance(text, bytes):
        if text.count(b"{") + text.count(b"[") + text.count(b",") <= most:
            return False
        text = text.decode("utf-8", "replace")
    elif text.count("{") + text.count("[") + text.count(",") <= most:
        return False
    import re

    dense = re.sub(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', "", text, flags=re.DOTALL)
    return dense.count("{") + dense.count("[") + dense.count(",") > most


def parse_json(raw: bytes) -> Any:
    """The value of a JSON text in a file that is no document. Raises ValueError with one line."""
    if has_too_many(raw):
        raise ValueError(f"it has more than {VALUES:,} values")
    try:
        return json.loads(raw)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ValueError as error:
        raise ValueError(f"not valid JSON ({error})") from None
