"""Values that edges bring: wflint foresees which of them InvokeAI's own graph execution refuses to set."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets
from wflint.graph.edges.verdict import verdict
from wflint.graph.ir import UI_ONLY_NODES
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue

pytestmark = pytest.mark.invokeai

VALUES: dict[str, list[Any]] = {
    "integer": [0, 1, -1, 3, 8, 100, 2**31, 10**7],
    "float": [0, 1.0, -0.5, 0.5, 1.5, 3, 1000.0],
    "string": ["", "a", "1,2"],
    "boolean": [True],
}
FILES_AND_WORKFLOWS = ("prompt_from_file", "call_saved_workflow")  # what is there, the server knows alone
COLLECTIONS: dict[str, list[Any]] = {
    "integer_collection": [[], [0], [1, 2, 3]],
    "float_collection": [[0.5], [2.5, 0.0], [-1.5]],
    "string_collection": [["a", "b"]],
}


@pytest.fixture(scope="module", params=["6.14.2", "5.15.0"])
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def oracle(release: str) -> Iterator[Oracle]:
    running = Oracle(invokeai_python(release), "incoming_oracle.py")
    yield running
    running.close()


def _graphs(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """For every input that a plain value fits: that value, from a node that holds it or works it out."""
    rng = random.Random(5)
    for node_type in catalogue.node_types:
        if node_type in UI_ONLY_NODES or node_type in ("collect", "iterate", "if", *FILES_AND_WORKFLOWS):
            continue
        definition = catalogue.node(node_type)
        for field, spec in definition.inputs.items() if definition is not None else ():
            if spec.kind == "direct" or node_type.startswith("metadata"):
                continue
            for kind, values in (VALUES | COLLECTIONS).items():
                held = "collection" if kind in COLLECTIONS else "value"
                judged = verdict(catalogue, kind, held, node_type, field)
                if judged is None or judged.fault is not None:
                    continue
                for value in rng.sample(values, min(4, len(values))):
                    source: dict[str, Any] = {"id": "s", "type": kind, held: value}
                    if kind == "integer" and abs(value) < 1000 and rng.random() < 0.3:
                        source = {"id": "s", "type": "add", "a": value - 5, "b": 5}
                    yield {
                        "id": "g",
                        "nodes": {"s": source, "n": {"id": "n", "type": node_type}},
                        "edges": [
                            {
                                "source": {"node_id": "s", "field": held},
                                "destination": {"node_id": "n", "field": field},
                            }
                        ],
                    }


def test_values_that_edges_bring(release: str, oracle: Oracle) -> None:
    rules = select_rules([Selectors(("invalid-incoming-value", "size-multiple"), ())])
    checker = Checker(open_targets(release, ()), rules, RuleOptions())
    tried = refused = 0
    for graph in _graphs(open_release(release)):
        found = examine(json.dumps(graph).encode(), "case.json", checker).diagnostics
        for crash in checker.crashes:
            raise crash.error
        error = oracle.ask({"graph": graph, "node": "n"})["error"]
        if error is not None and error.startswith("refused: "):
            continue  # the node cannot stand alone
        tried += 1
        shown = f"{error}\n{json.dumps(graph)}\n{[d.message for d in found]}"
        told = [d for d in found if "NodeInputError" in d.message + d.invokeai_error]
        if error is None:
            assert not told, shown
        else:
            refused += 1
            assert told, shown
    assert tried > 2000
    assert 0.05 * tried < refused < 0.6 * tried
