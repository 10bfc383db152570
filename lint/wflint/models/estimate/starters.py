"""Starter models of InvokeAI whose names do not say at what precision their weights are.

From ``backend/model_manager/starter_models.py`` of 5.15.0 and 6.14.2: the format stated there, or the file
that the name stands for. Names that do say it (``Q4_K_M``, ``NF4``) need no line here.
"""

from __future__ import annotations

from typing import Final

# By the name in lower case: what to read in its place.
STANDS_FOR: Final = {
    "flux dev (quantized)": "nf4",
    "flux schnell (quantized)": "nf4",
    "flux.1 dev (quantized)": "nf4",
    "flux.1 schnell (quantized)": "nf4",
    "flux.1 kontext dev (quantized)": "q4_k_m",
    "flux.1 krea dev (quantized)": "q4_k_m",
    "z-image turbo (quantized)": "q4_k_m",
    "z-image qwen3 text encoder (quantized)": "q6_k",
}
# Whole pipelines whose text encoder is quantised like the transformer: their stated sizes leave no room for
# one of 16 bits.
WHOLE: Final = frozenset({
    "flux.2 [dev] (diffusers, nf4)", "flux.2 klein 4b (sdnq dynamic 4-bit)",
    "flux.2 klein 9b (sdnq dynamic 4-bit + svd)", "z-image turbo (sdnq uint4 + svd)",
})  # fmt: skip
