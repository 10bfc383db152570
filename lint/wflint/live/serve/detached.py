"""Servers that were left running: a list in the cache directory, what state they are in, stopping them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
import uuid
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.cache import cache_dir
from wflint.live.serve.ends import forget_old_ends
from wflint.writing import write_file

if TYPE_CHECKING:
    from wflint.live.serve.server import InvokeAIServer

_STOP_SECONDS = 30.0
_SAME_START = 2.0  # seconds that two readings of a process's start may differ by


@dataclass(frozen=True)
class DetachedServer:
    """A server that outlives the wflint that started it. ``started`` is in seconds since the epoch."""

    url: str
    release: str
    device: str
    models: str
    root: str
    log: str
    pid: int
    guard_pid: int
    guard_started: float
    started: float
    record: str  # the file this was read from
    preset: str = ""

    @property
    def name(self) -> str:
        """What it is called on the command line: its port."""
        return self.url.rpartition(":")[2]

    @property
    def alive(self) -> bool:
        """Whether its guard, and so the server, still runs."""
        return _is_process(self.guard_pid, self.guard_started)

    def as_json(self) -> dict[str, Any]:
        """All that is known, for machines."""
        facts = asdict(self)
        del facts["guard_started"], facts["record"]
        return {"name": self.name, **facts}


def new_record() -> Path:
    """A file name for a server that is to be detached; the server's guard removes the file at its end."""
    folder = cache_dir() / "servers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{uuid.uuid4().hex[:12]}.json"


def detach(server: InvokeAIServer, record: Path) -> DetachedServer:
    """Write a running server down and let it go on alone. ``record`` must be the server's."""
    import psutil

    guard = server.process.guard_pid
    detached = DetachedServer(
        url=server.url,
        release=server.release,
        device=server.device or "",
        models=str(server.models or ""),
        root=str(server.root),
        log=str(server.log_path),
        pid=server.pid or 0,
        guard_pid=guard,
        guard_started=psutil.Process(guard).create_time(),
        started=time.time(),
        record=str(record),
        preset=server.preset or "",
    )
    write_file(record, json.dumps(asdict(detached)) + "\n")
    server.detach()
    return detached


def detached_servers() -> list[DetachedServer]:
    """The servers that run, oldest first. Records of servers that are gone are removed."""
    found = []
    for file in (cache_dir() / "servers").glob("*.json"):
        server = _read(file)
        if server is not None and server.alive:
            found.append(server)
        else:
            file.unlink(missing_ok=True)
    forget_old_ends()
    return sorted(found, key=lambda server: server.started)


def _read(file: Path) -> DetachedServer | None:
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        known = [each for each in fields(DetachedServer) if each.default is MISSING or each.name in facts]
        return DetachedServer(**{each.name: facts[each.name] for each in known})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def stop_detached(server: DetachedServer) -> None:
    """Stop a detached server; returns when it is gone."""
    import psutil

    if not server.alive:
        return
    guard = psutil.Process(server.guard_pid)
    with contextlib.suppress(psutil.NoSuchProcess):
        if sys.platform == "win32":  # where a guard that is told to end does so as it stands
            psutil.Process(server.pid).terminate()  # the guard then cleans up
        else:
            guard.terminate()  # SIGTERM: it asks the server to stop, kills it if it must, and cleans up
        try:
            guard.wait(_STOP_SECONDS)
        except psutil.TimeoutExpired:
            guard.kill()
            if sys.platform != "win32":
                with contextlib.suppress(OSError):
                    os.killpg(server.pid, signal.SIGKILL)
    Path(server.record).unlink(missing_ok=True)


def _is_process(pid: int, started: float) -> bool:
    """Whether a process is the one that started then, and not another that got its number since."""
    import psutil

    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < _SAME_START and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
