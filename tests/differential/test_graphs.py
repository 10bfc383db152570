"""wflint and InvokeAI judge the same random graphs: agreement on every one."""

from __future__ import annotations

import copy
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.generate import Generator
from tests.differential.oracle import Oracle, invokeai_python
from tests.differential.verdicts import filled, graph_verdict, sleeping
from wflint.catalogue.store import open_release

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.invokeai

GRAPHS = int(os.environ.get("WFLINT_DIFFERENTIAL_GRAPHS", "5000"))
SEED = int(os.environ.get("WFLINT_DIFFERENTIAL_SEED", "1"))


def compare(release: str, make: Callable[[Generator], dict[str, Any]], count: int, seed: int) -> float:
    """Puts ``count`` random batches before both judges; returns the share that InvokeAI accepted."""
    catalogue = open_release(release)
    oracle = Oracle(invokeai_python(release), "graph_oracle.py")
    disagreements, accepted = [], 0
    try:
        for i in range(count):
            batch = make(Generator(catalogue, seed * 1_000_003 + i))
            answer = oracle.ask({"batch": batch})
            ok, missing, refusals = graph_verdict({"batch": copy.deepcopy(batch)}, catalogue)
            accepted += answer["ok"]
            # What the batch data fills in is there when the session runs.
            theirs = {(n, f) for n, f in answer["missing"]} - (filled(batch) if answer["ok"] else set())
            if theirs != missing:
                idle = sleeping({"batch": batch}, catalogue)
                theirs = {(node, field) for node, field in theirs if node not in idle}
            if ok != answer["ok"] or (ok and missing != theirs):
                disagreements.append(
                    {
                        "i": i,
                        "error": answer["error"],
                        "ours": refusals,
                        "missing": sorted(map(str, missing ^ theirs)),
                        "batch": batch,
                    }
                )
    finally:
        oracle.close()
    report = "\n\n".join(json.dumps(d)[:1500] for d in disagreements[:5])
    assert not disagreements, f"{len(disagreements)} of {count} judged otherwise:\n{report}"
    return accepted / count


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_agreement_on_graphs(release: str) -> None:
    share = compare(release, lambda g: {"graph": g.graph(), "runs": 1}, GRAPHS, SEED)
    assert 0.3 < share < 0.7, "both verdicts must be tested"


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_agreement_on_batches(release: str) -> None:
    share = compare(release, lambda g: g.batch(), GRAPHS // 2, SEED + 1)
    assert 0.02 < share < 0.7, "both verdicts must be tested"
