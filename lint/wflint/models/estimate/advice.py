"""What would bring a document under a budget of graphics memory, the most helpful first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.amounts import show_memory
from wflint.models.estimate import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.estimate.result import Estimate

_LOW_VRAM = (
    "InvokeAI's low-VRAM settings (in invokeai.yaml, enable_partial_loading: true streams what does not fit "
    "from RAM; device_working_mem_gb can be less)"
)


def advice(estimate: Estimate, budget: int) -> list[str]:
    """The measures that apply to an estimate whose low end is over the budget; InvokeAI's settings last."""
    return [*_denoising(estimate, budget), *_decoding(estimate, budget), _LOW_VRAM]


def _denoising(estimate: Estimate, budget: int) -> Iterator[str]:
    rows = estimate.stage("denoise")
    if sum(row.low for row in rows) <= budget:
        return
    if estimate.quantisable:
        yield "a quantised version of the main model (GGUF or NF4)"
    nets = [row for row in rows if row.what.startswith("ControlNet")]
    if nets:
        fewer = "fewer ControlNets" if len(nets) > 1 else "running without the ControlNet"
        yield f"{fewer} (each takes {show_memory(nets[0].low)} or more)"
    if estimate.oversized:
        yield "a smaller image, upscaled afterwards"


def _decoding(estimate: Estimate, budget: int) -> Iterator[str]:
    rows = estimate.stage("decode")
    if sum(row.low for row in rows) <= budget:
        return
    if any(row.what.startswith(facts.VAE_PASS) and facts.TILED not in row.what for row in rows):
        yield "tiled decoding (the VAE node's tiled, or force_tiled_decode: true in invokeai.yaml)"
    if any("32 bits" in row.what for row in rows):
        yield "decoding at 16 bits (fp32 off)"
