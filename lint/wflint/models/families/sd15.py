"""SD1.5. Most of its nodes serve SD2, SDXL and SDXL's refiner too, which borrow them.

Read from app/invocations/model.py, compel.py, denoise_latents.py, controlnet.py, t2i_adapter.py,
ip_adapter.py, latents_to_image.py and image_to_latents.py of InvokeAI 6.14.2 (and 5.15.0, where they do the
same).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import (
    Adapter,
    Denoise,
    Denoiser,
    Loader,
    LoraNode,
    Part,
    Prompt,
    VaeNode,
)
from wflint.models.families.record import Clip, Family, Geometry

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames, GuideNodes, Meetings

LATENTS = Geometry("SD1.5", 4, 8)
UNET, VAE = Part("unet", "unet"), Part("vae", "vae")
CLIP = Part("clip", "text_encoder")
SUBMODELS = "unet scheduler vae text_encoder tokenizer"
_PARTS = {
    "positive_conditioning": "conditioning",
    "negative_conditioning": "conditioning",
    "control": "control",
    "ip_adapter": "ip_adapter",
    "t2i_adapter": "t2i_adapter",
    "latents": "latents",
    "noise": "noise",
}
_TILED = {name: part for name, part in _PARTS.items() if part not in ("ip_adapter", "t2i_adapter")}
_SETTINGS = Denoise(late="")
_DENOISER = Denoiser("unet", "AssertionError", _PARTS, _SETTINGS, size="fed")


def names() -> FamilyNames:
    """Names of models for SD1.5."""
    from wflint.models.families.details import NAME, STARTERS, FamilyNames

    v11 = "huggingface.co/lllyasviel/ControlNet-v1-1"
    return FamilyNames(
        (
            ("main", "huggingface.co/stable-diffusion-v1-5", (
                "v1-5-pruned", "v1-5-pruned-emaonly", "v1-5-inpainting", "sd-v1-5-inpainting",
                "stable-diffusion-v1-5", "stable-diffusion-inpainting",
            )),
            ("main", "huggingface.co/CompVis", ("sd-v1-4", "stable-diffusion-v1-4")),
            ("main", STARTERS, (
                "cyberrealistic-v4-1", "cyberrealistic-v4-1-fp16", "rev-animated", "dreamshaper-8",
                "dreamshaper-8-inpainting", "dreamshaper-8-(inpainting)", "deliberate-v5",
                "deliberate-v5-inpainting", "deliberate-v5-(inpainting)",
            )),
            ("vae", "huggingface.co/stabilityai/sd-vae-ft-mse", (
                "sd-vae-ft-mse", "vae-ft-mse-840000-ema-pruned", "sd-vae-ft-ema",
                "vae-ft-ema-560000-ema-pruned",
            )),
            ("embedding", STARTERS, ("easynegative", "cyberrealistic-negative-v3")),
            ("ip_adapter", STARTERS, (
                "standard-reference-(ip-adapter)", "precise-reference-(ip-adapter-plus)",
                "face-reference-(ip-adapter-plus-face)",
            )),
        ),
        (
            (r"control-v11[a-z0-9]*-sd15(s2)?-.+", "controlnet", v11),
            (r"control-v1p-sd15-.+", "controlnet", STARTERS),
            (r"control-sd15-.+", "controlnet", "huggingface.co/lllyasviel/ControlNet"),
            (r"t2iadapter-.+-sd1[45]v\d", "t2i_adapter", "huggingface.co/TencentARC/T2I-Adapter"),
            (r"ip-adapter(-[a-z-]+)?-sd15(-.+)?", "ip_adapter", "huggingface.co/h94/IP-Adapter"),
        ),
        (
            (r"sd-?v?1-?[45](v\d|s2)?|sd-?v?1|stable-diffusion-v?1(-[45])?", NAME),
            (
                r"control-(canny|depth|openpose|hed|mlsd|normal|scribble|seg)",
                "the ControlNet table of guides to InvokeAI's API",
            ),
        ),
        rank=3,
        usual={
            "controlnet": "control_v11p_sd15_canny", "ip_adapter": "ip-adapter_sd15", "vae": "sd-vae-ft-mse",
        },
    )  # fmt: skip


def memory() -> FamilyMemory:
    """What SD1.5 takes."""
    from wflint.models.families.details import FamilyMemory, Figures
    from wflint.models.families.text_encoders import CLIP_L

    return FamilyMemory(Figures(859.5, (CLIP_L,), 83.7, 512, live=522, whole=True), controlnet=361.3)


def meetings() -> Meetings:
    """What other families' parts do on a UNet of SD1.5."""
    from wflint.diagnostics import Effect
    from wflint.models.families.details import (
        ASSERTED,
        LACKS_ENCODER_2,
        MATRICES,
        NO_PART,
        NO_SUBMODELS,
        SHAPES,
        Meeting,
        Meetings,
    )

    fails, silent = Effect.FAILS, Effect.SILENT
    none = "TypeError: argument of type 'NoneType' is not iterable"
    return Meetings(
        (
            # An SDXL ControlNet wants added conditioning that SD1.5 does not have.
            Meeting("control", "sdxl", fails, none, "run"),
            Meeting("control", "sd-2", fails, MATRICES, SHAPES),
            Meeting(
                "t2i_adapter", "sdxl", fails,
                "RuntimeError: The size of tensor a must match the size of tensor b", "run",
            ),
            Meeting("ip_adapter", "sdxl", fails, "AssertionError", "run"),
            Meeting("conditioning", "sdxl sdxl-refiner", fails, MATRICES, "run"),
            Meeting("conditioning", "sd-2", fails, MATRICES, SHAPES),
            # LoRAs are added without a look: layers of other names are left out, of other sizes do not fit.
            Meeting("lora", "sdxl", fails, MATRICES, "run"),
            Meeting("lora", "sd-2", fails, MATRICES, SHAPES),
            Meeting("lora", "flux flux2", silent, "", "run"),
            Meeting("lora", "qwen-image", silent, "", "run"),
        ),
        LACKS_ENCODER_2,
        {
            "main_model_loader": NO_SUBMODELS,
            "controlnet": NO_PART,
            "ip_adapter": ASSERTED,
            "t2i_adapter": {"controlnet": "AttributeError"},
            "lora_loader": NO_PART,
        },
    )  # fmt: skip


def guide() -> GuideNodes:
    """The nodes that guides for SD1.5 are translated to."""
    from wflint.models.families.details import GuideNodes

    return GuideNodes(
        "sd-1", "main_model_loader", "compel", "denoise_latents", "l2i", "i2l", "controlnet", "ip_adapter",
        "lora_loader", "unet", "positive_conditioning", "negative_conditioning", "steps", 512,
    )  # fmt: skip


SD15 = Family(
    "sd-1",
    "SD1.5",
    latents=LATENTS,
    vae="AutoencoderKL",
    submodels=SUBMODELS,
    clip=Clip("L"),
    loaders={"main_model_loader": Loader({"unet": UNET, "clip": CLIP, "vae": VAE}, strict=False)},
    prompts={"compel": Prompt({"clip": "LH"}, plain=True)},
    denoisers={
        "denoise_latents": _DENOISER,
        "denoise_latents_meta": _DENOISER,
        "tiled_multi_diffusion_denoise_latents": Denoiser(
            "unet", "AssertionError", _TILED, _SETTINGS, size="fed"
        ),
    },
    decoders={"l2i": VaeNode("AutoencoderKL", "AssertionError")},
    image_encoders={
        "i2l": VaeNode("AutoencoderKL", "AssertionError: VAE must be of type SD-1.5 or SDXL")
    },
    adapters={
        "controlnet": Adapter(
            "control_model", "control", "control", "controlnet", "AssertionError", weight="control_weight",
            called="ControlNet",
        ),
        "t2i_adapter": Adapter(
            "t2i_adapter_model", "t2i_adapter", "t2i_adapter", "t2i_adapter",
            "ValueError: Unexpected T2I-Adapter base model type", weight="weight", called="T2I-Adapter",
        ),
        "ip_adapter": Adapter(
            "ip_adapter_model", "ip_adapter", "ip_adapter", "ip_adapter", "AssertionError", weight="weight",
            called="IP-Adapter",
        ),
    },
    loras={
        "lora_loader": LoraNode("unet clip"),
        "lora_collection_loader": LoraNode("unet clip", "AssertionError", collection=True),
    },
    noise={"SD": 8},
    closer="ip_adapter",
    variants=(("inpaint", "inpaint"),),
    trained=512,
    unet=64,
    pickers={"MainModelField": "main"},
    names=names,
    memory=memory,
    meetings=meetings,
    guide=guide,
    absent={
        "pid": "InvokeAI 6.14.2 has no PiD decoder for it",
        "passes": "the nodes that hand its values on serve all families",
        "borrows": "it has nodes of its own",
        "goes_with": "it stands for itself",
        "videos": "it makes images only",
    },
)  # fmt: skip
