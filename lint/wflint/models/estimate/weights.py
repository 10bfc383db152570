"""The weights of models in memory, in bytes: a low and a high figure, and where they are from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.models.estimate import facts
from wflint.models.estimate.precision import SIXTEEN, Precision, precision_of
from wflint.models.estimate.starters import WHOLE
from wflint.models.families.bases import label
from wflint.models.families.details import COUNTED
from wflint.models.families.memory import ENCODER_TYPES, FIGURES, MEMORY, VARIANTS

if TYPE_CHECKING:
    from wflint.models.estimate.needs import Model
    from wflint.models.families.details import Figures
    from wflint.models.flow.reference import NamedModel

_MILLION = 1e6
_REAL = 0.1  # bytes a parameter; a file of less holds a smaller model than its family's


class Weights(NamedTuple):
    """Bytes; ``words`` is the precision in words."""

    low: float
    high: float
    words: str
    source: str

    def part(self, share: float, words: str | None = None) -> Weights:
        """That share of it."""
        return Weights(self.low * share, self.high * share, words or self.words, self.source)


def family_of(ref: NamedModel) -> Figures | None:
    """What a main model is made of; None for a base that the table lacks."""
    lowered = f"{ref.variant} {ref.name}".lower().replace("-", "_").replace(" ", "_")
    for (base, word), family in VARIANTS.items():
        if base == ref.base and word in lowered:
            return family
    return FIGURES.get(ref.base)


def assumption(ref: NamedModel, node_type: str) -> str:
    """What was assumed of a main model that does not say which one of its base it is; empty: nothing."""
    if not ref.name and ref.base in ("sd-1", "sd-2"):
        return f"{node_type} has no model chosen: {label(ref.base)} assumed"
    memory = MEMORY.get(ref.base)
    if memory is not None and family_of(ref) is memory.figures and memory.smallest and not ref.variant:
        return f"{label(ref.base)} comes in several sizes: {memory.smallest} assumed"
    return ""


def main_precision(model: Model) -> Precision:
    """The precision of a main model; a size of about a byte a parameter is that of FP8."""
    found = precision_of(model.name, model.record, model.ref.format)
    family = family_of(model.ref)
    if found is SIXTEEN and family is not None and (size := _size(model)):
        per_parameter = size / (_parameters(family, model) * _MILLION)
        if 0.8 < per_parameter < 1.3:
            return Precision("fp8", 1.0, 2.0, 8, "the file has a byte a parameter")
    return found


def main_weights(model: Model, family: Figures) -> Weights:
    """The UNet or transformer of a main model."""
    precision = main_precision(model)
    size = _size(model)
    if size is None:
        low, high = (family.denoiser * _MILLION * b for b in (precision.low, precision.high))
        return Weights(low, high, precision.name, family.source)
    share = family.denoiser / _parameters(family, model)
    per_parameter = size / (_parameters(family, model) * _MILLION)
    if per_parameter > 3:  # a file of 32 bits, loaded as 16
        size = size // 2
    factor = precision.high / precision.low if precision.bits == 8 and precision.name == "fp8" else 1.0
    return Weights(size * share, size * share * factor, precision.name, facts.INVENTORY)


def nominal(family: Figures) -> float:
    """Bytes of the family's UNet or transformer at 16 bits."""
    return family.denoiser * _MILLION * 2


def scale(model: Model, family: Figures) -> float:
    """How large a model is against its family's: 1, unless an inventory says that it is another size."""
    size = _size(model)
    if size is None:
        return 1.0
    per_parameter = size / (_parameters(family, model) * _MILLION)
    return 1.0 if per_parameter > _REAL else per_parameter / 2


def encoder_weights(
    name: str, millions: float, main: Model, family: Figures, separate: list[Model]
) -> Weights:
    """A text encoder: a model of its own where the document names one, else part of the main model."""
    model = _own(name, separate)
    if model is None and family.as_main:
        return main_weights(main, family).part(millions / family.denoiser)
    if model is None and main.name.lower() in WHOLE:
        precision = main_precision(main)
        low, high = (millions * _MILLION * b for b in (precision.low, precision.high))
        return Weights(low, high, precision.name, COUNTED)
    if model is None:
        bytes_ = millions * _MILLION * 2 * scale(main, family)
        return Weights(bytes_, bytes_, SIXTEEN.name, COUNTED)
    precision = precision_of(model.name, model.record, model.ref.format)
    if size := _size(model):
        return Weights(size, size, precision.name, facts.INVENTORY)
    low, high = (millions * _MILLION * b for b in (precision.low, precision.high))
    return Weights(low, high, precision.name, COUNTED)


def of_file(model: Model, low: float, high: float, source: str) -> Weights:
    """An adapter: its file's size where an inventory tells it, else the range given."""
    precision = precision_of(model.name, model.record, model.ref.format)
    if size := _size(model):
        return Weights(size, size, precision.name, facts.INVENTORY)
    return Weights(low, high, precision.name, source)


def _own(name: str, separate: list[Model]) -> Model | None:
    wanted = ENCODER_TYPES.get(name)
    found = [m for m in separate if m.ref.type == wanted and (m.ref.name or m.record)]
    if wanted == "clip_embed":
        big = [m for m in found if "g" in (m.ref.variant or m.ref.name).lower().replace("-", "_").split("_")]
        big += [m for m in found if m.ref.variant == "gigantic"]
        found = big if name == "CLIP-G" else [m for m in found if m not in big]
    return found[0] if found else None


def _parameters(family: Figures, model: Model) -> float:
    """Millions of parameters in a main model's file or folder."""
    form = (model.record.format if model.record is not None else None) or model.ref.format
    if not (family.whole or form == "diffusers"):
        return family.denoiser
    return (
        family.denoiser * family.experts + family.vae + sum(encoder.millions for encoder in family.encoders)
    )


def _size(model: Model) -> int | None:
    return model.record.size if model.record is not None and model.record.size else None
