"""A model of the right family, but of the wrong variant for what is asked of it.

What it does: checks what only certain variants of a family can do. FLUX.1 is loaded from a single file, not
from a folder of diffusers. FLUX.1 Fill needs fill conditioning and
the VAE in `controlnet_vae`, and other FLUX.1 models refuse fill conditioning; Kontext references and
control LoRAs need the VAE too; FLUX.1 schnell takes no control LoRA and reads 256 tokens of a prompt at
most; SD3 cannot use a separate CLIP; an inpainting model needs a mask, the SDXL refiner latents to refine;
`flux2_dev_model_loader` is for FLUX.2 dev. FLUX.2 Klein 4B reads prompts with Qwen3 4B, Klein 9B with Qwen3
8B, Z-Image with Qwen3 4B, Anima with Qwen3 0.6B; LoRAs of FLUX.2 and Wan fit models of their own size only.
Wan 2.2 needs two experts of one variant, and a VAE of its kind; only I2V-A14B (for videos also TI2V-5B) takes
a reference image, and TI2V-5B wants sides that are multiples of 32. Which variant a model is comes from the
list of models that `--models` names, or from the full record that the web UI writes into its graphs; else it
is guessed from the name, and the finding is a warning.

Why it is bad: most of it fails at run time with a clear message, but only after the models are loaded; the
rest gives a poor picture.

How to fix: choose a model of the right variant, or connect what it needs; the message says which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Finding
from wflint.rules.base import Context, Rule, fails
from wflint.rules.shared.families import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "MD104",
    "a model's variant cannot do what is asked of it",
    graph=fails(),
    workflow=fails(),
    when="shared.families:verdicts.runs",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each demand that the variant does not meet."""
    runs = ctx.analysis(verdicts).runs
    if not runs:
        return
    from wflint.models.judges.variants.every import faults

    seen = set()
    for families in runs:
        for fault in faults(families):
            if (fault.node.id, fault.field, fault.says) in seen:
                continue
            seen.add((fault.node.id, fault.field, fault.says))
            from wflint.rules.models._words import consequence, outcome  # most files have no fault

            does = consequence(fault.effect, fault.error, fault.otherwise)
            yield Finding(
                f"{ctx.describe(fault.node)}: {fault.says}. {does}. {fault.cure}",
                fault.pointer,
                node=fault.node.id,
                node_type=fault.node.type,
                field=fault.field,
                outcome=outcome(fault.effect, fault.certain),
                confidence=None if fault.certain else Confidence.LIKELY,
                related=fault.related,
            )
