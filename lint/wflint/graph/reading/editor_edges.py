"""What the editor writes where the server reads something else: whole workflows, and their edges."""

from __future__ import annotations

from typing import Any


def editor_ends(edge: Any) -> tuple[str, str, str, str] | None:
    """Source node and output, target node and input of such an edge; None for any other."""
    if type(edge) is not dict:
        return None
    ends = edge.get("source"), edge.get("sourceHandle"), edge.get("target"), edge.get("targetHandle")
    return ends if all(type(end) is str for end in ends) else None  # type: ignore[return-value]


def holds_workflow(graph: dict[str, Any]) -> bool:
    """Whether the "graph" of a request is a workflow: nodes in a list, their values under "data"."""
    nodes = graph.get("nodes")
    return type(nodes) is list and any(type(n) is dict and type(n.get("data")) is dict for n in nodes)
