"""FLUX.1.

Read from app/invocations/flux_*.py, backend/flux/ and backend/pid/ of InvokeAI 6.14.2 (and 5.15.0).
A checkpoint holds a transformer and no more, an SDNQ pipeline (from 6.14 on) everything. A separate VAE is of
InvokeAI's own class, the one in a pipeline a diffusers AutoencoderKL (flow/spaces.py).
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
    PartSource,
    PidNode,
    Prompt,
    Supply,
    VaeNode,
)
from wflint.models.families.record import Clip, Family, Geometry

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames, GuideNodes, Meetings

LATENTS = Geometry("FLUX.1", 16, 8)
NEEDS_NEGATIVE = "ValueError: Negative text conditioning is required when cfg_scale is not 1.0"
_NOT_SHIPPED = "ValueError: The selected FLUX model does not ship its own"
_PARTS = "transformer clip t5_encoder"
_DENOISER = Denoiser(
    "transformer",
    "AssertionError",
    {
        "positive_text_conditioning": "conditioning",
        "negative_text_conditioning": "conditioning",
        "control": "control",
        "ip_adapter": "ip_adapter",
        "control_lora": "control_lora",
        "controlnet_vae": "vae",
        "latents": "latents",
        "noise": "noise",
    },
    Denoise(
        "num_steps",
        negative="negative_text_conditioning",
        reversed="AssertionError",
        needs_negative=NEEDS_NEGATIVE,
        cfg_off="at 1",
        distilled=True,
    ),
)


def names() -> FamilyNames:
    """Names of models for FLUX.1."""
    from wflint.models.families.details import NAME, STARTERS, FamilyNames

    xlabs = "huggingface.co/XLabs-AI"
    return FamilyNames(
        (
            ("vae", "huggingface.co/black-forest-labs/FLUX.1-schnell", ("ae", "flux-1-schnell-ae")),
            ("flux_redux", STARTERS, ("flux-redux", "flux1-redux-dev")),
            ("main", STARTERS, ("flux-fill", "flux-1-dev", "flux-1-schnell")),
        ),
        (
            (r"flux-controlnet-(canny|depth|hed)(-v\d)?", "controlnet", xlabs),
            (r"flux-(canny|depth|hed)-controlnet(-v\d)?", "controlnet", xlabs),
            (
                r"flux-1-dev-controlnet-.+",
                "controlnet",
                "huggingface.co/InstantX, Shakker-Labs, jasperai",
            ),
            (r"flux1-(canny|depth)-dev-lora", "control_lora", STARTERS),
            (r"flux-1-(canny|depth)-dev-lora", "control_lora", STARTERS),
            (r"flux1-(schnell|dev|(fill|kontext|krea)-dev)(-(?!.*lora).+)?", "main", STARTERS),
        ),
        (
            (r"flux(-?1)?[ds]?|flux1?(dev|schnell)", NAME),
            (r"xlabs", "XLabs-AI publishes adapters for FLUX.1"),
        ),
        rank=1,
        usual={"controlnet": "FLUX.1-dev-Controlnet-Union", "vae": "FLUX.1-schnell_ae"},
    )


def memory() -> FamilyMemory:
    """What FLUX.1 takes; the guide has figures for 16 bits, FP8, and about 4 bits (GGUF, NF4)."""
    from wflint.models.amounts import GB
    from wflint.models.families.details import FamilyMemory, Figures
    from wflint.models.families.text_encoders import CLIP_L, T5_XXL

    return FamilyMemory(
        Figures(11901.4, (CLIP_L, T5_XXL), 83.8, 1024, width=3072),
        quantised=True,
        minimum={16: 16 * GB, 8: 8 * GB, 4: 6 * GB},
    )


def meetings() -> Meetings:
    """What other families' parts do on a transformer of FLUX.1."""
    from wflint.diagnostics import Effect
    from wflint.models.families.details import ASSERTED, MATRICES, Meeting, Meetings

    silent = Effect.SILENT
    return Meetings(
        (
            Meeting("conditioning", "flux2", Effect.FAILS, MATRICES, "run"),
            Meeting("lora", "flux2", silent, "", "run"),
            Meeting("lora", "sd-1 sdxl", silent, "", "run"),
        ),
        "ValueError: Only Transformer submodels are currently supported",
        {"flux_ip_adapter": ASSERTED},
    )


def guide() -> GuideNodes:
    """The nodes that guides for FLUX.1 are translated to."""
    from wflint.models.families.details import GuideNodes

    return GuideNodes(
        "flux", "flux_model_loader", "flux_text_encoder", "flux_denoise", "flux_vae_decode",
        "flux_vae_encode", "flux_controlnet", "flux_ip_adapter", "flux_lora_loader", "transformer",
        "positive_text_conditioning", "negative_text_conditioning", "num_steps", 1024,
    )  # fmt: skip


FLUX1 = Family(
    "flux",
    "FLUX.1",
    latents=LATENTS,
    vae="AutoEncoder",
    clip=Clip("L"),
    loaders={
        "flux_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "clip": Part("clip", "text_encoder", "clip_embed_model model"),
                "t5_encoder": Part("t5", "text_encoder_2", "t5_encoder_model model"),
                "vae": Part("vae", "vae", "vae_model model"),
            },
            {"vae_model": "vae flux", "t5_encoder_model": "t5_encoder", "clip_embed_model": "clip_embed"},
            asserts="AssertionError",
            checks="t5_encoder_model",
            supply=Supply(
                (
                    PartSource("T5 encoder", "t5_encoder_model", _NOT_SHIPPED),
                    PartSource("CLIP-L", "clip_embed_model", _NOT_SHIPPED),
                    PartSource("VAE", "vae_model", _NOT_SHIPPED),
                ),
                "sdnq_quantized",
            ),
            stand_ins={
                "t5_encoder_model": "sd-3",
                "clip_embed_model": "sd-1 sdxl",
                "vae_model": "cogview4 sd-3 z-image",
            },
        )
    },
    prompts={"flux_text_encoder": Prompt({"clip": "L"}, plain=True)},
    denoisers={"flux_denoise": _DENOISER, "flux_denoise_meta": _DENOISER},
    decoders={
        "flux_vae_decode": VaeNode(
            "AutoEncoder AutoencoderKL", "AssertionError", before=VaeNode("AutoEncoder", "AssertionError")
        )
    },
    image_encoders={"flux_vae_encode": VaeNode("AutoEncoder", "AssertionError")},
    pid={"flux_pid_decode": PidNode(), "pid_upscale": PidNode(upscales=True)},
    adapters={
        "flux_controlnet": Adapter(
            "control_model", "control", "control", "controlnet",
            "ValueError: zip() argument 2 is shorter than argument 1", weight="control_weight",
            called="ControlNet",
        ),
        "flux_ip_adapter": Adapter(
            "ip_adapter_model", "ip_adapter", "ip_adapter", "ip_adapter", "AssertionError", weight="weight",
            called="IP-Adapter",
        ),
        "flux_control_lora_loader": Adapter(
            "lora", "control_lora", "control_lora", "control_lora", "", weight="weight",
            called="control LoRA",
        ),
        "flux_redux": Adapter("redux_model", "redux_cond", "redux", "flux_redux", "AssertionError"),
    },
    loras={
        "flux_lora_loader": LoraNode(_PARTS),
        "flux_lora_collection_loader": LoraNode(
            _PARTS, "ValueError: LoRA ... is for ... models, not FLUX models", collection=True
        ),
    },
    noise={"FLUX": 16},
    closer="flux_fill flux_kontext flux_control_lora_loader flux_controlnet",
    variants=(("schnell", "schnell"), ("fill", "dev_fill"), ("kontext", "dev"), ("dev", "dev")),
    pickers={"FluxMainModelField": "main", "FluxVAEModelField": "vae"},
    names=names,
    memory=memory,
    meetings=meetings,
    guide=guide,
    absent={
        "submodels": "a checkpoint holds a transformer only, an SDNQ pipeline everything",
        "passes": "the nodes that hand its values on serve all families",
        "borrows": "it has nodes of its own",
        "goes_with": "it stands for itself",
        "videos": "it makes images only",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
    },
)  # fmt: skip
