"""The one writer of files: whole or not at all, whatever ends the process meanwhile.

Every file that wflint writes goes through here. What is written lies beside the target under a hidden name
until it is complete and on the disk; then one rename puts it in place. Whoever reads the file sees the old
content or the new, also after a full disk, Ctrl-C, kill -9 or a power cut.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from wflint.stopping import held

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Place = str | os.PathLike[str]
    Content = str | bytes | Iterable[str]


def encode(text: str, encoding: str = "utf-8") -> bytes:
    """The bytes of a text: file names as they were on disk, what the encoding lacks as an escape."""
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode(encoding, "backslashreplace")


def write_file(path: Place, content: Content, *, mode: int | None = None) -> None:
    """Write a file: bytes as they are, text in UTF-8 with the line ends it has. Raises OSError.

    Permissions stay those of the file that is replaced; a new file gets the usual ones. With ``mode`` the
    file has these from its first byte on, whether it is new or not. A symbolic link stays, and what it points
    to is replaced. What is no ordinary file (a pipe, ``/dev/stderr``) is written to as it stands.
    """
    write_files([(path, content)], mode=mode)


def write_files(files: Sequence[tuple[Place, Content]], *, mode: int | None = None) -> None:
    """Write files that belong together: all, or none of them. Raises OSError."""
    with held():  # a signal between two steps would leave a temporary file, or one of two
        _write(files)


def _write(files: Sequence[tuple[Place, Content]]) -> None:
    waiting: list[tuple[str, str]] = []  # temporary file, target
    streams: list[tuple[str, bytes]] = []
    try:
        for path, content in files:
            target, raw = os.path.realpath(path), _raw(content)
            before = _mode(target)
            if before is not None and not stat.S_ISREG(before):
                streams.append((target, raw))
            else:
                waiting.append((_prepare(target, raw, before if mode is None else mode, mode), target))
        for target, raw in streams:
            with open(target, "wb") as stream:
                stream.write(raw)
        _put(waiting)
    finally:
        for temporary, _ in waiting:
            _discard(temporary)


def _raw(content: Content) -> bytes:
    if isinstance(content, bytes):
        return content
    return encode(content if isinstance(content, str) else "".join(content))


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _prepare(target: str, raw: bytes, mode: int | None, first: int | None) -> str:
    """The content in a file beside the target, safely on the disk; its path.

    ``mode`` are the permissions that it shall have, ``first`` those it must not exceed before that.
    """
    # Hidden, so that no search takes what a killed process left for a document; short, as the target may have
    # the longest name there is.
    temporary = os.path.join(os.path.dirname(target), f".wflint-{os.urandom(8).hex()}.tmp")
    # O_EXCL: somebody else's file or link of that name is never written through.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, first or 0o666)
    try:
        with open(handle, "wb") as file:
            if mode is not None:
                os.chmod(temporary, stat.S_IMODE(mode))
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _put(waiting: list[tuple[str, str]]) -> None:
    """Rename each into place; when one fails, those before it are as they were."""
    done: list[tuple[str, str | None]] = []  # target, what was there
    try:
        for temporary, target in waiting:
            before = _kept(target) if len(waiting) > 1 else None
            done.append((target, before))
            os.replace(temporary, target)
    except BaseException:
        for target, before in reversed(done[:-1]):
            if before is None:
                _discard(target)
            else:
                os.replace(before, target)
        raise
    finally:
        for _, before in done:
            if before is not None:
                _discard(before)


def _kept(target: str) -> str | None:
    """A second name of the file at ``target``, to take it back by; None where there is none."""
    if not os.path.exists(target):
        return None
    second = os.path.join(os.path.dirname(target), f".wflint-{os.urandom(8).hex()}.old")
    try:
        os.link(target, second)
    except OSError:  # a file system without links
        import shutil

        shutil.copy2(target, second)
    return second


def _discard(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)
