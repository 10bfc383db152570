"""Which nodes of a graph without cycles lead to which, as sets of bits: one pass, then quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.graph.ir import Edge, Graph


class Reach:
    """What is below and above each node, along edges whose two ends are there. ``edges_into`` are by node."""

    def __init__(self, graph: Graph) -> None:
        self._names = list(graph.nodes)
        self._bit = {name: 1 << i for i, name in enumerate(self._names)}
        self.edges_into: dict[str, list[Edge]] = {}
        successors: dict[str, list[str]] = {name: [] for name in self._names}
        waiting = dict.fromkeys(self._names, 0)
        for edge in graph.edges:
            if edge.source in successors and edge.target in successors:
                self.edges_into.setdefault(edge.target, []).append(edge)
                successors[edge.source].append(edge.target)
                waiting[edge.target] += 1
        order = [name for name in self._names if not waiting[name]]
        for name in order:
            for target in successors[name]:
                waiting[target] -= 1
                if not waiting[target]:
                    order.append(target)
        self._above = dict.fromkeys(self._names, 0)
        self._below = dict.fromkeys(self._names, 0)
        for name in order:
            mine = self._above[name] | self._bit[name]
            for target in successors[name]:
                self._above[target] |= mine
        for name in reversed(order):
            for target in successors[name]:
                self._below[name] |= self._below[target] | self._bit[target]

    def path(self, first: str, last: str) -> bool:
        """Whether edges lead from one node to the other; a node leads to itself."""
        return first == last or bool(self._below[first] & self._bit[last])

    def above(self, name: str) -> set[str]:
        """All nodes that lead to one, itself aside."""
        return self._set(self._above[name])

    def below_all(self, names: Iterable[str]) -> set[str]:
        """Some nodes and all that they lead to."""
        bits = 0
        for name in names:
            bits |= self._below[name] | self._bit[name]
        return self._set(bits)

    def _set(self, bits: int) -> set[str]:
        digits = f"{bits:b}"[::-1]
        found, at = set(), digits.find("1")
        while at >= 0:
            found.add(self._names[at])
            at = digits.find("1", at + 1)
        return found
