"""Text encoders that several families use."""

from __future__ import annotations

from typing import Final

from wflint.models.families.details import TextEncoder

CLIP_L: Final = TextEncoder("CLIP-L", 123.1, "clip_embed")
CLIP_G: Final = TextEncoder("CLIP-G", 694.7, "clip_embed")
T5_XXL: Final = TextEncoder("T5-XXL", 4762.3, "t5_encoder")
QWEN3_4B: Final = TextEncoder("Qwen3 4B", 4022.5, "qwen3_encoder")
UMT5_XXL: Final = TextEncoder("UMT5-XXL", 5680.9, "wan_t5_encoder")
