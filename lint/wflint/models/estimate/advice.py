"""What would bring a document under a budget of graphics memory, the most helpful first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.amounts import show_memory
from wflint.models.estimate import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.estimate.result import Estimate

_LOW_VRAM = "set enable_partial_loading: true in invokeai.yaml (slower)"


def advice(estimate: Estimate, budget: int) -> list[str]:
    """The measures that apply to an estimate whose low end is over the budget; InvokeAI's settings last."""
    return [*_denoising(estimate, budget), *_decoding(estimate, budget), _LOW_VRAM]


def _denoising(estimate: Estimate, budget: int) -> Iterator[str]:
    rows = estimate.stage("denoise")
    if sum(row.low for row in rows) <= budget:
        return
    if estimate.quantisable:
        yield "use a quantised main model (GGUF or NF4)"
    nets = [row for row in rows if row.what.startswith("ControlNet")]
    if nets:
        fewer = "use fewer ControlNets" if len(nets) > 1 else "run without the ControlNet"
        yield f"{fewer} (each takes {show_memory(nets[0].low)} or more)"
    if estimate.oversized:
        yield "make a smaller image and upscale it"


def _decoding(estimate: Estimate, budget: int) -> Iterator[str]:
    rows = estimate.stage("decode")
    if sum(row.low for row in rows) <= budget:
        return
    if any(row.what.startswith(facts.VAE_PASS) and facts.TILED not in row.what for row in rows):
        yield 'decode in tiles ("tiled" of the decoding node)'
    if any("32 bits" in row.what for row in rows):
        yield 'decode at 16 bits ("fp32" off)'
