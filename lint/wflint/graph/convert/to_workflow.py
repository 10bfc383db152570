"""From an API graph to a workflow file that the web UI opens tidily.

What the UI itself does for "Load Workflow" of an image that holds only a graph (graphToWorkflow), and what
it leaves undone: every input of a node is there, batch data becomes batch nodes, and each thing that a
workflow cannot hold is reported.
"""

from __future__ import annotations

import copy
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.catalogue.renames import field_steps
from wflint.graph.convert.batch_to_nodes import batch_to_nodes
from wflint.graph.convert.decisions import Decision, Written, written_format
from wflint.graph.convert.images_moved import MOVED, move_images
from wflint.graph.convert.layout import layout
from wflint.graph.convert.losses import linkage_lost, node_kept
from wflint.graph.convert.node_size import NODE_WIDTH, node_height
from wflint.graph.convert.wires import wires_of
from wflint.graph.ir import LINKAGE
from wflint.graph.server.ports import DYNAMIC_INPUT
from wflint.graph.webui.forms import form_of
from wflint.graph.webui.kept import DROPPED, kept_value
from wflint.graph.webui.profile import profile
from wflint.graph.webui.template import Template, template_of
from wflint.graph.webui.values import is_model_shaped, lost_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wflint.catalogue.model import Catalogue, NodeDef

_ATTRIBUTES = frozenset({"id", "type", "is_intermediate", "use_cache"})
_EXTRAS = "core_metadata"
_CALL = "call_saved_workflow"
_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_Ends = tuple[str, str, str, str]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Details(NamedTuple):
    """What a workflow file says beyond its graph.

    ``texts`` are those of the file (name, author, description, version, contact, tags, notes); ``labels``
    and ``node_notes`` are texts by node id. ``exposed`` are (node id, input) pairs in the order of the form,
    which is made from them unless ``form`` gives one. ``data`` is the batch data of an enqueue body: it
    becomes batch nodes. ``positions`` are top left corners in pixels; nodes without one are laid out.
    ``defaults`` gives an input that the graph leaves unset the value that the server would take, so that the
    editor shows a control for it; without it the UI builds the very same graph.
    """

    texts: Mapping[str, str] = _NOTHING
    labels: Mapping[str, str] = _NOTHING
    node_notes: Mapping[str, str] = _NOTHING
    exposed: Sequence[tuple[str, str]] = ()
    form: Mapping[str, Any] | None = None
    data: Any = None
    positions: Mapping[str, tuple[float, float]] = _NOTHING
    defaults: bool = False


_BARE = Details()


def graph_to_workflow(graph: Mapping[str, Any], catalogue: Catalogue, details: Details = _BARE) -> Written:
    """The workflow file for an API graph, in the format that the catalogue's release writes.

    Every input of the release's node is there. What the file cannot say as the graph does is among the
    decisions. The graph may have any faults: what is no node or edge is passed over and reported. Raises
    ConversionError for a release before 4.0, whose formats are no longer written.
    """
    wanted, ui = written_format(catalogue), profile(catalogue)
    nodes, told = _nodes(graph)
    edges, links, about_edges = _edges(graph, nodes, catalogue)
    batch = batch_to_nodes(details.data, catalogue, nodes)
    told += about_edges + batch.decisions
    for node_id, field, value in batch.first:
        if node_id in nodes:
            nodes[node_id] = {**nodes[node_id], field: value}
    nodes |= batch.nodes
    for ends in batch.edges:
        if ends[2] in nodes:
            edges.append(ends)
        else:
            told.append(Decision("loss", f"batch data for node {ends[2]!r}, which is not there, is left out"))
    connected: dict[str, set[str]] = {node_id: set() for node_id in nodes}
    for _, _, target, field in edges:
        connected[target].add(field)

    built: list[dict[str, Any]] = []
    sizes: dict[str, tuple[float, float]] = {}
    for node_id, node in nodes.items():
        definition = catalogue.node(node["type"])
        template = template_of(catalogue, node["type"])
        if definition is None or template is None:
            told.append(node_kept(node_id, node["type"], catalogue))
        if node["type"] == "image_collection" and template is not None:
            node, moved = _images_shown(node_id, node, template, connected[node_id])  # noqa: PLW2901
            told += moved
        inputs, about_inputs = _inputs(node_id, node, template, catalogue, defaults=details.defaults)
        told += about_inputs
        body = _body(node_id, node, definition, inputs)
        body["label"] = details.labels.get(node_id, "")
        body["notes"] = details.node_notes.get(node_id, "")
        if ui.connectors:
            body["dynamicInputTemplates"] = {}
        built.append({"id": node_id, "type": "invocation", "data": body, "position": {}})
        sizes[node_id] = (NODE_WIDTH, node_height(definition, template, connected[node_id]))
    places = layout(sizes, [(source, target) for source, _, target, _ in edges])
    for each in built:
        x, y = details.positions.get(each["id"], places[each["id"]])
        each["position"] = {"x": x, "y": y}

    fields, hidden = _exposed(details.exposed, built)
    told += hidden
    found: dict[str, Any] = {
        **{text: details.texts.get(text, "") for text in _TEXTS},
        "exposedFields": [{"nodeId": node, "fieldName": field} for node, field in fields],
        "meta": {"version": wanted, "category": "user"},
        "nodes": built,
        "edges": wires_of(edges, links),
    }
    if ui.form:
        form = details.form
        found["form"] = copy.deepcopy(dict(form)) if form is not None else form_of(fields)
    return Written(found, told)


def _exposed(
    exposed: Iterable[tuple[str, str]], built: Iterable[Mapping[str, Any]]
) -> tuple[list[tuple[str, str]], list[Decision]]:
    """The exposed inputs that exist, each once; the UI cannot show others, which are losses."""
    inputs = {node["id"]: node["data"]["inputs"] for node in built}
    found, lost = [], []
    for node, field in dict.fromkeys((node, field) for node, field in exposed):
        if field in inputs.get(node, ()):
            found.append((node, field))
        else:
            lost.append(Decision("loss", f'there is no input "{field}" to expose: left out', node, field))
    return found, lost


def _nodes(graph: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], list[Decision]]:
    """The nodes of a graph by id, and the losses of what is none."""
    nodes = graph.get("nodes")
    found: dict[str, dict[str, Any]] = {}
    lost = []
    for node_id, node in nodes.items() if isinstance(nodes, dict) else ():
        if type(node_id) is not str or type(node) is not dict or type(node.get("type")) is not str:
            lost.append(Decision("loss", "this is not a node and is left out", str(node_id)))
        elif not node_id.strip() or node_id != node_id.strip() or not node["type"].strip():
            lost.append(
                Decision("loss", "the web UI reads no blanks around ids: the node is left out", node_id)
            )
        else:
            found[node_id] = node
    return found, lost


def _edges(
    graph: Mapping[str, Any], nodes: Mapping[str, Any], catalogue: Catalogue
) -> tuple[list[_Ends], set[_Ends], list[Decision]]:
    """The edges between nodes that are there, each once, which of them are loop linkages, and the losses."""
    edges, links = graph.get("edges"), set()
    found: dict[_Ends, None] = {}
    lost = []
    for number, edge in enumerate(edges if type(edges) is list else (), 1):
        try:
            source, target = edge["source"], edge["destination"]
            ends = (source["node_id"], source["field"], target["node_id"], target["field"])
            "".join(ends)
        except (KeyError, TypeError, IndexError):
            lost.append(Decision("loss", f"edge {number} does not say where it leads and is left out"))
            continue
        if ends[0] in nodes and ends[2] in nodes:
            if edge.get("type") == LINKAGE:
                if not catalogue.loops:
                    text = linkage_lost(ends[0], ends[2], catalogue)
                    lost.append(Decision("loss", text, ends[2], ends[3]))
                    continue
                links.add(ends)
            found[ends] = None
        else:
            text = (
                f"edge {number} ({ends[0]}.{ends[1]} -> {ends[2]}.{ends[3]}) names a node that is not there"
            )
            lost.append(Decision("loss", f"{text} and is left out"))
    return list(found), links, lost


def _body(
    node_id: str, node: Mapping[str, Any], definition: NodeDef | None, inputs: dict[str, Any]
) -> dict[str, Any]:
    """The ``data`` of a node, in the order in which the UI writes it."""
    return {
        "id": node_id,
        "type": node["type"],
        "version": (definition.version if definition else None) or "1.0.0",
        "nodePack": definition.pack if definition else "unknown",
        "label": "",
        "notes": "",
        "isOpen": True,
        "isIntermediate": node.get("is_intermediate") is True,
        "useCache": _use_cache(node, definition),
        "inputs": inputs,
    }


def _use_cache(node: Mapping[str, Any], definition: NodeDef | None) -> bool:
    """What a graph that does not say leaves to the node's class (``collect`` of 6.14: False)."""
    said = node.get("use_cache")
    if type(said) is bool:
        return said
    return definition.use_cache if definition is not None else True


def _inputs(
    node_id: str,
    node: Mapping[str, Any],
    template: Template | None,
    catalogue: Catalogue,
    *,
    defaults: bool,
) -> tuple[dict[str, Any], list[Decision]]:
    """The input instances of a node: those of the template first, then what else it keeps."""
    values = {k: v for k, v in node.items() if k not in _ATTRIBUTES}
    calls = node["type"] == _CALL
    if calls and type(dynamic := values.pop("workflow_inputs", None)) is dict:
        values |= {str(k): v for k, v in dynamic.items()}
    extras = node["type"] == _EXTRAS
    found: dict[str, Any] = {}
    told = []
    own: Mapping[str, Any] = template if template is not None else {}
    for name in (*own, *(name for name in values if name not in own)):
        raw = values.get(name, DROPPED)
        known = template is None or name in own
        if not known and not extras and not (calls and name.startswith(DYNAMIC_INPUT)):
            if raw is not None:
                told.append(_ignored(node_id, node["type"], name, catalogue))
            continue
        if name not in own and not name.strip():
            continue
        # The web UI passes over a node that it does not have: `wflint upgrade` can still read its values.
        value = _kept(raw, extras) if template is not None or raw is None else copy.deepcopy(raw)
        if value is DROPPED and raw is not DROPPED and raw is not None:
            text = f'the value of "{name}" of {node["type"]} is not kept by the web UI: left out'
            told.append(Decision("loss", text, node_id, name))
        if value is DROPPED and template is not None and name in own:
            value = _unset(template, name, defaults)
        found[name] = _instance(name, value)
    return found, told


def _ignored(node_id: str, node_type: str, name: str, catalogue: Catalogue) -> Decision:
    """An input that the node lacks: left out, and a loss where the release has it under another name."""
    text = f'{node_type} has no input "{name}": it is left out, as InvokeAI ignores it'
    steps = list(field_steps(node_type, "inputs", name, catalogue))
    if not steps or steps[-1].new is None:
        return Decision("decision", text, node_id, name)
    text += f'; it is "{steps[-1].new}" since {steps[-1].since}: give the graph to `wflint upgrade` first'
    return Decision("loss", text, node_id, name)


def _images_shown(
    node_id: str, node: dict[str, Any], template: Template, connected: set[str]
) -> tuple[dict[str, Any], list[Decision]]:
    """An ``image_collection`` with its images in the input that the editor shows, as the UI moves them."""
    values = {name: node.get(name) for name in template}
    if "collection" in connected or not node.get("collection") or not move_images(values, None):
        return node, []
    return {**node, **values}, [Decision("decision", MOVED, node_id, "collection")]


def _unset(template: Template, name: str, defaults: bool) -> Any:
    """The value of an input that the graph does not set.

    A board is "auto", which sends none. Where the default is null, the UI would give a fresh node 0 or the
    like, which is not what the server takes (and for some inputs refuses): such an input stays unset.
    """
    if template.types[name].name == "BoardField":
        return "auto"
    if not defaults or template[name].default is None:
        return DROPPED
    return template.default(name)


def _kept(value: Any, extras: bool) -> Any:
    """A literal as a workflow may hold it; ``DROPPED`` where the UI would not keep it (null is unset)."""
    if value is DROPPED or value is None or lost_value(value, extras) is not None:
        return DROPPED
    return kept_value(value, extras) if is_model_shaped(value) else copy.deepcopy(value)


def _instance(name: str, value: Any) -> dict[str, Any]:
    instance = {"name": name, "label": "", "description": ""}
    return instance if value is DROPPED else {**instance, "value": value}
