"""The sizes of pictures, latents and masks that a graph fixes by itself, carried along its edges.

A size is (width, height) in pixels; latents count as the picture they decode to. Only what is certain before
anything runs is known: literals, defaults, integer primitives and plain arithmetic. An uploaded picture, a
random number, a batch, or a node that ``size_makers.py`` does not list gives nothing. Nothing is judged here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.flow.size_makers import MAKERS, MISREPORTED

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Edge, Graph, Node

Size = tuple[int, int]

_NUMBERS = {"width": 0, "height": 1}  # outputs of one side
_FAR = 256  # nodes that are looked at on a way
_LARGEST = 1_000_000  # pixels; beyond that a number is no size


class Sizes:
    """The sizes in one graph, each found out when it is first asked for.

    ``first_edge_wins``: of two edges into one input the web UI keeps the first, the server the last.
    """

    def __init__(self, graph: Graph, catalogue: Catalogue, *, first_edge_wins: bool = False) -> None:
        self._graph = graph
        self._catalogue = catalogue
        self._which = 0 if first_edge_wins else -1
        self._values: dict[str, Size | int | None] = {}
        self._busy = False
        self._into: dict[str, list[Edge]] | None = None
        self._varied = {(item.node, item.field) for group in graph.batch for item in group}

    def of(self, node_id: str) -> Size | None:
        """The size of the picture, latents, noise or mask that a node makes."""
        found = self._value(node_id)
        return found if type(found) is tuple else None

    def into(self, node_id: str, field: str) -> Size | None:
        """The size of what an edge brings into an input."""
        edge = self.edge(node_id, field)
        return self.of(edge.source) if edge is not None and edge.source_field not in _NUMBERS else None

    def number(self, node: Node, field: str) -> int | None:
        """A whole number that an input has: by an edge, literally or by default."""
        edge = self.edge(node.id, field)
        if edge is not None:
            return self._carried(edge)
        return whole(self.literal(node, field))

    def literal(self, node: Node, field: str) -> object:
        """The value in the file, or the default; None where an edge or a batch brings another."""
        place = (node.id, field)
        if place in self._graph.into or place in self._varied or field in node.lost:
            return None
        if field in node.values:
            return node.values[field]
        definition = self._catalogue.node(node.type)
        declared = definition.inputs.get(field) if definition is not None else None
        return declared.default if declared is not None else None

    def connected(self, node: Node, field: str) -> bool:
        """Whether an edge feeds the input."""
        return (node.id, field) in self._graph.into

    def edge(self, node_id: str, field: str) -> Edge | None:
        """The edge that feeds an input, the one that counts if there are several."""
        edges = self._graph.into.get((node_id, field))
        return edges[self._which] if edges else None

    def maker(self, node: Node, field: str) -> Node | None:
        """The node whose output an edge brings into an input."""
        edge = self.edge(node.id, field)
        return self._graph.nodes.get(edge.source) if edge is not None else None

    def behind(self, node: Node, field: str) -> list[Node]:
        """The nodes that feed an input, through collect nodes, in the order of the edges."""
        found: dict[str, Node] = {}
        waiting, seen = [(node.id, field)], {(node.id, field)}
        while waiting and len(seen) < _FAR:
            for edge in self._graph.into.get(waiting.pop(), ()):
                source = self._graph.nodes.get(edge.source)
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

    def repeats(self, node: Node) -> int:
        """How often a node runs for the items of iterate nodes before it; 1 where nobody knows.

        A collect node gathers the items again, so that what is behind it runs once.
        """
        times, waiting, seen = 1, [node], {node.id}
        while waiting and len(seen) < _FAR:
            at = waiting.pop()
            for edge in self._sources.get(at.id, ()):
                source = self._graph.nodes.get(edge.source)
                if source is None or source.id in seen or source.type == "collect":
                    continue
                seen.add(source.id)
                if source.type == "iterate":
                    times *= self._items(source)
                waiting.append(source)
        return times

    def _items(self, iterate: Node) -> int:
        maker = self.maker(iterate, "collection")
        if maker is None:
            written = self.literal(iterate, "collection")
            return max(1, len(written)) if type(written) is list else 1
        if maker.type in ("range", "range_of_size"):
            start, step = self.number(maker, "start"), self.number(maker, "step")
            end = self.number(maker, "stop" if maker.type == "range" else "size")
            if start is None or step is None or end is None or not step:
                return 1
            if maker.type == "range_of_size":
                return max(1, end)
            return max(1, len(range(start, end, step)))
        written = self.literal(maker, "collection")
        return max(1, len(written)) if type(written) is list and maker.type.endswith("_collection") else 1

    @property
    def _sources(self) -> dict[str, list[Edge]]:
        if self._into is None:
            self._into = {}
            for edge in self._graph.edges:
                self._into.setdefault(edge.target, []).append(edge)
        return self._into

    def _carried(self, edge: Edge) -> int | None:
        found = self._value(edge.source)
        if type(found) is tuple:
            index = _NUMBERS.get(edge.source_field)
            known = index is not None and self._graph.nodes[edge.source].type not in MISREPORTED
            return found[index] if index is not None and known else None
        return found if type(found) is int and edge.source_field == "value" else None

    def _value(self, start: str) -> Size | int | None:
        """The value of a node, after those it is made from; a stack instead of recursion."""
        values, nodes = self._values, self._graph.nodes
        if start in values or self._busy:
            return values.get(start)
        self._busy = True
        stack, opened = [start], set()
        while stack:
            node_id = stack[-1]
            node = nodes.get(node_id)
            maker = MAKERS.get(node.type) if node is not None else None
            if node is None or maker is None or node_id in values:
                values.setdefault(node_id, None)
                stack.pop()
            elif node_id not in opened:
                opened.add(node_id)
                edges = [self.edge(node_id, field) for field in maker.reads]
                stack += [e.source for e in edges if e and e.source not in values and e.source not in opened]
            else:
                values[node_id] = _sane(maker.make(self, node))  # in a cycle, what it asks for is unknown
                stack.pop()
        self._busy = False
        return values[start]


def whole(value: object) -> int | None:
    """A literal as the whole number that InvokeAI reads it as; None if it is none, or no sensible size.

    InvokeAI takes 512.0 and "512" too (pydantic, lax mode).
    """
    if type(value) is str:
        value = int(value) if len(value) < 8 and value.isascii() and value.strip().isdigit() else None
    elif type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and -_LARGEST <= value <= _LARGEST else None


def _sane(value: Size | int | None) -> Size | int | None:
    if type(value) is tuple:
        return value if 0 < value[0] <= _LARGEST and 0 < value[1] <= _LARGEST else None
    return value if type(value) is int and -_LARGEST <= value <= _LARGEST else None
