"""FLUX.1: Fill, Kontext and schnell, control LoRAs, and how its models are saved.

Its loader asserts that its model is a single file or, from 6.14 on, an SDNQ pipeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.flow.formats import DIFFUSERS
from wflint.models.flow.variants import variant
from wflint.models.judges.variants.fault import Fault, is_fed, main_model, model_of, origin, place_of, title
from wflint.models.judges.variants.flux1_kontext import excluded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.reference import NamedModel

_FILL_VAE = "ValueError: A FLUX Fill model is being used without controlnet_vae"
_KONTEXT_VAE = "ValueError: A VAE (e.g., controlnet_vae) must be provided to use Kontext conditioning"
_LORA_VAE = "ValueError: controlnet_vae must be set when using a FLUX Control LoRA"
_INSTANTX_VAE = "ValueError: A ControlNet VAE is required when using an InstantX FLUX ControlNet"
_CONNECT_VAE = 'connect "vae" of the loader to "controlnet_vae"'
_DENOISE_NODES = frozenset({"flux_denoise", "flux_denoise_meta"})
_SCHNELL_TOKENS = 256


def _denoise(families: Families, node: Node) -> Iterator[Fault]:
    ref = model_of(families.into(node.id, "transformer"))
    kind = variant(ref) if ref is not None and ref.base == "flux" else None
    has_vae = is_fed(families, node, "controlnet_vae")
    fill, lora = is_fed(families, node, "fill_conditioning"), is_fed(families, node, "control_lora")
    if ref is not None and kind is not None and kind.name == "dev_fill":
        yield from _fill_model(families, node, ref, kind.certain)
        return
    if fill and ref is not None and kind is not None:
        yield Fault(
            node,
            "fill_conditioning",
            place_of(families, node, "fill_conditioning"),
            f"is connected, but {ref.called} is not a Fill model",
            "choose a FLUX.1 Fill model, or remove the connection",
            error="ValueError: fill_conditioning was provided, but the model is not a FLUX Fill model",
            certain=kind.certain,
            related=origin(ref),
        )
    if lora and ref is not None and kind is not None and kind.name == "schnell":
        yield Fault(
            node,
            "control_lora",
            place_of(families, node, "control_lora"),
            f"is connected, but {ref.called} takes no control LoRA",
            "choose a FLUX.1 dev model",
            error="ValueError: Control LoRAs cannot be used with FLUX Schnell",
            certain=kind.certain,
            related=origin(ref),
        )
    elif lora and not has_vae:
        yield _needs_vae(families, node, "control_lora", "the control LoRA", _LORA_VAE)
    if is_fed(families, node, "kontext_conditioning"):
        if not has_vae:
            yield _needs_vae(families, node, "kontext_conditioning", "the Kontext reference", _KONTEXT_VAE)
        elif beside := list(excluded(families, node)):
            yield from beside
        elif ref is not None and kind is not None and "kontext" not in ref.name.lower():
            yield Fault(
                node,
                "kontext_conditioning",
                place_of(families, node, "kontext_conditioning"),
                f"is connected, but {ref.called} is not a Kontext model by its name",
                "choose a FLUX.1 Kontext model",
                Effect.SILENT,
                then="the model silently gets a reference image that it was not trained to use",
                certain=False,
                related=origin(ref),
            )
    yield from _controlnets(families, node, has_vae, kind is not None and kind.name == "schnell", ref)


def _fill_model(families: Families, node: Node, ref: NamedModel, certain: bool) -> Iterator[Fault]:
    needed = {
        "fill_conditioning": (
            "ValueError: A FLUX Fill model is being used without fill_conditioning",
            f"connect {title(families, 'flux_fill')}, or choose another FLUX.1 model",
        ),
        "controlnet_vae": (_FILL_VAE, _CONNECT_VAE),
    }
    for field, (error, cure) in needed.items():
        if not is_fed(families, node, field):
            yield Fault(
                node,
                field,
                node.declared_pointer(field),
                f"is missing, but {ref.called} needs it",
                cure,
                error=error,
                certain=certain,
                related=origin(ref),
            )
            return
    if is_fed(families, node, "kontext_conditioning"):
        yield Fault(
            node,
            "kontext_conditioning",
            place_of(families, node, "kontext_conditioning"),
            f"is connected, but {ref.called} takes no Kontext reference beside its fill conditioning",
            "connect one of the two, and choose the model that goes with it",
            error="RuntimeError: Sizes of tensors must match except in dimension 1",
            certain=certain,
            related=origin(ref),
        )
    elif is_fed(families, node, "control_lora"):
        yield Fault(
            node,
            "control_lora",
            place_of(families, node, "control_lora"),
            f"is connected, but {ref.called} takes no control LoRA",
            "remove the control LoRA, or choose a FLUX.1 dev model",
            error="ValueError: A FLUX Fill model is being used, but a control_lora was provided",
            certain=certain,
            related=origin(ref),
        )


def _needs_vae(
    families: Families, node: Node, field: str, what: str, error: str, *, certain: bool = True
) -> Fault:
    return Fault(
        node,
        "controlnet_vae",
        place_of(families, node, field),
        f"is missing, but {what} needs it",
        _CONNECT_VAE,
        error=error,
        certain=certain,
    )


def _controlnets(
    families: Families, node: Node, has_vae: bool, schnell: bool, main: NamedModel | None
) -> Iterator[Fault]:
    """InstantX ControlNets need the VAE; those of XLabs do not, but were trained for FLUX.1 dev."""
    fed = families.into(node.id, "control")
    for fact in fed.each() if fed is not None else ():
        ref = fact.model
        if ref is None or ref.base != "flux":
            continue
        lowered = ref.name.lower()
        if not has_vae and ("instantx" in lowered or "union" in lowered or "shakker" in lowered):
            yield _needs_vae(families, node, "control", ref.describe(), _INSTANTX_VAE, certain=False)
            return
        if schnell and "xlabs" in lowered and main is not None:
            yield Fault(
                node,
                "control",
                place_of(families, node, "control"),
                f"has {ref.called}, which was made for FLUX.1 dev, not {main.called}",
                "choose a FLUX.1 dev model",
                Effect.SILENT,
                then="the image silently follows the ControlNet less well",
                certain=False,
                related=origin(main),
            )


def _tokens(families: Families, node: Node) -> Iterator[Fault]:
    """FLUX.1 schnell was trained with 256 tokens (get_flux_max_seq_length of backend/flux/util.py)."""
    length = families.literal(node, "t5_max_seq_len")
    if type(length) is not int or length <= _SCHNELL_TOKENS:
        return
    for edge in families.graph.out_of.get(node.id, ()):
        for target in _denoisers(families, edge.target):
            ref = model_of(families.into(target, "transformer"))
            kind = variant(ref) if ref is not None and ref.base == "flux" else None
            if ref is not None and kind is not None and kind.name == "schnell":
                yield Fault(
                    node,
                    "t5_max_seq_len",
                    node.input_pointer("t5_max_seq_len"),
                    f"is {length}, but {ref.called} was trained with {_SCHNELL_TOKENS}",
                    'set 256, or connect "max_seq_len" of the loader',
                    Effect.SILENT,
                    then="InvokeAI silently makes another image than with 256",
                    certain=kind.certain,
                    related=origin(ref),
                )
                return


def _denoisers(families: Families, node_id: str) -> Iterator[str]:
    """A denoise node, or those behind a collect node."""
    node = families.graph.nodes.get(node_id)
    if node is not None and node.type in _DENOISE_NODES:
        yield node_id
    elif node is not None and node.type == "collect":
        for edge in families.graph.out_of.get(node_id, ()):
            target = families.graph.nodes.get(edge.target)
            if target is not None and target.type in _DENOISE_NODES:
                yield edge.target


def _loader(families: Families, node: Node) -> Iterator[Fault]:
    main = main_model(families, node)
    if main is not None and main.base == "flux" and main.format == DIFFUSERS:
        yield Fault(
            node,
            "model",
            main.pointer or node.input_pointer("model"),
            f"is {main.called}, a diffusers folder, which this loader cannot load",
            "choose a single file (safetensors, GGUF, NF4)"
            + (", or an SDNQ pipeline" if families.has_pipelines else ""),
            error="AssertionError",
        )


JUDGES = {
    **dict.fromkeys(_DENOISE_NODES, _denoise),
    "flux_text_encoder": _tokens,
    "flux_model_loader": _loader,
}
