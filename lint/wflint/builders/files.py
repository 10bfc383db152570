"""Writing files whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.endings import BATCH, GRAPH

if TYPE_CHECKING:
    from typing import Literal


def kind_of(path: str | os.PathLike[str]) -> Literal["workflow", "graph", "batch"]:
    """What a file holds, told from its name."""
    name = os.fspath(path)
    if name.endswith(GRAPH):
        return "graph"
    return "batch" if name.endswith(BATCH) else "workflow"


def write(path: str | os.PathLike[str], text: str) -> None:
    """Put a text into a file, replacing what is there in one step. Raises OSError."""
    place = os.path.realpath(path)
    temporary = f"{place}.{os.getpid()}.tmp"
    try:
        with open(temporary, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(temporary, place)
    except OSError:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
