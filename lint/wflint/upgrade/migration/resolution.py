"""What old processors did by themselves: they brought the image to a resolution, and the map to another.

InvokeAI 5.9.1, backend/image_util/util.py: the shorter side becomes the resolution, both sides times the same
factor and cut to whole pixels. ``img_scale`` cuts the same products, so the sizes are the same; how pixels
are mixed is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import quoted
from wflint.upgrade.migration.draft import UNSET
from wflint.upgrade.migration.step import StepKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.renames import NodeRename
    from wflint.upgrade.migration.draft import Draft, DraftEdge, DraftNode
    from wflint.upgrade.migration.log import Log

RESOLUTIONS: Final = ("detect_resolution", "image_resolution", "resolution")
_NODES: Final = ("integer_math", "float_math", "img_scale", "image")


def sized(
    draft: Draft,
    node: DraftNode,
    wired: Mapping[str, DraftEdge],
    row: NodeRename,
    new: Catalogue,
    log: Log,
) -> None:
    """Insert nodes that bring the image, or the map, to the size that an edge into the old node gave.

    ``node`` is still what it was: its inputs have their old names.
    """
    before, after = wired.get("detect_resolution"), wired.get("image_resolution")
    if "resolution" in wired:
        after = wired["resolution"]
    if any(name not in new.node_types for name in _NODES):
        for name in wired:
            log.leave(
                f"{quoted(name)} of {row.old} came by an edge, and {row.new} has no such input",
                "scale the image before it",
                node.id,
                name,
            )
        return
    edges = {e.target_field: e for e in draft.into(node.id)}
    image = edges.get("image")
    source = _source(draft, node, image, new) if before is not None else None
    if before is not None and source is None:
        log.leave(
            f'"detect_resolution" of {row.old} came by an edge, and no image that could be scaled did',
            "give the node an image",
            node.id,
            "detect_resolution",
        )
    elif before is not None and source is not None:
        scaled = _scaled(draft, node, source, before, new, "detect", 1)
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
    same = (
        before is not None
        and after is not None
        and (before.source, before.source_field) == (after.source, after.source_field)
    )
    if after is None or same:
        return
    outgoing = [e for e in draft.out_of(node.id) if e.source_field in ("image", "width", "height")]
    if not outgoing:
        return
    scaled = _scaled(draft, node, (node.id, "image"), after, new, "map", -1)
    for edge in outgoing:
        draft.plug(edge, source=scaled)
    log.take(
        StepKind.INSERTED,
        "similar",
        f"nodes behind it bring the map to the {quoted(after.target_field)} of {row.old}",
        node.id,
        after.target_field,
        loss="pixels are mixed otherwise when it is scaled",
    )


def _source(draft: Draft, node: DraftNode, image: DraftEdge | None, new: Catalogue) -> tuple[str, str] | None:
    """The node whose image it is, with its output; that node states its width and height."""
    if image is not None and _has_size(draft, image.source, new):
        return image.source, image.source_field
    value = node.value("image") if image is None else UNSET
    if image is None and value is UNSET:
        return None
    definition = new.node("image")
    made = draft.insert(
        f"{node.id}-image",
        "image",
        {} if image is not None else {"image": value},
        definition.version if definition else None,
        node,
        4,
    )
    if image is not None:
        if draft.is_workflow:
            made.set("image", UNSET)
        draft.connect(image.source, image.source_field, made.id, "image")
    draft.names.move(node.id, "image", made.id, "image")
    return made.id, "image"


def _has_size(draft: Draft, node_id: str, new: Catalogue) -> bool:
    known = draft.nodes.get(node_id)
    definition = new.node(known.type) if known is not None else None
    return definition is not None and {"width", "height"} <= set(definition.outputs)


def _scaled(
    draft: Draft,
    node: DraftNode,
    image: tuple[str, str],
    resolution: DraftEdge,
    new: Catalogue,
    what: str,
    side: int,
) -> str:
    """The id of a new node whose image has its shorter side of that resolution."""

    def add(kind: str, node_type: str, values: dict[str, Any], back: int) -> DraftNode:
        definition = new.node(node_type)
        version = definition.version if definition is not None else None
        return draft.insert(f"{node.id}-{what}-{kind}", node_type, values, version, node, back)

    factor = add("factor", "float_math", {"operation": "DIV"}, 2 * side)
    scale = add("scale", "img_scale", {"resample_mode": "lanczos"}, 1 if side > 0 else -3)
    source, output = image
    draft.connect(resolution.source, resolution.source_field, factor.id, "a")
    if resolution.target_field == "resolution":  # depth_anything's was the width
        draft.connect(source, "width", factor.id, "b")
    else:
        shorter = add("side", "integer_math", {"operation": "MIN"}, 3 if side > 0 else -1)
        draft.connect(source, "width", shorter.id, "a")
        draft.connect(source, "height", shorter.id, "b")
        draft.connect(shorter.id, "value", factor.id, "b")
    draft.connect(source, output, scale.id, "image")
    draft.connect(factor.id, "value", scale.id, "scale_factor")
    return scale.id
