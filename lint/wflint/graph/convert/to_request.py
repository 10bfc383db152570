"""From a workflow file to the request that the web UI would send for it.

The steps are the UI's, in its order: load the file (values parsed, wires validated, nodes updated to the
release's versions), build the graph from what is left (batch, generator and note nodes out, connectors
seen through, literals of connected inputs out), turn batch nodes into batch data. Read from the UI's
validateWorkflow, nodeUpdate, buildNodesGraph and useEnqueueWorkflows.
"""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.graph.convert.losses import losses_on_loading
from wflint.graph.convert.opening import open_workflow
from wflint.graph.convert.saved_by_seven import saved_by_seven
from wflint.graph.convert.workflow_copy import workflow_copy
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.server.ports import DYNAMIC_INPUT
from wflint.graph.webui.batch_nodes import batch_data
from wflint.graph.webui.batch_through import batch_data_through
from wflint.graph.webui.kept import DROPPED
from wflint.graph.webui.profile import profile
from wflint.graph.webui.template import Template, template_of

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.convert.decisions import Decision
    from wflint.graph.convert.opening import Opened
    from wflint.graph.ir import Node
    from wflint.graph.webui.batch_nodes import Resolver

_EXTRAS = "core_metadata"
_UNSET = (None, "")


class Converted(NamedTuple):
    """What the UI would send.

    ``graph`` is the API graph, ``data`` the batch data, ``workflow`` the file as it is saved into the
    pictures (None when the UI would send none). ``decisions`` are what the UI loses on loading the file,
    ``opened`` is what it then holds.
    """

    graph: dict[str, Any]
    data: list[list[dict[str, Any]]]
    workflow: dict[str, Any] | None
    decisions: list[Decision]
    opened: Opened

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
    copied: bool = True,
) -> Converted:
    """The request for a workflow document.

    ``board`` is the id of the UI's auto-add board, None for none. ``resolve`` gives the values of
    generators that only a server knows; without ``with_data`` batch nodes are passed over, without ``copied``
    the copy of the workflow is not made. The document may
    have faults: what the UI would refuse to load is converted as far as it can be read, so check it first.
    Raises BatchError.
    """
    opened = open_workflow(document, catalogue)
    graph, inputs, flow = opened.graph, opened.inputs, opened.flow
    ui = profile(catalogue)
    nodes = {}
    for node_id, node in graph.nodes.items():
        template = template_of(catalogue, node.type)
        if template is not None and node.type not in UI_ONLY_NODES:
            nodes[node_id] = _graph_node(
                node, inputs[node_id], template, board, unset=_UNSET if ui.tolerant else ()
            )
    edges = flow.edges()
    for edge in edges:
        target = nodes.get(edge["destination"]["node_id"])
        if target is not None:
            _unset(target, edge["destination"]["field"])
    typed = {i: (node.type, inputs[i]) for i, node in graph.nodes.items()}
    data: list[list[dict[str, Any]]] = []
    if with_data and ui.batch_connectors:
        data = batch_data_through(typed, flow.direct(every=True), partial(_takes, catalogue), resolve)
    elif with_data:
        data = batch_data(typed, flow.accepted, flow.origin, resolve)
    return Converted(
        {"id": str(uuid.uuid4()), "nodes": nodes, "edges": edges},
        data,
        None if not copied else saved_by_seven(opened) if ui.tolerant else workflow_copy(opened),
        losses_on_loading(opened),
        opened,
    )


def _takes(catalogue: Catalogue, node_type: str, name: str) -> str | None:
    """The UI's name for the type of an input; None where the release does not have it."""
    template = template_of(catalogue, node_type)
    found = template.types.get(name) if template is not None else None
    return found.name if found is not None else None


def _graph_node(
    node: Node, inputs: dict[str, Any], template: Template, board: str | None, unset: tuple[Any, ...]
) -> dict[str, Any]:
    """A node of the request. A board that is ``unset`` is the UI's to choose, as "auto" is."""
    found: dict[str, Any] = {"type": node.type, "id": node.id}
    dynamic = node.raw.get("dynamicInputTemplates")
    calls = node.type == "call_saved_workflow"
    for key, value in inputs.items():
        stated = node.declared.get(key) if unset else None
        name = stated["name"] or key if type(stated) is dict else key  # by which it is sent, from 7 on
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
        if kind is not None and kind.name == "BoardField" and value in ("auto", "none", *unset):
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
