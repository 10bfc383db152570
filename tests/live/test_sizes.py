"""The sizes that ``models/flow/sizes.py`` foresees are those that a real server makes."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.lab import Lab, graph, opened
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document
from wflint.models.flow.computed.makers import MISREPORTED, SIZED
from wflint.models.flow.sizes import Sizes

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live

ODD = {"type": "blank_image", "width": 403, "height": 337, "mode": "RGBA"}
FILTERS = [kind for kind, maker in SIZED.items() if maker.reads == ("image",)]
SETTINGS: dict[str, dict[str, Any]] = {
    "img_channel_multiply": {"channel": "Red (RGBA)"},
    "img_channel_offset": {"channel": "Red (RGBA)"},
    "mask_edge": {"edge_size": 4, "edge_blur": 2, "low_threshold": 50, "high_threshold": 100},
}
NEEDS_MORE = {
    "infill_lama",
    "img_nsfw",
    "infill_patchmatch",
    "save_image",
    "img_scale",
}  # or has its own line
VAES = {
    "i2l": ("vae_loader", "vae", "tiny-vae-sd15"),
    "flux_vae_encode": ("vae_loader", "vae", "tiny-flux-vae"),
    "flux2_vae_encode": ("flux2_klein_model_loader", "", "tiny-flux2-klein"),
    "sd3_i2l": ("sd3_model_loader", "", "tiny-sd3"),
    "cogview4_i2l": ("cogview4_model_loader", "", "tiny-cogview4"),
    "qwen_image_i2l": ("qwen_image_model_loader", "", "tiny-qwen-image"),
}


def _takes_image_alone(catalogue: Catalogue, kind: str) -> bool:
    """Whether a node runs with an image and nothing else: no model, no mask."""
    definition = catalogue.node(kind)
    return definition is not None and not any(
        field.required and name != "image" for name, field in definition.inputs.items()
    )


def everything(lab: Lab, catalogue: Catalogue) -> dict[str, Any]:
    """A graph with every node whose size is foreseen and that runs without further models."""
    known = catalogue.node_types
    nodes: dict[str, dict[str, Any]] = {"odd": ODD}
    edges = []
    for kind in FILTERS:
        if kind not in NEEDS_MORE and kind not in VAES and _takes_image_alone(catalogue, kind):
            nodes[kind] = {"type": kind, **SETTINGS.get(kind, {})}
            edges.append(f"odd.image -> {kind}.image")
    for kind, (loader, _, name) in VAES.items():
        if kind in known and name in lab.models:
            field = "vae_model" if loader == "vae_loader" else "model"
            nodes[f"{kind}_vae"] = {"type": loader, field: lab.model(name)}
            nodes[kind] = {"type": kind}
            edges += [f"odd.image -> {kind}.image", f"{kind}_vae.vae -> {kind}.vae"]
    more: dict[str, tuple[dict[str, Any], str]] = {
        "scale": ({"type": "img_scale", "scale_factor": 0.37}, "odd.image -> scale.image"),
        "resize": ({"type": "img_resize", "width": 99, "height": 51}, "odd.image -> resize.image"),
        "crop": (
            {"type": "img_crop", "x": 150, "y": 90, "width": 80, "height": 90},
            "odd.image -> crop.image",
        ),
        "pad": ({"type": "img_pad_crop", "left": 10, "right": -20, "top": 7}, "odd.image -> pad.image"),
        "paste": (
            {"type": "img_paste", "x": 150, "y": 90, "crop": True},
            "odd.image -> paste.base_image, odd.image -> paste.image",
        ),
        "thirteen": ({"type": "integer", "value": 13}, ""),
        "sum": ({"type": "add", "b": 3}, "thirteen.value -> sum.a"),
        "product": ({"type": "mul", "b": 24}, "sum.value -> product.a"),
        "less": ({"type": "sub", "b": 8}, "product.value -> less.a"),
        "noise": ({"type": "noise"}, "product.value -> noise.width, less.value -> noise.height"),
        "lresize": ({"type": "lresize", "width": 120, "height": 64}, "noise.noise -> lresize.latents"),
        "lscale": ({"type": "lscale", "scale_factor": 0.7}, "noise.noise -> lscale.latents"),
        "lblend": ({"type": "lblend"}, "noise.noise -> lblend.latents_a, noise.noise -> lblend.latents_b"),
        "lcrop": (
            {"type": "crop_latents", "x": 8, "y": 16, "width": 64, "height": 72},
            "noise.noise -> lcrop.latents",
        ),
        "decoded": ({"type": "l2i"}, "i2l.latents -> decoded.latents, i2l_vae.vae -> decoded.vae"),
        "as_wide": ({"type": "blank_image", "height": 64}, "decoded.width -> as_wide.width"),
    }
    for name, (node, wires) in more.items():
        if node["type"] in known:
            nodes[name] = node
            edges.append(wires)
    return graph(nodes, ", ".join(edges))


def results(lab: Lab, whole: dict[str, Any]) -> dict[str, Any]:
    """What each node of a graph gave when it ran."""
    session = lab._session
    answer = session.call(
        "POST", "/api/v1/queue/default/enqueue_batch", body={"batch": {"graph": whole, "runs": 1}}
    )
    item = lab._wait(answer)
    assert item["status"] == "completed", f"{item.get('error_type')}: {item.get('error_message')}"
    made = item["session"]
    return {node: made["results"][prepared[0]] for node, prepared in made["source_prepared_mapping"].items()}


def test_sizes(server: InvokeAIServer) -> None:
    catalogue = open_release(server.release)
    with opened(server) as lab:
        whole = everything(lab, catalogue)
        started = time.monotonic()
        made = results(lab, whole)
        print(f"{len(whole['nodes'])} nodes in {time.monotonic() - started:.1f} s")
    read, _ = read_document(load_bytes(json.dumps(whole).encode(), "sizes.json").documents[0])
    sizes = Sizes(read, catalogue)
    told = [n for n in made if "width" in made[n] and whole["nodes"][n]["type"] not in MISREPORTED]
    foreseen = {node: sizes.of(node) for node in told}
    assert foreseen == {node: (made[node]["width"], made[node]["height"]) for node in foreseen}
    assert len(foreseen) > 30
