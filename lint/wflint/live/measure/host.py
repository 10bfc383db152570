"""What is known about the machine that a server runs on."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wflint.live.client.errors import AnswerError
from wflint.net.http import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.live.client.client import Client
    from wflint.live.serve.detached import DetachedServer
    from wflint.live.serve.ends import ServerEnd
    from wflint.live.serve.server import InvokeAIServer


@dataclass(frozen=True, slots=True)
class Host:
    """``device`` is cpu, cuda, mps, or "unknown" where the server does not tell. ``pid`` and ``log`` are
    None unless the server runs on this machine and we found its process, or know its log. ``preset`` is that
    of ``wflint serve`` ("" for none of them), None where nobody knows how the server was started. ``managed``
    is the server where this process started it."""

    device: str
    pid: int | None = None
    log: Path | None = None
    preset: str | None = field(default=None, compare=False)
    managed: InvokeAIServer | None = field(default=None, compare=False, repr=False)

    def end_of(self, url: str) -> ServerEnd | None:
        """Why the server does not answer, so far as this machine can tell; None when it runs."""
        from wflint.live.serve.ends import end_of
        from wflint.live.serve.errors import ServeError

        if self.managed is not None:
            with contextlib.suppress(ServeError):  # stopped, or just being started again
                return end_of(url, process=self.managed.process, log=self.log)
            return None
        return end_of(url, log=self.log, pid=self.pid)


def describe_host(
    server: Client,
    managed: InvokeAIServer | None = None,
    *,
    log: Path | None = None,
    device: str | None = None,
) -> Host:
    """Find out what there is to know. Raises ServerError when the server does not answer."""
    if managed is not None:
        found = device or plain_device(managed.device) or ask_device(server)
        return Host(
            device=found,
            pid=managed.pid,
            log=log or managed.log_path,
            preset=managed.preset or "",
            managed=managed,
        )
    known = _detached(server.session.url)
    if known is None:
        found = device or ask_device(server)
        return Host(device=found, pid=listening_pid(server.session.url), log=log)
    return Host(
        device=device or plain_device(known.device) or ask_device(server),
        pid=known.pid or listening_pid(server.session.url),
        log=log or Path(known.log),
        preset=known.preset,
    )


def plain_device(text: str | None) -> str | None:
    """``cuda:0`` is cuda, ``CPU`` is cpu; the name of a graphics card, which the log says, is cuda."""
    if not text:
        return None
    kind = text.strip().lower().partition(":")[0]
    if kind in ("cpu", "cuda", "mps"):
        return kind
    return None if kind in ("auto", "") else "cuda"


def ask_device(server: Client) -> str:
    """The device by the server's own answers: its configuration, or the CUDA version of its torch."""
    with contextlib.suppress(AnswerError):
        answer: Any = server.session.get("/api/v1/app/runtime_config")
        config = answer.get("config") if isinstance(answer, dict) else None
        found = plain_device(config.get("device")) if isinstance(config, dict) else None
        if found:
            return found
    return "unknown"


def is_gone(url: str, managed: InvokeAIServer | None = None) -> Callable[[], bool]:
    """A question for later: whether the server that runs now has ended, and nobody is to start it again. That
    is known of one that wflint started on this machine; another may be in the care of a supervisor."""
    if managed is not None:
        return lambda: managed.ended
    detached = _detached(url)
    return lambda: detached is not None and not detached.alive


def _detached(url: str) -> DetachedServer | None:
    """The server there that ``wflint serve --detach`` left running on this machine."""
    if not is_loopback(url):
        return None
    from wflint.live.serve.detached import detached_servers

    return next((s for s in detached_servers() if s.url.rstrip("/") == url.rstrip("/")), None)


def listening_pid(url: str) -> int | None:
    """The process that listens where a URL points, if that is this machine and we may see it."""
    import psutil

    parts = urlsplit(url)
    if not is_loopback(url):
        return None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port:
                return connection.pid
    return None
