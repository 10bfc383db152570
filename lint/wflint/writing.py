"""The one writer of files: whole or not at all, whatever ends the process meanwhile.

Every file that wflint writes goes through here. What is written lies beside the target under a hidden name
until it is complete and on the disk; then one rename puts it in place. Whoever reads the file sees the old
content or the new, also after a full disk, Ctrl-C, kill -9 or a power cut.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from wflint.stopping import held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from io import BufferedWriter

    Place = str | os.PathLike[str]
    Content = str | bytes | Iterable[str] | Iterable[bytes]

_BLOCK = 1 << 20  # bytes that are gathered before they are written
_MOST_LINKS = 40  # as many as Linux follows
# Names that are open files of this process; their own names on disk are not what the user means.
_OPEN_FILES = ("/dev/fd/", "/proc/")


def encode(text: str, encoding: str = "utf-8") -> bytes:
    """The bytes of a text: file names as they were on disk, what the encoding lacks as an escape."""
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode(encoding, "backslashreplace")


def write_file(
    path: Place, content: Content, *, replace: bool = True, follow: bool = True, mode: int | None = None
) -> None:
    """Write a file: bytes as they are, text in UTF-8 with the line ends it has.

    The content may come in pieces, which are not kept in memory. Permissions, and where the user may set
    them owner and group, stay those of the file that is replaced; a new file gets the usual ones. Other hard
    links to it keep the old content. With ``mode`` the file has these permissions from its first byte on,
    whether it is new or not. A symbolic link stays, and what it points to is replaced; without ``follow``,
    for names that wflint makes up itself, the link is. What is no ordinary file (a pipe, ``/dev/stderr``) is
    written to as it stands.

    Raises OSError, which names ``path`` as it was given, and FileExistsError without ``replace`` when
    something has that name. What ``content`` raises is passed on; the file is as it was.
    """
    with held():  # a signal between two steps would leave a temporary file
        _write([(path, content)], replace=replace, follow=follow, mode=mode)


def write_files(files: Sequence[tuple[Place, Content]]) -> None:
    """Write files that belong together: all, or none of them. Raises OSError.

    Only what kills the process between their renames, which follow each other without a pause, leaves one
    new and one old; both are whole.
    """
    with held():  # nor one new file and one old
        _write(files, replace=True, follow=True, mode=None)


def append_file(path: Place, content: Content) -> None:
    """Add to the end of a file that other programs add to as well; of what cannot be written whole nothing
    stays. Raises OSError, which names ``path``.
    """
    with held(), _naming(path):
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags, 0o666)
        try:
            size = os.fstat(handle).st_size
            try:
                _write_all(handle, b"".join(_blocks(content)))
            except BaseException:
                with suppress(OSError):  # a pipe
                    os.ftruncate(handle, size)
                raise
        finally:
            os.close(handle)


class _Waiting(NamedTuple):
    path: Place  # as the user wrote it
    target: str
    temporary: str


def _write(files: Sequence[tuple[Place, Content]], *, replace: bool, follow: bool, mode: int | None) -> None:
    waiting: list[_Waiting] = []
    streams: list[tuple[Place, list[bytes]]] = []
    try:
        for path, content in files:
            with _naming(path):
                target = _target(path, follow=follow)
                there = None if target is None else _state(target, follow=follow)
                _may_write(target, there, replace=replace)
            if target is None or (there is not None and not _is_ordinary(there)):
                streams.append((path, list(_blocks(content))))
            else:
                waiting.append(_Waiting(path, target, _prepare(path, target, content, there, mode)))
        for path, blocks in streams:
            with _naming(path), _open_stream(path) as stream:
                stream.writelines(blocks)
        _put(waiting, replace=replace)
    finally:
        for each in waiting:
            _discard(each.temporary)


@contextmanager
def _naming(path: Place) -> Iterator[None]:
    """Let errors name the file that the user wrote, not one that only the writer knows."""
    try:
        yield
    except OSError as error:
        code = error.errno or errno.EIO
        raise OSError(code, error.strerror or os.strerror(code), os.fsdecode(path)) from None
    except ValueError:  # a null character, or a character that no file name can have
        raise OSError(errno.EINVAL, "this cannot be the name of a file", os.fsdecode(path)) from None


def _target(path: Place, *, follow: bool) -> str | None:
    """Where the file is, its symbolic links followed; None for an open file of this process."""
    place = os.fsdecode(path)
    if place.endswith(("/", os.sep)):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    for _ in range(_MOST_LINKS):
        folder = os.path.realpath(os.path.dirname(place))
        place = os.path.join(folder, os.path.basename(place))
        if os.name == "posix" and place.startswith(_OPEN_FILES):
            return None
        if not (follow and os.path.islink(place)):
            return place
        place = os.path.join(folder, os.readlink(place))
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _state(target: str, *, follow: bool) -> os.stat_result | None:
    try:
        found = os.stat(target, follow_symlinks=follow)
    except FileNotFoundError:
        return None
    return None if stat.S_ISLNK(found.st_mode) else found


def _may_write(target: str | None, there: os.stat_result | None, *, replace: bool) -> None:
    if target is None or there is None:
        return
    if stat.S_ISDIR(there.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not replace:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    if not os.access(target, os.W_OK):
        # A rename would not ask; whoever made the file read-only meant it.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _is_ordinary(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode)


def _open_stream(path: Place) -> BufferedWriter:
    # Nothing is cut off: standard output may be a file that others write to as well.
    return open(os.open(path, os.O_WRONLY | os.O_APPEND), "wb")


def _blocks(content: Content) -> Iterator[bytes]:
    """The content as bytes, in blocks that are worth a call of the system."""
    gathered: list[bytes] = []
    size = 0
    for piece in (content,) if isinstance(content, (str, bytes)) else content:
        raw = encode(piece) if isinstance(piece, str) else piece
        gathered.append(raw)
        size += len(raw)
        if size >= _BLOCK:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


def _prepare(
    path: Place, target: str, content: Content, there: os.stat_result | None, mode: int | None
) -> str:
    """The content in a file beside the target, safely on the disk; its path."""
    # Hidden, so that no search takes what a killed process left for a document; short, as the target may have
    # the longest name there is.
    temporary = os.path.join(os.path.dirname(target), f".wflint-{os.urandom(8).hex()}.tmp")
    # O_EXCL: somebody else's file or link of that name is never written through. What replaces a file is
    # the writer's alone until it has that file's permissions.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with _naming(path):
        handle = os.open(temporary, flags, (mode or 0o666) if there is None else 0o600)
    try:
        with open(handle, "wb", buffering=0) as file:
            for block in _blocks(content):
                with _naming(path):
                    _write_all(file.fileno(), block)
            with _naming(path):
                if mode is not None:
                    os.chmod(temporary, mode)
                elif there is not None:
                    _make_like(temporary, there)
                os.fsync(file.fileno())
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _write_all(handle: int, block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _make_like(path: str, there: os.stat_result) -> None:
    """Give a file the permissions of another, and its owner and group where that is allowed."""
    mode = stat.S_IMODE(there.st_mode)
    made = os.stat(path)
    if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (there.st_uid, there.st_gid):
        try:
            os.chown(path, there.st_uid, there.st_gid)
        except OSError:
            try:
                os.chown(path, -1, there.st_gid)
            except OSError:
                # Its group is another one now, which gets no more than everybody.
                mode = mode & 0o707 | (mode & 0o007) << 3
    with suppress(OSError):  # a file system without permissions
        os.chmod(path, mode)


def _put(waiting: list[_Waiting], *, replace: bool) -> None:
    """Rename each into place; when one fails, those before it are as they were."""
    before: list[str | None] = []  # second names of what is there
    try:
        if len(waiting) > 1:
            for each in waiting:
                with _naming(each.path):
                    before.append(_kept(each.target))
        for each in waiting:
            with _naming(each.path):
                (os.replace if replace else _name_new)(each.temporary, each.target)
    except BaseException:
        for each, old in zip(waiting, before, strict=False):
            if os.path.lexists(each.temporary):
                continue  # not renamed
            if old is None:
                _discard(each.target)
            else:
                os.replace(old, each.target)
        raise
    finally:
        for old in before:
            if old is not None:
                _discard(old)
    for folder in {os.path.dirname(each.target) for each in waiting}:
        _sync_folder(folder)


def _name_new(temporary: str, target: str) -> None:
    """Rename, unless something has the name already. Raises FileExistsError."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(temporary, target)


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


def _sync_folder(folder: str) -> None:
    """Have the new names on the disk too, where folders can be opened."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _discard(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)
