"""What a file of workflows as code holds, by its name."""

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
