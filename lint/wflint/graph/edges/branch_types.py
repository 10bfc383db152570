"""Edges out of ``if`` nodes one of whose branches does not fit what the edge leads to.

From InvokeAI 7 on the server refuses them ("Edge source and target types do not match"; app/services/shared/
graph_validation.py, ``Graph._are_effective_connections_compatible``). Up to 6.14 it took any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.types import TypeExpr
from wflint.graph.edges.verdict import EdgeVerdict, verdict
from wflint.graph.server.branches import BranchSources
from wflint.graph.server.collectors import SpecialNodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Edge, Graph


def mistyped_branches(graph: Graph, catalogue: Catalogue) -> Iterator[tuple[Edge, EdgeVerdict]]:
    """Each such edge, with the verdict on the first branch that does not fit; none before InvokeAI 7."""
    deciding = [node for node in graph.nodes.values() if node.type == "if"] if catalogue.loops else []
    if not deciding:
        return
    branches, special = BranchSources(graph), SpecialNodes(graph, catalogue)
    for node in deciding:
        for edge in graph.out_of.get(node.id, ()):
            target = graph.nodes.get(edge.target)
            if edge.source_field != "value" or target is None or target is node:
                continue
            for end in branches.ends(edge) or ():
                source = graph.nodes[end.node]
                judged = verdict(catalogue, source.type, end.field, target.type, edge.target_field)
                if judged is None or judged.fault not in (None, "type") or judged.target is None:
                    continue
                if judged.fault == "type":
                    yield edge, judged
                    break
                if source.type == "collect" and end.field == "collection":
                    root = special.misfit(source.id, judged.target)
                    if root is not None:
                        yield edge, judged._replace(fault="type", source=TypeExpr("list", (root,)))
                        break
