"""What estimates once took for another: starter names, frames of a video, a second expert, the unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.test_estimate import CATALOGUE, estimate, flux, low, model
from wflint.models.amounts import GB
from wflint.models.estimate.precision import precision_of
from wflint.models.inventory.inventory import ModelRecord

if TYPE_CHECKING:
    from wflint.models.estimate import Estimate


@pytest.mark.parametrize(
    ("name", "words", "bits"),
    [
        ("FLUX Dev (Quantized)", "NF4", 4),
        ("FLUX Schnell (Quantized)", "NF4", 4),
        ("FLUX.1 dev (quantized)", "NF4", 4),
        ("FLUX.1 Kontext dev (quantized)", "GGUF Q4", 4),
        ("FLUX.1 Krea dev (quantized)", "GGUF Q4", 4),
        ("FLUX.1 schnell (SDNQ uint4 + SVD)", "SDNQ, 4 bits", 4),
        ("FLUX.2 Klein 4B (SDNQ dynamic 4-bit)", "SDNQ, 4 bits", 4),
        ("FLUX.2 Klein 4B (FP8)", "fp8", 8),
        ("FLUX.2 [dev] (Diffusers, NF4)", "NF4", 4),
        ("FLUX.2 [dev] cow Mistral Encoder (GGUF IQ4_XS)", "GGUF IQ4", 4),
        ("Z-Image Turbo (quantized)", "GGUF Q4", 4),
        ("Z-Image Turbo (Q8)", "GGUF Q8", 8),
        ("Z-Image Qwen3 Text Encoder (quantized)", "GGUF Q6", 4),
        ("t5_bnb_int8_quantized_encoder", "int8", 8),
        ("t5_gguf_q3_k_s_encoder", "GGUF Q3", 4),
        ("Qwen2.5-VL Encoder (fp8 scaled)", "fp8", 8),
        ("Qwen Image 2512 (Q2_K)", "GGUF Q2", 4),
        ("Krea-2 Turbo (Q8_0 GGUF)", "GGUF Q8", 8),
        ("Ideogram 4 (nf4)", "NF4", 4),
        ("Mine, 8-bit", "int8", 8),
        ("Mine 4-bit", "NF4", 4),
        ("Mine (quantised)", "quantised", 4),
        ("FLUX.1 dev", "fp16/bf16", 16),
        ("Unquantized dreams", "fp16/bf16", 16),
    ],
)
def test_what_names_say_of_precision(name: str, words: str, bits: int) -> None:
    found = precision_of(name, None)
    assert (found.name, found.bits) == (words, bits)


def test_a_stated_format_speaks_over_the_name() -> None:
    record = ModelRecord("k", "Mine (quantized)", "flux", "main", format="bnb_quantized_nf4b")
    assert precision_of(record.name, record).name == "NF4"


def test_a_starter_name_counts_as_what_it_stands_for() -> None:
    found = estimate(flux("FLUX.1 dev (quantized)"))
    assert low(flux("FLUX.1 dev (quantized)")) == pytest.approx(6.0, abs=0.05)
    assert not found.quantisable


def wan(name: str = "Wan 2.2 T2V A14B (Diffusers)", second: str = "", **video: Any) -> dict[str, Any]:
    loader = {"type": "wan_model_loader", "model": model(name, "wan", "main")}
    if second:
        loader["transformer_low_noise_model"] = model(second, "wan", "main", "second")
    return {
        "model": loader,
        "denoise": {"type": "wan_video_denoise", "width": 832, "height": 480, **video},
        "decode": {"type": "wan_l2v"},
    }


def rows(found: Estimate, what: str) -> list[float]:
    return [row.high for row in found.rows if what in row.what]


def test_frames_cost() -> None:
    few, many, unset = (estimate(wan(**v)) for v in ({"num_frames": 5}, {"num_frames": 81}, {}))
    assert unset.vram == many.vram, "81 is the node's default"
    for what in ("working memory of denoising", "working memory of the VAE"):
        assert rows(few, what)[0] < rows(many, what)[0]
    pixels = 832 * 480 * 2
    assert rows(many, "VAE at") == [pixels * 6500 + pixels * 6 * 81], "vae_working_memory.py"


def test_frames_that_are_not_known_are_assumed_and_told() -> None:
    found = estimate(wan(num_frames="many"))
    assert "the number of frames is not stated: 81 assumed" in found.notes
    assert found.vram == estimate(wan()).vram


def test_both_experts_stay_in_ram() -> None:
    one, two = estimate(wan("Wan 2.2 TI2V-5B (Diffusers)")), estimate(wan())
    expert = 14288.5e6 * 2
    assert one.ram[0] < 14 * GB
    assert two.ram[0] >= 2 * expert
    name = "Wan 2.2 T2V A14B {} Noise (Q4_K_M)"
    pair = estimate(wan(name.format("High"), name.format("Low")))
    alone = estimate(wan(name.format("High")))
    assert pair.ram[0] > 2 * 14288.5e6 * 0.5625 > alone.ram[0] - 2 * GB
    assert not rows(alone, "other expert")


def test_a_folder_of_both_experts_is_not_one_large_transformer() -> None:
    parameters = 2 * 14288.5e6 + 126.9e6 + 5680.9e6
    record = ModelRecord("k", "Wan", "wan", "main", format="diffusers", size=round(parameters * 2))
    found = estimate(wan("Wan"), record)
    assert rows(found, 'Wan "Wan"')[0] == pytest.approx(14288.5e6 * 2, rel=0.01)


@pytest.mark.parametrize(
    ("nodes", "what"),
    [
        ({"d": {"type": "denoise_latents"}}, "the model of denoise_latents"),
        ({"m": {"type": "main_model_loader", "model": model("New", "ernie-image", "main")}}, "ERNIE-Image"),
    ],
)
def test_the_unknown_is_told(nodes: dict[str, Any], what: str) -> None:
    found = estimate(nodes)
    assert not found.known
    assert found.unknown == [what]
    assert found.node in nodes


def test_nothing_is_unknown_where_no_model_runs() -> None:
    assert CATALOGUE.node("img_blur") is not None
    assert estimate({"a": {"type": "img_blur"}}).unknown == []
