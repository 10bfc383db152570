"""wflint and InvokeAI judge the same random graphs: agreement on every one."""

from __future__ import annotations

import copy
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.generate import Generator
from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect
from wflint.document.load import load_bytes
from wflint.engine.check import check_document
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.catalogue.model import Catalogue

pytestmark = pytest.mark.invokeai

GRAPHS = int(os.environ.get("WFLINT_DIFFERENTIAL_GRAPHS", "5000"))
SEED = int(os.environ.get("WFLINT_DIFFERENTIAL_SEED", "1"))


def judge(batch: Any, catalogue: Catalogue) -> tuple[bool, set[tuple[str | None, str | None]], list[str]]:
    """(accepted, missing inputs that stop the run, the refusing findings) as wflint sees an enqueue body."""
    loaded = load_bytes(json.dumps({"batch": batch}).encode(), "random.json")
    refusals, missing = [], set()
    for document in loaded.documents[:1]:  # the second is the workflow that travels with a batch
        for finding in check_document(document, catalogue):
            assert finding.rule is not None
            outcome = finding.outcome or all_rules()[finding.rule].rule.outcome(document.kind)
            assert outcome is not None
            if outcome.effect is Effect.REJECTED:
                refusals.append(f"{finding.rule}: {finding.message}")
            elif finding.rule == "missing-input":
                missing.add((finding.node, finding.field))
    return not refusals, missing, refusals


def compare(release: str, make: Callable[[Generator], dict[str, Any]], count: int, seed: int) -> float:
    """Puts ``count`` random batches before both judges; returns the share that InvokeAI accepted."""
    catalogue = open_release(release)
    oracle = Oracle(invokeai_python(release), "graph_oracle.py")
    disagreements, accepted = [], 0
    try:
        for i in range(count):
            batch = make(Generator(catalogue, seed * 1_000_003 + i))
            answer = oracle.ask({"batch": batch})
            ok, missing, refusals = judge(copy.deepcopy(batch), catalogue)
            accepted += answer["ok"]
            # What the batch data fills in is there when the session runs.
            theirs = {(n, f) for n, f in answer["missing"]} - (_filled(batch) if answer["ok"] else set())
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


def _filled(batch: dict[str, Any]) -> set[tuple[str, str]]:
    return {(d["node_path"], d["field_name"]) for group in batch.get("data") or () for d in group}


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_agreement_on_graphs(release: str) -> None:
    share = compare(release, lambda g: {"graph": g.graph(), "runs": 1}, GRAPHS, SEED)
    assert 0.3 < share < 0.7, "both verdicts must be tested"


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_agreement_on_batches(release: str) -> None:
    share = compare(release, lambda g: g.batch(), GRAPHS // 2, SEED + 1)
    assert 0.02 < share < 0.7, "both verdicts must be tested"
