"""wflint and InvokeAI make the same graph of the workflows that InvokeAI ships."""

from __future__ import annotations

import json

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert import convert_workflow

pytestmark = pytest.mark.invokeai

# Files whose nodes of older versions the web UI updates, or drops wires of, on loading; the server's builder
# takes them as they are. What differs is said for each file; everything else has to be equal.
UPDATED = {
    "Tiled Upscaling (Beta).json": "the UI drops wires",
}


def test_default_workflows() -> None:
    catalogue = open_release("6.14.2")
    oracle = Oracle(invokeai_python("6.14.2"), "convert_oracle.py")
    different, compared, not_built = {}, 0, {}
    try:
        for name, workflow in oracle.ask({"default_workflows": True}).items():
            document = load_bytes(json.dumps(workflow).encode(), name).documents[0]
            ours = convert_workflow(document, catalogue)
            theirs, mine, error = oracle.ask({"workflow": workflow, "graph": ours.graph})
            if error is not None:
                not_built[name] = (error, len(ours.unknown))
                continue
            compared += 1
            found = _differences(theirs, mine)
            if found:
                different[name] = found
    finally:
        oracle.close()
    print(json.dumps({"different": different, "not_built": not_built, "compared": compared}, indent=1))
    assert different == {}
    assert compared > 15


def _differences(theirs: dict, ours: dict) -> list[str]:  # type: ignore[type-arg]
    found = []
    for node_id in theirs["nodes"].keys() | ours["nodes"].keys():
        a, b = theirs["nodes"].get(node_id), ours["nodes"].get(node_id)
        if a is None or b is None:
            found.append(f"{node_id}: {'missing' if a is None else 'ours lacks it'}")
            continue
        found += [f"{a['type']}.{k}: {a.get(k)!r} {b.get(k)!r}" for k in a.keys() | b.keys() if a.get(k) != b.get(k)]
    ends = [sorted(json.dumps(e, sort_keys=True) for e in g["edges"]) for g in (theirs, ours)]
    if ends[0] != ends[1]:
        found.append(f"edges: {set(ends[0]) ^ set(ends[1])}")
    return found
