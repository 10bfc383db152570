"""The family rules survive any value in any input of real graphs, and stay linear."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests import topologies
from tests.counting import growth
from tests.families.table import rows
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.graph.reading.read import read_document
from wflint.rules.base import Context
from wflint.rules.models._quiet import quiet
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable

GARBAGE: list[Any] = [
    None, True, -1, 0, 1, 10**400, -(2**70), 0.5, 1e308, float("nan"), float("inf"),
    "", "x", "512", "FLUX", "9" * 400, [], [0], [[]], [None, {}], {}, {"name": []},
    {"name": "diffusers_xl_canny_mid"}, {"base": [], "type": {}, "key": 1},
    {"model_name": 5, "base_model": []},
    {"key": "k", "hash": "h", "name": "sd_xl_base_1.0", "base": "sd-1", "type": "vae"},
]  # fmt: skip


def broken(name: str, rng: random.Random) -> dict[str, Any]:
    """A case of the web UI with a third of its values, and some of its edges, replaced by garbage."""
    graph = topologies.graph(name)
    for node in graph["nodes"].values():
        definition = open_release(topologies.RELEASE).node(node["type"])
        assert definition is not None
        for field in definition.inputs:
            if rng.random() < 0.3:
                node[field] = rng.choice(GARBAGE)
    ids = list(graph["nodes"])
    for edge in graph["edges"]:
        if rng.random() < 0.1:
            edge[rng.choice(("source", "destination"))]["node_id"] = rng.choice(ids)
        if rng.random() < 0.05:
            edge["source"]["field"] = rng.choice(("width", "value", "nonsense"))
    return graph


@pytest.mark.parametrize("name", topologies.names())
def test_nothing_raises(name: str) -> None:
    rng = random.Random(name)
    checker = Checker((open_release(topologies.RELEASE),))
    for _ in range(3):
        examine(json.dumps(broken(name, rng)).encode(), f"{name}.json", checker)
    assert checker.crashes == []


NUDGES = (0, 1, 0.0, 0.5, 1.0, 3.5, -1, 7, 30, 64, 72, 100, 520, 1024, 2048, "SD", False)
SETTINGS = ("MD121", "MD122", "MD123", "MD124", "MD125", "MD126")


def _findings(raw: bytes, *, quickly: bool) -> list[str]:
    document = load_bytes(raw, "a.json").documents[0]
    ctx = Context(document, read_document(document)[0], open_release(topologies.RELEASE))
    if not quickly:
        ctx._cache[quiet] = False
    rules = [r for r in all_rules().values() if r.rule.code in SETTINGS]
    return [f.message for r in rules for check in r.checks for f in check(ctx)]


def test_the_quick_answer_hides_nothing() -> None:
    graphs = [row.recipe.graph() for row in rows().values()]
    rng = random.Random(1)
    graphs += [_nudged(topologies.graph(name), rng) for name in topologies.names() for _ in range(10)]
    answers = [json.dumps(graph).encode() for graph in graphs]
    assert [_findings(raw, quickly=True) for raw in answers] == [
        _findings(raw, quickly=False) for raw in answers
    ]


def _nudged(graph: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A graph with one or two settings changed to something that may or may not be a fault."""
    fields = ("denoising_start", "denoising_end", "width", "height", "weight", "control_weight", "num_steps",
              "cfg_scale", "guidance", "guidance_scale", "seed", "noise_type", "seamless_x")  # fmt: skip
    for node in rng.sample(list(graph["nodes"].values()), 2):
        definition = open_release(topologies.RELEASE).node(node["type"])
        assert definition is not None
        for field in fields:
            if field in definition.inputs and rng.random() < 0.6:
                node[field] = rng.choice(
                    [0, 1, 0.0, 0.5, 1.0, 3.5, -1, 7, 30, 64, 72, 100, 520, 1024, 2048, "SD", False]
                )
    if rng.random() < 0.3:
        graph["edges"].pop(rng.randrange(len(graph["edges"])))
    return graph


def _many(count: int) -> bytes:
    """A graph with a long chain of resized pictures, and a ControlNet for each, in one list."""
    graph = topologies.graph("sd1_lora")
    nodes, edges = graph["nodes"], graph["edges"]
    control = topologies.graph("sd1_controlnet")["nodes"]["control_net_CL1"]
    nodes["controls"] = {"id": "controls", "type": "collect", "is_intermediate": True}

    def join(source: str, output: str, target: str, field: str) -> None:
        edges.append(
            {
                "source": {"node_id": source, "field": output},
                "destination": {"node_id": target, "field": field},
            }
        )

    before = ""
    for i in range(count):
        nodes[f"r{i}"] = {
            "id": f"r{i}",
            "type": "img_resize",
            "width": 512,
            "height": 512,
            "is_intermediate": True,
        }
        nodes[f"c{i}"] = {**control, "id": f"c{i}"}
        del nodes[f"c{i}"]["image"]
        if before:
            join(before, "image", f"r{i}", "image")
        else:
            nodes["r0"]["image"] = {"image_name": "a.png"}
        join(f"r{i}", "image", f"c{i}", "image")
        join(f"c{i}", "control", "controls", "item")
        before = f"r{i}"
    join("controls", "collection", "denoise_latents", "control")
    return json.dumps(graph).encode()


def test_linear_in_graph_size() -> None:
    checker = Checker((open_release(topologies.RELEASE),))

    def check(count: int) -> Callable[[], object]:
        raw = _many(count)
        return lambda: examine(raw, "many.json", checker)

    assert growth(check, 500) < 2.1
    assert checker.crashes == []
