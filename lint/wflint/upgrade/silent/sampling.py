"""SD and SDXL denoising: masks, seeds, schedulers, LoRAs and the library underneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange
from wflint.upgrade.silent.holds import Holds, both, either, maybe, sure

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import SilentLook

DENOISE: Final = ("denoise_latents", "denoise_latents_meta")
_ALL_SD: Final = ("denoise_latents", "tiled_multi_diffusion_denoise_latents")
_SCHEDULERS: Final = "22 schedulers run for 8 steps with diffusers 0.27.2, 0.31.0, 0.33.0: two differ"
_DENOISERS: Final = frozenset(DENOISE)
_LORAS: Final = frozenset(
    {
        "lora_loader",
        "sdxl_lora_loader",
        "lora_collection_loader",
        "sdxl_lora_collection_loader",
        "metadata_to_lora_collection",
        "metadata_to_loras",
        "metadata_to_sdlx_loras",
    }
)
# Those that draw noise of their own at each step, from the seed that stands in the noise or the latents.
RANDOM_SCHEDULERS: Final = frozenset(
    {
        *("ddpm", "euler_a", "kdpm_2_a", "lcm", "tcd"),
        *("dpmpp_2m_sde", "dpmpp_2m_sde_k", "dpmpp_sde", "dpmpp_sde_k"),
    }
)


def _mask(look: SilentLook, node: Node) -> Holds:
    return look.given(node, "denoise_mask")


def _no_noise(look: SilentLook, node: Node) -> Holds:
    return sure(not look.given(node, "noise"))


def _mask_without_noise(look: SilentLook, node: Node) -> Holds:
    return both(_mask(look, node), _no_noise(look, node))


def uses_seed(look: SilentLook, node: Node) -> Holds:
    """Whether a denoiser takes the seed out of its latents, and it matters."""
    draws = either(look.is_one(node, "scheduler", RANDOM_SCHEDULERS), _mask(look, node))
    return both(_no_noise(look, node), draws)


def _after_another(look: SilentLook, node: Node) -> Holds:
    return both(uses_seed(look, node), sure(look.fed(node, "latents", _DENOISERS)))


def _lora(look: SilentLook, node: Node) -> Holds:
    return sure(look.fed(node, "unet", _LORAS))


def _kdpm_2_a(look: SilentLook, node: Node) -> Holds:
    return look.is_one(node, "scheduler", ("kdpm_2_a",))


def _unipc(look: SilentLook, node: Node) -> Holds:
    return look.is_one(node, "scheduler", ("unipc", "unipc_k"))


def _v_prediction(look: SilentLook, node: Node) -> Holds:
    """Such models say so in their names, but for those of SD 2, which are often of that sort."""
    return maybe(any(one.base == "sd-2" or _says_v(one.name) for one in look.models_of(node, "unet")))


def _says_v(name: str) -> bool:
    return any(word in name.lower() for word in ("v-pred", "vpred", "v_pred", "v pred"))


CHANGES: Final = (
    SilentChange(
        "lora-twice",
        "3.4.0",
        DENOISE[:1],
        "with a LoRA",
        "the LoRA is applied to the UNet twice, until 3.4.0.post2",
        "other",
        "d756c9b10a; app/invocations/latent.py of 3.3.0.post3, 3.4.0, 3.4.0.post1 and 3.4.0.post2",
        _lora,
        flips="lora-twice",
    ),
    SilentChange(
        "lora-once",
        "3.4.0.post2",
        DENOISE[:1],
        "with a LoRA",
        "the LoRA is applied to the UNet once, not twice",
        "other",
        "d756c9b10a; app/invocations/latent.py of 3.3.0.post3, 3.4.0, 3.4.0.post1 and 3.4.0.post2",
        _lora,
        flips="lora-twice",
    ),
    SilentChange(
        "mask-before-step",
        "4.0.0",
        DENOISE[:1],
        "with a denoise mask",
        "what the mask protects is put back before each step instead of after it (not for inpainting models)",
        "other",
        "2af9286345; backend/stable_diffusion/diffusers_pipeline.py of 3.7.0 and 4.0.0",
        _mask,
        surely=False,
    ),
    SilentChange(
        "mask-noise-once",
        "4.1.0",
        DENOISE[:1],
        "with a denoise mask and no noise",
        "no noise is added to latents that have theirs already",
        "other",
        "7bc77ddb40, fd1f240853",
        _mask_without_noise,
    ),
    SilentChange(
        "denoise-drops-seed",
        "4.1.0",
        DENOISE[:1],
        "behind another denoise_latents, without noise, with a mask or a scheduler that draws noise",
        "latents carry no seed any more: noise is drawn from seed 0",
        "other",
        "026d095afe; seeds in app/invocations/latent.py of 4.0.4 and 4.1.0",
        _after_another,
    ),
    SilentChange(
        "kdpm-2-a-steps",
        "5.4.0",
        _ALL_SD,
        "with the scheduler kdpm_2_a",
        "the scheduler of diffusers 0.31 takes other steps than that of 0.27",
        "other",
        _SCHEDULERS,
        _kdpm_2_a,
    ),
    SilentChange(
        "unipc-steps",
        "5.4.0",
        _ALL_SD,
        "with the scheduler unipc",
        "the scheduler of diffusers 0.31 takes slightly other steps than that of 0.27",
        "similar",
        _SCHEDULERS,
        _unipc,
        surely=False,
    ),
    SilentChange(
        "prediction-type-of-record",
        "5.6.0",
        DENOISE[:1],
        "with a model whose record says v_prediction",
        "the prediction type is the one of the model's record, not that of its scheduler's files",
        "other",
        "59926c320c; get_scheduler of 5.5.0 and 5.6.0",
        _v_prediction,
        surely=False,
    ),
)
