"""A copy of a document that a migration changes, of any kind: its nodes, inputs and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.document.model import Document, Kind
from wflint.graph.reading.read import read_document
from wflint.upgrade.migration.copied import Copied
from wflint.upgrade.migration.meeting import settled
from wflint.upgrade.migration.namings import Namings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Edge, Node
    from wflint.upgrade.migration.meeting import SettledNames

UNSET: Final = object()
"""Stands for an input without a value."""

ATTRIBUTES: Final = frozenset({"id", "type", "is_intermediate", "use_cache"})


_APART: Final = 340  # pixels between neighbours on the canvas


class DraftEdge:
    """An edge of the draft; ``wire`` is the one it was read from, None for a new one."""

    __slots__ = ("dead", "source", "source_field", "target", "target_field", "wire")

    def __init__(self, ends: tuple[str, str, str, str], wire: Edge | None = None) -> None:
        self.source, self.source_field, self.target, self.target_field = ends
        self.wire = wire
        self.dead = False


class DraftNode:
    """A node of the draft. ``at`` is where it stands, ``raw`` what has its type, ``inputs_at`` its inputs."""

    __slots__ = ("_draft", "_raw_at", "at", "id", "inputs_at", "type", "version")

    def __init__(self, draft: Draft, node_id: str, node_type: str, at: Pointer, version: str | None) -> None:
        self._draft = draft
        self.id = node_id
        self.type = node_type
        self.at = at
        self.version = version
        self._raw_at: Pointer = (*at, "data") if draft.is_workflow else at
        self.inputs_at: Pointer = (*at, "data", "inputs") if draft.is_workflow else at

    @property
    def raw(self) -> Mapping[str, Any]:
        """The object that has its type: to be read only."""
        found: Mapping[str, Any] = self._draft.peek(self._raw_at)
        return found

    @property
    def names(self) -> list[str]:
        """The inputs that it lists, with or without a value."""
        held = self._draft.peek(self.inputs_at)
        if type(held) is not dict:
            return []
        return list(held) if self._draft.is_workflow else [name for name in held if name not in ATTRIBUTES]

    def value(self, name: str) -> Any:
        """The value of an input; ``UNSET`` where it has none."""
        held = self._draft.peek(self.inputs_at)
        if type(held) is not dict or name not in held or (not self._draft.is_workflow and name in ATTRIBUTES):
            return UNSET
        found = held[name]
        if self._draft.is_workflow:
            return found.get("value", UNSET) if type(found) is dict else UNSET
        return UNSET if found is None and self._draft.nulls_unset else found

    def set(self, name: str, value: Any) -> None:
        """Give an input a value; ``UNSET`` takes its value away."""
        draft = self._draft
        if not draft.is_workflow:
            held = draft.own(self.at)
            if value is UNSET:
                held.pop(name, None)
            else:
                held[name] = value
            return
        known = draft.peek(self.inputs_at)
        if type(known) is not dict:
            draft.own(self._raw_at)["inputs"] = {}
        inputs = draft.own(self.inputs_at)
        if type(inputs.get(name)) is not dict:
            made = {"name": name, "label": ""}
            if any(type(other) is dict and "description" in other for other in inputs.values()):
                made["description"] = ""
            inputs[name] = made
        instance = draft.own((*self.inputs_at, name))
        if value is UNSET:
            instance.pop("value", None)
        else:
            instance["value"] = value

    def shown_as(self, name: str) -> str:
        """What the editor calls an input: the user's label, or its name."""
        found = self._draft.peek((*self.inputs_at, name, "label")) if self._draft.is_workflow else None
        return found if type(found) is str and found else name.replace("_", " ").title()

    def label(self, name: str, text: str) -> None:
        """Call an input something in the editor."""
        if self._draft.is_workflow and type(self._draft.peek((*self.inputs_at, name))) is dict:
            self._draft.own((*self.inputs_at, name))["label"] = text

    def become(self, node_type: str, version: str | None) -> None:
        """Make it one of another type."""
        held = self._draft.own(self._raw_at)
        held["type"] = self.type = node_type
        self.state(version)

    def state(self, version: str | None) -> None:
        """State a version of its type; graphs have none."""
        if self._draft.is_workflow and version is not None:
            self._draft.own(self._raw_at)["version"] = version
            self.version = version

    def says(self, name: str) -> bool:
        """Whether an input has a value, an edge, or something that names it."""
        fed = name in self._draft.fed(self.id) or bool(self._draft.names.of(self.id, name))
        return fed or self.value(name) not in (UNSET, None)

    def settled(self, names: Mapping[str, str | None]) -> SettledNames:
        """New names of inputs with none that two inputs would get, if it can be told which of them counts."""
        return settled(self._draft.mentioned(self), names, self.says)

    def remap(self, names: Mapping[str, str | None]) -> None:
        """Give inputs other names, at their places; None takes one out. Edges and namings follow."""
        draft = self._draft
        names = self.settled({old: new for old, new in names.items() if old != new}).names
        held = draft.peek(self.inputs_at)
        if type(held) is dict and any(name in held for name in names):
            taken = {new for old, new in names.items() if new is not None and old in held}
            made: dict[str, Any] = {}
            for name, item in held.items():
                attribute = not draft.is_workflow and name in ATTRIBUTES
                if attribute or name not in names:
                    if attribute or name not in taken:
                        made[name] = item
                    continue
                new = names[name]
                if new is None:
                    continue
                own_name = draft.is_workflow and type(item) is dict and item.get("name") == name
                made[new] = {**item, "name": new} if own_name else item
            draft.replace(self.inputs_at, made)
        for edge in draft.into(self.id):
            if edge.target_field in names:
                field = names[edge.target_field]
                draft.unplug(edge) if field is None else draft.plug(edge, field=field)
        for name, new in names.items():
            draft.names.follow(self.id, name, new)


class Draft(Copied):
    """What a migration works on; ``finish`` gives the data, the very same as before if nothing changed.

    ``nulls_unset``: null stands for no value in it, as in workflows and in what a server wrote.
    """

    def __init__(self, document: Document) -> None:
        graph, _ = read_document(document)
        self.kind = document.kind
        self.is_workflow = document.kind is Kind.WORKFLOW
        self.nulls_unset = self.is_workflow or document.kind is Kind.SESSION or document.dumped
        super().__init__(document.data)
        self.base: Pointer = ("graph",) if document.kind is Kind.BATCH else ()
        self.nodes: dict[str, DraftNode] = {
            node.id: DraftNode(self, node.id, node.type, node.path, node.version)
            for node in graph.nodes.values()
            if self._writable(node)
        }
        self.others: set[str] = {*graph.connectors, *graph.notes}
        self.inserted: set[str] = set()  # the ids of new nodes
        self._ids = {*graph.nodes, *self.others, *_ids_in(self.peek((*self.base, "nodes")))}
        self.edges = [DraftEdge(wire.key, wire) for wire in graph.wires]
        self._into: dict[str, list[DraftEdge]] = {}
        self._out_of: dict[str, list[DraftEdge]] = {}
        for edge in self.edges:
            self._index(edge)
        self._added_edges: list[DraftEdge] = []
        self._dead_nodes: set[str] = set()
        self.names = Namings(self, graph.batch)

    def _writable(self, node: Node) -> bool:
        """Whether the containers of a node are those that InvokeAI writes."""
        if not self.is_workflow:
            return True
        return type(node.raw.get("inputs", {})) is dict

    # -- edges --------------------------------------------------------------------------------------------

    def _index(self, edge: DraftEdge) -> None:
        self._into.setdefault(edge.target, []).append(edge)
        self._out_of.setdefault(edge.source, []).append(edge)

    def into(self, node_id: str) -> list[DraftEdge]:
        """The edges that lead to a node."""
        return [e for e in self._into.get(node_id, ()) if not e.dead and e.target == node_id]

    def out_of(self, node_id: str) -> list[DraftEdge]:
        """The edges that leave a node."""
        return [e for e in self._out_of.get(node_id, ()) if not e.dead and e.source == node_id]

    def fed(self, node_id: str) -> dict[str, DraftEdge]:
        """The inputs of a node that edges lead to, each with the last of these."""
        return {edge.target_field: edge for edge in self.into(node_id)}

    def plug(
        self,
        edge: DraftEdge,
        *,
        source: str | None = None,
        output: str | None = None,
        target: str | None = None,
        field: str | None = None,
    ) -> None:
        """Lead an edge to or from somewhere else."""
        for part, new in (
            ("source", source),
            ("source_field", output),
            ("target", target),
            ("target_field", field),
        ):
            if new is None or new == getattr(edge, part):
                continue
            setattr(edge, part, new)
            if edge.wire is not None:
                at = edge.wire.pointer(part)
                self.own(at[:-1])[at[-1]] = new
            if part == "source":
                self._out_of.setdefault(new, []).append(edge)
            elif part == "target":
                self._into.setdefault(new, []).append(edge)

    def unplug(self, edge: DraftEdge) -> None:
        """Take an edge out."""
        edge.dead = True

    def connect(self, source: str, output: str, target: str, field: str) -> DraftEdge:
        """Add an edge."""
        edge = DraftEdge((source, output, target, field))
        self._added_edges.append(edge)
        self._index(edge)
        return edge

    # -- nodes --------------------------------------------------------------------------------------------

    def new_id(self, wanted: str) -> str:
        """An id that no node has yet."""
        found, n = wanted, 1
        while found in self._ids:
            n += 1
            found = f"{wanted}-{n}"
        self._ids.add(found)
        return found

    def insert(
        self, wanted: str, node_type: str, values: Mapping[str, Any], version: str | None, beside: DraftNode,
        back: int = 1,
    ) -> DraftNode:  # fmt: skip
        """Add a node, on the canvas to the left of another by ``back`` places. Values are by input."""
        node_id = self.new_id(wanted)
        if not self.is_workflow:
            at = (*self.base, "nodes")
            made = {"id": node_id, "type": node_type, "is_intermediate": True, **values}
            self.own(at)[node_id] = made
            node = DraftNode(self, node_id, node_type, (*at, node_id), None)
        else:
            place = self.peek((*beside.at, "position"))
            x, y = (_number(place.get(axis)) if type(place) is dict else 0 for axis in "xy")
            raw = {
                "id": node_id,
                "type": "invocation",
                "data": {
                    "id": node_id,
                    "type": node_type,
                    "version": version,
                    "nodePack": "invokeai",
                    "label": "",
                    "notes": "",
                    "isOpen": False,
                    "isIntermediate": True,
                    "useCache": True,
                    "inputs": {n: {"name": n, "label": "", "value": v} for n, v in values.items()},
                },
                "position": {"x": x - _APART * back, "y": y},
            }
            nodes = self.own(("nodes",))
            nodes.append(raw)
            node = DraftNode(self, node_id, node_type, ("nodes", len(nodes) - 1), version)
        self.nodes[node_id] = node
        self.inserted.add(node_id)
        return node

    def take_out(self, node: DraftNode) -> None:
        """Remove a node; its edges go, and what names its inputs."""
        names = self.mentioned(node)
        del self.nodes[node.id]
        self._dead_nodes.add(node.id)
        for edge in (*self.into(node.id), *self.out_of(node.id)):
            self.unplug(edge)
        for name in names:
            self.names.follow(node.id, name, None)

    def mentioned(self, node: DraftNode) -> list[str]:
        """The inputs of a node that it lists, that edges lead to, or that something else names."""
        return list(dict.fromkeys((*node.names, *self.fed(node.id), *self.names.named(node.id))))

    # -- the end ------------------------------------------------------------------------------------------

    def finish(self) -> Any:
        """The data with everything that was taken out or added."""
        self._finish_edges()
        if self._dead_nodes:
            self._finish_nodes()
        self.names.finish()
        return self.data

    def _finish_edges(self) -> None:
        dead = {edge.wire.index for edge in self.edges if edge.dead and edge.wire is not None}
        added = [edge for edge in self._added_edges if not edge.dead]
        at = (*self.base, "edges")
        edges = self.peek(at)
        if type(edges) is not list:
            if not added:
                return
            edges = []
        gone = self._dead_nodes if self.is_workflow else set()
        kept = [e for i, e in enumerate(edges) if i not in dead and not (gone and _touches(e, gone))]
        if len(kept) == len(edges) and not added:
            return
        self.replace(at, kept + [self._edge(edge) for edge in added])
        self._added_edges = []
        self.edges = [edge for edge in self.edges if not edge.dead]

    def _edge(self, edge: DraftEdge) -> dict[str, Any]:
        if not self.is_workflow:
            return {
                "source": {"node_id": edge.source, "field": edge.source_field},
                "destination": {"node_id": edge.target, "field": edge.target_field},
            }
        ends = f"{edge.source}{edge.source_field}-{edge.target}{edge.target_field}"
        return {
            "id": f"reactflow__edge-{ends}",
            "type": "default",
            "source": edge.source,
            "target": edge.target,
            "sourceHandle": edge.source_field,
            "targetHandle": edge.target_field,
        }

    def _finish_nodes(self) -> None:
        at = (*self.base, "nodes")
        if not self.is_workflow:
            held = self.own(at)
            for node_id in self._dead_nodes:
                held.pop(node_id, None)
        else:
            self.replace(at, [n for n in self.peek(at) if not _is_one_of(n, self._dead_nodes)])
        self._dead_nodes = set()


def _ids_in(nodes: Any) -> Iterator[str]:
    """The ids of all nodes that a file lists, also of those that cannot be read."""
    if type(nodes) is dict:
        yield from nodes
    for node in nodes if type(nodes) is list else ():
        if type(node) is dict and type(node.get("id")) is str:
            yield node["id"].strip()


def _number(value: Any) -> float:
    return value if type(value) in (int, float) and abs(value) < 1e9 else 0


def _touches(edge: Any, gone: set[str]) -> bool:
    """Whether an edge drawn between collapsed nodes has lost one of them."""
    if type(edge) is not dict or edge.get("type") != "collapsed":
        return False
    return any(type(edge.get(end)) is str and edge[end] in gone for end in ("source", "target"))


def _is_one_of(raw: Any, gone: set[str]) -> bool:
    node_id = raw.get("id") if type(raw) is dict else None
    return type(node_id) is str and (node_id in gone or node_id.strip() in gone)
