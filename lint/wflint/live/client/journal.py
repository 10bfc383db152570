"""Which runs a process has not seen the end of, in a file of its own, for whoever tidies up after a crash.

The results of a run that was fetched may be somebody's; those of a run whose process was killed are nobody's.
A server cannot tell the two apart. The file is in the cache directory; it goes with the last of the runs, or
when its process ends in whatever way but this.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
import time
from typing import TYPE_CHECKING, Final

from wflint.cache import cache_dir
from wflint.live.client.mark import this_process
from wflint.reading import RECORDED, read_bounded

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.client.mark import MarkProcess

_DAYS: Final = 30  # that the journal of a process that was killed is kept
_lock = threading.Lock()
_going: set[str] = set()
_opened: set[Path] = set()


def begun(batch_id: str) -> None:
    """Note that a batch is about to be enqueued."""
    with _lock:
        _going.add(batch_id)
        _append(f"+{batch_id}\n")


def ended(batch_id: str) -> None:
    """Note that its end was seen, or that it never began. With the last one the file goes."""
    with _lock:
        if batch_id not in _going:
            return
        _going.discard(batch_id)
        if _going:
            _append(f"-{batch_id}\n")
        else:
            with contextlib.suppress(OSError):
                _remove(_path(this_process()), os.getpid())


def unseen(owner: MarkProcess) -> frozenset[str]:
    """The batches of a process that was killed before it saw their end."""
    try:
        text = read_bounded(_path(owner), RECORDED).decode("ascii", "replace")
    except (OSError, ValueError):
        return frozenset()
    going: set[str] = set()
    for line in text.splitlines():
        if line[:1] == "+":
            going.add(line[1:])
        else:
            going.discard(line[1:])
    return frozenset(going)


def _path(owner: MarkProcess) -> Path:
    return cache_dir() / "traces" / f"{owner.machine}-{owner.pid:x}-{owner.began:x}"


def _append(line: str) -> None:
    # A cache that cannot be written costs a hint after a crash, and is no reason not to run.
    with contextlib.suppress(OSError):
        path = _path(this_process())
        if path not in _opened:
            path.parent.mkdir(parents=True, exist_ok=True)
            _forget_old(path.parent)
            _opened.add(path)
            atexit.register(_remove, path, os.getpid())
        with path.open("a", encoding="ascii") as file:
            file.write(line)


def _remove(path: Path, pid: int) -> None:
    if pid == os.getpid():  # not in a child that was forked
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _forget_old(folder: Path) -> None:
    oldest = time.time() - _DAYS * 86400
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
