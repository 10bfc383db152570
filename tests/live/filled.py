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
_STAND_INS = {"esrgan": "img_scale", "depth_anything_depth_estimation": "canny_edge_detection"}
_KEPT = {"id", "type", "is_intermediate", "use_cache", "image", "board", "metadata"}
# Checkpoints of FLUX come without encoders and VAE; the folders of other families have theirs.
_ALL_PARTS = "flux_model_loader"


class Filler:
    """Fills graphs for one server; each picture is uploaded once, so that equal graphs stay equal."""

    def __init__(self, lab: Lab, catalogue: Catalogue, folder: Path) -> None:
        self._lab = lab
        self._catalogue = catalogue
        self._pictures: dict[int, dict[str, str]] = {}
        self._prompts = folder / "prompts.txt"
        self._prompts.write_text("a fox\na hare\n", encoding="utf-8")

    def filled(self, graph: Graph) -> Graph:
        """A copy of the graph for a server with tiny models."""
        made: Graph = json.loads(json.dumps(graph))
        wired = {(e["destination"]["node_id"], e["destination"]["field"]) for e in made["edges"]}
        nodes = made["nodes"].values()
        base = self._main_base(made)
        # Tiles overlap by 128 pixels: a picture must be larger.
        side = 4 * SIZE if any("tile" in node["type"] for node in nodes) else SIZE
        for node in nodes:
            if node["type"] in _STAND_INS:
                for name in node.keys() - _KEPT:
                    del node[name]
                node["type"] = _STAND_INS[node["type"]]
            for name, field in self._inputs(node).items():
                if (node["id"], name) not in wired:
                    self._fill(node, field, base, side)
        return made

    def _inputs(self, node: dict[str, Any]) -> dict[str, InputDef]:
        definition = self._catalogue.node(node["type"])
        return dict(definition.inputs) if definition is not None else {}

    def _main_base(self, graph: Graph) -> str:
        """The base of the graph's main model: adapters go with it."""
        for node in graph["nodes"].values():
            for field in self._inputs(node).values():
                if field.model_type == ("main",):
                    return field.model_base[0]
        return "any"

    def _fill(self, node: dict[str, Any], field: InputDef, base: str, side: int) -> None:
        name, value = field.name, node.get(field.name)
        if field.model_type or (node["type"] == "model_identifier" and name == "model"):
            if field.required or node["type"] == _ALL_PARTS:
                node[name] = self._model(field, value, base)
            else:
                node.pop(name, None)
        elif name == "image":
            node[name] = self._picture(side)
        elif name == "file_path":
            node[name] = str(self._prompts)
        elif name in ("steps", "num_steps") and type(value) is int:
            node[name] = STEPS
        elif name in ("width", "height") and type(value) is int and value > SIZE:
            node[name] = SIZE

    def _model(self, field: InputDef, value: Any, base: str) -> dict[str, Any]:
        stated = value if isinstance(value, dict) else {}
        types = field.model_type or (stated.get("type", "controlnet"),)
        bases = (base,) if base in field.model_base or not field.model_base else field.model_base
        found = [
            name
            for name, model in self._lab.models.items()
            if model["type"] in types and model["base"] in (*bases, "any")
        ]
        assert found, f"no tiny {types} of {bases} for {field.name}"
        return self._lab.model(min(found, key=lambda name: (len(name), name)))

    def _picture(self, side: int) -> dict[str, str]:
        """Two ramps with a bright rectangle: edges, and no two rows alike."""
        if side not in self._pictures:
            rows = np.broadcast_to(np.linspace(0, 255, side), (side, side))
            pixels = np.stack([rows, rows.T, np.full((side, side), 90.0)], 2).astype(np.uint8)
            pixels[side // 4 : 3 * side // 4, side // 3 : side // 2] = (250, 240, 230)
            self._pictures[side] = self._lab.upload(pixels)
        return self._pictures[side]
