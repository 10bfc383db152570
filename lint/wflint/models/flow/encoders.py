"""Text encoders: what conditioning a prompt node makes of the encoders it is given.

Only those that share types of edges are looked at closely: CLIPField carries the encoders of SD1.5, SD2,
SDXL, SD3 and FLUX.1 alike. Sources: app/invocations/compel.py, flux_text_encoder.py, sd3_text_encoder.py of
6.14.2, and the sizes of the models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.models.families.nodes import CONDITIONING
from wflint.models.flow.facts import Fact, Step

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

# What a CLIP is: L (768 wide), H (1024) or G (1280), by base and submodel.
_FIRST = {"sd-1": "L", "sd-2": "H", "sdxl": "L", "sd-3": "L", "flux": "L"}
# Bases whose first text encoder is a CLIPTextModelWithProjection rather than a CLIPTextModel.
_PROJECTED = frozenset({"sd-3"})


def clip_size(fact: Fact) -> str:
    """``L``, ``H`` or ``G``; empty when it is not known."""
    if fact.type == "clip_embed":
        return "G" if fact.model is not None and fact.model.variant == "gigantic" else "L"
    if fact.submodel == "text_encoder_2":
        return "G"
    found = {_FIRST.get(base, "") for base in fact.bases}
    return next(iter(found)) if len(found) == 1 else ""


def is_projected(fact: Fact) -> bool:
    """Whether it loads as CLIPTextModelWithProjection, which ``compel`` and FLUX.1 refuse."""
    if fact.type == "clip_embed":
        return False
    return fact.submodel == "text_encoder_2" or (bool(fact.bases) and fact.bases <= _PROJECTED)


_SD1, _SD2, _SD3 = frozenset({"sd-1"}), frozenset({"sd-2"}), frozenset({"sd-3"})


class Encoder(NamedTuple):
    """A prompt node for CLIPs.

    ``inputs``: the sizes that each takes. ``makes``: the family of the conditioning by the size of the first
    encoder, ``""`` for any. ``plain``: it takes CLIPTextModels only, ``projected``: those with a projection
    only.
    """

    inputs: dict[str, frozenset[str]]
    makes: dict[str, frozenset[str]]
    plain: bool = False
    projected: bool = False

    def refuses(self, clip: Fact) -> bool:
        """Whether it fails with a text encoder whatever its size.

        A separate CLIP for SD3 is no matter of this: rule ``model-variant`` speaks of it.
        """
        if self.plain:
            return is_projected(clip)
        if not self.projected or not clip.bases or is_projected(clip):
            return False
        return not (clip.type == "clip_embed" and clip.bases == _SD3)


_L, _G = frozenset("L"), frozenset("G")
ENCODERS: dict[str, Encoder] = {
    "compel": Encoder({"clip": frozenset("LH")}, {"L": _SD1, "H": _SD2, "": _SD1 | _SD2}, True),
    "sdxl_compel_prompt": Encoder({"clip": _L, "clip2": _G}, {"": frozenset({"sdxl"})}),
    "sdxl_refiner_compel_prompt": Encoder({"clip2": _G}, {"": frozenset({"sdxl-refiner"})}),
    "flux_text_encoder": Encoder({"clip": _L}, {"": frozenset({"flux"})}, True),
    "sd3_text_encoder": Encoder({"clip_l": _L, "clip_g": _G}, {"": _SD3}, projected=True),
}


def encode(families: Families, node: Node) -> Fact | None:
    """The conditioning that a prompt node makes; None for other nodes, and when its encoders do not fit."""
    encoder = ENCODERS.get(node.type)
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
        if (size and size not in sizes) or encoder.refuses(clip):
            return None
        sources.append(clip)
        first = first or size
    bases = encoder.makes.get(first) or encoder.makes[""]
    lead = sources[0] if sources else None
    step = Step(node.id, "conditioning", lead.step if lead is not None else None)
    made = Fact("conditioning", bases, step, lead.model if lead is not None else None)
    made.sources = tuple(sources)
    return made
