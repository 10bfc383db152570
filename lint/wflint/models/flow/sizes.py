"""What rules ask of the values that a graph fixes by itself: sizes and plain values, in one run or in all.

A size is (width, height) in pixels; latents count as the picture they decode to. Only what is certain before
anything runs is known (``computed/evaluate.py``). Where iterations or batch items make a value differ from
run to run, it is none of them: :meth:`Sizes.cases` gives a view of each run. Nothing is judged here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.flow.computed.evaluate import SIZE, Computed
from wflint.models.flow.computed.known import NEVER, UNKNOWN, Thing, is_plain
from wflint.models.flow.computed.tables import agreed, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Edge, Graph, Node
    from wflint.models.flow.computed.known import Size

_LARGEST = 1_000_000  # pixels; beyond that a number is no size


class Sizes:
    """The sizes in one graph, each found out when it is first asked for.

    ``first_edge_wins``: of two edges into one input the web UI keeps the first, the server the last.
    ``base_of`` tells the base of the model that reaches an input. ``places`` is where on each axis a view of
    one run stands.
    """

    def __init__(
        self,
        graph: Graph,
        catalogue: Catalogue,
        *,
        first_edge_wins: bool = False,
        base_of: Callable[[str, str], str | None] | None = None,
    ) -> None:
        self.computed = Computed(graph, catalogue, first_edge_wins=first_edge_wins, base_of=base_of)
        self.graph = graph
        self.places: Mapping[str, int] = {}

    def cases(self, node: Node, fields: Sequence[str] = ()) -> list[Sizes]:
        """A view of each run of a node, as far as they differ; mostly this one alone.

        ``fields``: only these inputs count. Metadata that a node only writes into its picture do not.
        """
        if not self.computed.varies:
            return [self]
        names = fields or [
            field
            for field in {**node.values, **dict.fromkeys(self._fed(node.id))}
            if (field != "metadata" or node.type.startswith("metadata"))
            and (self.connected(node, field) or self.computed.varied(node.id, field))
        ]
        return self.cases_of([(node, field) for field in names])

    def cases_of(self, inputs: Sequence[tuple[Node, str]]) -> list[Sizes]:
        """A view of each run in which these inputs, of whichever nodes, have other values."""
        if not self.computed.varies:
            return [self]
        tables = [self.computed.into(node, field) for node, field in inputs]
        rows = joined([table for table in tables if table.axes])
        if not rows.axes:
            return [self]
        views = [dict(zip(rows.axes, place, strict=True)) for place in rows.rows]
        held = self.places
        here = [view for view in views if all(held.get(axis, place) == place for axis, place in view.items())]
        return [self.at({**held, **view}) for view in here] or [self]

    def _fed(self, node_id: str) -> list[str]:
        definition = self.computed.catalogue.node(self.graph.nodes[node_id].type)
        names = definition.inputs if definition is not None else ()
        return [
            name
            for name in names
            if (node_id, name) in self.graph.into or self.computed.varied(node_id, name)
        ]

    def at(self, places: Mapping[str, int]) -> Sizes:
        """A view of the runs at these places."""
        view = Sizes.__new__(Sizes)
        view.computed, view.graph, view.places = self.computed, self.graph, places
        return view

    def of(self, node_id: str) -> Size | None:
        """The size of the picture, latents, noise or mask that a node makes."""
        node = self.graph.nodes.get(node_id)
        if node is None or not self.computed.known(node.type):
            return None
        rows = self.computed.table(node_id).at(self.places)
        found = agreed([row.get(SIZE) if type(row) is dict else None for row in rows])
        return found if type(found) is tuple else None

    def into(self, node_id: str, field: str) -> Size | None:
        """The size of what an edge brings into an input."""
        found = self.value(self.graph.nodes[node_id], field) if self.edge(node_id, field) else None
        return found.size if type(found) is Thing else None

    def value(self, node: Node, field: str) -> Any:
        """What an input has, whichever way it gets it; UNKNOWN, NEVER or a Thing if it is no plain value."""
        if (node.id, field) not in self.graph.into and not self.computed.varied(node.id, field):
            return self.computed.written(node, field)
        rows = self.computed.into(node, field)
        return agreed(rows.at(self.places)) if rows.axes else rows.rows[()]

    def number(self, node: Node, field: str) -> int | None:
        """A whole number that an input has: by an edge, literally or by default."""
        return whole(self.value(node, field))

    def literal(self, node: Node, field: str) -> Any:
        """What an input has, if it is plain and not None; whoever asks does not mind where it comes from."""
        value = self.value(node, field)
        if isinstance(value, Thing) or value is UNKNOWN or value is NEVER:
            return None
        return value if is_plain(value) else None

    def connected(self, node: Node, field: str) -> bool:
        """Whether an edge feeds the input with anything.

        ``if`` may give nothing: its chosen input is not connected.
        """
        if (node.id, field) not in self.graph.into:
            return False
        edge = self.edge(node.id, field)
        source = self.graph.nodes.get(edge.source) if edge is not None else None
        return source is None or source.type != "if" or self.value(node, field) is not None

    def edge(self, node_id: str, field: str) -> Edge | None:
        """The edge that feeds an input, the one that counts if there are several."""
        return self.computed.edge(node_id, field)

    def maker(self, node: Node, field: str) -> Node | None:
        """The node whose output an edge brings into an input."""
        edge = self.edge(node.id, field)
        return self.graph.nodes.get(edge.source) if edge is not None else None


def whole(value: Any) -> int | None:
    """A value as the whole number that InvokeAI reads it as; None if it is none, or no sensible size.

    InvokeAI takes 512.0 and "512" too (pydantic, lax mode).
    """
    if type(value) is str:
        value = int(value) if len(value) < 8 and value.isascii() and value.strip().isdigit() else None
    elif type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and -_LARGEST <= value <= _LARGEST else None
