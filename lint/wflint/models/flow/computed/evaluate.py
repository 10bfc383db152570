"""The values of a graph that are certain before anything runs, each worked out when first asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wflint.graph.edges.verdict import verdict
from wflint.graph.ir import BATCH_NODES, UI_ONLY_NODES
from wflint.graph.server.literal_fault import LiteralFault
from wflint.graph.server.literals import parse
from wflint.models.flow.computed.batches import axis_of, items_of
from wflint.models.flow.computed.inputs import NodeInputs, as_records, is_of
from wflint.models.flow.computed.known import NEVER, UNKNOWN, Raised, Thing, bounded, is_plain
from wflint.models.flow.computed.makers import MAKERS, MISREPORTED, MOVERS
from wflint.models.flow.computed.movers import choose, collect, iterate
from wflint.models.flow.computed.tables import MOST_ROWS, NOTHING_KNOWN, Table, joined, single

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.graph.ir import BatchItem, Edge, Graph, Node
    from wflint.models.flow.computed.makers import Maker

_MOST_RUNS = 8_000  # of all nodes of a graph together
_A_RUN = 500  # characters of text that count as one
_LARGEST = 1_000_000  # pixels of a side; beyond that a number is no size
_FAILURES = (ArithmeticError, AssertionError, KeyError, TypeError, ValueError, IndexError, re.error)
SIZE = ""  # the entry of the size among a node's outputs


class Computed:
    """The values in one graph.

    ``first_edge_wins``: of two edges into one input the web UI keeps the first, the server the last.
    ``base_of`` tells the base of the model that reaches an input, where somebody knows it.
    """

    def __init__(
        self,
        graph: Graph,
        catalogue: Catalogue,
        *,
        first_edge_wins: bool = False,
        base_of: Callable[[str, str], str | None] | None = None,
    ) -> None:
        self.graph = graph
        self.catalogue = catalogue
        self._which = 0 if first_edge_wins else -1
        self._base_of = base_of
        self._tables: dict[str, Table] = {}
        self._edges: dict[Edge, Table] = {}
        self._inputs: dict[str, NodeInputs] = {}
        self._left = _MOST_RUNS
        self._busy = False
        self._known: dict[str, bool] = catalogue.memo.setdefault("computed types", {})
        self._varies: bool | None = None
        self._many: set[str] | None = None
        self._varied: dict[tuple[str, str], BatchItem] = {
            (item.node, item.field): item for group in graph.batch for item in group
        }

    def edge(self, node_id: str, field: str) -> Edge | None:
        """The edge that feeds an input, the one that counts if there are several."""
        edges = self.graph.into.get((node_id, field))
        return edges[self._which] if edges else None

    @property
    def varies(self) -> bool:
        """Whether the graph has iterations or batch items, so that a node may run more than once."""
        if self._varies is None:
            several = BATCH_NODES | {"iterate"}
            types = (node.type for node in self.graph.nodes.values())
            self._varies = bool(self._varied) or any(node_type in several for node_type in types)
        return self._varies

    def _repeated(self) -> set[str]:
        """The nodes that may run more than once before a collector: those behind iterations."""
        if self._many is None:
            nodes, out_of = self.graph.nodes, self.graph.out_of
            waiting = [node.id for node in nodes.values() if node.type == "iterate"]
            self._many = set(waiting)
            for node_id in waiting:  # grows while it is walked
                for edge in out_of.get(node_id, ()):
                    target = nodes.get(edge.target)
                    if target is not None and target.id not in self._many and target.type != "collect":
                        self._many.add(target.id)
                        waiting.append(target.id)
        return self._many

    def varied(self, node_id: str, field: str) -> bool:
        """Whether batch data change the input."""
        return (node_id, field) in self._varied

    def known(self, node_type: str) -> bool:
        """Whether nodes of a type may give something that is known."""
        try:
            return self._known[node_type]
        except KeyError:
            found = self._known[node_type] = self._knows(node_type)
            return found

    def _knows(self, node_type: str) -> bool:
        if node_type in MOVERS:
            return True
        maker, definition = MAKERS.get(node_type), self.catalogue.node(node_type)
        if maker is None or definition is None:
            return False
        return not maker.versions or definition.version in maker.versions

    def table(self, node_id: str) -> Table:
        """What a node makes in each of its runs: outputs by name, :class:`Raised`, or something unknown."""
        made = self._tables.get(node_id)
        if made is not None:
            return made
        if not self._busy:
            self._work_out(node_id)
        return self._tables.get(node_id, NOTHING_KNOWN)

    def raises(self, node_id: str) -> bool:
        """Whether a node fails in one of its runs, by its own code or for want of a fit value."""
        return any(type(row) is Raised for row in self.table(node_id).rows.values())

    def into(self, node: Node, field: str) -> Table:
        """What an input has in each run: by an edge, by batch data, literally or by default."""
        edge = self.edge(node.id, field)
        if edge is not None:
            return self._carried(edge)
        item = self._varied.get((node.id, field))
        if item is not None:
            return _along(axis_of(item), item.items)
        return NOTHING_KNOWN if field in node.lost else single(self.written(node, field))

    def written(self, node: Node, field: str) -> Any:
        """The value in the file, or the default."""
        if field in node.lost:
            return UNKNOWN
        if field in node.values:
            return bounded(node.values[field])
        definition = self.catalogue.node(node.type)
        declared = definition.inputs.get(field) if definition is not None else None
        return declared.default if declared is not None and declared.has_default else UNKNOWN

    def _carried(self, edge: Edge) -> Table:
        made = self._edges.get(edge)
        if made is None:
            made = self._brings(edge)
            if not self._busy:  # else the node before may not be done
                self._edges[edge] = made
        return made

    def _brings(self, edge: Edge) -> Table:
        source, target = self.graph.nodes.get(edge.source), self.graph.nodes.get(edge.target)
        if source is None or target is None:
            return NOTHING_KNOWN
        judged = verdict(self.catalogue, source.type, edge.source_field, target.type, edge.target_field)
        if judged is not None and judged.fault is not None:
            return NOTHING_KNOWN
        if source.type in UI_ONLY_NODES:
            items = items_of(self.graph, source) if source.type in BATCH_NODES else None
            return NOTHING_KNOWN if items is None else _along(axis_of(source), items)
        if not self.known(source.type):
            whole = not self.varies or source.id not in self._repeated()
            return single(Thing(source.type, edge.source_field, None, source.id), whole=whole)
        made, name = self.table(edge.source), edge.source_field
        if not made.axes:
            return single(_output(made.rows[()], name), whole=made.whole)
        return Table(made.axes, {place: _output(row, name) for place, row in made.rows.items()}, made.whole)

    def _work_out(self, start: str) -> None:
        """The table of a node, after those that it is made from; a stack instead of recursion."""
        tables, nodes = self._tables, self.graph.nodes
        self._busy = True
        stack, opened = [start], set()
        while stack:
            node_id = stack[-1]
            node = nodes.get(node_id)
            if node_id in tables or node is None or not self.known(node.type):
                tables.setdefault(node_id, NOTHING_KNOWN)
                stack.pop()
            elif node_id not in opened:
                opened.add(node_id)
                sources = [edge.source for edge in self._read(node)]
                stack += [s for s in sources if s not in tables and s not in opened]
            else:  # in a cycle, what it asks for is unknown
                tables[node_id] = self._make(node)
                stack.pop()
        self._busy = False

    def _read(self, node: Node) -> list[Edge]:
        """The edges that count for a node."""
        into = self.graph.into
        if node.type == "collect":
            return [edge for field in ("collection", "item") for edge in into.get((node.id, field), ())]
        reads = _MOVED.get(node.type) or MAKERS[node.type].reads
        if not reads and (definition := self.catalogue.node(node.type)) is not None:
            reads = tuple(definition.inputs)
        return [edge for field in reads if (edge := self.edge(node.id, field)) is not None]

    def _make(self, node: Node) -> Table:
        definition = self.catalogue.node(node.type)
        if definition is None or self._left <= 0:
            return NOTHING_KNOWN
        if node.type == "collect":
            into = self.graph.into
            fed = [
                [self._carried(edge) for edge in into.get((node.id, field), ())]
                for field in ("collection", "item")
            ]
            made = collect(*fed, in_order=(definition.version or "") >= "1.1")
        elif node.type == "iterate":
            edge = self.edge(node.id, "collection")
            made = iterate(node.id, self._carried(edge)) if edge is not None else NOTHING_KNOWN
        else:
            made = self._runs(node, definition)
        self._left -= len(made.rows) - 1  # a run of each node is what any walk costs
        return made

    def _runs(self, node: Node, definition: NodeDef) -> Table:
        maker = MAKERS.get(node.type)
        reads = _reads(maker, definition) if maker is not None else _MOVED[node.type]
        start = self._inputs[node.id] = NodeInputs(node, reads, self.catalogue)
        if start.refused or (definition.extra and not node.values.keys() <= definition.inputs.keys()):
            return NOTHING_KNOWN
        fields = self._brought(node, reads)
        rows = joined([self.into(node, field) for field in fields])
        made: dict[tuple[int, ...], Any] = {}
        for place, values in rows.rows.items():
            if self._left <= 0:
                return NOTHING_KNOWN
            brought = dict(zip(fields, values, strict=True))
            made[place] = (
                choose(start, brought)
                if maker is None
                else self._run(node, definition, maker, start, brought)
            )
        whole = rows.whole and not (
            self.varies and self._brought(node, [n for n in definition.inputs if n not in reads])
        )
        return Table(rows.axes, made, whole)

    def _brought(self, node: Node, reads: Iterable[str]) -> list[str]:
        """The inputs that get values: batch data come first, then the edges in the order of the file."""
        node_id, into, varied = node.id, self.graph.into, self._varied
        found = []
        for field in reads:
            place = (node_id, field)
            edges = into.get(place)
            if edges:
                found.append((edges[self._which].index, field))
            elif place in varied:
                found.append((-1, field))
        if len(found) > 1:
            found.sort(key=_first)
        return [field for _, field in found]

    def _run(
        self, node: Node, definition: NodeDef, maker: Maker, start: NodeInputs, brought: Mapping[str, Any]
    ) -> Any:
        for value in brought.values():
            if value is NEVER:
                return NEVER
        given = start.with_values(brought) if brought else start.start
        if isinstance(given, Raised):
            return given
        for name in start.needed:
            if name not in brought or given[name] is None:
                return NEVER  # the node ends the run for want of an input
        if node.type == "ideal_size" and self._base_of is not None:
            given = {**given, "unet": self._base_of(node.id, "unet")}
        if not maker.loose:
            for value in given.values():
                if not is_plain(value):
                    return UNKNOWN
        if maker.sized:
            return _pictured(node, definition, _size(maker.make(given)))
        try:
            outputs = maker.make(given)
        except RecursionError:
            return UNKNOWN
        except _FAILURES as error:
            # InvokeAI's Pythons call it "error"; from 3.13 on it is PatternError.
            name = "error" if isinstance(error, re.error) else type(error).__name__
            return Raised("", None, f"{name}: {error}")
        return self._given_out(definition, outputs) if outputs else UNKNOWN

    def _given_out(self, definition: NodeDef, outputs: Mapping[str, Any]) -> Any:
        """The outputs as their class takes them."""
        found: dict[str, Any] = {}
        for name, value in outputs.items():
            declared = definition.outputs.get(name)
            read = value
            if declared is not None and is_of(value, declared.type):
                pass  # as it is
            elif (
                declared is not None
                and type(value) in (float, complex, list, dict, str, bool)
                and is_plain(value)
            ):
                read = parse(value, declared.type, self.catalogue)
                if isinstance(read, LiteralFault):
                    return Raised("", None, "ValidationError: 1 validation error for ...")
            if type(read) is str:
                self._left -= len(read) // _A_RUN
            found[name] = bounded(as_records(read, declared.type) if declared is not None else read)
        return found


_MOVED: Mapping[str, tuple[str, ...]] = {
    "if": ("condition", "true_input", "false_input"),
    "iterate": ("collection",),
}


def _first(found: tuple[int, str]) -> int:
    return found[0]


def _reads(maker: Maker, definition: NodeDef) -> tuple[str, ...]:
    return maker.reads or tuple(definition.inputs)


def _along(axis: str, items: list[Any]) -> Table:
    rows: dict[tuple[int, ...], Any] = {(i,): bounded(item) for i, item in enumerate(items[:MOST_ROWS])}
    return Table((axis,), rows, len(items) <= MOST_ROWS)


def _output(row: Any, name: str) -> Any:
    if type(row) is dict:
        return row.get(name, UNKNOWN)
    return NEVER if row is NEVER or type(row) is Raised else UNKNOWN


def _pictured(node: Node, definition: NodeDef, size: tuple[int, int] | None) -> dict[str, Any]:
    """The outputs of a node that makes something of a size."""
    made: dict[str, Any] = {name: Thing(node.type, name, size) for name in definition.outputs}
    for i, side in enumerate(("width", "height")):
        if side in made:
            made[side] = size[i] if size is not None and node.type not in MISREPORTED else UNKNOWN
    made[SIZE] = size
    return made


def _size(size: Any) -> tuple[int, int] | None:
    if size is None or not (0 < size[0] <= _LARGEST and 0 < size[1] <= _LARGEST):
        return None
    return (size[0], size[1])
