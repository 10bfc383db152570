"""Processes that wflint starts and waits for: they end when the block that uses them does, with their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from wflint.stopping import held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GRACE_SECONDS = 3.0


@contextmanager
def child(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process, waited for at the end of the block. An exception within ends it and all that it started.

    The options are those of ``subprocess.Popen``. Raises OSError when it cannot be started.
    """
    process: subprocess.Popen[Any] | None = None
    try:
        with held():
            process = subprocess.Popen(command, **options, **_own_group())
        yield process
        process.wait()
    except BaseException:
        if process is not None:
            _end(process)
        raise
    finally:
        for pipe in (process.stdout, process.stderr) if process is not None else ():
            if pipe is not None:
                pipe.close()


def run_child(command: Sequence[str], **options: Any) -> tuple[int, str]:
    """Run a command to its end: its exit code, and what it said on both streams (or what options say)."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with child(command, encoding="utf-8", errors="replace", **{**streams, **options}) as process:
        said = process.communicate()
    return process.returncode, "".join(part for part in said if part)


def program(name: str) -> str | None:
    """Where a program on the PATH is; None where it is not there.

    Windows looks in the current folder first, which may be a stranger's repository with a git.exe of its own.
    """
    if sys.platform != "win32":
        found = shutil.which(name)
        return found and os.path.abspath(found)
    paths = [os.path.join(each, f"{name}.exe") for each in os.get_exec_path() if os.path.isabs(each)]
    return next((path for path in paths if os.path.isfile(path)), None)


def _own_group() -> dict[str, Any]:
    """A group of its own: so the processes that it starts can be ended too. Ctrl-C then comes through us."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _end(process: subprocess.Popen[Any]) -> None:
    try:
        _tell(process, signal.SIGINT)  # for which pip removes its temporary files
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
    finally:
        _tell(process, None)
        process.wait()


def _tell(process: subprocess.Popen[Any], number: int | None) -> None:
    """Send a signal to the whole group; None kills it."""
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL if number is None else number)
