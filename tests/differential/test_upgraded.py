"""InvokeAI 6.14.2 takes the default workflows of older releases once `wflint upgrade` has rewritten them.

Its own conversion of workflows is asked, and its own validation of the request that wflint makes of the file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from tests.upgrade.defaults import COUNTS, RELEASES, TO, gone_types, upgraded
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import Converted, convert_workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.invokeai, pytest.mark.network]

MODEL = {"key": "k", "hash": "h", "name": "Some Model", "base": "any", "type": "main"}
# Those with nodes that are gone; the rest is migrated without a doubt.
WITH_PROCESSORS = {
    "ESRGAN Upscaling with Canny ControlNet.json",
    "Face Detailer with IP-Adapter & Canny (See Note in Details).json",
    "Multi ControlNet (Canny & Depth).json",
}


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    found = Oracle(invokeai_python(TO), "convert_oracle.py")
    yield found
    found.close()


@pytest.mark.parametrize("release", RELEASES)
def test_all_are_accepted_with_unsafe_fixes(oracle: Oracle, release: str) -> None:
    found = upgraded(release, "--unsafe-fixes")
    assert len(found) == COUNTS[release]
    for name, one in found.items():
        assert one.after["verdict"] in ("fine", "other-result"), name
        assert gone_types(one.after) == set(), name
        workflow, converted = _opened(one.raw)
        assert converted.opened.dropped == [], name
        assert oracle.ask({"batch": converted.body()["batch"]}) is None, name
        theirs, ours, error = oracle.ask({"workflow": workflow, "graph": converted.graph})
        assert error is None, (name, error)
        assert theirs["nodes"].keys() == ours["nodes"].keys(), name
        assert _wires(theirs) == _wires(ours), name


@pytest.mark.parametrize("release", RELEASES)
def test_what_is_withheld_is_told_with_blame_and_refused(oracle: Oracle, release: str) -> None:
    """By `--write` alone nodes without an equal stay as they are; InvokeAI names the very same ones."""
    stopped = set()
    for name, one in upgraded(release).items():
        workflow, converted = _opened(one.raw)
        _, _, error = oracle.ask({"workflow": workflow, "graph": converted.graph})
        gone = gone_types(one.after)
        if not gone:
            assert error is None, (name, error)
            continue
        stopped.add(name)
        assert error is not None, name
        assert any(f"Input tag '{node_type}'" in error for node_type in gone), error
        # The web UI loads the file, and deletes their wires.
        assert converted.opened.dropped != [], name
    assert stopped == WITH_PROCESSORS


def _opened(raw: bytes) -> tuple[dict[str, Any], Converted]:
    """The workflow and its request, with what its user has to choose: a file of prompts, a main model."""
    workflow = json.loads(raw)
    catalogue = open_release(TO)
    wired = {(edge["target"], edge.get("targetHandle")) for edge in workflow["edges"]}
    for node in workflow["nodes"]:
        definition = catalogue.node(node["data"].get("type", ""))
        for name, field in definition.inputs.items() if definition is not None else ():
            instance = node["data"]["inputs"].get(name)
            if instance is None or instance.get("value") or (node["id"], name) in wired:
                continue
            if field.model_type and field.required:
                instance["value"] = MODEL
            elif name == "file_path":
                instance["value"] = __file__
    document = load_bytes(json.dumps(workflow).encode(), "a.json").documents[0]
    return workflow, convert_workflow(document, catalogue)


def _wires(graph: dict[str, Any]) -> set[tuple[str, ...]]:
    return {
        tuple(end[key] for end in edge.values() for key in ("node_id", "field")) for edge in graph["edges"]
    }
