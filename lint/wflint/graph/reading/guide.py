"""Reading the simplified dialect of guides and language models.

``{"nodes": [{"id", "type", "data": {input: value}}], "edges": [{"source": {"node_id", "field"},
"destination" or "target": {...}}]}``: a graph in the clothes of a workflow. Nothing of InvokeAI reads it;
its graph is judged as what its author meant, an API graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding
from wflint.graph.ir import Edge, Graph, Node
from wflint.graph.reading.faults import Place, later, shown
from wflint.graph.reading.node_names import WorkflowNames

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer
    from wflint.document import Document

_END = 'write {"node_id": ..., "field": ...}'
# Members of a node's object that are no inputs.
_ATTRIBUTES = frozenset(
    {"id", "type", "data", "inputs", "position", "is_intermediate", "use_cache", "label", "notes", "version",
     "title", "name", "description"}
)  # fmt: skip
_TARGETS = ("destination", "target")


def read_guide(document: Document) -> tuple[Graph, list[Finding]]:
    """The graph of a guide's JSON, with the finding that says what to send to InvokeAI instead."""
    graph = Graph()
    data: Any = document.data
    findings = [
        Finding(
            "this mixes a workflow with a graph: neither the web UI nor the server reads it",
            (),
            rule="simplified-dialect",
            then='the web UI refuses it; the server wants "nodes" to be an object',
            help="run `wflint convert FILE --to workflow` for the web UI, `--to batch` for the server",
            fix=later("converted"),
        )
    ]
    nodes = data.get("nodes")
    names = WorkflowNames(nodes if type(nodes) is list else [])
    for i, raw in enumerate(nodes if type(nodes) is list else ()):
        _read_node(graph, raw, Place(names.of(i), ("nodes", i), several="nodes"), findings)
    edges = data.get("edges", [])
    if type(edges) is not list:
        findings.append(Place("the file", ()).wrong("edges", "a list", edges))
        edges = []
    for i, raw in enumerate(edges):
        _read_edge(graph, raw, i, findings)
    graph.wires = graph.edges
    graph.index()
    return graph, findings


def _read_node(graph: Graph, raw: Any, place: Place, findings: list[Finding]) -> None:
    at = place.pointer
    if type(raw) is not dict:
        findings.append(place.unfit("an object", raw))
        return
    node_id, node_type = raw.get("id"), raw.get("type")
    if type(node_id) is int or type(node_id) is float:
        node_id = str(node_id)
    for member, value in (("id", node_id), ("type", node_type)):
        if member not in raw:
            findings.append(place.missing(member))
        elif type(value) is not str:
            findings.append(place.wrong(member, "a string", value))
    if type(node_id) is not str or type(node_type) is not str:
        return
    holder, where = _inputs(raw, at)
    values = {name: value for name, value in holder.items() if holder is not raw or name not in _ATTRIBUTES}
    if holder is not raw:
        for name in ("id", "is_intermediate", "use_cache"):
            values.pop(name, None)
        if values.get("type") == node_type:
            del values["type"]
    if node_id in graph.nodes:
        place.node, place.node_type = node_id, node_type
        text = f"{place.what} has the id {shown(node_id)} of an earlier node"
        cure, then = "give each node its own id", "one of the two is lost"
        findings.append(place.finding("duplicate-node-id", text, "id", help=cure, then=then))
    node = Node(node_id, node_type, at, raw, values, values, where)
    node.is_intermediate = raw.get("is_intermediate") is True
    node.use_cache = raw.get("use_cache") is not False
    if type(raw.get("label")) is str:
        node.label = raw["label"]
    graph.nodes[node_id] = node


def _inputs(raw: dict[str, Any], at: Pointer) -> tuple[dict[str, Any], Pointer]:
    """The object that holds a node's values: ``data``, ``data.inputs``, ``inputs``, or the node itself."""
    for member in ("data", "inputs"):
        holder = raw.get(member)
        if type(holder) is dict:
            inner = holder.get("inputs")
            if member == "data" and type(inner) is dict:
                return inner, (*at, "data", "inputs")
            return holder, (*at, member)
    return raw, at


def _read_edge(graph: Graph, raw: Any, i: int, findings: list[Finding]) -> None:
    at: Pointer = ("edges", i)
    place = Place(f"edge {i + 1}", at, several="edges")
    if type(raw) is not dict:
        findings.append(place.unfit("an object", raw))
        graph.unread_edges += 1
        return
    target_name = "destination" if "destination" in raw or "target" not in raw else "target"
    ends: list[str] = []
    for side in ("source", target_name):
        end = raw.get(side)
        handle = "sourceHandle" if side == "source" else "targetHandle"
        if type(end) is str and type(raw.get(handle)) is str:
            ends += (end, raw[handle])
            continue
        if type(end) is not dict:
            if side not in raw:
                findings.append(place.missing(side))
            else:
                findings.append(place.wrong(side, "an object", end, _END))
            continue
        inner = place.inner(side, part=f'"{side}"', several="edge ends")
        for member in ("node_id", "field"):
            value = end.get(member)
            if member not in end:
                findings.append(inner.missing(member))
            elif type(value) is not str and type(value) is not int:
                findings.append(inner.wrong(member, "a string", value))
            else:
                ends.append(str(value))
    if len(ends) != 4:
        graph.unread_edges += 1
    else:
        style = (
            "workflow" if type(raw["source"]) is str else "graph" if target_name == "destination" else "guide"
        )
        graph.edges.append(Edge(ends[0], ends[1], ends[2], ends[3], at, style, i))
