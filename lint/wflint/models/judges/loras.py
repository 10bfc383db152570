"""LoRAs on models of another family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.bases import FAMILIES
from wflint.models.families.nodes import FROM_METADATA, LORAS
from wflint.models.flow.loras import loras_of
from wflint.models.judges.compat import MeetingOutcome, worst_case
from wflint.models.judges.conflict import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.families.node_facts import LoraNode
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.facts import Fact

# The loader of SD1.5 has no clip2, where half of what an SDXL LoRA does to the prompt belongs.
_HALF = MeetingOutcome(Effect.SILENT)
_NOTHING = MeetingOutcome(Effect.SILENT)
# What the layers for text encoders are called in a LoRA: compel looks for "lora_te_", SDXL's prompt nodes for
# "lora_te1_" and "lora_te2_" (app/invocations/compel.py). Layers of another name are left out.
_ENCODER_LAYERS = {"sd-1": "te", "sd-2": "te", "sdxl": "te1 te2", "sdxl-refiner": "te1 te2"}


def judge_loras(families: Families) -> Iterator[Conflict]:
    """Nodes that add a LoRA to a model it was not trained on."""
    for node in families.graph.nodes.values():
        spec = LORAS.get(node.type) or (_among_metadata(node.type) if node.type in FROM_METADATA else None)
        if spec is None:
            continue
        used = {edge.source_field for edge in families.graph.out_of.get(node.id, ())}
        through = {name: families.into(node.id, name) if name in used else None for name in spec.through}
        parts = (through.get(name) for name in ("unet", "transformer", "clip", "clip2"))
        target = next((part for part in parts if part is not None), None)
        for lora in _added(families, node, spec):
            conflict = _judge(node, spec, lora, target, through)
            if (
                conflict is not None
                and conflict.error.startswith("ValueError")
                and not families.has_pipelines
            ):
                conflict.error = "AssertionError"
            if conflict is not None:
                yield conflict


def _among_metadata(node_type: str) -> LoraNode | None:
    from wflint.models.flow.metadata import LORAS as FOUND  # few graphs have such nodes

    return FOUND.get(node_type)


def _added(families: Families, node: Node, spec: LoraNode) -> list[Fact]:
    if spec.field != "metadata":
        return loras_of(families, node, spec)
    from wflint.models.flow.metadata import loras  # few graphs have such nodes

    return loras(families, node)


def _judge(
    node: Node, spec: LoraNode, lora: Fact, target: Fact | None, through: dict[str, Fact | None]
) -> Conflict | None:
    ref = lora.model
    if ref is None or ref.type not in ("", "lora"):  # others are of the wrong type, whatever their family
        return None
    stated = ref.stated_base if spec.field == "loras" and ref.stated_base else ref.base
    if spec.error and (stated in FAMILIES - spec.bases or _record_refused(spec, ref.base)):
        return Conflict(
            "place",
            "lora",
            node.id,
            spec.field,
            MeetingOutcome(Effect.FAILS, spec.error),
            culprit=lora,
            wanted=spec.bases,
        )
    if target is None or not target.bases or not lora.bases or lora.idle:
        return None  # a weight of 0 adds no layer, whatever its shape (rule no-effect speaks of it)
    outcome = worst_case("lora", target.bases, lora.bases)
    if outcome is not None and target.kind == "clip" and not _layers(target) & _layers(lora):
        outcome = _NOTHING
    if outcome is not None:
        return Conflict(
            "family", "lora", node.id, spec.field, outcome, culprit=lora, against=target, wanted=target.bases
        )
    if ref.base == "sdxl" and "clip2" not in spec.through and through.get("clip") is not None:
        return Conflict("half-lora", "lora", node.id, spec.field, _HALF, culprit=lora)
    return None


def _record_refused(spec: LoraNode, base: str) -> bool:
    """Krea-2's and Wan's loaders look at the model's record too (*_lora_loader.py of InvokeAI 6.14.2)."""
    return spec.by_record and base in FAMILIES - spec.bases


def _layers(fact: Fact) -> frozenset[str]:
    """The names of its layers for text encoders; none for families whose LoRAs have none that others read."""
    return frozenset(name for base in fact.bases for name in _ENCODER_LAYERS.get(base, "").split())
