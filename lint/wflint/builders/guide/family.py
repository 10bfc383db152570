"""Which model family a guide is for, and which of InvokeAI's nodes serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.builders.guide.words import Role, fold
from wflint.diagnostics import Confidence
from wflint.graph.convert.decisions import ConversionError, Decision
from wflint.models.families.known import KNOWN
from wflint.models.flow.names import guess

if TYPE_CHECKING:
    from wflint.builders.guide.reading import Guide
    from wflint.models.families.details import GuideNodes

MODEL_NAMES: Final = ("model", "ckpt_name", "unet_name", "model_name", "checkpoint")


_BY_BASE: Final = {family.base: family.guide() for family in KNOWN if family.guide is not None}
SD1: Final = _BY_BASE["sd-1"]
SDXL: Final = _BY_BASE["sdxl"]
FLUX: Final = _BY_BASE["flux"]


def is_refiner(guide: Guide, node: str) -> bool:
    """Whether a loader loads the SDXL refiner."""
    name = guide.text(node, *MODEL_NAMES) or ""
    return "refiner" in fold(guide.nodes[node].type) or "refiner" in name.lower()


def family_of(guide: Guide) -> tuple[GuideNodes, Decision | None]:
    """The family of a guide: by its model's name, else by the names of its nodes, else by its other models.

    With the decision that this was, None where the nodes say it. Raises ConversionError for a family that
    guides are not translated for.
    """
    mains = [n for n in guide.of(Role.MAIN) if not is_refiner(guide, n)] or guide.of(Role.MAIN)
    for node in mains:
        said = guess(guide.text(node, *MODEL_NAMES), "main")
        if said is not None:
            return _known(said.base, guide.text(node, *MODEL_NAMES) or "", said.confidence)
    for node, role in guide.roles.items():
        if role is not Role.NATIVE:
            folded = fold(guide.nodes[node].type)
            if folded.startswith("flux") or folded.endswith("flux"):
                return FLUX, None
            if "sdxl" in folded:
                return SDXL, None
    for role in (Role.VAE, Role.CONTROL_MODEL, Role.IP_MODEL, Role.LORA):
        for node in guide.of(role):
            for text in guide.nodes[node].values.values():
                said = guess(text)
                if said is not None:
                    return _known(said.base, str(text), Confidence.LIKELY)
    text = (
        "nothing says which kind of model this is for: it is taken for Stable Diffusion 1.5; if it is "
        "another, name the model as its publisher does"
    )
    return SD1, Decision("decision", text)


def _known(base: str, name: str, confidence: Confidence) -> tuple[GuideNodes, Decision]:
    family = _BY_BASE.get(base)
    if family is None:
        raise ConversionError(
            f'"{name}" is a model of family {base}: guides are translated for SD 1.5, SD 2, SDXL and '
            "FLUX only"
        )
    sure = "is" if confidence is Confidence.CERTAIN else "is likely"
    return family, Decision("decision", f'"{name}" {sure} a model of family {base}')
