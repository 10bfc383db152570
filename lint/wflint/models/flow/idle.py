"""Adapters and LoRAs that their settings leave without any effect: InvokeAI never asks whether they fit.

A LoRA of weight 0 is not applied (backend/patches/layer_patcher.py). A ControlNet is asked from its first
step on, which lies behind the last one if it begins at 1.0 (shared_invokeai_diffusion.py, InvokeAI 6.14.2
and 5.15.0); one of weight 0 is asked all the same. IP-Adapters and T2I-Adapters are put in place before the
first step, whatever their settings. A ControlNet of FLUX.1 is not asked at steps where its weight is 0 or
less, nor before it begins (backend/flux/extensions/*_controlnet_extension.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.models.flow.sizes import Sizes


def is_idle(sizes: Sizes, node: Node) -> bool:
    """Whether what a node names (a LoRA, an adapter) surely does nothing, and harms nothing."""
    if node.type in ("controlnet", "flux_controlnet") and sizes.literal(node, "begin_step_percent") == 1:
        return True
    if node.type == "flux_controlnet":
        weight: Any = sizes.literal(node, "control_weight")
        weights = weight if type(weight) is list else [weight]
        return bool(weights) and all(type(one) in (int, float) and one <= 0 for one in weights)
    return sizes.literal(node, "weight") == 0 if "lora" in node.type else False
