"""What well-known model names say: published names, rules by which publishers name files, telling words.

All names are compared in lower case without folder and file extension, with ``-`` for every run of blanks,
dots and underscores: ``FLUX1/flux1-dev.safetensors`` is ``flux1-dev``. Each row says where it is from.
Display names that InvokeAI gives to models of several families ("Tile", "Depth Map", "Sketch") are left out
on purpose.
"""

from __future__ import annotations

from typing import NamedTuple

_STARTERS = "InvokeAI 6.14.2, backend/model_manager/starter_models.py"
_V11 = "huggingface.co/lllyasviel/ControlNet-v1-1"
_GUIDE = "the ControlNet table of guides to InvokeAI's API"


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


PUBLISHED = (
    Published("sd-1", "main", "huggingface.co/stable-diffusion-v1-5", (
        "v1-5-pruned", "v1-5-pruned-emaonly", "v1-5-inpainting", "sd-v1-5-inpainting",
        "stable-diffusion-v1-5", "stable-diffusion-inpainting",
    )),
    Published("sd-1", "main", "huggingface.co/CompVis", ("sd-v1-4", "stable-diffusion-v1-4")),
    Published("sd-1", "main", _STARTERS, (
        "cyberrealistic-v4-1", "cyberrealistic-v4-1-fp16", "rev-animated", "dreamshaper-8",
        "dreamshaper-8-inpainting", "dreamshaper-8-(inpainting)", "deliberate-v5", "deliberate-v5-inpainting",
        "deliberate-v5-(inpainting)",
    )),
    Published("sd-1", "vae", "huggingface.co/stabilityai/sd-vae-ft-mse", (
        "sd-vae-ft-mse", "vae-ft-mse-840000-ema-pruned", "sd-vae-ft-ema", "vae-ft-ema-560000-ema-pruned",
    )),
    Published("sd-1", "embedding", _STARTERS, ("easynegative", "cyberrealistic-negative-v3")),
    Published("sd-1", "ip_adapter", _STARTERS, (
        "standard-reference-(ip-adapter)", "precise-reference-(ip-adapter-plus)",
        "face-reference-(ip-adapter-plus-face)",
    )),
    Published("sd-2", "main", "huggingface.co/stabilityai", (
        "v2-1-768-ema-pruned", "v2-1-768-nonema-pruned", "v2-1-512-ema-pruned", "512-base-ema", "768-v-ema",
        "stable-diffusion-2", "stable-diffusion-2-1", "stable-diffusion-2-base", "stable-diffusion-2-1-base",
        "stable-diffusion-2-inpainting",
    )),
    Published("sdxl", "main", "huggingface.co/stabilityai", (
        "sd-xl-base-1-0", "sd-xl-base-1-0-0-9vae", "stable-diffusion-xl-base-1-0", "sdxl-turbo",
        "sd-xl-turbo-1-0", "sd-xl-turbo-1-0-fp16",
    )),
    Published("sdxl", "main", _STARTERS, (
        "juggernaut-xl-v9", "dreamshaper-xl-v2-turbo", "architecture-(realvisxl5)", "realvisxl-v5-0",
    )),
    Published("sdxl", "vae", "huggingface.co/stabilityai/sdxl-vae, huggingface.co/madebyollin", (
        "sdxl-vae", "sdxl-vae-fp16-fix", "sdxl-fp16-fix",
    )),
    Published("sdxl", "ip_adapter", _STARTERS, (
        "standard-reference-(ip-adapter-vit-h)", "precise-reference-(ip-adapter-plus-vit-h)",
    )),
    Published("sdxl", "lora", _STARTERS, ("alien-style", "noodles-style", "alienzkin-sdxl", "noodlez-sdxl")),
    Published("sdxl-refiner", "main", "huggingface.co/stabilityai", (
        "sd-xl-refiner-1-0", "sd-xl-refiner-1-0-0-9vae", "stable-diffusion-xl-refiner-1-0", "sdxl-refiner",
    )),
    Published("flux", "vae", "huggingface.co/black-forest-labs/FLUX.1-schnell", ("ae", "flux-1-schnell-ae")),
    Published("flux", "flux_redux", _STARTERS, ("flux-redux", "flux1-redux-dev")),
    Published("flux", "main", _STARTERS, ("flux-fill", "flux-1-dev", "flux-1-schnell")),
    Published("flux2", "vae", _STARTERS, ("flux-2-vae",)),
    Published("anima", "vae", _STARTERS, ("anima-qwenimage-vae",)),
    Published("wan", "vae", _STARTERS, ("wan-2-2-a14b-vae", "wan-2-2-ti2v-5b-vae")),
)  # fmt: skip

SCHEMES = (
    Scheme(
        r"control-v11[a-z0-9]*-sd15(s2)?-.+",
        "sd-1",
        "controlnet",
        "huggingface.co/lllyasviel/ControlNet-v1-1",
    ),
    Scheme(r"control-v1p-sd15-.+", "sd-1", "controlnet", _STARTERS),
    Scheme(r"control-sd15-.+", "sd-1", "controlnet", "huggingface.co/lllyasviel/ControlNet"),
    Scheme(r"control-v1p-sdxl-.+", "sdxl", "controlnet", _STARTERS),
    Scheme(r"controlnet-.+-sdxl-1-0", "sdxl", "controlnet", _STARTERS),
    Scheme(
        r"diffusers-xl-(canny|depth)-(small|mid|full)",
        "sdxl",
        "controlnet",
        "huggingface.co/lllyasviel/sd_control_collection",
    ),
    Scheme(
        r"(sai|thibaud|sargezt)-xl-(?!.*(lora|adapter)).+",
        "sdxl",
        "controlnet",
        "huggingface.co/lllyasviel/sd_control_collection",
    ),
    Scheme(r"t2iadapter-.+-sd1[45]v\d", "sd-1", "t2i_adapter", "huggingface.co/TencentARC/T2I-Adapter"),
    Scheme(r"t2i-adapter-.+-sdxl-1-0", "sdxl", "t2i_adapter", _STARTERS),
    Scheme(r"ip-adapter(-[a-z-]+)?-sd15(-.+)?", "sd-1", "ip_adapter", "huggingface.co/h94/IP-Adapter"),
    Scheme(r"ip-adapter(-[a-z-]+)?-sdxl(-.+)?", "sdxl", "ip_adapter", "huggingface.co/h94/IP-Adapter"),
    Scheme(r"flux-controlnet-(canny|depth|hed)(-v\d)?", "flux", "controlnet", "huggingface.co/XLabs-AI"),
    Scheme(r"flux-(canny|depth|hed)-controlnet(-v\d)?", "flux", "controlnet", "huggingface.co/XLabs-AI"),
    Scheme(
        r"flux-1-dev-controlnet-.+", "flux", "controlnet", "huggingface.co/InstantX, Shakker-Labs, jasperai"
    ),
    Scheme(r"flux1-(canny|depth)-dev-lora", "flux", "control_lora", _STARTERS),
    Scheme(r"flux-1-(canny|depth)-dev-lora", "flux", "control_lora", _STARTERS),
    Scheme(r"flux1-(schnell|dev|(fill|kontext|krea)-dev)(-(?!.*lora).+)?", "flux", "main", _STARTERS),
    Scheme(r"flux-?2-(dev|klein)(?!.*(lora|encoder|vae)).*", "flux2", "main", _STARTERS),
    Scheme(r"z-image-turbo(?!.*(lora|control|encoder)).*", "z-image", "main", _STARTERS),
    Scheme(r"z-image-turbo-fun-controlnet-.+", "z-image", "controlnet", _STARTERS),
    Scheme(r"qwen-image(-edit)?(-\d{4})?(-[iq]+\d.*)?", "qwen-image", "main", _STARTERS),
    Scheme(r"anima-lllite-.+", "anima", "controlnet", _STARTERS),
)

# Words are only looked for where nothing above fits. A name with words of two families says nothing.
WORDS = (
    Word(r"flux-?2", "flux2", "the name of the family"),
    Word(r"flux(-?1)?[ds]?|flux1?(dev|schnell)", "flux", "the name of the family"),
    Word(r"xlabs", "flux", "XLabs-AI publishes adapters for FLUX.1"),
    Word(r"sd-?xl(-?v?1-0)?|stable-diffusion-xl", "sdxl", "the name of the family"),
    Word(r"[a-z0-9]*[a-wyz0-9]xl(-?v?\d+)?|xl", "sdxl", "fine-tunes of SDXL are commonly called ...XL"),
    Word(r"illustrious|noob-?ai|pony-?diffusion(-?v6)?", "sdxl", "models derived from SDXL"),
    Word(r"sd-?v?1-?[45](v\d|s2)?|sd-?v?1|stable-diffusion-v?1(-[45])?", "sd-1", "the name of the family"),
    Word(r"control-(canny|depth|openpose|hed|mlsd|normal|scribble|seg)", "sd-1", _GUIDE),
    Word(r"sd-?v?2(-?[01])?|stable-diffusion-v?2", "sd-2", "the name of the family"),
    Word(r"sd-?3(-?5)?|stable-diffusion-3", "sd-3", "the name of the family"),
    Word(r"cogview-?4", "cogview4", "the name of the family"),
    Word(r"z-image|zimage", "z-image", "the name of the family"),
    Word(r"qwen-?image", "qwen-image", "the name of the family"),
    Word(r"ernie-?image", "ernie-image", "the name of the family"),
    Word(r"krea-?2", "krea-2", "the name of the family"),
    Word(r"ideogram-?4", "ideogram-4", "the name of the family"),
    Word(r"anima-(base|lllite)", "anima", "the name of the family"),
    Word(r"wan-?2-?[12]", "wan", "the name of the family"),
)

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
# "Z-Image Qwen3 Text Encoder"). The types are those to which InvokeAI gives the base "any".
NO_FAMILY_TYPES = frozenset(
    {"clip_vision", "clip_embed", "t5_encoder", "gemma2_encoder", "llava_onevision", "mistral_encoder",
     "siglip", "qwen3_encoder", "qwen3_vl_encoder", "qwen_vl_encoder", "wan_t5_encoder",
     "spandrel_image_to_image", "text_llm"}
)  # fmt: skip
# Words of such models, and of families that InvokeAI 6.14.2 does not have. The VAE of Qwen-Image serves Anima
# and Krea-2 too, under the same name.
NO_FAMILY = (
    r"encoder|clip-?(vit|vision|l|g)|t5|umt5|siglip|esrgan|mistral|qwen-?(2-5|3)|gemma|llava|upscal(e|er|ers|ing)"
    r"|qwen-?image-?vae|pixart|hunyuan|kolors|aura-?flow|lumina"
)
