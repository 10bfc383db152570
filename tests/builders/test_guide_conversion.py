"""The simplified JSON of guides becomes graphs that InvokeAI runs, and every decision is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.test_guide import builders, guide_blocks, needs_guide
from wflint.builders.guide import translate_guide
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.graph.convert.decisions import ConversionError, Decision
from wflint.models.flow.unresolved import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "guide").glob("*.json"))
RELEASES = ("6.14.2", "6.0.0", "5.15.0", "5.6.2")


def translate(guide: dict[str, Any], release: str = "6.14.2") -> tuple[dict[str, Any], list[Decision]]:
    document = load_bytes(json.dumps(guide).encode(), "guide.json").documents[0]
    assert document.kind.value == "guide"
    graph, told = translate_guide(document, open_release(release))
    return graph, told


def types(graph: dict[str, Any]) -> dict[str, str]:
    return {i: node["type"] for i, node in graph["nodes"].items()}


def ends(graph: dict[str, Any]) -> set[str]:
    pairs = [(e["source"], e["destination"]) for e in graph["edges"]]
    return {f"{a['node_id']}.{a['field']} -> {b['node_id']}.{b['field']}" for a, b in pairs}


def clean(graph: dict[str, Any], release: str) -> bool:
    """No findings but the notes that InvokeAI calls FLUX's nodes prototypes."""
    checker = Checker([open_release(release)])
    found = examine(json.dumps(graph).encode(), "graph.json", checker).diagnostics
    assert [f"{d.slug}: {d.message}" for d in found if d.slug != "prototype-node"] == []
    return True


def fixture(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(p for p in FIXTURES if p.stem == name).read_bytes())
    return found


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_fixtures_lint_clean(path: Path, release: str) -> None:
    graph, told = translate(json.loads(path.read_bytes()), release)
    assert clean(graph, release)
    assert told


def guides_json() -> Iterator[dict[str, Any]]:
    """The JSON blocks of the guide, and what its builders make."""
    yield from map(json.loads, guide_blocks("json"))
    made = builders()
    sdxl = made["create_advanced_sdxl_workflow"]
    for control in (None, "c.png"):
        for style in (None, "s.png"):
            yield sdxl("a harbour", control_image_path=control, style_image_path=style)
    flux = made["FluxControlNetWorkflow"](None).create_flux_controlnet_workflow
    yield from (flux("a harbour", "c.png", kind) for kind in ("canny", "depth", "hed", "pose"))
    image = made["ImageToImageWorkflow"](None)
    yield image.create_img2img_workflow("in.png", "a harbour")
    yield image.img2img_with_masking("in.png", "m.png", "a harbour")


@needs_guide
@pytest.mark.parametrize("release", RELEASES)
def test_everything_in_the_guide_lints_clean(release: str) -> None:
    count = 0
    for guide in guides_json():
        graph, _ = translate(guide, release)
        assert clean(graph, release)
        count += 1
    assert count == 14


def test_what_is_half_wired_is_completed() -> None:
    graph, told = translate(fixture("half_wired"))
    assert types(graph) == {
        "model": "main_model_loader", "prompt": "compel", "avoid": "compel", "start": "noise",
        "paint": "denoise_latents", "develop": "l2i", "keep": "save_image",
    }  # fmt: skip
    assert {
        "prompt.conditioning -> paint.positive_conditioning",
        "avoid.conditioning -> paint.negative_conditioning", "start.noise -> paint.noise",
        "paint.latents -> develop.latents", "model.vae -> develop.vae",
        "develop.image -> keep.image",
    } <= ends(graph)  # fmt: skip
    texts = " | ".join(d.text for d in told)
    assert "no edge brings the negative prompt: avoid is used" in texts
    assert "no edge brings noise: that of start is used" in texts
    assert graph["nodes"]["paint"]["cfg_scale"] == 6.5


def test_controlnet_and_style() -> None:
    graph, told = translate(fixture("controlnet_and_style"))
    kinds = types(graph)
    assert kinds["cn"] == "controlnet"
    assert kinds["edges"] == "canny_edge_detection"
    assert "spare" not in kinds  # loads a refiner that nothing uses
    assert {
        "cn.control -> sample.control", "ip.ip_adapter -> sample.ip_adapter", "edges.image -> cn.image",
        "base.unet -> sample.unet", "base.clip2 -> good.clip2", "style_file.image -> ip.image",
    } <= ends(graph)  # fmt: skip
    sample = graph["nodes"]["sample"]
    assert (sample["steps"], sample["scheduler"]) == (30, "dpmpp_2m_k")
    assert graph["nodes"]["cn"]["control_weight"] == 0.7
    assert any(d.node == "spare" and "nothing uses it" in d.text for d in told)


def test_models_are_named_by_base_and_type_and_wait_for_their_keys() -> None:
    graph, _ = translate(fixture("flux_controlnet"))
    loader = graph["nodes"]["flux"]
    assert all(is_unresolved(v) for k, v in loader.items() if k == "model" or k.endswith("_model"))
    names = {k: (v["name"], v["base"], v["type"]) for k, v in loader.items() if is_unresolved(v)}
    assert names == {
        "model": ("FLUX.1-dev", "flux", "main"), "clip_embed_model": ("clip_l", "any", "clip_embed"),
        "t5_encoder_model": ("", "any", "t5_encoder"), "vae_model": ("ae", "flux", "vae"),
    }  # fmt: skip
    denoise = graph["nodes"]["sample"]
    assert (denoise["width"], denoise["height"], denoise["num_steps"]) == (1024, 768, 20)
    assert "cn.control -> sample.control" in ends(graph)


def test_denoise_becomes_denoising_start_and_masks_are_inverted() -> None:
    graph, told = translate(fixture("inpaint"))
    assert graph["nodes"]["sample"]["denoising_start"] == 0.2
    assert {
        "encode.latents -> sample.latents", "masked.denoise_mask -> sample.denoise_mask",
        "mask.image -> masked.mask", "mask_picture.image -> mask.image", "encode.width -> sample_noise.width",
    } <= ends(graph)  # fmt: skip
    assert graph["nodes"]["mask"] | {"min": 255, "max": 0} == graph["nodes"]["mask"]
    texts = " | ".join(d.text for d in told)
    assert "denoise 0.8 becomes denoising_start 0.2" in texts
    assert "it is inverted" in texts


def guide(*edges: str, **nodes: dict[str, Any]) -> dict[str, Any]:
    found = []
    for edge in edges:
        (a, out), (b, into) = (end.split(".") for end in edge.split(" -> "))
        found.append({"source": {"node_id": a, "field": out}, "destination": {"node_id": b, "field": into}})
    listed = [{"id": i, "type": n.pop("type"), "data": n} for i, n in nodes.items()]
    return {"meta": {"version": "3.0.0"}, "nodes": listed, "edges": found}


SD: dict[str, dict[str, Any]] = {
    "m": {"type": "CheckpointLoaderSimple", "ckpt_name": "v1-5-pruned-emaonly.safetensors"},
    "p": {"type": "CLIPTextEncode", "text": "a fox"},
    "k": {"type": "KSampler", "seed": 5, "steps": 20, "cfg": 7},
    "d": {"type": "VAEDecode"},
    "s": {"type": "SaveImage"},
}
SD_WIRES = (
    "m.model -> k.model", "m.clip -> p.clip", "p.conditioning -> k.positive", "k.latent -> d.samples",
    "m.vae -> d.vae", "d.image -> s.images",
)  # fmt: skip


def sd(*edges: str, **nodes: dict[str, Any]) -> dict[str, Any]:
    return guide(*SD_WIRES, *edges, **{i: dict(n) for i, n in (SD | nodes).items()})


def test_missing_nodes_are_put_in() -> None:
    graph, told = translate(sd())
    assert types(graph) == {
        "m": "main_model_loader", "p": "compel", "negative_prompt": "compel", "k": "denoise_latents",
        "k_noise": "noise", "d": "l2i", "s": "save_image",
    }  # fmt: skip
    assert graph["nodes"]["k_noise"]["seed"] == 5
    assert clean(graph, "6.14.2")
    assert any("there is no negative prompt" in d.text for d in told)


def test_two_controls_are_collected() -> None:
    control = {"type": "ControlNetApply", "strength": 0.5, "control_net_name": "control_v11p_sd15_canny"}
    picture = {"type": "LoadImage", "image": "a.png"}
    nodes = {"c1": dict(control), "c2": dict(control), "i": picture}
    wires = ("c1.conditioning -> k.positive", "c2.conditioning -> k.positive", "i.image -> c1.image",
             "i.image -> c2.image")  # fmt: skip
    graph, told = translate(sd(*wires, **nodes))
    assert types(graph)["k_control"] == "collect"
    assert {"c1.control -> k_control.item", "c2.control -> k_control.item",
            "k_control.collection -> k.control"} <= ends(graph)  # fmt: skip
    assert any("2 edges lead into" in d.text for d in told)
    assert clean(graph, "6.14.2")


def test_loras_in_a_row() -> None:
    one = {"type": "LoraLoader", "lora_name": "a.safetensors", "strength_model": 0.5}
    nodes = {"l1": dict(one), "l2": dict(one)}
    wires = ("m.model -> l1.model", "l1.model -> l2.model", "l2.model -> k.model", "l2.clip -> p.clip")
    graph, _ = translate(sd(*wires, **nodes))
    assert {"m.unet -> l1.unet", "l1.unet -> l2.unet", "l2.unet -> k.unet", "l2.clip -> p.clip"} <= ends(
        graph
    )
    assert graph["nodes"]["l1"]["weight"] == 0.5


def test_a_sampler_after_a_sampler_starts_from_its_latents() -> None:
    second = {"type": "KSampler", "seed": 6, "steps": 20, "denoise": 0.25}
    wires = [w.replace("k.latent", "k2.latent") for w in SD_WIRES]
    graph, _ = translate(
        guide(*wires, "k.latent -> k2.latent_image", **{i: dict(n) for i, n in SD.items()}, k2=second)
    )
    assert {"k.latents -> k2.latents", "k.width -> k2_noise.width"} <= ends(graph)
    assert graph["nodes"]["k2"]["denoising_start"] == 0.75
    assert clean(graph, "6.14.2")


def test_invokeais_own_nodes_stay_what_they_are() -> None:
    wires = [w for w in SD_WIRES if w != "d.image -> s.images"]
    nodes = {i: dict(n) for i, n in SD.items()} | {
        "r": {"type": "img_resize", "width": 64, "height": 64, "odd": 1}
    }
    graph, told = translate(guide(*wires, "d.image -> r.image", "r.image -> s.images", **nodes))
    assert {"d.image -> r.image", "r.image -> s.image"} <= ends(graph)
    assert "odd" not in graph["nodes"]["r"]
    assert any(d.field == "odd" for d in told)


def test_values_that_invokeai_would_refuse_are_left_out_and_told() -> None:
    graph, told = translate(
        sd(k={"type": "KSampler", "steps": -4, "cfg": "seven", "sampler_name": "mystery"})
    )
    assert {"steps", "cfg_scale", "scheduler"}.isdisjoint(graph["nodes"]["k"])
    assert [d.field for d in told if d.kind == "loss"] == ["steps", "scheduler"]
    assert clean(graph, "6.14.2")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (sd(x={"type": "InstantIDMagic"}), 'InvokeAI 6.14.2 has nothing for "InstantIDMagic" \\(x\\)'),
        (sd(m={"type": "CheckpointLoaderSimple", "ckpt_name": "sd3.5_large.safetensors"}), "family sd-3"),
        (guide(m={"type": "KSampler2"}), "has nothing for"),
        (guide(m={"type": "load_image", "image": "a.png"}), "nothing to make a graph of"),
        (guide("a.latent -> b.latent_image", "b.latent -> a.latent_image", a={"type": "KSampler"},
               b={"type": "KSampler"}), "form a cycle"),
    ],
)  # fmt: skip
def test_what_cannot_be_mapped_is_an_error_that_says_so(bad: dict[str, Any], why: str) -> None:
    with pytest.raises(ConversionError, match=why):
        translate(bad)


def test_too_many_nodes_are_no_guide() -> None:
    nodes = {f"l{i}": {"type": "LoraLoader"} for i in range(200)}
    with pytest.raises(ConversionError, match="more than any guide has"):
        translate(guide("l0.model -> l1.model", **nodes))


@pytest.mark.parametrize(
    "odd",
    [
        {"steps": [], "cfg": {}, "seed": "x", "denoise": True, "scheduler": 3},
        {"latent_image": [[]], "positive": None, "width": -1, "denoise": 7},
    ],
)
def test_odd_values_do_no_harm(odd: dict[str, Any]) -> None:
    graph, _ = translate(sd(k={"type": "KSampler", **odd}))
    assert clean(graph, "6.14.2")


@pytest.mark.parametrize(
    ("sampler", "loader"),
    [
        ("KSampler", "main_model_loader"),
        ("FluxSampler", "flux_model_loader"),
    ],
)
def test_without_a_model_s_name_the_nodes_tell_the_family(sampler: str, loader: str) -> None:
    nodes = {"m": {"type": "CheckpointLoader"}, "k": {**SD["k"], "type": sampler}}
    graph, _ = translate(sd(**nodes))
    assert types(graph)["m"] == loader
