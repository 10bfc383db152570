"""What the guides' JSON becomes runs on a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.lab import SIZE, Lab, opened
from wflint.builders.guide import translate_guide
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.models.flow.unresolved import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "fixtures" / "guide").glob("*.json"))
STEPS = 2


@pytest.fixture(scope="module")
def lab(server: InvokeAIServer) -> Iterator[Lab]:
    with opened(server) as ready:
        yield ready


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_guide_makes_a_picture(lab: Lab, server: InvokeAIServer, path: Path) -> None:
    document = load_bytes(path.read_bytes(), path.name).documents[0]
    graph = translate_guide(document, open_release(server.release)).graph
    pixels = lab.run(_for_server(graph, lab))
    assert pixels.std() > 5


def _for_server(graph: dict[str, Any], lab: Lab) -> dict[str, Any]:
    """The graph with this server's models and pictures, small; the node that saves is called ``out``."""
    nodes, edges = json.loads(json.dumps([graph["nodes"], graph["edges"]]))
    for node in nodes.values():
        for name, value in node.items():
            if is_unresolved(value):
                node[name] = _tiny(lab, value)
        if node["type"] == "image":
            node["image"] = lab.mask_picture() if "mask" in node["id"] else lab.noise_picture()
        node |= {side: SIZE for side in ("width", "height") if side in node}
        node |= {steps: STEPS for steps in ("steps", "num_steps") if steps in node}
        if node["type"] == "ip_adapter":  # the image encoder that the tiny adapter was made for
            node["clip_vision_model"] = "ViT-G"
        if node["type"] == "depth_anything_depth_estimation":  # it downloads its model
            node.pop("model_size", None)
            node["type"] = "canny_edge_detection"
    (saved,) = [i for i, node in nodes.items() if node["type"] == "save_image"]
    nodes["out"] = {**nodes.pop(saved), "id": "out"}
    for edge in edges:
        for end in edge.values():
            end["node_id"] = "out" if end["node_id"] == saved else end["node_id"]
    return {"id": "guide", "nodes": nodes, "edges": edges}


def _tiny(lab: Lab, wanted: dict[str, Any]) -> dict[str, Any]:
    """The tiny model of a base and type."""
    found = [
        name
        for name, model in lab.models.items()
        if model["type"] == wanted["type"] and wanted["base"] in ("any", model["base"])
    ]
    assert found, f"no tiny model for {wanted}"
    return lab.model(sorted(found, key=len)[0])
