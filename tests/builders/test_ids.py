"""Ids of nodes whose author gave none: the same text gives the same id, whatever is built around it."""

from __future__ import annotations

from typing import Any

import pytest

from wflint import ModelRef, Workflow
from wflint.builders.ids import slug


def build(wf: Any, *, before: bool = False, between: bool = False) -> dict[str, str]:
    if before:
        wf.integer(value=5)
        wf.noise(seed=99)
        wf.string(value="something else")
    loader = wf.sdxl_model_loader(model=ModelRef("sdxl"))
    unet = loader.unet
    if between:
        unet = wf.seamless(unet=unet, vae=loader.vae).unet
    pos = wf.sdxl_compel_prompt(prompt="a fox", clip=loader.clip, clip2=loader.clip2)
    if before:
        wf.sdxl_compel_prompt(prompt="unrelated", clip=loader.clip, clip2=loader.clip2)
    neg = wf.sdxl_compel_prompt(prompt="blurry", clip=loader.clip, clip2=loader.clip2)
    noise = wf.noise(seed=7)
    denoise = wf.denoise_latents(
        positive_conditioning=[pos.conditioning, neg.conditioning],
        negative_conditioning=neg.conditioning,
        noise=noise.noise,
        unet=unet,
    )
    image = wf.l2i(latents=denoise.latents, vae=loader.vae)
    nodes = {"loader": loader, "pos": pos, "neg": neg, "noise": noise, "denoise": denoise, "image": image}
    collector = next(n for n in wf.nodes if n.type == "collect")
    return {**{k: v.id for k, v in nodes.items()}, "collector": collector.id}


def test_the_same_every_time() -> None:
    assert build(Workflow()) == build(Workflow())


@pytest.mark.parametrize("around", [{"before": True}, {"between": True}, {"before": True, "between": True}])
def test_stable_under_insertion(around: dict[str, bool]) -> None:
    assert build(Workflow(), **around) == build(Workflow())


def test_ids_are_those_of_earlier_versions() -> None:
    """Snapshots hold these ids: a change here changes every user's files."""
    assert build(Workflow(target="6.14.2")) == {
        "loader": "sdxl_model_loader_d4cbbf",
        "pos": "sdxl_compel_prompt_bb71e5",
        "neg": "sdxl_compel_prompt_8110d5",
        "noise": "noise_d21650",
        "denoise": "denoise_latents_24128e",
        "image": "l2i_a54990",
        "collector": "denoise_latents_24128e_positive_conditioning",
    }


def test_labels_make_ids_that_values_do_not_change() -> None:
    first, second = Workflow(), Workflow()
    assert first.string(label="Positive Prompt!", value="a").id == "positive_prompt"
    assert second.string(label="Positive Prompt!", value="b").id == "positive_prompt"
    assert second.string(label="Positive prompt", value="b").id == "positive_prompt_2"


def test_own_ids_and_twins() -> None:
    wf = Workflow()
    assert wf.noise(id="n").id == "n"
    assert [wf.noise(seed=1).id for _ in range(3)][1:] == [f"{wf.nodes[1].id}_2", f"{wf.nodes[1].id}_3"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Größe (px)", "groe_px"),
        ("日本", ""),
        ("  A  b ", "a_b"),
        ("x" * 99, "x" * 60),
        ("_a_", "a"),
    ],
)
def test_slugs(text: str, found: str) -> None:
    assert slug(text) == found
