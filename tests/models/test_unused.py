"""What InvokeAI never asks for cannot be wrong; what it looks at unasked is wrong all the same."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.graphs import SD15, SD15_EDGES, body, findings, model
from wflint.diagnostics import Effect, Severity
from wflint.models.inventory.inventory import Inventory, ModelRecord

RULES = ("base-model-mismatch", "wrong-model-type")
SDXL: dict[str, dict[str, Any]] = {
    **SD15,
    "model": {"type": "sdxl_model_loader", "model": model("sdxl")},
    "positive": {"type": "sdxl_compel_prompt"},
    "negative": {"type": "sdxl_compel_prompt"},
}
SDXL_EDGES = SD15_EDGES + "model.clip2 -> positive.clip2, negative.clip2\n"
CLIP_ONLY = "model.clip -> lora.clip\nlora.clip -> positive.clip"
UNET = "model.unet -> lora.unet\nlora.unet -> denoise.unet"


def told(document: Any) -> list[tuple[str, str]]:
    found = findings(document, rules=RULES)
    return [(f.rule, str(f.outcome.effect)) for f in found if f.outcome is not None]


def control(**settings: Any) -> Any:
    node = {"type": "controlnet", "control_model": model("sdxl", "controlnet"), **settings}
    return body({**SD15, "c": node}, SD15_EDGES + "c.control -> denoise.control")


def test_a_controlnet_that_never_begins() -> None:
    assert told(control(begin_step_percent=1.0)) == []
    assert told(control(begin_step_percent=1)) == []
    assert told(control(begin_step_percent=0.99)) == [("base-model-mismatch", "fails")]
    assert told(control(control_weight=0.0)) == [("base-model-mismatch", "fails")]


@pytest.mark.parametrize("kind", ["ip_adapter", "t2i_adapter"])
def test_other_adapters_are_put_in_place_before_the_first_step(kind: str) -> None:
    node = {"type": kind, f"{kind}_model": model("sdxl", kind), "begin_step_percent": 1.0, "weight": 0}
    graph = body({**SD15, "a": node}, SD15_EDGES + f"a.{kind} -> denoise.{kind}")
    assert ("base-model-mismatch", "fails") in told(graph)


def lora(base: str, edges: str, *, loader: str = "lora_loader", sdxl: bool = False, **settings: Any) -> Any:
    nodes, rest = (SDXL, SDXL_EDGES) if sdxl else (SD15, SD15_EDGES)
    rest = "\n".join(line for line in rest.splitlines() if ".unet" not in line or ".unet" not in edges)
    node = {"type": loader, "lora": model(base, "lora"), **settings}
    return body({**nodes, "lora": node}, f"{rest}\n{edges}")


def test_a_lora_without_weight_is_not_applied() -> None:
    assert told(lora("sdxl", UNET)) == [("base-model-mismatch", "fails")]
    assert told(lora("sdxl", UNET, weight=0)) == []
    assert told(lora("sdxl", UNET, weight=0.01)) == [("base-model-mismatch", "fails")]


@pytest.mark.parametrize("weight", [0, 1])
def test_collection_loaders_look_at_the_family_first(weight: int) -> None:
    edges = "s.lora -> c.item\nc.collection -> lora.loras\n" + UNET
    graph = lora("flux", edges, loader="lora_collection_loader")
    selector = {"type": "lora_selector", "lora": model("flux", "lora"), "weight": weight}
    graph["nodes"] |= {"s": {"id": "s", **selector}, "c": {"id": "c", "type": "collect"}}
    assert told(graph) == [("base-model-mismatch", "fails")]


def test_layers_for_text_encoders_have_other_names() -> None:
    """compel looks for "lora_te_", the prompt nodes of SDXL for "lora_te1_" and "lora_te2_"."""
    silent = [("base-model-mismatch", "silent")]
    assert told(lora("sdxl", CLIP_ONLY)) == silent
    assert told(lora("sd-1", CLIP_ONLY, loader="sdxl_lora_loader", sdxl=True)) == silent
    assert told(lora("sd-1", CLIP_ONLY)) == []
    assert told(lora("sd-2", CLIP_ONLY)) == [("base-model-mismatch", "fails")]


def test_a_lora_on_a_unet_that_nobody_uses() -> None:
    assert told(lora("sdxl", "model.unet -> lora.unet")) == []


def loader(kind: str, edges: str = "", **inputs: Any) -> Any:
    return body({"load": {"type": f"{kind}_model_loader", **inputs}, "out": {"type": "l2i"}}, edges)


@pytest.mark.parametrize(
    ("kind", "base", "raises"),
    [
        ("flux", "sdxl", True),
        ("krea2", "sdxl", True),
        ("wan", "flux", True),
        ("sd3", "sdxl", False),
        ("z_image", "sdxl", False),
        ("cogview4", "sd-3", False),
    ],
)
def test_loaders_that_look_at_their_model_though_nothing_is_asked(kind: str, base: str, raises: bool) -> None:
    assert told(loader(kind, model=model(base))) == ([("base-model-mismatch", "fails")] if raises else [])


IGNORED = {
    "klein": ("flux2_klein", "flux2", {"qwen3_source_model": model("sdxl")}),
    "dev": ("flux2_dev", "flux2", {"mistral_source_model": model("flux")}),
    "qwen": ("qwen_image", "qwen-image", {"component_source": model("sdxl")}),
    "wan": ("wan", "wan", {"component_source": model("sdxl")}),
    "z-image with both parts": (
        "z_image",
        "z-image",
        {
            "qwen3_source_model": model("sdxl"),
            "vae_model": model("flux", "vae"),
            "qwen3_encoder_model": model("any", "qwen3_encoder"),
        },
    ),
}


@pytest.mark.parametrize(("kind", "base", "inputs"), IGNORED.values(), ids=IGNORED)
@pytest.mark.parametrize("other", ["main", "lora"])
def test_a_lender_that_nothing_is_taken_from(
    kind: str, base: str, inputs: dict[str, Any], other: str
) -> None:
    name, lender = next(iter(inputs.items()))
    inputs = {**inputs, name: {**lender, "type": other}}
    (found,) = findings(loader(kind, model=model(base), **inputs), rules=RULES)
    assert found.outcome is not None
    assert (found.outcome.effect, found.outcome.severity) == (Effect.ADVICE, Severity.INFO)
    assert found.help == "clear the input"


def test_a_lender_that_something_is_taken_from() -> None:
    checkpoint = {"model": model("flux2", format="checkpoint"), "qwen3_source_model": model("sdxl")}
    assert ("base-model-mismatch", "fails") in told(
        loader("flux2_klein", "load.vae -> out.vae", **checkpoint)
    )
    first = {"model": model("z-image"), "qwen3_source_model": model("sdxl")}
    assert told(loader("z_image", "load.vae -> out.vae", **first)) == [("base-model-mismatch", "fails")]


def test_latents_of_one_space_decode_alike() -> None:
    nodes = {
        "load": {"type": "flux_model_loader", "model": model("flux")},
        "denoise": {"type": "flux_denoise"},
        "out": {"type": "z_image_l2i"},
    }
    edges = "load.transformer -> denoise.transformer\ndenoise.latents -> out.latents\nload.vae -> out.vae"
    assert told(body(nodes, edges)) == []
    nodes["out"] = {"type": "qwen_image_l2i"}
    assert told(body(nodes, edges)) == [("base-model-mismatch", "fails")]


@pytest.mark.parametrize(
    ("loader", "base", "fails"),
    [
        ("krea2_lora_collection_loader", "krea-2", True),
        ("wan_lora_collection_loader", "wan", True),
        ("qwen_image_lora_collection_loader", "qwen-image", False),
        ("z_image_lora_collection_loader", "z-image", False),
    ],
)
def test_records_of_collected_loras(loader: str, base: str, fails: bool) -> None:
    """A LoRA of another family under the key, though the identifier says that it is of this one."""
    said = model(base, "lora")
    record = ModelRecord(said["key"], said["name"], "sdxl", "lora")
    main = {"qwen-image": "qwen_image", "z-image": "z_image", "krea-2": "krea2"}.get(base, base)
    nodes = {
        "m": {"type": f"{main}_model_loader", "model": model(base)},
        "l": {"type": loader, "loras": [{"lora": said, "weight": 1}]},
        "d": {"type": f"{main}_denoise"},
    }
    edges = "m.transformer -> l.transformer\nl.transformer -> d.transformer"
    found = findings(body(nodes, edges), Inventory([record]), rules=RULES)
    effects = [str(f.outcome.effect) for f in found if f.outcome is not None and f.node == "l"]
    assert effects == (["fails"] if fails else ["silent"])
