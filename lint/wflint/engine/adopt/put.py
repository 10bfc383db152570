"""Writing what was proposed: all of it, or nothing."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from wflint.reading import DOCUMENT, read_bounded
from wflint.writing import write_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.engine.adopt.addition import Addition


class ChangedMeanwhileError(Exception):
    """A file is not as it was when the proposal was made; the text names it."""


def put(top: str, changes: Iterable[Addition]) -> None:
    """Write the files below a folder. Raises OSError and ChangedMeanwhileError; then nothing was written."""
    made: list[str] = []
    files = []
    try:
        for change in changes:
            path = os.path.join(top, *change.name.split("/"))
            if _now(path) != change.before:
                raise ChangedMeanwhileError(f"{change.name} changed meanwhile")
            _make_folders(os.path.dirname(path), made)
            files.append((path, change.after))
        write_files(files)
    except BaseException:
        for folder in reversed(made):
            with suppress(OSError):
                os.rmdir(folder)
        raise


def _now(path: str) -> bytes | None:
    if not os.path.lexists(path):
        return None
    return read_bounded(path, DOCUMENT)


def _make_folders(folder: str, made: list[str]) -> None:
    missing = []
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for each in reversed(missing):
        os.mkdir(each)
        made.append(each)
