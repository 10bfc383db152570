"""Where ``wflint convert FILES --output-dir DIR`` writes: one name for each file, and no name for two."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

import click

from wflint.cli.errors import Failure
from wflint.endings import BATCH, DOCUMENTS, GRAPH, WORKFLOW

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDINGS = {"graph": GRAPH, "workflow": WORKFLOW, "batch": BATCH, "python": ".py"}


def planned(files: Sequence[str], folder: str, to: str, *, force: bool) -> list[str]:
    """The path to write for each file. Raises click.UsageError, and Failure before anything is written.

    Two names that some file system takes for one (letters' case, accents) are one here.
    """
    taken: dict[str, str] = {}
    found = []
    inputs = {os.path.realpath(file) for file in files}
    for file in files:
        if file == "-":
            raise click.UsageError("standard input has no name; write what comes of it with -o FILE")
        path = os.path.join(folder, stem(os.path.basename(os.path.normpath(file))) + _ENDINGS[to])
        other = taken.setdefault(_folded(path), file)
        if other != file or path in found:
            both = f"{other} and {file}" if other != file else f"{file}, which is named twice,"
            raise Failure(f"{both} would both be written to {path}; convert them into two folders")
        if os.path.realpath(path) in inputs:
            raise Failure(f"{path} is one of the files to convert; write into another folder")
        found.append(path)
    there = [path for path in found if os.path.lexists(path)]
    if there and not force:
        are = f"{there[0]} and {len(there) - 1} more exist" if there[1:] else f"{there[0]} exists"
        raise Failure(f"{are} already; --force replaces what is there")
    return found


def stem(name: str) -> str:
    """The name without the ending of a document: ``fox`` of ``fox.workflow.json`` and ``fox.png``."""
    lowered = name.lower()
    for ending in DOCUMENTS:
        if lowered.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
