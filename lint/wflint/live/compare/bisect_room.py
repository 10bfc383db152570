"""What a bisection takes of the disk: said before it begins."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from wflint.cache import cache_dir
from wflint.diagnostics.words import numbered
from wflint.live.serve.environment import is_installed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_GB: Final = 10**9
LEAST: Final = 3 * _GB
"""Bytes below which nothing is installed: with uv and libraries of before it takes 1 to 3 GB, else 7."""


def say_room(releases: Sequence[str], most: int, progress: Callable[[str], None]) -> None:
    """Say how many of some releases, not tried yet, may have to be installed, and what room there is.

    ``most`` are tried at most.
    """
    missing = sum(not is_installed(release) for release in releases)
    if not missing:
        return
    count = min(missing, most)
    where = cache_dir()
    progress(
        f"{numbered(count, 'installation')} at most, of 2 to 7 GB each (less with uv, which shares files);"
        f" {free(where) / _GB:.0f} GB are free in {where}"
    )


def free(folder: Path) -> int:
    """Bytes that are free where a folder is, or will be."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
