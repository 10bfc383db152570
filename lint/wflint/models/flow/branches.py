"""The branches of ``if`` nodes: what only one of them asks for, and what waits there for ever.

InvokeAI 6.13.0 to 6.14.2 runs nothing of a branch before its ``if`` has chosen (``_IfBranchScheduler`` of
app/services/shared/graph.py). Two things never come to that, whatever ``if`` chooses:

* an iterate node that only ``if`` asks for: no run of ``if`` is made before all iterate nodes before it are
  done;
* a node that runs as often as other iterate nodes say than ``if`` does: each run waits for the run of ``if``
  with the same indices, and there is none.

Then the session is never over: the queue item stays "in_progress" until somebody cancels it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.graph.ir import UI_ONLY_NODES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Edge, Graph, Node

OTHER_BRANCH = {"true_input": "false_input", "false_input": "true_input"}
_MOST_ITERATES = 50
_NONE: frozenset[str] = frozenset()

Axes = frozenset[str]


class Branches(NamedTuple):
    """An ``if`` node and the nodes of each branch that nothing else asks for."""

    node: Node
    only_for: Mapping[str, set[str]]

    @property
    def inside(self) -> set[str]:
        """The nodes of both."""
        return set().union(*self.only_for.values())


class Waiting(NamedTuple):
    """What waits for ever in the branches of an ``if`` node.

    ``iterating`` are iterate nodes: ``if`` waits for them too, and all of both branches with it. ``apart``
    are nodes that run as other iterate nodes say than ``if`` does; True for those with more of them.
    """

    branches: Branches
    iterating: tuple[str, ...]
    apart: Mapping[str, bool]


def hold_runs_back(catalogue: Catalogue) -> bool:
    """Whether branches wait in this release. InvokeAI 7 runs loops and ``if`` in another way."""
    return catalogue.node("if") is not None and catalogue.node("for") is None


def branches_of(graph: Graph, node: Node) -> Branches:
    """The branches of an ``if`` node."""
    return Branches(node, {field: _only_for(graph, node, field) for field in OTHER_BRANCH})


def waiting(
    graph: Graph, branches: Branches, axes: Mapping[str, Axes | None], is_empty: Callable[[str], bool]
) -> Waiting | None:
    """What waits there; None for nothing. ``is_empty`` says whether an iterate node surely gets nothing."""
    held = {name for name in branches.inside if graph.nodes[name].type not in UI_ONLY_NODES}
    inside = [name for name in graph.nodes if name in held]
    iterating = [name for name in inside if graph.nodes[name].type == "iterate"]
    # One that gets an empty list from a node that runs is done at once.
    iterating = [n for n in iterating if not is_empty(n) or held.intersection(_sources(graph, n))]
    around = axes.get(branches.node.id)
    apart: dict[str, bool] = {}
    for name in inside if around is not None else ():
        own = axes.get(name)
        # As many other ones give the same indices: some runs then meet their ``if``.
        if own is not None and around is not None and len(own) != len(around) and not any(map(is_empty, own)):
            apart[name] = len(own) > len(around)
    return Waiting(branches, tuple(iterating), apart) if iterating or apart else None


def iterations(graph: Graph) -> Mapping[str, Axes | None]:
    """The iterate nodes that say how often a node runs, itself included; None where that was not looked at.

    A collect node gathers what one iterate node brings and runs once. Where it gathers from two, its runs are
    grouped, from 6.14.0 on: such are left alone.
    """
    iterates = {n.id for n in graph.nodes.values() if n.type == "iterate"}
    if not 0 < len(iterates) <= _MOST_ITERATES:
        return {} if iterates else dict.fromkeys(graph.nodes, _NONE)
    into: dict[str, list[Edge]] = {}
    left = dict.fromkeys(graph.nodes, 0)
    for edge in graph.edges:
        if edge.source in left and edge.target in left:
            into.setdefault(edge.target, []).append(edge)
            left[edge.target] += 1
    found: dict[str, Axes | None] = {}
    ready = [name for name, count in left.items() if not count]
    while ready:
        name = ready.pop()
        found[name] = _axes(graph.nodes[name], into.get(name, ()), found, iterates)
        for edge in graph.out_of.get(name, ()):
            if edge.target in left:
                left[edge.target] -= 1
                if not left[edge.target]:
                    ready.append(edge.target)
    return found


def _axes(
    node: Node, edges: list[Edge] | tuple[()], known: Mapping[str, Axes | None], iterates: set[str]
) -> Axes | None:
    found = {node.id} & iterates
    for edge in edges:
        axes = known[edge.source]
        if axes is None:
            return None
        if node.type != "collect":
            found |= axes
        elif len(axes) > (1 if edge.target_field == "item" else 0):
            return None
    return frozenset(found)


def _sources(graph: Graph, name: str) -> list[str]:
    return [edge.source for edge in graph.into.get((name, "collection"), ())]


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
