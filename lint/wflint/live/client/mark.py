"""The mark on everything that wflint puts on a server, so that a later process finds it after any crash.

Batches bear it as their id and uploads as their session id: InvokeAI keeps both as they are sent, in every
release from 5.0 on, and does nothing with them but to tell things apart. The mark names the process that made
it; a machine is told from another without its name being told.
"""

from __future__ import annotations

import os
import re
import sys
import uuid
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from wflint.plain import unicode_line

NAME: Final = "wflint"
UI_ORIGIN: Final = "workflows"
"""The origin that InvokeAI's editor gives its batches, and a converted workflow has for that."""
_LONGEST_ORIGIN: Final = 200
_SAME_SECONDS: Final = 3  # between two readings of when a process began
_WRITTEN: Final = re.compile(r"wflint-([kt])-([0-9a-f]{8})-([0-9a-f]{1,8})-([0-9a-f]{1,10})-[0-9a-f]{32}")


class MarkProcess(NamedTuple):
    """A process: ``machine`` until that starts again, ``pid``, and ``began`` (seconds; 0 where unknown)."""

    machine: str
    pid: int
    began: int


class Mark(NamedTuple):
    """What a mark says. ``stays``: results of runs that end well were meant to stay on the server."""

    stays: bool
    owner: MarkProcess


def new_mark(*, stays: bool) -> str:
    """A mark of this process that no other thing has."""
    machine, pid, began = this_process()
    return f"{NAME}-{'k' if stays else 't'}-{machine}-{pid:x}-{began:x}-{uuid.uuid4().hex}"


def read_mark(text: Any) -> Mark | None:
    """The mark that a batch id or a session id is; None for what somebody else put there."""
    found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    return Mark(found[1] == "k", MarkProcess(found[2], int(found[3], 16), int(found[4], 16)))


def origin_of(what: str, own: Any) -> str:
    """The origin of a batch: ``wflint`` and what it is for. One that the batch brings is kept.

    The web UI heeds the origins that it gives itself. ``workflows`` is none to keep: with it, whoever has
    that workflow open in the editor would see our runs in its nodes.
    """
    if isinstance(own, str) and own and own != UI_ORIGIN:
        return own
    # Names of files need not be Unicode, and InvokeAI's answer to half a character is an error 500.
    return unicode_line(f"{NAME} {what}".strip())[:_LONGEST_ORIGIN]


def this_process() -> MarkProcess:
    """The process that runs this."""
    return _process(os.getpid())


@cache
def _process(pid: int) -> MarkProcess:
    return MarkProcess(_machine(), pid, _began(pid) or 0)


def state(owner: MarkProcess) -> str:
    """``running``, ``ended``, or ``elsewhere`` where this machine cannot tell."""
    if owner.machine != _machine() or not owner.began:
        return "elsewhere"
    began = _began(owner.pid)
    if began is None:
        return "elsewhere"
    return "running" if began and abs(began - owner.began) <= _SAME_SECONDS else "ended"


def _began(pid: int) -> int | None:
    """When a process began; 0 when there is none, None when nobody can say."""
    try:
        import psutil
    except ImportError:
        return None
    try:
        process = psutil.Process(pid)
        return 0 if process.status() == psutil.STATUS_ZOMBIE else int(process.create_time())
    except psutil.NoSuchProcess:
        return 0
    except (psutil.Error, OSError, ValueError, OverflowError):
        return None


@cache
def _machine() -> str:
    """Tells this machine, and in it this container, from others; after a restart it is another."""
    if sys.platform == "linux":
        parts = [_text("/proc/sys/kernel/random/boot_id"), _link("/proc/self/ns/pid")]
    else:
        parts = [f"{uuid.getnode():x}"]
    return sha256(" ".join(parts).encode()).hexdigest()[:8]


def _text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


def _link(path: str) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""
