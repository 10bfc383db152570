"""Variants within a family: which kind of FLUX.1, of inpainting model, of FLUX.2 a model is.

An inventory or a full model record says it (``variant``). An identifier has only the model's name, which
tells it likely at best.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wflint.models.flow.reference import ModelRef


class Variant(NamedTuple):
    """``name`` as InvokeAI spells it (taxonomy.py of 6.14.2); ``certain``: a record says so."""

    name: str
    certain: bool


# What names of models say, as those published under these names do. The first that is in the name counts.
_NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "flux": (("schnell", "schnell"), ("fill", "dev_fill"), ("kontext", "dev"), ("dev", "dev")),
    "flux2": (("klein", "klein"), ("dev", "dev")),
    "wan": (("ti2v", "ti2v_5b"), ("i2v", "i2v_a14b"), ("t2v", "t2v_a14b")),
    "sd-1": (("inpaint", "inpaint"),),
    "sd-2": (("inpaint", "inpaint"),),
    "sdxl": (("inpaint", "inpaint"),),
}


def variant(ref: ModelRef) -> Variant | None:
    """Which variant of its family a main model is; None where neither record nor name say."""
    if ref.variant:
        return Variant("klein" if ref.variant.startswith("klein") else ref.variant, True)
    lowered = ref.name.lower()
    for word, name in _NAMES.get(ref.base, ()):
        if word in lowered:
            return Variant(name, False)
    return None


# Sizes of FLUX.2 Klein and of the Qwen3 that reads prompts for it: flux2_klein_model_loader.py.
KLEIN_ENCODERS = {"4b": "4b", "9b": "8b"}
_SIZES = ("0.6b", "06b", "4b", "8b", "9b")


class Size(NamedTuple):
    """The size of a model, in billions of parameters as its name has it (``4b``)."""

    name: str
    certain: bool


def size(ref: ModelRef) -> Size | None:
    """The size that a variant names (``klein_9b_base``, ``qwen3_06b``), else the model's name."""
    text = ref.variant or re.sub("[ _-]+", "_", ref.name.lower())
    words = text.split("_")
    for name in _SIZES:
        if name in words:
            return Size(name.replace("0.6", "06"), bool(ref.variant))
    return None
