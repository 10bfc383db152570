"""wflint and InvokeAI 7 judge random graphs alike: what an `if` brings, and what a collector gathers."""

from __future__ import annotations

import json
import os

import pytest

from tests.differential.branch_graphs import branch_graph
from tests.differential.oracle import Oracle, invokeai_python
from tests.graph.test_branches import SEVEN, refused_by

GRAPHS = int(os.environ.get("WFLINT_DIFFERENTIAL_BRANCHES", "1000"))


@pytest.mark.invokeai
def test_the_server_agrees_on_branches() -> None:
    oracle = Oracle(invokeai_python("7.0.0a3"), "loop_oracle.py")
    refused = 0
    try:
        for seed in range(GRAPHS):
            graph = branch_graph(seed, SEVEN)
            said = oracle.ask(graph)
            refused += bool(said)
            assert bool(refused_by(graph, SEVEN)) == bool(said), f"{said or 'accepted'}: {json.dumps(graph)}"
    finally:
        oracle.close()
    assert GRAPHS > refused > GRAPHS // 4
