"""What meets where latents are decoded and images encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.nodes import DECODERS, DENOISERS, IMAGE_ENCODERS
from wflint.models.flow.spaces import shapes, spaces, vae_classes
from wflint.models.flow.variants import variant
from wflint.models.judges.compat import MeetingOutcome
from wflint.models.judges.conflict import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.families.node_facts import VaeNode
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.facts import Fact

_CHANNELS = MeetingOutcome(Effect.FAILS, "RuntimeError: expected input to have another number of channels")
_SILENT = MeetingOutcome(Effect.SILENT)


def judge_vaes(families: Families) -> Iterator[Conflict]:
    """Nodes with a VAE, in the order of the document."""
    for node in families.graph.nodes.values():
        spec = DECODERS.get(node.type)
        if spec is not None:
            if spec.before is not None and not families.has_pipelines:
                spec = spec.before
            yield from _decode(families, node, spec)
        elif (encoder := _image_encoder(families, node)) is not None:
            vae = families.into(node.id, "vae")
            if vae is not None and (refused := _refused(node, encoder, vae)):
                yield refused
            elif vae is not None and node.type == "create_denoise_mask":
                yield from _masked(families, node, vae, _denoised_with(families, node))
        elif node.type == "create_gradient_mask":
            vae, image = families.into(node.id, "vae"), (node.id, "image")
            if vae is not None and (image in families.graph.into or node.values.get("image") is not None):
                yield from _masked(families, node, vae, families.into(node.id, "unet"))
        elif node.type == "lblend":
            yield from _blend(families, node)


def _masked(families: Families, node: Node, vae: Fact, unet: Fact | None) -> Iterator[Conflict]:
    """The image beside a mask, which an inpainting model is given as latents of its own."""
    if unet is None or unet.model is None or _refused(node, IMAGE_ENCODERS["i2l"], vae):
        return
    kind = variant(unet.model)
    if kind is None or kind.name != "inpaint" or not vae.bases or not unet.bases:
        return
    if spaces(unet.bases) & spaces(vae.bases):
        return
    outcome = MeetingOutcome(Effect.SILENT, "", kind.certain)
    yield Conflict(
        "family", "vae", node.id, "vae", outcome, culprit=vae, against=unet, wanted=unet.bases
    )  # fmt: skip


def _denoised_with(families: Families, node: Node) -> Fact | None:
    """The model of the first denoise node that a mask goes to."""
    for edge in families.graph.out_of.get(node.id, ()):
        target = families.graph.nodes.get(edge.target)
        if target is not None and target.type in DENOISERS and edge.target_field == "denoise_mask":
            return families.into(target.id, DENOISERS[target.type].main)
    return None


def _image_encoder(families: Families, node: Node) -> VaeNode | None:
    """What a node that encodes an image takes; a denoise mask is one if it is given the image."""
    if node.type != "create_denoise_mask":
        return IMAGE_ENCODERS.get(node.type)
    image = (node.id, "image") in families.graph.into or node.values.get("image") is not None
    return IMAGE_ENCODERS["i2l"] if image else None


def _decode(families: Families, node: Node, spec: VaeNode) -> Iterator[Conflict]:
    vae, latents = families.into(node.id, "vae"), families.into(node.id, "latents")
    if vae is not None and (refused := _refused(node, spec, vae)):
        # A whole family in another family's node: the node is what is wrong, not the VAE.
        if latents is not None and latents.bases and not latents.bases & spec.bases:
            refused.kind, refused.culprit, refused.model = "decoder", latents, latents.model
        elif latents is not None and latents.bases:
            refused.against = latents
        yield refused
        return
    for lat in latents.each() if latents is not None else ():
        if not lat.bases:
            continue
        if vae is not None and vae.bases & spec.adapts:
            continue
        if vae is not None and vae.bases and (outcome := _fits(lat, vae)):
            if spec.flat_too and all(axes == 4 for _, axes in shapes(lat.bases)):
                outcome = _SILENT  # the channels of latents without a time axis pass for frames
            yield Conflict(
                "family", "vae", node.id, "vae", outcome, culprit=vae, against=lat, wanted=lat.bases
            )
        elif not lat.bases & spec.bases and not spaces(lat.bases) & spaces(spec.bases):
            # What has the same latents (FLUX.1's and Z-Image's) comes out the same, pixel by pixel.
            outcome = _SILENT if vae is not None and vae.bases else MeetingOutcome(Effect.SILENT, "", False)
            yield Conflict("decoder", "latents", node.id, "latents", outcome, culprit=lat, wanted=spec.bases)


def _blend(families: Families, node: Node) -> Iterator[Conflict]:
    """Two latents that are mixed."""
    first, second = families.into(node.id, "latents_a"), families.into(node.id, "latents_b")
    if first is None or second is None:
        return
    mine, theirs = _shapes(first), _shapes(second)
    outcome = None
    if mine and theirs and not mine & theirs:
        outcome = MeetingOutcome(Effect.FAILS, "ValueError: Latents to blend must be the same size")
    elif first.bases and second.bases and _fits(first, second):
        outcome = _SILENT
    if outcome is not None:
        yield Conflict("family", "latents", node.id, "latents_b", outcome, culprit=second, against=first)


def _shapes(fact: Fact) -> frozenset[tuple[int, int]]:
    return frozenset((fact.shape,)) if fact.shape is not None else shapes(fact.bases)


def _refused(node: Node, spec: VaeNode, vae: Fact) -> Conflict | None:
    """A VAE of a class that the node does not take."""
    if not spec.refuses(vae_classes(vae)):
        return None
    outcome = MeetingOutcome(Effect.FAILS, spec.error, bool(spec.error))
    return Conflict("place", "vae", node.id, "vae", outcome, culprit=vae, wanted=spec.bases)


def _fits(latents: Fact, vae: Fact) -> MeetingOutcome | None:
    mine, theirs = shapes(latents.bases), shapes(vae.bases)
    if not mine or not theirs:
        return None
    if not mine & theirs:
        return _CHANNELS
    return None if spaces(latents.bases) & spaces(vae.bases) else _SILENT
