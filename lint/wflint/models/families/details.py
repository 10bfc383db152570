"""The parts of a family's record that are asked for seldom: names of models, memory, meetings, guides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.diagnostics import Effect

STARTERS: Final = "InvokeAI 6.14.2, backend/model_manager/starter_models.py"
NAME: Final = "the name of the family"
COUNTED: Final = "parameters counted from the architecture"
STARTER: Final = "InvokeAI's starter models (backend/model_manager/starter_models.py)"
SHAPES: Final = "shapes of the models"  # follows from the widths of the two models' layers
MATRICES: Final = "RuntimeError: mat1 and mat2 shapes cannot be multiplied"
NO_SUBMODEL: Final = "Exception: A submodel type must be provided when loading main pipelines"
NO_SUBMODELS: Final = {
    "lora": "ValueError: There are no submodels in a LoRA model",
    "*": "Exception: There are no submodels in models of type",
}
ASSERTED: Final = {"*": "AssertionError"}
NO_PART: Final = {"main": NO_SUBMODEL, "*": "AssertionError"}
LACKS_ENCODER_2: Final = 'ValueError: The "SubModelType.TextEncoder2" submodel is not available'


class FamilyNames(NamedTuple):
    """What names of models say of a family: ``published`` and ``schemes`` are certain, ``words`` likely.

    Each row names a type, a source and what it matches; words a pattern and a source. All names are compared
    in lower case without folder and file extension, with ``-`` for every run of blanks, dots and underscores:
    ``FLUX1/flux1-dev.safetensors`` is ``flux1-dev``. Names that InvokeAI gives to models of several families
    ("Tile", "Depth Map", "Sketch") are left out on purpose. ``rank``: words of a lower rank are taken out of
    a name first (FLUX.2 before FLUX.1, whose word is in it). ``usual``: a model that everybody has, by type.
    """

    published: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    schemes: tuple[tuple[str, str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    rank: int = 9
    usual: Mapping[str, str] = {}


class TextEncoder(NamedTuple):
    """A text encoder: millions of parameters, and the type of a model that holds it alone (empty: none)."""

    name: str
    millions: float
    type: str


class Figures(NamedTuple):
    """What a main model is made of. Numbers are millions of parameters.

    ``denoiser`` is the UNet or transformer, ``encoders`` the text encoders by name, ``native`` the side of
    the square that it was made for, in pixels. ``width`` is the transformer's (0: a UNet, whose ``live``
    bytes per pixel were traced). ``decode`` is the working memory that InvokeAI fits for the VAE, in bytes a
    pixel and byte of precision. ``whole``: a checkpoint or folder of this base holds encoders and VAE too;
    ``as_main``: those encoders at the precision of the transformer. ``experts``: transformers in a folder,
    all kept in RAM, of which one at a time is on the card. ``token``: the side of the square of pixels that
    a transformer takes as one. ``video`` is ``decode`` where there is more than one frame.
    """

    denoiser: float
    encoders: tuple[TextEncoder, ...]
    vae: float
    native: int
    width: int = 0
    live: int = 0
    decode: int = 2200
    whole: bool = False
    as_main: bool = False
    source: str = COUNTED
    experts: int = 1
    token: int = 16
    video: int = 0


class FamilyMemory(NamedTuple):
    """The memory that a family's models take.

    ``variants``: kinds within a base, by ``variant`` or by a telling part of the name, that differ.
    ``smallest`` is what ``figures`` are those of, where there are several sizes. ``quantised``: InvokeAI's
    starter models have GGUF or NF4 versions. ``controlnet``: millions of parameters of its ControlNets.
    ``minimum`` is the smallest card on which the guide has it run, by the bits of its transformer (bytes);
    ``recommended`` the guide's better one.
    """

    figures: Figures
    variants: tuple[tuple[str, Figures], ...] = ()
    smallest: str = ""
    quantised: bool = False
    controlnet: float = 0.0
    minimum: Mapping[int, int] = {}
    recommended: int = 0


class Meeting(NamedTuple):
    """What becomes of another family's part on a model of this one.

    Where a value of kind ``part`` of one of the families ``others`` meets the model, InvokeAI does
    ``effect``, with ``error`` as its message if it fails. ``source`` is ``run`` where the combination was run
    on a real server (6.14.2, tiny models; tests/families), else the file of InvokeAI that says so.
    """

    part: str
    others: str
    effect: Effect
    error: str
    source: str


class Meetings(NamedTuple):
    """What InvokeAI says of models that do not belong to a family.

    ``rows``: other families' parts on a model of this one. ``lacks``: what a loader that hands out parts
    (main_model_loader, SDXL's loaders) says of a model of this family, which lacks them. ``wrong_types``: of
    a model of the wrong type, by node type, then by the model's type (or "*").
    """

    rows: tuple[Meeting, ...] = ()
    lacks: str = ""
    wrong_types: Mapping[str, Mapping[str, str]] = {}


class GuideNodes(NamedTuple):
    """The nodes that a guide is translated to, and what they call their inputs and outputs."""

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
