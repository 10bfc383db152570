"""What the rules about families, resources and portability cost: ``pytest -s -m bench tests/bench``.

All ratios are taken within one run, in turns, so that a busy machine slows both sides.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from tests import topologies
from tests.bench.corpus import texts
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selection
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.bench
NEW = ("MD", "RS", "PT")


def checker(*, families: bool) -> Checker:
    """All rules, or all but those about families, resources and portability."""
    enabled = {slug for slug, r in all_rules().items() if families or not r.rule.code.startswith(NEW)}
    return Checker((open_release("6.14.2"),), Selection(frozenset(enabled), frozenset()))


def in_turns(*works: Callable[[], object], rounds: int = 7) -> list[float]:
    """The least processor time of each of several pieces of work, in seconds."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for i, work in enumerate(works):
            started = time.process_time()
            work()
            best[i] = min(best[i], time.process_time() - started)
    return best


@pytest.mark.parametrize("corpus", ["lint benchmark", "graphs of the web UI"])
def test_at_most_doubles_the_lint_time(corpus: str) -> None:
    if corpus == "lint benchmark":
        files = texts(300)
    else:
        files = [json.dumps(topologies.graph(n)).encode() for n in topologies.names()]
    without, with_families = checker(families=False), checker(families=True)
    plain, full, parse = in_turns(
        lambda: [examine(f, "a.json", without) for f in files],
        lambda: [examine(f, "a.json", with_families) for f in files],
        lambda: [json.loads(f) for f in files],
    )
    print(f"\n{corpus}: {full / plain:.2f} times the lint time without, {full / parse:.1f} times json.loads")
    assert full < 2 * plain


def _chain(count: int) -> bytes:
    """Text to image with that many LoRAs in a row."""
    graph = topologies.graph("sd1_txt2img")
    nodes, edges = graph["nodes"], graph["edges"]
    lora = topologies.identifier("Ink scenery", "sd-1", "lora")
    before = "sd1_model_loader"
    for i in range(count):
        nodes[f"lora{i}"] = {"id": f"lora{i}", "type": "lora_loader", "lora": lora, "is_intermediate": True}
        edges.append(
            {
                "source": {"node_id": before, "field": "unet"},
                "destination": {"node_id": f"lora{i}", "field": "unet"},
            }
        )
        before = f"lora{i}"
    for edge in edges:
        if edge["destination"] == {"node_id": "denoise_latents", "field": "unet"}:
            edge["source"]["node_id"] = before
    return json.dumps(graph).encode()


def test_linear_in_graph_size() -> None:
    small, large = _chain(1000), _chain(10_000)
    judge = checker(families=True)
    one, ten = in_turns(
        lambda: examine(small, "a.json", judge), lambda: examine(large, "a.json", judge), rounds=3
    )
    print(f"\n10,000 LoRAs in a row take {ten / one:.1f} times as long as 1,000")
    assert ten < 40 * one  # a square would be a hundred times
