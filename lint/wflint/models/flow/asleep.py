"""The nodes of a graph that InvokeAI surely never runs, whatever the server has.

``if`` is lazy in all releases that have it: what only its other input asks for is skipped (6.13.0 to 6.14.2,
``_IfBranchScheduler`` of app/services/shared/graph.py). Behind an iterate node with an empty list there are
no runs, up to a collect node, which then gathers nothing.

An iterate node that only ``if`` asks for stops both: ``if`` is not prepared before the iterate node is done,
and that waits until ``if`` has chosen. Nothing of either branch runs, nor anything behind, and InvokeAI calls
the session complete. (So in 6.13.0 to 6.14.2; 7 was not looked at.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.ir import Graph
from wflint.models.flow.computed.known import Cut
from wflint.models.flow.computed.movers import CHOSEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.graph.ir import Node
    from wflint.models.flow.computed.evaluate import Computed

_BRANCHES = {"true_input": "false_input", "false_input": "true_input"}
_MOST_STEPS = 200_000  # nodes and edges that are looked at for all ``if`` nodes together


def sleepers(graph: Graph, computed: Computed, is_open: Callable[[str, str], bool]) -> frozenset[str]:
    """The nodes by id. ``is_open`` says whether the user of a form may yet change an input."""
    found: set[str] = set()
    left = _MOST_STEPS
    collect = computed.catalogue.node("collect")
    # 5.15.0 prepares no collect node before the iterate nodes before it are done; an empty one never is.
    old = collect is not None and (collect.version or "") == "1.0.0" and computed.catalogue.node("if") is None
    waits = computed.catalogue.node("for") is None  # InvokeAI 7 runs loops and ``if`` in another way
    for node in graph.nodes.values():
        if node.type == "if" and left > 0:
            branches = {field: _only_for(graph, node, field) for field in _BRANCHES}
            left -= 2 * len(graph.edges)
            stuck = _stuck(graph, branches) if waits else ()
            for iterating in stuck:
                found |= _behind(graph, iterating, through=True).union(*branches.values())
            other = None if stuck else _never_chosen(graph, computed, node, is_open)
            if other is not None:
                found |= branches[other]
        elif node.type == "iterate" and left > 0 and _gets_nothing(graph, computed, node, is_open):
            behind = _behind(graph, node, through=old)
            found |= behind
            left -= len(behind) + len(graph.edges)
    return frozenset(found)


def awake(graph: Graph, asleep: frozenset[str]) -> Graph:
    """The graph without those nodes; itself if there are none."""
    if not asleep:
        return graph
    rest = Graph()
    rest.nodes = {name: node for name, node in graph.nodes.items() if name not in asleep}
    rest.edges = [e for e in graph.edges if e.source not in asleep and e.target not in asleep]
    rest.wires, rest.connectors, rest.notes = graph.wires, graph.connectors, graph.notes
    rest.unread_edges, rest.nulls = graph.unread_edges, graph.nulls
    fed = [[item for item in group if item.node not in asleep] for group in graph.batch]
    rest.batch = [group for group in fed if group]
    rest.index()
    return rest


def _stuck(graph: Graph, branches: Mapping[str, set[str]]) -> list[Node]:
    """The iterate nodes that wait for the ``if`` that waits for them."""
    inside = set().union(*branches.values())
    return [graph.nodes[name] for name in inside if graph.nodes[name].type == "iterate"]


def _never_chosen(
    graph: Graph, computed: Computed, node: Node, is_open: Callable[[str, str], bool]
) -> str | None:
    """The input of ``if`` that no run of it takes."""
    given = computed.into(node, "condition")
    chosen: set[Any] = set()
    for value in given.rows.values():
        chosen.add(("true_input" if value else "false_input") if type(value) is bool else None)
    if None in chosen:  # another way to write one; the table has none where the chosen input never arrives
        given = computed.table(node.id)
        chosen = {row.get(CHOSEN) if type(row) is dict else None for row in given.rows.values()}
    if not given.whole or len(chosen) != 1 or _is_open(graph, node, "condition", is_open):
        return None
    return _BRANCHES.get(chosen.pop() or "")


def _gets_nothing(graph: Graph, computed: Computed, node: Node, is_open: Callable[[str, str], bool]) -> bool:
    if computed.edge(node.id, "collection") is None:
        return False
    fed = computed.into(node, "collection")
    empty = bool(fed.rows) and all(_is_empty(row) for row in fed.rows.values())
    return empty and fed.whole and not _is_open(graph, node, "collection", is_open)


def _is_empty(row: Any) -> bool:
    return isinstance(row, list) and not row and not isinstance(row, Cut)


def _is_open(graph: Graph, node: Node, field: str, is_open: Callable[[str, str], bool]) -> bool:
    """Whether the user of a form may change what reaches an input: there, or in a node before it."""
    if is_open(node.id, field):
        return True
    sources: dict[str, list[str]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append(edge.source)
    waiting = [edge.source for edge in graph.into.get((node.id, field), ())]
    seen = set(waiting)
    while waiting:
        at = graph.nodes.get(waiting.pop())
        if at is None:
            continue
        if any(is_open(at.id, name) for name in at.declared):
            return True
        for source in sources.get(at.id, ()):
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return False


def _only_for(graph: Graph, node: Node, field: str) -> set[str]:
    """The nodes whose results reach nothing but one input of ``if``."""
    sources: dict[str, list[str]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append(edge.source)
    branch = {edge.source for edge in graph.into.get((node.id, field), ()) if edge.source in graph.nodes}
    waiting = list(branch)
    while waiting:
        for source in sources.get(waiting.pop(), ()):
            if source not in branch and source in graph.nodes:
                branch.add(source)
                waiting.append(source)
    waiting = [name for name in branch if not _stays(graph, name, branch, node.id, field)]
    while waiting:
        name = waiting.pop()
        if name in branch:
            branch.discard(name)
            waiting += sources.get(name, ())  # what feeds a node that runs runs too
    return branch


def _stays(graph: Graph, name: str, branch: set[str], at: str, field: str) -> bool:
    return all(
        edge.target in branch or (edge.target == at and edge.target_field == field)
        for edge in graph.out_of.get(name, ())
    )


def _behind(graph: Graph, node: Node, *, through: bool = False) -> set[str]:
    """An iterate node and all that it would feed, up to collect nodes, or through them."""
    found, waiting = {node.id}, [node.id]
    while waiting:
        for edge in graph.out_of.get(waiting.pop(), ()):
            target = graph.nodes.get(edge.target)
            if target is not None and (through or target.type != "collect") and target.id not in found:
                found.add(target.id)
                waiting.append(target.id)
    return found
