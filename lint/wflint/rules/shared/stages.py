"""The nodes that the rules about sizes and settings look at, found in one walk, and their literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.settings import FLOW, SD
from wflint.models.flow.sizes import Sizes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.graph.ir import Node
    from wflint.rules.base import Context

# What gives a control image, and the input of its weight.
CONTROLS: Mapping[str, str] = {
    "controlnet": "control_weight",
    "flux_controlnet": "control_weight",
    "t2i_adapter": "weight",
    "flux_control_lora_loader": "weight",
    "z_image_control": "control_context_scale",
    "anima_lllite": "weight",
}
WEIGHTED: Mapping[str, str] = {
    **CONTROLS,
    **dict.fromkeys(
        (
            "ip_adapter", "flux_ip_adapter", "lora_loader", "sdxl_lora_loader", "lora_selector",
            "flux_lora_loader", "flux2_klein_lora_loader", "flux2_dev_lora_loader", "z_image_lora_loader",
            "qwen_image_lora_loader", "krea2_lora_loader", "anima_lora_loader", "wan_lora_loader",
        ),
        "weight",
    ),
}  # fmt: skip
ENCODERS = frozenset(
    {"i2l", "flux_vae_encode", "flux2_vae_encode", "sd3_i2l", "cogview4_i2l", "z_image_i2l", "anima_i2l",
     "wan_i2l", "qwen_image_i2l"}
)  # fmt: skip

# By node type; "sized" are those that state the size of a picture.
BUCKETS: Mapping[str, str] = {
    **dict.fromkeys(WEIGHTED, "weighted"),
    **dict.fromkeys(SD, "sd"),
    **dict.fromkeys(FLOW, "flow"),
    **dict.fromkeys(ENCODERS, "encode"),
    "noise": "noise",
    "wan_video_denoise": "video",
    "wan_ref_image_encoder": "video",
    "seamless": "seamless",
    **dict.fromkeys(
        ("blank_image", "img_resize", "img_crop", "lresize", "crop_latents", "rectangle_mask"), "sized"
    ),
    "main_model_loader": "main_model_loader",
    "sdxl_model_loader": "sdxl_model_loader",
}
_NO_NODES: tuple[Node, ...] = ()


class Stages:
    """The nodes by what they do (``sd``, ``flow``, ``noise``, ``encode``, ``video``, ``weighted``,
    ``seamless``, ``main_model_loader``, ``sdxl_model_loader``), and ``sizes``, which also reads literals.
    """

    __slots__ = ("_by_kind", "sizes")

    def __init__(self, ctx: Context) -> None:
        by_kind: dict[str, list[Node]] = {}
        buckets = BUCKETS
        for node in ctx.graph.nodes.values():
            kind = buckets.get(node.type)
            if kind is not None:
                by_kind.setdefault(kind, []).append(node)
        self._by_kind = by_kind
        self.sizes = Sizes(ctx.graph, ctx.catalogue, first_edge_wins=ctx.drops_wires)

    def of(self, kind: str) -> list[Node] | tuple[Node, ...]:
        """The nodes of one kind, in the order of the document."""
        return self._by_kind.get(kind, _NO_NODES)

    def real(self, node: Node, field: str) -> float | None:
        """A number in the file, or the default; None where there is none or it comes from elsewhere."""
        return number(self.sizes.literal(node, field))


def stages(ctx: Context) -> Stages:
    """The analysis itself; call it through ``ctx.analysis(stages)``."""
    return Stages(ctx)


def number(value: object) -> float | None:
    """A literal as the finite number that InvokeAI reads it as; None if it is none."""
    if type(value) is str and len(value) < 24:
        try:
            value = float(value)
        except ValueError:
            return None
    if type(value) is int:
        return float(value) if abs(value) < 2**53 else None
    return value if type(value) is float and abs(value) < 2**53 else None
