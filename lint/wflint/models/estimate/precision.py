"""How many bytes a parameter takes in memory, from what is known of a model's file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.models.estimate.starters import STANDS_FOR

if TYPE_CHECKING:
    from wflint.models.inventory.inventory import ModelRecord


class Precision(NamedTuple):
    """``low`` and ``high`` bytes a parameter; ``bits`` is the nearest of 16, 8 and 4. ``source``: whence."""

    name: str
    low: float
    high: float
    bits: int
    source: str

    @property
    def quantised(self) -> bool:
        """Whether it is less than the 16 bits that InvokeAI computes with."""
        return self.bits < 16


# Bits a weight in blocks of GGML (gguf's GGML_QUANT_SIZES); files mix them, with more for some tensors.
_GGUF: Final = {
    "q2": 2.625, "q3": 3.4375, "iq2": 2.3125, "iq3": 3.4375, "iq4": 4.25, "q4": 4.5, "q5": 5.5, "q6": 6.5625,
    "q8": 8.5,
}  # fmt: skip
_MIXED: Final = 1.22  # the most that Q4_K_M files of InvokeAI's starter models take
_LEVEL = re.compile(r"(?<![a-z0-9])(i?q[2-8])(?:_|-|k|\b|$)")
_WORD = re.compile(
    r"(?<![a-z0-9])(sdnq|fp8|f8|float8|e4m3fn|e4m3|e5m2|nf4|bnb4|4-?bit|int8|8-?bit|gguf)(?![a-z0-9])"
)
_SDNQ_4 = re.compile(r"u?int4|4-?bit")
_SOMEHOW = re.compile(r"(?<![a-z0-9])quanti[sz]ed(?![a-z0-9])")
_FLOAT16: Final = "InvokeAI computes with 16 bits on a graphics card (backend/util/devices.py)"
SIXTEEN: Final = Precision("fp16/bf16", 2.0, 2.0, 16, _FLOAT16)
FP8_STORED: Final = Precision("fp8 storage", 1.0, 1.0, 8, "the model's fp8_storage setting")


def precision_of(name: str, record: ModelRecord | None, file_format: str = "") -> Precision:
    """The precision of a model's weights in memory, by its record where there is one, else by its name.

    A file of 32 bits is loaded as 16 like any other, and so is one of FP8 unless the model's setting
    ``fp8_storage`` is on (``load_default.py``, ``model_loaders/flux.py``): its high end is that of 16 bits.
    """
    if record is not None and record.fp8_storage:
        return FP8_STORED
    form = (record.format if record is not None else None) or file_format
    lowered = STANDS_FOR.get(name.lower(), name.lower())
    level = _LEVEL.search(lowered.replace("_k_", "k_"))
    word = _WORD.search(lowered)
    said = word[1].replace("-", "") if word else ""
    if form == "gguf_quantized" or said == "gguf" or (level and not form):
        return _gguf(level[1] if level else None)
    if form == "bnb_quantized_nf4b" or said in ("nf4", "bnb4", "4bit"):
        return Precision(
            "NF4", 0.5625, 0.6, 4, "4 bits, and a scale of 32 for each 64 weights (bitsandbytes)"
        )
    if form == "bnb_quantized_int8b" or said in ("int8", "8bit"):
        return Precision("int8", 1.0, 1.1, 8, "8 bits and their scales (bitsandbytes)")
    if form == "sdnq_quantized" or said == "sdnq":
        if _SDNQ_4.search(lowered):
            return Precision("SDNQ, 4 bits", 0.5, 0.75, 4, "4 to 5 bits and their scales (sdnq)")
        return Precision("SDNQ", 0.5, 1.1, 8, "4 to 8 bits; the file does not say which")
    if said in ("fp8", "f8", "float8", "e4m3fn", "e4m3", "e5m2"):
        return Precision("fp8", 1.0, 2.0, 8, "an FP8 file is loaded as 16 bits unless fp8_storage is on")
    if _SOMEHOW.search(lowered) and form in ("", "checkpoint", "diffusers"):
        return Precision("quantised", 0.5, 1.1, 4, "4 to 8 bits; the name does not say which")
    return SIXTEEN


def _gguf(level: str | None) -> Precision:
    if level is None or level not in _GGUF:
        return Precision("GGUF", 4.5 / 8, 8.5 / 8, 4, "Q4 to Q8: the name does not say which")
    bits = _GGUF[level]
    nearest = 8 if bits > 7 else 4
    return Precision(
        f"GGUF {level.upper()}", bits / 8, bits / 8 * _MIXED, nearest, "bits a weight of GGML's blocks"
    )
