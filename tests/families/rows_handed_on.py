"""Models that are handed out one by one, and models among metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.families.additions_sd import adapter, with_adapter
from tests.families.parts import model, picture
from tests.families.recipes import denoise, sd15, sdxl
from tests.families.row import MATRICES, NONE_TYPE, Row, fails, ok

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

_EACH: dict[str, dict[str, Any]] = {"all": {"type": "collect"}, "each": {"type": "iterate"}}
_HANDED_OUT = "all.collection -> each.collection, "
_NO_PARTS = "Exception: There are no submodels in models of type"


def each_main(*names: str) -> Recipe:
    """One main model after another."""
    nodes = {f"m{i}": {"type": "model_identifier", "model": model(name)} for i, name in enumerate(names)}
    edges = "".join(f"{node}.model -> all.item, " for node in nodes)
    return sd15().but(
        {**nodes, **_EACH, "model": {"type": "main_model_loader"}},
        f"{edges}{_HANDED_OUT}each.item -> model.model",
    )


def each_vae(*names: str) -> Recipe:
    """One VAE after another."""
    nodes = {f"v{i}": {"type": "vae_loader", "vae_model": model(name)} for i, name in enumerate(names)}
    edges = "".join(f"{node}.vae -> all.item, " for node in nodes)
    return sd15().but({**nodes, **_EACH}, f"{edges}{_HANDED_OUT}each.item -> out.vae")


def looked_up(default: str, metadata: dict[str, Any] | None = None) -> Recipe:
    """The main model by ``metadata_to_model``."""
    nodes: dict[str, dict[str, Any]] = {
        "model": {"type": "metadata_to_model", "default_value": model(default)}
    }
    if metadata is None:
        return sd15().but(nodes)
    nodes["meta"] = {"type": "core_metadata", **metadata}
    return sd15().but(nodes, "meta.metadata -> model.metadata")


def written_by_edge(default: str, name: str) -> Recipe:
    """An identifier that an edge brought into the metadata."""
    nodes = {
        "model": {"type": "metadata_to_model", "default_value": model(default)},
        "other": {"type": "model_identifier", "model": model(name)},
        "meta": {"type": "metadata_item_linked", "label": "model"},
    }
    return sd15().but(nodes, "other.model -> meta.value, meta.metadata -> model.metadata")


def found_loras(name: str) -> Recipe:
    """A LoRA by ``metadata_to_loras``."""
    nodes = {
        "meta": {"type": "core_metadata", "loras": [{"model": model(name), "weight": 0.75}]},
        "loras": {"type": "metadata_to_loras"},
    }
    return sd15().but(
        nodes, "meta.metadata -> loras.metadata, model.unet -> loras.unet, loras.unet -> denoise.unet"
    )


def through_list(kind: str, output: str, name: str) -> Recipe:
    """An adapter through ``metadata_to_...``."""
    field = {"controlnet": "control"}.get(kind, kind)
    through = {"list": {"type": f"metadata_to_{kind}s"}}
    edges = f"adapter.{field} -> list.{output}, list.{output} -> denoise.{field}"
    return with_adapter(sd15(), kind, name).but(through, edges)


def found_control(name: str) -> Recipe:
    """A ControlNet in the metadata beside one that is connected."""
    kept = [{"image": picture(), "control_model": model(name)}]
    nodes = {
        "adapter": adapter("controlnet", "tiny-controlnet-sd15"),
        "meta": {"type": "core_metadata", "controlnets": kept},
        "list": {"type": "metadata_to_controlnets"},
    }
    edges = "adapter.control -> list.control_list, meta.metadata -> list.metadata"
    return sd15().but(nodes, f"{edges}, list.control_list -> denoise.control")


def used_before(name: str) -> Recipe:
    """The ControlNet of a first denoise node, found in what that wrote down."""
    nodes = {
        "first": denoise(type="denoise_latents_meta"),
        "adapter": adapter("controlnet", name),
        "list": {"type": "metadata_to_controlnets"},
    }
    edges = """
        model.unet -> first.unet
        positive.conditioning -> first.positive_conditioning
        negative.conditioning -> first.negative_conditioning
        noise.noise -> first.noise
        adapter.control -> first.control
        first.metadata -> list.metadata
        list.control_list -> denoise.control
    """
    return sd15().but(nodes, edges)


def loras_used_before(name: str) -> Recipe:
    """The LoRA of a first model, found in what its denoise node wrote down and added to SDXL."""
    nodes = {
        "first_model": {"type": "main_model_loader", "model": model("tiny-sd15")},
        "lora": {"type": "lora_loader", "lora": model(name), "weight": 1.0},
        "good": {"type": "compel", "prompt": "a fox"},
        "bad": {"type": "compel", "prompt": ""},
        "first": denoise(type="denoise_latents_meta"),
        "loras": {"type": "metadata_to_sdlx_loras"},
    }
    edges = """
        first_model.unet -> lora.unet
        lora.unet -> first.unet
        first_model.clip -> good.clip
        first_model.clip -> bad.clip
        good.conditioning -> first.positive_conditioning
        bad.conditioning -> first.negative_conditioning
        noise.noise -> first.noise
        first.metadata -> loras.metadata
        model.unet -> loras.unet
        loras.unet -> denoise.unet
    """
    return sdxl().but(nodes, edges)


def vae(default: str) -> Recipe:
    """A VAE by ``metadata_to_vae``."""
    nodes: dict[str, dict[str, Any]] = {"found": {"type": "metadata_to_vae"}}
    if default:
        nodes["own"] = {"type": "vae_loader", "vae_model": model(default)}
    source = "own" if default else "model"
    return sd15().but(nodes, f"{source}.vae -> found.default_value, found.vae -> out.vae")


ROWS: list[Row] = [
    ok("sd15-each-main-model", each_main("tiny-sd15", "tiny-sd15")),
    fails(
        "base-model-mismatch/each-main-model-one-sdxl", each_main("tiny-sd15", "tiny-sdxl"),
        "the second main model is one of SDXL", NONE_TYPE,
    ),
    ok("sd15-each-vae", each_vae("tiny-vae-sd15", "tiny-vae-sd15")),
    fails(
        "base-model-mismatch/each-vae-one-flux", each_vae("tiny-vae-sd15", "tiny-flux-vae"),
        "the second VAE is one of FLUX", "AssertionError",
    ),
    ok("sd15-model-of-metadata", looked_up("tiny-sdxl", {"model": model("tiny-sd15")})),
    ok("sd15-model-of-no-metadata", looked_up("tiny-sd15")),
    ok("sd15-model-passed-over", written_by_edge("tiny-sd15", "tiny-sdxl")),
    fails(
        "base-model-mismatch/sdxl-model-of-metadata", looked_up("tiny-sd15", {"model": model("tiny-sdxl")}),
        "core_metadata names a model of SDXL", NONE_TYPE,
    ),
    ok("sd15-loras-of-metadata", found_loras("tiny-lora-sd15")),
    fails(
        "base-model-mismatch/sdxl-loras-of-metadata", found_loras("tiny-lora-sdxl"),
        "core_metadata names a LoRA of SDXL", MATRICES,
    ),
    ok("sd15-controls-through", through_list("controlnet", "control_list", "tiny-controlnet-sd15")),
    fails(
        "base-model-mismatch/sdxl-controls-through",
        through_list("controlnet", "control_list", "tiny-controlnet-sdxl"),
        "a ControlNet of SDXL", NONE_TYPE,
    ),
    ok("sd15-controls-of-metadata", found_control("tiny-controlnet-sd15")),
    fails(
        "base-model-mismatch/sdxl-controls-of-metadata", found_control("tiny-controlnet-sdxl"),
        "core_metadata names a ControlNet of SDXL", NONE_TYPE,
    ),
    ok("sd15-controls-used-before", used_before("tiny-controlnet-sd15")),
    fails(
        "base-model-mismatch/sd15-loras-used-before", loras_used_before("tiny-lora-sd15"),
        "the LoRA of a first SD1.5 model is added to SDXL", MATRICES,
    ),
    fails(
        "base-model-mismatch/sdxl-t2i-through",
        through_list("t2i_adapter", "t2i_adapter_list", "tiny-t2i-adapter-sdxl"),
        "a T2I-Adapter of SDXL", "RuntimeError: The size of tensor a",
    ),
    ok("sd15-vae-of-main-model", vae("")),
    fails(
        "model-variant/metadata-vae", vae("tiny-vae-sd15"),
        "a VAE folder of its own has no VAE inside", _NO_PARTS,
    ),
]  # fmt: skip
