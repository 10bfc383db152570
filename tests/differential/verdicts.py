"""What wflint says of a graph or of a node's literals, in the terms in which InvokeAI answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Effect
from wflint.document.load import load_bytes
from wflint.engine.check import check_document
from wflint.graph.reading.read import read_document
from wflint.graph.server.node_values import node_judge
from wflint.rules.base import Context
from wflint.rules.registry import all_rules
from wflint.rules.shared.computed import asleep

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

Missing = set[tuple[str | None, str | None]]


def graph_verdict(body: Any, catalogue: Catalogue) -> tuple[bool, Missing, list[str]]:
    """(accepted, missing inputs that stop the run, the refusing findings) of an enqueue body or a graph."""
    loaded = load_bytes(json.dumps(body).encode(), "random.json")
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


def sleeping(body: Any, catalogue: Catalogue) -> frozenset[str]:
    """The nodes that never run, of which wflint says nothing that only a run would show."""
    document = load_bytes(json.dumps(body).encode(), "random.json").documents[0]
    graph, _ = read_document(document)
    return Context(document, graph, catalogue).analysis(asleep)


def filled(batch: dict[str, Any]) -> set[tuple[str, str]]:
    """What the batch data fills in: it is there when the session runs."""
    return {(d["node_path"], d["field_name"]) for group in batch.get("data") or () for d in group}


def values_verdict(catalogue: Catalogue, node_type: str, values: dict[str, Any]) -> tuple[bool, list[str]]:
    """Whether the node is accepted, and which required inputs are then missing."""
    judge = node_judge(node_type, catalogue)
    assert judge is not None
    given = {n: v for n, v in values.items() if n not in ("is_intermediate", "use_cache")}
    faults = judge.faults(given)
    if judge.clean(given):
        assert not faults, f"the quick check accepted what the judge refuses: {node_type} {values} {faults}"
    for _, fault in faults:
        assert fault.sentence
    accepted = not faults and all(name in values for name in judge.demanded)
    missing = [name for name in judge.needed if values.get(name) is None]
    return accepted, sorted(missing) if accepted else []
