"""Text encoders: what conditioning a prompt node makes of the encoders it is given.

Only those that share types of edges are looked at closely: CLIPField carries the encoders of SD1.5, SD2,
SDXL, SD3 and FLUX.1 alike. Sources: app/invocations/compel.py, flux_text_encoder.py, sd3_text_encoder.py of
6.14.2, and the sizes of the models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.nodes import CLIP_PROMPTS, CLIP_SIZES, CONDITIONING, PROJECTED
from wflint.models.flow.facts import Fact, Step

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.models.families.node_facts import Prompt
    from wflint.models.flow.dataflow import Families


def clip_size(fact: Fact) -> str:
    """``L``, ``H`` or ``G``; empty when it is not known."""
    if fact.type == "clip_embed":
        return "G" if fact.model is not None and fact.model.variant == "gigantic" else "L"
    if fact.submodel == "text_encoder_2":
        return "G"
    found = {CLIP_SIZES.get(base, "") for base in fact.bases}
    return next(iter(found)) if len(found) == 1 else ""


def is_projected(fact: Fact) -> bool:
    """Whether it loads as CLIPTextModelWithProjection, which ``compel`` and FLUX.1 refuse."""
    if fact.type == "clip_embed":
        return False
    return fact.submodel == "text_encoder_2" or (bool(fact.bases) and fact.bases <= PROJECTED)


_SD3 = frozenset({"sd-3"})


def refuses(prompt: Prompt, clip: Fact) -> bool:
    """Whether a prompt node fails with a text encoder whatever its size.

    A separate CLIP for SD3 is no matter of this: rule ``model-variant`` speaks of it.
    """
    if prompt.plain:
        return is_projected(clip)
    if not prompt.projected or not clip.bases or is_projected(clip):
        return False
    return not (clip.type == "clip_embed" and clip.bases == _SD3)


def encode(families: Families, node: Node) -> Fact | None:
    """The conditioning that a prompt node makes; None for other nodes, and when its encoders do not fit."""
    encoder = CLIP_PROMPTS.get(node.type)
    if encoder is None:
        if node.type not in CONDITIONING:
            return None
        base, line = CONDITIONING[node.type]
        return Fact("conditioning", frozenset((base,)), Step(node.id, "conditioning"), line=line)
    sources = []
    first = ""
    for name, sizes in encoder.inputs.items():
        clip = families.into(node.id, name)
        if clip is None:
            continue
        size = clip_size(clip)
        if (size and size not in sizes) or refuses(encoder, clip):
            return None
        sources.append(clip)
        first = first or size
    bases = encoder.makes.get(first) or encoder.makes[""]
    lead = sources[0] if sources else None
    step = Step(node.id, "conditioning", lead.step if lead is not None else None)
    made = Fact("conditioning", bases, step, lead.model if lead is not None else None)
    made.sources = tuple(sources)
    return made
