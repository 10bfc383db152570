"""A model of the right family, but of a variant that cannot do what is asked of it.

What it does: checks what only certain variants of a family can do. FLUX.1 is loaded from a single file, not
from a diffusers folder. FLUX.1 Fill needs fill conditioning and the VAE in `controlnet_vae`, and other
FLUX.1 models refuse fill conditioning; Kontext references and control LoRAs need the VAE too; FLUX.1
schnell takes no control LoRA and at most 256 tokens of a prompt; SD3 cannot use a separate CLIP; an
inpainting model needs a mask, the SDXL refiner latents to refine; `flux2_dev_model_loader` is for FLUX.2
dev. FLUX.2 Klein 4B needs Qwen3 4B as its text encoder, Klein 9B Qwen3 8B, Z-Image Qwen3 4B, Anima Qwen3
0.6B; LoRAs of FLUX.2 and Wan fit models of their own size only. Wan 2.2 needs two experts of one variant,
and a VAE of its kind; only I2V-A14B (for videos also TI2V-5B) takes a reference image, and TI2V-5B needs
sides that are multiples of 32. `metadata_to_vae` loads the VAE of a main model, or a single file, but no VAE
that is a diffusers folder of its own. The variant of a model is that in the list of models (`--models`), or
in the full record that the web UI writes into its graphs; else it is guessed from the name, and the finding
is a warning.

Why it is bad: most of these runs fail with a clear error, but only after the models are loaded; in the
others the image silently comes out poorly.

How to fix: choose a model of the right variant, or connect what it needs; the help of each finding names
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Effect, Finding
from wflint.rules.base import Context, Rule, fails
from wflint.rules.shared.families import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.judges.variants.fault import Fault

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

    seen: dict[tuple[str, str, str], Fault] = {}
    for families in runs:
        for fault in faults(families):
            seen.setdefault((fault.node.id, fault.field, fault.says), fault)
    if not seen:
        return
    from wflint.rules.models._apart import told_apart  # most files have no fault
    from wflint.rules.models._words import WRONG_IMAGE, outcome

    found = list(seen.values())
    said = [f"{ctx.names.input(fault.node, fault.field)} {fault.says}" for fault in found]
    for fault, message in zip(found, told_apart(said, [()] * len(said)), strict=True):
        failed = fault.effect is Effect.FAILS
        yield Finding(
            message,
            fault.pointer,
            node=fault.node.id,
            node_type=fault.node.type,
            field=fault.field,
            outcome=outcome(fault.effect, fault.certain),
            confidence=None if fault.certain else Confidence.LIKELY,
            related=fault.related,
            help=fault.cure,
            error=fault.error,
            then="" if failed else fault.then or WRONG_IMAGE,
        )
