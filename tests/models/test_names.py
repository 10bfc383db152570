"""What names say of models."""

from __future__ import annotations

import pytest

from wflint.diagnostics import Confidence
from wflint.models.families import names as known_names
from wflint.models.families.bases import FAMILIES, MODEL_TYPES
from wflint.models.flow.names import guess, normalised

SURE, LIKELY = Confidence.CERTAIN, Confidence.LIKELY


@pytest.mark.parametrize(
    ("name", "base", "kind", "confidence"),
    [
        # the table of guides to InvokeAI's API
        ("control_canny", "sd-1", "controlnet", LIKELY),
        ("control_depth.safetensors", "sd-1", "controlnet", LIKELY),
        ("diffusers_xl_canny_mid.safetensors", "sdxl", "controlnet", SURE),
        ("diffusers_xl_depth_mid", "sdxl", "controlnet", SURE),
        ("flux-controlnet-canny.safetensors", "flux", "controlnet", SURE),
        ("XLabs-AI/flux-controlnet-depth", "flux", "controlnet", SURE),
        # published under these names
        ("control_v11p_sd15_canny.pth", "sd-1", "controlnet", SURE),
        ("lllyasviel/control_v11p_sd15s2_lineart_anime", "sd-1", "controlnet", SURE),
        ("xinsir/controlNet-canny-sdxl-1.0", "sdxl", "controlnet", SURE),
        ("InstantX/FLUX.1-dev-Controlnet-Union", "flux", "controlnet", SURE),
        ("v1-5-pruned-emaonly.safetensors", "sd-1", "main", SURE),
        ("runwayml/stable-diffusion-v1-5", "sd-1", "main", SURE),
        ("sd_xl_base_1.0.safetensors", "sdxl", "main", SURE),
        ("stabilityai/stable-diffusion-xl-refiner-1.0", "sdxl-refiner", "main", SURE),
        ("FLUX.1-dev", "flux", "main", SURE),
        ("flux1-dev-Q4_K_M.gguf", "flux", "main", SURE),
        ("flux1-canny-dev-lora.safetensors", "flux", "control_lora", SURE),
        ("flux-2-klein-4b-fp8.safetensors", "flux2", "main", SURE),
        ("FLUX1/ae.safetensors", "flux", "vae", SURE),
        ("models\\vae\\sdxl_vae.safetensors", "sdxl", "vae", SURE),
        ("ip-adapter-plus_sdxl_vit-h.safetensors", "sdxl", "ip_adapter", SURE),
        ("t2iadapter_canny_sd15v2", "sd-1", "t2i_adapter", SURE),
        ("Juggernaut XL v9", "sdxl", "main", SURE),
        # telling words
        ("juggernautXL_v9Rdphoto2", "sdxl", None, LIKELY),
        ("ponyDiffusionV6XL", "sdxl", None, LIKELY),
        ("LCM_LoRA_SDv1-5", "sd-1", "lora", LIKELY),
        ("My FLUX style LoRA", "flux", "lora", LIKELY),
        ("stable-diffusion-3.5-large-turbo", "sd-3", None, LIKELY),
        ("Wan2.2-TI2V-5B-Q8_0.gguf", "wan", None, LIKELY),
    ],
)
def test_says(name: str, base: str, kind: str | None, confidence: Confidence) -> None:
    said = guess(name)
    assert said is not None
    assert (said.base, said.type, said.confidence) == (base, kind, confidence)
    assert said.source


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "Canny", "Tile", "epicrealism", "Realistic_Vision_V5.1", "v2.1", "...", "/", "::",
        "SD1.5 to SDXL", "flux style (sdxl)",  # two families
        "clip_l.safetensors", "t5xxl_fp16", "umt5-xxl", "CLIP-ViT-H-14-laion2B-s32B-b79K",
        "IP Adapter SDXL Image Encoder", "Z-Image Qwen3 Text Encoder", "qwen_image_vae.safetensors",
        "4x-UltraSharp upscaler XL", "PixArt-XL-2",
        "flux" * 100,
    ],
)  # fmt: skip
def test_says_nothing(name: str) -> None:
    assert guess(name) is None


@pytest.mark.parametrize("value", [None, 5, 1.5, True, [], ["flux"], {"name": "flux"}, {}])
def test_takes_anything(value: object) -> None:
    assert guess(value) is None
    assert guess("FLUX.1-dev", value) == guess("FLUX.1-dev")  # type: ignore[arg-type]


def test_text_encoders_have_no_family() -> None:
    assert guess("something for SDXL", "clip_vision") is None
    assert guess("something for SDXL", "lora") is not None


def test_every_row_is_whole() -> None:
    """Names stand as they are looked up, bases and types are InvokeAI's, each row has a source."""
    rows = (*known_names.PUBLISHED, *known_names.SCHEMES)
    assert {r.base for r in (*rows, *known_names.WORDS)} <= FAMILIES
    assert {r.type for r in rows} <= MODEL_TYPES
    assert all(r.source for r in (*rows, *known_names.WORDS))
    names = [name for r in known_names.PUBLISHED for name in r.names]
    assert [n for n in names if n != normalised(n)] == []
    assert len(set(names)) == len(names)


def test_published_names_follow_no_other_rule() -> None:
    for row in known_names.PUBLISHED:
        for name in row.names:
            said = guess(name)
            assert said is not None
            assert said.base == row.base
