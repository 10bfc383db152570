"""What wflint keeps in its cache directory, and removing it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wflint.cache import cache_dir, locked
from wflint.live.serve.environment_pins import UPLOADED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KINDS = {"environments": "environment", "tiny": "tiny models"}


@dataclass(frozen=True, slots=True)
class Cached:
    """Something in the cache. ``kind`` is ``environment`` or ``tiny models``, ``size`` is in bytes.

    The size counts what its files take, also where they share their place on disk with uv's own cache.
    ``used`` says that a server of that release runs on this machine, whichever wflint started it.
    """

    kind: str
    release: str
    path: Path
    size: int
    used: bool

    def as_json(self) -> dict[str, Any]:
        """It for machines."""
        return {
            "kind": self.kind,
            "release": self.release,
            "path": str(self.path),
            "size": self.size,
            "used": self.used,
        }


def cached() -> list[Cached]:
    """All that is kept, by kind and release."""
    from wflint.live.serve.detached import detached_servers
    from wflint.live.serve.running import running_releases

    running = {server.release for server in detached_servers()} | running_releases()
    found = []
    for name, kind in _KINDS.items():
        for path in _folders(cache_dir() / name):
            release = path.name.removeprefix("invokeai-").partition("-")[0]
            found.append(
                Cached(kind=kind, release=release, path=path, size=_size(path), used=release in running)
            )
    return sorted(found, key=lambda each: (each.kind, _order(each.release), each.path.name))


def remove(entry: Cached) -> None:
    """Remove an entry, waiting for a wflint that is making it. Raises OSError when that fails."""
    with locked(entry.path.with_name(entry.path.name + ".lock")):
        shutil.rmtree(entry.path)


def _folders(parent: Path) -> Iterator[Path]:
    if parent.is_dir():
        yield from (path for path in parent.iterdir() if path.is_dir() and not path.is_symlink())


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file() and not path.is_symlink():
                total += path.stat().st_size
    return total


def _order(release: str) -> int:
    known = list(UPLOADED)
    return known.index(release) if release in UPLOADED else len(known)
