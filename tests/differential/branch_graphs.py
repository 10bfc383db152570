"""Random graphs of `if`, collect and iterate nodes over numbers, texts and lists, many of them sound."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from wflint.graph.edges.verdict import verdict

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

_OUTPUTS = {
    "integer": ["value"],
    "float": ["value"],
    "string": ["value"],
    "boolean": ["value"],
    "integer_collection": ["collection"],
    "float_collection": ["collection"],
    "string_collection": ["collection"],
    "range": ["collection"],
    "if": ["value"],
    "collect": ["collection"],
    "iterate": ["item", "index", "total"],
    "add": ["value"],
}
_OFTEN = [3, 3, 1, 1, 2, 2, 1, 1, 4, 4, 1, 1]
_INPUTS = {
    "add": ["a", "b"],
    "if": ["true_input", "false_input", "condition"],
    "collect": ["item", "collection"],
    "iterate": ["collection"],
    "float_collection": ["collection"],
    "integer_collection": ["collection"],
    "string_collection": ["collection"],
    "string_join": ["string_left"],
    "float": ["value"],
    "integer": ["value"],
    "float_to_int": ["value"],
    "string": ["value"],
}
_LAST = ["string_join", "float_to_int", "float_collection", "integer_collection", "add"]
_SOUND = 0.95  # of the edges, those at `if`, collect and iterate nodes apart


def branch_graph(seed: int, catalogue: Catalogue) -> dict[str, Any]:
    """The graph of that seed; every edge leads from an earlier node to a later one."""
    rng = random.Random(seed)
    kinds = [*rng.choices(list(_OUTPUTS), _OFTEN, k=rng.randint(3, 9)), rng.choice(_LAST)]
    nodes = {f"n{i}": {"id": f"n{i}", "type": kind} for i, kind in enumerate(kinds)}
    edges: list[dict[str, Any]] = []
    for i, kind in enumerate(kinds):
        before = [j for j in range(i) if kinds[j] in _OUTPUTS]
        for field in _INPUTS.get(kind, ()) if before else ():
            for _ in range(_many(rng, kind, field)):
                j = rng.choice(before)
                output = rng.choice(_OUTPUTS[kinds[j]])
                judged = verdict(catalogue, kinds[j], output, kind, field)
                edge = {
                    "source": {"node_id": f"n{j}", "field": output},
                    "destination": {"node_id": f"n{i}", "field": field},
                }
                fits = judged is not None and judged.fault is None
                if edge not in edges and (fits or rng.random() > _SOUND):
                    edges.append(edge)
    return {"id": "g", "nodes": nodes, "edges": edges}


def _many(rng: random.Random, kind: str, field: str) -> int:
    if (kind, field) == ("collect", "item"):
        return rng.choice([1, 1, 2])
    if kind in ("iterate", "if") and field != "condition":
        return 1
    return rng.choice([0, 1])
