"""Reading workflows that the web UI exported, as its newest release reads them.

Sound files pass through a handful of checks per node, input and edge. Parts that fail one are read as far
as they can be and noted as odd; ``workflow_faults``, which knows every rule of the UI's schemas, then says
what is wrong with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.ir import LINKAGE, Edge, Graph, Node
from wflint.graph.reading.semver import is_node_version
from wflint.graph.webui.profile import OLD_FORMATS
from wflint.graph.webui.values import PLAIN, lost_value, too_large

if TYPE_CHECKING:
    from wflint.diagnostics import Finding
    from wflint.document import Document
    from wflint.graph.reading.faults import Odd

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_BLANK = "!"  # a text of blanks only sorts before it; what else does is looked at again


def read_workflow(document: Document) -> tuple[Graph, list[Finding]]:
    """The graph of a workflow and the faults for which the UI refuses the file, or loses something."""
    graph = Graph()
    odd: list[Odd] = []
    data: Any = document.data
    if not _is_sound_top(data, document.version):
        odd.append(("", 0, None))
    nodes, edges = data.get("nodes"), data.get("edges")
    if type(nodes) is list:
        _read_nodes(graph, nodes, document.version, odd)
    if type(edges) is list:
        _read_edges(graph, edges, odd)
    else:
        graph.unread_edges = int("edges" in data)
    flatten(graph)
    graph.index()
    if not odd:
        return graph, []
    from wflint.graph.reading.workflow_faults import workflow_faults

    return graph, list(workflow_faults(data, document.version, odd))


def _is_sound_top(data: Any, version: str | None) -> bool:
    try:
        "".join([data[name] for name in _TEXTS])
        exposed = [part for field in data["exposedFields"] for part in (field["nodeId"], field["fieldName"])]
        "".join(exposed)
        meta = data["meta"]
        return (
            version is not None
            and version not in OLD_FORMATS
            and type(data["nodes"]) is list
            and type(data["edges"]) is list
            and type(data["exposedFields"]) is list
            and (not exposed or min(exposed) > _BLANK)
            and type(data.get("id", "id")) is str
            and data.get("id") != ""
            and meta.get("category", "user") in ("user", "default")
        )
    except (KeyError, TypeError, AttributeError):
        return False


def _read_nodes(graph: Graph, nodes: list[Any], version: str | None, odd: list[Odd]) -> None:
    old = version is None or version in OLD_FORMATS
    for i, raw in enumerate(nodes):
        try:
            node_id = raw["id"]
            body = raw["data"]
            kind = raw["type"]
            if kind == "invocation":
                inputs = body["inputs"]
                "".join((node_id, body["id"], body["type"], body["label"], body["notes"]))
                names = [inst["name"] for inst in inputs.values()]
                "".join(names)
                sound = (
                    node_id == body["id"]
                    and node_id != ""
                    and body["type"] > _BLANK
                    and (not names or min(names) > _BLANK)
                    and is_node_version(body["version"])
                    and type(body["isOpen"]) is bool
                    and type(body["isIntermediate"]) is bool
                    and type(body["useCache"]) is bool
                    and body.get("nodePack", "invokeai") != ""
                    and type(body.get("nodePack", "")) is str
                )
            else:
                "".join((node_id, body["id"], body["label"]))
                sound = (
                    node_id == body["id"]
                    and node_id != ""
                    and kind == body["type"]
                    and (kind == "connector" or (kind == "notes" and type(body["notes"]) is str))
                    and type(body["isOpen"]) is bool
                )
            position = raw["position"]
            sound = (
                sound
                and not old
                and type(position["x"]) in _NUMBERS
                and type(position["y"]) in _NUMBERS
                and -1e300 < position["x"] < 1e300
                and -1e300 < position["y"] < 1e300
                and body.get("dynamicInputTemplates", _NONE) == _NONE
                and node_id[0] > " "
                and node_id[-1] > " "
            )
        except (KeyError, TypeError, AttributeError, IndexError):
            sound = False
        if sound:
            if kind == "invocation":
                values = {name: inst["value"] for name, inst in inputs.items() if "value" in inst}
                where = ("nodes", i, "data", "inputs")
                node = Node(node_id, body["type"], ("nodes", i), body, values, inputs, where, _VALUE)
                node.label = body["label"]
                node.version = body["version"]
                node.is_intermediate = body["isIntermediate"]
                node.use_cache = body["useCache"]
                if not PLAIN.issuperset(map(type, values.values())) or any(map(too_large, values.values())):
                    _drop_lost(node, graph.nulls)
                _add(graph, node_id, node, kind, i, odd)
            else:
                _add(graph, node_id, None, kind, i, odd)
        else:
            odd.append(("nodes", i, None))
            _read_odd_node(graph, raw, i, version, odd)


_VALUE = ("value",)
_NONE: dict[str, Any] = {}
_NUMBERS = frozenset({int, float})


def _drop_lost(node: Node, nulls: list[tuple[str, str]]) -> None:
    """Take the literals that the UI does not keep out of a node's values."""
    values = node.values
    extras = node.type == "core_metadata"
    lost = {}
    empty = []
    for name, value in values.items():
        found = lost_value(value, extras)
        if found is not None:
            if value is None:
                empty.append(name)
            else:
                lost[name] = found
    for name in empty:
        del values[name]
        nulls.append((node.id, name))
    if lost:
        for name in lost:
            del values[name]
        node.lost = lost


def _add(graph: Graph, node_id: str, node: Node | None, kind: str, i: int, odd: list[Odd]) -> None:
    if node_id in graph.nodes or node_id in graph.connectors or node_id in graph.notes:
        known = graph.nodes.pop(node_id, None)
        first = known.path if known else graph.connectors.get(node_id) or graph.notes.get(node_id) or ()
        odd.append(("ids", i, (node_id, known.type if known else None, first)))
    if node is not None:
        graph.nodes[node_id] = node
    elif kind == "connector":
        graph.connectors[node_id] = ("nodes", i)
    else:
        graph.notes[node_id] = ("nodes", i)


def _read_odd_node(graph: Graph, raw: Any, i: int, version: str | None, odd: list[Odd]) -> None:
    """A node that failed the quick checks: take from it what can be read."""
    if type(raw) is not dict or type(raw.get("id")) is not str:
        return
    node_id = raw["id"].strip() or raw["id"]
    body, kind = raw.get("data"), raw.get("type")
    if kind in ("connector", "notes", "current_image"):
        _add(graph, node_id, None, kind, i, odd)
        return
    if type(body) is not dict or type(body.get("type")) is not str:
        return
    inputs = body.get("inputs")
    declared = inputs if type(inputs) is dict else {}
    values = {
        name: inst["value"] for name, inst in declared.items() if type(inst) is dict and "value" in inst
    }
    where = ("nodes", i, "data", "inputs")
    node = Node(node_id, body["type"].strip(), ("nodes", i), body, values, declared, where, _VALUE)
    if type(body.get("label")) is str:
        node.label = body["label"]
    if type(body.get("version")) is str:
        node.version = body["version"]
    elif "version" not in body and (version == "1.0.0" or (version is None and "outputs" in body)):
        node.version = "1.0.0"  # what the UI's migration of that format gives it
    node.is_intermediate = body.get("isIntermediate") is True
    node.use_cache = body.get("useCache") is not False
    if version in OLD_FORMATS:
        _drop_old_values(node)
    else:
        _drop_lost(node, graph.nulls)
    _add(graph, node_id, node, "invocation", i, odd)


def _drop_old_values(node: Node) -> None:
    from wflint.graph.webui.old_values import lost_old_value

    extras = node.type == "core_metadata"
    found = {name: lost_old_value(node.declared[name], extras) for name in node.values}
    lost = {name: value for name, value in found.items() if value is not None}
    for name in lost:
        del node.values[name]
    node.lost = {name: value for name, value in lost.items() if value.value is not None}


def _read_edges(graph: Graph, edges: list[Any], odd: list[Odd]) -> None:
    wires = graph.wires
    for i, raw in enumerate(edges):
        try:
            source, target = raw["source"], raw["target"]
            if raw["type"] == "default":
                out, into = raw["sourceHandle"], raw["targetHandle"]
                "".join((raw["id"], source, target, out, into))
                if min(raw["id"], source, target, out, into) > _BLANK and "hidden" not in raw:
                    wires.append(Edge(source, out, target, into, ("edges", i), "workflow", i))
                    continue
            elif raw["type"] == "collapsed":
                "".join((raw["id"], source, target))
                if min(raw["id"], source, target) > _BLANK:
                    continue
            elif raw["type"] == LINKAGE:  # SH105 speaks of it where the release has none
                out, into = raw["sourceHandle"], raw["targetHandle"]
                "".join((raw["id"], source, target, out, into))
                if min(raw["id"], source, target, out, into) > _BLANK and "hidden" not in raw:
                    graph.links.append(
                        Edge(source, out, target, into, ("edges", i), "workflow", i, type=LINKAGE)
                    )
                    continue
        except (KeyError, TypeError, IndexError):
            pass
        odd.append(("edges", i, None))
        if type(raw) is not dict or raw.get("type", "default") != "default":
            graph.unread_edges += type(raw) is not dict or raw.get("type") != "collapsed"
            continue
        ends = [raw.get(part) for part in ("source", "sourceHandle", "target", "targetHandle")]
        if all(type(end) is str and end for end in ends):
            source, out, target, into = (str(end).strip() for end in ends)
            wires.append(Edge(source, out, target, into, ("edges", i), "workflow", i))
        else:
            graph.unread_edges += 1


def flatten(graph: Graph, *, named: bool = False) -> None:
    """Fill ``edges`` from ``wires``, seeing through connectors as the UI does.

    A connector passes on what its first edge into ``in`` brings; one that nothing feeds, or that is in
    a ring of connectors, passes on nothing, and the UI drops the edges out of it (its
    ``resolveConnectorSource``). ``named``: an edge that names another output of a connector than its only one
    passes on nothing either.
    """
    connectors = graph.connectors
    if not connectors:
        graph.edges = list(graph.wires)
        return
    feeds: dict[str, Edge] = {}
    for wire in graph.wires:
        if wire.target in connectors and wire.target_field == "in":
            feeds.setdefault(wire.target, wire)
    if named:
        feeds = {c: w for c, w in feeds.items() if w.source not in connectors or w.source_field == "out"}
    origins = _origins(feeds)
    for wire in graph.wires:
        if wire.target in connectors:
            continue
        if wire.source not in connectors:
            graph.edges.append(wire)
            continue
        feed = origins.get(wire.source)
        if named and wire.source_field != "out":
            continue
        if feed is not None and feed.source in graph.nodes:
            linkage = feed.source_field == wire.target_field == LINKAGE
            edge = Edge(
                feed.source,
                feed.source_field,
                wire.target,
                wire.target_field,
                wire.path,
                "workflow",
                wire.index,
                (wire.source, feeds),
                LINKAGE if linkage else "default",
            )
            (graph.links if linkage else graph.edges).append(edge)


def _origins(feeds: dict[str, Edge]) -> dict[str, Edge | None]:
    """The wire that feeds each connector through others; None in a ring. Walks no connector twice."""
    origins: dict[str, Edge | None] = {}
    for connector in feeds:
        way: dict[str, None] = {}
        at = connector
        while at in feeds and at not in origins and at not in way:
            way[at] = None
            at = feeds[at].source
        found = origins[at] if at in origins else None if at in feeds else feeds[next(reversed(way))]
        origins.update(dict.fromkeys(way, found))
    return origins
