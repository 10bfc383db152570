"""The nodes of a graph that InvokeAI surely never runs, whatever the server has.

``if`` is lazy in all releases that have it: what only its other input asks for is skipped (6.13.0 to 6.14.2,
``_IfBranchScheduler`` of app/services/shared/graph.py). Behind an iterate node with an empty list there are
no runs, up to a collect node, which then gathers nothing.

What waits in a branch for ever (``branches``) never runs either, nor what waits for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.ir import Graph
from wflint.models.flow.branches import OTHER_BRANCH, branches_of, hold_runs_back, iterations, waiting
from wflint.models.flow.computed.known import Cut
from wflint.models.flow.computed.movers import CHOSEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from wflint.graph.ir import Node
    from wflint.models.flow.branches import Axes, Branches, Waiting
    from wflint.models.flow.computed.evaluate import Computed

    IsOpen = Callable[[str, str], bool]

_MOST_STEPS = 200_000  # nodes and edges that are looked at for all ``if`` nodes together


def sleepers(graph: Graph, computed: Computed, is_open: IsOpen) -> frozenset[str]:
    """The nodes by id. ``is_open`` says whether the user of a form may yet change an input."""
    found: set[str] = set()
    left = _MOST_STEPS
    collect = computed.catalogue.node("collect")
    # 5.15.0 prepares no collect node before the iterate nodes before it are done; an empty one never is.
    old = collect is not None and (collect.version or "") == "1.0.0" and computed.catalogue.node("if") is None
    axes = iterations(graph) if hold_runs_back(computed.catalogue) else None
    is_empty = _empty_ones(graph, computed, is_open)
    for node in graph.nodes.values():
        if node.type == "if" and left > 0:
            branches = branches_of(graph, node)
            left -= 2 * len(graph.edges)
            stuck = waiting(graph, branches, axes, is_empty) if axes is not None else None
            other = None
            if stuck is None or not stuck.iterating:
                other = _never_chosen(graph, computed, node, is_open)
                if other is not None:
                    found |= branches.only_for[other]
            if stuck is not None:
                found |= _held(graph, stuck, other, axes or {}, is_empty)
        elif node.type == "iterate" and left > 0 and is_empty(node.id):
            behind = _behind(graph, [node.id], through=old)
            found |= behind
            left -= len(behind) + len(graph.edges)
    return frozenset(found)


def stuck_ones(graph: Graph, computed: Computed, is_open: IsOpen) -> Iterator[Waiting]:
    """What waits in the branches of the ``if`` nodes, innermost first."""
    if not hold_runs_back(computed.catalogue):
        return
    axes = iterations(graph)
    is_empty = _empty_ones(graph, computed, is_open)
    found: list[Branches] = []
    left = _MOST_STEPS
    for node in graph.nodes.values():
        if node.type == "if" and left > 0:
            left -= 2 * len(graph.edges)
            found.append(branches_of(graph, node))
    for branches in sorted(found, key=lambda b: len(b.inside)):
        stuck = waiting(graph, branches, axes, is_empty)
        if stuck is not None:
            yield stuck


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


def _held(
    graph: Graph,
    stuck: Waiting,
    other: str | None,
    axes: Mapping[str, Axes | None],
    is_empty: Callable[[str], bool],
) -> set[str]:
    """What never runs because of what waits. ``other`` is the branch that is never chosen."""
    branches = stuck.branches
    if stuck.iterating:
        return _behind(graph, stuck.iterating, through=True) | branches.inside
    held = _behind(graph, stuck.apart, through=True) & branches.inside
    waits = [field for field, only in branches.only_for.items() if field != other and only & held]
    chosen = OTHER_BRANCH.get(other or "")
    name = branches.node.id
    if (chosen in waits or len(waits) == len(OTHER_BRANCH)) and not any(map(is_empty, axes.get(name) or ())):
        held |= _behind(graph, [name], through=True)
    return held


def _empty_ones(graph: Graph, computed: Computed, is_open: IsOpen) -> Callable[[str], bool]:
    """Whether an iterate node surely gets nothing; each is looked at once."""
    known: dict[str, bool] = {}

    def is_empty(name: str) -> bool:
        if name not in known:
            known[name] = _gets_nothing(graph, computed, graph.nodes[name], is_open)
        return known[name]

    return is_empty


def _never_chosen(graph: Graph, computed: Computed, node: Node, is_open: IsOpen) -> str | None:
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
    return OTHER_BRANCH.get(chosen.pop() or "")


def _gets_nothing(graph: Graph, computed: Computed, node: Node, is_open: IsOpen) -> bool:
    if computed.edge(node.id, "collection") is None:
        return False
    fed = computed.into(node, "collection")
    empty = bool(fed.rows) and all(_is_empty(row) for row in fed.rows.values())
    return empty and fed.whole and not _is_open(graph, node, "collection", is_open)


def _is_empty(row: Any) -> bool:
    return isinstance(row, list) and not row and not isinstance(row, Cut)


def _is_open(graph: Graph, node: Node, field: str, is_open: IsOpen) -> bool:
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


def _behind(graph: Graph, names: Iterable[str], *, through: bool = False) -> set[str]:
    """Nodes and all that they would feed, up to collect nodes, or through them."""
    found = set(names)
    waiting = list(found)
    while waiting:
        for edge in graph.out_of.get(waiting.pop(), ()):
            target = graph.nodes.get(edge.target)
            if target is not None and (through or target.type != "collect") and target.id not in found:
                found.add(target.id)
                waiting.append(target.id)
    return found
