"""Nodes that InvokeAI gave another name, with what became of their inputs and outputs.

Each row follows from the definitions of the last release with the old node and the first with the new one:
tests/rules/test_renamed_types.py compares them. What the definitions cannot show is whether the node computes
the same: ``same`` is only said of nodes that hand on their value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.fix import Edit, Fix, add, remove, replace, safe, unsafe
from wflint.diagnostics.words import listed, quoted
from wflint.records import NamedTuple
from wflint.rules.shared.namings import namings, wires_of
from wflint.rules.shared.renaming import renaming

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.graph.ir import Node
    from wflint.rules.base import Context

_NONE: Final[Mapping[str, str]] = {}
_RESOLUTIONS: Final = ("detect_resolution", "image_resolution")


class Renamed(NamedTuple):
    """The new type. ``inputs`` and ``outputs`` map old names to new ones where those differ, ``drop`` are
    inputs without a successor, ``unset`` is what to write for a new one whose old one was unset: its default.
    """

    to: str
    inputs: Mapping[str, str] = _NONE
    outputs: Mapping[str, str] = _NONE
    drop: tuple[str, ...] = ()
    unset: Mapping[str, Any] = {}
    same: bool = False


RENAMED: Final[Mapping[str, Renamed]] = {
    "load_image": Renamed("image", same=True),
    "param_int": Renamed("integer", {"a": "value"}, {"a": "value"}, same=True),
    "param_float": Renamed("float", {"param": "value"}, {"param": "value"}, same=True),
    "param_string": Renamed("string", {"text": "value"}, {"text": "value"}, same=True),
    "param_prompt": Renamed("string", {"prompt": "value"}, {"prompt": "value"}, same=True),
    "linear_ui_output": Renamed("save_image"),
    "canny_image_processor": Renamed("canny_edge_detection", drop=_RESOLUTIONS),
    "color_map_image_processor": Renamed("color_map", {"color_map_tile_size": "tile_size"}),
    "content_shuffle_image_processor": Renamed(
        "content_shuffle", {"f": "scale_factor"}, drop=(*_RESOLUTIONS, "h", "w")
    ),
    "depth_anything_image_processor": Renamed(
        "depth_anything_depth_estimation", drop=("resolution", "offload")
    ),
    "dw_openpose_image_processor": Renamed("dw_openpose_detection", drop=("image_resolution",)),
    "hed_image_processor": Renamed("hed_edge_detection", drop=_RESOLUTIONS),
    "lineart_image_processor": Renamed("lineart_edge_detection", drop=_RESOLUTIONS),
    "lineart_anime_image_processor": Renamed("lineart_anime_edge_detection", drop=_RESOLUTIONS),
    "mediapipe_face_processor": Renamed("mediapipe_face_detection", drop=_RESOLUTIONS),
    "mlsd_image_processor": Renamed(
        "mlsd_detection",
        {"thr_v": "score_threshold", "thr_d": "distance_threshold"},
        drop=_RESOLUTIONS,
        unset={"distance_threshold": 0.1},
    ),
    "normalbae_image_processor": Renamed("normal_map", drop=_RESOLUTIONS),
    "pidi_image_processor": Renamed("pidi_edge_detection", {"safe": "quantize_edges"}, drop=_RESOLUTIONS),
}


def other_type(ctx: Context, node: Node, to: str) -> Fix | None:
    """The edits that make a node one of another type, with its inputs and edges where that is known."""
    known = RENAMED.get(node.type)
    at = (*node.path, "data") if ctx.is_workflow else node.path
    edits = [replace(*at, "type", value=to)]
    if known is None or known.to != to:
        return unsafe(f"write {quoted(to)}", *edits)
    dropped = []
    for name in node.declared:
        if name in known.inputs:
            if known.inputs[name] in node.declared:
                return None  # it is set under both names: somebody has to choose
            edits += renaming(ctx, node, name, known.inputs[name])
        elif name in known.drop:
            if (node.id, name) in ctx.analysis(namings):
                return None  # shown in a form, or filled from batch data
            edits.append(remove(*node.declared_pointer(name)))
            dropped.append(name)
    edits += _unset(ctx, node, known)
    edits += _wires(ctx, node, known, dropped)
    without = f", without {listed([quoted(name) for name in dict.fromkeys(dropped)])}" if dropped else ""
    fix = safe if known.same else unsafe
    return fix(f"use {to}{without}", *edits)


def _unset(ctx: Context, node: Node, known: Renamed) -> list[Edit]:
    """Inputs that were left to the old default, which is written where the new one is another."""
    old = {new: name for name, new in known.inputs.items()}
    edits = []
    for name, value in known.unset.items():
        if old[name] in node.declared or (node.id, old[name]) in ctx.graph.into:
            continue
        if ctx.is_workflow:
            made = {"name": name, "label": "", "value": value}
            edits.append(add(*node.path, "data", "inputs", name, value=made))
        else:
            edits.append(add(*node.path, name, value=value))
    return edits


def _wires(ctx: Context, node: Node, known: Renamed, dropped: list[str]) -> list[Edit]:
    edits = []
    for wire in ctx.analysis(wires_of).get(node.id, ()):
        if wire.target == node.id and wire.target_field in known.drop:
            edits.append(remove(*wire.path))
            dropped.append(wire.target_field)
            continue
        if wire.target == node.id and wire.target_field in known.inputs:
            edits.append(replace(*wire.pointer("target_field"), value=known.inputs[wire.target_field]))
        if wire.source == node.id and wire.source_field in known.outputs:
            edits.append(replace(*wire.pointer("source_field"), value=known.outputs[wire.source_field]))
    return edits
