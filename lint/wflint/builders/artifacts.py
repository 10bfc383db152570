"""The JSON files that a built workflow becomes, beside its code: what is committed, opened and enqueued."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.endings import BATCH, GRAPH, WORKFLOW

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wflint.builders.workflow import Workflow


class Artifact(NamedTuple):
    """A file to be: its ending, and its text."""

    ending: str
    text: str

    @property
    def data(self) -> dict[str, Any]:
        """The text's JSON."""
        found: dict[str, Any] = json.loads(self.text)
        return found


def artifacts_of(workflow: Workflow) -> list[Artifact]:
    """The files of a workflow: the workflow, its graph, and its enqueue body if it sets batch data.

    Raises what converting raises (BuildError, BatchError).
    """
    found = [
        Artifact(WORKFLOW, json_text(workflow.to_workflow())),
        Artifact(GRAPH, json_text(workflow.to_graph())),
    ]
    batch = workflow.to_batch()
    if batch["batch"].get("data"):
        found.append(Artifact(BATCH, json_text(batch)))
    return found


def json_text(value: Mapping[str, Any]) -> str:
    """JSON as it is committed: as ``wflint format`` would write it, so that it changes nothing there."""
    from wflint.engine.formatting import canonical_text

    return canonical_text(value)


def is_current(path: Path, artifact: Artifact) -> bool:
    """Whether a file holds just that text; line ends, which git may rewrite, do not count. Raises OSError."""
    try:
        return path.read_text(encoding="utf-8") == artifact.text
    except UnicodeDecodeError:
        return False
