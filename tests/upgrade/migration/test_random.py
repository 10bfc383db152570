"""Random graphs and workflows of old releases, full of nodes that are gone, as later releases want them."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.upgrade.migration.made import NEW, become, graph, release, structural, workflow
from wflint.document.load import load_bytes
from wflint.upgrade.migration.write import migrated_text

IMAGE = {"image_name": "a.png"}
BESIDE = (
    *("image", "img_blur", "controlnet", "noise", "integer", "float", "collect", "iterate", "save_image"),
    *("denoise_latents", "l2i", "compel", "color_correct", "image_collection", "core_metadata", "param_int"),
)


def some(seed: int, old: str) -> dict[str, Any]:
    """A document whose edges fit at a release, and whose values are that release's defaults."""
    draw, catalogue = random.Random(seed), release(old)
    gone = [t for t in catalogue.node_types if t not in release(NEW).node_types and t != "graph"]
    types = draw.choices(gone, k=4) + draw.choices([t for t in BESIDE if t in catalogue.node_types], k=4)
    draw.shuffle(types)
    nodes: dict[str, dict[str, Any]] = {f"n{i}": {"type": t} for i, t in enumerate(types)}
    edges: list[str] = []
    for target, node in nodes.items():
        definition = catalogue.node(node["type"])
        assert definition is not None
        for name, field in definition.inputs.items():
            wanted = field.type.args if field.type.kind == "union" else (field.type,)
            sources = [
                f"{source}.{output}"
                for source, before in nodes.items()
                if source < target and (made := catalogue.node(before["type"])) is not None
                for output, given in made.outputs.items()
                if str(given.type) in [str(t) for t in wanted] or (str(given.type), str(wanted[0])) == _WHOLE
            ]
            if field.kind != "direct" and sources and draw.random() < 0.6:
                edges.append(f"{draw.choice(sources)}>{target}.{name}")
            elif str(field.type).startswith("ImageField"):
                node[name] = IMAGE
            elif field.has_default and field.default is not None and name != "control_model":
                node[name] = field.default
    if draw.random() < 0.5:
        return graph(nodes, *edges)
    shown = [{"nodeId": i, "fieldName": f} for i in nodes for f in nodes[i] if f != "type" and seed % 3]
    return workflow(nodes, *edges, at=old, exposedFields=shown)


_WHOLE = ("int", "float")


def ordered(data: dict[str, Any]) -> str:
    """A document whatever the order of its nodes and edges."""
    nodes = data["nodes"]
    held = nodes if type(nodes) is dict else sorted(nodes, key=lambda node: str(node["id"]))
    edges = sorted(data["edges"], key=lambda edge: json.dumps(edge, sort_keys=True))
    return json.dumps({**data, "nodes": held, "edges": edges}, sort_keys=True)


@pytest.mark.parametrize("old", ["3.0.2.post1", "3.3.0", "3.6.3", "5.4.1", "5.9.1"])
@pytest.mark.parametrize("seed", range(6))
def test_what_was_accepted_is_accepted(old: str, seed: int) -> None:
    """Whatever is left is left where the migration says so; safe first and the rest later is all at once."""
    data = some(seed, old)
    wrong = structural(data, old)
    whole = become(data, old=old)
    left = {each.node for each in whole.left}
    found = [rule for rule in structural(whole.data) if rule != "unknown-node-type" or not left]
    for rule in wrong:
        if rule in found:
            found.remove(rule)
    assert found == []
    safe = become(data, old=old, unsafe=False)
    assert all(step.result == "same" for step in safe.steps)
    assert ordered(become(safe.data, old=old).data) == ordered(whole.data)


def test_the_text_keeps_what_no_step_is_about() -> None:
    for seed in range(8):
        data = some(seed, "5.9.1")
        text = json.dumps(data, indent=3)
        (one,) = load_bytes(text.encode(), "x.json").documents
        after = become(one.data).data
        written = migrated_text(text, [(one, after)])
        assert json.loads(written) == after
        kept = set(text.splitlines()) & set(written.splitlines())
        assert len(kept) > len(set(text.splitlines())) / 2
