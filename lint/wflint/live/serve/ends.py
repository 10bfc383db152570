"""How a server ended that nobody stopped: in words, with the end of its log.

Of a server of this process the exit code is known from its guard; of a detached one, whose log may go with
its root, the guard leaves a file (``guard.py``); of any other process here only that it is gone.
"""

from __future__ import annotations

import re
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wflint.cache import cache_dir
from wflint.live.serve.log import plain_lines, tail, telling
from wflint.live.serve.process import END_SUFFIX
from wflint.plain import one_line
from wflint.reading import parse_json, read_bounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wflint.live.serve.process import ServerProcess

_MOST = 2**20
_KEPT_SECONDS = 7 * 86400.0
_WAIT_SECONDS = 3.0  # in which a guard notices the end and tells of it
_POLL_SECONDS = 0.1
LINES = 12  # of the log; the last tell why
_WIDTH = 300
_BAR = re.compile(r"\d+%\|.*\|")  # of progress: says nothing of the end


@dataclass(frozen=True, slots=True)
class ServerEnd:
    """``said`` is a clause ("InvokeAI was killed ..."), ``log`` the end of the server's log, if known."""

    said: str
    log: tuple[str, ...] = ()

    def after(self, error: object) -> str:
        """An error that came of it, and it."""
        return f"{str(error).removesuffix('; is the server running?')}; {self.said}"


def exit_words(code: int, when: str = "") -> str:
    """What an exit code means; a negative one is a signal's. ``when`` is told with it."""
    if code >= 0:
        return f"InvokeAI ended{when} with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    if name == "SIGKILL":
        return f"InvokeAI was killed{when} (SIGKILL), perhaps because memory ran out"
    crashed = name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL")
    return f"InvokeAI crashed{when} ({name})" if crashed else f"InvokeAI was ended{when} by {name}"


def end_of(
    url: str, *, process: ServerProcess | None = None, log: Path | None = None, pid: int | None = None
) -> ServerEnd | None:
    """Why the server at an address does not answer; None when its process runs, or nothing is known.

    ``process`` is the server's where this process holds it; ``pid`` and ``log`` are what is known of others.
    Waits some seconds for what a guard is about to tell.
    """
    if process is not None:
        if process.wait(_WAIT_SECONDS):
            code = process.exit_code
            said = exit_words(code) if code is not None else "InvokeAI was stopped"
            return ServerEnd(said, _bounded(tail(log, 8 * LINES) if log is not None else []))
        return _frozen(process.pid)
    if pid is None:
        return _told(url, None)
    deadline = time.monotonic() + _WAIT_SECONDS
    while _runs(pid) and time.monotonic() < deadline - _WAIT_SECONDS / 2:  # it may just be ending
        time.sleep(_POLL_SECONDS)
    while not _runs(pid) and _has_guard(url) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    if (found := _told(url, pid)) is not None:
        return found
    if _runs(pid):
        return _frozen(pid)
    lines = tail(log, 8 * LINES) if log is not None and log.is_file() else []
    return ServerEnd(f"InvokeAI's process ({pid}) is gone; its exit code is not known", _bounded(lines))


def forget_old_ends() -> None:
    """Remove what was told of servers that ended days ago."""
    for file, found in _ends():
        if not isinstance(found, dict) or time.time() - _number(found.get("ended")) > _KEPT_SECONDS:
            with suppress(OSError):
                file.unlink()


def _ends() -> Iterator[tuple[Path, Any]]:
    for file in (cache_dir() / "servers").glob("*" + END_SUFFIX):
        try:
            yield file, parse_json(read_bounded(file, _MOST))
        except (OSError, ValueError):
            yield file, None


def _told(url: str, pid: int | None) -> ServerEnd | None:
    """The last that a guard told of a server at an address, and of that process if one is known."""
    newest: dict[str, Any] | None = None
    for _, found in _ends():
        server = found.get("server") if isinstance(found, dict) else None
        if not isinstance(server, dict) or str(server.get("url")).rstrip("/") != url.rstrip("/"):
            continue
        if pid is not None and server.get("pid") != pid:
            continue
        if newest is None or _number(found.get("ended")) > _number(newest.get("ended")):
            newest = found
    if newest is None or not isinstance(newest.get("exit"), int):
        return None
    log = newest.get("log")
    lines = [str(line) for line in log] if isinstance(log, list) else []
    at = time.strftime("%H:%M:%S", time.localtime(_number(newest.get("ended"))))
    return ServerEnd(exit_words(newest["exit"], f" at {at}"), _bounded(plain_lines(lines)))


def _bounded(lines: list[str]) -> tuple[str, ...]:
    """The last of some lines that tell something, without bars of progress, each safe and short."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    said = [line.rstrip() for line in telling(lines) if line.strip() and not _BAR.search(line)]
    return tuple(one_line(line)[:_WIDTH] for line in said[-LINES:])


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _has_guard(url: str) -> bool:
    """Whether a record of a detached server at the address is still there: then its guard is at work."""
    for file in (cache_dir() / "servers").glob("*.json"):
        with suppress(OSError, ValueError):
            found = parse_json(read_bounded(file, _MOST))
            if isinstance(found, dict) and str(found.get("url")).rstrip("/") == url.rstrip("/"):
                return True
    return False


def _runs(pid: int) -> bool:
    import psutil

    try:
        return psutil.Process(pid).status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.Error:
        return False


def _frozen(pid: int | None) -> ServerEnd | None:
    """A process that is stopped, and so neither ended nor going to answer."""
    import psutil

    with suppress(psutil.Error):
        if pid is not None and psutil.Process(pid).status() == psutil.STATUS_STOPPED:
            return ServerEnd(
                f"InvokeAI's process ({pid}) is suspended (SIGSTOP); `kill -CONT {pid}` wakes it"
            )
    return None
