"""What is behind an input: through collect nodes, and through iterate nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.graph.ir import Edge, Graph, Node
    from wflint.models.flow.sizes import Sizes

_FAR = 256  # nodes that are looked at on a way


def feeding(graph: Graph, node: Node, field: str) -> list[Node]:
    """The nodes that feed an input, through collect nodes, in the order of the edges."""
    found: dict[str, Node] = {}
    waiting, seen = [(node.id, field)], {(node.id, field)}
    while waiting and len(seen) < _FAR:
        for edge in graph.into.get(waiting.pop(), ()):
            source = graph.nodes.get(edge.source)
            if source is None:
                continue
            if source.type != "collect":
                found.setdefault(source.id, source)
                continue
            for name in ("collection", "item"):
                if (source.id, name) not in seen:
                    seen.add((source.id, name))
                    waiting.append((source.id, name))
    return list(found.values())


def repeats(graph: Graph, sizes: Sizes, node: Node) -> int:
    """How often a node runs for the items of iterate nodes before it; 1 where nobody knows.

    A collect node gathers the items again, so that what is behind it runs once.
    """
    sources: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append(edge)
    times, waiting, seen = 1, [node], {node.id}
    while waiting and len(seen) < _FAR:
        at = waiting.pop()
        for edge in sources.get(at.id, ()):
            source = graph.nodes.get(edge.source)
            if source is None or source.id in seen or source.type == "collect":
                continue
            seen.add(source.id)
            if source.type == "iterate":
                items = sizes.value(source, "collection")
                times *= max(1, len(items)) if isinstance(items, list) else 1
            waiting.append(source)
    return times
