"""Where wflint keeps what it downloads and makes: environments, tiny models, added releases; locks between
processes."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

CACHE_VARIABLE = "WFLINT_CACHE"
_POLL_SECONDS = 0.2


class CacheError(OSError):
    """There is no folder for the cache."""


def cache_dir() -> Path:
    """The cache directory: ``WFLINT_CACHE``, or ``wflint`` where the platform keeps caches."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(os.path.expanduser(named)).absolute()
    if sys.platform == "win32":
        return (_absolute("LOCALAPPDATA") or _home() / "AppData" / "Local") / "wflint" / "cache"
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches" / "wflint"
    return (_absolute("XDG_CACHE_HOME") or _home() / ".cache") / "wflint"


def _absolute(variable: str) -> Path | None:
    """The folder that a variable names; None where it names none (relative ones are to be ignored)."""
    path = Path(os.environ.get(variable, ""))
    return path if path.is_absolute() else None


def _home() -> Path:
    """The user's folder. Raises CacheError where there is none: a user id without an entry, and no HOME."""
    try:
        return Path.home()
    except RuntimeError:
        raise CacheError(
            f"there is no home directory to keep files in; name a folder with {CACHE_VARIABLE}"
        ) from None


@contextmanager
def locked(path: Path, waiting: Callable[[], None] | None = None) -> Iterator[IO[bytes]]:
    """Hold a lock that only one process has at a time; it is free again when its holder dies. The block gets
    the lock's file: a process that inherits it (``pass_fds``) has the lock as well, on POSIX.

    ``path`` is the lock's file, made when it is missing and left in place. ``waiting`` is called once if
    another process has the lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        while not _try_lock(file):
            if waiting:
                waiting()
                waiting = None
            time.sleep(_POLL_SECONDS)
        try:
            yield file
        finally:
            _unlock(file)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
