"""Whether a connection is one that InvokeAI takes, said in wflint's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.builders.errors import BuildError
from wflint.diagnostics.words import elide, quoted
from wflint.graph.edges.verdict import verdict
from wflint.graph.edges.wording import mismatch, missing_field, short_words, special_words
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.server.collectors import SpecialFault, SpecialNodes

_MANY: Final = 200

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.builders.builder import Builder
    from wflint.builders.node import Node
    from wflint.builders.values import Output
    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.types import TypeExpr
    from wflint.graph import ir
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


def judge_connection(output: Output, target: Node[Any], field: str, builder: Builder) -> None:
    """Raise BuildError when a connection is none that InvokeAI takes."""
    source, catalogue = output.node, builder.catalogue
    fault = connection_fault(catalogue, source.type, output.name, target.type, field)
    if fault is None:
        return
    source_def, target_def = catalogue.node(source.type), catalogue.node(target.type)
    if fault == "source-field" and source_def is not None:
        raise BuildError(missing_field(name(source), "output", output.name, list(source_def.outputs)).line)
    if fault == "target-field" and target_def is not None:
        raise BuildError(missing_field(name(target), "input", field, list(target_def.inputs)).line)
    judged = verdict(catalogue, source.type, output.name, target.type, field)
    where = input_name(target, field)
    if fault == "direct" or judged is None or judged.source is None or judged.target is None:
        raise BuildError(f"{where} takes a value, not an output; give it a value")
    found = mismatch(where, judged.source, judged.target)
    cure = _cure(builder, (source.type, target.type), judged.source, judged.target)
    raise BuildError(f"{found.message} from {input_name(source, output.name)}; {cure}")


def judge_special(builder: Builder, node_ids: Iterable[str]) -> None:
    """Raise BuildError when the lists that these nodes take apart or make do not fit, if they do so.

    That nothing feeds them yet is no fault while the workflow is being built. Nodes with very many edges are
    left to the end: each judgement looks at all of them.
    """
    graph = builder._graph
    special = SpecialNodes(graph, builder.catalogue)
    for node_id in node_ids:
        if graph.nodes[node_id].type not in ("collect", "iterate") or _busy(graph, node_id):
            continue
        fault = special.fault(graph.nodes[node_id])
        if fault is not None and fault.reason != "no-input":
            raise BuildError(special_line(builder, fault))


def special_line(builder: Builder, fault: SpecialFault) -> str:
    """What is wrong with an iterate or collect node, and what to do, in one line."""
    cure = ""
    if fault.reason == "output-type":
        ends = fault.edges[0].source, fault.edges[0].target
        types = tuple(builder._nodes[end].type for end in ends if end in builder._nodes)
        cure = _cure(builder, types, fault.types[0], fault.types[1])
    return special_words(_Names(builder), fault, cure).line


def _cure(builder: Builder, ends: tuple[str, ...], gives: TypeExpr, takes: TypeExpr) -> str:
    """What to do about types that do not fit; the family is that of the nodes at the edge, then of others."""
    from wflint.models.families.bridges import bases_of, bridge_words, narrowed

    types = dict.fromkeys([*ends, *(node.type for node in builder.nodes)])
    return bridge_words(_Names(builder), gives, takes, builder.catalogue, narrowed(map(bases_of, types)))


class _Names:
    """Names as the author of the Python code knows them: node types are methods there."""

    def __init__(self, builder: Builder) -> None:
        self._nodes = builder._nodes

    def node(self, node: ir.Node) -> str:
        made = self._nodes.get(node.id)
        return name(made) if made is not None else node.type

    def end(self, node_id: str, field: str) -> str:
        made = self._nodes.get(node_id)
        return input_name(made, field) if made is not None else f'"{field}" of "{node_id}"'

    def title(self, node_type: str) -> str:
        return node_type


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
    """How messages call a node: ``"Seed" (integer)``, ``noise``; ``noise (n1)`` if its author gave the id."""
    inside = [node.type] if node.label else []
    if not node.automatic and node.id != node.type:
        inside.append(elide(node.id))
    shown = quoted(node.label) if node.label else node.type
    return f"{shown} ({', '.join(inside)})" if inside else shown


def input_name(node: Node[Any], field: str) -> str:
    """How messages call an input or output: ``"seed" of noise``."""
    return f"{quoted(field)} of {name(node)}"


def wanted(expr: TypeExpr) -> str:
    """What to do about an input that needs an edge."""
    return f"connect an output that gives {short_words(expr)}"


def remove_edge(graph: Graph, edge: Edge) -> None:
    """Take an edge out of a graph and its indexes."""
    for edges in (graph.edges, graph.into[edge.target, edge.target_field], graph.out_of[edge.source]):
        for place in range(len(edges) - 1, -1, -1):  # the newest are the likely ones
            if edges[place] is edge:
                del edges[place]
                break
