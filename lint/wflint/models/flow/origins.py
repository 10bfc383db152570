"""The nodes that make what an input is given, looking through collectors and nodes that hand it on.

Unlike the dataflow this needs no model: it says which settings and masks stand behind an input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.nodes import PASSES, PROMPTS
from wflint.models.flow.movers import chosen

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

_COLLECTS = {"collect": ("collection", "item"), "iterate": ("collection",)}
_MOST = 256  # inputs that are looked at


def origins(families: Families, node_id: str, field: str) -> list[Node]:
    """Those nodes, each once; those of an ``if`` are left out, for which of them counts is another matter."""
    nodes = families.graph.nodes
    found: dict[str, Node] = {}
    waiting, seen = [(node_id, field)], {(node_id, field)}
    while waiting and len(seen) < _MOST:
        for edge in families.edges_into(*waiting.pop()):
            source = nodes.get(edge.source)
            if source is None:
                continue
            passed = (
                chosen(families, source)
                if source.type == "if"
                else PASSES.get(source.type, {}).get(edge.source_field)
            )
            further = _COLLECTS.get(source.type) or ((passed,) if passed else ())
            if not further:
                found.setdefault(source.id, source)
            for name in further:
                if (source.id, name) not in seen:
                    seen.add((source.id, name))
                    waiting.append((source.id, name))
    return list(found.values())


def regional(families: Families, node_id: str, field: str) -> Node | None:
    """The first prompt behind an input that is for a part of the picture only."""
    for node in origins(families, node_id, field):
        if node.type in PROMPTS or node.type == "flux_redux":
            given = (node.id, "mask") in families.graph.into or node.values.get("mask") is not None
            if given:
                return node
    return None
