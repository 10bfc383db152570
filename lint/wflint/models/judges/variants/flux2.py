"""FLUX.2: dev and the two sizes of Klein, the text encoders that read for them, and their LoRAs.

Read from flux2_klein_model_loader.py, flux2_dev_model_loader.py, flux2_klein_lora_loader.py and
flux2_dev_lora_loader.py of InvokeAI 6.14.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.nodes import LORAS
from wflint.models.flow.variants import size, variant
from wflint.models.judges.part_sources import borrowed_from
from wflint.models.judges.variants.fault import Fault, main_model, origin, title
from wflint.models.judges.variants.loras import lora_judge
from wflint.models.judges.variants.qwen3 import separate_encoder, size_words, sized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.reference import NamedModel
    from wflint.models.judges.variants.loras import Told

# Sizes of Klein and of the Qwen3 that reads prompts for it.
_ENCODERS = {"4b": "4b", "9b": "8b"}
_MISMATCH = "ValueError: Qwen3 encoder variant mismatch"


def _dev(families: Families, node: Node) -> Iterator[Fault]:
    main = main_model(families, node)
    if main is None or main.base != "flux2":
        return
    kind = variant(main)
    if kind is not None and kind.name != "dev":
        yield Fault(
            node,
            "model",
            main.pointer or node.input_pointer("model"),
            f"is {main.called}, which is not a FLUX.2 dev model",
            f"load it with {title(families, 'flux2_klein_model_loader')}, or choose a FLUX.2 dev model",
            error="ValueError: FLUX.2 [dev] loader requires a FLUX.2 [dev] transformer",
            certain=kind.certain,
        )
        return
    lender = borrowed_from(families, node, main, "mistral_encoder_model")
    made = variant(lender) if lender is not None else None
    if lender is not None and made is not None and made.name != "dev":
        yield Fault(
            node,
            "mistral_source_model",
            lender.pointer or node.input_pointer("mistral_source_model"),
            f"is {lender.called}, which is not a FLUX.2 dev model and has no Mistral encoder",
            'choose a FLUX.2 dev model in diffusers format, or set "mistral_encoder_model"',
            error="ValueError: The Mistral Source model must be a FLUX.2 [dev] pipeline",
            certain=made.certain,
        )


def _klein(families: Families, node: Node) -> Iterator[Fault]:
    main = main_model(families, node)
    if main is None or main.base != "flux2":
        return
    own = size(main)
    wanted = _ENCODERS.get(own.name) if own is not None else None
    encoder = separate_encoder(families, node)
    if encoder is not None:
        made = size(encoder)
        if own is not None and wanted and made is not None and made.name != wanted:
            yield Fault(
                node,
                "qwen3_encoder_model",
                encoder.pointer or node.input_pointer("qwen3_encoder_model"),
                f"is {sized(encoder, made.name)}, but {main.called} needs Qwen3 {size_words(wanted)}",
                f"choose a Qwen3 {size_words(wanted)} encoder",
                error=_MISMATCH,
                certain=own.certain and made.certain,
                related=origin(main),
            )
        return
    lender = borrowed_from(families, node, main, "qwen3_encoder_model")
    if lender is None:
        return
    kind, lent = variant(lender), size(lender)
    if kind is not None and kind.name == "dev":
        says = f"is {lender.called}, a FLUX.2 dev model, which has no Qwen3 encoder"
        error, certain = "ValueError: The Qwen3 Source model must be a FLUX.2 Klein pipeline", kind.certain
    elif own is not None and wanted and lent is not None and lent.name != own.name:
        says = f"is {lender.called}, whose text encoder is of another size than {main.called} needs"
        error, certain = _MISMATCH, own.certain and lent.certain
    else:
        return
    yield Fault(
        node,
        "qwen3_source_model",
        lender.pointer or node.input_pointer("qwen3_source_model"),
        says,
        'choose a FLUX.2 Klein model of the same size, or set "qwen3_encoder_model"',
        error=error,
        certain=certain,
        related=origin(main),
    )


def _lora(ref: NamedModel, main: NamedModel | None, node: Node) -> Told | None:
    dev = LORAS[node.type].line == "dev"
    kind = variant(ref)
    if kind is not None and (kind.name == "dev") != dev:
        own, other = ("dev", "Klein") if kind.name == "dev" else ("Klein", "dev")
        says = f"which is for FLUX.2 {own}, not {other}"
        error = (
            f"ValueError: LoRA ... cannot be applied via the FLUX.2 {'[dev]' if dev else 'Klein LoRA'} loader"
        )
        return says, f"choose a LoRA for FLUX.2 {other}", error, kind.certain
    if dev or main is None or main.base != "flux2":
        return None
    mine_size, its_size = size(ref), size(main)
    if mine_size is None or its_size is None or mine_size.name == its_size.name:
        return None
    mine, its = mine_size.name.upper(), its_size.name.upper()
    says = f"which is for Klein {mine}, but {main.called} is {its}"
    return says, f"choose a LoRA for Klein {its}", "", False


JUDGES = {
    "flux2_dev_model_loader": _dev,
    "flux2_klein_model_loader": _klein,
    **lora_judge("flux2", _lora),
}
