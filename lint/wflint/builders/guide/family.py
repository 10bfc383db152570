"""Which model family a guide is for, and which of InvokeAI's nodes serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.builders.guide.words import Role, fold
from wflint.diagnostics import Confidence
from wflint.graph.convert.decisions import ConversionError, Decision
from wflint.models.names import guess

if TYPE_CHECKING:
    from wflint.builders.guide.reading import Guide

MODEL_NAMES: Final = ("model", "ckpt_name", "unet_name", "model_name", "checkpoint")


class FamilyNodes(NamedTuple):
    """InvokeAI's nodes for a family, and what they call their inputs and outputs."""

    base: str
    loader: str
    prompt: str
    denoise: str
    decode: str
    encode: str
    control: str
    ip: str
    lora: str
    unet: str  # the loader's output
    positive: str
    negative: str
    steps: str
    size: int  # the side of its pictures


_SD = {
    "denoise": "denoise_latents",
    "decode": "l2i",
    "encode": "i2l",
    "control": "controlnet",
    "ip": "ip_adapter",
    "unet": "unet",
    "positive": "positive_conditioning",
    "negative": "negative_conditioning",
    "steps": "steps",
}
SD1: Final = FamilyNodes("sd-1", "main_model_loader", "compel", lora="lora_loader", size=512, **_SD)
SD2: Final = SD1._replace(base="sd-2", size=768)
SDXL: Final = FamilyNodes(
    "sdxl", "sdxl_model_loader", "sdxl_compel_prompt", lora="sdxl_lora_loader", size=1024, **_SD
)
FLUX: Final = FamilyNodes(
    "flux",
    "flux_model_loader",
    "flux_text_encoder",
    denoise="flux_denoise",
    decode="flux_vae_decode",
    encode="flux_vae_encode",
    control="flux_controlnet",
    ip="flux_ip_adapter",
    lora="flux_lora_loader",
    unet="transformer",
    positive="positive_text_conditioning",
    negative="negative_text_conditioning",
    steps="num_steps",
    size=1024,
)
_BY_BASE: Final = {f.base: f for f in (SD1, SD2, SDXL, FLUX)} | {"sdxl-refiner": SDXL}


def is_refiner(guide: Guide, node: str) -> bool:
    """Whether a loader loads the SDXL refiner."""
    name = guide.text(node, *MODEL_NAMES) or ""
    return "refiner" in fold(guide.nodes[node].type) or "refiner" in name.lower()


def family_of(guide: Guide, told: list[Decision]) -> FamilyNodes:
    """The family of a guide: by its model's name, else by the names of its nodes, else by its other models.

    Raises ConversionError for a family that guides are not translated for.
    """
    mains = [n for n in guide.of(Role.MAIN) if not is_refiner(guide, n)] or guide.of(Role.MAIN)
    for node in mains:
        said = guess(guide.text(node, *MODEL_NAMES), "main")
        if said is not None:
            return _known(said.base, guide.text(node, *MODEL_NAMES) or "", told, said.confidence)
    for node, role in guide.roles.items():
        if role is not Role.NATIVE:
            folded = fold(guide.nodes[node].type)
            if folded.startswith("flux") or folded.endswith("flux"):
                return FLUX
            if "sdxl" in folded:
                return SDXL
    for role in (Role.VAE, Role.CONTROL_MODEL, Role.IP_MODEL, Role.LORA):
        for node in guide.of(role):
            for text in guide.nodes[node].values.values():
                said = guess(text)
                if said is not None:
                    return _known(said.base, str(text), told, Confidence.LIKELY)
    told.append(
        Decision(
            "decision",
            "nothing says which kind of model this is for: it is taken for Stable Diffusion 1.5; if it is "
            "another, name the model as its publisher does",
        )
    )
    return SD1


def _known(base: str, name: str, told: list[Decision], confidence: Confidence) -> FamilyNodes:
    family = _BY_BASE.get(base)
    if family is None:
        raise ConversionError(
            f'"{name}" is a model of family {base}: guides are translated for SD 1.5, SD 2, SDXL and '
            "FLUX only"
        )
    sure = "is" if confidence is Confidence.CERTAIN else "is likely"
    told.append(Decision("decision", f'"{name}" {sure} a model of family {base}'))
    return family
