"""What cannot stand beside a reference image or a mask, and what can: each case beside its twin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.families.additions_flux import control_lora, flux_adapted, flux_controlled, kontext, redux
from tests.families.recipe import Recipe, words
from tests.families.recipes import flux2, z_image
from tests.models.graphs import findings, model

RULES = ("model-variant", "base-model-mismatch")
REGION = {"region": {"type": "rectangle_mask", "width": 64, "height": 64}}


def told(recipe: Recipe, release: str = "6.14.2") -> list[tuple[str, str]]:
    found = findings(recipe.graph(), release=release, rules=RULES)
    return [(str(f.field), str(f.outcome.effect)) for f in found if f.outcome is not None]


def masked(recipe: Recipe, prompt: str = "positive") -> Recipe:
    return recipe.but(REGION, f"region.mask -> {prompt}.mask")


def controlled(**settings: Any) -> Recipe:
    return flux_controlled("tiny-flux-controlnet-instantx", kontext(), **settings)


def negative(cfg: float) -> Recipe:
    prompt = {"negative": {"type": "flux_text_encoder", "prompt": ""}, "denoise": {"cfg_scale": cfg}}
    return kontext().but(
        prompt,
        """
        model.clip -> negative.clip
        model.t5_encoder -> negative.t5_encoder
        negative.conditioning -> denoise.negative_text_conditioning
        """,
    )


KONTEXT = {
    "alone": (kontext(), []),
    "ControlNet": (controlled(), [("control", "fails")]),
    "ControlNet of weight 0": (controlled(control_weight=0), []),
    "ControlNet of weights 0 and 1": (controlled(control_weight=[0, 1]), [("control", "fails")]),
    "ControlNet that never begins": (controlled(begin_step_percent=1), []),
    "control LoRA": (control_lora(base=kontext()), [("control_lora", "fails")]),
    "IP-Adapter": (flux_adapted("tiny-flux-ip-adapter", kontext()), []),
    "Redux": (redux(base=kontext()), []),
    "Redux with a mask": (masked(redux(base=kontext()), "adapter"), [("redux_conditioning", "fails")]),
    "region": (masked(kontext()), [("positive_text_conditioning", "fails")]),
    "negative region": (masked(negative(3), "negative"), [("negative_text_conditioning", "fails")]),
    "negative region that is left out": (masked(negative(1), "negative"), []),
    "region without reference": (masked(kontext()).but(drop="reference"), []),
}


@pytest.mark.parametrize(("recipe", "expected"), KONTEXT.values(), ids=KONTEXT)
def test_beside_a_kontext_reference(recipe: Recipe, expected: list[tuple[str, str]]) -> None:
    assert told(recipe) == expected


@pytest.mark.parametrize(
    ("release", "fails"),
    [("6.11.1", False), ("6.13.8", False), ("6.14.0", True), ("6.14.2", True), ("7.0.0a3", False)],
)
def test_regions_on_z_image(release: str, fails: bool) -> None:
    """By the diffusers that the release pins: 0.38 and later make no mask for a batch of one."""
    assert told(masked(z_image()), release) == ([("positive_conditioning", "fails")] if fails else [])
    assert told(z_image(), release) == []


@pytest.mark.parametrize(("begin", "effect"), [(0.0, "silent"), (0.5, "fails")])
def test_a_control_on_z_image_takes_the_place_of_regions(begin: float, effect: str) -> None:
    control = {
        "type": "z_image_control",
        "control_model": model("z-image", "controlnet"),
        "begin_step_percent": begin,
    }
    recipe = masked(z_image()).but({"control": control}, "control.control -> denoise.control")
    assert ("positive_conditioning", effect) in told(recipe)


@pytest.mark.parametrize("release", ["6.13.8", "6.14.2"])
def test_regions_on_flux2(release: str) -> None:
    silent = [("positive_text_conditioning", "silent")]
    reference = {"reference": {"type": "flux_kontext", "image": {"image_name": "photo.png"}}}
    edge = "reference.kontext_cond -> denoise.kontext_conditioning"
    assert told(masked(flux2()), release) == (silent if release == "6.13.8" else [])
    assert told(masked(flux2()).but(reference, edge), release) == silent
    assert told(flux2().but(reference, edge), release) == []


def wan(denoise: dict[str, Any], reference: dict[str, Any], **main: Any) -> Recipe:
    return Recipe(
        {
            "model": {"type": "wan_model_loader", "model": model("wan", **main)},
            "reference": {"type": "wan_ref_image_encoder", **reference},
            "denoise": denoise,
        },
        words(
            "model.vae -> reference.vae, model.transformer -> denoise.transformer,"
            "reference.ref_image -> denoise.ref_image"
        ),
    )


VIDEO, IMAGE = "wan_video_denoise", "wan_denoise"
SIZE = {"width": 832, "height": 480}
I2V, TI2V = {"variant": "i2v_a14b"}, {"variant": "ti2v_5b"}
WAN = {
    "defaults": (wan({"type": VIDEO}, {}, **I2V), True),
    "defaults of an image": (wan({"type": IMAGE}, {}, **I2V), False),
    "size of an image": (wan({"type": IMAGE, "width": 832}, {}, **I2V), True),
    "same size": (wan({"type": VIDEO}, {**SIZE, "num_frames": 81}, **I2V), False),
    "other frames": (wan({"type": VIDEO}, {**SIZE, "num_frames": 41}, **I2V), True),
    "frames of an image": (wan({"type": IMAGE}, {"num_frames": 5}, **I2V), True),
    "other frames for an unknown model": (wan({"type": VIDEO}, SIZE), False),
    "one frame for TI2V-5B": (wan({"type": VIDEO}, SIZE, **TI2V), False),
    "size for TI2V-5B": (wan({"type": VIDEO}, {"width": 832}, **TI2V), True),
}


@pytest.mark.parametrize(("recipe", "wrong"), WAN.values(), ids=WAN)
def test_references_of_wan(recipe: Recipe, wrong: bool) -> None:
    assert told(recipe) == ([("ref_image", "fails")] if wrong else [])
