"""Circles in a graph, found in time linear in nodes and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def strongly_connected(successors: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The groups of two or more nodes that reach one another (Tarjan, without recursion).

    ``successors`` maps each node to the nodes it feeds; a node that only appears as a successor needs no
    entry. Groups and their members come in the order in which the walk meets them.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    groups: list[list[str]] = []
    for start in successors:
        if start in order:
            continue
        work = [(start, iter(successors[start]))]
        order[start] = low[start] = len(order)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, rest = work[-1]
            advanced = False
            for child in rest:
                if child not in order:
                    order[child] = low[child] = len(order)
                    stack.append(child)
                    on_stack.add(child)
                    work.append((child, iter(successors.get(child, ()))))
                    advanced = True
                    break
                if child in on_stack:
                    low[node] = min(low[node], order[child])
            if advanced:
                continue
            work.pop()
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
            if low[node] == order[node]:
                group = []
                while True:
                    member = stack.pop()
                    on_stack.discard(member)
                    group.append(member)
                    if member == node:
                        break
                if len(group) > 1:
                    groups.append(group[::-1])
    return groups


def acyclic(pairs: Mapping[str, list[str]]) -> bool:
    """Whether no node reaches itself over one or more edges (self loops count). Cheaper than the groups."""
    _, whole = in_order(pairs)
    return whole


def in_order(pairs: Mapping[str, list[str]]) -> tuple[list[str], bool]:
    """The nodes, each behind those that feed it, and whether that is all of them: none is in a circle."""
    indegree: dict[str, int] = dict.fromkeys(pairs, 0)
    for targets in pairs.values():
        for t in targets:
            indegree[t] = indegree.get(t, 0) + 1
    ready = [n for n, d in indegree.items() if d == 0]
    done = []
    while ready:
        node = ready.pop()
        done.append(node)
        for t in pairs.get(node, ()):
            indegree[t] -= 1
            if indegree[t] == 0:
                ready.append(t)
    return done, len(done) == len(indegree)


def shortest_cycle(start: str, successors: Mapping[str, Iterable[str]], within: set[str]) -> list[str]:
    """A shortest way from ``start`` back to itself inside a strongly connected group, ``start`` first."""
    before: dict[str, str] = {}
    frontier = [start]
    while frontier:
        following = []
        for node in frontier:
            for child in successors.get(node, ()):
                if child == start:
                    path = [node]
                    while path[-1] != start:
                        path.append(before[path[-1]])
                    return path[::-1]
                if child in within and child not in before:
                    before[child] = node
                    following.append(child)
        frontier = following
    return [start]
