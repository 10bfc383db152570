"""Near misses: of several names that fit, the nearest."""

from __future__ import annotations

import pytest

from wflint.diagnostics.suggest import did_you_mean, nearest, slip


@pytest.mark.parametrize(
    ("word", "candidates", "wanted"),
    [
        ("euler_ancestral", ["euler", "euler_a", "heun"], ["euler_a"]),
        ("cfg", ["cfg_rescale_multiplier", "cfg_scale", "steps"], ["cfg_scale"]),
        ("Steps", ["steps", "seed"], ["steps"]),
        ("latent", ["latents", "late"], ["latents"]),
        ("xyz", ["latents", "steps"], []),
        ("", ["a"], []),
        ("x" * 100, ["x" * 100], []),
    ],
)
def test_the_nearest_name(word: str, candidates: list[str], wanted: list[str]) -> None:
    assert nearest(word, candidates) == wanted


def test_nothing_is_said_where_nothing_is_near() -> None:
    assert did_you_mean("xyz", ["latents"]) == ""
    assert did_you_mean("latent", ["latents"]) == ' (did you mean "latents"?)'


TYPES = [
    "add", "canny_edge_detection", "color_map", "denoise_latents", "flux_denoise", "float_to_int", "image",
    "img_resize", "lblend", "l2i", "i2l", "main_model_loader", "qwen_image_i2l", "scheduler", "sd3_denoise",
    "string", "string_join", "sub", "z_image_vae_decode",
]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("canny_edge_detecton", "canny_edge_detection"),
        ("cany_edge_detction", "canny_edge_detection"),
        ("CannyEdgeDetection", "canny_edge_detection"),
        ("canny-edge-detections", "canny_edge_detection"),
        ("denoiseLatents", "denoise_latents"),
        ("denoise_latent", "denoise_latents"),
        ("latents_denoise", "denoise_latents"),
        ("loader_main_models", "main_model_loader"),
        ("colour_map", "color_map"),
        ("img_rezise", "img_resize"),
        ("imgresize", "img_resize"),
        ("images", "image"),
        ("ADD", "add"),
    ],
)
def test_a_slip_of_the_pen(word: str, wanted: str) -> None:
    assert slip(word, TYPES) == wanted


@pytest.mark.parametrize(
    "word",
    [
        "string_to_int", "string_to_main_model", "images_to_grids", "scheduler_to_string", "sd1_denoise",
        "flux2_denoise", "floattanh", "mul", "and", "i2i", "l2l", "z_image_vae_encode", "image_noise",
        "latents", "img_enhance", "rotate_image", "", "_", "x" * 100, "blend", "ltx_denoise",
    ],
)  # fmt: skip
def test_another_thing_is_no_slip(word: str) -> None:
    assert slip(word, TYPES) is None


def test_of_two_slips_the_smaller() -> None:
    assert slip("canny_detections", ["canny_detectionsxx", "canny_detectionx"]) == "canny_detectionx"
    assert slip("detectoin", ["detection", "detecting"]) == "detection"
