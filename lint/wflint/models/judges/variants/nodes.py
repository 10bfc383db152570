"""What only certain variants of a family can do, and what they need for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.flow.reference import ModelRef
from wflint.models.flow.variants import variant
from wflint.models.judges.variants.fault import Fault, is_fed, model_of, origin, place_of
from wflint.models.judges.variants.loaders import LOADER_TYPES, loader_faults
from wflint.models.judges.variants.loras import LORA_TYPES, lora_faults
from wflint.models.judges.variants.wan import WAN_TYPES, wan_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families


_FILL_VAE = "ValueError: A FLUX Fill model is being used without controlnet_vae"
_KONTEXT_VAE = "ValueError: A VAE (e.g., controlnet_vae) must be provided to use Kontext conditioning"
_LORA_VAE = "ValueError: controlnet_vae must be set when using a FLUX Control LoRA"
_INSTANTX_VAE = "ValueError: A ControlNet VAE is required when using an InstantX FLUX ControlNet"
_CONNECT_VAE = "Connect the loader's vae to controlnet_vae"
_FLUX = frozenset({"flux_denoise", "flux_denoise_meta"})
_UNET = frozenset({"denoise_latents", "denoise_latents_meta", "tiled_multi_diffusion_denoise_latents"})
_SCHNELL_TOKENS = 256


def faults(families: Families) -> Iterator[Fault]:
    """All such faults of a document, in its order."""
    for node in families.graph.nodes.values():
        if node.type in _FLUX:
            yield from _flux(families, node)
        elif node.type in _UNET:
            yield from _unet(families, node)
        elif node.type == "flux_text_encoder":
            yield from _tokens(families, node)
        elif node.type == "sd3_model_loader":
            yield from _sd3(families, node)
        elif node.type in LOADER_TYPES:
            yield from loader_faults(families, node)
        elif node.type in LORA_TYPES:
            yield from lora_faults(families, node)
        elif node.type in WAN_TYPES:
            yield from wan_faults(families, node)


def _flux(families: Families, node: Node) -> Iterator[Fault]:
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
            f"fill_conditioning is for FLUX.1 Fill, and the {ref.describe()} is none",
            "Choose a FLUX.1 Fill model, or remove the connection",
            error="ValueError: fill_conditioning was provided, but the model is not a FLUX Fill model",
            certain=kind.certain,
            related=origin(ref),
        )
    if lora and ref is not None and kind is not None and kind.name == "schnell":
        yield Fault(
            node,
            "control_lora",
            place_of(families, node, "control_lora"),
            f"the {ref.describe()} takes no control LoRA",
            "Choose a FLUX.1 dev model",
            error="ValueError: Control LoRAs cannot be used with FLUX Schnell",
            certain=kind.certain,
            related=origin(ref),
        )
    elif lora and not has_vae:
        yield _needs_vae(families, node, "control_lora", "the control LoRA", _LORA_VAE)
    if is_fed(families, node, "kontext_conditioning"):
        if not has_vae:
            yield _needs_vae(families, node, "kontext_conditioning", "the Kontext reference", _KONTEXT_VAE)
        elif ref is not None and kind is not None and "kontext" not in ref.name.lower():
            yield Fault(
                node,
                "kontext_conditioning",
                place_of(families, node, "kontext_conditioning"),
                f"a reference image is for FLUX.1 Kontext, and the {ref.describe()} is none by its name",
                "Choose a FLUX.1 Kontext model",
                Effect.SILENT,
                otherwise="the model gets a reference image that it was not trained to use",
                certain=False,
                related=origin(ref),
            )
    yield from _controlnets(families, node, has_vae, kind is not None and kind.name == "schnell", ref)


def _fill_model(families: Families, node: Node, ref: ModelRef, certain: bool) -> Iterator[Fault]:
    needed = {
        "fill_conditioning": (
            "ValueError: A FLUX Fill model is being used without fill_conditioning",
            "Connect a flux_fill node to fill_conditioning, or choose another FLUX.1 model",
        ),
        "controlnet_vae": (_FILL_VAE, _CONNECT_VAE),
    }
    for field, (error, cure) in needed.items():
        if not is_fed(families, node, field):
            yield Fault(
                node,
                field,
                node.declared_pointer(field),
                f"the {ref.describe()} needs {field}, which is not connected",
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
            f"the {ref.describe()} takes no Kontext reference beside its fill conditioning",
            "Choose one of the two, and the model that goes with it",
            error="RuntimeError: Sizes of tensors must match except in dimension 1",
            certain=certain,
            related=origin(ref),
        )
    elif is_fed(families, node, "control_lora"):
        yield Fault(
            node,
            "control_lora",
            place_of(families, node, "control_lora"),
            f"the {ref.describe()} takes no control LoRA",
            "Remove the control LoRA, or choose a FLUX.1 dev model",
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
        f"{what} needs controlnet_vae, which is not connected",
        _CONNECT_VAE,
        error=error,
        certain=certain,
    )


def _controlnets(
    families: Families, node: Node, has_vae: bool, schnell: bool, main: ModelRef | None
) -> Iterator[Fault]:
    """InstantX ControlNets need the VAE; those of XLabs do not, but were trained for FLUX.1 dev."""
    fed = families.into(node.id, "control")
    for fact in fed.each() if fed is not None else ():
        ref = fact.model
        if ref is None or ref.base != "flux":
            continue
        lowered = ref.name.lower()
        if not has_vae and ("instantx" in lowered or "union" in lowered or "shakker" in lowered):
            yield _needs_vae(families, node, "control", f"the {ref.describe()}", _INSTANTX_VAE, certain=False)
            return
        if schnell and "xlabs" in lowered and main is not None:
            yield Fault(
                node,
                "control",
                place_of(families, node, "control"),
                f"the {ref.describe()} was made for FLUX.1 dev, the picture is made by the {main.describe()}",
                "Choose a FLUX.1 dev model",
                Effect.SILENT,
                otherwise="a picture comes out, but the ControlNet does not steer it well",
                certain=False,
                related=origin(main),
            )


def _unet(families: Families, node: Node) -> Iterator[Fault]:
    unet = families.into(node.id, "unet")
    ref = model_of(unet)
    if unet is None or ref is None:
        return
    kind = variant(ref)
    if kind is not None and kind.name == "inpaint" and not is_fed(families, node, "denoise_mask"):
        yield Fault(
            node,
            "denoise_mask",
            node.declared_pointer("denoise_mask"),
            f"the {ref.describe()} is an inpainting model, but denoise_mask is not connected",
            "Connect a mask (create_gradient_mask), or choose a model that is not for inpainting",
            Effect.SILENT,
            otherwise="the picture is made without a mask, which such a model does poorly",
            certain=kind.certain,
            related=origin(ref),
        )
    start = node.values.get("denoising_start", 0)
    if (
        ref.base == "sdxl-refiner"
        and _own_prompts(families, node)
        and not is_fed(families, node, "latents")
        and (node.id, "denoising_start") not in families.graph.into
        and type(start) in (int, float)
        and start == 0
    ):
        yield Fault(
            node,
            "latents",
            node.declared_pointer("latents"),
            f"the {ref.describe()} starts from noise alone, but it is made to finish the latents of SDXL",
            "Connect the latents of SDXL's denoise node, and let this one start where that one ends",
            Effect.SILENT,
            otherwise="a picture comes out, but a poor one",
            related=origin(ref),
        )


def _own_prompts(families: Families, node: Node) -> bool:
    """Whether the prompts are the refiner's; if not, that is what is wrong."""
    fed = families.into(node.id, "positive_conditioning")
    return fed is not None and all(fact.bases == frozenset({"sdxl-refiner"}) for fact in fed.each())


def _tokens(families: Families, node: Node) -> Iterator[Fault]:
    """FLUX.1 schnell was trained with 256 tokens (get_flux_max_seq_length of backend/flux/util.py)."""
    length = node.values.get("t5_max_seq_len")
    if is_fed(families, node, "t5_max_seq_len") or type(length) is not int or length <= _SCHNELL_TOKENS:
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
                    f"t5_max_seq_len is {length}, the {ref.describe()} was trained with {_SCHNELL_TOKENS}",
                    "Connect max_seq_len of the loader, or set 256",
                    Effect.SILENT,
                    otherwise="another picture comes out than with 256",
                    certain=kind.certain,
                    related=origin(ref),
                )
                return


def _denoisers(families: Families, node_id: str) -> Iterator[str]:
    """A denoise node, or those behind a collect node."""
    node = families.graph.nodes.get(node_id)
    if node is not None and node.type in _FLUX:
        yield node_id
    elif node is not None and node.type == "collect":
        for edge in families.graph.out_of.get(node_id, ()):
            target = families.graph.nodes.get(edge.target)
            if target is not None and target.type in _FLUX:
                yield edge.target


def _sd3(families: Families, node: Node) -> Iterator[Fault]:
    """Separate CLIPs are loaded without the projection that SD3's pooled prompt comes from."""
    errors = {
        "clip_l_model": "RuntimeError: Tensors must have same number of dimensions",
        "clip_g_model": "ValueError: Only Tokenizer and TextEncoder submodels are currently supported",
    }
    for field, error in errors.items():
        ref = families.model(node, field)
        if isinstance(ref, ModelRef) and ref.type in ("", "clip_embed"):
            yield Fault(
                node,
                field,
                ref.pointer or node.input_pointer(field),
                f"SD3 cannot use the {ref.describe()}: InvokeAI loads it without what SD3 needs of it",
                "Leave the field empty and use an SD3 model that brings its text encoders",
                error=error,
            )
