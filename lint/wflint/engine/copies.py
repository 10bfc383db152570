"""Which files have a copy that a run did not look at: asked before one of them passes for a renamed file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.endings import PICTURES
from wflint.engine.files import discover
from wflint.reading import read_document_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def with_copies(
    folder: str,
    names: Iterable[str],
    is_other: Callable[[str], bool],
    excluded: Callable[[str], bool] | None,
) -> frozenset[str]:
    """Those of the files in the folder that another one in there equals, byte for byte.

    ``is_other`` says whether a path is one of these others, ``excluded`` what a search leaves out.
    """
    by_size: dict[int, list[str]] = {}
    for name in names:
        size = _size(os.path.join(folder, name))
        if size is not None:
            by_size.setdefault(size, []).append(name)
    if not by_size:
        return frozenset()
    images = any(name.lower().endswith(PICTURES) for several in by_size.values() for name in several)
    bytes_of: dict[int, set[bytes]] = {}
    for path, _ in discover([folder], images=images, excluded=excluded).files:
        size = _size(path)
        if size in by_size and is_other(path) and (digest := _digest(path)) is not None:
            bytes_of.setdefault(size, set()).add(digest)
    return frozenset(
        name
        for size, others in bytes_of.items()
        for name in by_size[size]
        if _digest(os.path.join(folder, name)) in others
    )


def _size(path: str) -> int | None:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):  # gone, or what no file can be called
        return None


def _digest(path: str) -> bytes | None:
    from hashlib import sha256

    try:
        return sha256(read_document_file(path)).digest()
    except OSError:
        return None
