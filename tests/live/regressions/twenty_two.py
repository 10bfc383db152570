"""Twenty-two small mistakes: what was untouched, what became of it, and which check has to catch it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.live.regressions.edits import (
    Workflow,
    add_node,
    connect,
    flip,
    intermediate,
    invert,
    node,
    set_value,
    through_jpeg,
)

if TYPE_CHECKING:
    from collections.abc import Callable

EXACT = {"golden": {"preset": "exact"}, "effect": [], "intermediate": [], "time": {}}
# Of a workflow that encodes an image (i2l): InvokeAI draws the encoding's noise unseeded.
ENCODED = EXACT | {"golden": {"preset": "exact", "limits": {"max": 2}}}


class Base(NamedTuple):
    """An untouched case: a workflow of the library, edited first by ``prepare``, with ``table`` in place of
    what its case says under the same keys; or a ``graph`` that needs no model."""

    workflow: str
    table: dict[str, Any] = EXACT
    prepare: Callable[[Workflow], None] | None = None
    graph: dict[str, Any] | None = None
    relative: bool = False  # whether the untouched runs store a baseline first


class Mistake(NamedTuple):
    """``change`` edits the workflow of the base or ``spoil`` an image (its path in the case's folder) that it
    uploads. ``check`` is what has to fail, and ``says`` is in its message."""

    base: str
    check: str
    says: str
    change: Callable[[Workflow], None] | None = None
    spoil: tuple[str, Callable[[Any], None]] | None = None
    models: dict[str, Any] | None = None


def _strings(workflow: Workflow) -> None:
    """The prompt is put together from two strings."""
    left = add_node(workflow, "string", "Subject", value="a red fox ")
    right = add_node(workflow, "string", "Place", value="in fresh snow ")
    join = add_node(workflow, "string_join", "Join", "1.0.1", string_left=..., string_right=...)
    connect(workflow, left, "value", join, "string_left")
    connect(workflow, right, "value", join, "string_right")
    connect(workflow, join, "value", node(workflow, "Positive Prompt")["id"], "prompt")


def _swap_strings(workflow: Workflow) -> None:
    connect(workflow, "place", "value", "join", "string_left")
    connect(workflow, "subject", "value", "join", "string_right")


def _other_vae(workflow: Workflow) -> None:
    vae = add_node(workflow, "vae_loader", "VAE", "1.0.4", vae_model=None)
    connect(workflow, vae, "vae", node(workflow, "Decode")["id"], "vae")


def _strong_to_the_end(workflow: Workflow) -> None:
    """The tiny ControlNet does little in its last steps unless it is strong."""
    set_value("ControlNet", "end_step_percent", 1.0)(workflow)
    set_value("ControlNet", "control_weight", 2.0)(workflow)


def _two_of_a_batch(workflow: Workflow) -> None:
    set_value("Variations", "strings", [", studio lighting", ", dramatic shadows"])(workflow)
    set_value("Denoising Start", "floats", [0.7])(workflow)


def _graph(hue: int, left: int, resample: str, *, covered: bool) -> dict[str, Any]:
    """An image turned in hue, cropped and enlarged; on request half of it is painted over."""
    chain: list[tuple[str, str, dict[str, Any]]] = [
        ("hue", "img_hue_adjust", {"hue": hue}),
        ("crop", "img_crop", {"x": left, "y": 4, "width": 48, "height": 48}),
        ("size", "img_resize", {"width": 96, "height": 96, "resample_mode": resample}),
        *([("cover", "img_paste", {"x": 0, "y": 48, "crop": True})] if covered else []),
        ("save", "save_image", {}),
    ]
    nodes = {name: {"id": name, "type": kind, "is_intermediate": name != "save", **values}
             for name, kind, values in chain}  # fmt: skip
    names = ["photo", *nodes]
    nodes["photo"] = {"id": "photo", "type": "image", "is_intermediate": True}
    edges = [(a, b, "base_image" if b == "cover" else "image") for a, b in pairwise(names)]
    if covered:
        grey = {"r": 90, "g": 90, "b": 90, "a": 255}
        nodes["grey"] = {"type": "blank_image", "width": 96, "height": 48, "color": grey}
        nodes["grey"] |= {"id": "grey", "is_intermediate": True}
        edges.append(("grey", "cover", "image"))
    return {
        "id": "retouch",
        "nodes": nodes,
        "edges": [
            {"source": {"node_id": a, "field": "image"}, "destination": {"node_id": b, "field": field}}
            for a, b, field in edges
        ],
    }


def _with_pack(seconds: float, mebibytes: int) -> dict[str, Any]:
    """The same with a node that takes time and one that takes memory, of the pack ``wflint_proof``."""
    graph = _graph(0, 4, "bicubic", covered=False)
    graph["nodes"]["slow"] = {"id": "slow", "type": "wflint_sleep", "seconds": seconds}
    graph["nodes"]["large"] = {"id": "large", "type": "wflint_hold", "mebibytes": mebibytes, "seconds": 0.3}
    return graph


def _become(other: dict[str, Any]) -> Any:
    def change(graph: Workflow) -> None:
        graph.clear()
        graph |= other

    return change


def _retouched(hue: int = 0, left: int = 4, resample: str = "bicubic", *, covered: bool = False) -> Any:
    return _become(_graph(hue, left, resample, covered=covered))


_RETOUCH = {
    **EXACT,
    "uploads": {"photo.image": "images/house.png"},
    "outputs": {"count": 1, "size": [96, 96], "mode": "RGBA"},
}
_BATCH = {
    **ENCODED,
    "inputs": {"Denoise.steps": 4, "Decode.fp32": True, "Encode.fp32": True},
    "outputs": {"count": 2, "size": [64, 64], "mode": "RGB"},
}

BASES = {
    "text": Base("sd15_text_to_image"),
    "strings": Base("sd15_text_to_image", prepare=_strings),
    "image": Base("sd15_image_to_image", ENCODED),
    "inpaint": Base("sd15_inpaint", ENCODED),
    "lora": Base("sd15_lora", prepare=set_value("LoRA", "weight", 0.75)),
    "ip_adapter": Base("sd15_ip_adapter", prepare=set_value("IP-Adapter", "weight", 0.7)),
    "controlnet": Base("sd15_controlnet", prepare=_strong_to_the_end),
    "batch": Base("sdxl_image_to_image_sweep", _BATCH, _two_of_a_batch),
    "retouch": Base("retouch", _RETOUCH, graph=_graph(0, 4, "bicubic", covered=False)),
    "time": Base(
        "retouch",
        {**_RETOUCH, "repeats": 3, "time": {"warm": {"node": {"slow": "+100%"}}}},
        graph=_with_pack(0.5, 1),
        relative=True,
    ),
    "memory": Base("retouch", {**_RETOUCH, "memory": {"ram_growth": "512 MiB"}}, graph=_with_pack(0, 64)),
}
_GOLDEN = ("golden", "worst tile at x ")

TWENTY_TWO = {
    "CFG 7 to 7.1": Mistake("text", *_GOLDEN, set_value("Denoise", "cfg_scale", 7.1)),
    "CFG 7 to 7.5": Mistake("text", *_GOLDEN, set_value("Denoise", "cfg_scale", 7.5)),
    "negative prompt dropped": Mistake("text", *_GOLDEN, set_value("Negative Prompt", "prompt", "")),
    "typo in the prompt": Mistake(
        "text", *_GOLDEN,
        set_value("Positive Prompt", "prompt", "a red fox in fresh snwo, soft morning light"),
    ),
    "VAE swapped": Mistake("text", *_GOLDEN, _other_vae, models={"VAE": {"name": "tiny-vae-sd15"}}),
    "mask inverted": Mistake("inpaint", *_GOLDEN, spoil=("images/house_mask.png", invert)),
    "input flipped": Mistake("image", *_GOLDEN, spoil=("images/house.png", flip)),
    "hue +3": Mistake("retouch", *_GOLDEN, _retouched(hue=3)),
    "JPEG 92 on the way": Mistake("image", *_GOLDEN, spoil=("images/house.png", through_jpeg)),
    "half blank": Mistake("retouch", *_GOLDEN, _retouched(covered=True)),
    "wrong count": Mistake(
        "batch", "outputs.count", "1 image went to the gallery, not 2",
        set_value("Variations", "strings", [", studio lighting"]),
    ),
    "not saved": Mistake("text", "outputs.count", "0 images", intermediate("Save", value=True)),
    "adapter weight 0.7 to 0.6": Mistake("ip_adapter", *_GOLDEN, set_value("IP-Adapter", "weight", 0.6)),
    "cropped a pixel off": Mistake("retouch", *_GOLDEN, _retouched(left=5)),
    "a slow node": Mistake(
        "time", "time.warm.node.slow", "over the budget", _become(_with_pack(1.5, 1))
    ),
    "a large node": Mistake(
        "memory", "memory.ram_growth", "over the budget", _become(_with_pack(0, 1536))
    ),
    "other seed": Mistake("text", *_GOLDEN, set_value("Noise", "seed", 8)),
    "one image more is saved": Mistake(
        "text", "outputs.count", "2 images went to the gallery, not 1", intermediate("Decode", value=False)
    ),
    "LoRA weight 0.75 to 0.7": Mistake("lora", *_GOLDEN, set_value("LoRA", "weight", 0.7)),
    "strings swapped": Mistake("strings", *_GOLDEN, _swap_strings),
    "ControlNet ends at 0.5, not 1.0": Mistake(
        "controlnet", *_GOLDEN, set_value("ControlNet", "end_step_percent", 0.5)
    ),
    "bicubic to Lanczos": Mistake("retouch", *_GOLDEN, _retouched(resample="lanczos")),
}  # fmt: skip
