"""wflint and InvokeAI make the same graph of the workflows that InvokeAI ships."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert import convert_workflow

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

pytestmark = pytest.mark.invokeai

MODEL = {"key": "k", "hash": "h", "name": "Some Model", "base": "any", "type": "main"}


def test_default_workflows() -> None:
    catalogue = open_release("6.14.2")
    oracle = Oracle(invokeai_python("6.14.2"), "convert_oracle.py")
    different, compared, not_built = {}, 0, {}
    try:
        for name, workflow in oracle.ask({"default_workflows": True}).items():
            _fill_in(workflow, catalogue)
            document = load_bytes(json.dumps(workflow).encode(), name).documents[0]
            ours = convert_workflow(document, catalogue)
            theirs, mine, error = oracle.ask({"workflow": workflow, "graph": ours.graph})
            if error is not None:
                not_built[name] = ours.unknown
                continue
            compared += 1
            found = _differences(theirs, mine)
            if found:
                different[name] = found
    finally:
        oracle.close()
    # Neither of them can be built: three have nodes that this release no longer has, one names no file.
    assert {name: bool(unknown) for name, unknown in not_built.items()} == {
        "ESRGAN Upscaling with Canny ControlNet.json": True,
        "Face Detailer with IP-Adapter & Canny (See Note in Details).json": True,
        "Multi ControlNet (Canny & Depth).json": True,
        "Prompt from File.json": False,
    }
    assert different == {}
    assert compared == 22


def _fill_in(workflow: dict[str, Any], catalogue: Catalogue) -> None:
    """Give templates the models and pictures that they leave for the user to choose."""
    wired = {(e["target"], e.get("targetHandle")) for e in workflow["edges"]}
    for node in workflow["nodes"]:
        definition = catalogue.node(node["data"]["type"])
        for name, field in definition.inputs.items() if definition is not None else ():
            kinds = {str(a) for a in (field.type, *field.type.args)}
            instance = node["data"]["inputs"].get(name)
            if instance is None or instance.get("value") is not None or (node["id"], name) in wired:
                continue
            if "ModelIdentifierField" in kinds and field.required:
                instance["value"] = MODEL
            elif "value" in instance:
                del instance["value"]  # null: the UI drops it, the server's builder would send it


def _differences(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    found = []
    for node_id in theirs["nodes"].keys() | ours["nodes"].keys():
        a, b = theirs["nodes"].get(node_id), ours["nodes"].get(node_id)
        if a is None or b is None:
            found.append(f"{node_id}: {'missing' if a is None else 'ours lacks it'}")
            continue
        found += [
            f"{a['type']}.{k}: {a.get(k)!r} {b.get(k)!r}" for k in a.keys() | b.keys() if a.get(k) != b.get(k)
        ]
    ends = [sorted(json.dumps(e, sort_keys=True) for e in g["edges"]) for g in (theirs, ours)]
    if ends[0] != ends[1]:
        found.append(f"edges: {set(ends[0]) ^ set(ends[1])}")
    return found
