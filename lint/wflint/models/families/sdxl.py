"""SDXL and its refiner, which use SD1.5's nodes except to load models and to read prompts.

Read from app/invocations/sdxl.py, model.py and compel.py of InvokeAI 6.14.2 (and 5.15.0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import (
    Loader,
    LoraNode,
    Part,
    PidNode,
    Prompt,
)
from wflint.models.families.record import Clip, Family, Geometry
from wflint.models.families.sd15 import CLIP, UNET, VAE

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames, GuideNodes, Meetings

LATENTS = Geometry("SDXL", 4, 8)
CLIP2 = Part("clip", "text_encoder_2")
_NODES = "denoise_latents denoise_latents_meta tiled_multi_diffusion_denoise_latents l2i i2l"


def names() -> FamilyNames:
    """Names of models for SDXL. A name of SDXL with "refiner" in it is one of the refiner's."""
    from wflint.models.families.details import NAME, STARTERS, FamilyNames

    sai = "huggingface.co/lllyasviel/sd_control_collection"
    return FamilyNames(
        (
            ("main", "huggingface.co/stabilityai", (
                "sd-xl-base-1-0", "sd-xl-base-1-0-0-9vae", "stable-diffusion-xl-base-1-0", "sdxl-turbo",
                "sd-xl-turbo-1-0", "sd-xl-turbo-1-0-fp16",
            )),
            ("main", STARTERS, (
                "juggernaut-xl-v9", "dreamshaper-xl-v2-turbo", "architecture-(realvisxl5)", "realvisxl-v5-0",
            )),
            ("vae", "huggingface.co/stabilityai/sdxl-vae, huggingface.co/madebyollin", (
                "sdxl-vae", "sdxl-vae-fp16-fix", "sdxl-fp16-fix",
            )),
            ("ip_adapter", STARTERS, (
                "standard-reference-(ip-adapter-vit-h)", "precise-reference-(ip-adapter-plus-vit-h)",
            )),
            ("lora", STARTERS, ("alien-style", "noodles-style", "alienzkin-sdxl", "noodlez-sdxl")),
        ),
        (
            (r"control-v1p-sdxl-.+", "controlnet", STARTERS),
            (r"controlnet-.+-sdxl-1-0", "controlnet", STARTERS),
            (r"diffusers-xl-(canny|depth)-(small|mid|full)", "controlnet", sai),
            (r"(sai|thibaud|sargezt)-xl-(?!.*(lora|adapter)).+", "controlnet", sai),
            (r"t2i-adapter-.+-sdxl-1-0", "t2i_adapter", STARTERS),
            (r"ip-adapter(-[a-z-]+)?-sdxl(-.+)?", "ip_adapter", "huggingface.co/h94/IP-Adapter"),
        ),
        (
            (r"sd-?xl(-?v?1-0)?|stable-diffusion-xl", NAME),
            (r"[a-z0-9]*[a-wyz0-9]xl(-?v?\d+)?|xl", "fine-tunes of SDXL are commonly called ...XL"),
            (r"illustrious|noob-?ai|pony-?diffusion(-?v6)?", "models derived from SDXL"),
        ),
        rank=2,
        usual={
            "controlnet": "controlnet-canny-sdxl-1.0", "ip_adapter": "ip-adapter_sdxl_vit-h",
            "vae": "sdxl-vae-fp16-fix",
        },
    )  # fmt: skip


def memory() -> FamilyMemory:
    """What SDXL takes; the guide has figures for it."""
    from wflint.models.amounts import GB
    from wflint.models.families.details import FamilyMemory, Figures
    from wflint.models.families.text_encoders import CLIP_G, CLIP_L

    return FamilyMemory(
        Figures(2567.5, (CLIP_L, CLIP_G), 83.7, 1024, live=316, whole=True),
        controlnet=1251.0,
        minimum={16: 8 * GB},
        recommended=12 * GB,
    )


def meetings() -> Meetings:
    """What other families' parts do on a UNet of SDXL."""
    from wflint.diagnostics import Effect
    from wflint.models.families.details import MATRICES, NO_PART, NO_SUBMODELS, SHAPES, Meeting, Meetings

    fails = Effect.FAILS
    none = "TypeError: argument of type 'NoneType' is not iterable"
    return Meetings(
        (
            Meeting("control", "sd-1", fails, MATRICES, "run"),
            Meeting("control", "sd-2", fails, MATRICES, SHAPES),
            Meeting(
                "t2i_adapter", "sd-1", fails,
                "RuntimeError: The size of tensor a must match the size of tensor b", "run",
            ),
            Meeting("ip_adapter", "sd-1", fails, "KeyError: '33'", "run"),
            Meeting("conditioning", "sd-1", fails, none, "run"),
            Meeting("conditioning", "sd-2", fails, none, SHAPES),
            Meeting("conditioning", "sdxl-refiner", fails, MATRICES, "run"),
            Meeting("lora", "sd-1", fails, MATRICES, "run"),
            Meeting("lora", "sd-2", fails, MATRICES, SHAPES),
            Meeting("lora", "flux flux2", Effect.SILENT, "", "run"),
        ),
        wrong_types={"sdxl_model_loader": NO_SUBMODELS, "sdxl_lora_loader": NO_PART},
    )  # fmt: skip


def guide() -> GuideNodes:
    """The nodes that guides for SDXL are translated to."""
    from wflint.models.families import sd15

    return sd15.guide()._replace(
        base="sdxl",
        loader="sdxl_model_loader",
        prompt="sdxl_compel_prompt",
        lora="sdxl_lora_loader",
        size=1024,
    )


SDXL = Family(
    "sdxl",
    "SDXL",
    latents=LATENTS,
    vae="AutoencoderKL",
    submodels="unet scheduler vae text_encoder tokenizer text_encoder_2 tokenizer_2",
    clip=Clip("L"),
    loaders={
        "sdxl_model_loader": Loader({"unet": UNET, "clip": CLIP, "clip2": CLIP2, "vae": VAE}, strict=False)
    },
    prompts={"sdxl_compel_prompt": Prompt({"clip": "L", "clip2": "G"})},
    pid={"sdxl_pid_decode": PidNode()},
    loras={
        "sdxl_lora_loader": LoraNode("unet clip clip2"),
        "sdxl_lora_collection_loader": LoraNode("unet clip clip2", "AssertionError", collection=True),
    },
    borrows=f"{_NODES} controlnet t2i_adapter ip_adapter",
    variants=(("inpaint", "inpaint"),),
    trained=1024,
    unet=32,
    pickers={"SDXLMainModelField": "main"},
    names=names,
    memory=memory,
    meetings=meetings,
    guide=guide,
    absent=dict.fromkeys(
        ("denoisers", "decoders", "image_encoders", "adapters", "noise"), "it has those of SD1.5"
    )
    | {
        "passes": "the nodes that hand its values on serve all families",
        "goes_with": "it stands for itself",
        "videos": "it makes images only",
        "closer": "its own nodes are plain",
    },
)


def _refiner_names() -> FamilyNames:
    from wflint.models.families.details import FamilyNames

    return FamilyNames(
        (
            ("main", "huggingface.co/stabilityai", (
                "sd-xl-refiner-1-0", "sd-xl-refiner-1-0-0-9vae", "stable-diffusion-xl-refiner-1-0",
                "sdxl-refiner",
            )),
        ),
    )  # fmt: skip


def _refiner_memory() -> FamilyMemory:
    from wflint.models.families.details import FamilyMemory, Figures
    from wflint.models.families.text_encoders import CLIP_G

    return FamilyMemory(Figures(2259.5, (CLIP_G,), 83.7, 1024, live=316, whole=True))


def _refiner_meetings() -> Meetings:
    from wflint.diagnostics import Effect
    from wflint.models.families.details import MATRICES, NO_SUBMODELS, SHAPES, Meeting, Meetings

    fails = Effect.FAILS
    none = "TypeError: argument of type 'NoneType' is not iterable"
    return Meetings(
        (
            Meeting("control", "sdxl", fails, MATRICES, "run"),
            Meeting("control", "sd-1 sd-2", fails, MATRICES, SHAPES),
            Meeting("conditioning", "sd-1", fails, none, "run"),
            Meeting("conditioning", "sd-2", fails, none, SHAPES),
            Meeting("conditioning", "sdxl", fails, MATRICES, "run"),
        ),
        "TypeError: attribute name must be string, not 'NoneType'",
        {"sdxl_refiner_model_loader": NO_SUBMODELS},
    )


REFINER = Family(
    "sdxl-refiner",
    "SDXL refiner",
    latents=LATENTS,
    vae="AutoencoderKL",
    submodels="unet scheduler vae text_encoder_2 tokenizer_2",
    loaders={"sdxl_refiner_model_loader": Loader({"unet": UNET, "clip2": CLIP2, "vae": VAE}, strict=False)},
    prompts={"sdxl_refiner_compel_prompt": Prompt({"clip2": "G"})},
    borrows=f"{_NODES} sdxl_pid_decode",
    goes_with="sdxl",
    closer="sdxl_refiner_model_loader",
    unet=32,
    pickers={"SDXLRefinerModelField": "main"},
    names=_refiner_names,
    memory=_refiner_memory,
    meetings=_refiner_meetings,
    guide=guide,
    absent=dict.fromkeys(("denoisers", "decoders", "image_encoders", "noise"), "it has those of SD1.5")
    | {
        "clip": "its one text encoder is SDXL's second",
        "pid": "it has that of SDXL",
        "adapters": "no adapters are made for it",
        "loras": "InvokeAI 6.14.2 has no LoRA node for it",
        "passes": "the nodes that hand its values on serve all families",
        "videos": "it makes images only",
        "variants": "there is one",
        "trained": "it goes on with images of SDXL",
    },
)
