"""The vocabulary of guides, entry by entry, and the ways through pictures, masks and ranges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.test_guide_conversion import ends, sd, translate, types
from wflint.builders.guide.words import PREPROCESSOR_INPUTS, PREPROCESSORS, SAMPLERS
from wflint.graph.convert.decisions import ConversionError

# A guide's name -> the node in 6.14.2, and in 5.6.2, where the node is another.
PREPARED = {
    "Canny": ("canny_edge_detection", "canny_edge_detection"),
    "CannyEdgePreprocessor": ("canny_edge_detection", "canny_edge_detection"),
    "CannyPreprocessor": ("canny_edge_detection", "canny_edge_detection"),
    **dict.fromkeys(
        (
            "MiDaSDepthProcessor",
            "MiDaS-DepthPreprocessor",
            "MiDaS-DepthMapPreprocessor",
            "MiDaSPreprocessor",
            "DepthAnythingPreprocessor",
            "DepthAnythingV2Preprocessor",
            "Zoe-DepthMapPreprocessor",
            "DepthPreprocessor",
        ),
        ("depth_anything_depth_estimation", "depth_anything_depth_estimation"),
    ),
    "HEDPreprocessor": ("hed_edge_detection", "hed_edge_detection"),
    "OpenposePreprocessor": ("dw_openpose_detection", "dw_openpose_detection"),
    "DWPosePreprocessor": ("dw_openpose_detection", "dw_openpose_detection"),
    "DWPreprocessor": ("dw_openpose_detection", "dw_openpose_detection"),
    "LineArtPreprocessor": ("lineart_edge_detection", "lineart_edge_detection"),
    "M-LSDPreprocessor": ("mlsd_detection", "mlsd_detection"),
    "PiDiNetPreprocessor": ("pidi_edge_detection", "pidi_edge_detection"),
    "NormalBaePreprocessor": ("normal_map", "normal_map"),
    "BAE-NormalMapPreprocessor": ("normal_map", "normal_map"),
    "ShufflePreprocessor": ("content_shuffle", "content_shuffle"),
    "ColorPreprocessor": ("color_map", "color_map"),
}


def prepared(kind: str, release: str = "6.14.2", **values: Any) -> dict[str, Any]:
    control = {"type": "ControlNetApply", "control_net_name": "control_v11p_sd15_canny"}
    nodes = {"c": control, "x": {"type": kind, **values}, "i": {"type": "LoadImage", "image": "a.png"}}
    wires = ("c.conditioning -> k.positive", "x.image -> c.image", "i.image -> x.image")
    graph, _ = translate(sd(*wires, **nodes), release)
    return graph


@pytest.mark.parametrize("name", PREPARED)
def test_preprocessors(name: str) -> None:
    for release, kind in zip(("6.14.2", "5.6.2"), PREPARED[name], strict=True):
        graph = prepared(name, release)
        assert types(graph)["x"] == kind
        assert {"i.image -> x.image", "x.image -> c.image"} <= ends(graph)


def test_every_preprocessor_is_tried() -> None:
    assert len(PREPARED) == len(PREPROCESSORS)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Canny", "canny_image_processor"),
        ("DepthPreprocessor", "depth_anything_image_processor"),
        ("HEDPreprocessor", "hed_image_processor"),
        ("DWPreprocessor", "dw_openpose_image_processor"),
        ("LineArtPreprocessor", "lineart_image_processor"),
        ("M-LSDPreprocessor", "mlsd_image_processor"),
        ("PiDiNetPreprocessor", "pidi_image_processor"),
        ("NormalBaePreprocessor", "normalbae_image_processor"),
        ("ShufflePreprocessor", "content_shuffle_image_processor"),
        ("ColorPreprocessor", "color_map_image_processor"),
    ],
)
def test_preprocessors_of_older_releases(name: str, kind: str) -> None:
    assert types(prepared(name, "4.2.9"))["x"] == kind


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("detect_hand", "draw_hands"),
        ("detect_hands", "draw_hands"),
        ("detect_body", "draw_body"),
        ("detect_face", "draw_face"),
        ("draw_face", "draw_face"),
    ],
)
def test_inputs_of_preprocessors(said: str, meant: str) -> None:
    assert prepared("DWPreprocessor", **{said: True})["nodes"]["x"][meant] is True
    assert PREPROCESSOR_INPUTS.get(said, said) == meant


@pytest.mark.parametrize(
    ("sampler", "plain", "karras"),
    [
        ("euler", "euler", "euler_k"),
        ("euler_ancestral", "euler_a", None),
        ("heun", "heun", "heun_k"),
        ("dpm_2", "kdpm_2", "kdpm_2_k"),
        ("dpm_2_ancestral", "kdpm_2_a", "kdpm_2_a_k"),
        ("lms", "lms", "lms_k"),
        ("dpmpp_2s_ancestral", "dpmpp_2s", "dpmpp_2s_k"),
        ("dpmpp_sde", "dpmpp_sde", "dpmpp_sde_k"),
        ("dpmpp_sde_gpu", "dpmpp_sde", "dpmpp_sde_k"),
        ("dpmpp_2m", "dpmpp_2m", "dpmpp_2m_k"),
        ("dpmpp_2m_sde", "dpmpp_2m_sde", "dpmpp_2m_sde_k"),
        ("dpmpp_2m_sde_gpu", "dpmpp_2m_sde", "dpmpp_2m_sde_k"),
        ("dpmpp_3m_sde", "dpmpp_3m", "dpmpp_3m_k"),
        ("dpmpp_3m_sde_gpu", "dpmpp_3m", "dpmpp_3m_k"),
        ("ddim", "ddim", None),
        ("ddpm", "ddpm", None),
        ("uni_pc", "unipc", "unipc_k"),
        ("lcm", "lcm", None),
    ],
)
def test_samplers(sampler: str, plain: str, karras: str | None) -> None:
    assert sampler in SAMPLERS
    for schedule, wanted in (("normal", plain), ("karras", karras or plain)):
        sampling = {"type": "KSampler", "sampler_name": sampler, "scheduler": schedule}
        graph, told = translate(sd(k=sampling))
        assert graph["nodes"]["k"]["scheduler"] == wanted
        lost = [d for d in told if d.kind == "loss"]
        assert bool(lost) is (schedule == "karras" and karras is None)


def test_every_sampler_is_tried() -> None:
    assert len(test_samplers.pytestmark[0].args[1]) == len(SAMPLERS)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "start", "end"),
    [
        ({"start_at_step": 5, "end_at_step": 15}, 0.25, 0.75),
        ({"start_at_step": 0, "end_at_step": 10000}, 0, 1),
        ({"start_at_step": -5, "end_at_step": -1}, 0, 0),
        ({"start_at_step": 30}, 1, None),
        ({"end_at_step": 5}, None, 0.25),
        ({"denoising_start": 0.5, "denoising_end": 0.9, "start_at_step": 1, "end_at_step": 2}, 0.5, 0.9),
        ({}, None, None),
    ],
)
def test_steps_become_a_range(given: dict[str, Any], start: float | None, end: float | None) -> None:
    graph, _ = translate(sd(k={"type": "KSamplerAdvanced", "steps": 20, **given}))
    node = graph["nodes"]["k"]
    assert (node.get("denoising_start"), node.get("denoising_end")) == (start, end)


MASKED = {
    "i": {"type": "LoadImage", "image": "in.png"},
    "e": {"type": "VAEEncode"},
    "w": {"type": "SetLatentNoiseMask"},
    "a": {"type": "LoadImageMask", "image": "m.png"},
}
MASK_WIRES = ("i.image -> e.pixels", "e.latent -> w.samples", "w.latent -> k.latent_image")


@pytest.mark.parametrize("name", ["radius", "blur_radius", "amount", "blur"])
def test_a_blurred_mask(name: str) -> None:
    nodes = MASKED | {"b": {"type": "MaskBlur", name: 7}}
    graph, _ = translate(sd(*MASK_WIRES, "a.mask -> b.mask", "b.mask -> w.mask", **nodes))
    assert types(graph)["b"] == "img_blur"
    assert graph["nodes"]["b"]["radius"] == 7
    assert {"a.image -> b.image", "b.image -> w.mask", "w.denoise_mask -> k.denoise_mask"} <= ends(graph)


def test_a_blur_that_nothing_feeds_takes_the_mask_that_nothing_uses() -> None:
    nodes = MASKED | {"b": {"type": "MaskBlur", "radius": 7}}
    graph, _ = translate(sd(*MASK_WIRES, "b.mask -> w.mask", **nodes))
    assert {"a.image -> b.image", "b.image -> w.mask"} <= ends(graph)


@pytest.mark.parametrize("node", ["b", "w"])
def test_without_any_mask_it_says_so(node: str) -> None:
    nodes: dict[str, dict[str, Any]] = {i: n for i, n in MASKED.items() if i != "a"}
    wires = list(MASK_WIRES)
    if node == "b":
        nodes["b"] = {"type": "MaskBlur", "radius": 7}
        wires.append("b.mask -> w.mask")
    with pytest.raises(ConversionError, match=f"no mask leads to {node}"):
        translate(sd(*wires, **nodes))


@pytest.mark.parametrize(("channel", "kind"), [("alpha", "tomask"), ("red", "img_lerp"), (None, "img_lerp")])
def test_a_mask_by_its_channel(channel: str | None, kind: str) -> None:
    nodes = MASKED | {"a": {"type": "LoadImageMask", "image": "m.png", "channel": channel}}
    graph, _ = translate(sd(*MASK_WIRES, "a.mask -> w.mask", **nodes))
    assert types(graph)["a"] == kind
    assert types(graph)["a_picture"] == "image"
    assert {"a_picture.image -> a.image", "a.image -> w.mask"} <= ends(graph)
