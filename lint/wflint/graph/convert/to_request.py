"""From a workflow file to the request that the web UI would send for it.

The steps are the UI's, in its order: load the file (values parsed, wires validated, nodes updated to the
release's versions), build the graph from what is left (batch, generator and note nodes out, connectors
seen through, literals of connected inputs out), turn batch nodes into batch data. Read from the UI's
validateWorkflow, nodeUpdate, buildNodesGraph and useEnqueueWorkflows.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.graph.convert.workflow_copy import workflow_copy
from wflint.graph.edges.cycles import strongly_connected
from wflint.graph.edges.faults import EdgeFaults
from wflint.graph.edges.ui_load import WireLoader
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.reading.read import read_document
from wflint.graph.server.ports import DYNAMIC_INPUT
from wflint.graph.webui.batch_nodes import batch_data
from wflint.graph.webui.kept import DROPPED, kept_value
from wflint.graph.webui.old_values import lost_old_value
from wflint.graph.webui.profile import edits_lora_lists, states_types
from wflint.graph.webui.template import Template, template_of, updated_inputs

if TYPE_CHECKING:
    from collections.abc import Set

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.ir import Edge, Graph, Node
    from wflint.graph.webui.batch_nodes import Resolver

_EXTRAS = "core_metadata"


class Converted(NamedTuple):
    """What the UI would send.

    ``graph`` is the API graph, ``data`` the batch data, ``workflow`` the file as it is saved into the
    pictures (None when the UI would send none). ``dropped`` are the wires that the UI drops on loading,
    ``unknown`` the nodes that this release does not have.
    """

    graph: dict[str, Any]
    data: list[list[dict[str, Any]]]
    workflow: dict[str, Any] | None
    dropped: list[Edge]
    unknown: list[Node]

    def body(
        self, runs: int = 1, *, origin: str = "workflows", destination: str = "gallery", prepend: bool = False
    ) -> dict[str, Any]:
        """The body of ``enqueue_batch``."""
        batch = {
            "graph": self.graph,
            "workflow": self.workflow,
            "runs": runs,
            "origin": origin,
            "destination": destination,
            "data": self.data,
        }
        return {"batch": batch, "prepend": prepend}


def convert_workflow(
    document: Document,
    catalogue: Catalogue,
    *,
    board: str | None = None,
    resolve: Resolver | None = None,
    with_data: bool = True,
) -> Converted:
    """The request for a workflow document.

    ``board`` is the id of the UI's auto-add board, None for none. ``resolve`` gives the values of
    generators that only a server knows; without ``with_data`` batch nodes are passed over. The document may
    have faults: what the UI would refuse to load is converted as far as it can be read, so check it first.
    Raises BatchError.
    """
    opened = open_workflow(document, catalogue)
    graph, inputs, flow = opened.graph, opened.inputs, opened.flow
    nodes = {}
    for node_id, node in graph.nodes.items():
        template = template_of(catalogue, node.type)
        if template is not None and node.type not in UI_ONLY_NODES:
            nodes[node_id] = _graph_node(node, inputs[node_id], template, board)
    edges = flow.edges()
    for edge in edges:
        target = nodes.get(edge["destination"]["node_id"])
        if target is not None:
            _unset(target, edge["destination"]["field"])
    typed = {i: (node.type, inputs[i]) for i, node in graph.nodes.items()}
    return Converted(
        {"id": str(uuid.uuid4()), "nodes": nodes, "edges": edges},
        batch_data(typed, flow.accepted, flow.origin, resolve) if with_data else [],
        workflow_copy(document, catalogue, opened),
        opened.dropped,
        opened.unknown,
    )


class Opened(NamedTuple):
    """A workflow once the UI has loaded it.

    ``inputs`` are the values of the nodes' inputs, ``DROPPED`` where there is none; ``flow`` the wires
    kept, ``dropped`` the others; ``view_only`` the places in the file of the edges between collapsed nodes
    that it keeps; ``unknown`` the nodes that the release does not have.
    """

    graph: Graph
    inputs: dict[str, dict[str, Any]]
    flow: Flow
    dropped: list[Edge]
    view_only: frozenset[int]
    unknown: list[Node]


def open_workflow(document: Document, catalogue: Catalogue) -> Opened:
    """What the UI holds of a workflow document after loading it; never raises on its content."""
    graph, _ = read_document(document)
    loader = WireLoader(graph, catalogue, EdgeFaults())
    # Wires of nodes that are not installed always go; the loader takes them for kept, for the rules' sake.
    unknown = {i for i, node in graph.nodes.items() if catalogue.node(node.type) is None}
    loader.wires = [w for w in graph.wires if w.source not in unknown and w.target not in unknown]
    loader.view_only = _view_only(document, graph, unknown)
    loader.drops_circles = _has_circle(graph, loader.view_only)
    loader.load()
    flow = Flow(graph, loader.accepted, once=loader.validates)
    kept = {id(w) for w in flow.accepted}
    old = states_types(document)
    return Opened(
        graph,
        {i: _loaded_inputs(node, catalogue, flow, old) for i, node in graph.nodes.items()},
        flow,
        [w for w in graph.wires if id(w) not in kept],
        frozenset(index for index, _, _ in loader.view_only),
        [graph.nodes[i] for i in graph.nodes if i in unknown],
    )


def _has_circle(graph: Graph, view_only: list[tuple[int, str, str]]) -> bool:
    successors: dict[str, list[str]] = {}
    for wire in graph.wires:
        successors.setdefault(wire.source, []).append(wire.target)
    for _, source, target in view_only:
        if source == target:
            return True
        successors.setdefault(source, []).append(target)
    return bool(strongly_connected(successors))


def _view_only(document: Document, graph: Graph, unknown: Set[str]) -> list[tuple[int, str, str]]:
    """The edges drawn between collapsed nodes that the UI keeps: place in the file, source, target.

    Their nodes exist, and are of types that the release has.
    """
    data: Any = document.data
    edges = data.get("edges")
    ends = {*graph.nodes, *graph.connectors, *graph.notes} - unknown
    found = []
    for index, edge in enumerate(edges if type(edges) is list else ()):
        if type(edge) is dict and edge.get("type") == "collapsed":
            source, target = edge.get("source"), edge.get("target")
            if type(source) is str and type(target) is str and source in ends and target in ends:
                found.append((index, source, target))
    return found


def _loaded_inputs(node: Node, catalogue: Catalogue, flow: Flow, old: bool) -> dict[str, Any]:
    """The values of a node's inputs once the UI has loaded the file; ``DROPPED`` where there is none."""
    extras, loras = node.type == _EXTRAS, edits_lora_lists(catalogue)
    values = {}
    for name, instance in node.declared.items():
        raw = instance.get("value", DROPPED) if type(instance) is dict else DROPPED
        lost = lost_old_value(instance, extras) if old and raw is not DROPPED else None
        gone = raw is DROPPED or (lost is not None and lost.becomes is None)
        values[name] = DROPPED if gone or (_is_lora_list(raw) and not loras) else kept_value(raw, extras)
    definition = catalogue.node(node.type)
    template = template_of(catalogue, node.type)
    if definition is None or template is None or not _may_update(node.version, definition.version):
        return values
    values = updated_inputs(template, values, extras)
    if node.type == "image_collection" and (node.id, "collection") not in flow.connected:
        _move_images(values, node.version)
    return values


def _is_lora_list(value: Any) -> bool:
    return type(value) is list and bool(value) and type(value[0]) is dict and "lora" in value[0]


def _may_update(mine: str | None, current: str | None) -> bool:
    """Whether the UI updates a node: its version differs, but not in the major number."""
    if mine is None or current is None or mine == current:
        return False
    return mine.split(".")[0] == current.split(".")[0]


def _move_images(values: dict[str, Any], version: str | None) -> None:
    """Version 1.0.2 of ``image_collection`` took its images from another input than 1.0.1."""
    try:
        parts = tuple(int(p) for p in (version or "").split(".")[:3])
    except ValueError:
        return
    images, collection = values.get("images"), values.get("collection")
    if parts >= (1, 0, 2) or "images" not in values or type(collection) is not list:
        return
    if type(images) is not list or not images:
        values["images"], values["collection"] = collection, []


def _graph_node(node: Node, inputs: dict[str, Any], template: Template, board: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": node.type, "id": node.id}
    dynamic = node.raw.get("dynamicInputTemplates")
    calls = node.type == "call_saved_workflow"
    for name, value in inputs.items():
        if calls and name == "workflow_inputs":
            continue
        if calls and name.startswith(DYNAMIC_INPUT):
            given = found.setdefault("workflow_inputs", {})
            if value is not DROPPED:
                given[name] = value
            continue
        if value is DROPPED:
            known = template.types.get(name)
            if known is not None and known.name == "BoardField" and board is not None:
                found[name] = {"board_id": board}
            continue
        if name not in template and not (type(dynamic) is dict and name in dynamic):
            if node.type == _EXTRAS:
                found[name] = value
            continue
        kind = template.types.get(name)
        if kind is not None and kind.name == "BoardField" and value in ("auto", "none"):
            if value != "none" and board is not None:
                found[name] = {"board_id": board}
            continue
        found[name] = value
    if calls:
        found.setdefault("workflow_inputs", {})
    found["use_cache"] = node.use_cache
    found["is_intermediate"] = node.is_intermediate
    return found


def _unset(node: dict[str, Any], field: str) -> None:
    """Take the literal of a connected input out."""
    given = node.get("workflow_inputs")
    if node["type"] == "call_saved_workflow" and field.startswith(DYNAMIC_INPUT) and type(given) is dict:
        given.pop(field, None)
    else:
        node.pop(field, None)


class Flow:
    """The accepted wires of a workflow, and what they mean once connectors are gone.

    ``once``: of equal edges the UI sends one (from 6.13.0 on).
    """

    def __init__(self, graph: Graph, accepted: list[Edge], *, once: bool = True) -> None:
        self.graph = graph
        self.once = once
        self.accepted = accepted
        self.connected = {(w.target, w.target_field) for w in accepted}
        self._feeds: dict[str, Edge] = {}
        for wire in accepted:
            if wire.target in graph.connectors and wire.target_field == "in":
                self._feeds.setdefault(wire.target, wire)

    def origin(self, wire: Edge) -> tuple[str, str] | None:
        """The invocation node and output that a wire brings; None when connectors lead nowhere."""
        seen: set[str] = set()
        feed: Edge | None = wire
        while feed is not None and feed.source in self.graph.connectors:
            if feed.source in seen:
                return None
            seen.add(feed.source)
            feed = self._feeds.get(feed.source)
        if feed is None or feed.source not in self.graph.nodes:
            return None
        return feed.source, feed.source_field

    def direct(self) -> list[tuple[str, str, str, str]]:
        """The connections between invocation nodes, batch nodes included; connectors are gone."""
        found = []
        for wire in self.accepted:
            source = self.origin(wire) if wire.target in self.graph.nodes else None
            if source is not None:
                found.append((*source, wire.target, wire.target_field))
        return list(dict.fromkeys(found)) if self.once else found

    def edges(self) -> list[dict[str, Any]]:
        """The edges of the graph."""
        nodes = self.graph.nodes
        return [
            {
                "source": {"node_id": source, "field": output},
                "destination": {"node_id": target, "field": field},
            }
            for source, output, target, field in self.direct()
            if nodes[source].type not in UI_ONLY_NODES and nodes[target].type not in UI_ONLY_NODES
        ]
