"""A workflow as the web UI holds it once it has loaded the file: values parsed, wires checked, nodes updated.

Read from the UI's validateWorkflow and nodeUpdate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.graph.convert.images_moved import move_images
from wflint.graph.edges.cycles import strongly_connected
from wflint.graph.edges.faults import EdgeFaults
from wflint.graph.edges.ui_load_all import wire_loader
from wflint.graph.ir import LINKAGE, UI_ONLY_NODES
from wflint.graph.reading.read import read_as
from wflint.graph.webui.kept import DROPPED, kept_value
from wflint.graph.webui.old_values import lost_old_value
from wflint.graph.webui.profile import held_version, profile, states_types
from wflint.graph.webui.template import template_of, updated_inputs
from wflint.graph.webui.tolerant_values import loaded_values
from wflint.graph.webui.updating import is_updated

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.ir import Edge, Graph, Node

_EXTRAS = "core_metadata"


class Opened(NamedTuple):
    """A workflow document once the UI of a release has loaded it.

    ``inputs`` are the values of the nodes' inputs, ``DROPPED`` where there is none; ``flow`` the wires
    kept, ``dropped`` the others; ``view_only`` the places in the file of the edges between collapsed nodes
    that it keeps; ``unknown`` the nodes that the release does not have; ``old`` tells that the file's inputs
    state their types.
    """

    document: Document
    catalogue: Catalogue
    graph: Graph
    inputs: dict[str, dict[str, Any]]
    flow: Flow
    dropped: list[Edge]
    view_only: frozenset[int]
    unknown: list[Node]
    old: bool


def open_workflow(document: Document, catalogue: Catalogue) -> Opened:
    """What the UI holds of a workflow document after loading it; never raises on its content."""
    ui = profile(catalogue)
    graph, _ = read_as(document, catalogue)
    loader = wire_loader(graph, catalogue, EdgeFaults())
    # Wires of nodes that are not installed always go; the loader takes them for kept, for the rules' sake.
    unknown = {i for i, node in graph.nodes.items() if catalogue.node(node.type) is None}
    loader.wires = [w for w in graph.wires if w.source not in unknown and w.target not in unknown]
    loader.view_only = _view_only(document, graph, unknown) if not ui.tolerant else []
    loader.drops_circles = loader.validates and _has_circle(graph, loader.view_only)
    loader.load()
    links = [
        w for w in graph.links if catalogue.loops and w.source not in unknown and w.target not in unknown
    ]
    flow = Flow(graph, loader.accepted, once=loader.once, links=links, typed=ui.edge_types)
    kept = {id(w) for w in flow.accepted}
    old = states_types(document) and not ui.tolerant
    return Opened(
        document,
        catalogue,
        graph,
        {i: _loaded_inputs(node, catalogue, flow, old) for i, node in graph.nodes.items()},
        flow,
        [w for w in graph.wires if id(w) not in kept],
        frozenset(index for index, _, _ in loader.view_only),
        [graph.nodes[i] for i in graph.nodes if i in unknown],
        old,
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
    if profile(catalogue).tolerant:
        return loaded_values(node, catalogue, flow.connected)
    values = parsed_inputs(node, catalogue, old)
    template = template_of(catalogue, node.type)
    if template is None or not is_updated(node, catalogue):
        return values
    values = updated_inputs(template, values, node.type == _EXTRAS)
    if node.type == "image_collection" and (node.id, "collection") not in flow.connected:
        move_images(values, held_version(node, catalogue))
    return values


def parsed_inputs(node: Node, catalogue: Catalogue, old: bool) -> dict[str, Any]:
    """The values that the UI reads from the file, before it updates the node; ``DROPPED`` for none.

    ``old`` tells that the file's inputs state their types.
    """
    extras, loras = node.type == _EXTRAS, profile(catalogue).lora_lists
    values = {}
    for name, instance in node.declared.items():
        raw = instance.get("value", DROPPED) if type(instance) is dict else DROPPED
        lost = lost_old_value(instance, extras) if old and raw is not DROPPED else None
        gone = raw is DROPPED or (lost is not None and lost.becomes is None)
        values[name] = DROPPED if gone or (_is_lora_list(raw) and not loras) else kept_value(raw, extras)
    return values


def _is_lora_list(value: Any) -> bool:
    return type(value) is list and bool(value) and type(value[0]) is dict and "lora" in value[0]


class Flow:
    """The accepted wires of a workflow, and what they mean once connectors are gone.

    ``once``: of equal edges the UI sends one (from 6.13.0 on). ``links`` are the loop linkages that it keeps.
    ``typed``: edges of the request state their type (from 7 on).
    """

    def __init__(
        self,
        graph: Graph,
        accepted: list[Edge],
        *,
        once: bool = True,
        links: Sequence[Edge] = (),
        typed: bool = False,
    ) -> None:
        self.graph = graph
        self.links = links
        self.once = once
        self._typed: dict[str, Any] = {"type": "default"} if typed else {}
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

    def direct(self, *, every: bool = False) -> list[tuple[str, str, str, str]]:
        """The connections between invocation nodes, batch nodes included; connectors are gone.

        ``every``: equal ones as often as the file has them.
        """
        found = []
        for wire in self.accepted:
            source = self.origin(wire) if wire.target in self.graph.nodes else None
            if source is not None:
                found.append((*source, wire.target, wire.target_field))
        return list(dict.fromkeys(found)) if self.once and not every else found

    def edges(self) -> list[dict[str, Any]]:
        """The edges of the graph, loop linkages last."""
        nodes, links = self.graph.nodes, dict.fromkeys(link.key for link in self.links)
        found: list[dict[str, Any]] = [
            {
                **self._typed,
                "source": {"node_id": source, "field": output},
                "destination": {"node_id": target, "field": field},
            }
            for source, output, target, field in self.direct()
            if nodes[source].type not in UI_ONLY_NODES and nodes[target].type not in UI_ONLY_NODES
            if not links or (source, output, target, field) not in links
        ]
        for source, output, target, field in links:
            found.append(
                {
                    "type": LINKAGE,
                    "source": {"node_id": source, "field": output},
                    "destination": {"node_id": target, "field": field},
                }
            )
        return found
