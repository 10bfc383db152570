"""The root directory of a server: its settings, its port, and the variables that it is started with."""

from __future__ import annotations

import json
import os
import re
import socket
from typing import TYPE_CHECKING, Any

from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SETTINGS_FILE = "invokeai.yaml"
SCRATCH = ".wflint-tmp"  # in the root: the server's temporary files, which a killed server leaves behind
# The schema of invokeai.yaml since 4.2; later releases migrate it by themselves.
_SCHEMA_VERSION = "4.0.2"
# What would lead InvokeAI or its Python astray: the caller's own settings and environments.
_DROPPED = (
    *("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"),
    "PYTHONDONTWRITEBYTECODE",  # from bytecode it starts in half the time; the environment is the cache's own
)
_DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d+)?")


def check_device(device: str) -> None:
    """Raise ValueError for what is no name of a device."""
    if not _DEVICE.fullmatch(device):
        raise ValueError(f"unknown device {device!r}; it is auto, cpu, cuda, cuda:N or mps")


def free_port(host: str = "127.0.0.1") -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on a port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def server_settings(host: str, port: int, device: str, extra: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a throwaway server, under InvokeAI's own names (``invokeai.yaml``)."""
    settings: dict[str, Any] = {
        "host": host,
        "port": port,
        "device": device,
        "log_format": "plain",
        "scan_models_on_startup": False,
    }
    if device == "cpu":
        settings["precision"] = "float32"
    return {**settings, **extra}


def prepare_root(root: Path, settings: Mapping[str, Any]) -> None:
    """Make a root directory. An ``invokeai.yaml`` that is there already is left as it is."""
    (root / SCRATCH).mkdir(parents=True, exist_ok=True)
    file = root / SETTINGS_FILE
    if file.exists():
        return
    lines = [f"{name}: {json.dumps(value)}" for name, value in settings.items()]
    write_file(file, "\n".join([f"schema_version: {_SCHEMA_VERSION}", *lines, ""]))


def server_environment(root: Path, settings: Mapping[str, Any], *, tiny: bool) -> dict[str, str]:
    """The variables a server is started with: the caller's, without what would change the server.

    Settings are given as ``INVOKEAI_*`` variables too, which win over the file of a root that was there
    before. With ``tiny`` models the libraries do not ask the model hub, and compute on one thread: there is
    nothing to share, so threads only wait for each other (ten times longer when the machine is busy), and
    sums would depend on their number.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("INVOKEAI_") and name not in _DROPPED
    }
    for name, value in settings.items():
        environment["INVOKEAI_" + name.upper()] = value if isinstance(value, str) else json.dumps(value)
    environment["PYTHONUNBUFFERED"] = "1"
    # Else glibc keeps what was freed, and what a run needs cannot be told (measure/allocator.py). Tiny models
    # have small weights.
    environment.setdefault("MALLOC_MMAP_THRESHOLD_", "65536" if tiny else "1048576")
    for name in ("TMPDIR", "TEMP", "TMP"):
        environment[name] = str(root / SCRATCH)
    if tiny:
        environment.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
        environment.setdefault("OMP_NUM_THREADS", "1")
    return environment
