"""Reading workflows as the web UI of InvokeAI 7 does: part by part, and nothing makes it refuse the rest.

Members that are missing have defaults, of another type they count as missing, and values of inputs stay what
they are. What it leaves out for its shape is told. (Read off its parser, which
tests/differential/bundle_oracle.mjs runs.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics import Effect, Outcome, Severity, Stage
from wflint.graph.ir import LINKAGE, Edge, Graph, Node
from wflint.graph.reading.faults import BOOLEAN, FILLED, Place
from wflint.graph.reading.node_names import WorkflowNames
from wflint.graph.reading.workflow import flatten
from wflint.graph.reading.workflow_faults import repeated_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding
    from wflint.document import Document

_LOST: Final = Outcome(Effect.SILENT, Stage.LOAD, Severity.ERROR)
_READ_AS: Final = Outcome(Effect.SILENT, Stage.LOAD, Severity.WARNING)
_REFUSED: Final = Outcome(Effect.REJECTED, Stage.LOAD, Severity.ERROR)
_KINDS: Final = ("invocation", "notes", "current_image", "connector")
_NODE: Final = "the web UI leaves the node out, with a warning, when it loads the workflow"
_EDGE: Final = "the web UI silently drops the edge when it loads the workflow"
_ERROR: Final = "This file is not a recognizable InvokeAI workflow."
_NO_NAME: Final = "the web UI silently drops all inputs of the node when it loads the workflow"
_FLAGS: Final = ("isIntermediate", "useCache")


def read_tolerantly(document: Document) -> tuple[Graph, list[Finding]]:
    """The graph of a workflow as that UI reads it, and what it loses of the file for its shape."""
    data: Any = document.data
    reader = _Reader(data)
    reader.nodes()
    reader.edges()
    return reader.graph, [*reader.top(), *reader.findings]


class _Reader:
    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.graph = Graph()
        self.findings: list[Finding] = []
        self._held: dict[
            str, tuple[int, str | None]
        ] = {}  # the place of the last node with an id, and its type
        nodes = data.get("nodes")
        self._nodes: list[Any] = nodes if type(nodes) is list else []
        self._names = WorkflowNames(self._nodes)

    def top(self) -> Iterator[Finding]:
        """What is wrong with the workflow's own members."""
        place = Place("the workflow", ())
        if "id" in self.data and type(self.data["id"]) is not str:
            found = place.wrong("id", FILLED, self.data["id"], error=_ERROR)
            found.outcome = _REFUSED
            yield found
        for member in ("nodes", "edges"):
            if member in self.data and type(self.data[member]) is not list:
                found = place.wrong(member, "a list", self.data[member])
                found.outcome, found.then = _LOST, f"the web UI loads the workflow without {member}"
                yield found

    def nodes(self) -> None:
        """Read every node; one that cannot be read is left out."""
        for i, raw in enumerate(self._nodes):
            place = Place(self._names.of(i), ("nodes", i), several="nodes")
            fault = _node_fault(raw, place)
            if fault is not None:
                fault.outcome, fault.then = _LOST, _NODE
                self.findings.append(fault)
                self.graph.left_out.add(i)
                continue
            node = self._invocation(raw, i, place) if raw["type"] == "invocation" else None
            self._hold(raw, i, node)

    def _hold(self, raw: dict[str, Any], i: int, node: Node | None) -> None:
        node_id, graph = raw["id"], self.graph
        before = self._held.get(node_id)
        if before is not None:
            first, node_type = before
            self.findings.append(repeated_id(self._names, i, raw, node_id, node_type, ("nodes", first)))
            graph.nodes.pop(node_id, None)
        self._held[node_id] = i, node.type if node is not None else None
        if node is not None:
            graph.nodes[node_id] = node
        elif raw["type"] == "connector":
            graph.connectors[node_id] = ("nodes", i)
        else:
            graph.notes[node_id] = ("nodes", i)

    def _invocation(self, raw: dict[str, Any], i: int, place: Place) -> Node:
        body: dict[str, Any] = raw["data"]
        place.node, place.node_type = raw["id"], body["type"]
        inputs = body.get("inputs")
        declared = inputs if type(inputs) is dict else {}
        fault = _inputs_fault(declared, place)
        if fault is not None:
            fault.outcome, fault.then = _LOST, _NO_NAME
            self.findings.append(fault)
            declared = {}
        elif "inputs" in body and type(inputs) is not dict:
            found = place.wrong("inputs", "an object", inputs)
            found.outcome, found.then = _LOST, _NO_NAME
            self.findings.append(found)
        values = {name: instance["value"] for name, instance in declared.items() if "value" in instance}
        where = ("nodes", i, "data", "inputs")
        node = Node(raw["id"], body["type"], ("nodes", i), body, values, declared, where, ("value",))
        node.label = body["label"] if type(body.get("label")) is str else ""
        node.version = body["version"] if type(body.get("version")) is str else "1.0.0"
        node.is_intermediate = body.get("isIntermediate") is not False
        node.use_cache = body.get("useCache") is not False
        for flag in _FLAGS:
            if flag in body and type(body[flag]) is not bool:
                found = place.inner("data").wrong(flag, BOOLEAN, body[flag])
                found.outcome, found.then = _READ_AS, "the web UI silently reads it as true"
                self.findings.append(found)
        return node

    def edges(self) -> None:
        """Read every edge that has all its ends; the others are dropped."""
        graph, edges = self.graph, self.data.get("edges")
        for i, raw in enumerate(edges if type(edges) is list else ()):
            if type(raw) is dict and raw.get("type") == "collapsed" and "sourceHandle" not in raw:
                continue  # carries nothing
            fault = _edge_fault(raw, Place(f"edge {i + 1}", ("edges", i), several="edges"))
            if fault is not None:
                fault.outcome, fault.then = _LOST, _EDGE
                self.findings.append(fault)
                continue
            ends = (raw["source"], raw["sourceHandle"], raw["target"], raw["targetHandle"])
            kind = LINKAGE if raw.get("type") == LINKAGE else "default"
            wire = Edge(*ends, ("edges", i), "workflow", i, type=kind)
            (graph.links if kind == LINKAGE else graph.wires).append(wire)
        flatten(graph, named=True)
        graph.index()


def _node_fault(raw: Any, place: Place) -> Finding | None:
    """Why a node is left out; None for one that is read."""
    if type(raw) is not dict:
        return place.unfit("an object", raw)
    if "id" not in raw:
        return place.missing("id")
    if type(raw["id"]) is not str or not raw["id"]:
        return place.wrong("id", FILLED, raw["id"])
    kind = raw.get("type")
    if type(kind) is not str or kind not in _KINDS:
        wanted = '"invocation", "notes" or "connector"'
        if "type" not in raw:
            return place.missing("type", add=f'add "type": {wanted}')
        return place.wrong("type", wanted, kind)
    if kind == "connector":
        return None
    body = raw.get("data")
    if type(body) is not dict:
        return (
            place.wrong("data", "an object", body)
            if "data" in raw
            else place.missing("data", add='add its "data"')
        )
    if kind == "invocation" and type(body.get("type")) is not str:
        inside = place.inner("data", part='"data"')
        return inside.wrong("type", FILLED, body["type"]) if "type" in body else inside.missing("type")
    return None


def _inputs_fault(inputs: dict[str, Any], place: Place) -> Finding | None:
    """The first input for which that UI drops all of a node's."""
    for name, instance in inputs.items():
        if type(instance) is not dict:
            return place.inner("data", "inputs", field=name).wrong(name, "an object", instance)
        if type(instance.get("name")) is not str:
            here = place.inner("data", "inputs", name, part=f'input "{name}"', field=name)
            if "name" not in instance:
                return here.missing("name", f'"{name}"')
            return here.wrong("name", FILLED, instance["name"])
    return None


def _edge_fault(raw: Any, place: Place) -> Finding | None:
    """Why an edge is dropped; None for one that is read."""
    if type(raw) is not dict:
        return place.unfit("an object", raw)
    for member in ("source", "target", "sourceHandle", "targetHandle"):
        if member not in raw:
            return place.missing(member)
        if type(raw[member]) is not str or not raw[member]:
            return place.wrong(member, FILLED, raw[member])
    return None
