"""Whether a connection is one that InvokeAI takes, said in wflint's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.builders.errors import BuildError
from wflint.graph.edges.verdict import verdict
from wflint.graph.edges.wording import mismatch, missing_field, name_node, special_words
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.server.collectors import SpecialNodes

_MANY: Final = 200

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.builders.node import Node
    from wflint.builders.values import Output
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Edge, Graph


def connection_fault(catalogue: Catalogue, source: str, output: str, target: str, field: str) -> str | None:
    """Why a builder makes no such edge: ``source-field target-field type direct``; None where it does.

    Server and web UI must both take it, for what the UI drops is no workflow, and what only the server takes
    (a list for a single value, say) mostly ends in an error when the node's turn comes. Edges at batch and
    generator nodes never reach the server; nodes that keep unknown inputs have inputs that no UI shows.
    """
    judged = verdict(catalogue, source, output, target, field)
    if judged is None:
        return None
    if source in UI_ONLY_NODES or target in UI_ONLY_NODES:
        return judged.ui_fault
    if judged.fault is not None or judged.ui_fault is None:
        return judged.fault
    definition = catalogue.node(target)
    extra = definition is not None and definition.extra and field not in definition.inputs
    return None if extra else judged.ui_fault


def judge_connection(output: Output, target: Node[Any], field: str, catalogue: Catalogue) -> None:
    """Raise BuildError when a connection is none that InvokeAI takes."""
    source = output.node
    fault = connection_fault(catalogue, source.type, output.name, target.type, field)
    if fault is None:
        return
    source_def, target_def = catalogue.node(source.type), catalogue.node(target.type)
    where = f"{name(source)}.{output.name} -> {name(target)}.{field}"
    if fault == "source-field" and source_def is not None:
        raise BuildError(missing_field("output", source.type, output.name, source_def.outputs))
    if fault == "target-field" and target_def is not None:
        raise BuildError(missing_field("input", target.type, field, target_def.inputs))
    judged = verdict(catalogue, source.type, output.name, target.type, field)
    if fault == "direct" or judged is None or judged.source is None or judged.target is None:
        raise BuildError(f"{where}: the input takes a value, no connection")
    raise BuildError(f"{where}: {mismatch(judged.source, judged.target, catalogue)}")


def judge_special(graph: Graph, catalogue: Catalogue, node_ids: Iterable[str]) -> None:
    """Raise BuildError when the lists that these nodes take apart or make do not fit, if they do so.

    That nothing feeds them yet is no fault while the workflow is being built. Nodes with very many edges are
    left to the end: each judgement looks at all of them.
    """
    special = SpecialNodes(graph, catalogue)
    for node_id in node_ids:
        if graph.nodes[node_id].type not in ("collect", "iterate") or _busy(graph, node_id):
            continue
        fault = special.fault(graph.nodes[node_id])
        if fault is not None and fault.reason != "no-input":
            raise BuildError(special_words(graph, fault))


def _busy(graph: Graph, node_id: str) -> bool:
    into = sum(len(graph.into.get((node_id, field), ())) for field in ("item", "collection"))
    return into + len(graph.out_of.get(node_id, ())) > _MANY


def reaches(graph: Graph, start: str, goal: str) -> bool:
    """Whether edges lead from one node to another."""
    found, pending = {start}, [start]
    while pending:
        for edge in graph.out_of.get(pending.pop(), ()):
            if edge.target == goal:
                return True
            if edge.target not in found:
                found.add(edge.target)
                pending.append(edge.target)
    return start == goal


def name(node: Node[Any]) -> str:
    """How messages call a node; an id that its author did not give would tell them nothing."""
    return name_node(node.type, node.label, node.type if node.automatic else node.id)


def remove_edge(graph: Graph, edge: Edge) -> None:
    """Take an edge out of a graph and its indexes."""
    for edges in (graph.edges, graph.into[edge.target, edge.target_field], graph.out_of[edge.source]):
        for place in range(len(edges) - 1, -1, -1):  # the newest are the likely ones
            if edges[place] is edge:
                del edges[place]
                break
