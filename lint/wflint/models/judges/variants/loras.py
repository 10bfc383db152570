"""LoRAs of FLUX.2 and Wan on models of another size: their layers have other shapes.

Read from flux2_klein_lora_loader.py, flux2_dev_lora_loader.py and wan_lora_loader.py of InvokeAI 6.14.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.nodes import LORAS
from wflint.models.flow.variants import size, variant
from wflint.models.judges.loras import loras_of
from wflint.models.judges.variants.fault import Fault, model_of, origin, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.reference import ModelRef

_KLEIN = frozenset({"flux2_klein_lora_loader", "flux2_klein_lora_collection_loader"})
_DEV = frozenset({"flux2_dev_lora_loader", "flux2_dev_lora_collection_loader"})
_WAN = frozenset({"wan_lora_loader", "wan_lora_collection_loader"})
LORA_TYPES = _KLEIN | _DEV | _WAN


def lora_faults(families: Families, node: Node) -> Iterator[Fault]:
    """The LoRAs that a node adds to a model they do not fit."""
    field = LORAS[node.type].field
    main = model_of(families.into(node.id, "transformer"))
    for fact in loras_of(families, node, LORAS[node.type]):
        ref = fact.model
        if ref is None or ref.type not in ("", "lora"):
            continue
        if ref.base == "wan" and node.type in _WAN:
            told = _wan(ref, main)
        elif ref.base == "flux2" and node.type not in _WAN:
            told = _flux2(ref, main, dev=node.type in _DEV)
        else:
            continue
        if told is not None:
            says, cure, error, certain = told
            pointer = ref.pointer or place_of(families, node, field)
            related = origin(main) if main is not None else ()
            yield Fault(node, field, pointer, says, cure, error=error, certain=certain, related=related)


def _flux2(ref: ModelRef, main: ModelRef | None, *, dev: bool) -> tuple[str, str, str, bool] | None:
    kind = variant(ref)
    if kind is not None and (kind.name == "dev") != dev:
        mine, other = ("dev", "Klein") if kind.name == "dev" else ("Klein", "dev")
        says = f"the {ref.describe()} is for FLUX.2 {mine}, this node for FLUX.2 {other}"
        error = (
            f"ValueError: LoRA ... cannot be applied via the FLUX.2 {'[dev]' if dev else 'Klein LoRA'} loader"
        )
        return says, f"Choose a LoRA for FLUX.2 {other}", error, kind.certain
    if dev or main is None or main.base != "flux2":
        return None
    mine_size, its_size = size(ref), size(main)
    if mine_size is None or its_size is None or mine_size.name == its_size.name:
        return None
    says = f"the {ref.describe()} is for Klein {mine_size.name.upper()}, the {main.describe()} is "
    says += its_size.name.upper()
    return says, "Choose a LoRA that was trained on the same size", "", False


def _wan(ref: ModelRef, main: ModelRef | None) -> tuple[str, str, str, bool] | None:
    kind = variant(main) if main is not None and main.base == "wan" else None
    if not ref.variant or main is None or kind is None:
        return None
    if (ref.variant == "5b") == (kind.name == "ti2v_5b"):
        return None
    says = f"the {ref.describe()} is for Wan {ref.variant.upper()}, the {main.describe()} is {kind.name}"
    error = "ValueError: LoRA ... targets Wan ... models"
    return says, "Choose a LoRA that was trained on this kind of Wan", error, kind.certain
