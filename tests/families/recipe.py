"""Graphs in a few words: nodes by name, edges as ``a.field -> b.field``, and variations of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

Nodes = dict[str, dict[str, Any]]
Edge = tuple[str, str]


@dataclass(frozen=True)
class Recipe:
    """A graph to vary. Nothing in it is changed in place."""

    nodes: Nodes
    edges: tuple[Edge, ...]

    def but(self, nodes: Nodes | None = None, edges: str = "", *, drop: str = "", also: str = "") -> Recipe:
        """The graph with some of it changed.

        A node with a ``type`` is added, or replaces the one of that name; one without gets further fields. An
        edge replaces what went into the same input (``item`` of a collect node takes any number), edges of
        ``also`` come beside what is there. ``drop`` names nodes, and inputs (``node.field``) to disconnect.
        """
        gone = {word.strip() for word in drop.split(",") if word.strip()}
        kept_nodes = {name: node for name, node in self.nodes.items() if name not in gone}
        for name, node in (nodes or {}).items():
            kept_nodes[name] = dict(node) if "type" in node else {**kept_nodes[name], **node}
        new = words(edges)
        replaced = {target for _, target in new if not target.endswith(".item")}
        kept = [
            (source, target)
            for source, target in self.edges
            if target not in gone
            and target not in replaced
            and not {source.split(".")[0], target.split(".")[0]} & gone
        ]
        return Recipe(kept_nodes, (*kept, *new, *words(also)))

    def graph(self) -> dict[str, Any]:
        """The graph as InvokeAI's API takes it. Nothing is cached; only ``out`` is kept in the gallery."""
        nodes = {
            name: {"id": name, "is_intermediate": name != "out", "use_cache": False, **node}
            for name, node in self.nodes.items()
        }
        edges = [{"source": _end(source), "destination": _end(target)} for source, target in self.edges]
        return {"id": "families", "nodes": nodes, "edges": edges}

    @property
    def digest(self) -> str:
        """Changes when the graph does."""
        return hashlib.sha256(json.dumps(self.graph(), sort_keys=True).encode()).hexdigest()[:8]


def words(edges: str) -> tuple[Edge, ...]:
    """``"a.x -> b.y, b.z"`` and lines of such: one source, any number of targets."""
    found: list[Edge] = []
    source = ""
    for part in edges.replace("\n", ",").split(","):
        text = part.strip()
        if not text:
            continue
        if "->" in text:
            source, text = (end.strip() for end in text.split("->"))
        found.append((source, text))
    return tuple(found)


def _end(place: str) -> dict[str, str]:
    node, _, field = place.partition(".")
    return {"node_id": node, "field": field}
