"""Variants within a family: which kind of FLUX.1, of inpainting model, of FLUX.2 a model is.

An inventory or a full model record says it (``variant``). An identifier has only the model's name, which
tells it likely at best.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.models.families.bases import BY_BASE
from wflint.models.flow.formats import is_single_file
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.models.flow.reference import NamedModel


class Variant(NamedTuple):
    """``name`` as InvokeAI spells it (taxonomy.py of 6.14.2); ``certain``: a record says so."""

    name: str
    certain: bool


def variant(ref: NamedModel) -> Variant | None:
    """Which variant of its family a main model is; None where neither record nor name say."""
    if ref.variant:
        return Variant("klein" if ref.variant.startswith("klein") else ref.variant, True)
    lowered = ref.name.lower()
    family = BY_BASE.get(ref.base)
    for word, name in family.variants if family is not None else ():
        if word in lowered:
            return Variant(name, False)
    return None


def sort(ref: NamedModel | None) -> object:
    """What tells a model from others where models meet: nobody asks what else it is called."""
    if ref is None:
        return None
    named = ref.name if ref.type == "ip_adapter" else None  # says which CLIP Vision model it was made with
    told = (ref.base, ref.stated_base, ref.type, ref.submodel, ref.format, ref.expert, ref.latent_channels)
    return (*told, is_single_file(ref), variant(ref), size(ref), named)


_SIZES = ("0.6b", "06b", "4b", "8b", "9b")


class Size(NamedTuple):
    """The size of a model, in billions of parameters as its name has it (``4b``)."""

    name: str
    certain: bool


def size(ref: NamedModel) -> Size | None:
    """The size that a variant names (``klein_9b_base``, ``qwen3_06b``), else the model's name."""
    text = ref.variant or re.sub("[ _-]+", "_", ref.name.lower())
    words = text.split("_")
    for name in _SIZES:
        if name in words:
            return Size(name.replace("0.6", "06"), bool(ref.variant))
    return None
