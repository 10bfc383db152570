"""The graph as rules see it: nodes, edges and batch data of any kind of document.

Everything carries the JSON pointer it came from, as a tuple relative to the document. Values stay the
parsed JSON objects of the document (nothing is copied), so unknown members survive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.diagnostics import Pointer

# Node types that exist in the web UI only: it resolves them to batch data before anything is sent
# (N/store/util of the UI; facts/invokeai-workflows.md 4.1). On the server their class refuses to run.
BATCH_NODES = frozenset({"image_batch", "string_batch", "integer_batch", "float_batch"})
GENERATOR_NODES = frozenset({"image_generator", "string_generator", "integer_generator", "float_generator"})
UI_ONLY_NODES = BATCH_NODES | GENERATOR_NODES
# The type of edges that bring no value (app/services/shared/graph_models.py of InvokeAI 7).
LINKAGE = "loop_linkage"


class Lost(NamedTuple):
    """A literal that the web UI does not keep. ``becomes`` is what it is replaced by; None: it is dropped."""

    value: Any
    becomes: Any


NOTHING_LOST: Mapping[str, Lost] = {}


class Node:
    """An invocation node.

    ``path`` points at the node's object. ``values`` maps input names to literal values (an input without
    a value is absent); ``declared`` is the mapping of all inputs the file names, with or without value
    (for graphs the same as ``values``). In a graph the attributes ``id type is_intermediate use_cache``
    are no values. ``label`` and ``version`` exist in workflows only, as does ``lost``: the literals that
    the web UI does not keep when it loads the file, by input name (``graph/webui/values.py``). They are
    not among ``values``; rule ``value-lost-on-load`` speaks about them, so that others need not.
    ``raw`` is the node's own object (for workflows the ``data`` member).
    """

    __slots__ = (
        "_inputs_at",
        "_value_suffix",
        "declared",
        "id",
        "is_intermediate",
        "label",
        "lost",
        "path",
        "raw",
        "type",
        "use_cache",
        "values",
        "version",
    )

    def __init__(
        self,
        node_id: str,
        node_type: str,
        path: Pointer,
        raw: Mapping[str, Any],
        values: dict[str, Any],
        declared: Mapping[str, Any],
        inputs_at: Pointer,
        value_suffix: Pointer = (),
    ) -> None:
        self.id = node_id
        self.type = node_type
        self.path = path
        self.raw = raw
        self.values = values
        self.declared = declared
        self.label = ""
        self.version: str | None = None
        self.is_intermediate = False
        self.use_cache = True
        self.lost: Mapping[str, Lost] = NOTHING_LOST
        self._inputs_at = inputs_at
        self._value_suffix = value_suffix

    def input_pointer(self, name: str) -> Pointer:
        """Where the value of an input stands; the input itself (or the node) where it has none."""
        if name in self.values:
            return (*self._inputs_at, name, *self._value_suffix)
        if name in self.declared:
            return (*self._inputs_at, name)
        return self.path

    def declared_pointer(self, name: str) -> Pointer:
        """Where an input is named (for findings about the input rather than its value)."""
        return (*self._inputs_at, name) if name in self.declared else self.path

    def __repr__(self) -> str:
        return f"Node({self.id!r}, {self.type!r})"


class Edge:
    """A connection between an output and an input.

    ``path`` points at the edge's object; ``style`` says how its ends are spelled there. ``index`` is the
    edge's place in the file. ``flattened`` says that connectors stand between source and target; the path
    is then that of the wire into the target, and ``way`` the connector before it with the wires that feed
    all connectors. ``type`` is what sort of edge it is: ``default`` brings a value, ``loop_linkage``
    (InvokeAI 7) ties the end of a loop to its beginning.
    """

    __slots__ = ("_way", "index", "path", "source", "source_field", "style", "target", "target_field", "type")

    def __init__(
        self,
        source: str,
        source_field: str,
        target: str,
        target_field: str,
        path: Pointer,
        style: str,
        index: int,
        way: tuple[str, Mapping[str, Edge]] | None = None,
        type: str = "default",  # noqa: A002  # InvokeAI's own name
    ) -> None:
        self.source = source
        self.source_field = source_field
        self.target = target
        self.target_field = target_field
        self.path = path
        self.style = style
        self.index = index
        self._way = way
        self.type = type

    @property
    def flattened(self) -> bool:
        """Whether the UI sees through connectors between source and target."""
        return self._way is not None

    @property
    def via(self) -> tuple[str, ...]:
        """The connectors between source and target, nearest the source first. Walks them all."""
        if self._way is None:
            return ()
        connector, feeds = self._way
        found = [connector]
        while (feed := feeds[found[-1]]).source in feeds:
            found.append(feed.source)
        return tuple(reversed(found))

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The four ends; equal for repeated edges."""
        return (self.source, self.source_field, self.target, self.target_field)

    def pointer(self, part: str) -> Pointer:
        """Where one of ``source source_field target target_field`` is spelled."""
        return (*self.path, *_SPELLING[self.style][part])

    def __repr__(self) -> str:
        return f"Edge({self.source}.{self.source_field} -> {self.target}.{self.target_field})"


_SPELLING: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "graph": {
        "source": ("source", "node_id"),
        "source_field": ("source", "field"),
        "target": ("destination", "node_id"),
        "target_field": ("destination", "field"),
    },
    "workflow": {
        "source": ("source",),
        "source_field": ("sourceHandle",),
        "target": ("target",),
        "target_field": ("targetHandle",),
    },
    "guide": {
        "source": ("source", "node_id"),
        "source_field": ("source", "field"),
        "target": ("target", "node_id"),
        "target_field": ("target", "field"),
    },
}


class BatchItem:
    """One ``{node_path, field_name, items}`` of a batch's data, at ``/data/group/index`` of the batch."""

    __slots__ = ("field", "group", "index", "items", "node", "path")

    def __init__(
        self, node: str, field: str, items: list[Any], group: int, index: int, path: Pointer
    ) -> None:
        self.node = node
        self.field = field
        self.items = items
        self.group = group
        self.index = index
        self.path = path


class Graph:
    """The nodes and edges of a document.

    ``nodes`` are the invocation nodes by id (the last of equal ids wins, as in InvokeAI), batch and
    generator nodes of a workflow included. ``edges`` are the connections between them as InvokeAI sees
    them: connectors flattened, view-only (collapsed) edges left out, dangling ones kept. ``wires`` are
    the default edges as the file has them, connectors included; in graphs the same list. ``links`` are the
    edges of type ``loop_linkage``, which are in neither. ``odd_types`` are edges of a graph that state
    another type than these two, with what they state. ``connectors`` and ``notes`` are the ids of such nodes
    in a workflow with their pointers. ``nulls`` are the inputs of a workflow whose value is null, by node and
    name: the web UI drops null, so they are unset. ``batch`` is the data of an enqueue body, by group.
    ``unread_edges`` counts edges of which a shape fault hides where they lead: whether an input is connected
    is then not known. ``left_out`` are the places of nodes that the web UI cannot read, where it reads the
    others all the same.
    """

    __slots__ = (
        "batch",
        "connectors",
        "edges",
        "into",
        "left_out",
        "links",
        "nodes",
        "notes",
        "nulls",
        "odd_types",
        "out_of",
        "unread_edges",
        "wires",
    )

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.wires: list[Edge] = []
        self.links: list[Edge] = []
        self.odd_types: list[tuple[Edge, object]] = []
        self.connectors: dict[str, Pointer] = {}
        self.notes: dict[str, Pointer] = {}
        self.unread_edges = 0
        self.left_out: set[int] = set()
        self.nulls: list[tuple[str, str]] = []
        self.batch: list[list[BatchItem]] = []
        # Edges by target (node, field) and by source node; filled by index().
        self.into: dict[tuple[str, str], list[Edge]] = {}
        self.out_of: dict[str, list[Edge]] = {}

    def index(self) -> None:
        """Fill ``into`` and ``out_of`` from ``edges``."""
        into, out_of = self.into, self.out_of
        for edge in self.edges:
            key = (edge.target, edge.target_field)
            if key in into:
                into[key].append(edge)
            else:
                into[key] = [edge]
            if edge.source in out_of:
                out_of[edge.source].append(edge)
            else:
                out_of[edge.source] = [edge]
