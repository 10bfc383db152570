"""Nodes that never run: wflint names none that InvokeAI runs, and nearly all that it leaves out.

And sessions that are never over: nearly each, and none else, has a branch that waits for ever
(where an ``if`` inside of two iterate nodes feeds another one, that is not foreseen).
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter

import pytest

from tests.differential.asleep_graphs import graph
from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document
from wflint.models.flow.asleep import sleepers, stuck_ones
from wflint.models.flow.computed.evaluate import Computed

pytestmark = pytest.mark.invokeai

GRAPHS = int(os.environ.get("WFLINT_DIFFERENTIAL_ASLEEP", "300"))


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_nodes_that_never_run(release: str) -> None:
    oracle = Oracle(invokeai_python(release), "computed_oracle.py")
    catalogue = open_release(release)
    seen: Counter[str] = Counter()
    try:
        for seed in range(GRAPHS):
            document = graph(random.Random(seed), conditions=catalogue.node("if") is not None)
            answer = oracle.ask({"graph": document})
            if "refused" in answer:
                continue
            read = read_document(load_bytes(json.dumps(document).encode(), "g.json").documents[0])[0]
            computed = Computed(read, catalogue)
            ours = sleepers(read, computed, lambda node, field: False)
            assert not ours & set(answer["ran"]), f"seed {seed}: {ours} of {json.dumps(document)}"
            if answer["failed"] is None:
                idle = document["nodes"].keys() - answer["ran"].keys()
                seen.update(graphs=1, idle=len(idle), foreseen=len(idle & ours))
                if release == "6.14.2":  # 5.15 has no ``if``, but leaves collect nodes behind empty lists
                    endless = any(stuck_ones(read, computed, lambda node, field: False))
                    assert not (endless and answer["complete"]), f"seed {seed}: {json.dumps(document)}"
                    seen.update(endless=not answer["complete"], told=endless)
    finally:
        oracle.close()
    print(release, dict(seen))
    assert seen["graphs"] > GRAPHS / 2
    assert seen["told"] >= 0.95 * seen["endless"]
    assert bool(seen["told"]) is (release == "6.14.2")
    assert seen["foreseen"] > 0.85 * seen["idle"] > 0
