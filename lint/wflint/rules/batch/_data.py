"""The batch data of a document: what an enqueue body says, or what the web UI makes of batch nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.graph.ir import BATCH_NODES, GENERATOR_NODES
from wflint.graph.webui.batch_nodes import BATCH_GROUPS
from wflint.graph.webui.profile import profile
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import BatchItem, Edge, Node
    from wflint.rules.base import Context

# The input that holds a batch node's items.
ITEMS_FIELD = {
    "image_batch": "images",
    "string_batch": "strings",
    "integer_batch": "integers",
    "float_batch": "floats",
}


class BatchNode(NamedTuple):
    """A batch node of a workflow. ``items`` is None when the file does not show them (a generator does)."""

    node: Node
    group: str  # "None" for a node of its own
    items: list[Any] | None
    edges: list[Edge]

    @property
    def field(self) -> str:
        """The input that holds the items."""
        return ITEMS_FIELD[self.node.type]


def batch_nodes(ctx: Context) -> list[BatchNode]:
    """The batch nodes of a workflow; call it through ``ctx.analysis(batch_nodes)``. Empty for graphs."""
    if not ctx.is_workflow:
        return []
    named = ctx.analysis(survey).named
    if not named or BATCH_NODES.isdisjoint(named):
        return []
    found = []
    named_groups = profile(ctx.catalogue).batch_connectors
    for node_type in named:
        if node_type not in BATCH_NODES:
            continue
        field = ITEMS_FIELD[node_type]
        for node in named[node_type]:
            value = node.values.get(field)
            shown = isinstance(value, list) and (node.id, field) not in ctx.graph.into
            # A node without the input has no group of that name: before 7 the UI zips all such nodes.
            group = node.values.get("batch_group_id", "undefined")
            if named_groups and group not in BATCH_GROUPS:
                group = "None"
            found.append(
                BatchNode(
                    node,
                    group if isinstance(group, str) else "None",
                    value if shown else None,
                    ctx.graph.out_of.get(node.id, []),
                )
            )
    return found


def ui_only_nodes(ctx: Context) -> list[Node]:
    """The batch and generator nodes of a graph, where they do not belong."""
    named = ctx.analysis(survey).named
    return [n for t in named if t in BATCH_NODES or t in GENERATOR_NODES for n in named[t]]


def items_pointer(path: Pointer, has_items: bool) -> Pointer:
    """Where the items of one member of an enqueue body's data stand."""
    return (*path, "items") if has_items else path


def without(ctx: Context, item: BatchItem, *, sure: bool) -> Fix:
    """Take a member of the data out, and its group where it is alone: one without members runs nothing."""
    from wflint.diagnostics.fix import remove, safe, unsafe

    data: Any = ctx.document.data
    path = item.path if len(data["data"][item.group]) > 1 else item.path[:-1]
    return (safe if sure else unsafe)("remove this part of the data", remove(*path))


def without_group(number: int) -> Fix:
    """Take a whole group out of the data."""
    from wflint.diagnostics.fix import remove, unsafe

    return unsafe("remove the group", remove("data", number))


class ItemKinds:
    """How the server of one release reads the items of batch data.

    Measured on InvokeAI's own class: strings, numbers (truth values become numbers), images
    (from 5.4.2), videos and lists of all these (from 6.14.0). ``None`` stands for what it refuses.
    """

    __slots__ = ("images", "lists")

    def __init__(self, catalogue: Catalogue) -> None:
        self.images = "image_batch" in catalogue.node_types
        self.lists = "VideoField" in catalogue.model_names

    def kind(self, item: Any) -> str | None:
        """``string number image video list``; items of one batch must all be of the same kind."""
        kind = type(item)
        if kind is str:
            return "string"
        if kind is int or kind is float or kind is bool:
            return "number"
        if kind is dict:
            if self.images and type(item.get("image_name")) is str:
                return "image"
            if self.lists and type(item.get("video_name")) is str:
                return "video"
            return None
        if kind is list and self.lists:
            inside = (self.kind(i) if type(i) is not list else None for i in item)
            return None if None in inside else "list"
        return None

    def odd_one(self, items: list[Any]) -> int | None:
        """The first item that makes the server refuse the batch; None when it accepts them all."""
        first = None
        for i, value in enumerate(items):
            kind = self.kind(value)
            if kind is None:
                return i
            if first is None:
                first = kind
            elif kind != first:
                return i
        return None
