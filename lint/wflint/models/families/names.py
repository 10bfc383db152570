"""What well-known model names say: published names, rules by which publishers name files, telling words.

Derived from the families' own files (:class:`wflint.models.families.details.Names`); what speaks of no
family stands here. Each row says where it is from.
"""

from __future__ import annotations

from wflint.models.families.known import KNOWN
from wflint.records import NamedTuple


class Published(NamedTuple):
    """Models published under exactly these names."""

    base: str
    type: str
    source: str
    names: tuple[str, ...]


class Scheme(NamedTuple):
    """A rule by which a publisher names files; ``pattern`` matches the whole name."""

    pattern: str
    base: str
    type: str
    source: str


class Word(NamedTuple):
    """A part of a name that speaks for a family, whoever gave the name."""

    pattern: str
    base: str
    source: str


_NAMES = [(family.base, family.names()) for family in KNOWN if family.names is not None]
PUBLISHED = tuple(Published(base, *row) for base, names in _NAMES for row in names.published)
SCHEMES = tuple(
    Scheme(pattern, base, kind, source) for base, names in _NAMES for pattern, kind, source in names.schemes
)
# Words are only looked for where nothing above fits. A name with words of two families says nothing.
WORDS = tuple(
    Word(pattern, base, source)
    for base, names in sorted(_NAMES, key=lambda pair: pair[1].rank)
    for pattern, source in names.words
)
# What to take instead of a model of another family, by type and family of the main model.
USUAL: dict[tuple[str, str], str] = {
    (kind, base): name for base, names in _NAMES for kind, name in names.usual.items()
}

# What kind of model a name speaks of, first match wins.
TYPES = (
    (r"control-?lora", "control_lora"),
    (r"control-?net|control-v\d|control-(sd|canny|depth|openpose)", "controlnet"),
    (r"t2i-?adapter", "t2i_adapter"),
    (r"ip-?adapter", "ip_adapter"),
    (r"lora|locon|lycoris", "lora"),
    (r"vae", "vae"),
)

# Models that serve several families: a family in their name says nothing ("IP Adapter SDXL Image Encoder",
# "Z-Image Qwen3 Text Encoder"); their types are bases.NO_FAMILY_TYPES.
# Words of such models, and of families that InvokeAI 6.14.2 does not have. The VAE of Qwen-Image serves Anima
# and Krea-2 too, under the same name.
NO_FAMILY = (
    r"encoder|clip-?(vit|vision|l|g)|t5|umt5|siglip|esrgan|mistral|qwen-?(2-5|3)|gemma|llava|upscal(e|er|ers|ing)"
    r"|qwen-?image-?vae|pixart|hunyuan|kolors|aura-?flow|lumina"
)
