"""The server's connection types: every pair of output and input, compared with InvokeAI's own function."""

from __future__ import annotations

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.graph.edges.verdict import verdict

pytestmark = pytest.mark.invokeai


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_every_pair_of_types(release: str) -> None:
    catalogue = open_release(release)
    # One output and one input stand for all of the same node-independent type text and validator.
    outputs = {
        str(o.type) + repr(o.type.signature): (n.type, o.name)
        for n in catalogue.nodes()
        for o in n.outputs.values()
    }
    inputs = {
        str(i.type) + repr(i.type.signature): (n.type, i.name)
        for n in catalogue.nodes()
        for i in n.inputs.values()
    }
    outs = [*outputs.values(), ("noise", "type"), ("noise", "output_meta")]
    ins = [
        *inputs.values(),
        ("noise", "id"),
        ("noise", "is_intermediate"),
        ("noise", "use_cache"),
        ("noise", "type"),
    ]
    pairs = [(*o, *i) for o in outs for i in ins]
    oracle = Oracle(invokeai_python(release), "type_oracle.py")
    try:
        answers = oracle.ask(pairs)
    finally:
        oracle.close()
    wrong = []
    for pair, theirs in zip(pairs, answers, strict=True):
        ours = verdict(catalogue, *pair)
        if ours is None or theirs is None or (ours.fault is None) is not theirs:
            wrong.append((pair, theirs, ours))
    assert not wrong, f"{len(wrong)} of {len(pairs)}: {wrong[:5]}"
    assert len(pairs) > 3000
