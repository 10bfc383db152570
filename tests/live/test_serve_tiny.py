"""The tiny models on real servers: every family makes a picture, and every adapter changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.live import recipes
from tests.live.lab import Lab, difference, opened
from wflint.live.serve.tiny import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live
SEEN = 1.0  # a mean difference, in 256 levels, that no noise of the arithmetic makes


@pytest.fixture(scope="module")
def lab(server: InvokeAIServer) -> Iterator[Lab]:
    with opened(server) as ready:
        yield ready


@pytest.fixture(scope="module")
def plain(lab: Lab) -> dict[str, Any]:
    """Pictures without adapters, by family."""
    return {
        "sd15": lab.run(recipes.sd15(lab)),
        "sdxl": lab.run(recipes.sdxl(lab)),
        "flux": lab.run(recipes.flux(lab)),
    }


MAKERS = {"sd15": recipes.sd15, "sdxl": recipes.sdxl, "flux": recipes.flux}
SD = ("sd15", "sdxl")


def is_picture(pixels: Any) -> bool:
    return pixels.shape == (64, 64, 3) and pixels.std() > 20


@pytest.mark.parametrize("family", MAKERS)
def test_text_to_image(lab: Lab, plain: dict[str, Any], family: str) -> None:
    make = MAKERS[family]
    assert is_picture(plain[family])
    assert difference(plain[family], lab.run(make(lab))) == 0
    assert difference(plain[family], lab.run(make(lab, prompt="a red house by the sea"))) > SEEN


@pytest.mark.parametrize("family", ["sd3", "cogview4", "z_image", "flux2", "qwen_image"])
def test_newer_families(lab: Lab, family: str) -> None:
    if lab.release[:2] < FAMILIES[family]:
        pytest.skip("tiny models of this family are made for newer releases only")
    first = lab.run(recipes.newer(lab, family))
    assert is_picture(first)
    assert difference(first, lab.run(recipes.newer(lab, family))) == 0
    assert difference(first, lab.run(recipes.newer(lab, family, "a red house by the sea"))) > SEEN


@pytest.mark.parametrize("family", SD)
@pytest.mark.parametrize(
    ("node", "model", "output"),
    [
        ("controlnet", "control_model", "control"),
        ("t2i_adapter", "t2i_adapter_model", "t2i_adapter"),
        ("ip_adapter", "ip_adapter_model", "ip_adapter"),
    ],
)
def test_image_adapters(
    lab: Lab, plain: dict[str, Any], family: str, node: str, model: str, output: str
) -> None:
    name = f"tiny-{node.replace('_', '-')}-{family}"
    adapter = {"type": node, "image": lab.noise_picture(), model: lab.model(name)}
    if node == "ip_adapter":
        adapter["clip_vision_model"] = "ViT-H" if family == "sd15" else "ViT-G"
    made = lab.run(MAKERS[family](lab, {"adapter": adapter}, f"adapter.{output} -> denoise.{output}"))
    assert is_picture(made)
    assert difference(plain[family], made) > SEEN


@pytest.mark.parametrize("family", SD)
def test_lora(lab: Lab, plain: dict[str, Any], family: str) -> None:
    node = "lora_loader" if family == "sd15" else "sdxl_lora_loader"
    wires = "model.unet -> lora.unet, lora.unet -> denoise.unet"
    for clip in ("clip",) if family == "sd15" else ("clip", "clip2"):
        wires += f", model.{clip} -> lora.{clip}, lora.{clip} -> positive.{clip}"
    lora = {"type": node, "lora": lab.model(f"tiny-lora-{family}"), "weight": 1.0}
    assert difference(plain[family], lab.run(MAKERS[family](lab, {"lora": lora}, wires))) > SEEN


@pytest.mark.parametrize("family", SD)
def test_textual_inversion(lab: Lab, family: str) -> None:
    known = lab.run(MAKERS[family](lab, prompt=f"a fox <tiny-ti-{family}>"))
    unknown = lab.run(MAKERS[family](lab, prompt=f"a fox <tiny-xx-{family}>"))
    assert difference(known, unknown) > SEEN


@pytest.mark.parametrize("family", SD)
def test_other_vae(lab: Lab, plain: dict[str, Any], family: str) -> None:
    vae = {"type": "vae_loader", "vae_model": lab.model(f"tiny-vae-{family}")}
    made = lab.run(MAKERS[family](lab, {"vae": vae}, "vae.vae -> out.vae"))
    assert difference(plain[family], made) > SEEN


@pytest.mark.parametrize("family", MAKERS)
def test_image_to_image_repeats(lab: Lab, plain: dict[str, Any], family: str) -> None:
    """InvokeAI samples the encoder's posterior unseeded; the tiny VAEs leave next to nothing to sample.

    What is left of it may still turn the rounding of a few pixels.
    """
    encode = "flux_vae_encode" if family == "flux" else "i2l"
    nodes = {"picture": {"type": encode, "image": lab.noise_picture()}}
    wires = "model.vae -> picture.vae, picture.latents -> denoise.latents"
    first, second = (lab.run(MAKERS[family](lab, nodes, wires, denoising_start=0.5)) for _ in range(2))
    assert is_picture(first)
    assert abs(first - second).max() <= 1
    assert difference(first, plain[family]) > SEEN


def test_refiner(lab: Lab, plain: dict[str, Any]) -> None:
    refiner = {
        "refiner": {"type": "sdxl_refiner_model_loader", "model": lab.model("tiny-sdxl-refiner")},
        "more": {"type": "sdxl_refiner_compel_prompt", "style": "a fox"},
        "less": {"type": "sdxl_refiner_compel_prompt", "style": ""},
        "refine": {"type": "denoise_latents", "steps": 10, "cfg_scale": 5.0, "denoising_start": 0.5},
    }
    wires = """
        refiner.clip2 -> more.clip2, refiner.clip2 -> less.clip2, refiner.unet -> refine.unet
        more.conditioning -> refine.positive_conditioning
        less.conditioning -> refine.negative_conditioning
        denoise.latents -> refine.latents, refine.latents -> out.latents
    """
    made = lab.run(recipes.sdxl(lab, refiner, wires, denoising_end=0.5))
    assert is_picture(made)
    assert difference(made, plain["sdxl"]) > SEEN


def test_inpaint(lab: Lab) -> None:
    picture, mask = lab.noise_picture(), lab.mask_picture()
    nodes = {
        "mask": {"type": "create_denoise_mask", "image": picture, "mask": mask},
        "picture": {"type": "i2l", "image": picture},
    }
    wires = """
        model.vae -> mask.vae, mask.denoise_mask -> denoise.denoise_mask
        model.vae -> picture.vae, picture.latents -> denoise.latents
    """
    made = lab.run(recipes.sd15(lab, nodes, wires, model="tiny-sd15-inpaint"))
    assert is_picture(made)


def test_flux_schnell(lab: Lab, plain: dict[str, Any]) -> None:
    made = lab.run(recipes.flux(lab, model="tiny-flux-schnell"))
    assert is_picture(made)
    assert difference(made, plain["flux"]) > SEEN


@pytest.mark.parametrize("kind", ["instantx", "xlabs"])
def test_flux_controlnet(lab: Lab, plain: dict[str, Any], kind: str) -> None:
    control = {
        "type": "flux_controlnet",
        "image": lab.noise_picture(),
        "control_model": lab.model(f"tiny-flux-controlnet-{kind}"),
    }
    wires = "control.control -> denoise.control, model.vae -> denoise.controlnet_vae"
    assert difference(plain["flux"], lab.run(recipes.flux(lab, {"control": control}, wires))) > SEEN


def test_flux_lora(lab: Lab, plain: dict[str, Any]) -> None:
    lora = {"type": "flux_lora_loader", "lora": lab.model("tiny-flux-lora"), "weight": 1.0}
    wires = "model.transformer -> lora.transformer, lora.transformer -> denoise.transformer"
    assert difference(plain["flux"], lab.run(recipes.flux(lab, {"lora": lora}, wires))) > SEEN


def test_flux_ip_adapter(lab: Lab, plain: dict[str, Any]) -> None:
    adapter = {
        "type": "flux_ip_adapter",
        "image": lab.noise_picture(),
        "ip_adapter_model": lab.model("tiny-flux-ip-adapter"),
    }
    made = lab.run(recipes.flux(lab, {"adapter": adapter}, "adapter.ip_adapter -> denoise.ip_adapter"))
    assert difference(plain["flux"], made) > SEEN


def test_flux_kontext(lab: Lab) -> None:
    if lab.release < (6, 0):
        pytest.skip("InvokeAI has no Kontext node before 6.0")
    reference = {"reference": {"type": "flux_kontext", "image": lab.noise_picture()}}
    wires = "reference.kontext_cond -> denoise.kontext_conditioning, model.vae -> denoise.controlnet_vae"
    without = lab.run(recipes.flux(lab, model="tiny-flux-kontext"))
    assert difference(without, lab.run(recipes.flux(lab, reference, wires, model="tiny-flux-kontext"))) > SEEN


def test_flux_fill(lab: Lab) -> None:
    if lab.release < (6, 0):
        pytest.skip("FLUX Fill of InvokeAI 5.15.0 does not run on a CPU: it mixes float32 and bfloat16")
    nodes = {
        "mask": {"type": "image_mask_to_tensor", "image": lab.mask_picture()},
        "fill": {"type": "flux_fill", "image": lab.noise_picture()},
    }
    wires = """
        mask.mask -> fill.mask, fill.fill_cond -> denoise.fill_conditioning
        model.vae -> denoise.controlnet_vae
    """
    assert is_picture(lab.run(recipes.flux(lab, nodes, wires, model="tiny-flux-fill")))
