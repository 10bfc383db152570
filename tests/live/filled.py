"""A stranger's graph made one that runs here: the tiny models of its kinds, small pictures, few steps.

Only what a user of another machine would have to choose is filled in: models, pictures, files. What the graph
does stays, but for sizes and steps, and for nodes that would download a model of their own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.live.lab import SIZE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.lab import Graph, Lab
    from wflint.catalogue.model import Catalogue, InputDef

STEPS = 2
# What has the same picture as its input and output, and needs no model.
_STAND_INS = {
    "esrgan": ("img_scale", {"image", "board", "metadata"}),
    "depth_anything_depth_estimation": ("canny_edge_detection", {"image", "board", "metadata"}),
}
_SIZES = ("width", "height")
# Checkpoints of FLUX come without encoders and VAE; folders of other families have theirs.
_ALL_PARTS = "flux_model_loader"


def filled(graph: Graph, catalogue: Catalogue, lab: Lab, folder: Path) -> Graph:
    """A copy of the graph for a server with tiny models."""
    made: Graph = json.loads(json.dumps(graph))
    wired = {(e["destination"]["node_id"], e["destination"]["field"]) for e in made["edges"]}
    base = _main_base(made, catalogue)
    # Tiles overlap by 128 pixels; a picture must be larger.
    side = 4 * SIZE if any("tile" in node["type"] for node in made["nodes"].values()) else SIZE
    for node in made["nodes"].values():
        _stand_in(node)
        definition = catalogue.node(node["type"])
        assert definition is not None, node["type"]
        for name, field in definition.inputs.items():
            if (node["id"], name) not in wired:
                _fill(node, field, lab, base, side, folder)
    return made


def _stand_in(node: dict[str, Any]) -> None:
    to, keeps = _STAND_INS.get(node["type"], (None, set()))
    if to is not None:
        for name in node.keys() - keeps - {"id", "type", "is_intermediate", "use_cache"}:
            del node[name]
        node["type"] = to


def _main_base(graph: Graph, catalogue: Catalogue) -> str:
    """The base of the graph's main model: adapters go with it."""
    for node in graph["nodes"].values():
        definition = catalogue.node(node["type"])
        for field in definition.inputs.values() if definition is not None else ():
            if field.model_type == ("main",):
                return field.model_base[0]
    return "any"


def _fill(node: dict[str, Any], field: InputDef, lab: Lab, base: str, side: int, folder: Path) -> None:
    name, value = field.name, node.get(field.name)
    if field.model_type or (node["type"] == "model_identifier" and name == "model"):
        if field.required or node["type"] == _ALL_PARTS:
            node[name] = _model(lab, field, value, base)
        else:
            node.pop(name, None)
    elif name == "image":
        node[name] = _picture(lab, side)
    elif name == "file_path":
        path = folder / "prompts.txt"
        path.write_text("a fox\na hare\n", encoding="utf-8")
        node[name] = str(path)
    elif name in ("steps", "num_steps") and type(value) is int:
        node[name] = STEPS
    elif name in _SIZES and type(value) is int and value > SIZE:
        node[name] = SIZE


def _model(lab: Lab, field: InputDef, value: Any, base: str) -> dict[str, Any]:
    stated = value if isinstance(value, dict) else {}
    types = field.model_type or (stated.get("type", "controlnet"),)
    bases = field.model_base or ("any", base)
    found = [
        name
        for name, model in lab.models.items()
        if model["type"] in types
        and model["base"] in (*bases, "any")
        and (base not in bases or model["base"] in (base, "any"))
        and (not field.model_variant or model.get("variant") in field.model_variant)
    ]
    assert found, f"no tiny {types} of {bases} for {field.name}"
    return lab.model(min(found, key=lambda name: (len(name), name)))


def _picture(lab: Lab, side: int) -> dict[str, str]:
    """Two ramps with a bright rectangle: edges, and no two rows alike."""
    ramp = np.linspace(0, 255, side)
    rows = np.broadcast_to(ramp, (side, side))
    pixels = np.stack([rows, rows.T, np.full((side, side), 90.0)], 2).astype(np.uint8)
    pixels[side // 4 : 3 * side // 4, side // 3 : side // 2] = (250, 240, 230)
    return lab.upload(pixels)
