"""What meets in a denoise node: the model, prompts, adapters, latents and noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.nodes import DENOISERS
from wflint.models.flow.spaces import shapes, spaces, vae_classes
from wflint.models.judges.compat import MeetingOutcome, worst_case
from wflint.models.judges.conflict import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.facts import Fact

_TABLE = frozenset({"conditioning", "control", "ip_adapter", "t2i_adapter", "control_lora"})
_MIXED = MeetingOutcome(Effect.FAILS, "AssertionError")
_SILENT = MeetingOutcome(Effect.SILENT)
# The second encoder of SDXL and that of its refiner are the same, OpenCLIP bigG.
_SAME_ENCODER = frozenset({"sdxl", "sdxl-refiner"})


def judge_denoisers(families: Families) -> Iterator[Conflict]:
    """Denoise nodes, in the order of the document."""
    for node in families.graph.nodes.values():
        spec = DENOISERS.get(node.type)
        if spec is None:
            continue
        main = families.into(node.id, spec.main)
        if main is None or not main.bases:
            continue
        if not main.bases & spec.bases:
            outcome = MeetingOutcome(Effect.FAILS, spec.error, bool(spec.error))
            yield Conflict("place", main.kind, node.id, spec.main, outcome, culprit=main, wanted=spec.bases)
            continue
        for field, part in spec.parts.items():
            fed = families.into(node.id, field)
            if fed is None:
                continue
            for fact in fed.each():
                if fact.idle:
                    continue  # never asked for anything
                yield from _judge(families, node, field, part, main, fact)


def _judge(
    families: Families, node: Node, field: str, part: str, main: Fact, fact: Fact
) -> Iterator[Conflict]:
    outcome: MeetingOutcome | None
    if part in _TABLE:
        outcome = worst_case(part, main.bases, fact.bases) if fact.bases else None
        if outcome is None and part == "conditioning":
            yield from _prompt(node, field, main, fact)
    elif part == "latents":
        outcome = _latents(main, fact, DENOISERS[node.type].flat_too)
    elif part == "noise":
        outcome = _noise(main, fact)
    else:
        outcome = _vae(families, node, fact)
    if outcome is not None:
        if outcome.effect is Effect.FAILS and part == "conditioning":
            outcome = _mixed(families, node, field, fact) or outcome
        yield Conflict("family", part, node.id, field, outcome, culprit=fact, against=main, wanted=main.bases)


def _prompt(node: Node, field: str, main: Fact, fact: Fact) -> Iterator[Conflict]:
    """Conditioning of the right shape, made by text encoders of another family."""
    if fact.line and main.line and fact.line != main.line:
        outcome = MeetingOutcome(
            Effect.FAILS, "RuntimeError: mat1 and mat2 shapes cannot be multiplied", False
        )
        yield Conflict("family", "conditioning", node.id, field, outcome, culprit=fact, against=main)
        return
    for clip in fact.sources:
        if not clip.bases or clip.bases & main.bases:
            continue
        if clip.bases | main.bases <= _SAME_ENCODER:
            continue
        yield Conflict(
            "family", "clip", node.id, field, _SILENT, culprit=clip, against=main, wanted=main.bases
        )


def _mixed(families: Families, node: Node, field: str, fact: Fact) -> MeetingOutcome | None:
    """Positive and negative prompts of different families fail before the model is asked."""
    if field not in ("positive_conditioning", "negative_conditioning"):
        return None
    other = "negative_conditioning" if field.startswith("positive") else "positive_conditioning"
    fed = families.into(node.id, other)
    first = fed.each()[0] if fed is not None else None
    plain = frozenset({"sd-1", "sd-2"})
    if first is None or not first.bases or bool(first.bases & plain) == bool(fact.bases & plain):
        return None
    return _MIXED


def _latents(main: Fact, fact: Fact, flat_too: bool) -> MeetingOutcome | None:
    mine, theirs = shapes(main.bases), shapes(fact.bases)
    if flat_too:
        mine |= {(channels, 4) for channels, _ in mine}
    if not mine or not theirs:
        return None
    if not mine & theirs:
        return MeetingOutcome(Effect.FAILS, "RuntimeError: expected input to have another number of channels")
    return None if spaces(main.bases) & spaces(fact.bases) else _SILENT


def _noise(main: Fact, fact: Fact) -> MeetingOutcome | None:
    mine = shapes(main.bases)
    theirs = frozenset((fact.shape,)) if fact.shape is not None else shapes(fact.bases)
    if not mine or not theirs or mine & theirs:
        return None
    if main.kind == "unet":
        return MeetingOutcome(Effect.FAILS, "RuntimeError: expected input to have 4 channels")
    return MeetingOutcome(Effect.FAILS, "ValueError: Expected noise with shape")


def _vae(families: Families, node: Node, fact: Fact) -> MeetingOutcome | None:
    """The VAE that FLUX.1 encodes control images with, and FLUX.2 takes its statistics from."""
    classes = vae_classes(fact)
    into = families.graph.into
    if node.type == "flux2_denoise":
        if not classes or "AutoencoderKLFlux2" in classes:
            return None
        # Other VAEs have no statistics to take the latents back with: they stay as they are.
        return (
            MeetingOutcome(Effect.FAILS, "", False) if (node.id, "kontext_conditioning") in into else _SILENT
        )
    if not classes or "AutoEncoder" in classes or fact.bases & {"flux"}:
        return None
    needed = ("kontext_conditioning", "fill_conditioning", "control_lora")
    if any((node.id, name) in into for name in needed):
        return MeetingOutcome(Effect.FAILS, "AssertionError")
    return MeetingOutcome(Effect.FAILS, "AssertionError", False) if (node.id, "control") in into else None
