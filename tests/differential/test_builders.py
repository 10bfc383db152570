"""Whatever a builder emits, InvokeAI's own validation takes."""

from __future__ import annotations

import os

import pytest

from tests.builders.decompiled import rebuilt
from tests.differential.generate import Generator
from tests.differential.oracle import Oracle, invokeai_python
from wflint.builders.decompile import DecompileError
from wflint.catalogue.store import open_release

pytestmark = pytest.mark.invokeai

GRAPHS = int(os.environ.get("WFLINT_DIFFERENTIAL_GRAPHS", "5000"))
SEED = int(os.environ.get("WFLINT_DIFFERENTIAL_SEED", "1"))


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_what_builders_emit_is_accepted(release: str) -> None:
    """Random graphs, half of them with faults, built call by call: what comes out is accepted or never made.

    The other way round, builders are stricter than the server (they also ask the web UI); most of what the
    server takes they build all the same.
    """
    catalogue = open_release(release)
    oracle = Oracle(invokeai_python(release), "graph_oracle.py")
    refused, built, also = [], 0, 0
    try:
        for number in range(GRAPHS):
            graph = Generator(catalogue, SEED * 1_000_033 + number).graph()
            try:
                workflow = rebuilt(graph, catalogue)
            except DecompileError:
                continue
            emitted = workflow.to_graph()
            answer = oracle.ask({"batch": {"graph": emitted}})
            also += answer["ok"]
            if workflow.strict:
                built += 1
                if not answer["ok"]:
                    refused.append((number, answer["error"]))
    finally:
        oracle.close()
    assert not refused, f"{len(refused)} of {built} refused: {refused[:3]}"
    assert built > 0.2 * GRAPHS
    assert built > 0.5 * also
