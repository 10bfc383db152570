"""What messages about the shape of a document call its nodes.

Reading knows no catalogue, so that there are no titles: a node is called by its label, else by its type, and
by its id where two could be meant. Names are made when there is a fault.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from wflint.diagnostics.words import elide, quoted, shorten_ids
from wflint.graph.reading.faults import shown

if TYPE_CHECKING:
    from collections.abc import Callable


class WorkflowNames:
    """Names of the nodes of a workflow (or a guide's), by their index."""

    __slots__ = ("_names", "_nodes")

    def __init__(self, nodes: list[Any]) -> None:
        self._nodes = nodes
        self._names: list[str] | None = None

    def of(self, i: int) -> Callable[[], str]:
        """A function that gives the name: ``"Portrait" (noise)``, ``noise (5f3a...)``, ``node 3``."""
        return partial(self._name, i)

    def _name(self, i: int) -> str:
        if self._names is None:
            self._names = self._all()
        return self._names[i]

    def _all(self) -> list[str]:
        facts = [_facts(raw) for raw in self._nodes]
        ids = shorten_ids([node_id for _, _, node_id in facts])
        alike = Counter((bare, node_type) for bare, node_type, _ in facts)
        exact = Counter(facts)
        names = []
        for i, (bare, node_type, node_id) in enumerate(facts):
            if not node_type:
                names.append(f"node {i + 1}")
                continue
            inside = [elide(node_type)] if bare[:1] == '"' else []
            if alike[(bare, node_type)] > 1:
                alone = node_id and exact[(bare, node_type, node_id)] == 1
                inside.append(ids[node_id] if alone else f"node {i + 1}")
            names.append(f"{bare} ({', '.join(inside)})" if inside else bare)
        return names


def _facts(raw: Any) -> tuple[str, str, str]:
    """What a node is called by, its type, and its id; empty where they cannot be read."""
    if type(raw) is not dict:
        return "", "", ""
    body = raw.get("data")
    if type(body) is not dict:
        body = {}
    # A guide's node states its type outside, where a workflow's has a word for what is drawn.
    node_type = body["type"] if type(body.get("type")) is str else raw.get("type")
    label, node_id = body.get("label"), raw.get("id")
    if type(node_type) is not str or not node_type.strip() or node_type == "invocation":
        node_type = ""
    bare = quoted(label.strip()) if type(label) is str and label.strip() else elide(node_type)
    return bare, node_type, node_id.strip() if type(node_id) is str else ""


class GraphNames:
    """Names of the nodes of a graph, by their keys: its author calls them by these."""

    __slots__ = ("_ids", "_nodes")

    def __init__(self, nodes: dict[str, Any]) -> None:
        self._nodes = nodes
        self._ids: dict[str, str] | None = None

    def of(self, key: str) -> Callable[[], str]:
        """A function that gives the name: ``noise (5f3a...)``, ``node "a"`` without a type."""
        return partial(self._name, key)

    def _name(self, key: str) -> str:
        raw = self._nodes[key]
        node_type = raw.get("type") if type(raw) is dict else None
        if self._ids is None:
            self._ids = shorten_ids([*self._nodes])
        short = self._ids[key]
        if type(node_type) is not str or not node_type:
            return f"node {shown(short)}"
        return elide(node_type) if key == node_type else f"{elide(node_type)} ({short})"
