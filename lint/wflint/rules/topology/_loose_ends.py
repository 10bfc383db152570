"""Which nodes lead nowhere, and which nodes show or keep something by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.ir import BATCH_NODES, UI_ONLY_NODES

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.catalogue.types import TypeExpr
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node
    from wflint.rules.base import Context

# A node that makes an image or a video saves it (invocation_context.py of InvokeAI: images.save is called by
# the node itself), to the gallery unless the node is intermediate.
_SAVED = frozenset({"ImageField", "VideoField"})
# Nodes with an image or video output that only hand on what exists already.
_HANDS_ON = frozenset({"image", "image_collection", "video", "video_collection"}) | UI_ONLY_NODES
# Nodes that show, write or return something whatever their output is.
_ACTS = frozenset(
    {
        "workflow_return",
        "call_saved_workflow",
        "save_image_to_file",
        "show_image",
        "linear_ui_output",
    }
)

# Node types whose missing edges have rules of their own (TP101, TP102, BA107).
HAVE_OWN_RULE = frozenset({"collect", "iterate"}) | BATCH_NODES


class LooseEnds:
    """``isolated``: nodes without any edge. ``unused``: nodes with edges into them but none out of them."""

    __slots__ = ("isolated", "unused")

    def __init__(self) -> None:
        self.isolated: list[Node] = []
        self.unused: list[Node] = []


def loose_ends(ctx: Context) -> LooseEnds:
    """The analysis itself; call it through ``ctx.analysis(loose_ends)``."""
    ends = LooseEnds()
    graph = ctx.graph
    out_of = graph.out_of
    sinks = [n for node_id, n in graph.nodes.items() if node_id not in out_of]
    if len(graph.nodes) == 1 or not sinks or graph.unread_edges:
        return ends
    fed = {node_id for node_id, _ in graph.into} | {link.target for link in graph.links}
    wired = {end for w in graph.wires for end in (w.source, w.target)} if graph.connectors else fed
    for node in sinks:
        if node.id in fed:
            ends.unused.append(node)
        elif node.id not in wired:
            ends.isolated.append(node)
    return ends


def keeps_something(definition: NodeDef) -> bool:
    """Whether a node of that type shows, writes or returns something by itself when it runs.

    True for what cannot be judged: nodes of community packs.
    """
    return definition.pack != "invokeai" or definition.type in _ACTS or saves_image(definition)


def saves_image(definition: NodeDef) -> bool:
    """Whether a node of that type makes an image or a video, and so saves it."""
    if definition.type in _HANDS_ON:
        return False
    return any(_is_image(o.type) for o in definition.outputs.values())


def acts(definition: NodeDef) -> bool:
    """Whether a node of that type does something that lasts, intermediate or not."""
    return definition.pack != "invokeai" or definition.type in _ACTS


def image_kinds(catalogue: Catalogue) -> dict[str, int]:
    """A cache for :func:`image_kind`, one for each catalogue."""
    return {}


NOTHING, IMAGE, ACT = 0, 1, 2


def image_kind(catalogue: Catalogue, node_type: str) -> int:
    """``ACT`` for nodes whose effect lasts anyway (or is not known), ``IMAGE`` for those that save one."""
    definition = catalogue.node(node_type)
    if definition is None or acts(definition):
        return ACT
    return IMAGE if saves_image(definition) else NOTHING


def lacks_required(ctx: Context, node: Node) -> bool:
    """Whether a required input of the node is neither connected nor set (missing-input reports that)."""
    definition = ctx.catalogue.node(node.type)
    if definition is None:
        return False
    into = ctx.graph.into
    return any(
        field.required and (node.id, name) not in into and node.values.get(name) is None
        for name, field in definition.inputs.items()
    )


def _is_image(t: TypeExpr) -> bool:
    if t.kind == "ref":
        return t.name in _SAVED
    return any(_is_image(a) for a in t.args)


def without(node: Node) -> Fix:
    """For people to see: a node that leads nowhere more likely lacks an edge than is too many."""
    from wflint.diagnostics.fix import display, remove

    return display("remove the node", remove(*node.path))
