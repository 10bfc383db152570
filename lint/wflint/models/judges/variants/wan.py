"""Wan 2.2: its two experts, its two VAEs, its LoRAs, and which of its variants take a reference image.

Read from wan_model_loader.py, wan_denoise.py, wan_video_denoise.py and wan_lora_loader.py of InvokeAI 6.14.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Related
from wflint.diagnostics.words import article, numbered
from wflint.models.flow.formats import is_single_file
from wflint.models.flow.origins import origins
from wflint.models.flow.reference import NamedModel
from wflint.models.flow.variants import variant
from wflint.models.judges.variants.fault import Fault, is_fed, model_of, origin, place_of, title
from wflint.models.judges.variants.loras import lora_judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.sizes import Sizes
    from wflint.models.flow.variants import Variant
    from wflint.models.judges.variants.loras import Told

_TI2V, _I2V = "ti2v_5b", "i2v_a14b"
_LOW = "transformer_low_noise_model"
_SIDE = 32  # pixels: 16 to a latent of TI2V-5B's VAE, and two latents to a patch


def _node(families: Families, node: Node) -> Iterator[Fault]:
    """What is wrong with a node of Wan, given the variant of its model."""
    if node.type != "wan_model_loader":
        yield from _reference_size(families, node)
    ref = (
        families.model(node, "model")
        if node.type == "wan_model_loader"
        else model_of(families.into(node.id, "transformer"))
    )
    if not isinstance(ref, NamedModel) or ref.base != "wan" or ref.type not in ("", "main"):
        return
    kind = variant(ref)
    if node.type == "wan_model_loader":
        yield from _own_vae(families, node, ref, kind)
        if is_single_file(ref):
            yield from _second_expert(families, node, ref, kind)
            yield from _borrowed_vae(families, node, ref, kind)
    elif kind is not None:
        yield from _reference(families, node, ref, kind)
        if kind.name == _TI2V:
            yield from _sides(families, node, ref, kind)


def _main(families: Families, node: Node, field: str) -> NamedModel | None:
    ref = families.model(node, field)
    return ref if isinstance(ref, NamedModel) and ref.base == "wan" and ref.type in ("", "main") else None


def _second_expert(families: Families, node: Node, ref: NamedModel, kind: Variant | None) -> Iterator[Fault]:
    low = _main(families, node, _LOW)
    if low is None or kind is None or kind.name == _TI2V:  # TI2V-5B has one transformer; InvokeAI warns only
        return
    pointer, certain = low.pointer or node.input_pointer(_LOW), kind.certain
    if low.key and low.key == ref.key:
        yield Fault(
            node,
            _LOW,
            pointer,
            f'is {low.called}, the same model as in "model"',
            f'choose the low-noise expert, or clear "{_LOW}"',
            error="ValueError: The same model is wired to both",
            certain=certain,
        )
        return
    if low.format == "diffusers":
        yield Fault(
            node,
            _LOW,
            pointer,
            f"is {low.called}, a diffusers folder, not a single file",
            "choose a GGUF or safetensors file",
            error="ValueError: 'Transformer (Low Noise)' must be a single-file Wan model",
            certain=certain,
        )
        return
    other = variant(low)
    if other is not None and other.name != kind.name:
        yield Fault(
            node,
            _LOW,
            pointer,
            f"is {low.called} ({other.name}), but {ref.called} is {kind.name}",
            "choose two experts of the same variant",
            error="ValueError: The high-noise and low-noise models must use the same Wan variant",
            certain=certain and other.certain,
            related=origin(ref),
        )
    elif low.expert == ref.expert and low.expert in ("high", "low"):
        yield Fault(
            node,
            _LOW,
            pointer,
            f"is {low.called}, a {low.expert}-noise expert like {ref.called}",
            "choose one high-noise and one low-noise expert",
            error="ValueError: Both selected models are tagged as the",
            certain=certain,
            related=origin(ref),
        )


def _own_vae(families: Families, node: Node, ref: NamedModel, kind: Variant | None) -> Iterator[Fault]:
    vae = families.model(node, "vae_model")
    if not isinstance(vae, NamedModel) or vae.base != "wan" or vae.type not in ("", "vae") or kind is None:
        return
    wanted = 48 if kind.name == _TI2V else 16
    if vae.latent_channels and vae.latent_channels != wanted:
        yield Fault(
            node,
            "vae_model",
            vae.pointer or node.input_pointer("vae_model"),
            f"is {vae.called} with {vae.latent_channels} channels, "
            f"but {ref.called} ({kind.name}) needs {wanted}",
            f"choose the VAE of Wan {'2.2' if wanted == 48 else '2.1'}",
            error="ValueError: The standalone VAE is incompatible with the selected transformer",
            certain=kind.certain,
            related=origin(ref),
        )


def _borrowed_vae(families: Families, node: Node, ref: NamedModel, kind: Variant | None) -> Iterator[Fault]:
    lender = _main(families, node, "component_source")
    if lender is None or kind is None or families.model(node, "vae_model") is not None:
        return
    other = variant(lender)
    if other is None or (other.name == _TI2V) == (kind.name == _TI2V):
        return
    yield Fault(
        node,
        "component_source",
        lender.pointer or node.input_pointer("component_source"),
        f"is {lender.called} ({other.name}), whose VAE {ref.called} ({kind.name}) cannot use",
        'choose a model of the same kind, or set "vae_model"',
        error="ValueError: The Component Source VAE is incompatible with the selected transformer",
        certain=kind.certain and other.certain,
        related=origin(ref),
    )


def _reference(families: Families, node: Node, ref: NamedModel, kind: Variant) -> Iterator[Fault]:
    takes = (_I2V,) if node.type == "wan_denoise" else (_I2V, _TI2V)
    fed = is_fed(families, node, "ref_image")
    if fed and kind.name not in takes:
        yield Fault(
            node,
            "ref_image",
            place_of(families, node, "ref_image"),
            f"is connected, but {ref.called} ({kind.name}) takes no reference image here",
            f"remove the connection, or choose {article(' or '.join(takes))} model",
            error="ValueError: Reference-image conditioning is only supported",
            certain=kind.certain,
            related=origin(ref),
        )
    elif fed:
        yield from _reference_vae(families, node, ref, kind)
    elif kind.name == _I2V:
        # Its first layer takes 20 channels of the reference beside the 16 of the noise.
        yield Fault(
            node,
            "ref_image",
            node.declared_pointer("ref_image"),
            f"is missing, but {ref.called} ({kind.name}) needs it",
            f"connect {title(families, 'wan_ref_image_encoder')}, or choose a text-to-image model",
            error="RuntimeError: expected input to have 36 channels",
            certain=False,
            related=origin(ref),
        )


def _reference_vae(families: Families, node: Node, ref: NamedModel, kind: Variant) -> Iterator[Fault]:
    """A reference is encoded by the VAE of Wan 2.1 for I2V-A14B, by that of Wan 2.2 for TI2V-5B."""
    wanted = 48 if kind.name == _TI2V else 16
    for encoder in origins(families, node.id, "ref_image"):
        fact = families.into(encoder.id, "vae") if encoder.type == "wan_ref_image_encoder" else None
        vae = fact.model if fact is not None else None
        if vae is None or vae.base != "wan":
            continue
        own = variant(vae) if vae.type == "main" else None
        channels = vae.latent_channels if own is None else 48 if own.name == _TI2V else 16
        if channels not in (0, wanted):
            yield Fault(
                encoder,
                "vae",
                place_of(families, encoder, "vae"),
                f"has {channels} channels, but {ref.called} needs {wanted}",
                f"encode the reference with the VAE of {ref.called}",
                error=f"ValueError: Wan reference condition requires {48 if wanted == 48 else 20} channels",
                certain=kind.certain and (own is None or own.certain),
                related=origin(ref),
            )


def _reference_size(families: Families, node: Node) -> Iterator[Fault]:
    """A reference is encoded for one size and number of frames; the nodes' own defaults never agree."""
    encoders = origins(families, node.id, "ref_image")
    if len(encoders) != 1 or encoders[0].type != "wan_ref_image_encoder":
        return
    (encoder,) = encoders
    fields = [(one, field) for one in (encoder, node) for field in ("width", "height", "num_frames")]
    for sizes in families.sizes.cases_of(fields):
        for fault in _other_size(families, sizes, node, encoder):
            yield fault
            return


def _other_size(families: Families, sizes: Sizes, node: Node, encoder: Node) -> Iterator[Fault]:
    """The same, in one run."""
    related = (Related(encoder.path, "made here"),)
    pointer = place_of(families, node, "ref_image")
    theirs = [sizes.number(encoder, side) for side in ("width", "height")]
    own = [sizes.number(node, side) for side in ("width", "height")]
    if any(one is not None and two is not None and one != two for one, two in zip(theirs, own, strict=True)):
        made, wanted = (" x ".join("?" if n is None else str(n) for n in size) for size in (theirs, own))
        yield Fault(
            node,
            "ref_image",
            pointer,
            f"is {made}, but the node makes {wanted}",
            "give both nodes the same width and height",
            error="ValueError: Reference-image dimensions (...) must match denoise dimensions",
            related=related,
        )
        return
    frames = sizes.number(encoder, "num_frames")
    if frames is None:
        return
    if node.type == "wan_denoise":
        if frames > 1:
            yield Fault(
                node,
                "ref_image",
                pointer,
                f"was made for {frames} frames, but the node makes one image",
                f'set "num_frames" of {title(families, encoder.type)} to 1',
                error="ValueError: This denoise node produces a single-frame image",
                related=related,
            )
        return
    made_frames = sizes.number(node, "num_frames")
    ref = model_of(families.into(node.id, "transformer"))
    kind = variant(ref) if ref is not None and ref.base == "wan" else None
    if made_frames is None or made_frames == frames or kind is None or kind.name == _TI2V:
        return  # the reference of TI2V-5B is one frame, whatever the node is told
    yield Fault(
        node,
        "ref_image",
        pointer,
        f"was made for {numbered(frames, 'frame')}, but the node makes {made_frames}",
        f'set "num_frames" to {made_frames} in both nodes',
        error="ValueError: Reference-image num_frames (...) must match denoise num_frames",
        certain=kind.certain,
        related=related,
    )


def _sides(families: Families, node: Node, ref: NamedModel, kind: Variant) -> Iterator[Fault]:
    for field in ("width", "height"):
        side = families.literal(node, field)
        if type(side) is not int or side <= 0 or side % _SIDE == 0:
            continue
        yield Fault(
            node,
            field,
            node.input_pointer(field),
            f"is {side}, but {ref.called} takes multiples of {_SIDE}",
            f"use {side - side % _SIDE or _SIDE} or {side - side % _SIDE + _SIDE}",
            error="ValueError: TI2V-5B requires width and height to be multiples of 32",
            certain=kind.certain,
            related=origin(ref),
        )
        return


def _lora(ref: NamedModel, main: NamedModel | None, _node: Node) -> Told | None:
    kind = variant(main) if main is not None and main.base == "wan" else None
    if not ref.variant or main is None or kind is None:
        return None
    if (ref.variant == "5b") == (kind.name == "ti2v_5b"):
        return None
    says = f"which is for Wan {ref.variant.upper()}, but {main.called} is {kind.name}"
    error = "ValueError: LoRA ... targets Wan ... models"
    return says, "choose a LoRA that was trained on this kind of Wan", error, kind.certain


JUDGES = {
    **dict.fromkeys(("wan_model_loader", "wan_denoise", "wan_video_denoise"), _node),
    **lora_judge("wan", _lora),
}
