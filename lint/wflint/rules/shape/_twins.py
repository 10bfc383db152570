"""A workflow and the graph that was made of it: where they differ in what InvokeAI runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.diagnostics.words import elide
from wflint.document import Kind
from wflint.graph.diff.match import match_nodes
from wflint.graph.diff.view import text_of, view_of
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.reading.read import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Pointer
    from wflint.document.model import Beside
    from wflint.graph.ir import Graph, Node
    from wflint.rules.base import Context

_CALL = "call_saved_workflow"  # its inputs are made up in the workflow
_BOARD = "board"  # the UI puts its own board for "auto"
_Wires = set[tuple[str, str]]


class Difference(NamedTuple):
    """``what`` is ``node``, ``value`` or ``connection``; the place is one of the graph's."""

    what: str
    text: str
    pointer: Pointer


def differences(ctx: Context, beside: Beside) -> list[Difference]:
    """Where the workflow says other than the graph; near linear in both."""
    workflow, _ = read_document(beside.workflow)
    graph = ctx.graph
    kept = {i: node for i, node in workflow.nodes.items() if node.type not in UI_ONLY_NODES}
    matched = {i: i for i, node in kept.items() if i in graph.nodes and graph.nodes[i].type == node.type}
    if len(matched) < len(kept) and len(matched) < len(graph.nodes):
        mine = view_of(beside.workflow, ctx.catalogue).nodes
        theirs = view_of(ctx.document, ctx.catalogue).nodes
        matched = match_nodes({i: node for i, node in mine.items() if i in kept}, theirs)
    found = [
        Difference("node", f"no node {elide(node.type)} of the workflow", ())
        for i, node in kept.items()
        if i not in matched
    ]
    taken = set(matched.values())
    found += [
        Difference("node", "not in the workflow", node.path)
        for i, node in graph.nodes.items()
        if i not in taken
    ]
    swept = _swept(graph, beside.swept)
    wires, into = _wires(workflow, matched), _wires(graph, None)
    dumped = ctx.document.dumped or ctx.kind is Kind.SESSION
    for one, other in matched.items():
        node, twin = kept[one], graph.nodes[other]
        for name in dict.fromkeys((*node.declared, *wires.get(one, ()), *into.get(other, ()), *twin.values)):
            fed = wires.get(one, {}).get(name, set())
            if (other, name) in swept or None in fed:
                continue
            theirs_fed = into.get(other, {}).get(name, set())
            if fed != theirs_fed:
                text = f"{elide(name)} has other connections in the workflow"
                found.append(Difference("connection", text, twin.input_pointer(name)))
            elif not fed and node.type != _CALL:
                found += _value(node, twin, name, ctx.catalogue, dumped)
    return sorted(found, key=lambda difference: not difference.pointer)


def _swept(graph: Graph, values: Any) -> set[tuple[str, str]]:
    """What a batch varies: its data, or what a queue item took from it."""
    found = {(item.node, item.field) for group in graph.batch for item in group}
    for value in values if type(values) is list else ():
        if type(value) is dict and type(value.get("node_path")) is str:
            found.add((value["node_path"], str(value.get("field_name"))))
    return found


def _wires(graph: Graph, matched: dict[str, str] | None) -> dict[str, dict[str, set[Any]]]:
    """The sources of each input, in the ids of the graph; None where a batch or generator node feeds it.

    Edges from nodes that are not there bring nothing.
    """
    found: dict[str, dict[str, set[Any]]] = {}
    for edge in graph.edges:
        source = graph.nodes.get(edge.source)
        if source is None:
            continue
        ids = edge.source if matched is None else matched.get(edge.source, f"\0{edge.source}")
        end = None if source.type in UI_ONLY_NODES else (ids, edge.source_field)
        found.setdefault(edge.target, {}).setdefault(edge.target_field, set()).add(end)
    return found


def _value(node: Node, twin: Node, name: str, catalogue: Catalogue, dumped: bool) -> Iterator[Difference]:
    if name == _BOARD or name in node.lost or name in twin.lost:
        return
    mine, theirs = node.values.get(name), twin.values.get(name)
    if _same(mine, theirs):
        return
    if mine is None and dumped:
        return  # the server wrote a default, maybe another release's
    if (mine is None or theirs is None) and _is_default(
        theirs if mine is None else mine, node.type, name, catalogue
    ):
        return
    there = "unset" if mine is None else elide(text_of(mine), 24)
    text = f"{elide(name)} is {there} in the workflow"
    yield Difference("value", text, twin.input_pointer(name))


def _is_default(value: Any, node_type: str, name: str, catalogue: Catalogue) -> bool:
    definition = catalogue.node(node_type)
    field = definition.inputs.get(name) if definition is not None else None
    if field is None:
        return True  # the release does not know it: nothing is sure
    return value in ("", []) or (field.has_default and _same(value, field.default))


def _same(one: Any, other: Any) -> bool:
    """Whether two values are one to InvokeAI: null is unset, and 7.0 is 7."""
    try:
        return _alike(one, other)
    except RecursionError:
        return True


def _alike(one: Any, other: Any) -> bool:
    if type(one) is dict and type(other) is dict:
        return all(_alike(one.get(member), other.get(member)) for member in one.keys() | other.keys())
    if type(one) is list and type(other) is list:
        return len(one) == len(other) and all(map(_alike, one, other))
    if type(one) is bool or type(other) is bool:
        return one is other
    return bool(one == other)
