"""The JSON files that a built workflow becomes, beside its code: what is committed, opened and enqueued."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.builders.errors import BuildError
from wflint.endings import BATCH, GRAPH, WORKFLOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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


class UnwritableError(BuildError):
    """A workflow of which not all files can be written; the text says what to do."""


def artifacts_of(workflow: Workflow) -> list[Artifact]:
    """The files of a workflow: the workflow, its graph, and its enqueue body if it sets batch data.

    Raises UnwritableError for values that one of them cannot hold.
    """
    graph = _made("graph", workflow.to_graph)
    try:
        found = [_made("workflow", workflow.to_workflow), graph]
    except UnwritableError as error:
        raise UnwritableError(f'{error}; change it, or write the graph alone: wf.save("a{GRAPH}")') from None
    batch = _made("batch", workflow.to_batch)
    if batch.data["batch"].get("data"):
        found.append(batch)
    return found


_ENDINGS: Final = {"graph": GRAPH, "workflow": WORKFLOW, "batch": BATCH}


def _made(kind: str, make: Callable[[], Mapping[str, Any]]) -> Artifact:
    try:
        return Artifact(_ENDINGS[kind], json_text(make()))
    except RecursionError:
        raise UnwritableError("a value is nested too deep to be written") from None
    except ValueError as error:  # BuildError, BatchError; what JSON has no word for
        said = (
            str(error)
            if type(error).__module__.startswith("wflint.")
            else "JSON has no infinite number and no NaN"
        )
        raise UnwritableError(said) from None


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
