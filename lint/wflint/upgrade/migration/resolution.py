"""What old processors did by themselves: they brought the image to a resolution, and the map to another.

InvokeAI 5.9.1, backend/image_util/util.py: the shorter side becomes the resolution, both sides times the same
factor and cut to whole pixels. ``img_scale`` cuts the same products, so the sizes are the same; how pixels
are mixed is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import quoted
from wflint.records import NamedTuple
from wflint.upgrade.migration.draft import UNSET
from wflint.upgrade.migration.step import StepKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.renames import NodeRename
    from wflint.upgrade.migration.draft import Draft, DraftEdge, DraftNode
    from wflint.upgrade.migration.log import StepLog

RESOLUTIONS: Final = ("detect_resolution", "image_resolution", "resolution")
_DEFAULT: Final = 512
_NODES: Final = ("integer_math", "float_math", "img_scale", "image")


class Resolution(NamedTuple):
    """What an old node was given for one: an edge, or a number. ``named``: a form or a batch shows it."""

    name: str
    edge: DraftEdge | None
    number: int
    named: bool

    def is_like(self, other: Resolution) -> bool:
        """Whether both are the same whatever happens."""
        if self.edge is not None and other.edge is not None:
            mine, theirs = self.edge, other.edge
            return (mine.source, mine.source_field) == (theirs.source, theirs.source_field)
        plain = self.edge is None and other.edge is None and not self.named and not other.named
        return plain and self.number == other.number


def resolutions(draft: Draft, node: DraftNode, row: NodeRename, new: Catalogue) -> dict[str, Resolution]:
    """Those that somebody gave the node, which its successor does not have; none if all have the default.

    Where the image comes at a resolution of its own, the map had its own as well.
    """
    fed = draft.fed(node.id)
    held: dict[str, Resolution] = {}
    for name in RESOLUTIONS:
        if name not in row.dropped:
            continue
        value, edge = node.value(name), fed.get(name)
        number = value if type(value) is int and value > 0 else _DEFAULT
        named = edge is None and bool(draft.names.of(node.id, name))
        held[name] = Resolution(name, edge, number, named)
    given = {n: r for n, r in held.items() if r.edge is not None or r.named or r.number != _DEFAULT}
    if "detect_resolution" in given and "image_resolution" in held:
        given["image_resolution"] = held["image_resolution"]
    if any(name not in new.node_types for name in _NODES):
        return {n: r for n, r in given.items() if r.edge is not None}  # somebody has to be told
    return given


def sized(
    draft: Draft,
    node: DraftNode,
    given: Mapping[str, Resolution],
    row: NodeRename,
    new: Catalogue,
    log: StepLog,
) -> None:
    """Insert nodes that bring the image, or the map, to the size that the old node was given.

    ``node`` is still what it was: its inputs have their old names.
    """
    before, after = given.get("detect_resolution"), given.get("image_resolution")
    if "resolution" in given:
        after = given["resolution"]
    if any(name not in new.node_types for name in _NODES):
        for name in given:
            log.leave(
                f"{quoted(name)} of {row.old} came by an edge, and {row.new} has no such input",
                "scale the image before it",
                node.id,
                name,
            )
        return
    same = before is not None and after is not None and before.is_like(after)
    if before is not None:
        _scale_before(draft, node, before, row, new, log)
    if after is not None and not same:
        _scale_behind(draft, node, after, row, new, log)


def _scale_before(
    draft: Draft, node: DraftNode, resolution: Resolution, row: NodeRename, new: Catalogue, log: StepLog
) -> None:
    source = _source(draft, node, draft.fed(node.id).get("image"), new)
    if source is None:
        if resolution.edge is not None:
            log.leave(
                f'"detect_resolution" of {row.old} came by an edge, and no image that could be scaled did',
                "give the node an image",
                node.id,
                "detect_resolution",
            )
        return
    scaled = _scaled(draft, node, source, resolution, new, "detect", 1)
    for edge in draft.into(node.id):
        if edge.target_field == "image":
            draft.unplug(edge)
    draft.connect(scaled, "image", node.id, "image")
    if draft.is_workflow:
        node.set("image", UNSET)
    log.take(
        StepKind.INSERTED,
        "similar",
        f'nodes before it bring the image to the "detect_resolution" of {row.old}',
        node.id,
        "detect_resolution",
        loss="pixels are mixed otherwise when it is scaled",
    )


def _scale_behind(
    draft: Draft, node: DraftNode, resolution: Resolution, row: NodeRename, new: Catalogue, log: StepLog
) -> None:
    outgoing = [e for e in draft.out_of(node.id) if e.source_field in ("image", "width", "height")]
    if not outgoing and not resolution.named:
        return
    scaled = _scaled(draft, node, (node.id, "image"), resolution, new, "map", -1)
    for edge in outgoing:
        draft.plug(edge, source=scaled)
    log.take(
        StepKind.INSERTED,
        "similar",
        f"nodes behind it bring the map to the {quoted(resolution.name)} of {row.old}",
        node.id,
        resolution.name,
        loss="pixels are mixed otherwise when it is scaled",
    )


def _source(draft: Draft, node: DraftNode, image: DraftEdge | None, new: Catalogue) -> tuple[str, str] | None:
    """The node whose image it is, with its output; that node states its width and height."""
    if image is not None and _has_size(draft, image.source, new):
        return image.source, image.source_field
    value = node.value("image") if image is None else UNSET
    if image is None and value is UNSET and not draft.names.of(node.id, "image"):
        return None
    definition = new.node("image")
    made = draft.insert(
        f"{node.id}-image",
        "image",
        {} if value is UNSET else {"image": value},
        definition.version if definition else None,
        node,
        4,
    )
    if value is UNSET and draft.is_workflow:
        made.set("image", UNSET)
    if image is not None:
        draft.connect(image.source, image.source_field, made.id, "image")
    draft.names.follow_to(node.id, "image", made.id, "image")
    return made.id, "image"


def _has_size(draft: Draft, node_id: str, new: Catalogue) -> bool:
    known = draft.nodes.get(node_id)
    definition = new.node(known.type) if known is not None else None
    return definition is not None and {"width", "height"} <= set(definition.outputs)


def _scaled(
    draft: Draft,
    node: DraftNode,
    image: tuple[str, str],
    resolution: Resolution,
    new: Catalogue,
    what: str,
    side: int,
) -> str:
    """The id of a new node whose image has its shorter side of that resolution."""

    def add(kind: str, node_type: str, values: dict[str, Any], back: int) -> DraftNode:
        definition = new.node(node_type)
        version = definition.version if definition is not None else None
        return draft.insert(f"{node.id}-{what}-{kind}", node_type, values, version, node, back)

    wire = resolution.edge
    values = {"operation": "DIV"} if wire is not None else {"operation": "DIV", "a": resolution.number}
    factor = add("factor", "float_math", values, 2 * side)
    scale = add("scale", "img_scale", {"resample_mode": "lanczos"}, 1 if side > 0 else -3)
    source, output = image
    if wire is not None:
        draft.connect(wire.source, wire.source_field, factor.id, "a")
    else:
        draft.names.follow_to(node.id, resolution.name, factor.id, "a")
        factor.label("a", node.shown_as(resolution.name))
    if resolution.name == "resolution":  # depth_anything's was the width
        draft.connect(source, "width", factor.id, "b")
    else:
        shorter = add("side", "integer_math", {"operation": "MIN"}, 3 if side > 0 else -1)
        draft.connect(source, "width", shorter.id, "a")
        draft.connect(source, "height", shorter.id, "b")
        draft.connect(shorter.id, "value", factor.id, "b")
    draft.connect(source, output, scale.id, "image")
    draft.connect(factor.id, "value", scale.id, "scale_factor")
    return scale.id
