"""wflint and InvokeAI's own model loaders judge the same models: formats, variants, missing parts."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.loader_cases import MAINS, Maker
from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.diagnostics import Confidence, Effect
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets
from wflint.models.inventory.inventory import Inventory, ModelRecord
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.differential.loader_cases import Case
    from wflint.diagnostics import Diagnostic

pytestmark = pytest.mark.invokeai

RELEASE = "6.14.2"
CASES = int(os.environ.get("WFLINT_DIFFERENTIAL_LOADERS", "4000"))


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    running = Oracle(invokeai_python(RELEASE), "loader_oracle.py")
    yield running
    running.close()


def _findings(case: Case) -> list[Diagnostic]:
    """What certainly fails, by the rules about the variants and parts of models."""
    records = [ModelRecord(**{k: v for k, v in m.items() if k != "pipeline"}) for m in case.models]
    rules = select_rules([Selectors(("missing-submodel", "model-variant", "base-model-mismatch"), ())])
    checker = Checker(open_targets(RELEASE, ()), rules, RuleOptions(inventory=Inventory(records)))
    found = examine(json.dumps(case.graph).encode(), "case.json", checker).diagnostics
    for crash in checker.crashes:
        raise crash.error
    return [d for d in found if d.effect is Effect.FAILS and d.confidence is Confidence.CERTAIN]


def _fits(diagnostic: Diagnostic, answer: dict[str, Any]) -> bool:
    """Whether a finding says what InvokeAI says, at the same node or at the choice of a model for it."""
    assert diagnostic.invokeai_error, diagnostic.message
    words = [re.escape(part) for part in diagnostic.invokeai_error.split("...")]
    here = diagnostic.node == answer["node"] or diagnostic.slug == "base-model-mismatch"
    return here and re.match(".*".join(words), answer["error"], re.S) is not None


def test_loaders_agree(oracle: Oracle) -> None:
    catalogue = open_release(RELEASE)
    maker = Maker(14, [name for name in MAINS if catalogue.node(name) is not None])
    failed, seen = 0, set()
    for _ in range(CASES):
        case = maker.case()
        answer = oracle.ask({"models": case.models, "nodes": case.nodes, "edges": case.edges})
        # What the denoise node says of a reference's VAE is behind the nodes that are run here.
        found = [d for d in _findings(case) if not d.invokeai_error.startswith("ValueError: Wan reference")]
        shown = json.dumps({"models": case.models, "graph": case.graph, "answer": answer})
        if answer["error"] is None:
            assert not found, f"{[d.message for d in found]}\n{shown}"
            continue
        failed += 1
        assert any(_fits(d, answer) for d in found), f"{[d.message for d in found]}\n{shown}"
        seen.add((case.nodes[0]["type"], answer["error"][:40]))
    assert CASES * 0.3 < failed < CASES * 0.8
    assert {node_type for node_type, _ in seen} == {*MAINS, "pid_decoder_loader"}
    assert len(seen) >= 30
