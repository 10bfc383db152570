"""What the rules about families, resources and portability cost: ``pytest -s -m bench tests/bench``.

Work is counted in calls, not in seconds: a busy machine changes nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests import topologies
from tests.bench.corpus import texts
from tests.counting import calls
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


def again(work: Callable[[], object]) -> int:
    """The calls of a piece of work the second time: the first imports modules and decodes definitions."""
    work()
    return calls(work)


@pytest.mark.parametrize("corpus", ["lint benchmark", "graphs of the web UI"])
def test_at_most_doubles_the_lint_time(corpus: str) -> None:
    if corpus == "lint benchmark":
        files = texts(60)
    else:
        files = [json.dumps(topologies.graph(n)).encode() for n in topologies.names()]
    without, with_families = checker(families=False), checker(families=True)
    plain = again(lambda: [examine(f, "a.json", without) for f in files])
    full = again(lambda: [examine(f, "a.json", with_families) for f in files])
    print(f"\n{corpus}: {full / plain:.2f} times the calls without")
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
    one = again(lambda: examine(small, "a.json", judge))
    ten = again(lambda: examine(large, "a.json", judge))
    print(f"\n10,000 LoRAs in a row take {ten / one:.1f} times the calls of 1,000")
    assert ten < 12 * one  # a square would be a hundred times
