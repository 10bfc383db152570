"""What is known about the machine that a server runs on."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wflint.live.client.errors import AnswerError
from wflint.net.http import is_loopback

if TYPE_CHECKING:
    from wflint.live.client.client import Client
    from wflint.live.serve.server import InvokeAIServer


@dataclass(frozen=True, slots=True)
class Host:
    """``device`` is cpu, cuda, mps, or "unknown" where the server does not tell. ``pid`` and ``log`` are
    None unless the server runs on this machine and we found its process, or know its log."""

    device: str
    pid: int | None = None
    log: Path | None = None


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
        return Host(device=found, pid=managed.pid, log=log or managed.log_path)
    pid, known_log, known_device = _detached(server.session.url)
    pid = pid or listening_pid(server.session.url)
    return Host(
        device=device or plain_device(known_device) or ask_device(server), pid=pid, log=log or known_log
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


def _detached(url: str) -> tuple[int | None, Path | None, str | None]:
    """The process, log and device of a server that ``wflint serve --detach`` left running."""
    from wflint.live.serve.detached import detached_servers

    for found in detached_servers():
        if found.url.rstrip("/") == url.rstrip("/"):
            return found.pid or None, Path(found.log), found.device
    return None, None, None


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
