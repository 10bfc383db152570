"""wflint and InvokeAI 7 judge the same random graphs with loops alike."""

from __future__ import annotations

import json
import os

import pytest

from tests.differential.loop_graphs import loop_graph
from tests.differential.oracle import Oracle, invokeai_python
from tests.graph.test_loops import refusals

GRAPHS = int(os.environ.get("WFLINT_DIFFERENTIAL_LOOPS", "1000"))
# What the server refuses before it looks at loops, or other rules of wflint tell.
_OTHERS = ("Graph contains cycles", "types do not match", "direct")


@pytest.mark.invokeai
def test_the_server_agrees_on_loops() -> None:
    oracle = Oracle(invokeai_python("7.0.0a3"), "loop_oracle.py")
    judged = refused = 0
    try:
        for seed in range(GRAPHS):
            graph = loop_graph(seed)
            said = oracle.ask(graph)
            if of_another_rule(said):
                continue
            judged += 1
            refused += bool(said)
            assert bool(refusals(graph)) == bool(said), f"{said or 'accepted'}: {json.dumps(graph)}"
    finally:
        oracle.close()
    assert judged > GRAPHS // 3
    assert judged > refused > 0


def of_another_rule(said: str) -> bool:
    """Whether the refusal is of what is no loop: types, cycles, iterate and collect nodes."""
    if any(words in said for words in _OTHERS):
        return True
    return ("terator" in said or "ollector" in said) and "For" not in said
