"""Models of different families are used together.

What it does: follows every model from where it is named (or from a loader that can only load one family)
along the edges, and reports where two meet that were not made for each other: a ControlNet, T2I-Adapter,
IP-Adapter, LoRA or VAE of another family than the main model, a prompt encoded for another family, latents
or noise of another family, a main model in another family's loader, latents in another family's decode
node, an IP-Adapter with a CLIP Vision model that it was not made with. Each different item of a collection
that Iterate hands out, or of a batch, is a run of its own, and models are looked up among metadata as
InvokeAI's `metadata_to_...` nodes do it. What is not known is not judged: a template whose models are yet
to be chosen has no findings, nor has what passes through a node that wflint does not know. One wrong choice
is one finding, with the path of both sides.

Why it is bad: InvokeAI accepts the graph. Most of these runs fail after minutes of loading, with errors
such as "argument of type 'NoneType' is not iterable" or "mat1 and mat2 shapes cannot be multiplied". Others
end with an image that is silently wrong: a LoRA that does nothing, the colours of another VAE.

How to fix: choose models of one family. SDXL and its refiner belong together, as do Z-Image and the VAE of
FLUX.1. The table of families, and what InvokeAI does with each pair, is in docs/model-families.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.rules.base import Context, Rule, fails
from wflint.rules.shared.families import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding

RULE = Rule(
    "MD101",
    "models of different families are used together",
    graph=fails(),
    workflow=fails(),
    when="shared.families:verdicts.conflicts",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each pair of models that do not belong together."""
    found = [c for c in ctx.analysis(verdicts).conflicts if c.kind != "swapped"]
    if found:
        from wflint.rules.models._words import findings

        yield from findings(ctx, found)
