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
    from wflint.catalogue.model import Catalogue

pytestmark = pytest.mark.invokeai

GRAPHS = int(os.environ.get("WFLINT_DIFFERENTIAL_GRAPHS", "5000"))
SEED = int(os.environ.get("WFLINT_DIFFERENTIAL_SEED", "1"))


def judge(graph: Any, catalogue: Catalogue) -> tuple[bool, set[tuple[str | None, str | None]], list[str]]:
    """(accepted, missing inputs that stop the run, the refusing findings) as wflint sees an enqueue body."""
    loaded = load_bytes(json.dumps({"batch": {"graph": graph, "runs": 1}}).encode(), "random.json")
    refusals, missing = [], set()
    for document in loaded.documents:
        for finding in check_document(document, catalogue):
            assert finding.rule is not None
            outcome = finding.outcome or all_rules()[finding.rule].rule.outcome(document.kind)
            assert outcome is not None
            if outcome.effect is Effect.REJECTED:
                refusals.append(f"{finding.rule}: {finding.message}")
            elif finding.rule == "missing-input":
                missing.add((finding.node, finding.field))
    return not refusals, missing, refusals


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_agreement_with_invokeai(release: str) -> None:
    catalogue = open_release(release)
    oracle = Oracle(invokeai_python(release), "graph_oracle.py")
    disagreements, accepted = [], 0
    try:
        for i in range(GRAPHS):
            graph = Generator(catalogue, SEED * 1_000_003 + i).graph()
            answer = oracle.ask({"batch": {"graph": graph, "runs": 1}})
            ok, missing, refusals = judge(copy.deepcopy(graph), catalogue)
            accepted += answer["ok"]
            theirs = {(n, f) for n, f in answer["missing"]}
            if ok != answer["ok"] or (ok and missing != theirs):
                disagreements.append(
                    {
                        "i": i,
                        "error": answer["error"],
                        "ours": refusals,
                        "missing": sorted(missing ^ theirs),
                        "graph": graph,
                    }
                )
    finally:
        oracle.close()
    report = "\n\n".join(json.dumps(d)[:1500] for d in disagreements[:5])
    assert not disagreements, f"{len(disagreements)} of {GRAPHS} graphs judged otherwise:\n{report}"
    assert GRAPHS // 4 < accepted < GRAPHS * 3 // 4, "both verdicts must be tested"
