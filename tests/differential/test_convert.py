"""wflint and InvokeAI make the same graph of the workflows that InvokeAI ships."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from tests.graph.workflows import Workflows
from tests.test_wild import default_workflows
from wflint.builders.guide import translate_guide
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.convert.to_workflow import Details, graph_to_workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document

pytestmark = pytest.mark.invokeai

ROOT = Path(__file__).parents[2]
MODEL = {"key": "k", "hash": "h", "name": "Some Model", "base": "any", "type": "main"}


# Each with its release: how many workflows it ships, and those of them that cannot be built (because they
# have nodes that the release no longer has, or name no file).
GONE = {
    "ESRGAN Upscaling with Canny ControlNet.json",
    "Face Detailer with IP-Adapter & Canny (See Note in Details).json",
    "Multi ControlNet (Canny & Depth).json",
}
GENERATED = 500


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    found = Oracle(invokeai_python("6.14.2"), "convert_oracle.py")
    yield found
    found.close()


def test_default_workflows(oracle: Oracle) -> None:
    compared, not_built = _compare(oracle, oracle.ask({"default_workflows": True}))
    assert not_built == {**dict.fromkeys(GONE, True), "Prompt from File.json": False}
    assert compared == 22


@pytest.mark.network
@pytest.mark.parametrize(
    ("release", "count", "gone"),
    [("5.6.2", 13, 3), ("5.15.0", 14, 3), ("6.9.0", 14, 3)],
)
def test_default_workflows_of_other_releases(oracle: Oracle, release: str, count: int, gone: int) -> None:
    """As 6.14.2 converts them: only this release has such code."""
    workflows = {name: json.loads(raw) for name, raw in default_workflows(release)}
    assert len(workflows) == count
    compared, not_built = _compare(oracle, workflows)
    assert sum(not_built.values()) == gone
    assert compared == count - len(not_built)


def test_generated_workflows(oracle: Oracle) -> None:
    """Connectors, collapsed edges, boards, batch nodes and generators, and what they become."""
    catalogue = open_release("6.14.2")
    seen: Counter[str] = Counter()
    for seed in range(GENERATED):
        workflow = Workflows(catalogue, seed).workflow()
        ours = convert_workflow(_document(workflow), catalogue)
        assert ours.opened.dropped == []
        theirs, mine, error = oracle.ask({"workflow": workflow, "graph": ours.graph})
        assert error is None, (seed, error)
        assert _differences(theirs, mine) == [], seed
        assert oracle.ask({"batch": ours.body()["batch"]}) is None, seed
        kinds = {n["type"] for n in workflow["nodes"]} | {e["type"] for e in workflow["edges"]}
        seen.update([*kinds, *(["batch"] if ours.data else [])])
    assert all(seen[kind] > GENERATED / 10 for kind in ("connector", "collapsed", "notes", "batch"))


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_every_graph_that_wflint_makes_is_accepted(release: str) -> None:
    """Graphs, workflows made of graphs and taken apart again, and guides."""
    catalogue = open_release(release)
    oracle = Oracle(invokeai_python(release), "convert_oracle.py")
    try:
        for seed in range(60):
            ours = convert_workflow(_document(Workflows(catalogue, seed).workflow()), catalogue)
            again = graph_to_workflow(ours.graph, catalogue, Details(data=ours.data)).workflow
            back = convert_workflow(_document(again), catalogue)
            assert oracle.ask({"batch": back.body()["batch"]}) is None, seed
        for path in sorted((ROOT / "fixtures" / "guide").glob("*.json")):
            graph = translate_guide(load_bytes(path.read_bytes(), path.name).documents[0], catalogue).graph
            assert oracle.ask({"batch": {"graph": graph, "runs": 1}}) is None, path.name
    finally:
        oracle.close()


def _document(workflow: dict[str, Any]) -> Document:
    return load_bytes(json.dumps(workflow).encode(), "test.json").documents[0]


def _compare(oracle: Oracle, workflows: dict[str, Any]) -> tuple[int, dict[str, bool]]:
    """How many workflows make the same graph, and which cannot be built (whether for nodes that are gone)."""
    catalogue = open_release("6.14.2")
    different, compared, not_built = {}, 0, {}
    for name, workflow in workflows.items():
        _fill_in(workflow, catalogue)
        ours = convert_workflow(_document(workflow), catalogue)
        theirs, mine, error = oracle.ask({"workflow": workflow, "graph": ours.graph})
        if error is not None:
            not_built[name] = bool(ours.opened.unknown)
            continue
        compared += 1
        found = _differences(theirs, mine)
        if found:
            different[name] = found
    assert different == {}
    return compared, not_built


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
