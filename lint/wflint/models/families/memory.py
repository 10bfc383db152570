"""The figures that estimates of memory rest on, by family; derived from the families' own files.

Parameters were counted by building the published architectures without weights inside InvokeAI 6.14.2's
environment, and live memory by tracing them there (``lint/scripts/count_parameters.py``, which prints these
numbers). None of it was measured on a graphics card by us.
"""

from __future__ import annotations

from wflint.models.families.known import KNOWN

MEMORY = {family.base: family.memory() for family in KNOWN if family.memory is not None}
FIGURES = {base: memory.figures for base, memory in MEMORY.items()}
# Kinds within a base, by ``variant`` or by a telling part of the name.
VARIANTS = {(base, word): figures for base, memory in MEMORY.items() for word, figures in memory.variants}
# The type of a model that is a text encoder of its own, by the encoder's name.
ENCODER_TYPES: dict[str, str] = {
    encoder.name: encoder.type
    for figures in (*FIGURES.values(), *VARIANTS.values())
    for encoder in figures.encoders
    if encoder.type
}
