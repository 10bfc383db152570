"""Every node type of a release goes into a workflow and comes out of it as it was, odd ones included."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.convert.to_workflow import Details, graph_to_workflow
from wflint.graph.ir import UI_ONLY_NODES

# Values of the nodes that a generator of random workflows leaves out: they need a file, a saved workflow, ...
_VALUES: dict[str, dict[str, Any]] = {
    "prompt_from_file": {"file_path": "prompts.txt", "max_prompts": 3},
    "call_saved_workflow": {
        "workflow_id": "9f0e7a5d",
        "workflow_inputs": {"saved_workflow_input::noise::seed": 3},
    },
    "metadata_item": {"label": "seed", "value": 3},
    "core_metadata": {"seed": 3, "note": "an input of the user's own"},
}


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0", "5.0.2"])
def test_a_node_of_every_type(release: str) -> None:
    catalogue = open_release(release)
    seen = 0
    for node_type in catalogue.node_types:
        if node_type in UI_ONLY_NODES:
            continue  # these become batch data: tests/differential/test_convert.py
        node = {"id": "a", "type": node_type, "is_intermediate": True, "use_cache": False}
        graph = {"id": "g", "nodes": {"a": node | _VALUES.get(node_type, {})}, "edges": []}
        for _ in range(2):
            text = json.dumps(
                graph_to_workflow(graph, catalogue, Details(texts={"name": "one node"})).workflow
            ).encode()
            document = load_bytes(text, "one.json").documents[0]
            back = convert_workflow(document, catalogue).graph
            assert back["nodes"] == graph["nodes"], node_type
            graph = back
        seen += 1
    assert seen > 100
