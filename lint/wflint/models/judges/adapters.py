"""Adapters whose own node is for other families, and IP-Adapters with another CLIP Vision model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.bases import FAMILIES
from wflint.models.families.nodes import ADAPTERS
from wflint.models.flow.reference import NamedModel
from wflint.models.judges.compat import MeetingOutcome
from wflint.models.judges.conflict import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

_CLIP_VISION_ERROR = "RuntimeError: Selected CLIP Vision Model is incompatible with the current IP Adapter"


def judge_adapters(families: Families) -> Iterator[Conflict]:
    """Adapter nodes that name a model of a family they are not for."""
    for node in families.graph.nodes.values():
        adapter = ADAPTERS.get(node.type)
        if adapter is None:
            continue
        ref = families.model(node, adapter.field)
        if not isinstance(ref, NamedModel) or ref.type not in ("", adapter.type):
            continue
        if ref.base in FAMILIES - adapter.bases:
            yield Conflict(
                "place",
                adapter.kind,
                node.id,
                adapter.field,
                MeetingOutcome(Effect.FAILS, adapter.error),
                model=ref,
                wanted=adapter.bases,
            )
        elif node.type == "ip_adapter":
            yield from _clip_vision(families, node, ref)


def needed_clip_vision(ref: NamedModel) -> tuple[str, bool]:
    """The CLIP Vision model that an IP-Adapter was made with, and whether that is certain.

    Files of SD1.5 are made with ViT-H and of SDXL with ViT-G, unless their name says otherwise, as the
    names of the models published with IP-Adapter do (``ip-adapter_sdxl_vit-h``,
    ``ip-adapter_sd15_vit-G``). Folders in InvokeAI's own format name their encoder themselves: nothing is
    said of them.
    """
    name = ref.name.lower().replace("_", "-").replace(" ", "-")
    for size in ("h", "g", "l"):
        if f"vit-{size}" in name or f"vit{size}" in name:
            return (f"ViT-{size.upper()}", False)
    if not name or ref.format == "invokeai" or "plus" in name or "face" in name:
        return ("", False)
    return ({"sd-1": "ViT-H", "sdxl": "ViT-G"}.get(ref.base, ""), False)


def _clip_vision(families: Families, node: Node, ref: NamedModel) -> Iterator[Conflict]:
    if ref.format == "invokeai":
        return
    chosen = families.literal(node, "clip_vision_model", "ViT-H")
    needed, certain = needed_clip_vision(ref)
    if type(chosen) is str and needed and chosen in ("ViT-H", "ViT-G", "ViT-L") and chosen != needed:
        found = Conflict(
            "clip-vision",
            needed,
            node.id,
            "clip_vision_model",
            MeetingOutcome(Effect.FAILS, _CLIP_VISION_ERROR, certain),
            model=ref,
        )
        found.value = chosen
        yield found
